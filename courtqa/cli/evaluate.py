"""``courtqa evaluate``: from a file of case records to measures, changes and a report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from attrs import frozen

from courtqa.errors import CourtqaError, IncomparablePeriods, RecordsError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable

    from courtqa.cli.figures import Sheet
    from courtqa.evaluation import Indicator, Period
    from courtqa.policy import Policy
    from courtqa.text import Text

__all__ = ["evaluate"]

Lang = Literal["zh", "en"]
Format = Literal["table", "csv", "json"]
HARBIN = ["harbin"]


@frozen
class _Asked:
    """What the command line asked for."""

    cases: Path
    mapping: Path | None
    period: Period
    against: Period | None
    by: str
    sets: list[str] | None
    packs: list[str]
    min_n: int
    events: Path | None
    staff: Path | None
    assessment: str | None
    out: Path | None
    lang: Lang
    ranking: bool = False


def evaluate(  # noqa: PLR0917  the options of a command
    cases: Annotated[Path, typer.Argument(help="The case records: CSV (also .gz) or Parquet.")],
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
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A folder for the tables, or report.html for the report."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="What is printed.")] = "table",
    lang: Annotated[Lang, typer.Option("--lang", help="The language to answer in.")] = "en",
) -> None:
    """Count what the records say: indicators per unit, with their numerators, and what changed.

    Every figure carries the counts it is made of. What the file cannot be believed in is listed first, with the
    number of rows: nothing is dropped silently. A period that the records cover only in part is never compared
    with a whole one.

    **Which sets there are**: trial_work, team, key_items, year_figures, flow and reversal in the built-in pack; cepej,
    courtools and time_standards with `-p court_performance`; spc_quality with `-p spc_indicators`. An
    indicator whose columns your mapping does not name is shown as not recorded, never as 0.

    **Appeals, charged to the district they come from**:
    `courtqa evaluate appeals.csv.gz -m appeals.yaml --period 2014 --by origin_court --set reversal --min-n 100`

    **A register's year against the year before**:
    `courtqa evaluate register.csv.gz -m register.yaml --period 2007 --against 2006 --set flow -f csv`

    **Exit codes**: 0 done; 1 the records do not allow it; 2 something asked for does not exist.
    """
    from rich.console import Console

    from courtqa.cli.figures import show

    try:
        from courtqa.evaluation import Period

        now, before = Period.parse(period), Period.parse(against) if against else None
        asked = _Asked(
            cases, mapping, now, before, by, sets, packs, min_n, events, staff, assessment, out, lang, ranking
        )
        sheet = _measured(asked)
    except CourtqaError as error:
        Console(stderr=True).print(f"[bold red]courtqa:[/] {_plain(error.to(lang))}", highlight=False)
        raise typer.Exit(1 if isinstance(error, RecordsError | IncomparablePeriods) else 2) from None
    show(sheet, format, lang)
    if out is not None:
        Console(stderr=True).print(_plain(f"→ {out}"), highlight=False)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _measured(asked: _Asked) -> Sheet:
    from courtqa.cli.figures import Sheet, save
    from courtqa.evaluation import base_of, read_cases, read_events, read_staff, require_comparable
    from courtqa.kinds import load_policy

    report = asked.out is not None and asked.out.suffix == ".html"
    steps = 3 + (asked.against is not None) + (asked.out is not None)
    with _progress(steps, asked.lang) as step:
        step("读取规则包", "reading the pack")
        policy = load_policy(*asked.packs)
        indicators = _indicators(policy, asked)
        step("读取案件记录", "reading the records")
        cases = read_cases(asked.cases, mapping=asked.mapping)
        events = None if asked.events is None else read_events(asked.events)
        staff = None if asked.staff is None else read_staff(asked.staff)
        step("统计指标", "measuring")
        base = base_of(cases, indicators, by=asked.by, events=events, staff=staff)
        now = base.measures(asked.period)
        before = None
        if asked.against is not None:
            require_comparable(asked.period, asked.against, base.coverage)
            step("比较", "comparing")
            before = base.measures(asked.against)
        sheet = Sheet(cases, now, before, asked.min_n, _names(policy, asked))
        if asked.out is not None:
            step("写出结果", "writing")
            if report:
                from courtqa.evaluation import evaluate as assess

                asked.out.parent.mkdir(parents=True, exist_ok=True)
                assess(
                    cases,
                    policy=policy,
                    period=asked.period,
                    by=asked.by,
                    assessment=_assessment(policy, asked),
                    events=events,
                    staff=staff,
                    ranking=asked.ranking or None,
                ).save(asked.out)
            else:
                save(sheet, asked.out)
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


@contextmanager
def _progress(steps: int, lang: Lang) -> Iterator[Callable[[str, str], None]]:
    """A bar on the error stream, so that what is printed can be piped; gone when done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps)
        done = -1

        def step(zh: str, en: str) -> None:
            nonlocal done
            done += 1
            bar.update(task, completed=done, description=zh if lang == "zh" else en)

        yield step
        bar.update(task, completed=steps)
