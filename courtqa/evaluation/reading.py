"""Read case records: everything as text first, then typed by the mapping; no row is dropped silently."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import polars as pl
from attrs import evolve
from narwhals.typing import IntoFrame

from courtqa.errors import RecordsError, did_you_mean
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.checks import fulfilling, run_check
from courtqa.evaluation.columns import CUT_SHORT, ROW, typed
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.defects import KEPT, Defect, DefectReport, Spot
from courtqa.evaluation.everywhere import cut_short, found_in, unlike_the_kept
from courtqa.evaluation.mapping import CaseMapping, Column, read_mapping
from courtqa.evaluation.source import Part, Source, read_source
from courtqa.evaluation.tables import CANONICAL, ColumnType, as_table, collected
from courtqa.text import Text

__all__ = ["read_cases", "read_events", "read_staff"]

_OWN = Text(zh="案件记录", en="Case records")


def read_cases(source: str | Path | IntoFrame, mapping: str | Path | CaseMapping | None = None) -> Cases:
    """The cases of a file (CSV, gzipped CSV, Excel, Parquet), a folder of Parquet, or any Narwhals-compatible frame.

    Without a mapping the columns must already bear the library's names. A frame that is not in memory is
    collected here; to leave the rows where they are, hand the frame itself to ``measures``.

    Raises RecordsError when the source has no sound structure, PolicyError when the mapping has none.
    """
    chosen = read_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    records = _records(source, chosen)
    chosen = chosen or _by_name(records.frame)
    _require_columns(records, chosen)
    return _cases(records, chosen)


def read_events(source: str | Path | IntoFrame) -> pl.DataFrame:
    """The court events of a file: kind, division, person, on, case_id, value (``on`` a day, ``value`` a number).

    Raises RecordsError, also for a single value that cannot be read: events are too few to lose one.
    """
    return _beside(source, _EVENTS)


def read_staff(source: str | Path | IntoFrame) -> pl.DataFrame:
    """Who was on duty: division, person, since, and until (the first day no longer). Raises RecordsError."""
    return _beside(source, _STAFF)


_EVENTS: Mapping[str, ColumnType] = {
    "kind": "text",
    "division": "text",
    "person": "text",
    "on": "date",
    "case_id": "text",
    "value": "number",
}
_STAFF: Mapping[str, ColumnType] = {"division": "text", "person": "text", "since": "date", "until": "date"}


def _beside(source: str | Path | IntoFrame, types: Mapping[str, ColumnType]) -> pl.DataFrame:
    records = _records(source, None)
    held = {name: Column(name, types.get(name, "text")) for name in records.frame.columns}
    rows, defects, _ = typed(records.frame, CaseMapping(_OWN, {}, held))
    absent = [name for name in ("kind", "on", "person", "since") if name in types and name not in held]
    problems = [Text(zh=f"没有列“{name}”", en=f"there is no column {name!r}") for name in absent]
    problems += [
        Text(zh=f"{defect.title.zh}：{spot}", en=f"{defect.title.en}: {spot}")
        for defect in defects
        for spot in defect.first
    ]
    if problems:
        raise RecordsError(records.name, problems)
    return rows.drop(ROW)


def _records(source: str | Path | IntoFrame, mapping: CaseMapping | None) -> Source:
    if isinstance(source, str | Path):
        told = mapping or CaseMapping(_OWN, {})
        return read_source(
            Path(source),
            encoding=told.encoding,
            separator=told.separator,
            sheet=told.sheet,
            header_row=told.header_row,
        )
    frame = collected(as_table(source))
    return Source("frame", frame, sha256(frame.write_csv().encode()).hexdigest())


def _by_name(frame: pl.DataFrame) -> CaseMapping:
    """The mapping that takes every column under its own name."""
    own = {name: name for name in frame.columns if name in CANONICAL}
    return CaseMapping(_OWN, own, {name: name for name in frame.columns if name not in {*own, ROW}})


def _require_columns(records: Source, mapping: CaseMapping) -> None:
    known = records.frame.columns
    problems = []
    for name, column in mapping.items():
        if column.column not in known:
            near = did_you_mean(column.column, known)
            problems.append(
                Text(
                    zh=f"没有列“{column.column}”（用作 {name}）" + (f"；是否指“{near}”？" if near else ""),
                    en=f"there is no column {column.column!r} (for {name})"
                    + (f"; did you mean {near!r}?" if near else ""),
                )
            )
    if not mapping.columns:
        problems.append(Text(zh="没有一列可识别；请提供对照表", en="no column is known; give a mapping"))
    if problems:
        listed = Text(zh=f"现有列：{'、'.join(known)}", en=f"it has the columns {', '.join(known)}")
        raise RecordsError(records.name, [*problems, listed])


def _cases(records: Source, mapping: CaseMapping) -> Cases:
    rows, defects, rejected = typed(records.frame, mapping)
    found = [run_check(code, check, rows) for code, check in mapping.checks.items()]
    rows = _only(rows, mapping)
    kept = rows.filter(~rejected)
    for code, exclusion in mapping.exclude.items():
        out = _repeated(kept, exclusion.repeated) if exclusion.repeated else fulfilling(kept, exclusion.when)
        spots = tuple(Spot(row) for row in out.get_column(ROW).head(KEPT))
        defects.append(Defect(code, exclusion.title, out.height, rejected=out.height, first=spots))
        if exclusion.repeated:
            defects += unlike_the_kept(code, kept, out, exclusion.repeated)
        kept = kept.join(out.select(ROW), on=ROW, how="anti", maintain_order="left")
    defects += [*found, *cut_short(kept), *found_in(kept)]
    if records.parts:
        defects = [_in_parts(defect, records.parts) for defect in defects]
    report = DefectReport(records.name, rows.height, kept.height, tuple(defects))
    covers = Coverage(mapping.covers.first, mapping.covers.last) if mapping.covers else None
    return Cases(
        kept,
        report,
        mapping.title,
        records.name,
        records.sha256,
        covers,
        mapping.snapshot,
        mapping.court,
    )


def _in_parts(defect: Defect, parts: Sequence[Part]) -> Defect:
    """The defect with its places told by part of the folder and row in it."""
    starts = [part.before for part in parts]
    located = []
    for spot in defect.first:
        part = parts[bisect_left(starts, spot.row) - 1]
        located.append(evolve(spot, row=spot.row - part.before, file=part.name))
    return evolve(defect, first=tuple(located))


def _repeated(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows whose value an earlier row already has; an empty value, or a number cut short, repeats nothing."""
    value = pl.col(column)
    whole = ~value.str.contains(CUT_SHORT) if rows.schema[column] == pl.String else pl.lit(value=True)
    return rows.filter(value.is_not_null() & whole & ~value.is_first_distinct())


def _only(rows: pl.DataFrame, mapping: CaseMapping) -> pl.DataFrame:
    """Values that stand only under conditions are emptied elsewhere; the conditions see the rows as typed."""
    limited = {}
    for name, column in mapping.items():
        if column.only:
            held = fulfilling(rows, column.only).get_column(ROW)
            limited[name] = pl.when(pl.col(ROW).is_in(held.implode())).then(pl.col(name))
    return rows.with_columns(**limited) if limited else rows
