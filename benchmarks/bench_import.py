"""``import courtqa`` against a bare interpreter start."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.goals import at_most
from benchmarks.side_by_side import interleaved, ratio, show

ROUNDS = 15
HEAVY = ("numpy", "pandas", "polars", "pyarrow", "scipy", "sqlalchemy", "sqlmodel", "altair", "matplotlib")
LOADED = "import sys, courtqa; print(*sys.modules)"


def main() -> None:
    def start(code: str) -> object:
        return subprocess.run([sys.executable, "-c", code], check=True)

    timings = interleaved(
        {"a bare interpreter": lambda: start("pass"), "import courtqa": lambda: start("import courtqa")},
        rounds=ROUNDS,
    )
    show("Import", timings, ours="import courtqa", goal="at most 1.3 times a bare interpreter start")
    times = ratio(timings, "import courtqa", "a bare interpreter")
    at_most("import courtqa", "a bare interpreter start", times, 1.3, size=f"{ROUNDS} starts each")
    said = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True).stdout
    heavy = [name for name in said.split() if name in HEAVY]
    at_most(
        "import courtqa", "heavy libraries loaded", len(heavy), 0, size=", ".join(HEAVY), unit="libraries"
    )
