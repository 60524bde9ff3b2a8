"""A person's standing on a day: what measures run, which are over, what was restored. Derived, never kept.

A measure runs while a proceeding about the person rests in an adverse state; the trail says from when until when.
Once it is over its record is sealed: not shown without a stated purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Literal

from attrs import frozen

from courtqa.policy import Policy
from courtqa.text import Lang, Text
from courtqa.workflows import Actor, Docket, Event, Plan, Proceeding, Transition, is_over, plan_of

__all__ = ["Measure", "Standing", "opened_standing", "sealed", "standing_of"]

How = Literal["running", "expired", "lifted", "quashed", "lasting"]
HOW: Mapping[str, Text] = {
    "running": Text(zh="执行中", en="running"),
    "expired": Text(zh="已届满", en="over"),
    "lifted": Text(zh="已解除", en="lifted"),
    "quashed": Text(zh="经复核撤销或者减轻", en="quashed or lightened on review"),
    "lasting": Text(zh="已生效", en="lasting"),
}
HOLDS_FROM = "effective_on"  # the field of a decision with the first day of the measure


@frozen
class Measure:
    """One measure against the person: from when, until when at most, and how it ended."""

    title: Text
    proceeding: str
    workflow: str
    since: date
    until: date | None  # its last day, as decided
    ended_on: date | None
    how: How
    findings: tuple[str, ...] = ()
    restored_on: date | None = None

    @property
    def sealed(self) -> bool:
        """Whether it is over, and so no longer to be shown without a purpose."""
        return self.how in ("expired", "lifted", "quashed")

    @property
    def text(self) -> Text:
        """The measure in one line."""
        zh, en = f"{self.title.zh}，{self.since} 起", f"{self.title.en}, since {self.since}"
        if self.how == "running":
            zh, en = (
                zh + (f"，至 {self.until}" if self.until else ""),
                en + (f", until {self.until}" if self.until else ""),
            )
        else:
            zh, en = f"{zh}：{HOW[self.how].zh}", f"{en}: {HOW[self.how].en}"
            if self.ended_on:
                zh, en = f"{zh}（{self.ended_on}）", f"{en} ({self.ended_on})"
        if self.restored_on:
            zh, en = f"{zh}，{self.restored_on} 恢复", f"{en}, standing restored on {self.restored_on}"
        return Text(zh=zh, en=en)


@frozen
class Standing:
    """All that was ever decided against the person and took effect, as it stands on that day."""

    person: str
    on: date
    measures: tuple[Measure, ...]

    @property
    def running(self) -> tuple[Measure, ...]:
        """The measures in effect on that day."""
        return tuple(each for each in self.measures if each.how in ("running", "lasting"))

    @property
    def whole(self) -> bool:
        """Whether nothing is held against the person that day."""
        return not self.running

    def holds(self, workflow: str) -> bool:
        """Whether a measure of that procedure runs: ``adjudication_suspension``, ``admonition`` …"""
        return any(each.workflow == workflow for each in self.running)

    @property
    def answered(self) -> Mapping[str, Text]:
        """The findings that were answered for, each with its measure: nobody answers twice. Not what was quashed."""
        return {
            finding: each.title
            for each in self.measures
            if each.how != "quashed"
            for finding in each.findings
        }

    def shown(self, *, purpose: str = "") -> tuple[Measure, ...]:
        """The measures that may be shown: those over only for a stated purpose (``opened_standing`` puts it on record)."""
        return self.measures if purpose.strip() else self.running

    def to(self, lang: Lang, *, purpose: str = "") -> str:
        """The standing in lines of text; the sealed part is only counted, unless a purpose is stated."""
        return "\n".join(text.to(lang) for text in self._lines(purpose))

    def __str__(self) -> str:
        return self.to("en")

    def _lines(self, purpose: str) -> Iterator[Text]:
        clear = Text(zh="没有执行中的措施", en="no measure is running")
        head = (
            clear
            if self.whole
            else Text(
                zh=f"{len(self.running)} 项措施执行中",
                en=f"{len(self.running)} measure{'s' if len(self.running) != 1 else ''} running",
            )
        )
        yield Text(zh=f"{self.person}，{self.on}：{head.zh}", en=f"{self.person}, {self.on}: {head.en}")
        for each in self.shown(purpose=purpose):
            yield Text(zh=f"  {each.text.zh}", en=f"  {each.text.en}")
        hidden = len(self.measures) - len(self.shown(purpose=purpose))
        if hidden:
            yield Text(
                zh=f"  另有 {hidden} 项已封存，须写明查阅目的",
                en=f"  {hidden} sealed; they are shown only for a stated purpose",
            )


def standing_of(docket: Docket, person: str, *, on: date, restoration: str = "restoration") -> Standing:
    """The standing of a person on that day, from the trails of all proceedings about them."""
    about = [each for each in docket.proceedings() if person in each.subject.persons]
    restored = {
        each.parent: max(done.on for done in each.history)
        for each in about
        if each.workflow == restoration and each.closed and each.parent is not None
    }
    found: list[Measure] = []
    for proceeding in about:
        plan = plan_of(docket.policy, proceeding.workflow, on=proceeding.edition)
        if any(state.adverse for state in plan.workflow.states.values()):
            trail = tuple(docket.trail(proceeding))
            found += _measures(plan, proceeding, trail, on=on, restored=restored.get(proceeding.id))
    return Standing(person, on, tuple(sorted(found, key=lambda each: (each.since, each.proceeding))))


def _measures(
    plan: Plan, proceeding: Proceeding, events: Iterable[Event], *, on: date, restored: date | None
) -> Iterator[Measure]:
    """The one stretch in adverse states, if there was any by that day."""
    adverse = {name for name, state in plan.workflow.states.items() if state.adverse}
    since: date | None = None
    ended: Event | None = None
    decided: object = None
    state = plan.workflow.initial
    for event in events:
        if event.effective_on > on:
            break
        state = event.target
        told = event.payload.get("data")
        decided = told.get(HOLDS_FROM, decided) if isinstance(told, Mapping) else decided
        if event.target in adverse:
            since, ended = since or _from(event.effective_on, decided), None
        elif since is not None and ended is None and event.source in adverse:
            ended = event
    if since is None or since > on:
        return
    final = ended is None and plan.workflow.states[state].final
    until = proceeding.data.get("ends_on")
    listed = proceeding.data.get("findings")
    yield Measure(
        title=plan.workflow.title,
        proceeding=proceeding.id,
        workflow=proceeding.workflow,
        since=since,
        until=date.fromisoformat(until) if isinstance(until, str) else None,
        ended_on=None if ended is None else ended.effective_on,
        how="lasting" if final else "running" if ended is None else _how(plan, ended),
        findings=tuple(map(str, listed)) if isinstance(listed, list | tuple) else (),
        restored_on=restored if restored is not None and restored <= on else None,
    )


def _from(served: date, decided: object) -> date:
    """When a measure begins: with its service, or on the later day that the decision names."""
    return max(served, date.fromisoformat(decided)) if isinstance(decided, str) else served


def _how(plan: Plan, end: Event) -> How:
    """How it ended: by the clock, on review, or early."""
    if any(one.clock for one in plan.workflow.transitions if one.event == end.transition):
        return "expired"
    ways = [one for one in plan.workflow.transitions if one.event == end.transition]
    return "quashed" if any(_on_review(one) for one in ways) else "lifted"


def _on_review(one: Transition) -> bool:
    """Whether the step rests on what a proceeding opened by this one came to."""
    return bool(one.awaits) or (one.during is not None and one.during.of == "child")


def sealed(policy: Policy, proceeding: Proceeding) -> bool:
    """Whether the record of a measure is over and closed: not shown without a stated purpose."""
    return is_over(plan_of(policy, proceeding.workflow, on=proceeding.edition), proceeding)


def opened_standing(
    docket: Docket, person: str, *, on: date, by: Actor, purpose: str, at: datetime | None = None
) -> Standing:
    """The standing of a person, with every sealed record it tells of opened to ``by`` for that purpose, on record.

    ``Refused``, and logged, where one of them may not be opened.
    """
    reader = docket.reader(by, purpose=purpose, at=at)
    found = standing_of(docket, person, on=on)
    for each in found.measures:
        if each.sealed:
            reader.proceeding(each.proceeding)
    return found
