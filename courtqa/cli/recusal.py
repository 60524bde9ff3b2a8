"""``courtqa docket recuse | uphold``: taking a person out of a proceeding, and what then becomes of their steps."""

from __future__ import annotations

from typing import Annotated

import typer

from courtqa.cli.desk_refusal import say_refusal
from courtqa.cli.desk_words import say_after
from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    At,
    Database,
    Expect,
    Key,
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
)
from courtqa.errors import Refused

__all__ = ["recuse", "uphold"]


def recuse(
    database: Database,
    proceeding: Which,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The id of who is taken out.")],
    *,
    by: Who,
    reason: Annotated[str, typer.Option("--reason", help="Why: the relation, the ground.")],
    at: At = None,
    key: Key = None,
    expect: Expect = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Take a person out of a proceeding: they may do nothing more in it, and what they did is marked.

    Example: courtqa docket recuse court.db case_review-2008-1 sun --by sun --reason "the judge's cousin"
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor, before = known_person(docket, by), known_proceeding(docket, proceeding)
        out, moment = known_person(docket, person), moment_of(docket.policy, at)
        try:
            after = docket.recuse(
                before.id, out.id, by=actor, reason=reason, at=moment, key=key, expect=expect
            )
        except Refused as error:
            plan = plan_pinned(docket, before)
            say_refusal(docket, error.refusal, plan, proceeding=before, needed=(), lang=lang, at=moment)
            raise typer.Exit(REFUSED) from None
        say_after(docket, before, after, by=actor, at=moment, lang=lang)


def uphold(
    database: Database,
    proceeding: Which,
    seq: Annotated[int, typer.Argument(metavar="NO", help="The number of the step in the trail.")],
    *,
    by: Who,
    reason: Annotated[str, typer.Option("--reason", help="Why it stands.")],
    at: At = None,
    key: Key = None,
    expect: Expect = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Let a marked step stand, after looking at it again: somebody who could have taken it, and is not out.

    Example: courtqa docket uphold court.db case_review-2008-1 4 --by qian --reason "read afresh, the same result"
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor, before = known_person(docket, by), known_proceeding(docket, proceeding)
        moment = moment_of(docket.policy, at)
        try:
            after = docket.uphold(before.id, seq, by=actor, reason=reason, at=moment, key=key, expect=expect)
        except Refused as error:
            plan = plan_pinned(docket, before)
            say_refusal(docket, error.refusal, plan, proceeding=before, needed=(), lang=lang, at=moment)
            raise typer.Exit(REFUSED) from None
        say_after(docket, before, after, by=actor, at=moment, lang=lang)
