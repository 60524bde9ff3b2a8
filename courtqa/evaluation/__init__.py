"""From case records to measures, assessments and rankings.

Names load when first used, so that reading a pack needs neither Polars nor SciPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courtqa.evaluation.measure import Measure as Measure
    from courtqa.evaluation.measure import Moments as Moments
    from courtqa.evaluation.periods import Period as Period

_HOMES = {
    "Measure": "measure",
    "Moments": "measure",
    "Period": "periods",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
