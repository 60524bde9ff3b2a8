"""A workflow as rows of words: what the tables of the terminal and of the documents have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from courtqa.policy import Edition, Policy
from courtqa.text import Lang, Text
from courtqa.workflows import (
    Milestone,
    Plan,
    Quorum,
    Transition,
    Workflow,
    condition_in_words,
    is_adverse,
    length_of,
    milestone_in_words,
    roles_of,
)

__all__ = [
    "DEADLINE_HEAD",
    "STATE_HEAD",
    "STEP_HEAD",
    "deadline_rows",
    "mentioned",
    "numbers_of",
    "seed_numbers",
    "state_rows",
    "step_rows",
]

STATE_HEAD = (
    Text(zh="状态", en="state"),
    Text(zh="主办", en="rests with"),
    Text(zh="期限", en="deadline"),
    Text(zh="说明", en="remarks"),
)
STEP_HEAD = (
    Text(zh="步骤", en="step"),
    Text(zh="从 → 到", en="from → to"),
    Text(zh="由谁", en="by whom"),
    Text(zh="条件", en="on what conditions"),
    Text(zh="依据", en="rule"),
    Text(zh="救济", en="remedy"),
)
DEADLINE_HEAD = (
    Text(zh="期限", en="deadline"),
    Text(zh="长度", en="length"),
    Text(zh="起算", en="runs from"),
    Text(zh="届满后", en="when it runs out"),
    Text(zh="依据", en="rule"),
)
_UNITS = {"own": Text(zh="本单位", en="of the same unit"), "other": Text(zh="其他单位", en="of another unit")}
_ROLLS = Text(zh="末日逢休息日顺延", en="rolls to the next working day")
_FINAL, _INITIAL = Text(zh="终结", en="the end"), Text(zh="立卷之初", en="where it begins")
_ADVERSE = Text(zh="不利", en="adverse")
_CLOCK = Text(zh="期限届满，自动", en="time alone")
_CHILDREN = Text(zh="所开案卷办结后，自动", en="what it opened is done")
_MARKED = Text(zh="记为逾期", en="marked late")
_CONTESTED = Text(zh="所争议的决定", en="the contested decision")
_ENTERING = Text(zh="进入该状态之日", en="the day the state is entered")


def state_rows(plan: Plan, lang: Lang, *, on: date) -> Iterator[tuple[str, ...]]:
    """One row per state: title, owner, deadline, remarks."""
    for name, state in plan.workflow.states.items():
        remarks = [_INITIAL] if name == plan.workflow.initial else []
        remarks += [_FINAL] if state.final else []
        remarks += [_ADVERSE] if state.adverse else []
        yield (
            f"{state.title.to(lang)} ({name})",
            roles_of(plan, state.owner).to(lang),
            "" if state.deadline is None else _limit(plan, state.deadline, lang, on),
            "; ".join([each.to(lang) for each in remarks] + ([state.note] if state.note else [])),
        )


def _limit(plan: Plan, name: str, lang: Lang, on: date) -> str:
    title, length = plan.workflow.deadlines[name].title.to(lang), length_of(plan, name, on=on)
    return title if length is None else f"{title}: {length.to(lang)}"


def step_rows(plan: Plan, lang: Lang) -> Iterator[tuple[str, ...]]:
    """One row per step: title, way, who, conditions, rule, remedy."""
    for one in plan.workflow.transitions:
        adverse = f" [{_ADVERSE.to(lang)}]" if is_adverse(plan.workflow, one) else ""
        yield (
            f"{one.title.to(lang)} ({one.event}){adverse}",
            _way(plan, one, lang),
            _who(plan, one, lang),
            "; ".join(text.to(lang) for text in _conditions(plan, one)),
            "" if one.authority is None else one.authority.to(lang),
            _remedy(plan, one, lang),
        )


def _way(plan: Plan, one: Transition, lang: Lang) -> str:
    states = plan.workflow.states
    sources = (", " if lang == "en" else "、").join(states[source].title.to(lang) for source in one.source)
    return f"{sources} → {states[one.to].title.to(lang)}" if one.to else f"{sources} ↻"


def _who(plan: Plan, one: Transition, lang: Lang) -> str:
    if one.clock:
        return (_CHILDREN if one.awaits else _CLOCK).to(lang)
    unit = _UNITS.get(one.unit)
    who = roles_of(plan, one.by).to(lang)
    return who if unit is None else f"{who} ({unit.to(lang)})"


def _conditions(plan: Plan, one: Transition) -> Iterator[Text]:
    if one.approvals > 1:
        yield Text(zh=f"须{one.approvals}人同意", en=f"{one.approvals} persons agree")
    if one.quorum is not None:
        yield _quorum(plan, one.quorum)
    if one.after:
        titles = [plan.event_title(event) for event in one.after]
        yield Text(
            zh="此前已" + "、".join(each.zh for each in titles),
            en="after " + ", ".join(repr(each.en) for each in titles),
        )
    for event in one.not_same_as:
        title = plan.event_title(event)
        yield Text(zh=f"不得为“{title.zh}”之人", en=f"by no one who took the step {title.en!r}")
    if one.not_same_as_parent:
        yield _above(plan, one)
    for event in one.same_as:
        title = plan.event_title(event)
        yield Text(zh=f"须为“{title.zh}”之人", en=f"by someone who took the step {title.en!r}")
    yield from (condition_in_words(plan, call) for call in one.when)
    yield from (condition_in_words(plan, call, expected=False) for call in one.unless)
    if one.requires:
        titles = [plan.workflow.fields[name].title for name in one.requires]
        yield Text(
            zh="须载明：" + "、".join(each.zh for each in titles),
            en="must state: " + ", ".join(each.en for each in titles),
        )
    if one.opens:
        names = ", ".join(each.workflow for each in one.opens)
        yield Text(zh=f"同时立卷：{names}", en=f"opens: {names}")
    if one.awaits:
        names = ", ".join(name for each in one.awaits for name in each.of)
        yield Text(zh=f"待其办结：{names}", en=f"waits for: {names}")
    if one.during is not None:
        yield _beside(plan, one.during)
    if one.cancels:
        names = ", ".join(one.cancels)
        yield Text(zh=f"同时撤销：{names}", en=f"cancels: {names}")


def _above(plan: Plan, one: Transition) -> Text:
    """From whom the step is kept apart in what opened the proceeding; the contested steps by one word."""
    titles = {event: title for above in plan.above.values() for event, title in above.titles.items()}
    named = [titles.get(event, _CONTESTED) for event in one.not_same_as_parent]
    return Text(
        zh=f"不得为立本案卷的程序中参与{'、'.join(each.zh for each in named)}之人",
        en=f"by no one who took part in {', '.join(each.en for each in named)} of what opened this",
    )


def _beside(plan: Plan, wanted: Milestone) -> Text:
    """The proceeding nearby that the step rests on."""
    words = milestone_in_words(plan, wanted)
    if wanted.which != "last":
        return words
    return Text(zh=f"{words.zh}（以最近一件为准）", en=f"{words.en} (the last one opened)")


def _quorum(plan: Plan, quorum: Quorum) -> Text:
    members = plan.workflow.fields[quorum.members].title
    zh, en = [], []
    for path, words in (
        (quorum.at_least, ("不少于", "at least")),
        (quorum.more_than_half_of, ("过半数：", "more than half of")),
    ):
        series = None if path is None else plan.series(path)
        if series is not None:
            value = series.values[-1].value
            zh.append(f"{words[0]}{value}人")
            en.append(f"{words[1]} {value}")
    if quorum.odd:
        zh.append("单数")
        en.append("an odd number")
    return Text(zh=f"{members.zh}：{'、'.join(zh)}", en=f"{members.en}: {', '.join(en)}")


def _remedy(plan: Plan, one: Transition, lang: Lang) -> str:
    if one.remedy is None:
        return ""
    if any(each.event == one.remedy for each in plan.workflow.transitions):
        return plan.event_title(one.remedy).to(lang)
    return one.remedy


def deadline_rows(plan: Plan, lang: Lang) -> Iterator[tuple[str, ...]]:
    """One row per deadline: title, every dated length, where it starts, what follows, and its law."""
    for name, deadline in plan.workflow.deadlines.items():
        series = plan.series(deadline.budget)
        values = [] if series is None else series.values
        lengths = [_dated(plan, name, value.since, lang, several=len(values) > 1) for value in values]
        laws = [value.reference.text.to(lang) for value in values]
        starts = _ENTERING if deadline.starts == "entering" else plan.workflow.fields[deadline.starts].title
        lapse = _MARKED if deadline.lapse is None else plan.event_title(deadline.lapse)
        rolls = f" ({_ROLLS.to(lang)})" if deadline.roll == "next_workday" else ""
        yield (
            f"{deadline.title.to(lang)} ({name})",
            "; ".join(lengths) + rolls,
            starts.to(lang),
            lapse.to(lang),
            "; ".join(dict.fromkeys(laws)),
        )


def _dated(plan: Plan, name: str, since: date, lang: Lang, *, several: bool) -> str:
    length = length_of(plan, name, on=since)
    words = "—" if length is None else length.to(lang)
    return f"{since.isoformat()}: {words}" if several else words


_NUMBER = re.compile(r"\bH(\d{1,2})(?:\s*(?:-|–|to)\s*H?(\d{1,2}))?\b")


def mentioned(text: str | None) -> frozenset[int]:
    """The numbers of the seed's inventory that a note names: ``H21`` and ``H17-H24``.

    >>> sorted(mentioned("H21. See H17-H19."))
    [17, 18, 19, 21]
    """
    found: set[int] = set()
    for first, last in _NUMBER.findall(text or ""):
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def seed_numbers(policy: Policy) -> dict[int, list[str]]:
    """The rules that speak of each number of the seed's inventory: editions by path and day, series by path."""
    found: dict[int, list[str]] = {}
    for kind in policy.kinds():
        for edition in policy.editions(kind):
            for number in mentioned(_said(edition)):
                found.setdefault(number, []).append(f"{edition.path}/{edition.since.isoformat()}.yaml")
    for path in policy.series_paths():
        series = policy.series(path)
        notes = " ".join(filter(None, [series.note, *(value.note for value in series.values)]))
        for number in mentioned(notes):
            found.setdefault(number, []).append(f"series/{path}.yaml")
    return dict(sorted(found.items()))


def _said(edition: Edition[Workflow]) -> str:
    return " ".join(filter(None, [edition.note, *(each.note for each in edition.assumptions)]))


def numbers_of(edition: Edition[Workflow]) -> str:
    """The numbers that the note of an edition names, as text: ``H17, H21``."""
    return ", ".join(f"H{number}" for number in sorted(mentioned(edition.note)))
