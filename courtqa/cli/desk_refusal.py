"""Why a step was refused, reason by reason, and what would help: what to bring, what to do first, who could."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import evolve

from courtqa.cli.answers import named, wants, with_title
from courtqa.cli.desk_rules import (
    in_names,
    in_titles,
    only_they,
    person,
    recorded_by,
    spoken_rules,
    typed_steps,
)
from courtqa.cli.desk_words import RESTS
from courtqa.cli.dockets import plan_pinned, said
from courtqa.text import Lang, Text
from courtqa.workflows import ABOUT_THE_PERSON

if TYPE_CHECKING:
    from courtqa.workflows import Actor, Docket, Plan, Proceeding, Reason, Refusal

__all__ = ["say_refusal"]

REFUSED = Text(zh="不予办理：{what}", en="refused: {what}")
NOT_OPENED = Text(zh="不予立卷：{what}", en="not opened: {what}")
RULE = Text(zh="依据", en="rule")
READ_FIRST = Text(
    zh="先阅卷（courtqa docket show），再输入：{again}",
    en="read it (courtqa docket show), then type: {again}",
)
LED_ON = Text(
    zh="先阅卷（courtqa docket show），再输入下列命令，逐项填写所缺内容：{again}",
    en="read it (courtqa docket show), then type this, and answer what is still missing: {again}",
)
ADD_EXPECT = Text(
    zh="原命令加 --expect {n} 及下列各项", en="the same with --expect {n}, and with what is named below"
)
LAPSE_FIRST = Text(zh="先运行 courtqa docket lapse", en="run courtqa docket lapse first")
HOLDERS = Text(zh="所登记的人员中任此职者：{who}", en="of the people known here it could be {who}")
ELSEWHERE = Text(
    zh="{field} 非本步骤填报，由以下步骤填报：{steps}", en="{field} is not of this step; taken by: {steps}"
)
NOW_STEPS = Text(zh="现状下的步骤：{steps}", en="steps of this state: {steps}")
NOBODY_COULD = Text(
    zh="所登记的人员中无人可办；先以 courtqa docket people add 登记任此职者",
    en="nobody known here could; courtqa docket people add makes somebody known who holds that office",
)

BARE = frozenset({"wrong_state", "closed", "no_such_event"})  # the rule of the whole says nothing of them


def say_refusal(
    docket: Docket,
    refusal: Refusal,
    plan: Plan,
    *,
    proceeding: Proceeding | None,
    needed: Sequence[str],
    lang: Lang,
    at: datetime | None = None,
    besides: Sequence[Reason] = (),
    again: str = "",
) -> None:
    """Why a step was refused, reason by reason with its code and rule, and what would help.

    ``besides`` is what else stands against it, where the refusal stopped at the first; ``again`` is the command to
    type where only the version that was read is missing.
    """
    if proceeding is None:
        what = _fill(NOT_OPENED, lang, what=plan.workflow.title.to(lang))
    else:
        what = _fill(REFUSED, lang, what=with_title(refusal.event, plan.event_title(refusal.event).to(lang)))
    said(what, stderr=True, style="bold red")
    known = {actor.id: actor for actor in docket.store.actors(docket.court)}
    reasons = (*refusal.reasons, *(why for why in besides if why not in refusal.reasons))
    refusal = evolve(refusal, reasons=reasons)
    for why in reasons:
        about_missing = why.code == "guard_failed" and any(
            re.search(rf"\b{name}\b", why.text.en) for name in needed
        )
        if not about_missing:  # what is missing is told as that; that it does not fit either helps nobody
            said(f"  {why.code}: {in_names(known, in_titles(plan, why.text)).to(lang)}", stderr=True)
    rules = dict.fromkeys(why.rule for why in reasons if why.rule and why.code not in BARE)
    spoken = spoken_rules(plan, refusal.event, proceeding)
    if "wrong_state" in refusal.codes:  # too early or too late: the rule of the step that was meant
        meant = [one for one in plan.workflow.transitions if one.event == refusal.event]
        rules |= dict.fromkeys(one.authority.zh for one in meant if one.authority)
    for rule in rules:
        said(f"  {RULE.to(lang)}: {spoken[rule].to(lang) if rule in spoken else rule}", stderr=True)
    hints = _hints(docket, refusal, plan, proceeding=proceeding, needed=needed, lang=lang, at=at, again=again)
    for hint in hints:
        said(f"  → {hint}", stderr=True)


def _hints(
    docket: Docket,
    refusal: Refusal,
    plan: Plan,
    *,
    proceeding: Proceeding | None,
    needed: Sequence[str],
    lang: Lang,
    at: datetime | None,
    again: str,
) -> Iterable[str]:
    codes = set(refusal.codes)
    yield from _wanted(refusal, plan, proceeding, needed, lang)
    if proceeding is not None:
        if "version_not_read" in codes:
            first = LED_ON if needed and again else READ_FIRST
            yield _fill(first, lang, again=again or _fill(ADD_EXPECT, lang, n=proceeding.version))
        if codes & {"outside_milestone", "children_not_done"}:
            yield from _waited_for(docket, plan, proceeding, refusal.event, lang)
        if "lapse_comes_first" in codes:
            yield LAPSE_FIRST.to(lang)
        if "wrong_state" in codes:
            yield _fill(NOW_STEPS, lang, steps=_titled(plan, proceeding.state, lang))
    if codes & (ABOUT_THE_PERSON | {"not_open_by"}) and not _themself(docket, refusal, proceeding, at):
        could = [person(one, lang) for one in _competent(docket, refusal, plan, proceeding, at)]
        who = ("、" if lang == "zh" else ", ").join(could)
        yield _fill(HOLDERS, lang, who=who) if could else NOBODY_COULD.to(lang)


def _themself(docket: Docket, refusal: Refusal, proceeding: Proceeding | None, at: datetime | None) -> bool:
    """Whether nothing stands against whoever asked: it was a member whom they named that may not sit."""
    actor = next((one for one in docket.store.actors(docket.court) if one.id == refusal.by), None)
    if proceeding is None or actor is None:
        return False
    step = next(
        (one for one in docket.allowed(proceeding, by=actor, at=at) if one.event == refusal.event), None
    )
    codes = () if step is None or step.refusal is None else step.refusal.codes
    return step is not None and ABOUT_THE_PERSON.isdisjoint(codes) and "already_approved" not in refusal.codes


def _competent(
    docket: Docket, refusal: Refusal, plan: Plan, proceeding: Proceeding | None, at: datetime | None
) -> Iterator[Actor]:
    """Those of the people known against whom, as persons, nothing stands in the way of this step."""
    for actor in docket.store.actors(docket.court):
        if actor.id == refusal.by:
            continue
        if proceeding is None:
            if plan.competent(frozenset(plan.workflow.open_by), actor):
                yield actor
            continue
        steps = docket.allowed(proceeding, by=actor, at=at)
        step = next((one for one in steps if one.event == refusal.event), None)
        against = frozenset(() if step is None or step.refusal is None else step.refusal.codes)
        theirs = only_they(plan, refusal.event, proceeding, actor.id)
        if step is not None and theirs and against.isdisjoint(ABOUT_THE_PERSON):
            yield actor


def _wanted(
    refusal: Refusal, plan: Plan, proceeding: Proceeding | None, needed: Sequence[str], lang: Lang
) -> Iterable[str]:
    """What to bring: the fields that are missing, and those on which a condition failed."""
    failed = " ".join(why.text.en for why in refusal.reasons if why.code == "guard_failed")
    failed = re.sub(r"'[^']*'", "", failed)  # a step is named there, no field
    for name in _asked_about(refusal, plan, proceeding):
        if re.search(rf"\b{name}\b", failed) and name not in needed:
            takes = recorded_by(plan, name, proceeding)
            if proceeding is None or refusal.event in takes:
                yield f"{named(plan, name)}: {wants(plan, name, lang)}"
            elif takes:
                yield _fill(ELSEWHERE, lang, field=named(plan, name), steps=", ".join(takes))
    if {"missing_data", "version_not_read"} & set(refusal.codes):
        for name in needed:
            yield f"--data {name}=…  {wants(plan, name, lang)}"


def _asked_about(refusal: Refusal, plan: Plan, proceeding: Proceeding | None) -> list[str]:
    """The fields that a condition of the step reads: another may be called by an everyday word."""
    ways = () if proceeding is None else plan.table.get((proceeding.state, refusal.event), ())
    read = {name for way in ways for condition in way.conditions for name in condition.reads}
    return [name for name in plan.workflow.fields if name in read]


def _waited_for(docket: Docket, plan: Plan, proceeding: Proceeding, event: str, lang: Lang) -> Iterable[str]:
    """What the step waits for and is still under way: where that stands, and with whom."""
    ways = [way.transition for way in plan.table.get((proceeding.state, event), ())]
    wanted = {name for one in ways for wait in one.awaits for name in wait.of}
    wanted |= {one.during.workflow for one in ways if one.during is not None}
    for child in proceeding.children:
        if child.open and child.workflow in wanted:
            below = docket.proceeding(child.id)
            plan = plan_pinned(docket, below)
            rest = plan.workflow.states[below.state]
            who = plan.titles("roles", rest.owner).to(lang)
            yield f"{child.id}: {rest.title.to(lang)}; {_fill(RESTS, lang, who=who)}"


def _titled(plan: Plan, state: str, lang: Lang) -> str:
    """The steps of a state that somebody may type, each with its title where that says more."""
    return ", ".join(
        with_title(event, plan.event_title(event).to(lang)) for event in typed_steps(plan, state)
    )


def _fill(text: Text, lang: Lang, **facts: object) -> str:
    return text.to(lang).format(**facts)
