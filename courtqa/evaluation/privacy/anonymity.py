"""How many others each row could be: the sizes of the groups that look alike, and rows made to look alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from courtqa.text import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Anonymity", "anonymity", "generalised"]


@frozen
class Anonymity:
    """The smallest group of rows that look alike in ``columns``, and how many rows were blanked or left out for it."""

    columns: tuple[str, ...]
    rows: int
    groups: int
    smallest: int
    blanked: int = 0
    left_out: int = 0

    @property
    def text(self) -> Text:
        """The report in one sentence."""
        return Text(
            zh=f"{self.rows} 行，{self.groups} 组；每行至少与另外 {max(self.smallest - 1, 0)} 行无法区分；"
            f"为此隐去 {self.blanked} 行的可辨认栏，略去 {self.left_out} 行",
            en=f"rows {self.rows}, groups {self.groups}; each row looks like at least {max(self.smallest - 1, 0)} others; "
            f"to that end rows blanked {self.blanked}, left out {self.left_out}",
        )


def anonymity(frame: pl.DataFrame, columns: Sequence[str]) -> Anonymity:
    """The groups of rows that look alike in these columns (k-anonymity; Sweeney 2002)."""
    if not columns or frame.is_empty():
        return Anonymity(tuple(columns), frame.height, min(frame.height, 1), frame.height)
    sizes = frame.group_by(list(columns)).len()["len"]
    return Anonymity(tuple(columns), frame.height, len(sizes), int(sizes.min() or 0))  # type: ignore[arg-type]


def generalised(frame: pl.DataFrame, columns: Sequence[str], smallest: int) -> tuple[pl.DataFrame, Anonymity]:
    """The frame in which no group is smaller: rows of smaller ones are blanked, and left out if that is not enough."""
    import polars as pl

    if not columns or frame.is_empty():
        return frame, anonymity(frame, columns)
    size = pl.len().over(list(columns))
    marked = frame.with_columns(size.alias("_size"))
    few = pl.col("_size") < smallest
    blank = [pl.when(few).then(None).otherwise(pl.col(name)).alias(name) for name in columns]
    blanked = marked.select(few.sum()).item()
    marked = marked.with_columns(blank).with_columns(size.alias("_size"))
    kept = marked.filter(pl.col("_size") >= smallest).drop("_size")
    found = anonymity(kept, columns)
    gone = frame.height - kept.height
    return kept, Anonymity(
        found.columns, found.rows, found.groups, found.smallest, blanked=int(blanked) - gone, left_out=gone
    )
