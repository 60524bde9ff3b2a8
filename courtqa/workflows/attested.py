"""What keys, checkpoints and commitments say of the stored chains, beyond what the chains say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import Factory, define, field, frozen

from courtqa.policy import Policy
from courtqa.workflows.attesting.checkpoints import Ends, check_kept
from courtqa.workflows.attesting.marks import DIRECTORY, Keyring, event_message, tip_message
from courtqa.workflows.attesting.notes import Checkpoint
from courtqa.workflows.chains import Link, plain
from courtqa.workflows.compiling import plan_of
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.lists import LISTS, check_lists
from courtqa.workflows.personal import APPROVAL, REQUEST, Personal, commitments_in
from courtqa.workflows.quick import Judged
from courtqa.workflows.records import Event
from courtqa.workflows.store import Audit

__all__ = ["Attested", "Evidence", "text_of"]

Seals = Mapping[int, str]  # by the number of the event, the seal as its bytes give it
Adverse = Callable[[Event, str, object], bool]


@frozen
class Evidence:
    """What is known from outside the database: keys, checkpoints kept elsewhere, the public key they are signed with."""

    keys: Keyring | None = None
    checkpoints: tuple[Checkpoint, ...] = Factory(tuple)
    verifier: str | None = None


@define
class Attested:
    """Chains held against marks, tips, checkpoints and values outside the chain. Only courts with any have faults."""

    evidence: Evidence
    policy: Callable[[], Policy] | None
    audit: Audit
    ends: dict[str, Ends] = field(factory=dict)  # by court
    tips: dict[tuple[Any, Any], tuple[Any, ...]] = field(factory=dict)
    personal: dict[tuple[Any, Any], dict[str, Personal]] = field(factory=dict)

    def read(self, holds: Callable[[str, str], bool] = lambda _, __: True) -> tuple[Fault, ...]:
        """Take in what lies beside the chains that ``holds`` says; what is wrong with the checkpoints themselves."""
        notes: dict[str, list[Sequence[object]]] = {}
        for court, *row in self.audit.checkpoints():
            notes.setdefault(str(text_of(court)), []).append(row)
        for each in self.evidence.checkpoints:
            notes.setdefault(each.court, [])
        faults: list[Fault] = []
        for court, rows in notes.items():
            held = check_kept(court, rows, self.evidence.checkpoints, self.evidence.verifier)
            self.ends[court] = {chain: end for chain, end in held.ends.items() if holds(court, chain)}
            faults.extend(held.faults)
        if self.evidence.keys is not None:
            for court, chain, *told in self.audit.tips():
                key = text_of(court), text_of(chain)
                if key[1] not in LISTS and holds(*map(str, key)):
                    self.tips[key] = tuple(map(text_of, told))
        for court, proceeding, *row in self.audit.personal():
            key = text_of(court), text_of(proceeding)
            if not holds(*map(str, key)):
                continue
            commitment, seq, name, salt, value = map(text_of, row)
            one = Personal(
                str(commitment), seq if isinstance(seq, int) else 0, str(name), str(salt), str(value)
            )
            self.personal.setdefault(key, {})[one.commitment] = one
        return tuple(faults)

    def needs_events(self, actors: Iterable[str]) -> bool:
        """Whether more than seals is to be looked at: somebody who acted should have signed."""
        keys = self.evidence.keys
        return keys is not None and self.policy is not None and any(map(keys.signers, actors))

    def knows(self, court: Any) -> bool:
        """Whether anything from outside, or kept by checkpoints, tells of the seals in this court."""
        return self.evidence.keys is not None or court in self.ends

    def check_judged(self, court: Any, chain: Any, judged: Judged) -> Iterator[Fault]:
        """What is amiss beside a proceeding that is in order by itself."""
        if self.knows(court):
            yield from self.check_seals(court, chain, dict(enumerate(map(plain, judged.seals), 1)))
        yield from self._kept(court, chain, judged.committed, frozenset())

    def check(self, court: Any, chain: Any, links: Sequence[Link]) -> Iterator[Fault]:
        """What is amiss in one proceeding."""
        seals = {judged.seq: judged.seal for judged in links}
        yield from self.check_seals(court, chain, seals)
        events = [judged.event for judged in links if judged.event is not None]
        yield from self._values(court, chain, events)
        if self.evidence.keys is not None and self.policy is not None:
            yield from self._signatures(court, chain, events)

    def check_seals(self, court: Any, chain: Any, seals: Seals) -> Iterator[Fault]:
        """What is amiss in one chain, by the seals alone."""
        name = chain if isinstance(chain, str) else str(chain)
        end = self.ends.get(court, {}).get(name)
        if end is not None and seals.get(end[0]) != end[1]:
            yield fault(name, end[0], "checkpoint_passed")
        keys = self.evidence.keys
        if keys is None:
            return
        marked: dict[Any, list[tuple[Any, Any]]] = {}
        for row in self.audit.marks(str(court), name):
            seq, key, mark = map(text_of, row)
            marked.setdefault(seq, []).append((key, mark))
        for seq, seal in seals.items():
            found, message = marked.get(seq, []), event_message(str(court), name, seq, seal)
            if not found:
                yield fault(name, seq, "mark_missing")
            elif not all(_holds(keys, key, message, mark) for key, mark in found):
                yield fault(name, seq, "mark_wrong")
        for seq in marked.keys() - seals.keys():
            yield fault(name, seq if isinstance(seq, int) else 0, "mark_wrong")
        stored: Iterable[Any] = seals  # whatever lies there
        last = max((seq for seq in stored if isinstance(seq, int)), default=0)
        seq, key, mark = self.tips.pop((court, chain), (None, None, None))
        if seq is None:
            yield fault(name, last, "tip_missing")
        elif seq != last or not _holds(
            keys, key, tip_message(str(court), name, last, seals.get(last, "")), mark
        ):
            yield fault(name, last, "tip_wrong")

    def check_directory(self, court: Any, seals: Seals) -> Iterator[Fault]:
        """What is amiss in the directory of a court, by its seals."""
        yield from self.check_seals(court, DIRECTORY, seals)

    def forget(self, key: tuple[Any, Any]) -> None:
        """Leave a chain out that nobody asked about."""
        self.tips.pop(key, None)
        self.personal.pop(key, None)

    def leftovers(self, seen: Iterable[tuple[Any, Any]]) -> Iterator[Fault]:
        """What nothing stands behind: chains a checkpoint knows, tips, values."""
        known = set(seen)
        for court, ends in self.ends.items():
            for chain, (seq, _) in ends.items():
                if chain not in LISTS and (court, chain) not in known:
                    yield fault(chain, seq, "checkpoint_passed")
        for _, chain in self.tips:
            yield fault(str(chain), 0, "tip_wrong")
        for (_, proceeding), values in self.personal.items():
            for one in values.values():
                yield fault(str(proceeding), one.seq, "personal_left", field=one.field)

    def check_lists(self) -> Iterator[Fault]:
        """What is amiss in the lists beside the trail."""
        return check_lists(self.audit, self.evidence.keys, self.ends)

    def _values(self, court: Any, chain: Any, events: Sequence[Event]) -> Iterator[Fault]:
        committed: dict[str, tuple[int, str]] = {}
        erased: set[str] = set()
        try:
            for event in events:
                for commitment, name in commitments_in(event).items():
                    committed.setdefault(commitment, (event.seq, name))
                if event.kind == "erased":
                    rows: Any = event.payload["erased"]
                    erased.update(row["commitment"] for row in rows)
        except Exception as error:  # noqa: BLE001 - hashed nonsense may fail in any way; judging it may not
            self.personal.pop((court, chain), None)
            yield fault(str(chain), 0, "not_replayable", why=type(error).__name__)
            return
        yield from self._kept(court, chain, committed, erased)

    def _kept(
        self, court: Any, chain: Any, committed: Mapping[str, tuple[int, str]], erased: Collection[str]
    ) -> Iterator[Fault]:
        kept = self.personal.pop((court, chain), {})
        for commitment, (seq, name) in committed.items():
            one = kept.pop(commitment, None)
            if one is None and commitment not in erased:
                yield fault(str(chain), seq, "personal_missing", field=name)
            elif one is not None and commitment in erased:
                yield fault(str(chain), seq, "personal_left", field=name)
            elif one is not None and ((one.seq, _place(one.field)) != (seq, _place(name)) or not one.fits):
                yield fault(str(chain), seq, "personal_differs", field=name)
        for one in kept.values():
            yield fault(str(chain), one.seq, "personal_left", field=one.field)

    def _signatures(self, court: Any, chain: Any, events: Sequence[Event]) -> Iterator[Fault]:
        """Steps against a person that whoever took them has not signed, though they have a key."""
        assert self.policy is not None
        assert self.evidence.keys is not None
        policy = self.policy()
        wanted = [(each, self.evidence.keys.signers(each.actor)) for each in events]
        if not any(keys for _, keys in wanted):
            return
        signed: dict[Any, set[Any]] = {}
        for row in self.audit.marks(str(court), str(chain)):
            signed.setdefault(row[0], set()).add(text_of(row[1]))
        plan = None
        try:
            for event, keys in wanted:
                told: Any = event.payload.get("opened") or event.payload.get("migrated")
                if told:
                    name = told.get("workflow", None if plan is None else plan.workflow.name)
                    plan = plan_of(policy, name, on=date.fromisoformat(told["edition"]))
                if not keys or event.kind not in {"step", "approval"} or plan is None:
                    continue
                if plan.is_adverse(event.source, event.transition) and not keys & signed.get(
                    event.seq, set()
                ):
                    yield fault(str(chain), event.seq, "signature_missing", actor=event.actor)
        except Exception as error:  # noqa: BLE001 - as above
            yield fault(str(chain), 0, "not_replayable", why=type(error).__name__)


def text_of(value: object) -> Any:
    """A stored value: bytes as the text they spell, else as ``plain`` has it."""
    return plain(value)


def _holds(keys: Keyring, key: object, message: bytes, mark: object) -> bool:
    try:
        return keys.holds(str(key), message, str(mark))
    except Exception:  # noqa: BLE001 - a mark that can't even be judged does not hold
        return False


def _place(field: str) -> str:
    """Where a value belongs: digests of requests may stand for the step and for the consents to it alike."""
    return REQUEST if field == APPROVAL else field
