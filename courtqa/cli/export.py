"""``courtqa docket export``: the trails of a docket for process mining, as XES or OCEL 2.0."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.dockets import answering, opened_docket
from courtqa.cli.standing import LookedAtBy, Purpose, hidden_line, opened
from courtqa.cli.tables import console
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Docket, Proceeding
    from courtqa.workflows.mining import Told

__all__ = ["bar", "export"]

WRITTEN = Text(
    zh="{file}：案卷 {proceedings} 件，事件 {events} 个，{who}；sha256 {digest}",
    en="{file}: {proceedings} proceedings, {events} events, {who}; sha256 {digest}",
)
WHO = {
    True: Text(zh="人员和案件用原编号", en="persons and cases by their ids"),
    False: Text(zh="人员和案件已去标识", en="persons and cases behind pseudonyms, whose key is not kept"),
}


def export(
    database: Annotated[Path, typer.Argument(help="The file of the docket.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    format: Annotated[
        Literal["xes", "ocel"], typer.Option("--format", help="xes (IEEE 1849) or ocel (2.0, JSON).")
    ],
    *,
    workflow: Annotated[
        str | None, typer.Option("--workflow", help="Only proceedings of this workflow.")
    ] = None,
    by: LookedAtBy = None,
    purpose: Purpose = "",
    keep_ids: Annotated[
        bool, typer.Option("--keep-ids", help="Tell the ids of persons and cases instead of pseudonyms.")
    ] = False,
    pack: Annotated[
        list[str] | None, typer.Option("--pack", "-p", help="The rules: a pack by name or folder.")
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="zh or en.")] = "en",
) -> None:
    """The trails for process mining: what happened when, by which office; no names, no free text.

    Sealed records are left out; with --by and --purpose they are opened on record, each with an event in its trail.

    Example: courtqa docket export court.db --format xes --out court.xes
    """
    from courtqa.workflows.mining import Identities, log_of, ocel_of, write_xes

    identities = Identities(None if keep_ids else secrets.token_bytes(32))
    with answering(lang), opened_docket(database, pack or ["harbin"]) as docket:
        found = docket.proceedings(workflow=workflow)
        shown = [each for each in found if not docket.is_sealed(each)]
        if by is not None:
            shown = [opened(docket, each, by, purpose, lang) for each in found]
        told = list(_told(docket, shown, lang))
    if format == "xes":
        with out.open("w", encoding="utf-8") as file, bar(Text(zh="写出", en="writing"), lang) as progress:
            write_xes(log_of(told, identities=identities), file, progress=progress)
    else:
        import json

        with out.open("w", encoding="utf-8") as file:
            json.dump(ocel_of(told, identities=identities), file, ensure_ascii=False, indent=1)
    said = {
        "file": out,
        "proceedings": len(told),
        "events": sum(len(each.events) for each in told),
        "who": WHO[keep_ids].to(lang),
        "digest": sha256(out.read_bytes()).hexdigest(),
    }
    console().print(WRITTEN.to(lang).format(**said), markup=False, soft_wrap=True)
    hidden_line(len(found) - len(shown), lang)


def _told(docket: Docket, found: Sequence[Proceeding], lang: Lang) -> Iterator[Told]:
    from courtqa.workflows import plan_of
    from courtqa.workflows.mining import Told

    with bar(Text(zh="读取", en="reading"), lang) as progress:
        for done, one in enumerate(found, 1):
            plan = plan_of(docket.policy, one.workflow, on=one.edition)
            yield Told(one, tuple(docket.trail(one)), plan)
            progress(done, len(found))


@contextmanager
def bar(what: Text, lang: Lang) -> Iterator[Callable[[int, int], None]]:
    """A bar that shows how much is done; nothing where no person is looking."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as shown:
        task = shown.add_task(what.to(lang), total=None)

        def progress(done: int, size: int) -> None:
            shown.update(task, completed=done, total=size)

        yield progress
