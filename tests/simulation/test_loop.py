"""Simulated people run real procedures: what they may do is recorded, what they may not is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from courtqa.simulation import calibration

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.conftest import Lived


def test_every_reversed_case_of_the_year_has_its_review(lived: Lived) -> None:
    reversed_ = lived.court.cases.filter(
        pl.col("reversal_cause").is_not_null() & (pl.col("appeal_decided_on").dt.year() == 2007)
    )

    reviews = lived.docket.proceedings(workflow="case_review")

    assert {each.subject.id for each in reviews} == set(reversed_["case_id"])
    assert len(reviews) == 82
    assert all(each.closed for each in reviews)


def test_sixteen_divided_petitions_are_heard(lived: Lived) -> None:
    hearings = lived.docket.proceedings(workflow="petition_hearing")
    petitions = lived.court.cases.filter(pl.col("petitioned_on").dt.year() == 2007)["case_id"]

    assert len(hearings) == 16  # 32 in two years (H22)
    assert {each.subject.id.removeprefix("petition:") for each in hearings} <= set(petitions)
    assert all(each.closed for each in hearings)


def test_an_exempt_cause_ends_without_responsibility(lived: Lived) -> None:
    causes = calibration().causes

    for review in lived.docket.proceedings(workflow="case_review"):
        exempt = causes[str(review.data["cause"])].exempt
        assert exempt == (review.state == "no_fault_closed")
        assert exempt == (review.data["responsibility"] == "none")


def test_a_key_case_comes_from_a_review_or_a_hearing(lived: Lived) -> None:
    analyses = lived.docket.proceedings(workflow="key_case_analysis")

    assert analyses
    for each in analyses:
        parent = lived.docket.proceeding(str(each.parent))
        assert parent.workflow in {"case_review", "petition_hearing"}
        assert each.data["findings"] == parent.data["findings"]


def test_people_try_what_they_may_not_and_the_docket_says_why(lived: Lived) -> None:
    expected = {"role_missing", "same_person", "subject_of_it", "wrong_state", "guard_failed", "no_quorum"}

    assert expected <= set(lived.ran.refusals)
    assert sum(lived.ran.refusals.values()) >= len(lived.docket.refusals()) >= 40


def test_nobody_reviews_their_own_case_however_the_dice_fall(lived: Lived) -> None:
    for review in lived.docket.proceedings(workflow="case_review"):
        deciding = {"submit_self_review", "submit_court_review", "grade", "classify_cause", "confirm_grade"}
        assert not [
            done for done in review.history if done.event in deciding and done.by in review.subject.persons
        ]


def test_silence_is_recorded_by_the_clock_on_the_day_after_the_last(lived: Lived) -> None:
    silent = [
        done
        for review in lived.docket.proceedings(workflow="case_review")
        for done in review.history
        if done.event == "record_silence"
    ]

    assert len(silent) == lived.ran.silences > 0
    assert {done.by for done in silent} == {"clock"}


def test_late_steps_are_charged_to_the_unit_whose_turn_it_was(lived: Lived) -> None:
    units = {late.unit for late in lived.ran.late}

    assert lived.ran.late
    assert units <= set(calibration().divisions) | {
        "trial_management_office",
        "petition_office",
        "harbin_intermediate",
    }


def test_the_trail_of_the_year_is_whole(lived: Lived) -> None:
    assert lived.docket.verify().ok
    assert lived.ran.first == date(2007, 1, 4)


def test_the_same_seed_gives_the_same_trail(
    lived: Lived, live: Callable[[Path, int], Lived], tmp_path: Path
) -> None:
    again = live(tmp_path / "again.db", 11)

    heads = [
        [each.hash for each in docket.trail(found).sealed]
        for docket in (lived.docket, again.docket)
        for found in docket.proceedings()
    ]
    half = len(heads) // 2
    assert heads[:half] == heads[half:]
    assert again.ran.refusals == lived.ran.refusals
