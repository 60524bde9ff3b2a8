"""The trail of a proceeding, to be read by a person: what happened, when, by whom, and what was late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from attrs import frozen

from courtqa.errors import CourtqaError
from courtqa.text import Lang, Text
from courtqa.workflows.definition import Transition
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Event, Proceeding
from courtqa.workflows.sealing import Sealed

__all__ = ["Line", "Trail", "read_trail"]

HEAD = (
    Text(zh="序", en="no."),
    Text(zh="日期", en="day"),
    Text(zh="何人", en="who"),
    Text(zh="何事", en="what"),
    Text(zh="现状", en="state"),
    Text(zh="逾期", en="late"),
)
LATE = Text(zh="逾期：{title}，{rule}", en="late: {title}, {rule}")
KINDS = {
    "cancelled": Text(zh="随 {parent} 撤销", en="cancelled by {parent}"),
    "child": Text(zh="{child} 办结", en="{child} has ended"),
    "recalendared": Text(zh="日历改版：{moved}", en="the calendar was edited: {moved}"),
    "approval": Text(zh="同意：{what}", en="consents to: {what}"),
    "lapse": Text(zh="期限届满（{deadline}）：{what}", en="time ran out ({deadline}): {what}"),
    "mark": Text(zh="期限届满（{deadline}）", en="time ran out ({deadline})"),
    "migrated": Text(zh="转入新版本", en="moved to another edition"),
    "recusal": Text(zh="{person}回避", en="recused: {person}"),
    "reminder": Text(zh="提醒：{what}", en="reminder: {what}"),
    "erased": Text(zh="删除个人信息：{fields}", en="values about a person erased: {fields}"),
    "exported": Text(
        zh="对外提供数据：{recipient}，用于{purpose}", en="data handed on to {recipient}, for {purpose}"
    ),
    "consulted": Text(
        zh="查阅封存案卷，目的：{consulted}", en="the sealed record looked at, for {consulted}"
    ),
    "upheld": Text(zh="复查后维持第 {seq} 号", en="looked at again and left standing: no. {seq}"),
}


@frozen
class Line:
    """One event in words."""

    seq: int
    day: date
    who: Text
    what: Text
    state: Text
    late: Text | None = None  # the deadline that was missed, with its rule


@frozen
class Trail:
    """The events of one proceeding. Iterates over events; prints as a table."""

    proceeding: str
    title: Text
    sealed: tuple[Sealed, ...]
    lines: tuple[Line, ...]

    def __iter__(self) -> Iterator[Event]:
        return (each.event for each in self.sealed)

    def __len__(self) -> int:
        return len(self.sealed)

    def __getitem__(self, index: int) -> Event:
        return self.sealed[index].event

    @property
    def head(self) -> str:
        """The seal of the last event: whoever holds it can prove what the trail said."""
        return self.sealed[-1].hash

    def to(self, lang: Lang) -> str:
        """The trail as a table in ``lang``."""
        rows = [tuple(cell.to(lang) for cell in HEAD)]
        for line in self.lines:
            late = "" if line.late is None else line.late.to(lang)
            words = (line.who.to(lang), line.what.to(lang), line.state.to(lang), late)
            rows.append((str(line.seq), line.day.isoformat(), *words))
        return f"{self.proceeding}  {self.title.to(lang)}\n" + _table(rows)

    def __str__(self) -> str:
        return self.to("en")


def read_trail(
    sealed: tuple[Sealed, ...], proceeding: Proceeding, plan: Plan, *, names: Mapping[str, str]
) -> Trail:
    """The trail in the words of the edition that the proceeding is pinned to. ``names`` are by the actors' ids."""
    late, flagged = {done.seq for done in proceeding.history if done.late}, set(proceeding.flagged)
    lines = tuple(
        _line(each.event, plan, names, late=each.event.seq in late, flagged=each.event.seq in flagged)
        for each in sealed
    )
    return Trail(proceeding.id, plan.workflow.title, sealed, lines)


def _line(event: Event, plan: Plan, names: Mapping[str, str], *, late: bool, flagged: bool) -> Line:
    states = plan.workflow.states
    known = states.get(event.target)
    return Line(
        seq=event.seq,
        day=event.effective_on,
        who=_who(event, plan, names),
        what=_flagged(_what(event, plan, names), flagged=flagged),
        state=known.title if known is not None else Text(zh=event.target, en=event.target),
        late=_missed(event, plan) if late else None,
    )


def _flagged(what: Text, *, flagged: bool) -> Text:
    if not flagged:
        return what
    return Text(zh=f"{what.zh}（待复查）", en=f"{what.en} (to be looked at again)")


def _who(event: Event, plan: Plan, names: Mapping[str, str]) -> Text:
    if event.kind == "lapse":
        return Text(zh="期限", en="the clock")
    name = names.get(event.actor, event.actor)
    if event.on_behalf_of is not None:
        holder = names.get(event.on_behalf_of, event.on_behalf_of)
        office = _office(event, plan, holder)
        return Text(zh=f"{name} 代 {office.zh}", en=f"{name} for {office.en}")
    return _office(event, plan, name)


def _office(event: Event, plan: Plan, name: str) -> Text:
    roles = [plan.roles[role].title if role in plan.roles else Text(zh=role, en=role) for role in event.roles]
    if not roles:
        return Text(zh=name, en=name)
    return Text(
        zh=f"{name}（{'、'.join(role.zh for role in roles)}）",
        en=f"{name} ({', '.join(role.en for role in roles)})",
    )


def _what(event: Event, plan: Plan, names: Mapping[str, str]) -> Text:
    way = _way(event, plan)
    opened = Text(zh="立卷", en="opened")
    bare = opened if event.kind == "opened" else Text(zh=event.transition, en=event.transition)
    what = bare if way is None else way.title
    unbound = event.kind == "lapse" and way is None
    frame = KINDS.get("mark" if unbound else event.kind)
    if frame is None:
        return what
    clock = str(event.payload.get("deadline", ""))
    known = plan.workflow.deadlines.get(clock)
    deadline = Text(zh=clock, en=clock) if known is None else known.title
    out = [names.get(each, each) for each in _last(event, "recused")]
    facts = {"person": "".join(out), "seq": "".join(map(str, _last(event, "upheld"))), **_nearby(event)}
    return Text(
        zh=frame.zh.format(what=what.zh, deadline=deadline.zh, **facts),
        en=frame.en.format(what=what.en, deadline=deadline.en, **facts),
    )


def _way(event: Event, plan: Plan) -> Transition | None:
    """The step that was taken: of several with that name, the one from there to there by such an office."""
    found = [each for each in plan.workflow.transitions if each.event == event.transition]
    found = [each for each in found if event.source in each.source] or found
    if event.kind != "approval":  # a consent stays where it is
        found = [each for each in found if event.target == (each.to or event.source)] or found
    found = [each for each in found if not each.by or set(each.by) & set(event.roles)] or found
    return found[0] if found else None


def _nearby(event: Event) -> dict[str, str]:
    """What the event tells of another proceeding, or of the calendar."""
    payload = cast("Mapping[str, Any]", event.payload)
    moves = (f"{row['before']} → {row['after']}" for row in payload.get("moved", ()))
    return {
        "child": ", ".join(row["id"] for row in payload.get("ended", ())),
        "recipient": payload.get("exported", {}).get("recipient", ""),
        "purpose": payload.get("exported", {}).get("purpose", ""),
        "consulted": payload.get("consulted", {}).get("purpose", ""),
        "fields": ", ".join(sorted({row["field"] for row in payload.get("erased", ())} - {"@request"})),
        "parent": payload.get("cancelled_by", {}).get("proceeding", ""),
        "moved": ", ".join(moves),
    }


def _last(event: Event, key: str) -> list[str]:
    listed = event.payload.get(key)
    return [str(listed[-1])] if isinstance(listed, list | tuple) and listed else []


def _missed(event: Event, plan: Plan) -> Text:
    state = plan.workflow.states.get(event.source or "")
    deadline = (
        None if state is None or state.deadline is None else plan.workflow.deadlines.get(state.deadline)
    )
    if deadline is None:
        return Text(zh="逾期", en="late")
    rule = _rule(plan, deadline.budget, event.effective_on)
    return Text(
        zh=LATE.zh.format(title=deadline.title.zh, rule=rule.zh),
        en=LATE.en.format(title=deadline.title.en, rule=rule.en),
    )


def _rule(plan: Plan, path: str, on: date) -> Text:
    series = plan.series(path)
    try:
        return Text(zh=path, en=path) if series is None else series.at(on).reference.text
    except CourtqaError:
        return Text(zh=path, en=path)


def _table(rows: list[tuple[str, ...]]) -> str:
    from rich.cells import cell_len

    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )
