"""``courtqa workflow``: list, show, check, draw, compare and try out the procedures of a pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.editions import HARBIN, Lang, Name, On, With, day_named, plan_on, policy_of
from courtqa.cli.tables import console, table
from courtqa.cli.walking import simulate
from courtqa.errors import PolicyError
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.workflows import Workflow

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

Packs = Annotated[list[str], typer.Argument(metavar="PACK...", help="Names or folders, later over earlier.")]

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

    policy = policy_of(pack)
    rows = []
    for name in policy.names("workflows"):
        editions = policy.editions("workflows", name)
        held = [each for each in editions if on is None or each.since <= day_named(on)]
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

    edition, plan = plan_on(policy_of(pack), name, on)
    out = console()
    out.print(f"[bold]{edition.title.to(lang)}[/]  {name}  {edition.since}  {numbers_of(edition)}")
    for reference in edition.references:
        out.print(f"  {reference.text.to(lang)}", markup=False)
    day = newest_day(plan) if on is None else day_named(on)
    table(Text(zh="状态", en="States"), STATE_HEAD, list(state_rows(plan, lang, on=day)), lang)
    table(Text(zh="步骤", en="Steps"), STEP_HEAD, list(step_rows(plan, lang)), lang)
    if plan.workflow.deadlines:
        table(Text(zh="期限", en="Deadlines"), DEADLINE_HEAD, list(deadline_rows(plan, lang)), lang)
    for assumption in edition.assumptions:
        out.print(f"{assumption.path}: {' '.join(assumption.note.split())}", markup=False)


@workflow_app.command("check")
def check(packs: Packs, lang: Lang = "en") -> None:
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
            typer.echo(shown(problem, lang))
        others = len(error.problems) - len(ours)
        if others:
            more = Text(
                zh=f"规则包的其他规则中有 {others} 处问题：用 courtqa policy check 列出",
                en=f"{count(others, 'problem')} in other rules of the packs: courtqa policy check lists them",
            )
            typer.echo(more.to(lang), err=True)
        told = Text(zh=f"流程中有 {len(ours)} 处问题", en=f"{count(len(ours), 'problem')} in workflows")
        typer.echo(told.to(lang), err=True)
        raise typer.Exit(1) from None
    for edition in policy.editions("workflows"):
        workflow = edition.value
        states, steps = len(workflow.states), len(workflow.transitions)
        told = Text(
            zh=f"{states} 个状态，{steps} 个步骤，未发现问题",
            en=f"{count(states, 'state')}, {count(steps, 'step')}, no problem found",
        )
        typer.echo(f"{edition.name} {edition.since}: {told.to(lang)}")


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

    _, plan = plan_on(policy_of(pack), name, on)
    drawn = diagram_of(plan, on=None if on is None else day_named(on))
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
    written = {page.name: page.text for page in pages(policy_of(pack), pictures=pictures)}
    for name, text in written.items():
        (out / name).write_text(text, encoding="utf-8")
    typer.echo(f"{len(written)} files in {out}")


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
        plans = [plan_on(policy_of([each]), name, on)[1] for each in (before, after)]
        days = tuple(newest_day(plan) if on is None else day_named(on) for plan in plans)
    else:
        policy = policy_of(pack)
        plans = [plan_on(policy, name, each)[1] for each in (before, after)]
        days = (day_named(before), day_named(after))
    found = compare(plans[0], plans[1], days=(days[0], days[1]))
    for each in found:
        typer.echo(each.text.to(lang))
    if not found:
        typer.echo(Text(zh="没有差异", en="nothing differs").to(lang))


workflow_app.command("simulate")(simulate)
