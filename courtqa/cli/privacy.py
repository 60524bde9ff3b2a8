"""``courtqa privacy``: hand data on without handing persons on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    Language,
    Packs,
    answering,
    known_person,
    known_proceeding,
    opened_docket,
    said,
)
from courtqa.cli.progress import progress
from courtqa.errors import Refused
from courtqa.text import Text

__all__ = ["privacy_app"]

privacy_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Hand data on without handing persons on: pseudonyms, months, no small counts, no free text. 去标识化导出。",
)


@privacy_app.command("export")
def export(
    records: Annotated[Path, typer.Argument(help="The records: CSV (also .gz), Excel or Parquet.")],
    *,
    spec: Annotated[Path, typer.Option("--spec", help="What may leave, column by column (YAML).")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    purpose: Annotated[str, typer.Option("--purpose", help="What the data are handed on for.")],
    recipient: Annotated[str, typer.Option("--recipient", help="To whom.")],
    form: Annotated[
        Literal["csv", "parquet"], typer.Option("--format", help="How the tables are written.")
    ] = "csv",
    seal: Annotated[
        Path | None,
        typer.Option("--seal", help="Keep the key of the pseudonyms here; destroyed if left out."),
    ] = None,
    docket: Annotated[
        Path | None, typer.Option("--docket", help="Record the export in this docket …")
    ] = None,
    proceeding: Annotated[
        str | None, typer.Option("--proceeding", help="… in the proceeding that decided it …")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="… by this person.")] = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Write what may leave, the tables of counts, and a record of the export with the hash of each file.

    Columns that the specification does not list stay inside; so do free texts. Counts below five can neither be seen nor
    computed from the rest. Each export has a key of its own: pseudonyms of two exports can't be joined.
    """
    from courtqa.evaluation.privacy import export as made_of
    from courtqa.evaluation.privacy import read_spec

    if docket is not None and (proceeding is None or by is None):
        wrong = Text(
            zh="给出 --docket 时须同时给出 --proceeding 和 --by",
            en="--docket needs --proceeding and --by as well",
        )
        raise typer.BadParameter(wrong.to(lang))
    with answering(lang):
        with progress(2, lang) as step:
            step(Text(zh="去标识化", en="taking persons out"))
            made = made_of(_frame(records), read_spec(spec))
            step(Text(zh="写出文件", en="writing the files"))
            record = made.write(out, purpose=purpose, recipient=recipient, format=form, seal=seal)
        if docket is not None:
            with opened_docket(docket, pack) as kept:
                found = known_proceeding(kept, proceeding or "")
                try:
                    kept.note_export(found, record, by=known_person(kept, by or ""), reason=purpose)
                except Refused as error:
                    said(error.to(lang), stderr=True, style="red")
                    raise typer.Exit(REFUSED) from None
    said(made.anonymity.text.to(lang))
    kept_inside = ", ".join(made.left_out) or "-"
    said(Text(zh=f"未导出的栏：{kept_inside}", en=f"columns that stayed inside: {kept_inside}").to(lang))


def _frame(records: Path) -> Any:
    """The records, every value as it is written: an id is no number. They are read in the jail, as all files are."""
    from courtqa.evaluation import read_source

    return read_source(records, encoding="utf-8", separator=",").frame
