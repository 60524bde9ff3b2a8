"""Marking a trail that was begun without keys: looked at first, then marked whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from courtqa.errors import StoreUnusable
from courtqa.text import Text
from courtqa.workflows import LISTS, Audit, Keyring, Mark, Store, Transaction, list_tip, seal_in_tip, verify
from courtqa.workflows.attesting import DIRECTORY, mark_event, mark_tip

__all__ = ["adopt"]

BATCH = 2_000  # marks in one transaction


def adopt(store: Store, court: str, keys: Keyring) -> int:
    """How many events and directory lines were marked that no key had marked before.

    ``StoreUnusable`` if anything is amiss: a key never vouches for what was touched. Nobody should write meanwhile.
    """
    with store.audit() as audit:
        found = verify(audit)
        if not found.ok:
            raise StoreUnusable(store.where, found.text)
        marks, tips = list(_missing(audit, court, keys)), list(_tips(audit, court, keys))
    for first in range(0, len(marks), BATCH):
        batch = marks[first : first + BATCH]
        store.transact(court, lambda transaction, batch=batch: transaction.mark(batch, ()))  # type: ignore[misc]

    def ending(transaction: Transaction) -> None:
        transaction.mark((), tips)

    store.transact(court, ending)
    with store.audit() as audit:
        if list(_tips(audit, court, keys)) != tips:
            raise StoreUnusable(
                store.where,
                Text(zh="其间有人写入，请再执行一次", en="somebody wrote meanwhile: run this once more"),
            )
    return len(marks)


def _chains(audit: Audit, court: str) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    mine = (
        (_text(row[1]), int(str(row[2])), _text(row[7])) for row in audit.events() if _text(row[0]) == court
    )
    for chain, rows in groupby(mine, key=lambda row: row[0]):
        yield chain, [(seq, seal) for _, seq, seal in rows]
    lines = [(int(str(row[1])), _text(row[8])) for row in audit.directory() if _text(row[0]) == court]
    if lines:
        yield DIRECTORY, lines


def _missing(audit: Audit, court: str, keys: Keyring) -> Iterator[Mark]:
    for chain, seals in _chains(audit, court):
        there = {row[0] for row in audit.marks(court, chain)}
        yield from (mark_event(keys, court, chain, seq, seal) for seq, seal in seals if seq not in there)


def _tips(audit: Audit, court: str, keys: Keyring) -> Iterator[Mark]:
    for chain, seals in _chains(audit, court):
        yield mark_tip(keys, court, chain, *seals[-1])
    for whose, name, seq, _, mark in audit.tips():
        if _text(whose) == court and _text(name) in LISTS:
            yield list_tip(keys, court, _text(name), int(str(seq)), seal_in_tip(_text(mark)))


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
