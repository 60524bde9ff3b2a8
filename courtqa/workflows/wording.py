"""The conditions of a step in words, for people who read a definition rather than run it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from courtqa.errors import CourtqaError
from courtqa.text import Text
from courtqa.workflows.definition import GuardCall
from courtqa.workflows.month_guards import months_in_words
from courtqa.workflows.plan import Plan

__all__ = ["condition_in_words"]

# the words of the library's own guards; a guard that someone brings is shown by its name and parameters
_WORDS: Mapping[str, Text] = {
    "adds_to_list": Text(zh="“{listed}”写明此前各位和“{one}”", en="{listed}: all named before, and {one}"),
    "adds_up_to": Text(
        zh="“{first}”“{second}”“{third}”合计为{amount}", en="{first}, {second}, {third}: together {amount}"
    ),
    "at_least": Text(zh="“{field}”不少于{amount}", en="{field}: at least {amount}"),
    "at_most": Text(zh="“{field}”不多于{amount}", en="{field}: at most {amount}"),
    "by_named": Text(zh="办理人为“{field}”所列之人", en="by someone named in: {field}"),
    "by_person_concerned": Text(zh="由本人办理", en="by the very person concerned"),
    "commitment_opens": Text(zh="“{secret}”与“{commitment}”相符", en="{secret} opens {commitment}"),
    "day_reached": Text(zh="“{field}”已到", en="the day has come: {field}"),
    "days_after": Text(zh="“{field}”后满{at_least}日", en="at least {at_least} days after {field}"),
    "days_ahead": Text(zh="“{field}”距今不少于{at_least}日", en="{field}: at least {at_least} days ahead"),
    "days_since": Text(zh="“{event}”后满{at_least}日", en="at least {at_least} days after {event!r}"),
    "draw_replays": Text(zh="“{proof}”可由第三人重演", en="a third person can draw again: {proof}"),
    "external_majority": Text(zh="“{members}”过半数为外部人员", en="more than half from outside: {members}"),
    "field_in": Text(zh="“{field}”为：{values}", en="{field}: {values}"),
    "field_is": Text(zh="“{field}”为：{value}", en="{field}: {value}"),
    "field_not_empty": Text(zh="“{field}”已填", en="on file: {field}"),
    "ends_within": Text(
        zh="“{field}”在“{since}”之后、期限之内", en="{field}: after {since}, within the longest term"
    ),
    "fields_agree": Text(zh="“{one}”与“{other}”一致", en="{one}: the same as {other}"),
    "half_at_least": Text(zh="“{members}”中{role}不少于半数", en="{members}: at least half of them {role}"),
    "happened": Text(zh="“{event}”已办", en="after {event!r}"),
    "happened_after": Text(zh="“{after}”之后已办“{event}”", en="{event!r}, and again after {after!r}"),
    "happened_times": Text(zh="“{event}”已办不少于{at_least}次", en="{event!r} at least {at_least} times"),
    "happened_when": Text(
        zh="“{field}”为{values}的，“{event}”已办", en="after {event!r} where {field}: {values}"
    ),
    "items_when": Text(
        zh="“{field}”为{values}的，“{items}”至少一项", en="at least one of {items} where {field}: {values}"
    ),
    "lot_among_others": Text(
        zh="“{roster}”中“{out}”所列之人均不参加抽签", en="{roster}: no lot for anyone in {out}"
    ),
    "lower_than": Text(zh="“{field}”低于“{than}”", en="{field}: lower than {than}"),
    "majority_of": Text(
        zh="“{majority}”多于“{minority}”，合计为“{members}”人数",
        en="{majority}: more than {minority}, together all of the {members}",
    ),
    "month_ends": Text(zh="“{field}”为{months}的最后一日", en="{field}: the last day of {months}"),
    "month_over": Text(zh="“{field}”已届月末", en="{field}: over"),
    "month_within": Text(zh="“{field}”在{months}之内", en="{field}: {months}"),
    "next_month": Text(zh="“{field}”逐月依次", en="{field}: month after month"),
    "nobody_concerned": Text(zh="“{field}”不是当事人本人", en="{field}: not a person concerned"),
    "nobody_eligible": Text(zh="“{roster}”中无人可抽", en="{roster}: nobody left to draw"),
    "next_of_sample": Text(zh="“{case}”为抽样次序中的下一件", en="{case}: the next of the sample"),
    "none_open": Text(zh="没有尚在办理的“{workflow}”", en="no {workflow!r} under way"),
    "not_among": Text(zh="“{one}”不是“{listed}”所列之人", en="{one}: none of {listed}"),
    "not_by_named": Text(zh="办理人不是“{field}”所列之人", en="not by someone named in: {field}"),
    "not_happened": Text(zh="“{event}”未办", en="before any {event!r}"),
    "not_heavier": Text(zh="“{field}”不得加重", en="{field}: never heavier"),
    "not_later_than": Text(zh="“{field}”不晚于“{than}”", en="{field}: not after {than}"),
    "not_more_than": Text(zh="“{field}”不多于“{than}”", en="{field}: not more than {than}"),
    "of_year": Text(zh="“{field}”在“{year}”之内", en="{field}: of the {year}"),
    "nothing_shared": Text(zh="“{field}”中没有“{other}”所列的", en="none of {other} among: {field}"),
    "odd": Text(zh="“{field}”为单数", en="{field}: an odd number"),
    "population_counted": Text(zh="“{population}”清点无误", en="{population}: counted and fixed"),
    "roster_counted": Text(zh="“{roster}”清点无误", en="{roster}: counted and fixed"),
    "rule_in_force": Text(zh="所依规定（{rule}）当日有效", en="its rule ({rule}) is in force that day"),
    "sample_replays": Text(zh="“{proof}”可由第三人重演", en="a third person can draw again: {proof}"),
    "sample_taken": Text(zh="抽中的均已“{event}”", en="{event!r} for every case of the sample"),
    "unanswered": Text(zh="“{event}”尚未答复", en="{event!r} is unanswered"),
}
_NOT = Text(zh="不得：{said}", en="not while: {said}")
_AMOUNTS = frozenset({"amount", "at_least", "least", "share", "window"})


def condition_in_words(plan: Plan, call: GuardCall, *, expected: bool = True) -> Text:
    """What a guard asks for (or, where it is not ``expected``, what must not be so), with the titles of the edition."""
    facts = {name: _value(plan, call, name, value) for name, value in call.params.items()}
    known = _WORDS.get(call.guard)
    if known is None:
        listed = ", ".join(f"{name}={value}" for name, value in call.params.items())
        said = Text(zh=f"{call.guard}({listed})", en=f"{call.guard}({listed})")
    else:
        said = Text(
            zh=known.zh.format(**{name: text.zh for name, text in facts.items()}),
            en=known.en.format(**{name: text.en for name, text in facts.items()}),
        )
    return said if expected else Text(zh=_NOT.zh.format(said=said.zh), en=_NOT.en.format(said=said.en))


def _value(plan: Plan, call: GuardCall, name: str, value: object) -> Text:
    if name == "event" or (name in {"after", "by"} and value in plan.events):
        return plan.event_title(str(value))
    if name == "role" and value in plan.roles:
        return plan.roles[str(value)].title
    if name == "workflow":
        return _workflow(plan, str(value))
    if name == "months" and isinstance(value, tuple):
        return months_in_words(value)
    if name in {"value", "values", "order"}:
        values = value if isinstance(value, tuple) else (value,)
        return _joined(_choice(plan, str(call.params.get("field")), each) for each in values)
    if name in _AMOUNTS and isinstance(value, str):
        series = plan.series(value)
        return Text(zh=value, en=value) if series is None else series.title
    if isinstance(value, str) and value in plan.workflow.fields:
        return plan.workflow.fields[value].title
    return Text(zh=str(value), en=str(value))


def _workflow(plan: Plan, name: str) -> Text:
    try:
        return Text(zh=name, en=name) if plan.child is None else plan.child(name, date.max).workflow.title
    except CourtqaError:
        return Text(zh=name, en=name)


def _choice(plan: Plan, field: str, value: object) -> Text:
    if isinstance(value, bool):
        return Text(zh="是" if value else "否", en="yes" if value else "no")
    known = plan.workflow.fields.get(field)
    if known is not None and value in known.choices:
        return known.choices[str(value)].title
    return Text(zh=str(value), en=str(value))


def _joined(texts: Iterable[Text]) -> Text:
    listed = list(texts)
    return Text(zh="、".join(each.zh for each in listed), en=" / ".join(each.en for each in listed))
