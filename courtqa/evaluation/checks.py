"""The declared checks, run over all rows as they were typed, before anything is excluded."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from courtqa.evaluation.columns import ROW
from courtqa.evaluation.conditions import Condition
from courtqa.evaluation.defects import KEPT, Defect, Spot
from courtqa.evaluation.expressions import all_hold
from courtqa.evaluation.mapping import Check

__all__ = ["fulfilling", "run_check"]


def fulfilling(rows: pl.DataFrame, conditions: tuple[Condition, ...]) -> pl.DataFrame:
    """The rows in which all conditions hold."""
    test = all_hold(conditions)
    if test is None:
        return rows
    return nw.from_native(rows, eager_only=True).filter(test).to_native()


def run_check(code: str, check: Check, rows: pl.DataFrame) -> Defect:
    """What the check finds. A count of 0 is reported too: it was looked for."""
    looked = fulfilling(fulfilling(rows, check.among), check.when)
    found = looked.filter(_test(check, rows)) if check.test else looked
    shown = check.field or next((name for each in check.when for name in each.columns), None)
    spots = found.select(pl.col(ROW), pl.lit(None) if shown is None else pl.col(shown).cast(pl.String))
    first = tuple(Spot(*spot) for spot in spots.head(KEPT).iter_rows())
    return Defect(code, check.title, found.height, shown, first=first)


def _test(check: Check, rows: pl.DataFrame) -> pl.Expr:
    value = pl.col(check.field or "")
    if check.test == "duplicate":
        return value.is_not_null() & ~value.is_first_distinct()
    if check.test == "check_digits":
        return value.is_not_null() & ~_adds_up(value)
    if check.test == "year_differs" and check.at and check.date:
        first, last = check.at
        written = value.cast(pl.String).str.slice(first - 1, last - first + 1)
        return written != pl.col(check.date).dt.year().cast(pl.String).str.zfill(4)
    known = fulfilling(rows, check.in_rows).get_column(check.field or "").unique()
    return value.is_not_null() & ~value.is_in(known.implode())


def _adds_up(number: pl.Expr) -> pl.Expr:
    """NNNNNNN-DD.AAAA.J.TR.OOOO: the number with DD moved to its end leaves 1 when divided by 97 (ISO 7064)."""
    digits = number.cast(pl.String).str.replace_all(r"[.-]", "")
    formed = digits.str.contains(r"^[0-9]{20}$")

    def part(start: int, length: int) -> pl.Expr:
        return digits.str.slice(start, length).cast(pl.Int64, strict=False)

    rest = part(0, 7) % 97
    rest = (rest * 10**7 + part(9, 7)) % 97  # year, branch and region
    rest = (rest * 10**4 + part(16, 4)) % 97  # court of origin
    return formed & ((rest * 100 + part(7, 2)) % 97 == 1).fill_null(value=False)
