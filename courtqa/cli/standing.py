"""``courtqa docket standing``: what measures run against a person; and the seal on what is over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.dockets import HARBIN, REFUSED, Database, Language, Packs, answering, opened_docket
from courtqa.cli.tables import console
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Docket, Proceeding

__all__ = ["Purpose", "open_to_see", "refuse_sealed", "standing"]

Purpose = Annotated[
    str, typer.Option("--purpose", help="Why a sealed record is looked at; without it none is shown.")
]


def standing(  # noqa: PLR0917  the options of a command
    database: Database,
    person: Annotated[str, typer.Argument(help="The id of a person.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day to look from.")],
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """What measures run against a person on a day, which are over, what was restored.

    What is over is sealed: it is counted, and shown only for a stated purpose.

    Example: courtqa docket standing court.db wang --on 2008-08-01 --purpose "the judge asks for it"
    """
    from courtqa.sanctions import standing_of

    with answering(lang), opened_docket(database, pack) as docket:
        told = standing_of(docket, person, on=on.date()).to(lang, purpose=purpose)
    console().print(told, highlight=False, markup=False)


def open_to_see(docket: Docket, found: tuple[Proceeding, ...], purpose: str) -> tuple[Proceeding, ...]:
    """Those that may be shown: without a purpose none that is sealed."""
    from courtqa.sanctions import sealed

    return found if purpose.strip() else tuple(one for one in found if not sealed(docket.policy, one))


def refuse_sealed(docket: Docket, proceeding: Proceeding, purpose: str, lang: Lang) -> None:
    """Stop where the record is sealed and no purpose is stated."""
    if open_to_see(docket, (proceeding,), purpose):
        return
    told = Text(
        zh=f"{proceeding.id} 已封存：措施已经结束。查阅须用 --purpose 写明目的",
        en=f"{proceeding.id} is sealed: the measure is over. Say with --purpose why it is looked at",
    )
    console(stderr=True).print(told.to(lang), highlight=False, markup=False)
    raise typer.Exit(REFUSED)
