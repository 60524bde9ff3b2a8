"""``courtqa workflow``: list, show, check, draw, compare and try out the procedures of a pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from courtqa.cli.tables import console, table
from courtqa.errors import Misfit, PolicyError
from courtqa.text import Text

if TYPE_CHECKING:
    from datetime import date

    from courtqa.policy import Edition, Policy
    from courtqa.simulation import Walked
    from courtqa.workflows import Plan, Workflow

__all__ = ["workflow_app"]

workflow_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
Procedures as data: list, show, check, draw, compare and try them out.

**What there is** — `courtqa workflow list --lang zh`

**Who does what by when** — `courtqa workflow show case_review --on 2008-05-01`

**As a picture** — `courtqa workflow diagram case_review --lang zh --out case_review.svg`

**Before it goes into force** — `courtqa workflow check our_court/`, then
`courtqa workflow simulate case_review --cases 500 --seed 7` to see where cases would wait

**What a new edition changes** — `courtqa workflow diff petition 2010-01-01 2022-06-01`
""",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A workflow, such as case_review.")]
Packs = Annotated[list[str], typer.Argument(metavar="PACK...", help="Names or folders, later over earlier.")]
With = Annotated[list[str], typer.Option("--pack", "-p", help="A pack, by name or folder; may be repeated.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language to answer in.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day, as YYYY-MM-DD; the newest edition if left out."),
]
HARBIN = ["harbin"]

LIST_HEAD = (
    Text(zh="程序", en="workflow"),
    Text(zh="名称", en="title"),
    Text(zh="状态／步骤／期限", en="states / steps / deadlines"),
    Text(zh="编号", en="covers"),
    Text(zh="版本", en="editions"),
)


@workflow_app.command("list")
def list_workflows(pack: With = HARBIN, on: On = None, lang: Lang = "en") -> None:
    """The procedures, how large they are, which numbers of the seed they cover, and their editions.

    Example: courtqa workflow list --lang zh
    """
    from courtqa.cli.workflow_words import numbers_of

    policy = _policy(pack)
    rows = []
    for name in policy.names("workflows"):
        editions = policy.editions("workflows", name)
        held = [each for each in editions if on is None or each.since <= _day(on)]
        if not held:
            continue
        workflow: Workflow = held[-1].value
        sizes = map(str, (len(workflow.states), len(workflow.transitions), len(workflow.deadlines)))
        dates = ", ".join(each.since.isoformat() for each in editions)
        rows.append((name, workflow.title.to(lang), " / ".join(sizes), numbers_of(held[-1]), dates))
    title = Text(zh=f"程序（{len(rows)}）", en=f"Workflows ({len(rows)})")
    none = Text(zh="没有程序", en="no workflows")
    table(title, LIST_HEAD, rows, lang, empty=none, whole=(0,))


@workflow_app.command("show")
def show(name: Name, pack: With = HARBIN, on: On = None, lang: Lang = "en") -> None:
    """One procedure: its states with owner and deadline, its steps with who, when, rule and remedy, its law.

    Example: courtqa workflow show case_review --on 2008-05-01 --lang zh
    """
    from courtqa.cli.workflow_words import (
        DEADLINE_HEAD,
        STATE_HEAD,
        STEP_HEAD,
        deadline_rows,
        numbers_of,
        state_rows,
        step_rows,
    )
    from courtqa.workflows import newest_day

    edition, plan = _plan(_policy(pack), name, on)
    out = console()
    out.print(f"[bold]{edition.title.to(lang)}[/]  {name}  {edition.since}  {numbers_of(edition)}")
    for reference in edition.references:
        out.print(f"  {reference.text.to(lang)}", markup=False)
    day = newest_day(plan) if on is None else _day(on)
    table(Text(zh="状态", en="States"), STATE_HEAD, list(state_rows(plan, lang, on=day)), lang)
    table(Text(zh="步骤", en="Steps"), STEP_HEAD, list(step_rows(plan, lang)), lang)
    if plan.workflow.deadlines:
        table(Text(zh="期限", en="Deadlines"), DEADLINE_HEAD, list(deadline_rows(plan, lang)), lang)
    for assumption in edition.assumptions:
        out.print(f"{assumption.path}: {' '.join(assumption.note.split())}", markup=False)


@workflow_app.command("check")
def check(packs: Packs) -> None:
    """Hold the procedures of packs to the linter: every fault as file:line, and what was expected instead.

    A state that cannot be reached or left, two steps that could both happen, duties that nobody can keep apart,
    an adverse step without hearing, authority or remedy. `courtqa policy check` looks at the rest as well, and
    runs the packs' own cases. Exit code 0: no fault. 1: there are some.

    Example: courtqa workflow check harbin our_court/
    """
    from courtqa.cli.policy import count, shown
    from courtqa.kinds import load_policy

    try:
        policy = load_policy(*packs)
    except PolicyError as error:
        ours = [each for each in error.problems if "workflows" in Path(each.file).parts]
        for problem in ours:
            typer.echo(shown(problem))
        others = len(error.problems) - len(ours)
        if others:
            more = "courtqa policy check lists them"
            typer.echo(f"{count(others, 'problem')} in other rules of the packs: {more}", err=True)
        typer.echo(f"{count(len(ours), 'problem')} in workflows", err=True)
        raise typer.Exit(1) from None
    for edition in policy.editions("workflows"):
        workflow = edition.value
        facts = f"{count(len(workflow.states), 'state')}, {count(len(workflow.transitions), 'step')}"
        typer.echo(f"{edition.name} {edition.since}: {facts}, no problem found")


@workflow_app.command("diagram")
def diagram(
    name: Name,
    *,
    form: Annotated[
        Literal["mermaid", "dot", "svg"] | None,
        typer.Option("--format", help="The notation; as the file of --out ends, or mermaid."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file: .svg, .dot or .mmd.")] = None,
    pack: With = HARBIN,
    on: On = None,
    lang: Lang = "en",
) -> None:
    """Draw a procedure: who takes which step, and by when. Adverse steps are red, ends have a double border.

    Mermaid and DOT are text; SVG is a picture, and needs the extra `diagrams` (or Graphviz).

    Example: courtqa workflow diagram case_review --lang zh --out case_review.svg
    """
    from courtqa.workflows import diagram_of

    _, plan = _plan(_policy(pack), name, on)
    drawn = diagram_of(plan, on=None if on is None else _day(on))
    by_ending = {".svg": "svg", ".dot": "dot", ".gv": "dot"}
    wanted = form or (by_ending.get(out.suffix) if out is not None else None) or "mermaid"
    text = {"svg": drawn.svg, "dot": drawn.dot, "mermaid": drawn.mermaid}[wanted](lang)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        typer.echo(str(out))


@workflow_app.command("docs")
def docs(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    pack: With = HARBIN,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Draw the SVG files too.")
    ] = True,
) -> None:
    """Write the law as documents: a page per procedure in both languages, its picture, and an index.

    Example: courtqa workflow docs --out docs/law
    """
    from courtqa.cli.workflow_pages import pages

    out.mkdir(parents=True, exist_ok=True)
    written = {page.name: page.text for page in pages(_policy(pack), pictures=pictures)}
    for name, text in written.items():
        (out / name).write_text(text, encoding="utf-8")
    typer.echo(f"{len(written)} files in {out}")


@workflow_app.command("simulate")
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

    policy = _policy(pack)  # kept: a step that opens another proceeding asks it
    _, plan = _plan(policy, name, start)
    day = newest_day(plan) if start is None else _day(start)
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


@workflow_app.command("diff")
def diff(
    name: Name,
    before: Annotated[str, typer.Argument(metavar="DATE|PACK_A", help="A day, or with --packs a pack.")],
    after: Annotated[str, typer.Argument(metavar="DATE|PACK_B", help="Another day, or another pack.")],
    *,
    packs: Annotated[
        bool, typer.Option("--packs", help="Compare two packs rather than two days of one.")
    ] = False,
    pack: With = HARBIN,
    on: On = None,
    lang: Lang = "en",
) -> None:
    """What differs between the editions of two days, or of two packs: states, steps, deadlines, fields.

    Example: courtqa workflow diff petition 2010-01-01 2022-06-01

    Example: courtqa workflow diff case_review harbin our_court/ --packs
    """
    from courtqa.workflows import compare, newest_day

    if packs:
        plans = [_plan(_policy([each]), name, on)[1] for each in (before, after)]
        days = tuple(newest_day(plan) if on is None else _day(on) for plan in plans)
    else:
        policy = _policy(pack)
        plans = [_plan(policy, name, each)[1] for each in (before, after)]
        days = (_day(before), _day(after))
    found = compare(plans[0], plans[1], days=(days[0], days[1]))
    for each in found:
        typer.echo(each.text.to(lang))
    if not found:
        typer.echo(Text(zh="没有差异", en="nothing differs").to(lang))


def _policy(packs: list[str]) -> Policy:
    from courtqa.kinds import load_policy

    return load_policy(*packs)


def _plan(policy: Policy, name: str, on: str | None) -> tuple[Edition[Any], Plan]:
    """The edition in force on that day, or the newest, with its plan."""
    from courtqa.workflows import plan_of

    edition = (
        policy.editions("workflows", name)[-1]
        if on is None
        else policy.edition("workflows", name, on=_day(on))
    )
    return edition, plan_of(policy, name, on=edition.since)


def _day(text: str) -> date:
    from courtqa.policy import day_of

    try:
        return day_of(text)
    except Misfit as misfit:
        raise typer.BadParameter(str(misfit), param_hint="--on") from misfit
