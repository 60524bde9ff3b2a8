"""``courtqa notice reprint``: what was filed, found whole and printed again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courtqa.cli.dockets import Language, answering, said
from courtqa.text import Text

__all__ = ["reprint"]

SAME = Text(zh="与原件逐字节一致", en="the same bytes as the original")


def reprint(
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE.zip", exists=True, dir_okay=False)],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", file_okay=False, help="Also write them.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Hold a filed notice against its manifest and print it again: the same bytes, or what changed since.

    Example: courtqa notice reprint court.papers/quality-2008-1/archive.zip --out again
    """
    from courtqa.notices import read_archive
    from courtqa.notices import reprint as made_anew

    with answering(lang):
        held = read_archive(archive)
        made = made_anew(held)
    said("  ".join((*held.model.number, held.model.title)))
    for name, content in sorted(made.items()):
        said(f"{name}  {len(content)} B  sha256 {held.manifest['sha256'][name][:16]}…  {SAME.to(lang)}")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(content)
