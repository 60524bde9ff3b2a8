"""A table of counts in which no small count can be seen, nor computed from what is seen.

Counts from one to below the least are suppressed; then others, the smallest first, until no suppressed count can be told
from the sums: for each, the least and the greatest value that the shown counts allow must differ (a linear programme;
complementary suppression, Cox 1980). Whether a count was suppressed for itself or for another's sake is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["SUPPRESSED", "CountTable", "count_table"]

SUPPRESSED = "*"
TOTAL = "total"
Cell = tuple[int, int]


@frozen
class CountTable:
    """Counts by two columns, with their totals; ``None`` is suppressed."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    def to_csv(self) -> str:
        """The table as CSV; a suppressed count is ``*``."""
        lines = [("", *self.columns)]
        lines += [
            (name, *(SUPPRESSED if cell is None else str(cell) for cell in row))
            for name, row in zip(self.rows, self.cells, strict=True)
        ]
        return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def count_table(frame: pl.DataFrame, row: str, column: str, *, smallest: int = 5) -> CountTable:
    """How many rows of the frame for each pair of values, with small counts suppressed. Blank values are not counted."""
    counted = frame.drop_nulls([row, column]).group_by([row, column]).len()
    names = sorted(map(str, set(counted[row].to_list()))), sorted(map(str, set(counted[column].to_list())))
    table = np.zeros((len(names[0]) + 1, len(names[1]) + 1), dtype=np.int64)
    for one, other, count in counted.iter_rows():
        table[names[0].index(str(one)), names[1].index(str(other))] = count
    table[-1, :] = table[:-1].sum(axis=0)
    table[:, -1] = table[:, :-1].sum(axis=1)
    hidden = suppressed(table, smallest)
    cells = tuple(
        tuple(None if (r, c) in hidden else int(table[r, c]) for c in range(table.shape[1]))
        for r in range(table.shape[0])
    )
    return CountTable((*names[0], TOTAL), (*names[1], TOTAL), cells)


def suppressed(table: NDArray[np.int64], smallest: int) -> set[Cell]:
    """The cells to suppress in a table whose last row and column are its totals."""
    every = [(r, c) for r in range(table.shape[0]) for c in range(table.shape[1])]
    hidden = {cell for cell in every if 0 < table[cell] < smallest}
    while told := next(_told(table, hidden), None):
        line = [cell for cell in every if (cell[0] == told[0] or cell[1] == told[1]) and cell not in hidden]
        seen = [cell for cell in line if table[cell] > 0] or line
        if not seen:
            return set(every)  # nothing can be shown
        hidden.add(min(seen, key=lambda cell: (int(table[cell]), cell)))
    return hidden


def _told(table: NDArray[np.int64], hidden: set[Cell]) -> Iterator[Cell]:
    """The suppressed cells whose value follows from what is shown."""
    from scipy.optimize import linprog

    cells = sorted(hidden)
    if not cells:
        return
    place = {cell: n for n, cell in enumerate(cells)}
    matrix, known = _sums(table, hidden, place)
    bounds = [(0, None)] * len(cells)
    for cell in cells:
        goal = np.zeros(len(cells))
        goal[place[cell]] = 1.0
        least = linprog(goal, A_eq=matrix, b_eq=known, bounds=bounds)
        most = linprog(-goal, A_eq=matrix, b_eq=known, bounds=bounds)
        if least.fun is not None and most.fun is not None and -most.fun - least.fun < 1 - 1e-6:
            yield cell


def _sums(
    table: NDArray[np.int64], hidden: set[Cell], place: dict[Cell, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the sums of rows and columns say of the suppressed cells."""
    height, width = table.shape
    lines: list[Sequence[Cell]] = [[(r, c) for c in range(width)] for r in range(height)]
    lines += [[(r, c) for r in range(height)] for c in range(width)]
    matrix, known = [], []
    for line in lines:
        signs = {cell: -1.0 if n == len(line) - 1 else 1.0 for n, cell in enumerate(line)}
        if not hidden.intersection(line):
            continue
        row = np.zeros(len(place))
        for cell in hidden.intersection(line):
            row[place[cell]] = signs[cell]
        matrix.append(row)
        known.append(-sum(signs[cell] * float(table[cell]) for cell in line if cell not in hidden))
    return np.array(matrix).reshape(-1, len(place)), np.array(known)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"' if any(mark in word for mark in ',"\n\r') else word
