"""Published figures come out exactly as published."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa.evaluation.rounding import (
    PercentChange,
    PointsChange,
    percent_change,
    points_change,
    printed,
    ratio,
    rounded,
)

# Percent of printed court reports, DOMAIN 8.1: closed/accepted pairs and the figure as it should print.
CHINESE_ROWS = [
    (140, 152, "92.11"), (93, 109, "85.32"), (2, 93, "2.15"), (1456, 3881, "37.52"), (78, 139, "56.12"),
    (1030, 2129, "48.38"), (10, 44, "22.73"), (6201, 6380, "97.19"), (5489, 5644, "97.25"), (89, 93, "95.70"),
]  # fmt: skip

# The CEPEJ slide data of DOMAIN 8.1: filed, returned, decided, pending at the end, clearance %, backlog %.
CEPEJ_ROWS = [
    (265, 7, 329, 183, 121, 67), (589, 18, 519, 950, 86, 157), (576, 7, 637, 830, 109, 142),
    (590, 5, 643, 869, 108, 146), (2695, 0, 2043, 1739, 76, 65), (1416, 18, 1082, 736, 75, 51),
    (4111, 18, 3125, 2475, 76, 60),
]  # fmt: skip

# Computed examples: the seed prints changes (H55), not counts. These counts are near the rates of H54 (1.06 % of
# 11,712 closed cases are 124 reversals, 0.84 % are 98 petitions) and print exactly the published changes.
SEED_FALLS = [
    ("petitions", 91, 59, "−35.16%"),
    ("reversals", 123, 77, "−37.40%"),
    ("appeals", 245, 194, "−20.82%"),
    ("retrials", 167, 111, "−33.53%"),
]
SEED_RISES = [
    ("mediation and withdrawal", (2590, 5000), (2651, 5000), "+1.22 个百分点"),
    ("enforcement closure", (660, 1100), (726, 1100), "+6.00 个百分点"),
]


@pytest.mark.parametrize(("closed", "accepted", "figure"), CHINESE_ROWS)
def test_rates_of_printed_court_reports_are_reproduced(closed: int, accepted: int, figure: str) -> None:
    share = ratio(closed, accepted)

    assert share is not None
    assert printed(share * 100) == figure


@pytest.mark.parametrize(("filed", "returned", "decided", "pending", "clearance", "backlog"), CEPEJ_ROWS)
def test_the_published_cepej_rows_are_reproduced(
    filed: int, returned: int, decided: int, pending: int, clearance: int, backlog: int
) -> None:
    incoming = filed + returned

    assert rounded(Fraction(decided * 100, incoming), 0) == clearance
    assert rounded(Fraction(pending * 100, incoming), 0) == backlog


def test_a_half_is_rounded_away_from_zero_on_both_sides() -> None:
    assert rounded(Decimal("0.125"), 2) == Decimal("0.13")
    assert rounded(Decimal("-0.125"), 2) == Decimal("-0.13")
    assert rounded(Fraction(5, 2), 0) == Decimal(3)


def test_what_rounds_to_nothing_carries_no_sign() -> None:
    assert printed(Fraction(-1, 1000), signed=True) == "0.00"
    assert str(rounded(Fraction(-1, 1000))) == "0.00"


def test_without_a_prior_year_there_is_no_change() -> None:
    assert percent_change(0, 5) is None
    assert percent_change(None, 5) is None
    assert points_change(None, Fraction(1, 2)) is None


def test_without_intake_there_is_no_clearance() -> None:
    assert ratio(12, 0) is None
    assert ratio(None, 10) is None


def test_percent_and_points_neither_compare_nor_mix() -> None:
    fall, rise = PercentChange(Fraction(-374, 1000)), PointsChange(Fraction(122, 100))

    assert fall != rise
    with pytest.raises(TypeError):
        fall < rise  # type: ignore[operator]  # noqa: B015


def test_both_languages_print_the_change_as_bulletins_do() -> None:
    fall, rise = PercentChange(Fraction(-374, 1000)), PointsChange(Fraction(122, 100))

    assert (fall.to("zh"), fall.to("en")) == ("−37.40%", "−37.40 %")
    assert (rise.to("zh"), rise.to("en")) == ("+1.22 个百分点", "+1.22 pp")
    assert (fall.sentence.zh, rise.sentence.zh) == ("下降37.40%", "上升1.22个百分点")
    assert (fall.sentence.en, rise.sentence.en) == ("down 37.40 %", "up 1.22 percentage points")
    assert PercentChange(Fraction(0)).sentence.zh == "持平"


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_odd_and_never_further_than_half_a_step(value: Fraction, places: int) -> None:
    assert Fraction(rounded(-value, places)) == -Fraction(rounded(value, places))
    assert abs(Fraction(rounded(value, places)) - value) <= Fraction(1, 2 * 10**places)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_percent_change_leads_back_to_the_count(before: int, after: int) -> None:
    change = percent_change(before, after)

    assert change is not None
    assert before * (1 + change.share) == after


@pytest.mark.parametrize(("what", "before", "after", "published"), SEED_FALLS)
def test_the_four_falls_of_2007_print_as_published(
    what: str, before: int, after: int, published: str
) -> None:
    change = percent_change(before, after)

    assert change is not None, what
    assert change.to("zh") == published


@pytest.mark.parametrize(("what", "before", "after", "published"), SEED_RISES)
def test_the_two_rises_of_2007_print_as_published(
    what: str, before: tuple[int, int], after: tuple[int, int], published: str
) -> None:
    change = points_change(ratio(*before), ratio(*after))

    assert change is not None, what
    assert change.to("zh") == published
