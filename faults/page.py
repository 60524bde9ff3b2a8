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
[the invariants](../explanation/invariants.md). The seconds are those of a machine that was busy with other work.

| fault | expected | figure | seconds | |
| --- | --- | --- | --- | --- |
"""


def page(figures: Sequence[Figure], scale: float, seed: int, before: str = "") -> str:
    """The page in Markdown. Of a page ``before`` with the same head, the rows stay that were not tried now."""
    head = HEAD.format(
        scale=scale, seed=seed, python=platform.python_version(), sqlite=sqlite3.sqlite_version
    )
    rows = {row.split(" | ")[0]: row for row in before.removeprefix(head).splitlines()}
    if not before.startswith(head):
        rows = {}
    for one in figures:
        kept = "kept" if one.good else "**broken**"
        row = f"| {one.fault} | {one.expected} | {one.words} | {one.seconds:.0f} | {kept} |"
        rows[f"| {one.fault}"] = row
    return head + "".join(f"{row}\n" for row in rows.values())
