"""``courtqa health``: every figure against its reasonable range or target; nobody is ranked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.progress import Step, progress
from courtqa.errors import CourtqaError, RecordsError
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation import HealthCheck, Indicator
    from courtqa.text import Lang

__all__ = ["health"]

Format = Literal["table", "csv"]
HARBIN = ["harbin"]


def health(  # noqa: PLR0917  the options of a command
    cases: Annotated[
        Path, typer.Argument(help="The case records: CSV (also .gz), Excel, Parquet, or a folder of Parquet.")
    ],
    period: Annotated[str, typer.Option("--period", help="2007, 2007H1, 2007Q3 or 2007-05.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", help="YAML: which of your columns is which.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="The column that holds the unit.")] = "division",
    packs: Annotated[
        list[str], typer.Option("--pack", "-p", help="A pack, by name or folder; may be repeated.")
    ] = HARBIN,
    assessment: Annotated[
        str | None, typer.Option("--assessment", help="None: divisions, or the pack's only one.")
    ] = None,
    events: Annotated[Path | None, typer.Option("--events", help="Court events.")] = None,
    staff: Annotated[Path | None, typer.Option("--staff", help="Who was on duty.")] = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Every figure, not only those that are surely outside their range.")
    ] = False,
    format: Annotated[Format, typer.Option("--format", "-f", help="What is printed.")] = "table",
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language to answer in.")] = "en",
) -> None:
    """Hold each figure against its reasonable range or target: a health check, not a ranking.

    Inside the range is fine, at either end of it. A figure just outside may be there by chance, and is said to be.

    Example: `courtqa health register.csv -m register.yaml -p court_performance --period 2007`

    **Exit codes**: 0 done; 1 the records do not allow it; 2 something asked for does not exist.
    """
    from rich.console import Console
    from rich.markup import escape

    try:
        with progress(4, lang) as step:
            found = _checked(cases, period, mapping, by, packs, assessment, events, staff, step)
    except CourtqaError as error:
        Console(stderr=True).print(f"[bold red]courtqa:[/] {escape(error.to(lang))}", highlight=False)
        raise typer.Exit(1 if isinstance(error, RecordsError) else 2) from None
    if format == "csv":
        sys.stdout.write(found.to_frame().write_csv())
        return
    _show(found, whole=whole, lang=lang)


def _checked(  # noqa: PLR0917
    cases: Path,
    period: str,
    mapping: Path | None,
    by: str,
    packs: list[str],
    assessment: str | None,
    events: Path | None,
    staff: Path | None,
    step: Step,
) -> HealthCheck:
    from courtqa.evaluation import Period, base_of, read_cases, read_events, read_staff
    from courtqa.evaluation.evaluation_rules import names_of
    from courtqa.evaluation.health import health_by
    from courtqa.kinds import load_policy

    window = Period.parse(period)
    step(Text(zh="读取规则包", en="reading the pack"))
    policy = load_policy(*packs)
    names = policy.names("assessments")
    chosen = assessment or (names[0] if len(names) == 1 else "divisions")
    rules = policy.edition("assessments", chosen, on=window.last).value
    held = {each.name for each in policy.editions("indicators") if each.since <= window.last}
    indicators: dict[str, Indicator] = {}
    others = sorted(held - set(rules.sets))
    for name in (
        *others,
        *(name for name in rules.sets if name in held),
    ):  # the assessment's word is the last
        indicators |= policy.edition("indicators", name, on=window.last).value.indicators
    step(Text(zh="读取案件记录", en="reading the records"))
    records = read_cases(cases, mapping=mapping)
    step(Text(zh="统计指标", en="measuring"))
    measured = base_of(
        records,
        indicators,
        by=by,
        events=None if events is None else read_events(events),
        staff=None if staff is None else read_staff(staff),
    ).measures(window)
    step(Text(zh="对照区间与目标", en="holding each against its range"))
    return health_by(rules, measured, names=names_of(policy, window)[0])


def _show(found: HealthCheck, *, whole: bool, lang: Lang) -> None:
    from rich.console import Console
    from rich.table import Table

    from courtqa.evaluation import value_text
    from courtqa.evaluation.health import STANDINGS

    rows = found.rows if whole else found.outside
    heads = (
        Text(zh="单位", en="unit"),
        Text(zh="指标", en="indicator"),
        Text(zh="值", en="value"),
        Text(zh="区间或目标", en="range or target"),
        Text(zh="结论", en="where it stands"),
    )
    grid = Table(*(head.to(lang) for head in heads))
    for row in rows:
        definition = found.indicators[row.measure.indicator]
        unit = found.names.get(row.measure.unit, Text(zh=row.measure.unit, en=row.measure.unit))
        grid.add_row(
            unit.to(lang),
            definition.title.to(lang),
            value_text(row.measure, definition, lang),
            row.wanted(definition, lang),
            STANDINGS[row.standing].to(lang),
        )
    console = Console()
    if rows:
        console.print(grid)
    ranged = [row for row in found.rows if row.standing not in {"no_range", "no_value"}]
    said = Text(
        zh="{n} 项有区间或目标，其中 {m} 项确在区间之外或未达目标；其余 {r} 项仅供参考或无值",
        en="{n} figures have a range or a target, {m} of them lie outside it or miss it by more than chance; "
        "{r} have none, or no value",
    )
    told = said.fill(n=len(ranged), m=len(found.outside), r=len(found.rows) - len(ranged))
    console.print(told.to(lang), highlight=False)
