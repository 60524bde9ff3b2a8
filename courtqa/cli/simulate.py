"""``courtqa simulate``: how the statistics behave where the truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courtqa.cli.progress import progress
from courtqa.text import Lang, Text

__all__ = ["simulate_app"]

simulate_app = typer.Typer(
    no_args_is_help=True, help="Simulation: the truth is known, so methods can be checked."
)


@simulate_app.callback()
def _group() -> None:
    """Simulation: the truth is known, so methods can be checked."""


@simulate_app.command("statistics")
def statistics(
    runs: Annotated[int, typer.Option("--runs", min=20, help="Runs per line of the coverage tables.")] = 2000,
    courts: Annotated[
        int, typer.Option("--courts", min=2, help="Simulated courts for the gaming tests.")
    ] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same figures.")] = 2008,
    write: Annotated[
        Path | None, typer.Option("--write", "-w", help="Write the page here instead of printing it.")
    ] = None,
) -> None:
    """Measure coverage of rank sets, grades by chance, and power and false alarms of the gaming tests.

    The page in the documentation is what this command prints. The defaults take a few minutes.

    Example: `courtqa simulate statistics --runs 200 --courts 10`
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from courtqa.simulation import operating
    from courtqa.simulation.exactness import EVENTS, under_either_test
    from courtqa.simulation.statistics_page import Figures, page

    rules = operating.rules_of_the_year()
    if rules.gaming is None:
        raise typer.Exit(1)
    expected = (8, 30, 100)
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:

        def task(told: str, total: int) -> operating.Step:
            number = bar.add_task(told, total=total)
            return lambda: bar.advance(number)

        coverage = operating.coverage_of_rank_sets(
            runs=runs,
            slow_runs=max(20, runs // 4),
            repetitions=500,
            seed=seed,
            step=task("rank sets 位次集合", 5 * len(operating.TRUTHS)),
        )
        grades = operating.grades_by_chance(
            rules, expected=expected, step=task("grades 等级", 2 * len(expected))
        )
        units = operating.units_by_chance(
            rules, expected=expected, runs=runs, seed=seed, step=task("units 单位", len(expected))
        )
        exactness = under_either_test(rules.vertical, step=task("exact tests 精确检验", 2 * len(EVENTS)))
        power = operating.gaming_power(
            rules.gaming, courts=courts, seed=seed, step=task("gaming 数据失真检验", courts)
        )
    command = f"courtqa simulate statistics --runs {runs} --courts {courts} --seed {seed}"
    text = page(Figures(command, coverage, grades, power, float(rules.gaming.level), exactness, units))
    if write is None:
        typer.echo(text)
        return
    write.parent.mkdir(parents=True, exist_ok=True)
    write.write_text(text, encoding="utf-8")
    console.print(f"→ {write}", highlight=False)


@simulate_app.command("published")
def published(
    write: Annotated[
        Path | None, typer.Option("--write", "-w", help="Write the page here instead of printing it.")
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="The language to answer in.")] = "en",
) -> None:
    """Recompute every published number that the tests cite, beside the number as it was printed.

    Exits with 1 when one of them is not ours.

    Example: `courtqa simulate published --write published-numbers.md`
    """
    from courtqa.simulation.published import page

    with progress(1, lang) as step:
        step(Text(zh="重新计算", en="recomputing"))
        text = page("courtqa simulate published")
    if write is None:
        typer.echo(text)
    else:
        write.parent.mkdir(parents=True, exist_ok=True)
        write.write_text(text, encoding="utf-8")
        typer.echo(f"→ {write}", err=True)
    if "not reproduced" in text:
        raise typer.Exit(1)
