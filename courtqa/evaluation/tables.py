"""The three tables an evaluation reads: cases, court events, and who was on duty. Any Narwhals-compatible frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import narwhals as nw
import polars as pl
from narwhals.typing import IntoFrame

from courtqa.errors import UnknownName
from courtqa.text import Text

__all__ = [
    "CANONICAL",
    "UNASSIGNED",
    "ColumnType",
    "Frame",
    "as_table",
    "collected",
    "collected_together",
    "unit_among",
    "unit_column",
]

Frame: TypeAlias = "nw.DataFrame[Any] | nw.LazyFrame[Any]"

ColumnType = Literal["text", "date", "number", "integer", "yes_no"]

CANONICAL: Mapping[str, ColumnType] = {
    "case_id": "text",
    "court": "text",
    "division": "text",
    "judge": "text",
    "presiding_judge": "text",
    "deciding_division": "text",  # the chamber that decides an appeal: a reversal is not charged to it
    "deciding_judge": "text",
    "case_type": "text",
    "procedure": "text",
    "filed_on": "date",
    "closed_on": "date",
    "closing_manner": "text",
    "time_limit_on": "date",
    "appealed_on": "date",
    "appeal_decided_on": "date",
    "appeal_outcome": "text",
    "reversal_cause": "text",
    "origin_court": "text",
    "petitioned_on": "date",
    "petition_well_founded": "yes_no",
    "retrial_on": "date",
    "protested_on": "date",
    "compensated_on": "date",
    "exposed_on": "date",
}
"""The columns of a case that the library knows by name, with their types. A mapping may keep more."""

UNASSIGNED = "(unassigned)"
"""The unit of rows that name none: they are counted, in a line of their own."""
NO_UNIT = Text(zh="（未注明）", en="(unassigned)")

PERSONS = frozenset({"judge", "presiding_judge", "deciding_judge"})
"""The unit columns whose units are persons: figures are told of them, grades are not."""

_PERSONS = ("judge", "presiding_judge")


def as_table(frame: IntoFrame | Frame) -> Frame:
    """The frame for Narwhals: one in memory as Polars, one that is not where it is; days as dates.

    Either way lazily, so that an engine sees a whole query at once: six times as fast on millions of rows.
    """
    table: Frame = nw.from_native(frame)
    if isinstance(table, nw.DataFrame):
        table = nw.from_native(table.to_polars().lazy())
    moments = [name for name, held in table.collect_schema().items() if isinstance(held, nw.Datetime)]
    return table.with_columns(nw.col(name).dt.date() for name in moments) if moments else table


def collected(table: Frame) -> pl.DataFrame:
    """The rows, in memory."""
    return (
        table.collect(backend="polars").to_polars() if isinstance(table, nw.LazyFrame) else table.to_polars()
    )


def collected_together(tables: Sequence[Frame]) -> list[pl.DataFrame]:
    """The rows of each, in memory; where one engine can read once for all of them, it does."""
    natives = [table.to_native() for table in tables]
    lazies = [native for native in natives if isinstance(native, pl.LazyFrame)]
    if len(lazies) == len(natives) > 0:
        return pl.collect_all(lazies)
    return [collected(table) for table in tables]


def unit_column(table: Frame, by: str, *, of: str = "cases") -> str | None:
    """The column that holds the unit. UnknownName if cases have none; None if another table has none."""
    return unit_among(table.collect_schema().names(), by, of=of)


def unit_among(columns: Collection[str], by: str, *, of: str = "cases") -> str | None:
    """The one of these columns that holds the unit, as ``unit_column``."""
    if by in columns:
        return by
    if of == "cases":
        raise UnknownName("unit column", by, columns)
    return "person" if by in _PERSONS and "person" in columns else None
