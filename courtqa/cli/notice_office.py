"""``courtqa notice batch`` and ``courtqa notice stats``: many documents at once, and the year's figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from courtqa.notices import Issued, Register
    from courtqa.workflows import Actor

__all__ = ["batch", "stats"]

Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language of labels and answers.")]
Data = Annotated[
    Path, typer.Argument(metavar="DATA.jsonl", exists=True, dir_okay=False, help="One notice's data a line.")
]
Forms = Annotated[
    list[str], typer.Option("--form", "-f", help="docx, pdf, html or markdown; may be repeated.")
]
Who = "ID:NAME:ROLE"
ENDINGS = {"docx": "docx", "pdf": "pdf", "html": "html", "markdown": "md"}
HARBIN = ["harbin"]
RECORDS = "records.jsonl"


def batch(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as quality_bulletin.")],
    data: Data,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", file_okay=False, help="The folder to write to.")
    ],
    *,
    author: Annotated[str, typer.Option("--by", metavar=Who, help="Who drew them up.")],
    signer: Annotated[str, typer.Option("--signed-by", metavar=Who, help="Who signed them: another person.")],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of signing and printing.")],
    form: Forms = ["docx", "pdf"],  # noqa: B006 - typer reads it
    pack: Annotated[list[str], typer.Option("--pack", "-p", help="A pack, by name or folder.")] = HARBIN,
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="COURT.db", help="The register; without it, a trial run."),
    ] = None,
    layout: Annotated[str | None, typer.Option("--layout", metavar="YEAR", help="2012 or 1999.")] = None,
    profile: Annotated[
        Literal["conventional", "ink"],
        typer.Option(
            "--profile", help="The margins of a DOCX: as expected in the dialog, or by the printed ink."
        ),
    ] = "conventional",
) -> None:
    """Issue many notices: check all, sign all, then number and render them one by one.

    Example: courtqa notice batch quality_bulletin data.jsonl --out out --by zhou:周某:document_clerk --signed-by liu:刘某:court_president --on 2008-04-03
    """
    import warnings

    from courtqa.cli.dockets import policy_of
    from courtqa.errors import FontSubstituted
    from courtqa.notices import IssueRecord, draft_all, issue_all, write_records

    if unknown := set(form) - set(ENDINGS):
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: not one of {', '.join(ENDINGS)}", param_hint="--form"
        )
    policy, day, clerk, chief = (
        policy_of(tuple(pack)),
        _day(on),
        _actor(author, "--by"),
        _actor(signer, "--signed-by"),
    )
    drafts = draft_all(policy, kind, _rows(data), on=day, by=clerk)
    out.mkdir(parents=True, exist_ok=True)
    noon = datetime.combine(day, time(12), ZoneInfo(policy.time_zone))
    records = []
    with _register(register) as numbers, warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("once", FontSubstituted)
        issued = issue_all(drafts, numbers, signed_by=chief, at=noon, by=clerk, on=day)
        for each in _counted(issued, len(drafts)):
            _write(each, out, form, layout, profile)
            records.append(IssueRecord.of(each))
    write_records(out / RECORDS, records)
    for message in dict.fromkeys(str(each.message) for each in said):
        typer.echo(message, err=True)
    last = records[-1].printed[0] if records else "-"
    typer.echo(f"{len(records)} notices in {out}, the last is {last}; {RECORDS} holds them by line")


def stats(
    records: Annotated[
        list[Path],
        typer.Argument(
            metavar="RECORDS.jsonl",
            exists=True,
            dir_okay=False,
            help="What `notice batch` or `notice records` wrote.",
        ),
    ],
    *,
    by: Annotated[
        Literal["all", "year", "half", "quarter", "month"],
        typer.Option("--by", help="The period to count by."),
    ] = "year",
    register: Annotated[
        Path | None, typer.Option("--register", metavar="COURT.db", help="Leave out what it holds as void.")
    ] = None,
    lang: Lang = "zh",
) -> None:
    """Count issues, person-times and leaders by series and period, as a table and as sentences.

    Example: courtqa notice stats out/records.jsonl --by half
    """
    from rich import print as show
    from rich.table import Table

    from courtqa.notices import read_records, sentence, tally

    with _register(register) as numbers:
        figures = tally(read_records(*records), by=by, entries=numbers.entries())
    heads = {
        "zh": ("通报", "期间", "期数", "人次", "领导人次", "人数"),
        "en": ("series", "period", "issues", "person-times", "of leaders", "persons"),
    }[lang]
    table = Table()
    for at, head in enumerate(heads):
        table.add_column(head, justify="left" if at < 2 else "right")
    for each in figures:
        name = each.title if lang == "zh" else each.series
        counts = (each.issues, each.person_times, each.leader_times, each.persons)
        table.add_row(name, each.period, *map(str, counts))
    show(table)
    for each in figures:
        typer.echo(sentence(each).to(lang))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for at, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line, parse_float=Decimal, parse_constant=_no_constant)
        except ValueError as error:
            raise typer.BadParameter(f"{path}:{at}: {error}", param_hint="DATA") from error
        if not isinstance(row, dict):
            raise typer.BadParameter(f"{path}:{at}: not an object", param_hint="DATA")
        yield row


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _write(issued: Issued, out: Path, forms: list[str], layout: str | None, profile: Any) -> None:
    from courtqa.notices import render

    number = issued.number
    stem = f"{number.series}-{number.year}-{number.seq:04}"
    for form in forms:
        content: str | bytes = render(issued, form, layout=layout, profile=profile)  # type: ignore[call-overload]
        (out / f"{stem}.{ENDINGS[form]}").write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )


def _counted(issued: Iterator[Issued], total: int) -> Iterator[Issued]:
    """The notices, behind a bar that counts them 1…n."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.completed:>4.0f}/{task.total:.0f}"),
        BarColumn(),
        TextColumn("{task.fields[number]}"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("notices", total=total, number="")
        for each in issued:
            yield each
            progress.update(task, advance=1, number=each.model.number[0])


@contextmanager
def _register(path: Path | None) -> Iterator[Register]:
    if path is None:
        from courtqa.notices import MemoryRegister

        yield MemoryRegister()
        return
    from courtqa.storage import NumberRegister, open_store

    store = open_store(path)
    kept_in: Callable[[Any], Register] = NumberRegister
    try:
        yield kept_in(store)
    finally:
        store.close()


def _actor(text: str, option: str) -> Actor:
    from courtqa.workflows import Actor

    parts = text.split(":")
    if len(parts) != 3 or not all(parts):
        raise typer.BadParameter(f"{text!r} is not {Who}", param_hint=option)
    return Actor.of(*parts)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day as YYYY-MM-DD", param_hint="--on") from error
