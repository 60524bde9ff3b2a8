"""What every step makes is frozen like all else, and what is remembered between steps hangs on nothing that changes."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest
from attrs import evolve, fields, frozen
from attrs.exceptions import FrozenInstanceError

from courtqa.workflows import Actor, Done, Event, Facts, Proceeding, Refusal, Step, Tenure, decide
from courtqa.workflows.drafting import drafted
from courtqa.workflows.seats import seat_of
from courtqa.workflows.weighing import Request, Weighed


@frozen
class Plainly:
    seq: int
    event: str
    by: str
    on: date
    late: bool = False
    on_behalf_of: str | None = None


DONE = Done(1, "report", "liu", date(2008, 3, 5))


@pytest.mark.parametrize("kind", [Done, Event, Facts, Proceeding, Request, Step, Weighed])
def test_a_drafted_record_is_of_its_own_class_and_takes_no_assignment(kind) -> None:
    record = kind(*range(len(fields(kind))))

    assert type(record) is kind
    for each in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(record, each.name, None)
    assert [getattr(record, each.name) for each in fields(kind)] == list(range(len(fields(kind))))


def test_it_compares_hashes_and_reads_as_one_made_in_the_usual_way() -> None:
    plain = Plainly(1, "report", "liu", date(2008, 3, 5))

    assert repr(DONE) == repr(plain).replace("Plainly", "Done")
    assert hash(DONE) == hash(evolve(DONE))
    assert DONE == Done(seq=1, event="report", by="liu", on=date(2008, 3, 5)) != evolve(DONE, late=True)
    assert pickle.loads(pickle.dumps(DONE)) == copy.deepcopy(DONE) == DONE


def test_a_record_that_is_given_too_little_is_not_made() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'on'"):
        Done(1, "report", "liu")


def test_a_factory_makes_a_new_value_for_each_record() -> None:
    one, other = (Event(*[None] * 16) for _ in range(2))

    assert one.payload == {}
    assert one.payload is not other.payload


def test_a_class_with_room_for_weak_references_is_no_draft() -> None:
    with pytest.raises(TypeError, match="layout"):
        drafted(frozen(type("Loose", (), {"__annotations__": {"a": int}})))(1)


def test_a_seat_is_the_same_for_the_same_office_and_another_once_the_office_changes(court) -> None:
    plan, days = court.plan, (date(2008, 3, 5),) * 2
    way = plan.of_people["received", "report"][0]
    again = Actor(court.chief.id, court.chief.name, court.chief.tenures)
    later = (date(2008, 3, 6),) * 2

    first = seat_of(plan, way, court.chief, days, "civil_1")

    assert seat_of(plan, way, again, days, "civil_1") is first
    assert seat_of(plan, way, evolve(again, tenures=()), days, "civil_1").offices == ()
    assert seat_of(plan, way, again, later, "civil_1") is not first
    assert seat_of(plan, way, again, days, "civil_2") is not first


def test_an_office_that_ended_is_refused_though_it_was_good_the_day_before(court) -> None:
    leaving = Actor("liu", "刘某", (Tenure("chief", "civil_1", date(2008, 1, 1), date(2008, 3, 6)),))

    court.does(court.opened(), "report", leaving, "2008-03-05", findings=[])
    refusal = court.refuses(court.opened(), "report", leaving, "2008-03-06", findings=[])
    court.does(court.opened(), "report", leaving, "2008-03-05", findings=[])

    assert refusal.codes == ("not_in_tenure", "wrong_unit")


def test_offices_that_were_brought_as_a_list_are_looked_at_anew_each_time(court) -> None:
    listed = [Tenure("chief", "civil_1")]
    actor = Actor("liu", "刘某", listed)
    asked = {"by": actor, "at": court.at("2008-03-05"), "data": {"findings": []}}

    assert isinstance(decide(court.plan, court.opened(), "report", **asked), Step)
    listed.clear()

    assert isinstance(decide(court.plan, court.opened(), "report", **asked), Refusal)
