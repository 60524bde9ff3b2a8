"""The queries off the hot path, as SQLModel statements that any of its databases takes."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import and_, false, literal_column, or_, tuple_
from sqlmodel import col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from courtqa.storage.people import lent_of, tie_of
from courtqa.storage.people_rows import DelegationRow, RelationRow
from courtqa.storage.schema import (
    ActorRow,
    DeadlineRow,
    DenialRow,
    EventRow,
    MessageRow,
    PersonalRow,
    ProceedingRow,
    TipRow,
)
from courtqa.workflows import UNMARKED, Delegation, Denial, Message, Query, Relation, moment

__all__ = [
    "actors",
    "armed",
    "delegation",
    "delegations",
    "denial",
    "denials",
    "editions",
    "events",
    "kin",
    "marked",
    "message",
    "messages",
    "personal",
    "relation",
    "relations",
    "snapshot_of",
    "snapshots",
]


def snapshot_of(court: str, id: str) -> SelectOfScalar[str]:
    """The text of one proceeding."""
    return select(ProceedingRow.snapshot).where(ProceedingRow.court == court, ProceedingRow.id == id)


def snapshots(court: str, query: Query) -> SelectOfScalar[str]:
    """The texts of the proceedings that ``query`` asks for, in order of opening."""
    found = select(ProceedingRow.snapshot).where(ProceedingRow.court == court)
    if query.closed is not None:
        found = found.where(col(ProceedingRow.closed).is_(query.closed))
    if query.workflow is not None:
        found = found.where(ProceedingRow.workflow == query.workflow)
    if query.state is not None:
        found = found.where(ProceedingRow.state == query.state)
    if query.ids is not None:
        found = found.where(col(ProceedingRow.id).in_(query.ids))
    if query.states is not None:
        place = tuple_(col(ProceedingRow.workflow), col(ProceedingRow.definition), col(ProceedingRow.state))
        found = found.where(place.in_(query.states))
    return found.order_by(
        col(ProceedingRow.opened_on),
        col(ProceedingRow.workflow),
        col(ProceedingRow.serial),
        col(ProceedingRow.id),
    )


def kin(court: str, id: str, parent: str | None) -> Select[str, str, str, str | None]:
    """(id, workflow, state, parent) of the parent, the children and the siblings, by id."""
    row = ProceedingRow
    return (
        select(col(row.id), col(row.workflow), col(row.state), col(row.parent))
        .where(
            row.court == court,
            or_(
                col(row.parent) == id,
                and_(col(row.parent) == parent, col(row.id) != id),
                col(row.id) == parent,
            ),
        )
        .order_by(col(row.id))
    )


def editions(court: str) -> Select[str, date, str]:
    """The editions that something open is pinned to."""
    return (
        select(col(ProceedingRow.workflow), col(ProceedingRow.edition), col(ProceedingRow.definition))
        .where(ProceedingRow.court == court, col(ProceedingRow.closed).is_(False))
        .distinct()
        .order_by(ProceedingRow.workflow, col(ProceedingRow.edition))
    )


def armed(court: str, due: date | None, remind: date | None, *, lapsed: bool) -> SelectOfScalar[DeadlineRow]:
    """The running (and lapsed) clocks due by a day, or not yet reminded of by a day; the most urgent first."""
    status = col(DeadlineRow.status)
    # written out, not bound: only then may the index of those still to be reminded of be used
    wanted = status.in_(("running", "lapsed")) if lapsed else status == literal_column("'running'")
    found = select(DeadlineRow).where(DeadlineRow.court == court, wanted)
    if due is not None:
        found = found.where(DeadlineRow.due <= due)
    if remind is not None:
        found = found.where(
            col(DeadlineRow.remind_on).is_not(None),
            col(DeadlineRow.remind_on) <= remind,
            col(DeadlineRow.reminded) == false(),
        )
    return found.order_by(col(DeadlineRow.due), DeadlineRow.proceeding, DeadlineRow.clock)


def events(court: str, proceeding: str) -> SelectOfScalar[EventRow]:
    """The events of a proceeding, in order."""
    return (
        select(EventRow)
        .where(EventRow.court == court, EventRow.proceeding == proceeding)
        .order_by(col(EventRow.seq))
    )


def actors(court: str, id: str | None) -> SelectOfScalar[ActorRow]:
    """Those who acted, by id."""
    found = select(ActorRow).where(ActorRow.court == court)
    return (found if id is None else found.where(ActorRow.id == id)).order_by(ActorRow.id)


def relations(court: str) -> SelectOfScalar[RelationRow]:
    """The ties between persons, in the order of recording."""
    return select(RelationRow).where(RelationRow.court == court).order_by(col(RelationRow.number))


def relation(row: RelationRow) -> Relation:
    """The tie that a row holds."""
    noted = (row.number, row.recorded_on, row.recorded_by, row.ended_by)
    return tie_of((row.person, row.other, row.kind, row.since, row.until, *noted))


def delegations(court: str) -> SelectOfScalar[DelegationRow]:
    """The powers lent, in the order of recording."""
    return select(DelegationRow).where(DelegationRow.court == court).order_by(col(DelegationRow.number))


def delegation(row: DelegationRow) -> Delegation:
    """The power that a row holds."""
    noted = (row.number, row.recorded_on, row.recorded_by, row.ended_by)
    term, scope = (row.since, row.until), (row.events, row.workflows, row.reference)
    return lent_of((row.delegator, row.delegate, row.roles, *term, *scope, *noted))


def personal(court: str, proceeding: str) -> SelectOfScalar[PersonalRow]:
    """The values about persons of a proceeding, kept outside the chain."""
    return select(PersonalRow).where(PersonalRow.court == court, PersonalRow.proceeding == proceeding)


def marked(court: str) -> SelectOfScalar[str]:
    """Something that a key has marked, if anything."""
    return select(TipRow.chain).where(TipRow.court == court, TipRow.key != UNMARKED).limit(1)


def denials(court: str, proceeding: str | None) -> SelectOfScalar[DenialRow]:
    """The refusals, oldest first."""
    found = select(DenialRow).where(DenialRow.court == court)
    if proceeding is not None:
        found = found.where(DenialRow.proceeding == proceeding)
    return found.order_by(col(DenialRow.id))


def denial(row: DenialRow) -> Denial:
    """The refusal that a row holds."""
    return Denial(
        row.proceeding, row.event, row.by, tuple(json.loads(row.codes)), row.zh, row.en, moment(row.at)
    )


def messages(court: str, *, sent: bool) -> SelectOfScalar[MessageRow]:
    """The messages sent, or still to be sent, oldest first."""
    marked = col(MessageRow.sent_at)
    return (
        select(MessageRow)
        .where(MessageRow.court == court, marked.is_not(None) if sent else marked.is_(None))
        .order_by(col(MessageRow.id))
    )


def message(row: MessageRow) -> Message:
    """The message that a row holds."""
    return Message(
        row.key,
        row.proceeding,
        row.seq,
        row.topic,
        json.loads(row.payload),
        None if row.sent_at is None else moment(row.sent_at),
    )
