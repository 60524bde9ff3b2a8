"""The page on reliability: the figures, as the command that made them saw them."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Sequence

from faults.figure import Figure

__all__ = ["page"]

HEAD = """# Reliability: what was tried, and what was left standing

Written by `python -m faults --write docs/reference/reliability.md` (scale {scale:g}, seed {seed}) on Python {python}
and SQLite {sqlite}; `make faults` tries it again. The promises themselves are listed with their tests in
[the invariants](../explanation/invariants.md).

| fault | expected | figure | |
| --- | --- | --- | --- |
"""


def page(figures: Sequence[Figure], scale: float, seed: int) -> str:
    """The page in Markdown."""
    head = HEAD.format(
        scale=scale, seed=seed, python=platform.python_version(), sqlite=sqlite3.sqlite_version
    )
    rows = (
        f"| {one.fault} | {one.expected} | {one.words} | {'kept' if one.good else '**broken**'} |"
        for one in figures
    )
    return head + "\n".join(rows) + "\n"
