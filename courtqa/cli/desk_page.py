"""One proceeding as a page: where it stands, what it is about, and what it holds, in the words of its workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from courtqa.cli.answers import choices_of
from courtqa.cli.desk_words import say_standing
from courtqa.cli.dockets import plan_pinned
from courtqa.cli.tables import EDITION, OPENED, PARENT, SUBJECT, UNIT, VALUE, WHAT, table
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Docket, Plan, Proceeding

__all__ = ["say_proceeding", "unit_of"]

CONCERNED = Text(zh="当事人", en="persons concerned")
CHILDREN = Text(zh="下级案卷", en="it opened")
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
NOTHING = Text(zh="（无）", en="(none)")


def say_proceeding(docket: Docket, proceeding: Proceeding, lang: Lang) -> None:
    """Print where it stands, and a table of what it is about and what it holds."""
    say_standing(docket, proceeding, lang)
    plan = plan_pinned(docket, proceeding)
    names = {actor.id: actor.name for actor in docket.store.actors(docket.court)}
    rows = [*_about(plan, proceeding, names, lang), *_data(plan, proceeding, names, lang)]
    title = Text(zh=plan.workflow.title.zh, en=plan.workflow.title.en)
    table(title, (WHAT, VALUE), rows, lang)


def _about(
    plan: Plan, proceeding: Proceeding, names: Mapping[str, str], lang: Lang
) -> Iterator[tuple[str, str]]:
    subject = proceeding.subject
    children = (
        f"{child.id} ({child.ended or ('cancelled' if child.cancelled else 'open')})"
        for child in proceeding.children
    )
    facts = {
        SUBJECT: subject.id,
        UNIT: unit_of(plan, proceeding, lang),
        CONCERNED: "\n".join(_name(one, names, lang) for one in subject.persons),
        OPENED: proceeding.opened_on.isoformat(),
        EDITION: f"{proceeding.workflow} {proceeding.edition.isoformat()} {proceeding.definition[:12]}",
        PARENT: proceeding.parent or "",
        CHILDREN: "\n".join(children),
    }
    yield from ((label.to(lang), value) for label, value in facts.items() if value)


def unit_of(plan: Plan, proceeding: Proceeding, lang: Lang) -> str:
    """The unit it concerns, by its title and the id to type; nothing where it concerns none."""
    unit = proceeding.subject.unit or ""
    known = plan.units.get(unit)
    if known is None:
        return unit
    return f"{known.title.zh}（{unit}）" if lang == "zh" else f"{known.title.en} ({unit})"


def _data(
    plan: Plan, proceeding: Proceeding, names: Mapping[str, str], lang: Lang
) -> Iterator[tuple[str, str]]:
    """Each datum under its title, in the order of the definition."""
    for name, field in plan.workflow.fields.items():
        if proceeding.data.get(name) is not None:  # a step may have emptied it
            titles = choices_of(plan, field) or {key: one.title for key, one in field.columns.items()}
            value = proceeding.data[name]
            if field.type in ("person", "persons"):
                listed = value if isinstance(value, list | tuple) else [value]
                value = [_name(one, names, lang) if isinstance(one, str) else one for one in listed]
            if field.columns and isinstance(value, list | tuple):  # each row in the order of the definition
                value = [{key: row[key] for key in field.columns if key in row} for row in value]
            yield f"{field.title.to(lang)} ({name})", _words(value, titles, lang)


def _name(id: str, names: Mapping[str, str], lang: Lang) -> str:
    """The person as lists show them: by name, with the id; somebody from outside by id alone."""
    known = names.get(id, id)
    return id if known == id else f"{known}（{id}）" if lang == "zh" else f"{known} ({id})"


def _words(value: object, titles: Mapping[str, Text], lang: Lang) -> str:
    if isinstance(value, bool):
        return (YES if value else NO).to(lang)
    if isinstance(value, list | tuple):
        return "\n".join(_words(item, titles, lang) for item in value) or NOTHING.to(lang)
    if isinstance(value, dict):
        names = {key: titles[key].to(lang) if key in titles else key for key in value}
        return ", ".join(f"{names[key]}: {_words(item, {}, lang)}" for key, item in value.items())
    text = str(value)
    return f"{titles[text].to(lang)} ({text})" if text in titles else text
