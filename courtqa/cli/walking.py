"""``courtqa workflow simulate``: a population walks a procedure, and three tables tell what was seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.editions import HARBIN, Lang, Name, With, day_named, plan_on, policy_of
from courtqa.cli.tables import console, table
from courtqa.text import Text

if TYPE_CHECKING:
    from datetime import date

    from courtqa.simulation import Walked
    from courtqa.workflows import Plan

__all__ = ["simulate"]


def simulate(
    name: Name,
    *,
    cases: Annotated[int, typer.Option("--cases", min=1, help="How many matters are opened.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same walk.")] = 1,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The first day; that of the edition if left out."),
    ] = None,
    over: Annotated[int, typer.Option("--over", min=1, help="Opened evenly over so many days.")] = 365,
    pace: Annotated[
        float, typer.Option("--pace", min=0.01, help="The middle share of the allowed time that people take.")
    ] = 0.55,
    staff: Annotated[int, typer.Option("--staff", min=1, help="Persons per office and unit.")] = 2,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write a chart too: .svg or .html (extra `plots`).")
    ] = None,
    pack: With = HARBIN,
    lang: Lang = "en",
) -> None:
    """Let a whole population walk a procedure: where matters wait, which deadline lapses most, how they end.

    Every step is decided by the engine, so everyone acts lawfully; which step is next is drawn by lot, and how
    fast people are is assumed, not known. Use it to compare two editions, not to foretell a year.

    Example: courtqa workflow simulate case_review --cases 500 --seed 7 --lang zh --out waits.svg
    """
    from rich.progress import Progress

    from courtqa.simulation import Habit, walked
    from courtqa.simulation import simulate as walk
    from courtqa.workflows import newest_day

    policy = policy_of(pack)  # kept: a step that opens another proceeding asks it
    _, plan = plan_on(policy, name, start)
    day = newest_day(plan) if start is None else day_named(start)
    habit = Habit(pace=pace, staff=staff)
    with Progress(console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=cases)
        histories = walk(
            plan,
            cases=cases,
            seed=seed,
            start=_known(plan, day),
            over=over,
            habit=habit,
            step=lambda done, _: bar.update(task, completed=done),
        )
    if not histories:
        none = Text(
            zh="没有一件能够立卷：需要无法随机产生的数据",
            en="none could be opened: it takes data that lots can't draw",
        )
        typer.echo(none.to(lang), err=True)
        raise typer.Exit(1)
    _tell(walked(plan, histories), plan, lang)
    if out is not None:
        walked(plan, histories).save(out, lang=lang)
        typer.echo(str(out))


WAIT_HEAD = (
    Text(zh="状态", en="state"),
    Text(zh="次数", en="stays"),
    Text(zh="中位天数", en="median days"),
    Text(zh="第90百分位", en="90th percentile"),
    Text(zh="占全部等待", en="of all waiting"),
)
LAPSE_HEAD = (
    Text(zh="期限", en="deadline"),
    Text(zh="起算", en="started"),
    Text(zh="届满", en="ran out"),
    Text(zh="占比", en="share"),
)
END_HEAD = (Text(zh="终局", en="how it ended"), Text(zh="件数", en="matters"))


def _tell(found: Walked, plan: Plan, lang: Literal["zh", "en"]) -> None:
    """The three tables of a walk."""
    facts = Text(
        zh=f"{found.title.zh}：{found.cases} 件，{found.events} 条记录，{found.first} 至 {found.last}",
        en=f"{found.title.en}: {found.cases} matters, {found.events} events, {found.first} to {found.last}",
    )
    console().print(facts.to(lang))
    waits = [
        (each.title.to(lang), str(each.n), f"{each.median:g}", f"{each.p90:.0f}", f"{each.share:.0%}")
        for each in found.waits
    ]
    table(Text(zh="在哪里等待", en="Where they wait"), WAIT_HEAD, waits, lang)
    lapses = [
        (each.title.to(lang), str(each.started), str(each.lapsed), f"{each.share:.0%}")
        for each in found.lapses
    ]
    none = Text(zh="没有期限", en="no deadline ran")
    table(
        Text(zh="哪个期限最常届满", en="Which deadline runs out most"), LAPSE_HEAD, lapses, lang, empty=none
    )
    states = plan.workflow.states
    open_still = Text(zh="（未办结）", en=" (still open: nobody could go on)")
    ends = [(states[state].title.to(lang), str(count)) for state, count in found.ends.items()]
    ends += [(states[s].title.to(lang) + open_still.to(lang), str(n)) for s, n in found.left.items()]
    table(Text(zh="如何结束", en="How they end"), END_HEAD, ends, lang)


def _known(plan: Plan, day: date) -> date:
    """The first day that the calendar knows, where it begins later than the edition."""
    from datetime import date as civil

    years = getattr(plan.calendar, "first_year", None)
    return day if years is None else max(day, civil(years, 1, 2))
