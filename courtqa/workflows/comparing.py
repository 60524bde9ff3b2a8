"""What differs between two editions of a workflow, in the words of a clerk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, cast

from attrs import AttrsInstance, asdict, fields, frozen, has

from courtqa.text import Text
from courtqa.workflows.definition import GuardCall, Transition, Workflow
from courtqa.workflows.diagram import length_of, newest_day
from courtqa.workflows.plan import Plan

__all__ = ["Difference", "compare"]

What = Literal["added", "removed", "changed"]
Of = Literal["state", "step", "deadline", "field", "workflow"]

_OF: Mapping[Of, Text] = {
    "state": Text(zh="状态", en="state"),
    "step": Text(zh="步骤", en="step"),
    "deadline": Text(zh="期限", en="deadline"),
    "field": Text(zh="事项", en="field"),
    "workflow": Text(zh="程序", en="workflow"),
}
_WHAT: Mapping[What, Text] = {
    "added": Text(zh="新增", en="added"),
    "removed": Text(zh="取消", en="removed"),
    "changed": Text(zh="变更", en="changed"),
}


@frozen
class Difference:
    """One thing that was added, removed or changed. ``details`` say how, as ``key: before → after``."""

    of: Of
    name: str
    title: Text
    what: What
    details: tuple[Text, ...] = ()

    @property
    def text(self) -> Text:
        """The difference in one line."""
        of, what = _OF[self.of], _WHAT[self.what]
        more = Text(zh="；".join(d.zh for d in self.details), en="; ".join(d.en for d in self.details))
        return Text(
            zh=f"{what.zh}{of.zh}“{self.title.zh}”({self.name})" + (f"：{more.zh}" if more.zh else ""),
            en=f"{of.en} {self.name!r} {what.en}" + (f": {more.en}" if more.en else ""),
        )


def compare(old: Plan, new: Plan, *, days: tuple[date, date] | None = None) -> tuple[Difference, ...]:
    """Everything that differs from the old edition to the new one, the lengths of their deadlines included.

    ``days`` are those on which the lengths are asked; without them, as they were last set.
    """
    return (
        *_head(old.workflow, new.workflow),
        *_named("state", old.workflow.states, new.workflow.states),
        *_steps(old.workflow, new.workflow),
        *_deadlines(old, new, days or (newest_day(old), newest_day(new))),
        *_named("field", old.workflow.fields, new.workflow.fields),
    )


def _head(old: Workflow, new: Workflow) -> Iterator[Difference]:
    keys = (
        "title",
        "subject",
        "initial",
        "applies_by",
        "pending",
        "open_by",
        "migrate_by",
        "open_requires",
        "open_allows",
    )
    details = _details(old, new, keys)
    if details:
        yield Difference("workflow", new.name, new.title, "changed", details)


def _named(of: Of, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in new:
            yield Difference(of, name, old[name].title, "removed")
        elif name not in old:
            yield Difference(of, name, new[name].title, "added")
        elif details := _details(old[name], new[name]):
            yield Difference(of, name, new[name].title, "changed", details)


def _steps(old: Workflow, new: Workflow) -> Iterator[Difference]:
    """By event and target: the several ways of one event are told apart by where they lead."""
    before, after = _ways(old), _ways(new)
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        if now is None and was is not None:
            yield Difference("step", key[0], was.title, "removed")
        elif was is None and now is not None:
            yield Difference("step", key[0], now.title, "added")
        elif was is not None and now is not None and (details := _details(was, now)):
            yield Difference("step", key[0], now.title, "changed", details)


def _ways(workflow: Workflow) -> dict[tuple[str, str | None, int], Transition]:
    found: dict[tuple[str, str | None, int], Transition] = {}
    for one in workflow.transitions:
        number = sum(key[:2] == (one.event, one.to) for key in found)
        found[one.event, one.to, number] = one
    return found


def _deadlines(old: Plan, new: Plan, days: tuple[date, date]) -> Iterator[Difference]:
    was, now = old.workflow.deadlines, new.workflow.deadlines
    for name in [*was, *(name for name in now if name not in was)]:
        if name not in now:
            yield Difference("deadline", name, was[name].title, "removed")
        elif name not in was:
            yield Difference("deadline", name, now[name].title, "added")
        else:
            lengths = length_of(old, name, on=days[0]), length_of(new, name, on=days[1])
            details = list(_details(was[name], now[name]))
            if lengths[0] != lengths[1]:
                details.append(_change("length", *lengths))
            if details:
                yield Difference("deadline", name, now[name].title, "changed", tuple(details))


def _details(old: Any, new: Any, keys: Iterable[str] | None = None) -> tuple[Text, ...]:
    names = [field.name for field in fields(type(old))] if keys is None else keys
    return tuple(
        _change(name, getattr(old, name), getattr(new, name))
        for name in names
        if getattr(old, name) != getattr(new, name)
    )


def _change(key: str, old: object, new: object) -> Text:
    return Text(
        zh=f"{key}：{_shown(old).zh} → {_shown(new).zh}", en=f"{key}: {_shown(old).en} → {_shown(new).en}"
    )


def _shown(value: object) -> Text:
    if isinstance(value, Text):
        return value
    if value in (None, (), {}, ""):
        return Text(zh="（无）", en="(none)")
    if isinstance(value, tuple):
        listed = [_shown(each) for each in value]
        return Text(zh="、".join(each.zh for each in listed), en=", ".join(each.en for each in listed))
    if isinstance(value, Mapping):
        return _shown(tuple(f"{name}={_shown(each).en}" for name, each in value.items()))
    if isinstance(value, GuardCall):
        listed_params = ", ".join(f"{name}={_shown(each).en}" for name, each in value.params.items())
        return Text(zh=f"{value.guard}({listed_params})", en=f"{value.guard}({listed_params})")
    if has(type(value)):
        parts = asdict(cast("AttrsInstance", value), recurse=False)
        return _shown({name: each for name, each in parts.items() if each not in (None, (), False)})
    return Text(zh=str(value), en=str(value))
