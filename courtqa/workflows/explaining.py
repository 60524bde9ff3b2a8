"""Why a deadline ends on its day: one sentence for the person at the desk, with the rule and the names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from courtqa.errors import CourtqaError
from courtqa.text import Text
from courtqa.workflows.clockwork import APPROVED
from courtqa.workflows.ledger import Clock
from courtqa.workflows.ledger_rows import clock_of
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Event, Proceeding
from courtqa.workflows.timekeeping import rule_day

__all__ = ["explain_clock", "last_clock"]

SENTENCE = Text(zh="{title}{rule}：{why}", en="{title}{rule}: {why}")


def last_clock(proceeding: Proceeding, name: str, events: Iterable[Event]) -> Clock | None:
    """The clock of that name, running or as it last stood in the trail."""
    for clock in proceeding.clocks:
        if clock.name == name:
            return clock
    found = None
    for event in events:
        for row in cast("Iterable[Mapping[str, Any]]", event.payload.get("clocks", ())):
            if row["name"] == name:
                found = clock_of(row)
    return found


def explain_clock(plan: Plan, proceeding: Proceeding, clock: Clock, *, names: Mapping[str, str]) -> Text:
    """One sentence: the deadline, the rule it stands on, and why its last day is that day."""
    deadline = plan.workflow.deadlines.get(clock.name)
    title = Text(zh=clock.name, en=clock.name) if deadline is None else deadline.title
    rule = None
    if deadline is not None:
        day = rule_day(plan.workflow, proceeding.opened_on, proceeding.data, clock.started_on)
        rule = _rule(plan, deadline.budget, day)
    why = _named(Text(zh=clock.explain("zh"), en=clock.explain("en")), clock, names)
    return Text(
        zh=SENTENCE.zh.format(title=title.zh, rule="" if rule is None else f"（{rule.zh}）", why=why.zh),
        en=SENTENCE.en.format(title=title.en, rule="" if rule is None else f" ({rule.en})", why=why.en),
    )


def _rule(plan: Plan, path: str, day: date) -> Text | None:
    series = plan.series(path)
    try:
        return None if series is None else series.at(day).reference.text
    except CourtqaError:
        return None


def _named(said: Text, clock: Clock, names: Mapping[str, str]) -> Text:
    """The sentence, with the names of those who approved instead of their ids."""
    zh, en = said.zh, said.en
    for grant in clock.grants:
        called = [names.get(one, one) for one in grant.approved_by]
        zh = zh.replace(
            APPROVED.zh.format(names="、".join(grant.approved_by)),
            APPROVED.zh.format(names="、".join(called)),
        )
        en = en.replace(
            APPROVED.en.format(names=", ".join(grant.approved_by)),
            APPROVED.en.format(names=", ".join(called)),
        )
    return Text(zh=zh, en=en)
