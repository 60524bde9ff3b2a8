"""A mapping to begin with: what a file's headings and values look like, for a person to check line by line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
from attrs import Factory, frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.columns import CUT_SHORT, EXCEL
from courtqa.evaluation.headings import headings
from courtqa.evaluation.source import Source, read_source
from courtqa.evaluation.tables import CANONICAL

__all__ = ["Guess", "Suggestion", "suggest_mapping"]

_ENCODINGS = ("utf-8", "gb18030")
_SEPARATORS = (",", "\t", ";", "|")
_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", EXCEL, "%d/%m/%Y", "%m/%d/%Y",
)  # fmt: skip
_NOT_KNOWN = frozenset(
    {"无", "-", "--", "—", "/", "\\", "不详", "未知", "空", "null", "NULL", "N/A", "n/a", "NA", "#N/A"}
)
_NO_DAY = frozenset({"1900-01-01", "1900/1/1", "0000-00-00", "9999-12-31", "9999/12/31", "1899-12-30", "0"})
_MOST = 40  # values of a column that are listed
_SEEN = 500  # values of a column that nobody recognised
_TITLES = 6  # a header is looked for in so many rows
_ENOUGH = 3  # headings that make a row below the first a header
_TOTALS = ("合计", "总计", "小计", "共计", "Total", "total", "Sum", "sum")  # instead of a case id: no case
_DIGITS = str.maketrans("123456789", "一二三四五六七八九")  # 民1庭 is 民一庭


@frozen
class Guess:
    """One column of the library: theirs, and how it is read. ``unread`` are values that no format or word explains."""

    name: str
    column: str
    formats: tuple[str, ...] = ()
    values: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    unread: Mapping[str, int] | None = None
    ambiguous: bool = False  # day and month could change places
    tidy: bool = False
    free: Mapping[str, str] | None = None  # units of the pack that no value stands for, with their titles
    begun: bool = False  # some values were known by their beginning: 民事一审 by 民事
    after: str | None = None  # it holds lengths of time, to be counted from this day


@frozen
class Suggestion:
    """What was found in a file: its form, a guess for every column that looks known, and the columns left over."""

    source: str
    encoding: str
    separator: str
    rows: int
    guesses: tuple[Guess, ...]
    left_over: tuple[str, ...]
    repeated: int  # rows whose case id an earlier row has
    years: tuple[int, int] | None = None  # of filings and closings
    header_row: int = 1  # above it stands a title
    fragments: int = 0  # rows with neither case id nor filing day: merged cells, totals
    totals: tuple[str, ...] = ()  # what stands for a case id in rows that add others up
    cut: int = 0  # case ids that a spreadsheet wrote as 2.30100E+17
    days: Mapping[str, str] = Factory(
        dict
    )  # of the columns left over, those that hold days, and how they are written

    @property
    def absent(self) -> tuple[str, ...]:
        """The library's columns that no heading looks like."""
        held = {guess.name for guess in self.guesses}
        return tuple(name for name in headings() if name not in held)


def suggest_mapping(path: str | Path, *, units: Mapping[str, str] | None = None) -> Suggestion:
    """What the columns of a file look like. ``units`` are titles of units by id: their short forms are recognised.

    Nothing is taken over unseen: a person reads the suggestion before any figure rests on it. RecordsError when the
    file cannot be read in any form known here.
    """
    records, encoding, separator, header_row = _opened(Path(path))
    frame = records.frame
    chosen: dict[str, str] = {}
    for column in frame.columns:
        name = _named(column)
        if name is not None and name not in chosen:
            chosen[name] = column
    order = [name for name in CANONICAL if name in chosen]
    guesses = tuple(_guess(name, frame.get_column(chosen[name]), units or {}) for name in order)
    left_over = tuple(column for column in frame.columns if column not in chosen.values())
    repeated = fragments = cut = 0
    totals: tuple[str, ...] = ()
    if "case_id" in chosen:
        ids = frame.get_column(chosen["case_id"]).cast(pl.String)
        totals = tuple(word for word in _TOTALS if (ids.str.replace_all(r"\s", "") == word).any())
        sound = ids.filter(ids.is_not_null() & ~ids.str.contains(CUT_SHORT))
        repeated = sound.len() - sound.n_unique()
        cut = int(ids.str.contains(CUT_SHORT).sum())
        if "filed_on" in chosen:
            empty = ids.is_null() & frame.get_column(chosen["filed_on"]).is_null()
            fragments = int(empty.sum())
    years = _years(frame, {g.name: g for g in guesses})
    return Suggestion(
        records.name,
        encoding,
        separator,
        frame.height,
        guesses,
        left_over,
        repeated,
        years,
        header_row,
        fragments,
        totals,
        cut,
        {column: form for column in left_over if (form := _form_of_days(frame.get_column(column)))},
    )


_Opened = tuple[Source, str, str, int]


def _opened(path: Path) -> _Opened:
    """The file in the first form that has known headings; the most telling refusal where it can't be read at all.

    A header is looked for in the first rows: many registers have a title above it.
    """
    first: RecordsError | None = None
    several: _Opened | None = None
    alone: _Opened | None = None
    forms = [(encoding, separator) for encoding in _ENCODINGS for separator in _SEPARATORS]
    if not path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt")):
        forms = forms[:1]  # a workbook says itself how it is written
    for header_row in range(1, _TITLES + 1):
        if several is not None:  # a table from its first row on, whatever its headings are: no title above it
            break
        if header_row == 2 and alone is not None:  # below a title the same bytes are written as above it
            forms = [form for form in forms if form[0] == alone[1]]
        for encoding, separator in forms:
            try:
                source = read_source(path, encoding=encoding, separator=separator, header_row=header_row)
            except RecordsError as error:
                first = first or error
                continue
            found = (source, encoding, separator, header_row)
            known = len({_named(column) for column in source.frame.columns} - {None})
            if source.frame.width > 1 and known >= (1 if header_row == 1 else _ENOUGH):
                return found
            if header_row == 1 and source.frame.width > 1:
                several = several or found
            alone = alone or found
    if several is not None or alone is not None:
        return several or alone  # type: ignore[return-value]  # one of them is
    raise first if first is not None else RecordsError(str(path), [])


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _named(column: str) -> str | None:
    """The library's name of a heading: the one it equals, else the one whose longest known heading it contains."""
    plain = _plain(column)
    best: tuple[int, str] | None = None
    for name, heading in headings().items():
        for known in (name, *heading.names):
            other = _plain(known)
            if plain == other:
                return name
            if len(other) >= 3 and other in plain and (best is None or len(other) > best[0]):
                best = (len(other), name)
    return best[1] if best else None


def _guess(name: str, series: pl.Series, units: Mapping[str, str]) -> Guess:
    if series.dtype != pl.String:
        return Guess(name, series.name)
    tidied = series.str.replace_all(r"\s+", " ").str.strip_chars()
    tidy = bool((tidied != series).any())
    held = tidied.set(tidied == "", None).drop_nulls()
    nothing = _NOT_KNOWN | (_NO_DAY if CANONICAL[name] == "date" else frozenset())
    empty = ("",) if bool((tidied == "").any()) else ()  # a quoted nothing is a text like any other
    nothing |= set(headings()[name].nothing)
    missing = (*empty, *sorted(set(held.unique()) & nothing))
    known = held.filter(~held.is_in(list(missing))) if missing else held
    if name == "time_limit_on" and _lengths(known):
        return Guess(name, series.name, missing=missing, tidy=tidy, after="filed_on")
    if CANONICAL[name] == "date":
        return _dated(name, series.name, known, missing, tidy)
    words = {word: value for value, names in headings()[name].values.items() for word in (value, *names)}
    if name == "division" and units:
        words = {word: unit for word in known.unique() if (unit := _unit(word, units))}
    if not words:
        return Guess(name, series.name, missing=missing, tidy=tidy)
    counted = {str(word): int(n) for word, n in known.value_counts(sort=True).head(_MOST).iter_rows()}
    begun = headings()[name].begins
    values = {word: value for word in counted if (value := _meant(word, words, begun)) is not None}
    unread = {word: n for word, n in counted.items() if word not in values}
    free = None
    if name == "division" and unread:
        free = {unit: title for unit, title in units.items() if unit not in values.values()}
    return Guess(
        name,
        series.name,
        values=values,
        missing=missing,
        unread=unread,
        tidy=tidy,
        free=free,
        begun=any(word not in words for word in values),
    )


def _meant(word: str, words: Mapping[str, str], begun: bool) -> str | None:
    """What a word stands for: itself known, or, where ``begun``, beginning with a known one of two signs and more."""
    if word in words or not begun:
        return words.get(word)
    found = {value for known, value in words.items() if len(known) >= 2 and word.startswith(known)}
    return found.pop() if len(found) == 1 else None


def _unit(word: str, units: Mapping[str, str]) -> str | None:
    """The one unit whose title has all signs of the word in their order: 民一庭 is 民事审判第一庭."""
    found = [unit for unit, title in units.items() if word in {title, unit}]
    word = "".join(word.split()).translate(_DIGITS)
    found = found or [unit for unit, title in units.items() if _within(word, title)]
    return found[0] if len(found) == 1 else None


def _within(word: str, title: str) -> bool:
    rest = iter(title)
    return len(word) > 1 and all(sign in rest for sign in word)


def _lengths(known: pl.Series) -> bool:
    """Whether nine in ten of the values are lengths of time (六个月, 180): no day is written in four digits."""
    from courtqa.evaluation.lengths import days_after

    start = pl.Series([date(2000, 1, 1)] * known.len(), dtype=pl.Date)
    unread = days_after(known, start, counted_in="days")[1]
    return known.len() > 0 and int(unread.sum()) * 10 <= known.len()


def _dated(name: str, column: str, known: pl.Series, missing: tuple[str, ...], tidy: bool) -> Guess:
    from courtqa.evaluation.columns import days_read

    formats: list[str] = []
    left = known
    swapped = False
    for form in _FORMATS:
        if left.is_empty():
            break
        read = days_read(left, None if form == "%Y-%m-%d" else form)
        sound = read.is_not_null() & read.dt.year().is_between(1950, 2100)
        if not sound.any():
            continue
        if form == "%d/%m/%Y":
            swapped = not days_read(left, "%m/%d/%Y").is_null().any()
        formats.append(form)
        left = left.filter(~sound)
    unread = {str(word): int(n) for word, n in left.value_counts(sort=True).head(_MOST).iter_rows()}
    return Guess(
        name, column, tuple(formats), missing=missing, unread=unread or None, ambiguous=swapped, tidy=tidy
    )


def _form_of_days(series: pl.Series) -> str | None:
    """The format in which a column writes days, where nine in ten of its first values are days."""
    if series.dtype != pl.String:
        return str(series.dtype) if series.dtype in {pl.Date, pl.Datetime} else None
    first = series.drop_nulls().head(_SEEN)
    guess = _dated("", series.name, first, (), tidy=False)
    unread = sum((guess.unread or {}).values())
    return guess.formats[0] if guess.formats not in {(), (EXCEL,)} and unread * 10 <= first.len() else None


def _years(frame: pl.DataFrame, guesses: Mapping[str, Guess]) -> tuple[int, int] | None:
    """The first and last year in which at least one in twenty of the cases was filed or closed."""
    from courtqa.evaluation.columns import days_read

    counts: dict[int, int] = {}
    for name in ("filed_on", "closed_on"):
        guess = guesses.get(name)
        if guess is None or not guess.formats:
            continue
        column = frame.get_column(guess.column)
        days = days_read(column, None if guess.formats[0] == "%Y-%m-%d" else guess.formats[0])
        for form in guess.formats[1:]:
            days = days.fill_null(days_read(column, form))
        for year, n in days.dt.year().drop_nulls().value_counts().iter_rows():
            counts[int(year)] = counts.get(int(year), 0) + int(n)
    many = [year for year, n in counts.items() if n >= sum(counts.values()) / 20]
    return (min(many), max(many)) if many else None
