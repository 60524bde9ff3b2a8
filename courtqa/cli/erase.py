"""``courtqa docket erase``: forget what a proceeding holds about a person."""

from __future__ import annotations

from typing import Annotated, Any

import typer

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
    said,
)
from courtqa.errors import Refused
from courtqa.text import Text

__all__ = ["erase"]


def erase(
    database: Database,
    proceeding: Which,
    *,
    by: Who,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is recorded.")],
    field: Annotated[
        list[str] | None, typer.Option("--field", help="Only this field; may be repeated. All if left out.")
    ] = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Forget the values of personal fields of a proceeding; that it was done, by whom and why is recorded.

    The trail stays whole: `verify` finds nothing amiss. Backups and copies are beyond the reach of this.

    Example: courtqa docket erase court.db petition-2008-3 --by zhou --reason "at the person's request"
    """
    with answering(lang), opened_docket(database, pack) as docket:
        found = known_proceeding(docket, proceeding)
        try:
            after = docket.erase(
                found,
                field or (),
                by=known_person(docket, by),
                reason=reason,
                at=moment_of(docket.policy, at),
            )
        except Refused as error:
            said(error.to(lang), stderr=True, style="red")
            raise typer.Exit(REFUSED) from None
        rows: Any = docket.trail(after)[-1].payload["erased"]
        gone = ", ".join(sorted({row["field"] for row in rows if not row["field"].startswith("@")}))
    done = Text(
        zh=f"{found.id}：已删除 {gone}，记为第 {after.version} 号",
        en=f"{found.id}: {gone} erased; recorded as event {after.version}",
    )
    said(done.to(lang))
