"""A small court: one policy, its people, and a review to walk through."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from attrs import field, frozen

from courtqa.policy import Policy, load
from courtqa.storage import Docket
from courtqa.workflows import (
    KINDS,
    OFFERS,
    Actor,
    Plan,
    Proceeding,
    Refusal,
    Step,
    Subject,
    WorkCalendar,
    decide,
    open_proceeding,
    plan_of,
)
from courtqa.workflows.calendar import chinesecalendar

from .course import Course, write_pack

PACK = Path(__file__).parent / "pack"
HARBIN = timezone(timedelta(hours=8))


def at(day: str, hour: int = 10) -> datetime:
    """A moment of that day, where the court sits."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), HARBIN) + timedelta(hours=hour)


@frozen
class Court:
    """The people of the small court, and the usual course of a review."""

    plan: Plan
    clerk: Actor = field(default=Actor.of("chen", "陈某", "clerk", unit="office"))
    judge: Actor = field(default=Actor.of("zhao", "赵某", "judge", unit="civil_1"))
    chief: Actor = field(default=Actor.of("liu", "刘某", "chief", unit="civil_1"))
    other_chief: Actor = field(default=Actor.of("he", "何某", "chief", unit="civil_2"))
    reviewer: Actor = field(default=Actor.of("wang", "王某", "reviewer", unit="office"))
    leader: Actor = field(default=Actor.of("sun", "孙某", "leader", unit="court"))
    second_leader: Actor = field(default=Actor.of("qian", "钱某", "leader", unit="court"))
    subject: Subject = field(default=Subject("case", "(2008)民终1号", "civil_1", ("zhao",), "民终1号"))

    def at(self, day: str, hour: int = 10) -> datetime:
        """A moment of that day, where the court sits."""
        return at(day, hour)

    def opened(self, day: str = "2008-03-03") -> Proceeding:
        """A review just opened."""
        step = open_proceeding(
            self.plan, id="R1", court="court", subject=self.subject, by=self.clerk, at=at(day)
        )
        assert isinstance(step, Step), step
        return step.after

    def does(self, proceeding: Proceeding, event: str, by: Actor, day: str, **data: object) -> Proceeding:
        """The proceeding after a step that must be allowed."""
        step = decide(self.plan, proceeding, event, by=by, at=at(day), data=data)
        assert isinstance(step, Step), step
        return step.after

    def refuses(self, proceeding: Proceeding, event: str, by: Actor, day: str, **data: object) -> Refusal:
        """The refusal of a step that must not be allowed."""
        step = decide(self.plan, proceeding, event, by=by, at=at(day), data=data)
        assert isinstance(step, Refusal), step
        return step

    def reported(self) -> Proceeding:
        """A review that the division chief has reported."""
        return self.does(self.opened(), "report", self.chief, "2008-03-05", findings=["送达迟延"])

    def notified(self) -> Proceeding:
        """A review whose case was graded as flawed: the judge's time to answer runs."""
        return self.does(self.reported(), "grade", self.reviewer, "2008-03-07", grade="flawed")

    def settling(self) -> Proceeding:
        """A review that waits for the leaders."""
        return self.does(self.notified(), "answer", self.judge, "2008-03-10", grounds="不服")


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load(PACK, kinds=KINDS, offers=OFFERS)


@pytest.fixture(scope="session")
def plan(policy: Policy) -> Plan:
    return plan_of(policy, "review", on=date(2008, 3, 3))


@pytest.fixture(scope="session")
def court(plan: Plan) -> Court:
    return Court(plan)


@pytest.fixture(scope="session")
def court_of() -> Callable[[Plan], Court]:
    return Court


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar(chinesecalendar, first_year=2007, last_year=2026)


@pytest.fixture(scope="session")
def workdays_data() -> Path:
    folder = (
        Path(os.environ.get("COURTQA_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
        / "workdays"
    )
    if not folder.is_dir():
        pytest.skip("needs the official notices: put workdays/ under ../shared/data, or set COURTQA_DATA")
    return folder


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Callable[[str], Course]]:
    """The course of ``main`` under definitions written as short YAML; afterwards nothing may be amiss."""
    dockets: list[Docket] = []

    def begin(definitions: str, **files: str) -> Course:
        pack = write_pack(tmp_path, definitions, **files)
        dockets.append(Docket(":memory:", policy=load(PACK, pack, kinds=KINDS, offers=OFFERS)))
        return Course(dockets[-1])

    yield begin
    for docket in dockets:
        assert docket.verify().ok, str(docket.verify())
        docket.close()
