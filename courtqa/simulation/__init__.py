"""A court year, calibrated to published aggregates, with judge effects that are known; and its people at work."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courtqa.simulation.accountability import Accounts, findings_of, settle_accounts
    from courtqa.simulation.bulletins import Material, bulletin_data
    from courtqa.simulation.changes import SeenChange, counts, seen_changes
    from courtqa.simulation.figures import Calibration, calibration
    from courtqa.simulation.issuing import issue_bulletins, write_bulletins
    from courtqa.simulation.loop import Late, Ran, run_procedures, simulated_time
    from courtqa.simulation.office import Office
    from courtqa.simulation.population import Habit, History, simulate
    from courtqa.simulation.truth import true_places
    from courtqa.simulation.waiting import Lapse, Wait, Walked, walked
    from courtqa.simulation.year import CourtYear, court_year, court_years

__all__ = [
    "Accounts",
    "Calibration",
    "CourtYear",
    "Habit",
    "History",
    "Lapse",
    "Late",
    "Material",
    "Office",
    "Ran",
    "SeenChange",
    "Wait",
    "Walked",
    "bulletin_data",
    "calibration",
    "counts",
    "court_year",
    "court_years",
    "findings_of",
    "issue_bulletins",
    "run_procedures",
    "seen_changes",
    "settle_accounts",
    "simulate",
    "simulated_time",
    "true_places",
    "walked",
    "write_bulletins",
]

_ROOM = {
    "Accounts": "accountability",
    "Calibration": "figures",
    "CourtYear": "year",
    "Habit": "population",
    "History": "population",
    "Lapse": "waiting",
    "Late": "loop",
    "Material": "bulletins",
    "Office": "office",
    "Ran": "loop",
    "SeenChange": "changes",
    "Wait": "waiting",
    "Walked": "waiting",
    "bulletin_data": "bulletins",
    "calibration": "figures",
    "counts": "changes",
    "court_year": "year",
    "court_years": "year",
    "findings_of": "accountability",
    "issue_bulletins": "issuing",
    "run_procedures": "loop",
    "seen_changes": "changes",
    "settle_accounts": "accountability",
    "simulate": "population",
    "simulated_time": "loop",
    "true_places": "truth",
    "walked": "waiting",
    "write_bulletins": "issuing",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOM:
        raise AttributeError(f"module 'courtqa.simulation' has no attribute {name!r}")
    value = getattr(import_module(f"courtqa.simulation.{_ROOM[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
