"""A little court to try it with: three accounts, two lawsuits. The password of each is its name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from court_system.accounts import sealed
from court_system.tables import Account, Base, Lawsuit
from courtqa import Actor, Docket, Policy

PEOPLE = (
    Actor.of("zhou", "周某", "trial_management_officer", unit="trial_management_office"),
    Actor.of("wang", "王某", "handling_judge", unit="civil_1"),
    Actor.of("chen", "陈某", "deputy_division_chief", unit="civil_1"),
    Actor.of("sun", "孙某", "reviewer", unit="trial_management_office"),
)
LAWSUITS = (
    Lawsuit(
        number="2008-cv1-0042",
        title="买卖合同纠纷",
        division="civil_1",
        judge="wang",
        closed_on=date(2008, 6, 2),
    ),
    Lawsuit(
        number="2008-cv1-0057",
        title="房屋租赁合同纠纷",
        division="civil_1",
        judge="wang",
        closed_on=date(2008, 7, 9),
    ),
)


def lay(engine: Engine, policy: Policy) -> None:
    """The tables and the little court, if they are not there yet."""
    if engine.dialect.name == "sqlite":  # a commit outlasts a loss of power, whatever the host wrote first
        with engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode = WAL"))
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        if session.get(Account, "zhou") is not None:
            return
        session.add_all(Account(person=one.id, name=one.name, secret=sealed(one.id)) for one in PEOPLE)
        session.flush()
        session.add_all(
            Lawsuit(
                number=one.number,
                title=one.title,
                division=one.division,
                judge=one.judge,
                closed_on=one.closed_on,
            )
            for one in LAWSUITS
        )
        Docket(session, policy=policy).people.add(*PEOPLE)
        session.commit()
