"""Many pieces of work in one transaction: each is decided on what those before it left, and all are written at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from courtqa.workflows.family import kin_of
from courtqa.workflows.personal import Personal
from courtqa.workflows.records import Kin, Proceeding
from courtqa.workflows.sealing import Sealed
from courtqa.workflows.store import Current, Entry, Recorded, Transaction

__all__ = ["Batch", "BatchStore"]

T = TypeVar("T")


class Batch:
    """A transaction that keeps back what is to be written until ``flush``. Each piece of work stands or falls alone.

    What it does not keep back itself it hands on to the transaction that it is built on.
    """

    def __init__(self, base: Transaction, ahead: Mapping[str, Current] | None = None) -> None:
        self._base = base
        self._entries: list[Entry] = []
        self._by_id: dict[str, list[Entry]] = {}
        self._current: dict[str, Current | None] = dict(ahead or {})
        self._opened: dict[str, Recorded] = {}
        self._serials: dict[tuple[str, int], int] = {}
        self._directory: tuple[tuple[int, str] | None] | None = None
        self._undo: list[Callable[[], object]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name)

    # -- the pieces of work

    def apart(self, work: Callable[[Transaction], T]) -> T:
        """What ``work`` returns; nothing of it is left if it fails."""
        self._undo = []
        try:
            return work(self)
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise

    def flush(self) -> None:
        """Write all that was kept back, in its order."""
        entries, self._entries, self._by_id = self._entries, [], {}
        self._base.write_all(entries)

    def _set(self, kept: dict[Any, Any], key: Any, value: Any) -> None:
        if key in kept:
            before = kept[key]
            self._undo.append(lambda: kept.__setitem__(key, before))
        else:
            self._undo.append(lambda: kept.pop(key))
        kept[key] = value

    # -- reading: what was kept back first

    def current(self, proceeding: str, *, key: str | None = None) -> Current | None:
        """The proceeding as it stands."""
        if proceeding not in self._current:
            self._current[proceeding] = self._base.current(proceeding, key=key)
        return self._current[proceeding]

    def recorded(self, proceeding: str, key: str) -> Recorded | None:
        """The event of the proceeding that the key stands for."""
        for entry in self._by_id.get(proceeding, ()):
            if entry.sealed.event.idem == key:
                return Recorded(proceeding, entry.sealed.event.seq, entry.sealed.event.request)
        if self._is_new(proceeding):
            return None
        return self._base.recorded(proceeding, key)

    def opened(self, key: str) -> Recorded | None:
        """The opening that the key stands for."""
        return self._opened.get(key) or self._base.opened(key)

    def events(self, proceeding: str, *, upto: int) -> tuple[Sealed, ...]:
        """The first ``upto`` events of the proceeding."""
        held = tuple(entry.sealed for entry in self._by_id.get(proceeding, ()))
        known = () if self._is_new(proceeding) else tuple(self._base.events(proceeding, upto=upto))
        return (*known, *held)[:upto]

    def next_serial(self, workflow: str, year: int) -> int:
        """The next running number of a workflow's proceedings in a year."""
        if (workflow, year) not in self._serials:
            self._serials[workflow, year] = self._base.next_serial(workflow, year)
        return self._serials[workflow, year]

    def directory_head(self) -> tuple[int, str] | None:
        """The number and the seal of the directory's last line."""
        if self._directory is None:
            self._directory = (self._base.directory_head(),)
        return self._directory[0]

    def kin(self, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        found = {one.id: one for one in self._base.kin(proceeding)}
        for name in self._by_id:
            current = self._current[name]
            if current is None or name == proceeding.id:
                continue
            one, parent = current.proceeding, proceeding.parent
            near = one.parent == proceeding.id or (parent is not None and parent in (one.id, one.parent))
            if near:
                found[name] = kin_of(proceeding, one.id, one.workflow, one.state, one.parent)
        return tuple(found[name] for name in sorted(found))

    def personal(self, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        known = {} if self._is_new(proceeding) else dict(self._base.personal(proceeding))
        for entry in self._by_id.get(proceeding, ()):
            known |= {one.commitment: one for one in entry.personal}
            known = {name: one for name, one in known.items() if name not in entry.forgotten}
        return known

    def _is_new(self, proceeding: str) -> bool:
        held = self._by_id.get(proceeding)
        return bool(held) and held[0].before is None  # type: ignore[index]

    # -- writing: kept back

    def write(self, entry: Entry) -> bool:
        """Keep it back to be written with the others. False: the proceeding has moved on since ``before``."""
        name, sealed = entry.after.id, entry.sealed
        now = self.current(name)
        if (None if now is None else now.proceeding.version) != (
            None if entry.before is None else entry.before.version
        ):
            return False
        self._set(self._current, name, Current(entry.after, sealed.hash, sealed.event.recorded_at))
        held = self._by_id.setdefault(name, [])
        held.append(entry)
        self._entries.append(entry)
        self._undo.append(held.pop)
        self._undo.append(self._entries.pop)
        if entry.key is not None:
            self._set(self._opened, entry.key, Recorded(name, 1, sealed.event.request))
        if entry.serial is not None:
            self._set(self._serials, (entry.after.workflow, entry.after.opened_on.year), entry.serial + 1)
        if entry.listed:
            before = self._directory
            self._undo.append(lambda: setattr(self, "_directory", before))
            self._directory = ((entry.listed[-1].seq, entry.listed[-1].hash),)
        return True


class BatchStore:
    """A store whose transactions are the pieces of one batch. It serves writing only."""

    def __init__(self, batch: Batch, where: str) -> None:
        self._batch, self.where = batch, where

    def transact(self, court: str, work: Callable[[Transaction], T]) -> T:  # noqa: ARG002
        """What ``work`` returns. It is durable when the batch is."""
        return self._batch.apart(work)
