"""``python -m benchmarks [NAME…] [--write FILE]``: run all comparisons, or the named ones, and show what they came to.

Each runs in a process of its own. With one name it is run here. ``--write`` puts the table into a page of the
documentation, with the reason for each goal that is not met.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.goals import NOTED, Goal, noted
from benchmarks.page import page

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all without any")
    asked.add_argument("--write", type=Path, help="write the table as a page of the documentation")
    given = asked.parse_args()
    if unknown := sorted(set(given.names) - set(NAMES)):
        asked.error(f"no such comparison: {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    names = given.names or NAMES
    if len(names) == 1 and given.write is None:
        import_module(f"benchmarks.bench_{names[0]}").main()
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "noted"
        place.touch()
        broken = [name for name in names if not _ran(name, place)]
        goals = noted(place)
    show(goals)
    for name in broken:
        print(f"{name} did not end well; see above")
    if given.write is not None:
        given.write.write_text(page(goals, names), encoding="utf-8")
    sys.exit(1 if broken else 0)


def _ran(name: str, place: Path) -> bool:
    print(f"== {name}", flush=True)
    started = time.perf_counter()
    words = [sys.executable, "-m", "benchmarks", name]
    ended = subprocess.run(words, check=False, env={**os.environ, NOTED: str(place)})
    print(f"== {name}: {time.perf_counter() - started:,.0f} s", flush=True)
    return ended.returncode == 0


def show(goals: Sequence[Goal]) -> None:
    """One table of all goals."""
    reached = sum(goal.met for goal in goals)
    table = Table(title=f"{reached} of {len(goals)} goals met", title_justify="left", show_lines=True)
    for column in ("work", "against", "goal", "figure", "", "size"):
        table.add_column(column)
    for goal in goals:
        table.add_row(
            goal.work, goal.against, goal.wanted, goal.came, "met" if goal.met else "OPEN", goal.size
        )
    Console(width=140).print(table)


main()
