"""One request: a transaction of the host's database, the docket inside it, and the person who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from attrs import frozen
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from courtqa import Actor, Docket, Policy, Refused
from courtqa.errors import CourtqaError


@frozen
class Desk:
    """What a page works with while it answers."""

    session: Session
    docket: Docket
    actor: Actor
    today: date


@frozen
class Office:
    """Opens desks."""

    engine: Engine
    policy: Policy
    clock: Callable[[], datetime]

    @contextmanager
    def desk(self, person: str) -> Iterator[Desk]:
        """A desk in one transaction: what the case system and the docket wrote is committed together, or neither."""
        with Session(self.engine) as session:
            docket = Docket(session, policy=self.policy, clock=self.clock)
            actor = next(one for one in docket.people.all() if one.id == person)
            try:
                yield Desk(session, docket, actor, self.clock().astimezone(self.policy.zone).date())
            except CourtqaError as error:
                session.rollback()
                if isinstance(error, Refused):  # the refusal is kept, though nothing else is
                    docket.log(error.refusal)
                    session.commit()
                raise
            session.commit()
