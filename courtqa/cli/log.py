"""``courtqa log``: read an event log, count it, and list where it departs from sense or from a workflow."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from courtqa.cli.export import bar
from courtqa.cli.tables import console, table
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Workflow
    from courtqa.workflows.mining import EventLog, Tally

__all__ = ["log_app"]

log_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Event logs of other systems (XES, CSV): read, counted, held against a workflow. 事件日志。",
)

COUNT, CASES, EVENTS = Text(zh="数量", en="count"), Text(zh="案件", en="cases"), Text(zh="事件", en="events")
ACTIVITIES, VARIANTS = Text(zh="活动", en="activities"), Text(zh="路径", en="variants")
ENDED, OPEN, LATE = (
    Text(zh="已结束", en="ended"),
    Text(zh="未结束", en="open"),
    Text(zh="逾期结束", en="late"),
)
MEDIAN = Text(zh="中位天数", en="median days")
GROUP, WHAT, WAY = Text(zh="分组", en="group"), Text(zh="内容", en="what"), Text(zh="路径", en="way")
DEVIATION, EXAMPLE = Text(zh="偏离", en="deviation"), Text(zh="例", en="for example")
LINE, WHY = Text(zh="行", en="line"), Text(zh="原因", en="why")
MOST = 20


@log_app.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="An event log: .xes or .csv, plain or .gz.")],
    *,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="Count by an attribute of the cases, or year; may be repeated."),
    ] = None,
    variants: Annotated[int, typer.Option("--variants", min=0, help="How many of the ways to show.")] = 5,
    against: Annotated[
        str | None, typer.Option("--against", help="A workflow to hold the log against.")
    ] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Its edition in force then.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="The time zone of moments that say none.")
    ] = None,
    pack: Annotated[list[str] | None, typer.Option("--pack", "-p", help="The pack of the workflow.")] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="zh or en.")] = "en",
) -> None:
    """How many cases, events, activities and ways; what ended late; and every departure, counted.

    Example: courtqa log read receipt.xes.gz --by department --by year
    """
    from courtqa.workflows.mining import deviations, read_log, tally

    with bar(Text(zh="读取", en="reading"), lang) as progress:
        log = read_log(file, zone=_zone(zone), progress=progress)
    _overview(log, lang)
    if by:
        _groups(tally(log, by), by, lang)
    _ways(log, variants, lang)
    workflow = (
        None if against is None else _workflow(against, None if on is None else on.date(), pack or ["harbin"])
    )
    found = deviations(log, workflow)
    counts = Counter(each.code for each in found)
    rows = []
    for code, count in counts.most_common():
        first = next(each for each in found if each.code == code)
        cases = len({each.case for each in found if each.code == code})
        place = first.case if first.activity is None else f"{first.case}: {first.activity}"
        rows.append((first.text.to(lang), str(count), str(cases), place))
    head = (DEVIATION, COUNT, CASES, EXAMPLE)
    table(Text(zh="偏离", en="Deviations"), head, rows, lang, empty=Text(zh="没有偏离", en="nothing departs"))
    if log.rejected:
        told = [(str(each.line), each.text.to(lang)) for each in log.rejected[:MOST]]
        count = len(log.rejected)
        title = Text(zh=f"未能采用（共 {count} 处）", en=f"Not taken over ({count} in all)")
        table(title, (LINE, WHY), told, lang)


def _overview(log: EventLog, lang: Lang) -> None:
    counts = {
        CASES: len(log.cases),
        EVENTS: log.events,
        ACTIVITIES: len(log.activities),
        VARIANTS: len(log.variants),
        ENDED: len(log.cases) - len(log.open),
        OPEN: len(log.open),
        LATE: len(log.late),
    }
    rows = [(label.to(lang), f"{count:,}") for label, count in counts.items()]
    table(Text(zh=log.source, en=log.source), (WHAT, COUNT), rows, lang)
    console().print(f"sha256 {log.sha256}", markup=False)


def _groups(rows: tuple[Tally, ...], by: list[str], lang: Lang) -> None:
    written = [
        (
            " · ".join(row.group),
            f"{row.cases:,}",
            f"{row.ended:,}",
            f"{row.open:,}",
            f"{row.late:,}",
            _days(row.median_days),
        )
        for row in rows
    ]
    title = Text(zh=" · ".join(by), en=" · ".join(by))
    table(title, (GROUP, CASES, ENDED, OPEN, LATE, MEDIAN), written, lang)


def _days(days: Fraction | None) -> str:
    return "" if days is None else f"{float(days):.6f}"


def _ways(log: EventLog, most: int, lang: Lang) -> None:
    shown = log.variants.most_common(most)
    rows = [(" → ".join(way), f"{cases:,}") for way, cases in shown]
    if rows:
        table(Text(zh="常见路径", en="Most frequent ways"), (WAY, CASES), rows, lang)


def _workflow(name: str, on: date | None, packs: list[str]) -> Workflow:
    from courtqa.kinds import load_policy

    policy = load_policy(*packs)
    editions = policy.editions("workflows", name)
    found: Workflow = (editions[-1] if on is None else policy.edition("workflows", name, on=on)).value
    return found


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return None if name is None else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise typer.BadParameter(f"no such time zone: {name}") from error
