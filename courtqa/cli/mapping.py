"""``courtqa mapping``: begin a mapping from a file's own headings, and try one out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.mapping_text import mapping_text
from courtqa.cli.progress import progress
from courtqa.errors import CourtqaError
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["mapping_app"]

mapping_app = typer.Typer(
    no_args_is_help=True, help="Which of your columns is which: begin a mapping, try it out."
)
HARBIN = ["harbin"]


@mapping_app.callback()
def _group() -> None:
    """Which of your columns is which: begin a mapping, try it out."""


@mapping_app.command("suggest")
def suggest(
    cases: Annotated[
        Path, typer.Argument(help="The case records: CSV (also .gz), Excel, Parquet, or a folder of Parquet.")
    ],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the mapping here.")] = None,
    packs: Annotated[
        list[str],
        typer.Option("--pack", "-p", help="A pack whose divisions are recognised; may be repeated."),
    ] = HARBIN,
    lang: Annotated[Lang, typer.Option("--lang", help="The language to answer in.")] = "en",
) -> None:
    """Begin a mapping: guess from headings and values, and say what is left for a person to decide.

    Encoding, separator, forms of dates (also Excel's numbers), words for outcomes, short names of divisions and
    repeated rows are recognised. Every line that needs your eye is marked. Nothing is counted yet.

    Example: `courtqa mapping suggest register.csv -o register.yaml`, look at it, then
    `courtqa mapping check register.yaml register.csv`

    **Exit codes**: 0 written; 1 the file cannot be read; 2 a file of that name is already there.
    """
    from rich.console import Console

    say = Console(stderr=True)
    try:
        from courtqa.evaluation import suggest_mapping

        with progress(2, lang) as step:
            step(Text(zh="读取规则包", en="reading the pack"))
            units = _titles(packs)
            step(Text(zh="查看列名与数据", en="looking at headings and values"))
            found = suggest_mapping(cases, units=units)
    except CourtqaError as error:
        say.print(f"courtqa: {error.to(lang)}", markup=False, highlight=False, style="bold red")
        raise typer.Exit(1) from None
    told = mapping_text(found, lang)
    if not found.guesses:
        nothing = Text(
            zh="没有一列可识别：文件现有列为 {names}。若表头上方还有标题行，可在对照表中写 header_row",
            en="no column was recognised; the file's are {names}. If titles stand above the header, say header_row in the mapping",
        )
        say.print(
            nothing.fill(names=", ".join(found.left_over)).to(lang),
            markup=False,
            highlight=False,
            style="bold red",
        )
    if out is None:
        typer.echo(told)
        return
    if out.exists():
        there = Text(zh="{out} 已存在，未覆盖", en="{out} is already there and was left alone").fill(out=out)
        say.print(there.to(lang), markup=False, highlight=False)
        raise typer.Exit(2)
    out.write_text(told, encoding="utf-8")
    done = Text(
        zh="→ {out}：识别 {n} 列，{m} 处须人工核对（# 核对）。下一步：courtqa mapping check {out} {cases}",
        en="→ {out}: {n} columns recognised, {m} lines to look at (# CHECK). Next: courtqa mapping check {out} {cases}",
    )
    facts = {"n": len(found.guesses), "m": told.count("# CHECK") + told.count("# 核对")}
    say.print(done.fill(out=out, cases=cases, **facts).to(lang), markup=False, highlight=False)


@mapping_app.command("check")
def check(
    mapping: Annotated[Path, typer.Argument(help="The mapping: YAML.")],
    cases: Annotated[Path, typer.Argument(help="The case records it is for.")],
    lang: Annotated[Lang, typer.Option("--lang", help="The language to answer in.")] = "en",
) -> None:
    """Read the records by a mapping and list every defect, with the first places. Nothing is evaluated.

    Example: `courtqa mapping check register.yaml register.csv`

    **Exit codes**: 0 no row was rejected; 1 some were, or the file cannot be read; 2 the mapping is wrong.
    """
    from rich.console import Console

    from courtqa.errors import PolicyError

    try:
        from courtqa.evaluation import read_cases

        with progress(1, lang) as step:
            step(Text(zh="读取案件记录", en="reading the records"))
            found = read_cases(cases, mapping=mapping)
    except CourtqaError as error:
        Console(stderr=True).print(
            f"courtqa: {error.to(lang)}", markup=False, highlight=False, style="bold red"
        )
        raise typer.Exit(2 if isinstance(error, PolicyError) else 1) from None
    typer.echo(found.defects.summary(lang))
    for defect in found.defects:
        if not defect.count:
            continue
        rejected = Text(zh="（未采用 {n}）", en=" ({n} rejected)").fill(n=f"{defect.rejected:,}").to(lang)
        where = Text(zh="；", en="; ").to(lang).join(spot.to(lang) for spot in defect.first[:3])
        typer.echo(
            f"  {defect.count:>8,}  {defect.title.to(lang)}{rejected if defect.rejected else ''}  {where}"
        )
    if found.defects.rejected:
        raise typer.Exit(1)


def _titles(packs: list[str]) -> Mapping[str, str]:
    """The divisions of the packs by id, by their Chinese titles."""
    from courtqa.kinds import load_policy

    return {
        key: unit.title.zh
        for edition in load_policy(*packs).editions("units")
        for key, unit in edition.value.units.items()
        if getattr(unit, "kind", "") not in {"court", "basic_court"}
    }
