"""What there is to draw of a workflow: boxes, arrows, and the words on them, apart from any drawing program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.errors import NotInForce
from courtqa.text import Lang, Text
from courtqa.workflows.definition import Transition
from courtqa.workflows.due_process import is_adverse
from courtqa.workflows.plan import Plan

__all__ = ["Arrow", "Box", "Diagram", "Label", "Style", "diagram_of", "length_of", "newest_day", "roles_of"]

_DRAWN = 4
Style = Literal["step", "clock", "adverse"]

LENGTHS = {
    "calendar_day": Text(zh="{n}日内", en="within {n} days"),
    "working_day": Text(zh="{n}个工作日内", en="within {n} working days"),
    "month": Text(zh="{n}个月内", en="within {n} months"),
}
ALONE = {
    "calendar_day": Text(zh="{n}日内", en="within {n} day"),
    "working_day": Text(zh="{n}个工作日内", en="within {n} working day"),
    "month": Text(zh="{n}个月内", en="within {n} month"),
}
AFTER = {
    "calendar_day": Text(zh="满{n}日", en="after {n} days"),
    "working_day": Text(zh="满{n}个工作日", en="after {n} working days"),
    "month": Text(zh="满{n}个月", en="after {n} months"),
}
AFTER_ONE = {
    "calendar_day": Text(zh="满{n}日", en="after {n} day"),
    "working_day": Text(zh="满{n}个工作日", en="after {n} working day"),
    "month": Text(zh="满{n}个月", en="after {n} month"),
}
SAME_DAY = Text(zh="当日", en="the same day")
THAT_DAY = Text(zh="至{day}", en="until: {day}")  # the day that a field names
TIMEKEEPER = Text(zh="期限届满", en="time ran out")
CHILDREN_DONE = Text(zh="所开案卷已办结", en="what it opened is done")
FROM_ANY = Text(zh="自以下任一状态：", en="from any of: ")
OPENED_BY = Text(zh="立卷：{who}", en="opened by {who}")
QUORUM = Text(zh="合议", en="with a quorum")
APPROVALS = Text(zh="{n}人同意", en="{n} persons agree")


@frozen
class Label:
    """One step in words: its name, who takes it and how, and by when."""

    title: Text
    who: Text
    within: Text | None = None
    manner: Text | None = None

    def lines(self, lang: Lang) -> tuple[str, ...]:
        """The name, then who and by when."""
        facts = [each.to(lang) for each in (self.who, self.manner, self.within) if each is not None]
        return (self.title.to(lang), *facts)


@frozen
class Box:
    """A state: who it rests with, its deadline, and the steps that leave it as it is."""

    id: str
    title: Text
    owner: Text | None = None
    within: Text | None = None
    final: bool = False
    adverse: bool = False
    stays: tuple[Label, ...] = ()


@frozen
class Arrow:
    """One way from some states to another. Steps that share their way share the arrow."""

    sources: tuple[str, ...]
    target: str
    style: Style
    labels: tuple[Label, ...]

    @property
    def listed(self) -> bool:
        """Whether its sources are so many that they are better listed than drawn."""
        return len(self.sources) > _DRAWN


@frozen
class Diagram:
    """A workflow as boxes and arrows. ``opened_by`` stands at the arrow that comes from nowhere."""

    name: str
    title: Text
    initial: str
    opened_by: Text
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def sources(self, arrow: Arrow) -> Text:
        """The states that an arrow comes from, as a list."""
        titles = [box.title for box in self.boxes if box.id in arrow.sources]
        return Text(
            zh=FROM_ANY.zh + "、".join(each.zh for each in titles),
            en=FROM_ANY.en + ", ".join(each.en for each in titles),
        )

    def mermaid(self, lang: Lang = "en") -> str:
        """The diagram for Markdown, in the notation of Mermaid."""
        from courtqa.workflows.mermaid import mermaid

        return mermaid(self, lang)

    def dot(self, lang: Lang = "en") -> str:
        """The diagram for Graphviz, in its notation DOT."""
        from courtqa.workflows.dot import dot

        return dot(self, lang)

    def svg(self, lang: Lang = "en") -> str:
        """The diagram as a picture. Needs the extra ``diagrams``, or Graphviz: raises `MissingExtra` without."""
        from courtqa.workflows.svg import svg

        return svg(self, lang)


def diagram_of(plan: Plan, *, on: date | None = None) -> Diagram:
    """The diagram of a workflow, its deadlines as long as they are on that day (or as they were last set)."""
    on = newest_day(plan) if on is None else on
    workflow = plan.workflow
    moving = [one for one in workflow.transitions if one.to is not None]
    boxes = [
        Box(
            name,
            state.title,
            owner=roles_of(plan, state.owner) if state.owner else None,
            within=None if state.deadline is None else length_of(plan, state.deadline, on=on),
            final=state.final,
            adverse=state.adverse,
            stays=tuple(_label(plan, one, None, on) for one in workflow.transitions if _stays(one, name)),
        )
        for name, state in workflow.states.items()
    ]
    return Diagram(
        workflow.name,
        workflow.title,
        workflow.initial,
        _opened_by(roles_of(plan, workflow.open_by)),
        tuple(boxes),
        tuple(_arrows(plan, moving, on)),
    )


def newest_day(plan: Plan) -> date:
    """The first day on which the edition and all the lengths of its deadlines are as they were last set."""
    since = [plan.workflow.since]
    for deadline in plan.workflow.deadlines.values():
        series = plan.series(deadline.budget)
        since += [] if series is None else [value.since for value in series.values if value.value is not None]
    return max(since)


def length_of(plan: Plan, deadline: str, *, on: date, ended: bool = False) -> Text | None:
    """How long a deadline is (or was, once ``ended``) on that day, in words; nothing where none is in force."""
    series = plan.series(plan.workflow.deadlines[deadline].budget)
    if series is None:
        return None
    try:
        value = series.at(on).value
    except NotInForce:
        return None
    if value == 0 and series.unit in LENGTHS:
        starts = plan.workflow.fields.get(plan.workflow.deadlines[deadline].starts)
        return SAME_DAY if starts is None else THAT_DAY.fill(day=starts.title)
    alone = AFTER_ONE if ended else ALONE
    words = (alone if value == 1 else AFTER if ended else LENGTHS).get(series.unit)
    return None if words is None else words.fill(n=value)


def roles_of(plan: Plan, roles: Iterable[str]) -> Text:
    """The titles of roles, as a list."""
    found = [plan.roles[role].title if role in plan.roles else Text(zh=role, en=role) for role in roles]
    return Text(zh="、".join(each.zh for each in found), en=", ".join(each.en for each in found))


def _opened_by(roles: Text) -> Text:
    return Text(zh=OPENED_BY.zh.format(who=roles.zh), en=OPENED_BY.en.format(who=roles.en))


def _stays(one: Transition, state: str) -> bool:
    return state in one.source and one.to in (None, state)


def _arrows(plan: Plan, moving: Iterable[Transition], on: date) -> Iterator[Arrow]:
    """Steps from three states or more to one go together; so do steps between the same two states."""
    gathered: dict[tuple[tuple[str, ...], str, Style], list[Label]] = {}
    for one in moving:
        target = str(one.to)
        sources = tuple(source for source in one.source if source != target)
        groups = [sources] if len(sources) > 2 else [(source,) for source in sources]
        for group in groups:
            label = _label(plan, one, group[0] if len(group) == 1 else None, on)
            gathered.setdefault((group, target, _style(plan, one)), []).append(label)
    for (group, target, style), labels in gathered.items():
        yield Arrow(group, target, style, tuple(labels))


def _style(plan: Plan, one: Transition) -> Style:
    if is_adverse(plan.workflow, one):
        return "adverse"
    return "clock" if one.clock else "step"


def _label(plan: Plan, one: Transition, source: str | None, on: date) -> Label:
    deadlines = plan.workflow.deadlines
    if one.clock and one.awaits:
        return Label(one.title, CHILDREN_DONE)
    if one.clock:
        ran_out = [name for name, deadline in deadlines.items() if deadline.lapse == one.event]
        lengths = [found for name in ran_out if (found := length_of(plan, name, on=on, ended=True))]
        return Label(one.title, TIMEKEEPER, _either(lengths) if lengths else None)
    deadline = None if source is None else plan.workflow.states[source].deadline
    within = None if deadline is None else length_of(plan, deadline, on=on)
    manner = None
    if one.quorum is not None:
        manner = QUORUM
    elif one.approvals > 1:
        manner = APPROVALS.fill(n=one.approvals)
    return Label(one.title, roles_of(plan, one.by), within, manner)


def _either(texts: Iterable[Text]) -> Text:
    distinct = list(dict.fromkeys(texts))
    return Text(zh="／".join(each.zh for each in distinct), en=" / ".join(each.en for each in distinct))
