"""Moving running proceedings to another edition: a checked plan, then one event each, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from attrs import frozen

from courtqa.text import Text
from courtqa.workflows.canonical import digest
from courtqa.workflows.comparing import Difference, compare
from courtqa.workflows.data import request_digest
from courtqa.workflows.definition import Workflow
from courtqa.workflows.fold import apply
from courtqa.workflows.ledger_rows import clock_rows
from courtqa.workflows.objections import MIGRATED, objection
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Clock, Event, Proceeding, Reason, Refusal, Step
from courtqa.workflows.safeguards import losses
from courtqa.workflows.timekeeping import clocks_moved

__all__ = ["MIGRATED", "MigrationPlan", "Move", "migrate", "plan_migration"]


@frozen
class Move:
    """Where the proceedings in one state go, and how many they are."""

    source: str
    target: str
    count: int


@frozen
class MigrationPlan:
    """What a migration would do. It may be carried out only if nothing stands against it."""

    workflow: str
    before: str  # SHA-256 of the edition that the proceedings are pinned to
    after: str  # and of the one they would move to
    since: date  # the day of that one
    moves: tuple[Move, ...]
    changes: tuple[Difference, ...]
    objections: tuple[Reason, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing stands against it."""
        return not self.objections

    @property
    def digest(self) -> str:
        """SHA-256 of what two persons agree to: the editions and the moves."""
        moves = {move.source: move.target for move in self.moves}
        body = {"workflow": self.workflow, "before": self.before, "after": self.after, "moves": moves}
        return digest(body)

    @property
    def text(self) -> Text:
        """The moves, what changes, and what stands against it, as lines."""
        rows = [
            Text(
                zh=f"{move.source} → {move.target}（{move.count}件）",
                en=f"{move.source} → {move.target} ({move.count})",
            )
            for move in self.moves
        ]
        rows += [each.text for each in self.changes]
        rows += [Text(zh=f"不可：{each.text.zh}", en=f"no: {each.text.en}") for each in self.objections]
        return Text(zh="\n".join(row.zh for row in rows), en="\n".join(row.en for row in rows))

    def __str__(self) -> str:
        return self.text.en


def plan_migration(
    old: Plan,
    new: Plan,
    occupied: Mapping[str, int],
    mapping: Mapping[str, str] | None = None,
    *,
    on: date | None = None,
) -> MigrationPlan:
    """The plan for the proceedings that rest in ``occupied`` states (with their counts) of the old edition.

    A state that ``mapping`` does not name goes to the state of the same name. What would take away a hearing, an
    appeal or another step of the person concerned, lay an adverse step on what is under way, drop or shorten a
    deadline, or leave a condition without its facts, is an objection. ``on`` is the day whose lengths count.
    """
    said, targets = dict(mapping or {}), new.workflow.states
    objections = list(_unfit(old, new, occupied, said))
    moves: list[Move] = []
    for state, count in occupied.items():
        target = said.get(state, state)
        if target in targets and state in old.workflow.states:
            moves.append(Move(state, target, count))
        elif state not in said:
            objections.append(objection("unmapped", state=state, count=count))
    for move in moves:
        if targets[move.target].final and not old.workflow.states[move.source].final:
            objections.append(objection("ends_it", state=move.source, target=move.target))
        objections += losses(old, new, move.source, move.target, on=on)
    return MigrationPlan(
        old.workflow.name,
        old.definition,
        new.definition,
        new.workflow.since,
        tuple(moves),
        compare(old, new),
        tuple(dict.fromkeys(objections)),
    )


def _unfit(old: Plan, new: Plan, occupied: Mapping[str, int], mapping: Mapping[str, str]) -> Iterator[Reason]:
    if (old.workflow.name, old.workflow.subject) != (new.workflow.name, new.workflow.subject):
        yield objection("not_this_workflow", old=old.workflow.name, new=new.workflow.name)
    for workflow, states in ((old.workflow, {*occupied, *mapping}), (new.workflow, {*mapping.values()})):
        for state in sorted(states - workflow.states.keys()):
            yield objection("no_such_state", edition=f"{workflow.name} {workflow.since}", state=state)


def migrate(
    migration: MigrationPlan,
    new: Plan,
    proceeding: Proceeding,
    *,
    approved_by: Actor,
    by: Actor,
    at: datetime,
    reason: str = "",
    idem: str = "",
) -> Step | Refusal:
    """The event that moves one proceeding, or every reason why it may not move. Nothing is changed.

    ``approved_by`` and ``by`` are two persons who hold a role of the new edition's ``migrate_by``. Running clocks
    run on under their names; no last day comes earlier. Consents given under the old edition count no longer.
    """
    today = new.day_of(at)
    reasons = [*migration.objections, *_persons(new, proceeding, (approved_by, by), today)]
    move = next((move for move in migration.moves if move.source == proceeding.state), None)
    pinned = (migration.before, migration.after) == (proceeding.definition, new.definition)
    if proceeding.closed or move is None or not pinned:
        reasons.append(objection("not_of_this_plan"))
        return Refusal(proceeding.id, MIGRATED, by.id, tuple(reasons))
    on = max(today, proceeding.history[-1].on)
    clocks, unset = clocks_moved(new, move.target, proceeding, on=on)
    reasons += [*unset, *_lost(new.workflow, proceeding), *_shortened(new, proceeding.clocks, clocks)]
    if reasons:
        return Refusal(proceeding.id, MIGRATED, by.id, tuple(dict.fromkeys(reasons)))
    payload: dict[str, object] = {
        "migrated": {
            "edition": new.workflow.since.isoformat(),
            "from": proceeding.definition,
            "plan": migration.digest,
        },
        "approved_by": [approved_by.id],
    }
    if clocks != proceeding.clocks:
        payload["clocks"] = clock_rows(clocks)
    if proceeding.approvals:
        payload["approvals"] = []
    event = Event(
        proceeding=proceeding.id,
        court=proceeding.court,
        seq=proceeding.version + 1,
        kind="migrated",
        transition=MIGRATED,
        source=proceeding.state,
        target=move.target,
        actor=by.id,
        roles=tuple(role for role in by.roles(today) if role in new.workflow.migrate_by),
        recorded_at=at,
        effective_on=on,
        definition=new.definition,
        policy=new.policy,
        calendar=new.calendar_digest,
        idem=idem,
        request=request_digest(
            proceeding.id, MIGRATED, data={"plan": migration.digest}, by=by.id, reason=reason
        ),
        reason=reason,
        payload=payload,
    )
    return Step(event, apply(proceeding, event))


def _persons(new: Plan, proceeding: Proceeding, both: tuple[Actor, Actor], on: date) -> Iterator[Reason]:
    if both[0].id == both[1].id:
        yield objection("two_persons")
    roles = new.workflow.migrate_by
    for actor in both:
        if actor.kind == "machine":
            yield reason("machine_may_not", new.rule)
        elif not set(actor.roles(on)) & set(roles):
            yield objection("not_authorised", actor=actor.name, on=on, roles=", ".join(roles) or "—")
        if actor.id in proceeding.subject.persons:
            yield reason("subject_of_it", new.rule, actor=actor.name)
        if actor.id in proceeding.recused:
            yield reason("recused", new.rule, actor=actor.name)


def _lost(workflow: Workflow, proceeding: Proceeding) -> Iterator[Reason]:
    """What is on file and would have no place: a field that is gone, or a choice that is no longer one."""
    for name, value in proceeding.data.items():
        known = workflow.fields.get(name)
        if known is None or (known.type == "choice" and value not in known.choices):
            yield objection("data_lost", name=name)


def _shortened(new: Plan, before: Iterable[Clock], after: Iterable[Clock]) -> Iterator[Reason]:
    """A last day that would come earlier, whatever the new clock is called."""
    last = max((clock.due for clock in after), default=None)
    kept = {clock.name: clock for clock in after}
    for clock in before:
        ends = kept[clock.name].due if clock.name in kept else last
        if not clock.lapsed and ends is not None and ends < clock.due:
            known = new.workflow.deadlines.get(clock.name)
            title = Text(zh=clock.name, en=clock.name) if known is None else known.title
            yield objection("ends_earlier", deadline=title, before=clock.due, after=ends)
