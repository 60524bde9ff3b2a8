"""An event log in CSV: one row per event; columns that begin with ``case:`` belong to the case."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from courtqa.workflows.mining.building import Builder, RawCase
from courtqa.workflows.mining.log import EventLog, LogNames
from courtqa.workflows.mining.source import Source

__all__ = ["read_csv"]

CASE = "case:"


def read_csv(source: Source, names: LogNames, zone: tzinfo | None) -> EventLog:
    """The log. A row with too few or too many cells is rejected; what the rows of a case contradict is listed."""
    builder = Builder(names, zone)
    rows = csv.reader(_lines(source), strict=True)
    try:
        header = next(rows, [])
        _check(header, names, source)
        cases: dict[str, RawCase] = {}
        for row in rows:
            if len(row) != len(header):
                builder.reject(
                    rows.line_num, f"有 {len(row)} 格", f"a row of {len(row)} cells, not {len(header)}"
                )
            elif row:
                _take(cases, dict(zip(header, row, strict=True)), rows.line_num, names, builder)
    except csv.Error as error:
        line = rows.line_num
        raise source.refused(
            f"第 {line} 行不是规范的 CSV：{error}", f"line {line} is no sound CSV: {error}"
        ) from error
    return builder.log(cases.values(), source=source.name, sha256=source.sha256, left_out=Counter())


def _lines(source: Source) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    rest = ""
    try:
        for piece in source.pieces():
            *lines, rest = (rest + decoder.decode(piece)).splitlines(keepends=True) or [""]
            if rest.endswith("\n"):
                lines, rest = [*lines, rest], ""
            yield from lines
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise source.refused("不是 UTF-8 编码", "is not UTF-8") from error
    if rest:
        yield rest


def _check(header: Sequence[str], names: LogNames, source: Source) -> None:
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise source.refused(f"列名重复：{', '.join(twice)}", f"columns stand twice: {', '.join(twice)}")
    missing = [name for name in (CASE + names.case, names.activity, names.at) if name not in header]
    if missing:
        raise source.refused(f"缺少列：{', '.join(missing)}", f"columns are missing: {', '.join(missing)}")


def _take(
    cases: dict[str, RawCase], row: dict[str, str], line: int, names: LogNames, builder: Builder
) -> None:
    about = {name.removeprefix(CASE): value for name, value in row.items() if name.startswith(CASE) and value}
    event = {name: value for name, value in row.items() if not name.startswith(CASE) and value}
    given = about.get(names.case, "")
    case = cases.setdefault(given, RawCase(dict(about), line))
    for name in sorted(about.keys() | case.attributes.keys()):
        if about.get(name) != case.attributes.get(name):
            builder.reject(
                line,
                f"案件 {given} 的“{name}”前后不一：{about.get(name)}",
                f"{name} of the case {given} is {about.get(name)} here, {case.attributes.get(name)} before",
            )
    case.events.append((line, dict(event)))
