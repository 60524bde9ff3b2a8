"""``python -m faults [NAME…] [--scale S] [--seed N] [--write FILE]``: try what the docket survives, print the figures."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from faults.figure import Battery, Figure, timed
from faults.page import page

NAMES = (
    "kills",
    "statements",
    "power",
    "disk",
    "writers",
    "repeats",
    "races",
    "clocks",
    "flips",
    "tampering",
    "backup",
    "postgres",
)


def batteries(names: list[str]) -> list[Battery]:
    """The batteries of these names."""
    return [Battery(name, import_module(f"faults.{name}").run) for name in names]


def main() -> None:
    """Try, show, write; ends with 1 if a promise broke."""
    asked = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all without any")
    asked.add_argument("--scale", type=float, default=1.0, help="1 is the whole battery, 0.01 a hundredth")
    asked.add_argument("--seed", type=int, default=2008, help="the same seed tries the same")
    asked.add_argument("--write", type=Path, help="write the figures into a page of the documentation")
    given = asked.parse_args()
    if unknown := sorted(set(given.names) - set(NAMES)):
        asked.error(f"no such fault: {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    found: list[Figure] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        for battery in batteries(given.names or list(NAMES)):
            task = progress.add_task(battery.name, total=1)
            found.append(timed(battery, given.scale, given.seed))
            progress.update(task, advance=1, description=f"{battery.name}: {found[-1].words}")
    _show(found)
    if given.write is not None:
        before = given.write.read_text("utf-8") if given.write.exists() else ""
        given.write.write_text(page(found, given.scale, given.seed, before), encoding="utf-8")
    sys.exit(0 if all(figure.good for figure in found) else 1)


def _show(figures: list[Figure]) -> None:
    table = Table(title="What the docket survives", title_justify="left", show_lines=True)
    for column in ("fault", "expected", "figure", ""):
        table.add_column(column)
    for figure in figures:
        table.add_row(figure.fault, figure.expected, figure.words, "kept" if figure.good else "BROKEN")
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
