"""A mapping: which of the user's columns is which, which rows are not cases, and which defects to look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from attrs import Factory, evolve, frozen

from courtqa.errors import PolicyError, Problem, did_you_mean
from courtqa.evaluation.conditions import Condition, Fault
from courtqa.evaluation.tables import CANONICAL, ColumnType
from courtqa.policy import read_as
from courtqa.text import Text

__all__ = ["CaseMapping", "Check", "Column", "Covers", "Exclusion", "read_mapping"]


@frozen
class Column:
    """One column of the user's, and how its text is read.

    A value that cannot be read rejects the row (and is reported), unless ``unreadable: missing``.
    """

    column: str
    type: ColumnType | None = None  # None: what the library's column is, or text
    format: str | None = (
        None  # of a date, as in strptime; None: 2007-05-31; excel: the number of a day in Excel
    )
    after: str | None = (
        None  # a length of time (90, 六个月): the day on which it ends, counted from this day of ours
    )
    counted_in: Literal["days", "months"] = "days"  # what a bare number of such a length means
    also: tuple[str, ...] = ()  # further formats, tried in this order on what the first does not read
    values: Mapping[str, str] | None = None  # theirs: ours
    others: str | None = None  # what every value not listed in values means
    missing: tuple[str, ...] = ()  # texts that mean "not known"
    tidy: Literal["spaces"] | None = None  # line breaks and runs of spaces become one space
    only: tuple[Condition, ...] = ()  # the value stands where these hold, and is empty elsewhere
    unreadable: Literal["reject", "missing"] = "reject"


@frozen
class Exclusion:
    """Rows that are not counted, and why. They are reported as rejected.

    ``when``: rows that fulfil all the conditions. ``repeated``: rows whose value in that column an earlier row, itself
    taken, already has.
    """

    title: Text
    when: tuple[Condition, ...] = ()
    repeated: str | None = None

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        if bool(self.when) == (self.repeated is not None):
            yield "both when and repeated" if self.when else "neither", "either when: or repeated:"


@frozen
class Check:
    """A defect to look for in the rows as they were read, before anything is excluded. It changes nothing.

    ``duplicate``: values of ``field`` after their first appearance. ``check_digits``: numbers of the Brazilian
    CNJ form (20 digits, ISO 7064 mod 97-10) that do not add up. ``unmatched``: values of ``field`` that no row
    fulfilling ``in_rows`` has in the same column. ``year_differs``: the year written at the places ``at`` (from 1)
    of ``field`` is not that of the date column ``date``. Without a test, every row that fulfils ``when``.
    """

    title: Text
    when: tuple[Condition, ...] = ()
    test: Literal["duplicate", "check_digits", "unmatched", "year_differs"] | None = None
    field: str | None = None
    in_rows: tuple[Condition, ...] = ()
    at: tuple[int, int] | None = None
    date: str | None = None
    among: tuple[Condition, ...] = ()  # look only at these rows

    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, if anything: found, expected."""
        if self.test is None and not self.when:
            yield "a check that looks for nothing", "when: or test:"
        if self.test is not None and self.field is None:
            yield f"{self.test} without field:", "the field: to look at"
        if self.test == "year_differs" and (self.at is None or self.date is None):
            yield "year_differs without at: or date:", "at: [first, last] and date:"
        if self.test == "unmatched" and not self.in_rows:
            yield "unmatched without in_rows:", "in_rows: with the conditions of the rows to match"


@frozen
class Covers:
    """The days for which the records are complete."""

    first: date
    last: date


@frozen
class CaseMapping:
    """How one file of case records is read."""

    title: Text
    columns: Mapping[str, str | Column]  # of the library: theirs
    keep: Mapping[str, str | Column] = Factory(dict)  # further columns, under names of your own
    exclude: Mapping[str, Exclusion] = Factory(dict)
    checks: Mapping[str, Check] = Factory(dict)
    encoding: str = "utf-8"
    separator: str = ","
    sheet: str | None = None  # of a workbook; None: the only one that holds anything
    header_row: int = 1  # the row with the names of the columns; above it stands a title
    covers: Covers | None = None
    snapshot: date | None = None  # the day the records were taken
    court: Text | None = None  # whose records they are, for the head of a report; None: as the pack names it
    note: str | None = None

    def items(self) -> Iterator[tuple[str, Column]]:
        """Every column to be made, with the type it is read as."""
        for name, told in [*self.columns.items(), *self.keep.items()]:
            column = Column(told) if isinstance(told, str) else told
            wanted: ColumnType = column.type or CANONICAL.get(name, "text")
            yield name, evolve(column, type=wanted)

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What is wrong with it: path, found, expected."""
        for name in self.columns:
            if name not in CANONICAL:
                near = did_you_mean(name, CANONICAL)
                hint = f"{near!r}" if near else "one of " + ", ".join(CANONICAL)
                yield (
                    ("columns", name),
                    f"the unknown column {name!r}",
                    f"{hint} (own columns go under keep:)",
                )
        names = {*self.columns, *self.keep}
        for name in set(self.columns) & set(self.keep):
            yield ("keep", name), f"{name!r} a second time", "each name once"
        types = {name: column.type for name, column in self.items()}
        starts = {name for name, column in self.items() if column.type == "date" and column.after is None}
        for name, column in self.items():
            place = ("columns" if name in self.columns else "keep", name, "after")
            if column.after is not None and column.after not in starts:
                yield place, f"after: {column.after}", "a column of days: " + ", ".join(sorted(starts))
            if column.after is not None and types[name] != "date":
                yield place, f"a length for a column of type {types[name]}", "type: date"
        yield from self._unknown(names)

    def _unknown(self, names: set[str]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        for path, condition in self._conditions():
            yield from ((path, *fault) for fault in condition.faults())
            for column in condition.columns:
                if column not in names:
                    near = did_you_mean(column, names)
                    expected = f"{near!r}" if near else "a name under columns: or keep:"
                    yield path, f"the unknown column {column!r}", expected
        for code, exclusion in self.exclude.items():
            yield from ((("exclude", code), *fault) for fault in exclusion.faults())
            if exclusion.repeated is not None and exclusion.repeated not in names:
                expected = "a name under columns: or keep:"
                yield ("exclude", code), f"the unknown column {exclusion.repeated!r}", expected
        for code, check in self.checks.items():
            yield from ((("checks", code), *fault) for fault in check.faults())
            for named in (check.field, check.date):
                if named is not None and named not in names:
                    yield ("checks", code), f"the unknown column {named!r}", "a name under columns: or keep:"

    def _conditions(self) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
        for part, columns in (("columns", self.columns), ("keep", self.keep)):
            for name, told in columns.items():
                only = () if isinstance(told, str) else told.only
                yield from (((part, name, "only", place), each) for place, each in enumerate(only))
        for code, exclusion in self.exclude.items():
            yield from ((("exclude", code, "when", at), each) for at, each in enumerate(exclusion.when))
        for code, check in self.checks.items():
            for key, conditions in (("when", check.when), ("among", check.among), ("in_rows", check.in_rows)):
                yield from ((("checks", code, key, at), each) for at, each in enumerate(conditions))


def read_mapping(path: str | Path) -> CaseMapping:
    """The mapping in a YAML file. Raises PolicyError with every problem and its line."""
    within = Text(zh="对照表", en="the mapping")
    try:
        mapping, document = read_as(CaseMapping, path)
    except PolicyError as error:
        raise PolicyError(error.problems, within=within) from None
    problems: list[Problem] = [document.problem(*fault) for fault in mapping.faults()]
    if problems:
        raise PolicyError(problems, within=within)
    return mapping
