"""The people of the simulated court, and the calendar they live by."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, time, timedelta

from courtqa.policy import Policy
from courtqa.simulation import calibration, court_year
from courtqa.simulation.loop import simulated_time
from courtqa.simulation.office import habits, office


def test_the_offices_hold_roles_and_units_of_the_pack(harbin: Policy) -> None:
    on = habits().docket_opens
    roles = harbin.edition("roles", "court", on=on).value.roles
    units = harbin.edition("units", "court", on=on).value.units

    for post in habits().offices.values():
        assert post.role in roles
        assert post.unit is None or post.unit in units


def test_every_division_has_a_chief_and_a_deputy_and_nobody_has_two_names() -> None:
    people = office(court_year(2007, seed=1), calibration(), habits())
    everyone = list(people.everyone())

    assert set(people.chiefs) == set(calibration().divisions)
    assert all(chief.id != deputy.id for chief, deputy in people.chiefs.values())
    assert len({actor.id for actor in everyone}) == len({actor.name for actor in everyone}) == len(everyone)


def test_the_words_of_the_simulation_have_both_languages() -> None:
    for words in habits().words.values():
        for each in words if isinstance(words, list) else [words]:
            assert set(each) == {"zh", "en"}
            assert all(each.values())


def test_everything_made_up_is_marked_so() -> None:
    said = {entry.at for entry in (*habits().references, *habits().assumptions)}

    assert {
        "offices",
        "habits",
        "grades",
        "words",
        "hearings",
        "docket_opens",
        "decisions",
        "bulletins",
    } <= said


def test_people_wake_in_order_of_time_and_clocks_are_looked_at_every_working_morning(harbin: Policy) -> None:
    agenda = simulated_time(harbin)
    seen: list[tuple[str, datetime]] = []
    mornings: list[datetime] = []

    def script(name: str, days: int) -> Generator[datetime, None, None]:
        yield agenda.moment(agenda.today + timedelta(days), 30)
        seen.append((name, agenda.now))

    agenda.add(script("late", 9))
    agenda.add(script("early", 1))
    agenda.run(lambda: mornings.append(agenda.now))

    assert [name for name, _ in seen] == ["early", "late"]
    assert [moment.date() for _, moment in seen] == [
        date(2007, 1, 5),
        date(2007, 1, 15),
    ]  # the 13th is a Saturday
    assert [moment.day for moment in mornings] == [5, 8, 9, 10, 11, 12, 15]
    assert {moment.time() for moment in mornings} == {time(8, 30)}
