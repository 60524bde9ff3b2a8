"""Writing what was decided: the event with all that is kept beside it, and what follows from it in the family."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import Factory, frozen

from courtqa.errors import Conflict
from courtqa.policy import Policy
from courtqa.workflows.attesting import Signer
from courtqa.workflows.composition import cancellation, onward, told
from courtqa.workflows.keeping import Keeping, concealed, current_of, marks_of
from courtqa.workflows.records import Actor, Event, Proceeding, Refusal, Step
from courtqa.workflows.replay import pinned_plan
from courtqa.workflows.sealing import Listed, Sealed, directory_genesis, enlist, genesis, seal
from courtqa.workflows.store import Current, Denial, Entry, Message, Transaction

__all__ = ["Scribe", "log_refusal"]


@frozen
class Scribe:
    """Writes steps inside a transaction of one court."""

    policy: Policy
    court: str
    keeping: Keeping = Factory(Keeping)
    written: list[bool] = Factory(list)  # for each event written: whether it is adverse to a person

    def write(
        self,
        transaction: Transaction,
        current: Current | None,
        step: Step,
        *,
        by: Actor | None = None,
        key: str | None = None,
        serial: int | None = None,
        asked: bool = False,
        signer: Signer | None = None,
        forgotten: tuple[str, ...] = (),
    ) -> Proceeding:
        """The proceeding after the step and all that follows from it in its family, written together.

        ``asked`` says that the request held values about persons; they are kept outside the chain.
        """
        plan = pinned_plan(self.policy, step.after)
        hidden = concealed(step, current, plan, self.keeping, asked=asked)
        before, after = hidden.before, hidden.step.after
        sealed = seal(hidden.step.event, genesis(self.court, after.id) if current is None else current.head)
        outbox = tuple(
            Message(f"{sealed.hash}:{n}", step.after.id, step.event.seq, str(each.get("topic", "step")), each)
            for n, each in enumerate(step.outbox, 1)
        )
        listed = self._listed(transaction, before, after, sealed)
        marks, tips = marks_of(self.keeping, sealed, listed, signer)
        entry = Entry(
            sealed=sealed,
            before=before,
            after=after,
            by=by,
            listed=listed,
            outbox=outbox,
            key=key,
            serial=serial,
            marks=marks,
            tips=tips,
            personal=hidden.personal,
            forgotten=forgotten,
        )
        self.written.append(plan.is_adverse(step.event.source, step.event.transition))
        if not transaction.write(entry):
            raise Conflict(step.after.id, step.event.seq - 1, step.event.seq)
        for child in step.opens:
            self.write(transaction, None, child)
        return self._spread(transaction, step)

    def _listed(
        self, transaction: Transaction, before: Proceeding | None, after: Proceeding, sealed: Sealed
    ) -> tuple[Listed, ...]:
        """The lines of the directory: none for most events."""
        turns: list[Literal["opened", "closed"]] = ["opened"] if before is None else []
        if after.closed and (before is None or not before.closed):
            turns.append("closed")
        lines: list[Listed] = []
        if turns:
            seq, prev = transaction.directory_head() or (0, directory_genesis(self.court))
            for turn in turns:
                lines.append(enlist(turn, sealed, seq + 1, prev))
                seq, prev = lines[-1].seq, lines[-1].hash
        return tuple(lines)

    def _spread(self, transaction: Transaction, step: Step) -> Proceeding:
        """The proceeding, after its step has cancelled children, told its parent, and led it on by itself."""
        after, event = step.after, step.event
        for name in step.cancels:
            self._cancel(transaction, name, event)
        if after.closed and after.parent is not None and event.kind != "cancelled":
            self._tell(transaction, after.parent, after, event)
        if after.closed:
            return after
        plan = pinned_plan(self.policy, after)
        if not step.opens and after.state not in plan.automatic:
            return after
        current = current_of(transaction, after.id)
        assert current is not None
        after = current.proceeding  # a child that ended as soon as it was opened has told of it
        if after.closed or after.state not in plan.automatic:
            return after
        kin = transaction.kin(after) if plan.looks_beside else ()
        on, at = event.effective_on, current.recorded_at
        further = onward(plan, after, on=on, at=at, kin=kin)
        if isinstance(further, Step):
            return self.write(transaction, current, further)
        if further is not None:
            log_refusal(transaction, further, at, since=at)
        return after

    def _cancel(self, transaction: Transaction, child: str, cause: Event) -> None:
        current = current_of(transaction, child)
        if current is not None and not current.proceeding.closed:
            plan = pinned_plan(self.policy, current.proceeding)
            at = max(cause.recorded_at, current.recorded_at)
            self.write(transaction, current, cancellation(plan, current.proceeding, cause, at=at))

    def _tell(self, transaction: Transaction, parent: str, child: Proceeding, end: Event) -> None:
        current = current_of(transaction, parent)
        if current is not None and not current.proceeding.closed:
            plan = pinned_plan(self.policy, current.proceeding)
            at = max(end.recorded_at, current.recorded_at)
            self.write(transaction, current, told(plan, current.proceeding, child, end, at=at))


def log_refusal(
    transaction: Transaction, refusal: Refusal, at: datetime, *, since: datetime | None = None
) -> Refusal:
    """The refusal, logged. With ``since`` only if the same was not logged since then."""
    text = refusal.text
    words = (refusal.proceeding, refusal.event, refusal.by, text.zh, text.en)
    proceeding, event, by, zh, en = (each.encode(errors="backslashreplace").decode() for each in words)
    denial = Denial(proceeding, event, by, refusal.codes, zh, en, at)
    if since is None or not transaction.refused(denial, since=since):
        transaction.refuse(denial)
    return refusal
