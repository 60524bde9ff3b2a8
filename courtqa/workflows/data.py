"""The typed data that events bring, and their canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from courtqa.errors import did_you_mean
from courtqa.text import Text
from courtqa.workflows.canonical import digest
from courtqa.workflows.definition import Field, Workflow
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Reason

__all__ = ["check_data", "is_text", "plain", "request_digest"]

KEY = re.compile(r"[a-z0-9_]+\Z")
SHA256 = re.compile(r"[0-9a-f]{64}\Z")
NOTHING: Mapping[str, Mapping[str, object]] = {}
MOST = 40  # names that are listed where none is near
LARGEST = 2**53 - 1  # what every JSON reader still holds exactly


def request_digest(
    proceeding: str,
    event: str,
    *,
    data: Mapping[str, object] | None,
    by: str | None = None,
    on: date | None = None,
    reason: str = "",
    on_behalf_of: str | None = None,
) -> str:
    """SHA-256 of what was asked for. Without ``by`` it is what several persons approve together."""
    body: dict[str, object] = {
        "proceeding": proceeding,
        "event": event,
        "data": {name: plain(value) for name, value in data.items()} if data else {},
        "by": by,
        "on": None if on is None else on.isoformat(),
        "reason": reason,
    }
    if on_behalf_of is not None:
        body["on_behalf_of"] = on_behalf_of
    return digest(body)


def plain(value: object) -> object:
    """The value in JSON's own types: days and decimals as text, tuples as lists."""
    if type(value) is str:
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def _closed(value: object) -> object:
    """The value with its containers in JSON's types, and all else as it is."""
    if type(value) is str:
        return value
    if isinstance(value, list | tuple):
        return [_closed(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _closed(item) for key, item in value.items()}
    return value


def check_data(
    workflow: Workflow,
    given: Mapping[str, object],
    *,
    requires: Iterable[str],
    takes: frozenset[str],
    units: Mapping[str, object],
    rule: str | None,
    listed: Mapping[str, Mapping[str, object]] = NOTHING,
) -> tuple[dict[str, object], list[Reason]]:
    """The data in canonical types, and every reason why some of them cannot be taken.

    ``listed`` are the names that fields of type ``name`` may hold, by folder.
    """
    clean: dict[str, object] = {}
    reasons = [
        reason("missing_data", rule, field=_title(workflow, name), name=name)
        for name in requires
        if given.get(name) is None
    ]
    for name, value in given.items():
        if name not in takes:
            near = did_you_mean(name, takes)
            hint = Text(
                zh=f"，是否指“{near}”？" if near else "", en=f"; did you mean {near!r}?" if near else ""
            )
            reasons.append(reason("unknown_data", rule, name=name, hint=hint))
        elif value is not None:
            field = workflow.fields[name]
            # a day in a text field is a mistake, not a text
            kept = plain(value) if field.type in {"date", "decimal", "records"} else _closed(value)
            fault = _fault(field, name, kept, listed.get(field.of, {}) if field.of else units)
            if fault is None:
                clean[name] = kept
            else:
                reasons.append(fault)
    return clean, reasons


def _title(workflow: Workflow, name: str) -> Text:
    return workflow.fields[name].title if name in workflow.fields else Text(zh=name, en=name)


def _fault(field: Field, name: str, value: object, known: Mapping[str, object]) -> Reason | None:
    if field.type == "choice":
        options: Mapping[str, object] = field.choices
    elif field.type in {"unit", "name"} and known:
        options = known
    elif field.type == "records":
        wrong = next(_wrong_rows(field, value), None)
        return (
            None if wrong is None else reason("wrong_type", None, field=field.title, name=name, found=wrong)
        )
    else:
        expected = TYPES[field.type]
        if expected.fits(value):
            return None
        found = Text(
            zh=f"须为{expected.words.zh}，不能是 {value!r}", en=f"must be {expected.words.en}, not {value!r}"
        )
        return reason("wrong_type", None, field=field.title, name=name, found=found)
    if isinstance(value, str) and value in options:
        return None
    told = {"field": field.title, "name": name, "value": value}
    near = did_you_mean(str(value), options)
    if field.type == "name" and near is not None:
        return reason("not_that_name", None, near=near, **told)
    listed = ", ".join(options) if len(options) <= MOST else "…"
    return reason("not_a_choice", None, choices=listed, **told)


def _wrong_rows(field: Field, value: object) -> Iterator[Text]:
    """What is wrong with the rows, each with its number: a column too few or too many, or a cell of another type."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        listed = ", ".join(field.columns)
        yield Text(zh=f"须为若干行，每行含 {listed}", en=f"must be rows, each with {listed}")
        return
    for number, row in enumerate(value, 1):
        for key in row:
            if key not in field.columns:
                near = did_you_mean(str(key), field.columns)
                yield Text(
                    zh=f"第 {number} 行没有“{key}”这一栏" + (f"，是否指“{near}”？" if near else ""),
                    en=f"knows no column {key!r} (row {number})"
                    + (f"; did you mean {near!r}?" if near else ""),
                )
        for key, column in field.columns.items():
            if row.get(key) is None:
                yield Text(zh=f"第 {number} 行缺“{key}”", en=f"lacks {key!r} in row {number}")
            elif not (expected := TYPES[column.type]).fits(row[key]):
                yield Text(
                    zh=f"第 {number} 行“{key}”须为{expected.words.zh}，不能是 {row[key]!r}",
                    en=f"wants {expected.words.en} as {key!r} in row {number}, not {row[key]!r}",
                )


def is_text(value: object) -> bool:
    """Text that every system stores alike: composed characters, no control or private ones."""
    if not isinstance(value, str):
        return False
    if value.isascii() and value.isprintable():
        return True
    return unicodedata.is_normalized("NFC", value) and all(
        character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
        for character in value
    )


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def _is_decimal(value: object) -> bool:
    if _is_integer(value):
        return True
    if not isinstance(value, str):
        return False
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_sha256(value: object) -> bool:
    return isinstance(value, str) and SHA256.match(value) is not None


def _is_person(value: object) -> bool:
    if isinstance(value, dict):
        return bool(value.get("id")) and all(map(is_text, value.values())) and all(map(_is_key, value))
    return bool(value) and is_text(value)


def _is_key(value: object) -> bool:
    return isinstance(value, str) and KEY.match(value) is not None


def _is_list(of: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(map(of, value))


class _Type:
    def __init__(self, fits: Callable[[object], bool], zh: str, en: str) -> None:
        self.fits, self.words = fits, Text(zh=zh, en=en)


TYPES: Mapping[str, _Type] = {
    "text": _Type(is_text, "规范文字", "text without control characters"),
    "texts": _Type(_is_list(is_text), "文字列表", "a list of texts"),
    "date": _Type(_is_day, "日期 YYYY-MM-DD", "a day as YYYY-MM-DD"),
    "integer": _Type(_is_integer, "整数", "a whole number"),
    "decimal": _Type(_is_decimal, "十进制数", "a decimal number, written as text"),
    "yes_no": _Type(lambda value: isinstance(value, bool), "是或否", "true or false"),
    "person": _Type(_is_person, "人员编号", "the id of a person"),
    "persons": _Type(_is_list(_is_person), "人员编号列表", "a list of ids of persons"),
    "unit": _Type(is_text, "单位编号", "the id of a unit"),
    "name": _Type(is_text, "名称", "a name"),
    "sha256": _Type(
        _is_sha256, "SHA-256摘要（64位小写十六进制）", "a SHA-256 digest of 64 lower-case hex digits"
    ),
}
