"""Forms made from what a step asks for, and the data that a filled form brings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import frozen

from courtqa.workflows import Plan

KINDS = {"date": "date", "integer": "number", "decimal": "text", "text": "area", "yes_no": "choice"}
YES_NO = {"true": ("是", "yes"), "false": ("否", "no")}


@frozen
class Entry:
    """One field of a form."""

    name: str
    title: Mapping[str, str]
    kind: str  # date, number, text, area, choice
    required: bool
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    hint: Mapping[str, str] | None = None


def entries(plan: Plan, state: str, event: str) -> tuple[Entry, ...]:
    """The fields that the step may bring, those it must bring first."""
    ways = plan.table[state, event]
    required = tuple(dict.fromkeys(name for way in ways for name in way.transition.requires))
    optional = tuple(
        dict.fromkeys(name for way in ways for name in way.transition.allows if name not in required)
    )
    return tuple(
        _entry(plan, name, required=name in required and all(name in way.transition.requires for way in ways))
        for name in (*required, *optional)
    )


def _entry(plan: Plan, name: str, *, required: bool) -> Entry:
    field = plan.workflow.fields[name]
    title = {"zh": field.title.zh, "en": field.title.en}
    if field.type == "choice":
        found = tuple((key, {"zh": one.title.zh, "en": one.title.en}) for key, one in field.choices.items())
        return Entry(name, title, "choice", required, found)
    if field.type == "yes_no":
        yes_no = tuple((key, {"zh": zh, "en": en}) for key, (zh, en) in YES_NO.items())
        return Entry(name, title, "choice", required, yes_no)
    if field.type == "unit":
        units = tuple((key, {"zh": one.title.zh, "en": one.title.en}) for key, one in plan.units.items())
        return Entry(name, title, "choice", required, units)
    several = field.type in {"texts", "persons"}
    hint = {"zh": "每行一项", "en": "one on each line"} if several else None
    return Entry(name, title, "area" if several else KINDS.get(field.type, "text"), required, (), hint)


def brought(plan: Plan, form: Mapping[str, str]) -> dict[str, Any]:
    """The data of a filled form in the types of the fields; what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, field in plan.workflow.fields.items():
        said = str(form.get(name, "")).strip().replace("\r\n", "\n")
        if said:
            found[name] = _typed(field.type, said)
    return found


def written(plan: Plan, form: Mapping[str, str]) -> list[tuple[Mapping[str, str], str]]:
    """What somebody wrote into the fields of a form, by their titles: so that it isn't lost when the step can't be taken."""
    return [
        ({"zh": field.title.zh, "en": field.title.en}, form[name])
        for name, field in plan.workflow.fields.items()
        if field.type in {"text", "texts"} and form.get(name, "").strip()
    ]


def _typed(kind: str, said: str) -> object:
    """The value; what can't be one stays text, and the docket says what is wrong with it."""
    if kind in {"texts", "persons"}:
        return [line.strip() for line in said.split("\n") if line.strip()]
    if kind == "yes_no":
        return {"true": True, "false": False}.get(said, said)
    try:
        return {"integer": int, "decimal": Decimal}.get(kind, str)(said)
    except (ValueError, InvalidOperation):
        return said
