"""What the desk says: where a proceeding stands now, what may be done next and by whom, why a step was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from courtqa.cli.answers import named, wants, with_title
from courtqa.cli.desk_rules import about, in_names, in_titles, person
from courtqa.cli.dockets import plan_pinned, said
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Actor, Allowed, Docket, Plan, Proceeding, Way, WorkItem

__all__ = ["RESTS", "optional_of", "say_after", "say_next", "say_standing", "say_steps", "state_of_item"]

VERSION = Text(zh="第 {n} 版", en="version {n}")
RESTS = Text(zh="现由{who}主办", en="rests with {who}")
CLOSED = Text(zh="已终结", en="closed")
DUE = Text(zh="{day} 届满 {what}：{why}", en="due {day} {what}: {why}")
STANDS_STILL = Text(zh="停止计算 {what}", en="not running: {what}")
RAN_OUT = Text(zh="已于 {day} 届满 {what}", en="ran out on {day}: {what}")
MAY = Text(zh="{who}现可办理：", en="{who} may now:")
MAY_NOTHING = Text(zh="{who}现无可办步骤", en="nothing now for {who}")
OTHERS = Text(zh="可由{who}办理：{steps}", en="{who} may: {steps}")
NOBODY = Text(zh="所登记的人员中无人可办", en="nobody known to the docket may act on it now")
LATER = Text(zh="{who}待条件具备后可办理 {step}", en="{who} once this holds: {step}")
NOT_NOW = Text(zh="尚不能办理：", en="not now:")
BY_TIME = Text(zh="仅由期限届满引起：{steps}", en="by time alone: {steps}")
NEEDS, BRINGS = Text(zh="须带", en="needs"), Text(zh="可带", en="may bring")
ADVERSE = Text(
    zh="不利于个人：须以 --expect {n} 写明所阅版本",
    en="adverse to a person: say which version you read, --expect {n}",
)
SEVERAL = Text(zh="须 {n} 人同意", en="takes the consent of {n} persons")
OPENED_CHILD = Text(zh="同时立卷 {id}", en="also opened {id}")
WAITING = Text(zh="已有 {n} 人同意：{who}", en="{n} consented so far: {who}")
APART = Text(
    zh="所填内容不一：{groups}；内容完全相同的同意才能合并计算",
    en="not to the same data: {groups}; only consents to the very same data count together",
)
RECUSED = Text(zh="已回避：{who}", en="out of it: {who}")
FLAGGED = Text(zh="待复查的步骤：第 {seq} 号", en="to be looked at again: no. {seq}")
NOT_YET = Text(zh="尚不能办理：", en="not yet: ")
AND_EXPECT = Text(zh="须加 --expect {n}", en="with --expect {n}")


def optional_of(plan: Plan, state: str, step: Allowed) -> tuple[str, ...]:
    """The fields that the step may bring besides those it needs, in the order of the definition."""
    takes = {name for way in plan.table[state, step.event] for name in way.takes}
    return tuple(name for name in plan.workflow.fields if name in takes and name not in step.requires)


def say_standing(docket: Docket, proceeding: Proceeding, lang: Lang) -> None:
    """Where it stands: state, version, whose desk, what is running, who is out."""
    plan = plan_pinned(docket, proceeding)
    state = plan.workflow.states[proceeding.state]
    facts = [with_title(proceeding.state, state.title.to(lang)), _fill(VERSION, lang, n=proceeding.version)]
    if proceeding.closed:
        facts.append(CLOSED.to(lang))
    elif state.owner:
        facts.append(_fill(RESTS, lang, who=plan.titles("roles", state.owner).to(lang)))
    known = {actor.id: actor for actor in docket.store.actors(docket.court)}
    said(f"{proceeding.id} {about(proceeding, known, lang)}", style="bold")
    said("  " + ("；" if lang == "zh" else "; ").join(facts))
    for clock in proceeding.clocks:
        deadline = plan.workflow.deadlines.get(clock.name)
        what = clock.name if deadline is None else deadline.title.to(lang)
        words = DUE if clock.suspended_on is None else STANDS_STILL
        words = RAN_OUT if clock.lapsed else words
        said("  " + _fill(words, lang, day=clock.due, what=what, why=clock.reason.to(lang)))
    names = {one: person(actor, lang) for one, actor in known.items()}
    alike: dict[tuple[str, str], list[str]] = {}  # who consented to the very same request
    for given in proceeding.approvals:
        alike.setdefault((given.event, given.request), []).append(names.get(given.by, given.by))
    if alike:
        groups = [("、" if lang == "zh" else ", ").join(who) for who in alike.values()]
        said("  " + _fill(WAITING, lang, n=len(proceeding.approvals), who=", ".join(groups)))
        if len(groups) > 1:
            said("  " + _fill(APART, lang, groups=" / ".join(groups)))
    if proceeding.recused:
        said("  " + _fill(RECUSED, lang, who=", ".join(names.get(one, one) for one in proceeding.recused)))
    if proceeding.flagged:
        said("  " + _fill(FLAGGED, lang, seq=", ".join(map(str, proceeding.flagged))))


def say_after(
    docket: Docket,
    before: Proceeding | None,
    after: Proceeding,
    *,
    by: Actor,
    at: datetime | None,
    lang: Lang,
) -> None:
    """What was recorded, where it stands now, and what is next."""
    seen = 0 if before is None else before.version
    for line in docket.trail(after).lines:
        if seen < line.seq <= after.version or (seen == after.version == line.seq):
            late = "" if line.late is None else f"  {line.late.to(lang)}"
            again = (
                ""
                if seen != after.version
                else Text(zh="  （此前已记录）", en="  (already recorded)").to(lang)
            )
            said(
                f"{line.seq}. {line.day} {line.who.to(lang)}: {line.what.to(lang)}{late}{again}",
                style="green",
            )
    known = {child.id for child in before.children} if before is not None else set()
    for child in after.children:
        if child.id not in known:
            said("  " + _fill(OPENED_CHILD, lang, id=child.id))
    say_standing(docket, after, lang)
    say_next(docket, after, by=by, at=at, lang=lang)


def say_next(docket: Docket, proceeding: Proceeding, *, by: Actor, at: datetime | None, lang: Lang) -> None:
    """What this person may do next; unless it is their turn to move it on, who else may do what."""
    if proceeding.closed:
        return
    plan = plan_pinned(docket, proceeding)
    mine = [step for step in docket.allowed(proceeding, by=by, at=at) if step]
    said("  " + _fill(MAY if mine else MAY_NOTHING, lang, who=person(by, lang)))
    for step in mine:
        needs = f"  {NEEDS.to(lang)} {', '.join(step.requires)}" if step.requires else ""
        if any(way.adverse for way in plan.table[proceeding.state, step.event]):
            needs += f"  {_fill(AND_EXPECT, lang, n=proceeding.version)}"
        said(f"    {_title(plan, proceeding, step, lang)}{needs}")
    owners = set(plan.workflow.states[proceeding.state].owner)
    owns = any(tenure.role in owners for tenure in by.tenures)
    ways = [way for step in mine for way in plan.table[proceeding.state, step.event]]
    if owns and any(way.target != way.source for way in ways):
        return
    others: dict[str, list[str]] = {}  # who may do the same stands on one line
    later: dict[str, list[str]] = {}  # and so does who waits for the same
    for actor in docket.store.actors(docket.court):
        known = docket.allowed(proceeding, by=actor, at=at)
        steps = [step.event for step in known if step]
        if steps and actor.id != by.id:
            others.setdefault(", ".join(steps), []).append(person(actor, lang))
        for step in known:
            if step.refusal is not None and {why.code for why in step.refusal.reasons} == {"guard_failed"}:
                why = in_titles(plan, step.refusal.reasons[0].text).to(lang)
                later.setdefault(f"{step.event}: {why}", []).append(person(actor, lang))
    for listed, people in others.items():
        who = ("、" if lang == "zh" else ", ").join(people)
        said("    " + _fill(OTHERS, lang, who=who, steps=listed))
    if not others and not mine:
        said("    " + NOBODY.to(lang))
        for listed, people in later.items():
            who = ("、" if lang == "zh" else ", ").join(people)
            said("    " + _fill(LATER, lang, who=who, step=listed))


def say_steps(
    docket: Docket,
    proceeding: Proceeding,
    *,
    by: Actor,
    at: datetime | None,
    lang: Lang,
    on_behalf_of: Actor | None = None,
) -> None:
    """Every step of the present state: what this person may do and what it takes; why not the rest."""
    plan = plan_pinned(docket, proceeding)
    steps = docket.allowed(proceeding, by=by, at=at, on_behalf_of=on_behalf_of)
    may = [step for step in steps if step]
    said("  " + _fill(MAY if may else MAY_NOTHING, lang, who=person(by, lang)))
    for step in may:
        said(f"    {_title(plan, proceeding, step, lang)}", style="green")
        _say_fields(plan, step.requires, NEEDS, lang)
        _say_fields(plan, optional_of(plan, proceeding.state, step), BRINGS, lang)
        ways = plan.table[proceeding.state, step.event]
        if any(way.adverse for way in ways):
            said("        " + _fill(ADVERSE, lang, n=proceeding.version))
        approvals = max(way.transition.approvals for way in ways)
        if approvals > 1:
            said("        " + _fill(SEVERAL, lang, n=approvals))
    by_time = [step.event for step in steps if step.refusal and "only_the_clock" in step.refusal.codes]
    rest = [step for step in steps if step.refusal is not None and step.event not in by_time]
    known = {actor.id: actor for actor in docket.store.actors(docket.court)}
    if rest:
        said("  " + NOT_NOW.to(lang))
    for step in rest:
        said(f"    {_title(plan, proceeding, step, lang)}")
        assert step.refusal is not None
        for why in step.refusal.reasons:
            said(f"        {why.code}: {in_names(known, in_titles(plan, why.text)).to(lang)}")
    if by_time:
        said("  " + _fill(BY_TIME, lang, steps=", ".join(by_time)))


def state_of_item(item: WorkItem, plan: Plan | None, known: Mapping[str, Actor], lang: Lang) -> str:
    """Where it stands, and what it has to wait for where nothing can be done yet."""
    state = item.state.to(lang)
    if plan is None or item.waits is None:
        return state
    return f"{state}\n{NOT_YET.to(lang)}{in_names(known, in_titles(plan, item.waits)).to(lang)}"


def _say_fields(plan: Plan, names: Sequence[str], label: Text, lang: Lang) -> None:
    for name in names:
        said(f"        {label.to(lang)} {named(plan, name)}: {wants(plan, name, lang)}")


def _title(plan: Plan, proceeding: Proceeding, step: Allowed, lang: Lang) -> str:
    """The title of the step; where several of its ways are open, or none is, all of them, each once."""
    ways = plan.table[proceeding.state, step.event]
    apart = [way for way in ways if _may_be(way, proceeding)] or ways
    titles = dict.fromkeys(way.transition.title.to(lang) for way in apart)
    return with_title(step.event, " · ".join(titles))


def _may_be(way: Way, proceeding: Proceeding) -> bool:
    """Whether no field that is settled already keeps the way shut."""
    for condition in way.conditions:
        call = condition.call
        if call.guard in ("field_is", "field_in") and condition.reads.isdisjoint(way.takes):
            held = proceeding.data.get(str(call.params["field"]))
            wanted = call.params.get("values", (call.params.get("value"),))
            if (held in wanted) is not condition.expected:  # type: ignore[operator]
                return False
    return True


def _fill(text: Text, lang: Lang, **facts: object) -> str:
    return text.to(lang).format(**facts)
