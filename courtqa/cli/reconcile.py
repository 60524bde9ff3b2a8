"""``courtqa reconcile``: do the figures of a narrative agree with each other, and with the records?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.progress import Step, progress
from courtqa.errors import CourtqaError
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation import Measures

__all__ = ["reconcile"]

HARBIN = ["harbin"]
FLOW = ["trial_work", "flow"]


def reconcile(  # noqa: PLR0917  the options of a command
    figures: Annotated[Path, typer.Argument(help="The figures and what ought to hold between them: YAML.")],
    cases: Annotated[
        Path | None,
        typer.Option("--cases", help="Case records, for terms {measured: indicator, unit: name}."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", help="YAML: which column is which.")
    ] = None,
    period: Annotated[str | None, typer.Option("--period", help="2007, 2007H1, 2007Q3 or 2007-05.")] = None,
    by: Annotated[str, typer.Option("--by", help="The column that holds the unit.")] = "division",
    sets: Annotated[
        list[str], typer.Option("--set", help="An indicator set of the pack; may be repeated.")
    ] = FLOW,
    packs: Annotated[list[str], typer.Option("--pack", "-p", help="A pack; may be repeated.")] = HARBIN,
    format: Annotated[
        Literal["text", "csv"], typer.Option("--format", "-f", help="What is printed.")
    ] = "text",
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language to answer in.")] = "en",
) -> None:
    """Say which figures of a narrative do not agree, and by how much; rounding is never taken for a contradiction.

    `figures:` names each number as it was printed (`percent: 1.06`, `value: 716`, `about: 5` for a round one).
    `checks:` sets a `left` against a `right`, each a figure, a number, or a sum, difference, product or quotient.

    Example: `courtqa reconcile examples/reconcile/five_mechanisms.yaml`

    **Exit codes**: 0 all agree; 1 some do not; 2 the file or the records cannot be read.
    """
    from rich.console import Console

    from courtqa.evaluation.reconciliation import reconcile as compare

    try:
        if cases is not None and period is None:
            wrong = Text(zh="给出 --cases 时须同时给出 --period", en="--cases needs --period")
            raise typer.BadParameter(wrong.to(lang))
        with progress(4, lang) as step:
            measured = (
                None if cases is None else _measured(cases, mapping, str(period), by, sets, packs, step)
            )
            step(Text(zh="核对数字", en="comparing the figures"))
            found = compare(figures, measures=measured)
    except (CourtqaError, OSError) as error:
        told = error.to(lang) if isinstance(error, CourtqaError) else str(error)
        Console(stderr=True).print(f"courtqa: {told}", highlight=False, markup=False, style="bold red")
        raise typer.Exit(2) from None
    typer.echo(found.to_frame().write_csv() if format == "csv" else found.explain(lang))
    if found.differing:
        raise typer.Exit(1)


def _measured(  # noqa: PLR0917
    cases: Path, mapping: Path | None, period: str, by: str, sets: list[str], packs: list[str], step: Step
) -> Measures:
    from courtqa.evaluation import Indicator, Period, measures, read_cases
    from courtqa.kinds import load_policy

    step(Text(zh="读取规则包", en="reading the pack"))
    policy, window = load_policy(*packs), Period.parse(period)
    chosen: dict[str, Indicator] = {}
    for name in sets:
        chosen |= policy.edition("indicators", name, on=window.last).value.indicators
    step(Text(zh="读取案件记录", en="reading the records"))
    records = read_cases(cases, mapping=mapping)
    step(Text(zh="统计指标", en="measuring"))
    return measures(records, chosen, period=window, by=by)
