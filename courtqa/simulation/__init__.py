"""A court year, calibrated to published aggregates, with judge effects that are known."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courtqa.simulation.changes import SeenChange, counts, seen_changes
    from courtqa.simulation.figures import Calibration, calibration
    from courtqa.simulation.year import CourtYear, court_year, court_years

__all__ = [
    "Calibration",
    "CourtYear",
    "SeenChange",
    "calibration",
    "counts",
    "court_year",
    "court_years",
    "seen_changes",
]

_ROOM = {
    "Calibration": "figures",
    "CourtYear": "year",
    "SeenChange": "changes",
    "calibration": "figures",
    "counts": "changes",
    "court_year": "year",
    "court_years": "year",
    "seen_changes": "changes",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOM:
        raise AttributeError(f"module 'courtqa.simulation' has no attribute {name!r}")
    value = getattr(import_module(f"courtqa.simulation.{_ROOM[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
