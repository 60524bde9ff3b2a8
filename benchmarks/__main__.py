"""``python -m benchmarks [NAME…]``: run all comparisons, or the named ones."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main() -> None:
    wanted = sys.argv[1:] or NAMES
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"no such comparison: {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    for name in wanted:
        import_module(f"benchmarks.bench_{name}").main()


main()
