"""``courtqa docket each``: one step, taken once for each row of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courtqa.cli.answers import answers
from courtqa.cli.answers_files import table_of
from courtqa.cli.desk_words import say_after
from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    At,
    Database,
    Language,
    Packs,
    Which,
    Who,
    answering,
    known_person,
    known_proceeding,
    moment_of,
    opened_docket,
    plan_pinned,
    said,
    unknown,
    wrong,
)
from courtqa.errors import CourtqaError
from courtqa.refusal import Refusal
from courtqa.text import Text

__all__ = ["each"]


def each(
    database: Database,
    proceeding: Which,
    event: Annotated[str, typer.Argument(metavar="STEP", help="See courtqa docket allowed.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV or YAML table; its columns are fields.")
    ],
    *,
    by: Who,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", "-d", metavar="FIELD=VALUE", help="What is the same in every row."),
    ] = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Take a step once for each row of a table: open all reviews that were drawn, register all who came.

    Every row is a step of its own in the trail. One that is refused keeps none of the others back, and is told with
    its number. Nothing is recorded at all if a row can't be read.

    Exit code 0: every row was recorded. 1: some were refused. 2: asked wrongly.

    Example: courtqa docket each court.db review_campaign-2008-1 open_review drawn.csv --by liu -d review_kind=routine
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor, before = known_person(docket, by), known_proceeding(docket, proceeding)
        plan, moment = plan_pinned(docket, before), moment_of(docket.policy, at)
        ways = [one for one in plan.workflow.transitions if one.event == event]
        if not ways:
            raise unknown(Text(zh="步骤", en="step"), event, plan.from_state.get(before.state) or plan.events)
        takes = dict.fromkeys(name for one in ways for name in (*one.requires, *one.allows))
        table = table_of(file)
        if isinstance(table, Text):
            raise CourtqaError(table)
        rows, faults = [], []
        for number, row in enumerate(table, 1):
            pairs = [f"{name}={value}" for name, value in row.items() if value not in (None, "")]
            brought, found = answers(plan, takes, [*(data or ()), *pairs], None)
            rows.append(brought)
            faults += [Text(zh=f"第 {number} 行：{one.zh}", en=f"row {number}: {one.en}") for one in found]
        if faults:
            raise wrong(faults, lang)
        outcomes = docket.record_each(before.id, event, rows, by=actor, at=moment)
        refused = [(number, one) for number, one in enumerate(outcomes, 1) if isinstance(one, Refusal)]
        if len(refused) < len(rows):
            say_after(docket, before, docket.proceeding(before.id), by=actor, at=moment, lang=lang)
        for number, refusal in refused:
            why = refusal.text
            line = Text(zh=f"第 {number} 行未办理：{why.zh}", en=f"row {number} refused: {why.en}")
            said(line.to(lang), stderr=True, style="red")
        good, every = len(rows) - len(refused), len(rows)
        said(Text(zh=f"共 {every} 行，已办理 {good} 行", en=f"{good} of {every} rows recorded").to(lang))
        if refused:
            raise typer.Exit(REFUSED)
