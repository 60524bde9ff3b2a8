"""The lists beside the trail as they lie in memory, and their seals."""

from __future__ import annotations

import json
from collections.abc import Iterator

from courtqa.storage.memory_court import CourtHeld
from courtqa.workflows import (
    PEOPLE,
    REFUSALS,
    REGISTER,
    Delegation,
    Keyring,
    Relation,
    instant,
    list_genesis,
    list_seal,
    list_tip,
    seal_in_tip,
    tenures,
)

__all__ = ["rows_held", "seal_changed"]


def rows_held(held: CourtHeld, name: str) -> Iterator[tuple[object, ...]]:
    """The rows of a list, in the order in which it is sealed."""
    if name == REFUSALS:
        for one in held.refusals:
            codes = json.dumps(one.codes)
            yield one.proceeding, one.event, one.by, codes, one.zh, one.en, instant(one.at)
    elif name == REGISTER:
        for line in sorted(held.numbers, key=lambda line: (line.series, line.year, line.seq)):
            where = line.series, line.year, line.seq, line.total
            yield *where, line.notice_id, line.model_digest, line.given_on, line.void, line.void_reason
    else:
        for who in (held.actors[each] for each in sorted(held.enrolled)):
            yield "actor", who.id, who.name, who.kind, tenures(who)
        for tie in held.relations:
            yield "relation", tie.id, tie.person, tie.other, tie.kind, *_noted(tie)
        for power in held.delegations:
            scope = power.roles, power.events, power.workflows
            told = (json.dumps(each) for each in scope)
            yield (
                "delegation",
                power.id,
                power.delegator,
                power.delegate,
                *told,
                *_noted(power),
                power.reference,
            )


def _noted(one: Relation | Delegation) -> tuple[object, ...]:
    return one.since, one.until, one.recorded_on, one.recorded_by, one.ended_by


def seal_changed(before: CourtHeld, held: CourtHeld, court: str, keys: Keyring | None) -> None:
    """Seal anew each list that a transaction has changed."""
    for name in (PEOPLE, REFUSALS, REGISTER):
        rows = list(rows_held(held, name))
        if rows == list(rows_held(before, name)):
            continue
        tip = held.tips.get(name)
        if name == REFUSALS and tip is not None:
            seal = list_seal(seal_in_tip(tip.mark), rows[tip.seq :])
        else:
            seal = list_seal(list_genesis(court, name), rows)
        seq = len(rows) if name == REFUSALS else 1 if tip is None else tip.seq + 1
        held.tips[name] = list_tip(keys, court, name, seq, seal)
