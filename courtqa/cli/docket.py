"""``courtqa docket``: what waits for whom, what is due, what happened, and whether anybody touched it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.desk_page import say_proceeding, unit_of
from courtqa.cli.desk_rules import about, in_names, person
from courtqa.cli.desk_words import state_of_item
from courtqa.cli.dockets import (
    HARBIN,
    At,
    Database,
    Language,
    Packs,
    answering,
    known_proceeding,
    moment_of,
    opened_docket,
    plan_pinned,
)
from courtqa.cli.standing import LookedAtBy, Purpose, hidden_line, opened, standing
from courtqa.cli.tables import (
    CODES,
    DAY,
    DUE,
    ID,
    LATE,
    NUMBER,
    OPENED,
    RULE,
    STATE,
    STEPS,
    SUBJECT,
    TITLE,
    UNIT,
    WHAT,
    WHO,
    WHY,
    console,
    due_on,
    missed,
    table,
)
from courtqa.errors import StoreUnusable
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.workflows import Actor, Docket

__all__ = ["docket_app"]

docket_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
Keep a docket: open proceedings, take their steps, see what waits, what is due and what happened.

A session, in which three people act (who they are stands in people.yaml; `people --help` shows how):

```
docket people add court.db people.yaml
docket open case_review court.db --by zhou --subject 2007-cv1-0123 \\
    --unit civil_1 --person wang -d appellate_outcome=remanded \\
    -d appellate_document_received_on=2008-03-03
docket allowed court.db case_review-2008-1 --by zhou
docket do court.db case_review-2008-1 register --by zhou \\
    -d appellate_reasons="facts unclear"
docket play court.db case_review-2008-1 --by wang
docket show court.db case_review-2008-1
```

`docket lapse` once a day records what follows from deadlines that passed. `docket worklist --by liu` is what waits
for one person, `docket due --within 7` what runs out, `docket trail` what happened, `docket verify` whether anybody
touched it.

Exit codes: 0 done · 1 refused, with every reason · 2 asked wrongly, or nothing of that name · 3 and 4 see `verify` ·
5 somebody else was first.
""",
)

Day = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="The day to look from; today if left out."),
]
TOUCHED, UNTOLD = 3, 4


@docket_app.command("worklist")
def worklist(
    database: Database,
    *,
    by: Annotated[str | None, typer.Option("--by", help="The id of someone who has acted here.")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", help="Or: an office; may be repeated.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="The unit in which the office is held.")] = None,
    on: Day = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """What waits for a person or an office; what is due first comes first.

    Whom a proceeding is about finds there what they may answer, and until when.

    Example: courtqa docket worklist court.db --role division_chief --unit civil_1 --on 2008-03-01
    """
    if by is None and not role:
        raise typer.BadParameter("say for whom: --by ID, or --role ROLE with --unit UNIT")
    with answering(lang), opened_docket(database, pack) as docket:
        moment = moment_of(docket.policy, at)
        items = docket.worklist(by=_person(docket, by, role or [], unit), on=_day(on), at=moment)
        known = {actor.id: actor for actor in docket.store.actors(docket.court)}
        plans = {item.proceeding.id: plan_pinned(docket, item.proceeding) for item in items if item.waits}
    rows = [
        (
            item.proceeding.id,
            due_on(item.due, item.late, lang),
            in_names(known, item.title).to(lang),
            state_of_item(item, plans.get(item.proceeding.id), known, lang),
            _first(item.steps),
        )
        for item in items
    ]
    head = (ID, DUE, TITLE, STATE, STEPS)
    nothing = Text(zh="没有待办事项", en="nothing waits")
    table(Text(zh="待办", en="Worklist"), head, rows, lang, empty=nothing, whole=(0, 1, 4))


@docket_app.command("due")
def due(
    database: Database,
    on: Day = None,
    within: Annotated[int, typer.Option("--within", min=0, help="Also what ends within so many days.")] = 0,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """The deadlines that end by a day, and why they end on that day; the late ones first.

    Example: courtqa docket due court.db --on 2008-03-01 --within 7
    """
    with answering(lang), opened_docket(database, pack) as docket:
        items = docket.due(on=_day(on), within=within)
        known = {actor.id: actor for actor in docket.store.actors(docket.court)}
    rows = [
        (
            item.proceeding.id,
            in_names(known, item.title).to(lang),
            due_on(item.due, item.late, lang),
            item.reason.to(lang),
        )
        for item in items
    ]
    head = (ID, TITLE, DUE, WHY)
    nothing = Text(zh="没有到期事项", en="nothing is due")
    table(Text(zh="期限", en="Due"), head, rows, lang, empty=nothing, whole=(0, 2))


@docket_app.command("trail")
def trail(  # noqa: PLR0917  the options of a command
    database: Database,
    proceeding: Annotated[str, typer.Argument(help="The id of a proceeding.")],
    by: LookedAtBy = None,
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """What happened in a proceeding: each event, who, when, and what was late by which rule."""
    with answering(lang), opened_docket(database, pack) as docket:
        found = docket.trail(opened(docket, known_proceeding(docket, proceeding), by, purpose, lang))
    rows = [
        (
            str(line.seq),
            line.day.isoformat(),
            line.who.to(lang),
            line.what.to(lang),
            line.state.to(lang),
            "" if line.late is None else missed(line.late.to(lang)),
        )
        for line in found.lines
    ]
    title = Text(zh=f"{found.proceeding} {found.title.zh}", en=f"{found.proceeding} {found.title.en}")
    table(title, (NUMBER, DAY, WHO, WHAT, STATE, LATE), rows, lang)
    typer.echo(f"sha256 {found.head}")


@docket_app.command("show")
def show(  # noqa: PLR0917  the options of a command
    database: Database,
    proceeding: Annotated[str | None, typer.Argument(help="The id of a proceeding; all if left out.")] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", help="Only proceedings of this workflow.")
    ] = None,
    by: LookedAtBy = None,
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """All proceedings, or one: where it stands, by when, what it is about and what it holds.

    The version it shows is what `docket do --expect` asks for. Records of measures that are over are sealed: they are
    counted, and opened one by one, to an office of the procedure and for a stated purpose that goes on record.
    """
    with answering(lang), opened_docket(database, pack) as docket:
        if proceeding is None:
            whole = docket.proceedings(workflow=workflow)
            found = [each for each in whole if not docket.is_sealed(each)]
            known = {actor.id: actor for actor in docket.store.actors(docket.court)}
            rows = [
                (
                    each.id,
                    about(each, known, lang),
                    unit_of(plan_pinned(docket, each), each, lang),
                    plan_pinned(docket, each).workflow.states[each.state].title.to(lang),
                    each.opened_on.isoformat(),
                )
                for each in found
            ]
            head = (ID, SUBJECT, UNIT, STATE, OPENED)
            empty = Text(zh="没有案卷", en="no proceedings")
            table(Text(zh="案卷", en="Proceedings"), head, rows, lang, empty=empty)
            hidden_line(len(whole) - len(found), lang)
            return
        held = opened(docket, known_proceeding(docket, proceeding), by, purpose, lang)
        say_proceeding(docket, held, lang)


docket_app.command("standing")(standing)


@docket_app.command("refusals")
def refusals(  # noqa: PLR0917  the options of a command
    database: Database,
    proceeding: Annotated[str | None, typer.Argument(help="The id of a proceeding; all if left out.")] = None,
    by: LookedAtBy = None,
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """The steps that were refused, and why. Those of a sealed record are opened as the record is."""
    with answering(lang), opened_docket(database, pack) as docket:
        whole, closed = docket.proceedings(), set()
        if proceeding is None:
            closed = {each.id for each in whole if docket.is_sealed(each)}
        elif any(each.id == proceeding for each in whole):
            opened(docket, known_proceeding(docket, proceeding), by, purpose, lang)
        log = [each for each in docket.refusals(proceeding) if each.proceeding not in closed]
        known = {actor.id: actor for actor in docket.store.actors(docket.court)}
    rows = [
        (
            f"{each.at:%Y-%m-%d %H:%M}Z",
            person(known[each.by], lang) if each.by in known else each.by,
            each.event,
            ", ".join(each.codes),
            in_names(known, Text(zh=each.zh, en=each.en)).to(lang),
        )
        for each in log
    ]
    empty = Text(zh="没有被拒绝的步骤", en="nothing was refused")
    table(Text(zh="拒绝记录", en="Refusals"), (DAY, WHO, WHAT, CODES, WHY), rows, lang, empty=empty)


@docket_app.command("verify")
def verify(
    database: Database,
    pack: Annotated[
        list[str] | None, typer.Option("--pack", "-p", help="Also hold each step against these rules.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Whether anybody touched what was recorded. The file is opened for reading only.

    Exit code 0: nothing was touched. 3: something was, and every fault is named. 4: the file can't be read.
    """
    from courtqa.kinds import load_policy
    from courtqa.storage import open_store, verify_file
    from courtqa.workflows import verify as verified

    policy = load_policy(*pack) if pack else None
    try:
        if "://" not in database:
            found = verify_file(database, policy=policy)
        else:
            with closing(open_store(database)) as store, store.audit() as audit:
                found = verified(audit, policy=policy)
    except StoreUnusable as error:
        console(stderr=True).print(error.to(lang), style="red", markup=False)
        raise typer.Exit(UNTOLD) from None
    console().print(found.text.to(lang), style="green" if found.ok else "bold red", markup=False)
    if not found.ok:
        rows = [(each.proceeding, str(each.seq), each.rule, each.text.to(lang)) for each in found.faults]
        head = (ID, NUMBER, RULE, WHAT)
        table(Text(zh="不符之处", en="Faults"), head, rows, lang)
        raise typer.Exit(UNTOLD if found.rules == {"unreadable"} else TOUCHED)


def _person(docket: Docket, by: str | None, roles: Sequence[str], unit: str | None) -> Actor:
    from courtqa.workflows import Actor

    if roles:
        return Actor.of(by or "-", by or "-", *roles, unit=unit)
    return docket.actor(by or "")


def _first(steps: Sequence[str]) -> str:
    """The first of the steps, one a line, and how many more there are."""
    more = [f"… +{len(steps) - 5}"] if len(steps) > 6 else []
    return "\n".join([*(steps[:5] if more else steps), *more])


def _day(on: datetime | None) -> date | None:
    return None if on is None else on.date()  # the docket knows what day it is where the court sits
