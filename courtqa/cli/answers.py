"""What people type for the fields of a step, read as the type the field says; and what a field wants, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.cli.answers_files import from_file, rows_of
from courtqa.errors import CourtqaError, did_you_mean
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Field, Plan

__all__ = ["answer", "answers", "choices_of", "named", "wants", "with_title"]

LISTS = frozenset({"texts", "persons", "records"})
YES = frozenset({"yes", "y", "true", "是", "有", "对"})
NO = frozenset({"no", "n", "false", "否", "无", "不"})
NOTHING = frozenset({"", "无", "none"})  # said alone for a list: it is empty
DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
BETWEEN = re.compile(r"[,，、;；]\s*")
WANTS: Mapping[str, Text] = {
    "text": Text(zh="文字，或写作 @文件，由文件读入", en="a text, or @file to read it from a file"),
    "texts": Text(
        zh="文字，可逐项多次给出，或写作 @文件（列表）；没有的写“无”",
        en="texts, given once for each, or @file with a list; none for none",
    ),
    "choice": Text(zh="选项之一", en="one of the choices"),
    "date": Text(zh="日期，如 2008-03-31", en="a day, as 2008-03-31"),
    "integer": Text(zh="整数", en="a whole number"),
    "decimal": Text(zh="数字，如 0.5", en="a number, as 0.5"),
    "yes_no": Text(zh="是或否", en="yes or no"),
    "person": Text(zh="人员编号", en="the id of a person"),
    "persons": Text(
        zh="人员编号，以逗号分隔，或写作 @文件（列表）",
        en="ids of persons, between commas, or @file with a list",
    ),
    "unit": Text(zh="单位编号", en="the id of a unit"),
    "name": Text(zh="规则包中的名称", en="a name of the pack"),
    "sha256": Text(
        zh="SHA-256摘要（64位十六进制），或写作 @文件，由本命令计算",
        en="a SHA-256 digest of 64 hex digits, or @file to have it computed",
    ),
    "records": Text(zh="表格，写作 @文件.csv 或 @文件.yaml", en="a table, as @file.csv or @file.yaml"),
}


def named(plan: Plan, name: str) -> str:
    """The field as it is written, with both titles.

    What a step asks for is easiest found by its written name, so that comes first.
    """
    field = plan.workflow.fields[name]
    return f"{name} ({field.title.zh} / {field.title.en})"


def with_title(name: str, title: str) -> str:
    """The name as it is typed, and its title where that says more."""
    return name if name.replace("_", " ") == title.lower() else f"{name} ({title})"


def choices_of(plan: Plan, field: Field) -> Mapping[str, Text]:
    """What may be chosen, by id, with its titles; nothing where the field is no choice."""
    if field.type == "choice":
        return {name: choice.title for name, choice in field.choices.items()}
    if field.type == "unit":
        return {name: unit.title for name, unit in plan.units.items()}
    return plan.listed.get(field.of, {})


def wants(plan: Plan, name: str, lang: Lang) -> str:
    """What the field wants, in words; a choice lists what may be chosen."""
    field = plan.workflow.fields[name]
    words = WANTS[field.type].to(lang)
    if field.columns:
        listed = ", ".join(with_title(key, one.title.to(lang)) for key, one in field.columns.items())
        return f"{words}: {listed}"
    if field.type in {"choice", "name"}:
        listed = ", ".join(with_title(key, title.to(lang)) for key, title in choices_of(plan, field).items())
        return f"{words}: {listed}"
    return words


def answers(
    plan: Plan, takes: Iterable[str], pairs: Sequence[str], file: Path | None
) -> tuple[dict[str, object], list[Text]]:
    """The data of ``--data`` and ``--data-file`` in the types of their fields, and every fault in them."""
    given: dict[str, list[object]] = {}
    faults: list[Text] = []
    for name, value in _of_file(file).items():
        given[name] = list(value) if isinstance(value, list) else [value]
    typed: dict[str, list[object]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            faults.append(Text(zh=f"“{pair}”应写作 字段=内容", en=f"{pair!r} should be written field=value"))
            continue
        typed.setdefault(name.strip(), []).append(value)
    given.update(typed)  # what is typed goes before what the file says
    takes = tuple(takes)
    clean: dict[str, object] = {}
    for name, values in given.items():
        if name not in takes:
            faults.append(_stranger(plan, name, takes))
            continue
        value, fault = answer(plan, name, values)
        if fault is None:
            clean[name] = value
        else:
            faults.append(fault)
    return clean, faults


def answer(plan: Plan, name: str, given: Sequence[object]) -> tuple[object, Text | None]:
    """The value of one field from what was given for it, or why that can't be it."""
    field = plan.workflow.fields[name]
    typed = from_file(field, given)
    if isinstance(typed, Text):
        return None, _fault(plan, name, typed)
    given = typed
    if field.type == "records":
        rows, wrong = rows_of(field, given)
        return rows, None if wrong is None else _fault(plan, name, wrong)
    if field.type == "texts":
        if len(given) == 1 and _tidy(given[0]).strip().lower() in NOTHING:
            return [], None
        return [_tidy(value) for value in given], None
    if field.type == "persons":
        parts: list[object] = []
        for value in given:
            parts += [value] if isinstance(value, dict) else map(str.strip, BETWEEN.split(_tidy(value)))
        return [part for part in parts if part], None
    if len(given) != 1:
        found = Text(zh="只能给出一次", en="can be given only once")
        return None, _fault(plan, name, found)
    value = given[0]
    if field.type == "text":
        return _tidy(value), None
    if field.type == "person" and isinstance(value, dict):
        return value, None
    read = _read(plan, field, _tidy(value).strip())
    return (read, None) if read is not None else (None, _not_that(plan, name, _tidy(value).strip()))


def _read(plan: Plan, field: Field, text: str) -> object | None:
    """The text as the field's type; None where it is none."""
    if field.type == "yes_no":
        return True if text.lower() in YES else False if text.lower() in NO else None
    if field.type == "date":
        return _day(text)
    if field.type == "integer":
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else None
    if field.type == "decimal":
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    if field.type == "sha256":
        return text.lower() if re.fullmatch(r"[0-9A-Fa-f]{64}", text) else None
    options = choices_of(plan, field)
    if not options:
        return text or None
    if text in options:
        return text
    meant = [key for key, title in options.items() if text.lower() in (title.zh, title.en.lower())]
    return meant[0] if len(meant) == 1 else None


def _day(text: str) -> date | None:
    match = DAY.fullmatch(text)
    try:
        return None if match is None else date(*map(int, match.groups()))
    except ValueError:
        return None


def _tidy(value: object) -> str:
    """Text in composed characters, as the trail keeps it; a truth of a file as the word for it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return unicodedata.normalize("NFC", str(value))


def _not_that(plan: Plan, name: str, text: str) -> Text:
    field = plan.workflow.fields[name]
    options = choices_of(plan, field)
    if not options:
        want = WANTS[field.type]
        return _fault(
            plan, name, Text(zh=f"须为{want.zh}，不能是“{text}”", en=f"wants {want.en}, not {text!r}")
        )
    words = {word: key for key, title in options.items() for word in (key, title.zh, title.en.lower())}
    near = did_you_mean(text.lower(), words)
    hint = Text(zh="", en="")
    if near is not None:
        hint = Text(zh=f"；是否指 {words[near]}？", en=f"; did you mean {words[near]}?")
    listed = "".join(f"\n    {key}  {title.zh} / {title.en}" for key, title in options.items())
    return _fault(
        plan,
        name,
        Text(
            zh=f"不能是“{text}”{hint.zh}\n  可选：{listed}",
            en=f"can't be {text!r}{hint.en}\n  choices:{listed}",
        ),
    )


def _stranger(plan: Plan, name: str, takes: Sequence[str]) -> Text:
    """A field that the step doesn't take."""
    titles = {
        word: each
        for each in takes
        for word in (each, plan.workflow.fields[each].title.zh, plan.workflow.fields[each].title.en)
    }
    near = did_you_mean(name, titles)
    hint = Text(zh="", en="")
    if near is not None:
        hint = Text(zh=f"；是否指 {titles[near]}？", en=f"; did you mean {titles[near]}?")
    listed = ", ".join(named(plan, each) for each in takes)
    taken = Text(zh=f"可带：{listed}", en=f"it takes: {listed}")
    if not takes:
        taken = Text(zh="本步骤不带任何内容", en="it takes no data")
    return Text(
        zh=f"本步骤不接收“{name}”{hint.zh}\n  {taken.zh}",
        en=f"this step takes no {name!r}{hint.en}\n  {taken.en}",
    )


def _fault(plan: Plan, name: str, why: Text) -> Text:
    written = named(plan, name)
    return Text(zh=f"{written}：{why.zh}", en=f"{written}: {why.en}")


def _of_file(file: Path | None) -> Mapping[str, object]:
    """What a data file says, read as strictly as a pack."""
    from courtqa.policy import read_document

    if file is None:
        return {}
    if not file.is_file():
        raise CourtqaError(Text(zh=f"没有文件 {file}", en=f"there is no file {file}"))
    return read_document(file.read_bytes(), file=str(file)).value
