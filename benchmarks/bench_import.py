"""``import courtqa`` against a bare interpreter start."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.side_by_side import interleaved, show


def main() -> None:
    def start(code: str) -> object:
        return subprocess.run([sys.executable, "-c", code], check=True)

    timings = interleaved(
        {"a bare interpreter": lambda: start("pass"), "import courtqa": lambda: start("import courtqa")},
        rounds=15,
    )
    show("Import", timings, ours="import courtqa", goal="at most 1.3 times a bare interpreter start")
