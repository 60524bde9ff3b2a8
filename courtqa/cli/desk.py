"""``courtqa docket open | allowed | do | lapse``: what somebody at the desk brings about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.answers import answers
from courtqa.cli.desk_again import again, led
from courtqa.cli.desk_each import each
from courtqa.cli.desk_play import play
from courtqa.cli.desk_refusal import say_refusal
from courtqa.cli.desk_words import say_after, say_standing, say_steps
from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    At,
    Data,
    Database,
    DataFile,
    Expect,
    Key,
    Language,
    On,
    Packs,
    Which,
    Who,
    answering,
    day_of_option,
    known_person,
    known_proceeding,
    moment_of,
    opened_docket,
    plan_pinned,
    said,
    unknown,
    wrong,
)
from courtqa.cli.lot import lot_app
from courtqa.cli.people import people_app
from courtqa.cli.recusal import recuse, uphold
from courtqa.cli.standing import refuse_sealed
from courtqa.errors import Refused, did_you_mean
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.workflows import Actor, Docket, Plan, Proceeding
    from courtqa.workflows import Reason as Why

__all__ = ["desk_app"]

desk_app = typer.Typer(rich_markup_mode="markdown")

Behalf = Annotated[
    str | None,
    typer.Option("--on-behalf-of", metavar="ID", help="Whose power is used: see docket people delegate."),
]
THE_SAME = Text(
    zh="另一人须以完全相同的内容表示同意：{words}",
    en="somebody else has to consent to the very same data: {words}",
)
Reason = Annotated[str, typer.Option("--reason", help="Why, in your own words; it goes into the trail.")]


@desk_app.command("open", rich_help_panel="Act")
def open_one(
    workflow: Annotated[str, typer.Argument(metavar="WORKFLOW", help="See courtqa workflow list.")],
    database: Database,
    *,
    by: Who,
    subject: Annotated[str, typer.Option("--subject", help="What it is about: a case number, a matter …")],
    unit: Annotated[str | None, typer.Option("--unit", help="The unit that it concerns.")] = None,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", help="The id of someone it is about; may be repeated."),
    ] = None,
    title: Annotated[str, typer.Option("--title", help="What people call it.")] = "",
    data: Data = None,
    data_file: DataFile = None,
    at: At = None,
    on: On = None,
    key: Key = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Open a proceeding: its id, where it rests, by when, and what is next.

    Whoever it is about (--person) can answer for themselves, and can't take part in deciding.

    Exit code 0: opened. 1: refused, with every reason. 2: asked wrongly. 5: the key stands for something else.

    Example: courtqa docket open case_review court.db --by zhou --subject 2007-cv1-0123 --unit civil_1
    --person wang -d appellate_document_received_on=2008-03-03 -d appellate_outcome=remanded
    """
    from courtqa.workflows import Subject

    with answering(lang), opened_docket(database, pack) as docket:
        actor = known_person(docket, by)
        moment, day = moment_of(docket.policy, at), day_of_option(on)
        plan = _plan_to_open(docket, workflow, on or at)
        asked, units = plan.workflow, plan.units
        faults = []
        if unit is not None and unit not in units:
            near = did_you_mean(unit, units)
            hint = Text(zh=f"；是否指 {near}？" if near else "", en=f"; did you mean {near}?" if near else "")
            faults.append(Text(zh=f"没有单位“{unit}”{hint.zh}", en=f"there is no unit {unit!r}{hint.en}"))
        brought, more = answers(plan, (*asked.open_requires, *asked.open_allows), data or (), data_file)
        if faults or more:
            raise wrong([*faults, *more], lang)
        persons = tuple(person or ())
        if asked.subject == "person" and not persons:
            persons = (subject,)
        about = Subject(asked.subject, subject, unit, persons, title)
        if asked.subject == "unit" and unit is None and subject in units:
            about = Subject("unit", subject, subject, persons, title or units[subject].title.zh)
        try:
            after = docket.open(workflow, subject=about, by=actor, at=moment, on=day, data=brought, key=key)
        except Refused as error:
            needed = [name for name in asked.open_requires if name not in brought]
            say_refusal(docket, error.refusal, plan, proceeding=None, needed=needed, lang=lang, at=moment)
            raise typer.Exit(REFUSED) from None
        say_after(docket, None, after, by=actor, at=moment, lang=lang)


@desk_app.command("allowed")
def allowed(
    database: Database,
    proceeding: Which,
    *,
    by: Who,
    on_behalf_of: Behalf = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """What this person may do in a proceeding now, what each step takes, and why the rest may not be done.

    Example: courtqa docket allowed court.db case_review-2008-1 --by zhou
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor, found = known_person(docket, by), known_proceeding(docket, proceeding)
        refuse_sealed(docket, found, lang)
        say_standing(docket, found, lang)
        if not found.closed:
            behalf = None if on_behalf_of is None else known_person(docket, on_behalf_of)
            moment = moment_of(docket.policy, at)
            say_steps(docket, found, by=actor, at=moment, lang=lang, on_behalf_of=behalf)


@desk_app.command("do", rich_help_panel="Act")
def do(
    context: typer.Context,
    database: Database,
    proceeding: Which,
    event: Annotated[str, typer.Argument(metavar="STEP", help="See courtqa docket allowed.")],
    *,
    by: Who,
    data: Data = None,
    data_file: DataFile = None,
    at: At = None,
    on: On = None,
    reason: Reason = "",
    key: Key = None,
    expect: Expect = None,
    on_behalf_of: Behalf = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Take a step: what was recorded, where it rests now, by when, and what is next.

    A list is given by repeating its field (-d findings=… -d findings=…), people as ids between commas, a choice
    by its id or its title, a day as 2008-03-31 or 2008年3月31日, yes or no also as 是 or 否.

    What stands in a file is read from it: -d statement=@answer.txt takes the text as it is (a proof as JSON too),
    -d roster=@roster.csv or @roster.yaml the rows of a table, -d findings=@list.txt one item a line, and where a
    SHA-256 digest is wanted it is computed of the file. A value that begins with @ itself is written @@.

    Exit code 0: recorded. 1: refused, with every reason; nothing enters the trail. 2: asked wrongly. 5: somebody
    was first (--expect), or the key stands for another request.

    Example: courtqa docket do court.db case_review-2008-1 register --by zhou -d appellate_reasons="facts unclear"
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor, before = known_person(docket, by), known_proceeding(docket, proceeding)
        plan, moment = plan_pinned(docket, before), moment_of(docket.policy, at)
        ways = [one for one in plan.workflow.transitions if one.event == event]
        if not ways:
            kind, here = Text(zh="步骤", en="step"), plan.from_state.get(before.state) or plan.events
            raise unknown(kind, event, here)
        takes = dict.fromkeys(name for one in ways for name in (*one.requires, *one.allows))
        brought, faults = answers(plan, takes, data or (), data_file)
        if faults:
            raise wrong(faults, lang)
        try:
            after = docket.record(
                before.id,
                event,
                by=actor,
                at=moment,
                on=day_of_option(on),
                data=brought,
                reason=reason,
                key=key,
                expect=expect,
                on_behalf_of=None if on_behalf_of is None else known_person(docket, on_behalf_of),
            )
        except Refused as error:
            needed = _missing(plan, before.state, event, brought)
            besides: Sequence[Why] = ()
            if error.refusal.codes == ("version_not_read",):
                besides = _against(docket, before, event, by=actor, at=moment)
            say_refusal(
                docket,
                error.refusal,
                plan,
                proceeding=before,
                needed=needed,
                lang=lang,
                at=moment,
                besides=besides,
                again=led(context) if needed else again(context, expect=before.version),
            )
            raise typer.Exit(REFUSED) from None
        say_after(docket, before, after, by=actor, at=moment, lang=lang)
        if any(given.event == event and given.by == actor.id for given in after.approvals):
            words = again(context, expect=after.version, by="ID")
            said(f"  → {THE_SAME.to(lang).format(words=words)}")


@desk_app.command("lapse", rich_help_panel="Act")
def lapse(database: Database, *, at: At = None, pack: Packs = HARBIN, lang: Language = "en") -> None:
    """Record what follows from every deadline that has passed; each only once, however often this is run.

    Run it once a day. The lapse takes effect on the day after the last, however late it is noticed.

    Example: courtqa docket lapse court.db --at 2008-04-30
    """
    with answering(lang), opened_docket(database, pack) as docket:
        events = docket.lapse(at=moment_of(docket.policy, at))
        for event in events:
            found = docket.proceeding(event.proceeding)
            line = next(line for line in docket.trail(found).lines if line.seq == event.seq)
            said(f"{found.id} {line.seq}. {line.day}: {line.what.to(lang)} → {line.state.to(lang)}")
        if not events:
            said(Text(zh="没有届满的期限", en="no deadline has run out").to(lang))


desk_app.command("each", rich_help_panel="Act")(each)
desk_app.command("play", rich_help_panel="Act")(play)
desk_app.command("recuse", rich_help_panel="Act")(recuse)
desk_app.command("uphold", rich_help_panel="Act")(uphold)
desk_app.add_typer(people_app, name="people", rich_help_panel="Act")
desk_app.add_typer(lot_app, name="lot", rich_help_panel="Act")


def _plan_to_open(docket: Docket, workflow: str, when: datetime | None) -> Plan:
    from courtqa.workflows import plan_of

    names = docket.policy.names("workflows")
    if workflow not in names:
        raise unknown(Text(zh="程序", en="workflow"), workflow, names)
    newest = docket.policy.editions("workflows", workflow)[-1].since
    return plan_of(docket.policy, workflow, on=newest if when is None else when.date())


def _against(
    docket: Docket, proceeding: Proceeding, event: str, *, by: Actor, at: datetime | None
) -> Sequence[Why]:
    """What stands against this person taking the step, whatever it brings."""
    steps = docket.allowed(proceeding, by=by, at=at)
    refusal = next((step.refusal for step in steps if step.event == event), None)
    return () if refusal is None else refusal.reasons


def _missing(plan: Plan, state: str, event: str, brought: Mapping[str, object]) -> Sequence[str]:
    """What a step still needs, by the way that needs least."""
    ways = plan.table.get((state, event), ())
    lacks = [[name for name in way.transition.requires if name not in brought] for way in ways]
    return min(lacks, key=len, default=[])
