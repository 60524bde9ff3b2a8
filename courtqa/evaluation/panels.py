"""Cases that a panel shares: each member is charged with an equal part, and the parts sum exactly to the cases."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl
from narwhals.typing import IntoFrame

from courtqa.errors import Misfit, UnknownName
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.indicator import Indicator, IndicatorSet
from courtqa.evaluation.measure import Amount, Measure
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.measuring import base_of
from courtqa.evaluation.periods import Period
from courtqa.evaluation.tables import as_table, collected

__all__ = ["panel_measures"]

MEMBER, SIZE = "panel_member", "panel_size"


def panel_measures(
    cases: Cases | IntoFrame,
    panels: IntoFrame,
    indicators: IndicatorSet | Mapping[str, Indicator],
    *,
    period: Period | str | int,
) -> Measures:
    """Every indicator of counts per panel member. ``panels`` has ``case_id`` and ``panel_member``, a row for each seat.

    A case of three counts a third with each: numerators and denominators are fractions that sum to whole cases, and
    a rate is their quotient. ``n`` is the number of cases sat in, rounded down from the share. Chance has no model in
    shared counts: they are shown and graded by rule alone. Misfit for a member twice on one panel; UnknownName for an
    indicator that is no count or quotient of counts. Cases without a panel are in none of the lines.
    """
    chosen = indicators.indicators if isinstance(indicators, IndicatorSet) else dict(indicators)
    able = [n for n, i in chosen.items() if i.alone is None and all(_shared(i, kind) for kind in _kinds(i))]
    for name in chosen:
        if name not in able:
            raise UnknownName("indicator that a panel can share", name, able)
    seats = collected(as_table(panels)).select("case_id", MEMBER)
    if seats.is_duplicated().any():
        twice = seats.filter(seats.is_duplicated()).row(0)
        raise Misfit(f"{twice[1]} twice on the panel of {twice[0]}", "each member once")
    rows = collected(as_table(cases.frame if isinstance(cases, Cases) else cases))
    sized = seats.with_columns(pl.len().over("case_id").cast(pl.String).alias(SIZE))
    joined = rows.drop(MEMBER, SIZE, strict=False).join(sized, on="case_id", how="inner")
    window = Period.parse(period)
    sizes = sorted(joined.get_column(SIZE).unique().to_list(), key=int)
    found = {
        int(size): base_of(joined.filter(pl.col(SIZE) == size), chosen, by=MEMBER).measures(window)
        for size in sizes
    }
    if not found:
        return base_of(joined, chosen, by=MEMBER).measures(window)
    units = sorted({unit for measured in found.values() for unit in measured.units})
    rows_ = tuple(
        _together(chosen[name], [(k, m.get(unit, name)) for k, m in found.items()], name, unit, window)
        for unit in units
        for name in chosen
    )
    total = {
        name: _together(chosen[name], [(k, m.total(name)) for k, m in found.items()], name, "*", window)
        for name in chosen
    }
    source = base_of(joined, chosen, by=MEMBER)
    return Measures.of_rows(rows_, total, by=MEMBER, period=window, indicators=chosen, source=source)


def _kinds(indicator: Indicator) -> set[str]:
    return {term.kind for term in indicator.terms}


def _shared(indicator: Indicator, kind: str) -> bool:
    return kind in {"count", "sum", "open_at_start", "open_at_end"} and all(
        term.table == "cases" for term in indicator.terms
    )


def _together(
    indicator: Indicator, parts: list[tuple[int, Measure]], name: str, unit: str, period: Period
) -> Measure:
    """The shares of panels of every size, summed as exact fractions."""
    held = [(size, measure) for size, measure in parts if measure.numerator is not None]
    if not held:
        return Measure(name, unit, period, flags=("not_recorded",))
    top = sum((Fraction(m.numerator or 0) / size for size, m in held), Fraction(0))
    bottom: Fraction | None = None
    if indicator.denominator:
        bottom = sum((Fraction(m.denominator or 0) / size for size, m in held), Fraction(0))
    value = top if bottom is None else top / bottom if bottom else None
    if value is not None and indicator.days_of_year is not None:
        value *= Fraction(indicator.days_of_year * (period.end - period.start), 12)
    flags = tuple(
        dict.fromkeys(flag for _, m in held for flag in m.flags if flag not in {"no_value", "below_minimum"})
    )
    n = int(top if bottom is None else bottom)
    if value is None:
        flags = (*flags, "no_value")
    if n < indicator.min_n:
        flags = (*flags, "below_minimum")
    return Measure(name, unit, period, _plain(top), _plain(bottom), value, n, "shares", flags)


def _plain(number: Fraction | None) -> Amount | None:
    return int(number) if number is not None and number.denominator == 1 else number
