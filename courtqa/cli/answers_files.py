"""Values that stand in a file: ``-d field=@file``. A table of rows from CSV or YAML, a list from YAML, a text as it is."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.errors import CourtqaError, did_you_mean
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.workflows import Column, Field

__all__ = ["from_file", "rows_of", "table_of"]

YES, NO = (
    frozenset({"yes", "y", "true", "1", "是", "有"}),
    frozenset({"no", "n", "false", "0", "否", "无", ""}),
)


def from_file(field: Field, given: Sequence[object]) -> Sequence[object] | Text:
    """What was given, with each ``@file`` replaced by what stands in it; or why that can't be read.

    ``@@`` at the beginning stands for one ``@`` that means itself.
    """
    found: list[object] = []
    for value in given:
        if not isinstance(value, str) or not value.startswith("@"):
            found.append(value)
        elif value.startswith("@@"):
            found.append(value[1:])
        else:
            read = _read(field, Path(value[1:]))
            if isinstance(read, Text):
                return read
            found += read
    return found


def _read(field: Field, file: Path) -> Sequence[object] | Text:
    if not file.is_file():
        return Text(zh=f"没有文件 {file}", en=f"there is no file {file}")
    if field.type == "sha256":
        with file.open("rb") as held:
            return [hashlib.file_digest(held, "sha256").hexdigest()]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Text(zh=f"{file} 须为 UTF-8 编码", en=f"{file} must be written in UTF-8")
    if field.type not in {"records", "texts", "persons"}:
        return [text.rstrip("\n")]
    if file.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(text)))
    if field.type != "records" and file.suffix not in {".yaml", ".yml"}:
        return [line.strip() for line in text.splitlines() if line.strip()]
    return _listed(file)


def table_of(file: Path) -> Sequence[Mapping[str, object]] | Text:
    """The rows of a CSV or YAML file; or why there are none."""
    if not file.is_file():
        return Text(zh=f"没有文件 {file}", en=f"there is no file {file}")
    if file.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    held = _listed(file)
    if isinstance(held, Text):
        return held
    rows = [one for one in held if isinstance(one, Mapping)]
    return (
        rows
        if len(rows) == len(held)
        else Text(zh=f"{file} 每行须为 栏目: 内容", en=f"{file} must hold rows")
    )


def _listed(file: Path) -> Sequence[object] | Text:
    """The list that a YAML file holds, by itself or under one key."""
    from courtqa.policy import read_document

    try:
        held = read_document(b"rows:\n" + _indented(file), file=str(file)).value["rows"]
    except CourtqaError as error:
        return Text(zh=error.to("zh"), en=error.to("en"))
    if isinstance(held, Mapping) and len(held) == 1:
        held = next(iter(held.values()))
    if not isinstance(held, list):
        return Text(zh=f"{file} 须为列表", en=f"{file} must hold a list")
    return held


def _indented(file: Path) -> bytes:
    return b"".join(b"  " + line for line in file.read_bytes().splitlines(keepends=True))


def rows_of(field: Field, given: Sequence[object]) -> tuple[list[dict[str, object]] | None, Text | None]:
    """The rows in the types of their columns, which may be named by id or by title; or the first that is wrong."""
    names = {
        word: key for key, column in field.columns.items() for word in (key, column.title.zh, column.title.en)
    }
    rows: list[dict[str, object]] = []
    for number, one in enumerate(given, 1):
        if not isinstance(one, Mapping):
            listed = ", ".join(field.columns)
            return None, Text(
                zh=f"须写作 @文件.csv 或 @文件.yaml，每行含 {listed}",
                en=f"give it as @file.csv or @file.yaml, each row with {listed}",
            )
        row: dict[str, object] = {}
        for word, cell in one.items():
            key = names.get(str(word).strip())
            if key is None:
                near = did_you_mean(str(word), names)
                return None, Text(
                    zh=f"没有“{word}”这一栏" + (f"；是否指 {near}？" if near else ""),
                    en=f"there is no column {word!r}" + (f"; did you mean {near}?" if near else ""),
                )
            value = cell_of(field.columns[key], cell)
            if value is None:
                want = field.columns[key].title
                return None, Text(
                    zh=f"第 {number} 行的{want.zh}不能是“{cell}”",
                    en=f"row {number}: {want.en} can't be {cell!r}",
                )
            row[key] = value
        rows.append(row)
    return rows, None


def cell_of(column: Column, cell: object) -> object | None:
    """The cell as its column's type; None where it is none. What is wrong beyond that, the docket says."""
    if not isinstance(cell, str):
        return cell.isoformat() if isinstance(cell, date) else cell
    text = cell.strip()
    if column.type == "yes_no":
        return True if text.lower() in YES else False if text.lower() in NO else None
    if column.type == "integer":
        return int(text) if text.lstrip("+-").isdecimal() else None
    return text or None
