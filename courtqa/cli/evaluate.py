"""``courtqa evaluate``: from a file of case records to measures, changes and a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from attrs import frozen

from courtqa.cli.progress import progress
from courtqa.cli.record_files import Engine, Files
from courtqa.errors import CourtqaError, IncomparablePeriods, RecordsError, UnknownName
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.cli.figures import Sheet
    from courtqa.evaluation import Indicator, Period
    from courtqa.policy import Policy

__all__ = ["evaluate"]

Lang = Literal["zh", "en"]
Format = Literal["table", "csv", "json"]
HARBIN = ["harbin"]
REPORTS = {".html", ".htm", ".xlsx"}


_BEGIN = Text(
    zh="没有对照表。可先运行：courtqa mapping suggest {cases} -o mapping.yaml",
    en="There is no mapping. To begin one: courtqa mapping suggest {cases} -o mapping.yaml",
)
_NOWHERE = Text(
    zh="--decisions 所列决定只见于报告，请同时给出 -o report.html 或 -o report.xlsx",
    en="--decisions stand in a report only: add -o report.html or -o report.xlsx",
)


@frozen
class _Asked:
    """What the command line asked for."""

    files: Files
    period: Period
    against: Period | None
    by: str
    sets: list[str] | None
    packs: list[str]
    min_n: int
    assessment: str | None
    out: list[Path]
    lang: Lang
    ranking: bool = False
    judges: bool = True
    decisions: Path | None = None
    save_base: Path | None = None


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

    if decisions is not None and not _reports(out or []):
        raise typer.BadParameter(_NOWHERE.to(lang))
    try:
        from courtqa.evaluation import Period

        now, before = Period.parse(period), Period.parse(against) if against else None
        files = Files(cases, mapping, events, staff, engine, spark_master, manifest)
        asked = _Asked(
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
        sheet = _measured(asked)
    except CourtqaError as error:
        say = Console(stderr=True, soft_wrap=True)
        say.print(f"[bold red]courtqa:[/] {_plain(error.to(lang))}", highlight=False)
        if isinstance(error, RecordsError) and mapping is None:
            say.print(_plain(_BEGIN.fill(cases=cases).to(lang)), highlight=False)
        raise typer.Exit(1 if isinstance(error, RecordsError | IncomparablePeriods) else 2) from None
    show(sheet, format, lang)
    for path in [*(out or []), *([save_base] if save_base is not None else [])]:
        Console(stderr=True, soft_wrap=True).print(_plain(f"→ {path}"), highlight=False)


def _reports(paths: list[Path]) -> list[Path]:
    return [path for path in paths if path.suffix.lower() in REPORTS]


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _measured(asked: _Asked) -> Sheet:
    from courtqa.cli.figures import Sheet, save
    from courtqa.evaluation import Cases, base_of, read_events, read_staff, require_comparable, save_base
    from courtqa.kinds import load_policy

    files = asked.files
    steps = 3 + (asked.against is not None) + len(asked.out) + (asked.save_base is not None)
    with progress(steps, asked.lang) as step:
        step(Text(zh="读取规则包", en="reading the pack"))
        policy = load_policy(*asked.packs)
        indicators = _indicators(policy, asked)
        step(Text(zh="读取案件记录", en="reading the records"))
        cases = files.read()
        files.require_listed(cases)
        events = None if files.events is None else read_events(files.events)
        staff = None if files.staff is None else read_staff(files.staff)
        step(Text(zh="统计指标", en="measuring"))
        windows = [each for each in (asked.period, asked.against) if each is not None]
        base = base_of(
            files.counted_by(cases),
            indicators,
            by=asked.by,
            events=events,
            staff=staff,
            periods=[] if asked.save_base is not None or isinstance(cases, Cases) else windows,
        )
        now = base.measures(asked.period)
        before = None
        if asked.against is not None:
            require_comparable(asked.period, asked.against, base.coverage)
            step(Text(zh="比较", en="comparing"))
            before = base.measures(asked.against)
        if asked.save_base is not None:
            step(Text(zh="保存汇总库", en="saving the sums"))
            recipe = {"packs": asked.packs, "sets": asked.sets}
            save_base(base, asked.save_base, cases=cases, recipe=recipe)
        sheet = Sheet(cases, now, before, asked.min_n, files.digests(), _names(policy, asked))
        reports = _reports(asked.out)
        for path in asked.out:
            if path not in reports:
                step(Text(zh="写出表格", en="writing the tables"))
                save(sheet, path)
        if reports:
            from courtqa.evaluation import beside_what_was_decided
            from courtqa.evaluation import evaluate as assess

            found = assess(
                cases,
                policy=policy,
                period=asked.period,
                by=asked.by,
                assessment=_assessment(policy, asked),
                events=events,
                staff=staff,
                ranking=asked.ranking or None,
            )
            if asked.decisions is not None:
                found = beside_what_was_decided(found, asked.decisions)
            for path in reports:
                path.parent.mkdir(parents=True, exist_ok=True)
                book = asked.lang if path.suffix.lower() == ".xlsx" else None  # a page holds both languages
                found.save(path, lang=book, judges=asked.judges, step=step)
    return sheet


def _names(policy: Policy, asked: _Asked) -> dict[str, Text]:
    """What the pack calls its units."""
    held = (each for each in policy.editions("units") if each.since <= asked.period.last)
    return {key: unit.title for edition in held for key, unit in edition.value.units.items()}


def _assessment(policy: Policy, asked: _Asked) -> str:
    """The assessment asked for; the built-in one, or that of a pack which has one only."""
    names = policy.names("assessments")
    return asked.assessment or (names[0] if len(names) == 1 else "divisions")


def _indicators(policy: Policy, asked: _Asked) -> dict[str, Indicator]:
    """The indicators of the sets in force on the period's last day, each once."""
    chosen: dict[str, Indicator] = {}
    known = policy.names("indicators")
    held = sorted({each.name for each in policy.editions("indicators") if each.since <= asked.period.last})
    for name in asked.sets or (["trial_work"] if "trial_work" in known else held):
        if name not in policy.names("indicators"):
            raise UnknownName("indicator set", name, policy.names("indicators"))
        edition = policy.edition("indicators", name, on=asked.period.last)
        chosen |= {key: each for key, each in edition.value.indicators.items() if key not in chosen}
    return chosen
