"""``courtqa evaluate``: from a file of case records to measures, changes and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from courtqa.cli.evaluating import Asked, measured, reports_among
from courtqa.cli.record_files import Engine, Files
from courtqa.errors import CourtqaError, IncomparablePeriods, RecordsError
from courtqa.text import Text

__all__ = ["evaluate"]

Lang = Literal["zh", "en"]
Format = Literal["table", "csv", "json"]
HARBIN = ["harbin"]


_BEGIN = Text(
    zh="没有对照表。可先运行：courtqa mapping suggest {cases} -o mapping.yaml",
    en="There is no mapping. To begin one: courtqa mapping suggest {cases} -o mapping.yaml",
)
_NOWHERE = Text(
    zh="--decisions 所列决定只见于报告，请同时给出 -o report.html 或 -o report.xlsx",
    en="--decisions stand in a report only: add -o report.html or -o report.xlsx",
)


def evaluate(  # noqa: PLR0917  the options of a command
    cases: Annotated[
        Path, typer.Argument(help="The case records: CSV (also .gz), Excel, Parquet, or a folder of Parquet.")
    ],
    period: Annotated[str, typer.Option("--period", help="2007, 2007H1, 2007Q3 or 2007-05.")],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", "-m", help="YAML: which of your columns is which. None: yours bear our names."
        ),
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", help="The period to compare with, of the same length.")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", help="The column that holds the unit: division, judge, origin_court …")
    ] = "division",
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="An indicator set of the pack; may be repeated. None: trial_work, or all of its sets.",
        ),
    ] = None,
    packs: Annotated[
        list[str], typer.Option("--pack", "-p", help="A pack, by name or folder; may be repeated.")
    ] = HARBIN,
    min_n: Annotated[
        int, typer.Option("--min-n", min=0, help="Leave out units of which no figure rests on so many cases.")
    ] = 0,
    events: Annotated[
        Path | None,
        typer.Option("--events", help="Court events: kind, division, person, on, case_id, value."),
    ] = None,
    staff: Annotated[
        Path | None, typer.Option("--staff", help="Who was on duty: division, person, since, until.")
    ] = None,
    assessment: Annotated[
        str | None,
        typer.Option(
            "--assessment",
            help="The rules that report.html assesses and ranks by. None: divisions, or the pack's only one.",
        ),
    ] = None,
    ranking: Annotated[
        bool, typer.Option("--ranking", help="Rank in report.html even where the pack has ranking off.")
    ] = False,
    judges: Annotated[
        bool, typer.Option("--judges/--no-judges", help="A section per judge in the report, or none.")
    ] = True,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions", help="YAML: vetoes and people's grades, to stand beside the figures in the report."
        ),
    ] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out", "-o", help="report.html, report.xlsx, or a folder for the tables; may be repeated."
        ),
    ] = None,
    save_base: Annotated[
        Path | None,
        typer.Option("--save-base", help="Keep the sums in this file: `courtqa base` reports from it later."),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest", help="A list as `sha256sum` writes it: a file that is not in it is refused."
        ),
    ] = None,
    engine: Annotated[
        Engine | None,
        typer.Option(
            "--engine", help="What counts. By itself: DuckDB for a large Parquet file, else Polars in memory."
        ),
    ] = None,
    spark_master: Annotated[
        str | None,
        typer.Option("--spark-master", help="With --engine spark: the cluster (spark://host:7077, yarn …)."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="What is printed.")] = "table",
    lang: Annotated[
        Lang, typer.Option("--lang", help="The language to answer in, and of report.xlsx; a page holds both.")
    ] = "en",
) -> None:
    """Count what the records say: indicators per unit, with their numerators, and what changed.

    Every figure carries the counts it is made of. What the file cannot be believed in is listed first, with the
    number of rows: nothing is dropped silently. A period that the records cover only in part is never compared
    with a whole one.

    **Which sets there are**: trial_work, team, key_items, year_figures, flow and reversal in the built-in pack; cepej,
    courtools and time_standards with `-p court_performance`; spc_quality with `-p spc_indicators`. An
    indicator whose columns your mapping does not name is shown as not recorded, never as 0.

    **From a table of your own to a report**: `courtqa mapping suggest register.csv -o register.yaml` begins the mapping,
    `courtqa mapping check register.yaml register.csv` lists what cannot be read, and
    `courtqa evaluate register.csv -m register.yaml --period 2007 --against 2006 -o report.html -o report.xlsx` writes
    the report. For its head, give the mapping `court: {zh: …, en: …}`.

    **One judge**: figures, intervals and the division's figure beside them are in the report, no grade: too few things
    happen to one judge in a year. `--by judge` prints the figures of all judges.

    **Vetoes and the grades people gave** change no figure and stand beside them in the report, from
    `--decisions decisions.yaml`: lists `vetoes:` (unit, ground, reasons, by, decided_on, effect, until) and `grades:`
    (unit, step, grade, by, role, decided_on, reasons).

    **Appeals, charged to the district they come from**:
    `courtqa evaluate appeals.csv.gz -m appeals.yaml --period 2014 --by origin_court --set reversal --min-n 100`

    **A register's year against the year before**:
    `courtqa evaluate register.csv.gz -m register.yaml --period 2007 --against 2006 --set flow -f csv`

    **Millions of cases**: a Parquet file in our own columns is counted where it is, by DuckDB or, with
    `--engine spark --spark-master spark://host:7077`, on a cluster. `--save-base base.parquet` keeps the sums, and
    `courtqa base show base.parquet --period 2007` answers from them.

    **Exit codes**: 0 done; 1 the records do not allow it; 2 something asked for does not exist.
    """
    from rich.console import Console

    from courtqa.cli.figures import show

    if decisions is not None and not reports_among(out or []):
        raise typer.BadParameter(_NOWHERE.to(lang))
    try:
        from courtqa.evaluation import Period

        now, before = Period.parse(period), Period.parse(against) if against else None
        files = Files(cases, mapping, events, staff, engine, spark_master, manifest)
        asked = Asked(
            files,
            now,
            before,
            by,
            sets,
            packs,
            min_n,
            assessment,
            out or [],
            lang,
            ranking,
            judges,
            decisions,
            save_base,
        )
        sheet = measured(asked)
    except CourtqaError as error:
        say = Console(stderr=True, soft_wrap=True)
        say.print(f"[bold red]courtqa:[/] {_plain(error.to(lang))}", highlight=False)
        if isinstance(error, RecordsError) and mapping is None:
            say.print(_plain(_BEGIN.fill(cases=cases).to(lang)), highlight=False)
        raise typer.Exit(1 if isinstance(error, RecordsError | IncomparablePeriods) else 2) from None
    show(sheet, format, lang)
    for path in [*(out or []), *([save_base] if save_base is not None else [])]:
        Console(stderr=True, soft_wrap=True).print(_plain(f"→ {path}"), highlight=False)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
