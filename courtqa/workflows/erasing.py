"""Forgetting values about a person (PIPL article 47), and noting that data were handed on: both are recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import frozen

from courtqa.errors import NothingToForget
from courtqa.text import Text
from courtqa.workflows.authority import failed, known_actor
from courtqa.workflows.offices import opening_offices
from courtqa.workflows.personal import Personal
from courtqa.workflows.personnel import NOBODY, Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.reasons import reason as why
from courtqa.workflows.recording import erasure, exported
from courtqa.workflows.records import Actor, Proceeding, Reason, Refusal, Step
from courtqa.workflows.weighing import Request, manner

__all__ = ["ERASED", "EXPORTED", "Erasure", "erase", "note_export"]

ERASED, EXPORTED = "erased", "exported"


@frozen
class Erasure:
    """What an erasure came to: the step or why it may not be, and the commitments whose values go."""

    outcome: Step | Refusal
    forgotten: tuple[str, ...] = ()


def erase(
    plan: Plan,
    proceeding: Proceeding,
    fields: tuple[str, ...],
    known: Mapping[str, Personal],
    *,
    by: Actor,
    at: datetime,
    reason: str,
    persons: Persons = NOBODY,
) -> Erasure:
    """The erasure of the values of these fields (none named: of all), by somebody who may open such proceedings.

    What was committed to stays in the chain; nobody can tell any more what it was. The digests of requests kept beside
    go too, for they would tell it to whoever guesses: a consent that is still pending then has to be given again.
    ``NothingToForget`` if no such value is kept.
    """
    found = [one for one in known.values() if not fields or one.field in fields]
    if not any(not one.field.startswith("@") for one in found):
        there = {one.field for one in known.values() if not one.field.startswith("@")}
        raise NothingToForget(proceeding.id, fields, tuple(sorted(there)))
    gone = {one.commitment: one for one in known.values() if one in found or one.field.startswith("@")}
    today = plan.day_of(at)
    data: dict[str, object] = {
        "fields": sorted({one.field for one in found if not one.field.startswith("@")})
    }
    request = Request(
        ERASED, by, at, today, max(today, proceeding.history[-1].on), data, reason, persons=persons
    )
    reasons = tuple(_against(plan, proceeding, request))
    if reasons:
        return Erasure(Refusal(proceeding.id, ERASED, by.id, reasons))
    rows = [{"commitment": one.commitment, "field": one.field, "seq": one.seq} for one in gone.values()]
    return Erasure(erasure(plan, proceeding, request, rows), tuple(gone))


def note_export(
    plan: Plan,
    proceeding: Proceeding,
    record: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str,
    persons: Persons = NOBODY,
) -> Step | Refusal:
    """The event that data were handed on: which columns, for what purpose, to whom, and the hash of each file.

    It stands in the proceeding in which that was decided, by somebody who may open such proceedings.
    """
    today = plan.day_of(at)
    on = max(today, proceeding.history[-1].on)
    request = Request(EXPORTED, by, at, today, on, {"record": dict(record)}, reason, persons=persons)
    reasons = tuple(_against(plan, proceeding, request))
    if reasons:
        return Refusal(proceeding.id, EXPORTED, by.id, reasons)
    return exported(plan, proceeding, request, record)


def _against(plan: Plan, proceeding: Proceeding, request: Request) -> Iterator[Reason]:
    yield from manner(proceeding, request)
    if not request.reason:
        yield why("missing_data", plan.rule, field=Text(zh="理由", en="the reason"), name="reason")
    if request.by.kind == "machine":
        yield why("machine_may_not", plan.rule)
    try:
        by = known_actor(request.by, request.persons)
    except Exception as error:  # noqa: BLE001 - offices that cannot be looked up are not held
        yield failed("known_actor", error, plan.rule)
        return
    yield from opening_offices(plan, by=by, days=(request.today,))
