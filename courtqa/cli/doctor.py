"""``courtqa doctor``: whether this machine, this database and these rules are fit for use, and what to do if not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.auditing import looked_into
from courtqa.cli.dockets import HARBIN, Language, Packs
from courtqa.cli.doctor_checks import (
    of_calendar,
    of_clock,
    of_database,
    of_extras,
    of_fonts,
    of_keys,
    of_python,
)
from courtqa.cli.tables import WHAT, console, table
from courtqa.errors import CourtqaError
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.storage import Checked

__all__ = ["doctor"]

AILING = 1
FOUND, ADVICE = Text(zh="现状", en="found"), Text(zh="处理", en="what to do")


def doctor(
    database: Annotated[
        str | None, typer.Argument(metavar="[DB]", help="A docket's database: a file, or postgresql://….")
    ] = None,
    *,
    keys: Annotated[Path | None, typer.Option("--keys", envvar="COURTQA_KEYS", help="The key file.")] = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option("--checkpoint", help="A place where checkpoints are kept.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
            help="What is taken for now, in UTC; the machine's clock if left out.",
        ),
    ] = None,
    pack: Packs = HARBIN,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    lang: Language = "en",
) -> None:
    """Look at settings, permissions, clock, calendar, fonts, extras, schema, keys and checkpoints; nothing is changed.

    Exit code 0: all is well. 1: something is not, and what to do stands beside it.
    """
    from courtqa.workflows import machine_time

    now = machine_time() if at is None else at.replace(tzinfo=UTC)
    findings = list(_findings(database, keys, checkpoint or [], pack, now=now))
    well = all(each.ok for each in findings)
    if as_json:
        told = [
            {
                "what": each.name.to(lang),
                "found": each.found,
                "ok": each.ok,
                "advice": None if each.advice is None else each.advice.to(lang),
            }
            for each in findings
        ]
        typer.echo(json.dumps({"ok": well, "findings": told}, ensure_ascii=False))
    else:
        rows = [
            (
                "✓" if each.ok else "✗",
                each.name.to(lang),
                each.found,
                "" if each.ok or each.advice is None else each.advice.to(lang),
            )
            for each in findings
        ]
        head = (Text(zh="", en=""), WHAT, FOUND, ADVICE)
        table(Text(zh="体检", en="Doctor"), head, rows, lang)
        ailing = sum(not each.ok for each in findings)
        words = Text(zh=f"需处理：{ailing}", en=f"to be seen to: {ailing}")
        console().print(words.to(lang), style="green" if well else "bold red", markup=False)
    if not well:
        raise typer.Exit(AILING)


def _findings(
    database: str | None, keys: Path | None, places: list[Path], packs: list[str], *, now: datetime
) -> Iterator[Checked]:
    from courtqa.cli.doctor_checks import checked
    from courtqa.kinds import load_policy

    yield from of_python()
    yield from of_extras()
    yield from of_fonts()
    try:
        policy = load_policy(*packs)
        yield checked(
            "规则", "rules", ", ".join(f"{each.name} {each.version}" for each in policy.packs), ok=True
        )
        yield from of_calendar(policy, now.astimezone(policy.zone).date())
    except CourtqaError as error:
        yield checked("规则", "rules", ", ".join(packs), ok=False, advice=(error.text.zh, error.text.en))
    if database is None:
        yield from of_clock(now, None)
        return
    found = list(of_database(database))
    yield from found
    if any(each.name.en in {"database", "schema"} and not each.ok for each in found):
        yield from of_clock(now, None)
        return
    try:
        with looked_into(database) as audit:
            yield from of_clock(now, audit)
            yield from of_keys(audit, keys, places)
    except CourtqaError as error:
        yield checked("卷宗", "trail", database, ok=False, advice=(error.text.zh, error.text.en))
