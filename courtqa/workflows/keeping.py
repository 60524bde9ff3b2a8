"""What a docket keeps its trail with beside the rules: keys, salts, and who looks on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from attrs import evolve, frozen

from courtqa.errors import KeysNeeded
from courtqa.workflows.attesting import DIRECTORY, Keyring, Mark, Signer, event_message, mark_event, mark_tip
from courtqa.workflows.fold import apply
from courtqa.workflows.personal import (
    SALTED,
    Personal,
    Salts,
    conceal,
    is_concealed,
    random_salt,
    reveal,
)
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Proceeding, Refusal, Step
from courtqa.workflows.sealing import Listed, Sealed
from courtqa.workflows.store import Current, Store, Transaction

__all__ = ["Concealed", "Keeping", "concealed", "current_of", "marks_of", "told_of", "unsigned"]

T = TypeVar("T")


@frozen
class Keeping:
    """Keys from outside the database, where salts come from, and what is called after a commit.

    ``watch`` is told how many events were just committed, and whether one of them was adverse to a person.
    """

    keys: Keyring | None = None
    salts: Salts = random_salt
    watch: Callable[[int, bool], None] | None = None

    def demand(self, store: Store, court: str) -> None:
        """``KeysNeeded`` if the trail there is marked with keys and this has none."""
        if self.keys is None and store.marked(court):
            raise KeysNeeded(store.where)
        if self.keys is not None:
            store.mark_with(court, self.keys)


@frozen
class Concealed:
    """A step as it is kept: its values about persons are apart."""

    step: Step
    before: Proceeding | None
    personal: tuple[Personal, ...] = ()


def concealed(
    step: Step, current: Current | None, plan: Plan, keeping: Keeping, *, asked: bool = False
) -> Concealed:
    """The step with commitments in place of the values of personal fields."""
    before = None if current is None else current.kept or current.proceeding
    if not plan.personal and not asked and (current is None or current.kept is None):
        return Concealed(step, before)
    known = {} if current is None or current.kept is None else _pending(current.kept, current.proceeding)
    event, personal = conceal(step.event, plan.personal, salts=keeping.salts, asked=asked, known=known)
    if event is step.event and (current is None or current.kept is None):
        return Concealed(step, before)
    return Concealed(evolve(step, event=event, after=apply(before, event)), before, personal)


def _pending(kept: Proceeding, told: Proceeding) -> Mapping[str, str]:
    """What stands for the digest of each pending request."""
    pairs = zip(told.approvals, kept.approvals, strict=True)
    return {plain.request: hidden.request for plain, hidden in pairs if hidden.request.startswith(SALTED)}


def current_of(transaction: Transaction, id: str, *, key: str | None = None) -> Current | None:
    """The proceeding as it stands, with its values about persons."""
    current = transaction.current(id, key=key)
    if current is None or not is_concealed(current.proceeding):
        return current
    kept = current.proceeding
    return evolve(current, proceeding=reveal(kept, transaction.personal(id)), kept=kept)


def told_of(store: Store, proceeding: Proceeding) -> Proceeding:
    """A proceeding as the store keeps it, with its values about persons."""
    if not is_concealed(proceeding):
        return proceeding
    return reveal(proceeding, store.personal(proceeding.court, proceeding.id))


def marks_of(
    keeping: Keeping, sealed: Sealed, listed: tuple[Listed, ...], signer: Signer | None
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks over what is written, and those over where the chains end now."""
    event, keys = sealed.event, keeping.keys
    court, chain, seq = event.court, event.proceeding, event.seq
    marks: list[Mark] = []
    tips: list[Mark] = []
    if signer is not None:
        signature = signer.sign(event_message(court, chain, seq, sealed.hash))
        marks.append(Mark(chain, seq, signer.key, signature))
    if keys is not None:
        marks.append(mark_event(keys, court, chain, seq, sealed.hash))
        marks.extend(mark_event(keys, court, DIRECTORY, line.seq, line.hash) for line in listed)
        tips.append(mark_tip(keys, court, chain, seq, sealed.hash))
        tips.extend(mark_tip(keys, court, DIRECTORY, line.seq, line.hash) for line in listed[-1:])
    return tuple(marks), tuple(tips)


def unsigned(
    plan: Plan, current: Current, step: Step, keeping: Keeping, signer: Signer | None
) -> Refusal | None:
    """Why a step against a person may not be recorded without the signature of whoever takes it."""
    event = step.event
    wanted = frozenset() if keeping.keys is None else keeping.keys.signers(event.actor)
    if not wanted or event.kind == "lapse" or not plan.is_adverse(event.source, event.transition):
        return None
    if signer is not None and signer.key in wanted:
        return None
    told = reason("not_signed", plan.rule, event=plan.event_title(event.transition), actor=event.actor)
    return Refusal(current.proceeding.id, event.transition, event.actor, (told,))
