"""``courtqa notice reprint``: what was filed, found whole and printed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.dockets import HARBIN, Language, Packs, answering, known_person, opened_docket, said
from courtqa.cli.standing import LookedAtBy, Purpose, refused
from courtqa.errors import Refused
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.workflows import Reader

__all__ = ["reprint"]

SAME = Text(zh="与原件逐字节一致", en="the same bytes as the original")


def reprint(
    archive: Annotated[
        Path,
        typer.Argument(metavar="ARCHIVE.zip", exists=True, dir_okay=False, help="The archive of the notice."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", file_okay=False, help="Also write them.")
    ] = None,
    *,
    docket: Annotated[
        str | None,
        typer.Option("--docket", metavar="DB", help="Of the notice of a measure: the docket it is in …"),
    ] = None,
    by: LookedAtBy = None,
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Hold a filed notice against its manifest and print it again: the same bytes, or what changed since.

    The notice of a measure is printed again for somebody who may look at it; once the measure is over, on record.

    Example: courtqa notice reprint court.papers/quality-2008-1/archive.zip --out again
    """
    from courtqa.notices import read_archive
    from courtqa.notices import reprint as made_anew

    with answering(lang), _reader(docket, by, purpose, pack) as reader:
        held = read_archive(archive)
        try:
            made = made_anew(held, reader=reader)
        except Refused as error:
            raise refused(error, lang) from None
    said("  ".join((*held.model.number, held.model.title)))
    for name, content in sorted(made.items()):
        said(f"{name}  {len(content)} B  sha256 {held.manifest['sha256'][name][:16]}…  {SAME.to(lang)}")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(content)


@contextmanager
def _reader(database: str | None, by: str | None, purpose: str, pack: list[str]) -> Iterator[Reader | None]:
    """The docket as that person may read it; nobody where none is named."""
    if database is None or by is None:
        yield None
        return
    with opened_docket(database, pack) as docket:
        yield docket.reader(known_person(docket, by), purpose=purpose)
