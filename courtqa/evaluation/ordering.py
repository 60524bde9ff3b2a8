"""A tally in order of unit and value. Where the values are whole and lie close together, nothing need be sorted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["Ordered", "in_order", "units_of"]

_CELLS = 1 << 22  # so many numbers at most are laid out to save a sort


class Ordered(NamedTuple):
    """Each unit (by its place among ``units_of``) and value once, in order, with how often the value stands."""

    unit: NDArray[np.int64]
    value: NDArray[np.generic]
    n: NDArray[np.int64]


def units_of(tally: pl.DataFrame) -> list[str]:
    """The units that a tally may name, in order of name."""
    kind = tally.schema["unit"]
    return kind.categories.to_list() if isinstance(kind, pl.Enum) else []


def in_order(tally: pl.DataFrame) -> Ordered:
    """The tally of several months or of one, in order.

    >>> rows = pl.DataFrame({"unit": ["b", "a", "b"], "value": [7, 9, 7], "n": [1, 2, 3]})
    >>> [each.tolist() for each in in_order(rows.with_columns(pl.col("unit").cast(pl.Enum(["a", "b"]))))]
    [[0, 1], [9, 7], [2, 4]]
    """
    value = tally.get_column("value")
    if value.dtype.is_integer() and len(value):
        least, most = int(value.min()), int(value.max())  # type: ignore[arg-type]
        if len(units_of(tally)) * (most - least + 1) <= _CELLS:
            return _counted(tally, least, most - least + 1)
    merged = tally.group_by("unit", "value").agg(pl.col("n").sum()).sort("unit", "value")
    return Ordered(_unit(merged), merged.get_column("value").to_numpy(), _n(merged))


def _counted(tally: pl.DataFrame, least: int, width: int) -> Ordered:
    """One cell for every unit and value that there could be: what is in a cell is in its place."""
    unit, value, n = _unit(tally), tally.get_column("value").to_numpy().astype(np.int64), _n(tally)
    cells = np.bincount(unit * width + (value - least), weights=n)  # exact: far below 2**53
    held = np.flatnonzero(cells)
    return Ordered(held // width, held % width + least, cells[held].astype(np.int64))


def _unit(tally: pl.DataFrame) -> NDArray[np.int64]:
    return tally.get_column("unit").to_physical().to_numpy().astype(np.int64)


def _n(tally: pl.DataFrame) -> NDArray[np.int64]:
    return tally.get_column("n").to_numpy().astype(np.int64)
