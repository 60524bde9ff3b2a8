"""``courtqa docket standing``: what measures run against a person; and opening what is sealed once they are over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.desk_rules import in_names
from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    Database,
    Language,
    Packs,
    answering,
    known_person,
    opened_docket,
    said,
)
from courtqa.errors import Refused
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Docket, Proceeding

__all__ = ["LookedAtBy", "Purpose", "hidden_line", "opened", "refuse_sealed", "refused", "standing"]

SAY_WHY = Text(zh="用 --purpose 写明查阅目的", en="say why it is looked at: --purpose")
Purpose = Annotated[
    str, typer.Option("--purpose", help="Why a sealed record is looked at; it goes into its trail.")
]
LookedAtBy = Annotated[str | None, typer.Option("--by", metavar="ID", help="Who looks at a sealed record.")]


def standing(  # noqa: PLR0917  the options of a command
    database: Database,
    person: Annotated[str, typer.Argument(help="The id of a person.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day to look from.")],
    by: LookedAtBy = None,
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """What measures run against a person on a day, which are over, what was restored.

    What is over is sealed: it is counted, and opened only to an office of the procedure or to the person, for a stated
    purpose that goes on record.

    Example: courtqa docket standing court.db wang --on 2008-08-01 --by wang --purpose "the judge asks for it"
    """
    from courtqa.sanctions import opened_standing, standing_of

    with answering(lang), opened_docket(database, pack) as docket:
        if by is None:
            told = standing_of(docket, person, on=on.date()).to(lang)
        else:
            who = known_person(docket, by)
            try:
                found = opened_standing(docket, person, on=on.date(), by=who, purpose=purpose)
            except Refused as error:
                raise refused(error, lang) from None
            told = found.to(lang, purpose=purpose)
        known = {actor.id: actor for actor in docket.store.actors(docket.court)}
        told = in_names(known, Text(zh=told, en=told)).to(lang)
    said(told)


def opened(docket: Docket, proceeding: Proceeding, by: str | None, purpose: str, lang: Lang) -> Proceeding:
    """The proceeding, opened on record where it is sealed; refused without somebody who may and a purpose."""
    if not docket.is_sealed(proceeding):
        return proceeding
    if by is None:
        told = Text(
            zh=f"{proceeding.id} 已封存：措施已经结束。查阅须用 --by 写明何人，用 --purpose 写明目的",
            en=f"{proceeding.id} is sealed: the measure is over. Say with --by who looks at it and with --purpose why",
        )
        said(told.to(lang), stderr=True)
        raise typer.Exit(REFUSED)
    try:
        return docket.consult(proceeding, by=known_person(docket, by), purpose=purpose)
    except Refused as error:
        raise refused(error, lang) from None


def refuse_sealed(docket: Docket, proceeding: Proceeding, lang: Lang) -> None:
    """Stop where the record is sealed: there is nothing left to do in it, and looking at it is another command."""
    if docket.is_sealed(proceeding):
        told = Text(
            zh=f"{proceeding.id} 已封存：措施已经结束。查阅用 courtqa docket show，写明 --by 和 --purpose",
            en=f"{proceeding.id} is sealed: the measure is over. `docket show` opens it, with --by and --purpose",
        )
        said(told.to(lang), stderr=True)
        raise typer.Exit(REFUSED)


def refused(error: Refused, lang: Lang) -> typer.Exit:
    """The exit for what may not be looked at, every reason having been said."""
    for reason in error.refusal.reasons:
        said(reason.text.to(lang), stderr=True, style="red")
        if reason.rule:
            said(f"  {reason.rule}", stderr=True)
        if reason.code == "sealed_record":
            said(f"  → {SAY_WHY.to(lang)}", stderr=True)
    return typer.Exit(REFUSED)


def hidden_line(count: int, lang: Lang) -> None:
    """How many records are sealed and were left out; nothing where none is."""
    if count:
        told = Text(zh=f"另有 {count} 件已封存，未列入", en=f"{count} sealed left out")
        said(told.to(lang))
