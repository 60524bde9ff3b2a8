"""What lies beside the chain: marks by keys, values about persons, checkpoints. In statements any SQL database takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from courtqa.errors import Conflict
from courtqa.workflows import Entry, KeptNote, Mark, Personal

__all__ = ["BesideAudit", "BesideStatements", "personal_of"]

MARK = "INSERT INTO mark (court, chain, seq, key, mark) VALUES (?, ?, ?, ?, ?)"
TIP = """
INSERT INTO tip (court, chain, seq, key, mark) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (court, chain) DO UPDATE SET seq = excluded.seq, key = excluded.key, mark = excluded.mark"""
PERSONAL = """
INSERT INTO personal (court, proceeding, commitment, seq, field, salt, value) VALUES (?, ?, ?, ?, ?, ?, ?)"""
FORGET = "DELETE FROM personal WHERE court = ? AND proceeding = ? AND commitment = ?"
KNOWN = "SELECT commitment, seq, field, salt, value FROM personal WHERE court = ? AND proceeding = ?"
LAST = "SELECT coalesce(max(number), 0) FROM checkpoint WHERE court = ?"
CHECKPOINT = "INSERT INTO checkpoint (court, number, note, heads) VALUES (?, ?, ?, ?)"


class BesideStatements:
    """What a transaction does beside the chain. It needs ``_beside`` (statement with ``?``, values) and ``_court``."""

    _beside: Callable[..., Any]
    _court: str

    def write_beside(self, entry: Entry) -> None:
        """The marks and tips of an event, the values about persons it brings, and those it makes forgotten."""
        self.mark(entry.marks, entry.tips)
        for one in entry.personal:
            told = (one.commitment, one.seq, one.field, one.salt, one.value)
            self._beside(PERSONAL, (self._court, entry.after.id, *told))
        for commitment in entry.forgotten:
            self._beside(FORGET, (self._court, entry.after.id, commitment))

    def personal(self, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        return personal_of(self._beside(KNOWN, (self._court, proceeding)).fetchall())

    def mark(self, marks: Iterable[Mark], tips: Iterable[Mark]) -> None:
        """Marks over seals that are there already, and over where chains end."""
        for mark in marks:
            self._beside(MARK, (self._court, mark.chain, mark.seq, mark.key, mark.mark))
        for tip in tips:
            self._beside(TIP, (self._court, tip.chain, tip.seq, tip.key, tip.mark))

    def checkpoint(self, kept: KeptNote) -> None:
        """Keep a checkpoint; ``Conflict`` if its number is taken."""
        last = int(self._beside(LAST, (self._court,)).fetchone()[0])
        if kept.number != last + 1:
            raise Conflict("@checkpoint", kept.number - 1, last)
        self._beside(CHECKPOINT, (self._court, kept.number, kept.note, kept.heads))


class BesideAudit:
    """Reading as raw as it lies what is beside the chain. It needs ``_rows`` (query, values)."""

    schema = ""  # before the names of the tables
    mark = "?"  # how a value is asked for
    past = " NOT INDEXED"  # read the table itself, whatever an index says

    _rows: Callable[..., Iterator[Sequence[object]]]

    def marks(self, court: str, chain: str) -> Iterator[Sequence[object]]:
        """(seq, key, mark) of one chain, in order of the first two."""
        where = f"WHERE court = {self.mark} AND chain = {self.mark} ORDER BY seq, key"
        query = f"SELECT seq, key, mark FROM {self.schema}mark {where}"  # noqa: S608 - no value is spliced in
        return self._rows(query, (court, chain))

    def tips(self) -> Iterator[Sequence[object]]:
        """(court, chain, seq, key, mark)."""
        return self._all("court, chain, seq, key, mark", "tip", "court, chain")

    def personal(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, commitment, seq, field, salt, value)."""
        return self._all(
            "court, proceeding, commitment, seq, field, salt, value", "personal", "court, proceeding"
        )

    def checkpoints(self) -> Iterator[Sequence[object]]:
        """(court, number, note, heads), in order of the first two."""
        return self._all("court, number, note, heads", "checkpoint", "court, number")

    def ends(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, version, head, recorded_at) of every proceeding, as its row says."""
        return self._all("court, id, version, head, recorded_at", "proceeding", "court, id")

    def rows_of(self, name: str) -> Iterator[Sequence[object]]:
        """(court, …) of each row under the seal of a list, in its order."""
        from courtqa.storage.lists import ROWS

        for table, cells, where, order in ROWS[name]:
            query = (
                f"SELECT court, {cells} FROM {self.schema}{table}{self.past}{where} ORDER BY court, {order}"  # noqa: S608
            )
            yield from self._rows(query)

    def actors(self) -> Iterator[Sequence[object]]:
        """(court, id, name, kind, tenures) of all who acted."""
        return self._all("court, id, name, kind, tenures", "actor", "court, id")

    def _all(self, columns: str, table: str, order: str) -> Iterator[Sequence[object]]:
        query = f"SELECT {columns} FROM {self.schema}{table}{self.past} ORDER BY {order}"  # noqa: S608 - as above
        return self._rows(query)


def personal_of(rows: Sequence[Sequence[Any]]) -> dict[str, Personal]:
    """The values that rows (commitment, seq, field, salt, value) hold, by commitment."""
    return {row[0]: Personal(*row) for row in rows}
