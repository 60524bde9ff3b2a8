"""``courtqa docket people relate | delegate | end | ties``: who may not act on whom, and who acts for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.dockets import (
    HARBIN,
    At,
    Database,
    Language,
    Packs,
    Who,
    answering,
    known_person,
    moment_of,
    opened_docket,
    said,
    unknown,
    wrong,
)
from courtqa.cli.tables import table
from courtqa.errors import UnknownName, did_you_mean
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.policy import Policy
    from courtqa.workflows import Delegation, Docket, Relation

__all__ = ["ties_app"]

ties_app = typer.Typer(rich_markup_mode="markdown")

Since = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="The first day on which it holds.")
]
Until = Annotated[
    datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The day on which it is over.")
]
NUMBER, WHO, WHAT = Text(zh="编号", en="id"), Text(zh="人员", en="who"), Text(zh="内容", en="what")
TERM, RECORDED = Text(zh="期间", en="term"), Text(zh="登记", en="recorded")
EVERY_STEP = Text(zh="各步骤", en="every step")
RELATED = Text(
    zh="{id}：{one}与{other}（{kind}）；一方为当事人的，另一方不得参与",
    en="{id}: {one} and {other} ({kind}); neither may act where the other is a party",
)
LENT = Text(
    zh="{id}：{one}委托{other}以{what}身份办理；用 docket do … --by {delegate} --on-behalf-of {delegator}",
    en="{id}: {other} may act for {one} as {what}: docket do … --by {delegate} --on-behalf-of {delegator}",
)
ENDED = Text(zh="{id} 至 {until} 终止", en="{id} is over on {until}")
OUTSIDER = Text(
    zh="{id} 未登记，按院外人员对待", en="{id} is nobody the docket knows: taken as somebody from outside"
)


@ties_app.command("relate")
def relate(
    database: Database,
    person: Annotated[str, typer.Argument(metavar="ID", help="Somebody the docket knows.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other: of the court, or a party.")],
    *,
    kind: Annotated[str, typer.Option("--kind", help="The tie, in your words: spouse, former client …")],
    by: Who,
    since: Since = None,
    until: Until = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Record that two persons are related: neither may act in a proceeding that is about the other.

    Steps taken before it was known are listed to be looked at again; nothing is undone.

    Example: courtqa docket people relate court.db sun wang --kind cousin --by liu --since 2001-05-01
    """
    with answering(lang), opened_docket(database, pack) as docket:
        known_person(docket, by)
        one = known_person(docket, person)
        others = {actor.id: actor for actor in docket.store.actors(docket.court)}
        if other not in others:
            near = did_you_mean(other, others)
            if near is not None:
                raise unknown(Text(zh="人员", en="person"), other, others)
            said(OUTSIDER.to(lang).format(id=other))
        term = {"since": since.date() if since else date.min, "until": until.date() if until else None}
        moment = moment_of(docket.policy, at)
        tie = docket.people.relate(one.id, other, kind=kind, by=by, at=moment, **term)  # type: ignore[arg-type]
        named = others[other].name if other in others else other
        said(RELATED.to(lang).format(id=tie.id, one=one.name, other=named, kind=kind), style="green")
        for flag in docket.flagged():
            if {flag.by} & {person, other}:
                words = f"{flag.proceeding} {flag.seq}. {flag.event}: {flag.why.to(lang)}"
                said(f"  {Text(zh='待复查', en='to be looked at again').to(lang)}: {words}")


@ties_app.command("delegate")
def delegate(
    database: Database,
    delegator: Annotated[str, typer.Argument(metavar="FROM", help="Whose power it is.")],
    delegate: Annotated[str, typer.Argument(metavar="TO", help="Who may use it.")],
    *,
    role: Annotated[list[str], typer.Option("--role", help="The office whose power is lent; repeatable.")],
    by: Who,
    since: Since = None,
    until: Until = None,
    step: Annotated[
        list[str] | None, typer.Option("--step", help="Only for this step; repeatable. None: all.")
    ] = None,
    workflow: Annotated[
        list[str] | None, typer.Option("--workflow", help="Only in this workflow; repeatable. None: all.")
    ] = None,
    reference: Annotated[str, typer.Option("--reference", help="The order by which it is given.")] = "",
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Record that one person lends another the power of an office, for a time.

    Both are checked at each step: the one must hold the office, the other must be of the court and impartial. A step
    adverse to a person can't be delegated, unless its workflow says so.

    Example: courtqa docket people delegate court.db he gao --role supervising_vice_president --since 2008-04-01
    --until 2008-05-01 --reference "order 12" --by he
    """
    with answering(lang), opened_docket(database, pack) as docket:
        known_person(docket, by)
        one, other = known_person(docket, delegator), known_person(docket, delegate)
        faults = [*_unknown_names(docket, role, step or (), workflow or ())]
        held = {tenure.role for tenure in one.tenures}
        for each in role:
            if not faults and each not in held:
                offices = ", ".join(sorted(held)) or "-"
                words = {"who": one.name, "role": each, "offices": offices}
                faults.append(
                    Text(
                        zh="{who}没有{role}这一职务，不能出借；现任：{offices}".format(**words),
                        en="{who} holds no office of {role} to lend; holds: {offices}".format(**words),
                    )
                )
        if faults:
            raise wrong(faults, lang)
        moment = moment_of(docket.policy, at)
        today = docket.people.day(moment)
        power = docket.people.delegate(
            one.id,
            other.id,
            roles=role,
            by=by,
            since=since.date() if since else today,
            until=until.date() if until else None,
            events=step or (),
            workflows=workflow or (),
            reference=reference,
            at=moment,
        )
        told = {"id": power.id, "one": one.name, "other": other.name, "delegate": other.id}
        what = _roles(docket.policy, role, lang)
        said(LENT.to(lang).format(**told, delegator=one.id, what=what), style="green")


@ties_app.command("end")
def end(
    database: Database,
    id: Annotated[str, typer.Argument(metavar="ID", help="relation-1, delegation-2: see people ties.")],
    *,
    by: Who,
    until: Until = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Let a relation or a delegation be over; today if no --until is given. What was done under it stays.

    Example: courtqa docket people end court.db delegation-1 --until 2008-04-20 --by he
    """
    with answering(lang), opened_docket(database, pack) as docket:
        known_person(docket, by)
        day = until.date() if until else docket.people.day(None)
        try:
            ended = docket.people.end(id, by=by, until=day)
        except UnknownName as error:
            raise unknown(Text(zh="关系或委托", en="relation or delegation"), id, error.known) from None
        said(ENDED.to(lang).format(id=ended.id, until=ended.until), style="green")


@ties_app.command("ties")
def ties(database: Database, pack: Packs = HARBIN, lang: Language = "en") -> None:
    """The relations and delegations that are kept, those that are over too.

    Example: courtqa docket people ties court.db --lang zh
    """
    with answering(lang), opened_docket(database, pack) as docket:
        names = {actor.id: actor.name for actor in docket.store.actors(docket.court)}
        rows = []
        for tie in docket.people.relations():
            both = f"{names.get(tie.person, tie.person)} – {names.get(tie.other, tie.other)}"
            rows.append((tie.id, both, tie.kind, _term(tie), _recorded(tie)))
        for power in docket.people.delegations():
            one, other = names[power.delegator], names[power.delegate]
            scope = ", ".join((*power.workflows, *power.events)) or EVERY_STEP.to(lang)
            what = f"{_roles(docket.policy, power.roles, lang)}: {scope}"
            more = f"\n{power.reference}" if power.reference else ""
            rows.append((power.id, f"{one} → {other}", what + more, _term(power), _recorded(power)))
        empty = Text(zh="没有登记的关系或委托", en="no relation and no delegation is recorded")
        head = (NUMBER, WHO, WHAT, TERM, RECORDED)
        table(Text(zh="关系与委托", en="Relations and delegations"), head, rows, lang, empty=empty)


def _term(one: Relation | Delegation) -> str:
    first = "" if one.since == date.min else one.since.isoformat()
    return f"{first}–{one.until or ''}" if first or one.until else ""


def _recorded(one: Relation | Delegation) -> str:
    return f"{one.recorded_on} {one.recorded_by}" + (f" · {one.ended_by}" if one.ended_by else "")


def _roles(policy: Policy, names: Iterable[str], lang: Lang) -> str:
    known = _titles(policy)
    return ", ".join(known[name].to(lang) if name in known else name for name in names)


def _titles(policy: Policy) -> Mapping[str, Text]:
    return {
        name: role.title for edition in policy.editions("roles") for name, role in edition.value.roles.items()
    }


def _unknown_names(
    docket: Docket, roles: Iterable[str], steps: Iterable[str], workflows: Iterable[str]
) -> Iterable[Text]:
    """What is named and doesn't exist: an office, a workflow, or a step of these workflows."""
    known = docket.policy.names("workflows")
    wanted = [each for each in workflows if each in known] or known
    events = {
        one.event
        for name in wanted
        for edition in docket.policy.editions("workflows", name)
        for one in edition.value.transitions
    }
    asked = (
        (Text(zh="职务", en="role"), roles, set(_titles(docket.policy))),
        (Text(zh="程序", en="workflow"), workflows, set(known)),
        (Text(zh="步骤", en="step"), steps, events),
    )
    for kind, names, among in asked:
        for name in names:
            if name not in among:
                near = did_you_mean(name, among)
                yield Text(
                    zh=f"没有{kind.zh}“{name}”" + (f"；是否指 {near}？" if near else ""),
                    en=f"there is no {kind.en} {name!r}" + (f"; did you mean {near}?" if near else ""),
                )
