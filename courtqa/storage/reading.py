"""Reading for people: worklists, due clocks, trails, logs. SQLModel is loaded when first asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING

from courtqa.workflows import (
    Actor,
    Armed,
    Denial,
    Kin,
    Message,
    NumberLine,
    Personal,
    Personnel,
    Proceeding,
    Query,
    Sealed,
    actor_of,
    kin_of,
    restore,
    unseal,
)

if TYPE_CHECKING:
    from sqlmodel import Session

__all__ = ["Reading"]


class Reading(ABC):
    """The questions of a store that any SQL database answers alike."""

    @abstractmethod
    def _session(self) -> AbstractContextManager[Session]:
        """A session that only reads."""

    def proceeding(self, court: str, id: str) -> Proceeding | None:
        """The proceeding as it stands."""
        from courtqa.storage import queries

        with self._session() as session:
            text = session.exec(queries.snapshot_of(court, id)).first()
        return None if text is None else restore(text)

    def proceedings(self, court: str, query: Query) -> tuple[Proceeding, ...]:
        """The proceedings that the query asks for, in order of opening."""
        from courtqa.storage import queries

        with self._session() as session:
            return tuple(restore(text) for text in session.exec(queries.snapshots(court, query)))

    def kin(self, court: str, proceeding: Proceeding) -> tuple[Kin, ...]:
        """The parent, the children, and the other children of the parent, as they stand."""
        from courtqa.storage import queries

        with self._session() as session:
            rows = session.exec(queries.kin(court, proceeding.id, proceeding.parent))
            return tuple(kin_of(proceeding, *row) for row in rows)

    def editions(self, court: str) -> tuple[tuple[str, date, str], ...]:
        """(workflow, edition, definition) of everything that is open."""
        from courtqa.storage import queries

        with self._session() as session:
            return tuple((name, day, pinned) for name, day, pinned in session.exec(queries.editions(court)))

    def armed(
        self, court: str, *, due: date | None = None, remind: date | None = None, lapsed: bool = False
    ) -> tuple[Armed, ...]:
        """The running clocks due up to and including a day, or to be reminded of by a day."""
        from courtqa.storage import queries

        with self._session() as session:
            rows = session.exec(queries.armed(court, due, remind, lapsed=lapsed)).all()
            return tuple(
                Armed(row.proceeding, row.clock, row.due, row.remind_on, row.reminded) for row in rows
            )

    def trail(self, court: str, proceeding: str) -> tuple[Sealed, ...]:
        """The sealed events of a proceeding."""
        from courtqa.storage import queries

        with self._session() as session:
            rows = session.exec(queries.events(court, proceeding))
            return tuple(unseal(row.body, row.prev, row.hash) for row in rows)

    def actors(self, court: str, id: str | None = None) -> tuple[Actor, ...]:
        """Those who acted, by id, each with the name and the offices they last acted with."""
        from courtqa.storage import queries

        with self._session() as session:
            rows = session.exec(queries.actors(court, id))
            return tuple(actor_of(row.id, row.name, row.kind, row.tenures) for row in rows)

    def persons(self, court: str) -> Personnel:
        """The people of the court: offices of those enrolled, relations, delegations."""
        from courtqa.storage import queries

        with self._session() as session:
            everybody = list(session.exec(queries.actors(court, None)))
            enrolled = [row for row in everybody if row.enrolled]
            return Personnel(
                {row.id: actor_of(row.id, row.name, row.kind, row.tenures).tenures for row in enrolled},
                tuple(map(queries.relation, session.exec(queries.relations(court)))),
                tuple(map(queries.delegation, session.exec(queries.delegations(court)))),
                everybody=frozenset(row.id for row in everybody) if enrolled else None,
            )

    def numbers(self) -> tuple[NumberLine, ...]:
        """The register of numbers, by series, court, year and number."""
        from sqlalchemy import text

        from courtqa.storage.serving import NUMBERS, number_of

        with self._session() as session:
            return tuple(number_of(tuple(row)) for row in session.connection().execute(text(NUMBERS)))

    def personal(self, court: str, proceeding: str) -> Mapping[str, Personal]:
        """The values about persons of a proceeding, by the commitments that stand for them."""
        from courtqa.storage import queries

        with self._session() as session:
            rows = session.exec(queries.personal(court, proceeding))
            return {
                row.commitment: Personal(row.commitment, row.seq, row.field, row.salt, row.value)
                for row in rows
            }

    def marked(self, court: str) -> bool:
        """Whether the trail of the court is marked with keys."""
        from courtqa.storage import queries

        with self._session() as session:
            return session.exec(queries.marked(court)).first() is not None

    def scrub(self) -> bool:
        """Nothing to do where the database itself clears what was removed."""
        return True

    def refusals(self, court: str, proceeding: str | None) -> tuple[Denial, ...]:
        """The log of refusals, oldest first."""
        from courtqa.storage import queries

        with self._session() as session:
            return tuple(map(queries.denial, session.exec(queries.denials(court, proceeding))))

    def outbox(self, court: str, *, sent: bool) -> tuple[Message, ...]:
        """The messages still to be sent, or those sent, oldest first."""
        from courtqa.storage import queries

        with self._session() as session:
            return tuple(map(queries.message, session.exec(queries.messages(court, sent=sent))))
