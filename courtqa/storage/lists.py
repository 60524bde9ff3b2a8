"""The lists beside the trail: what a transaction changes in them is sealed at its end, before it commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from courtqa.errors import KeysNeeded
from courtqa.storage.beside import TIP
from courtqa.workflows import (
    LISTS,
    PEOPLE,
    REFUSALS,
    REGISTER,
    UNMARKED,
    Keyring,
    list_genesis,
    list_seal,
    list_tip,
    seal_in_tip,
)

__all__ = ["ROWS", "ListStatements", "courts_listed"]

ROWS = {  # by list, the cells of each table in it, whose rows count, and their order
    PEOPLE: (
        ("actor", "'actor', id, name, kind, tenures", " WHERE enrolled", "id"),
        (
            "relation",
            "'relation', number, person, other, kind, since, until, recorded_on, recorded_by, ended_by",
            "",
            "number",
        ),
        (
            "delegation",
            """'delegation', number, delegator, delegate, roles, events, workflows, since, until, reference,
            recorded_on, recorded_by, ended_by""",
            "",
            "number",
        ),
    ),
    REFUSALS: (("refusal", "proceeding, event, by, codes, zh, en, at", "", "id"),),
    REGISTER: (
        (
            "number",
            "series, year, seq, total, notice_id, model_digest, given_on, void, void_reason, voided_on",
            "",
            "series, year, seq",
        ),
    ),
}
KNOWN = "SELECT seq, key, mark FROM tip WHERE court = ? AND chain = ?"
DENIAL = """
INSERT INTO refusal (court, proceeding, event, by, codes, zh, en, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
Denied = tuple[
    str, str, str, str, str, str, str
]  # the cells of a refusal behind the court, as ``ROWS`` has them


class ListStatements:
    """What a transaction does with lists. It needs ``_beside`` (statement with ``?``, values), ``_court``, ``_where``.

    Refusals wait until the end, so that they are numbered in the order in which they are sealed.
    """

    _beside: Callable[..., Any]
    _court: str
    _keys: Keyring | None = None
    _touched: frozenset[str] = frozenset()
    _denied: tuple[Denied, ...] = ()

    def _listing(self) -> None:
        """Keep everybody else from sealing lists meanwhile."""

    def touch(self, name: str) -> None:
        """A list is changed by this transaction."""
        self._touched |= {name}

    def deny(self, row: Denied) -> None:
        """Log a refusal."""
        self._denied = (*self._denied, row)

    def denied(self, proceeding: str, event: str, by: str, codes: str, since: str) -> bool:
        """Whether this transaction itself has logged such a refusal, no earlier than that."""
        same = (proceeding, event, by, codes)
        return any(row[:4] == same and row[6] >= since for row in self._denied)

    def seal_lists(self) -> None:
        """Seal what this transaction has changed; ``KeysNeeded`` where keys have marked it and none is at hand."""
        touched, denied = self._touched, self._denied
        if not touched and not denied:
            return
        self._touched, self._denied = frozenset(), ()
        self._listing()
        for row in denied:
            self._beside(DENIAL, (self._court, *row))
        for name in LISTS:
            if name in touched or (name == REFUSALS and denied):
                self._seal(name, denied)

    def seal_anew(self) -> None:
        """Seal all that there is in the lists: what was written before there were seals."""
        for name in LISTS:
            if next(self._rows(name), None) is not None:
                self.touch(name)
        self.seal_lists()

    def _seal(self, name: str, denied: Sequence[Denied]) -> None:
        tip = self._beside(KNOWN, (self._court, name)).fetchone()
        if tip is not None and tip[1] != UNMARKED and self._keys is None:
            raise KeysNeeded(self._court)
        if tip is not None and name == REFUSALS:
            seq, seal = tip[0] + len(denied), list_seal(seal_in_tip(tip[2]), denied)
        else:
            rows = list(self._rows(name))
            seq = len(rows) if name == REFUSALS else 1 if tip is None else tip[0] + 1
            seal = list_seal(list_genesis(self._court, name), rows)
        made = list_tip(self._keys, self._court, name, seq, seal)
        self._beside(TIP, (self._court, made.chain, made.seq, made.key, made.mark))

    def _rows(self, name: str) -> Iterator[Sequence[object]]:
        for table, cells, where, order in ROWS[name]:
            mine = f"{where} AND court = ?" if where else " WHERE court = ?"
            query = f"SELECT {cells} FROM {table}{mine} ORDER BY {order}"  # noqa: S608 - our own names
            yield from self._beside(query, (self._court,)).fetchall()


def courts_listed(ask: Callable[[str], Any]) -> list[str]:
    """The courts with anything in a list, and the lists: by ``ask`` (a statement) -> cursor."""
    tables = " UNION ".join(
        f"SELECT court FROM {table}{where}"  # noqa: S608 - our own names
        for each in ROWS.values()
        for table, _, where, _ in each
    )
    return sorted(row[0] for row in ask(tables).fetchall())
