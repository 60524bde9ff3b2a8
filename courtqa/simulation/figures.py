"""The figures a court year is fitted to: read from ``calibration.yaml``, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

import cattrs
import yaml
from attrs import frozen

from courtqa.text import Text

__all__ = [
    "Calibration",
    "Cause",
    "Change",
    "DivisionPlan",
    "Lag",
    "Procedure",
    "Source",
    "Spread",
    "Years",
    "calibration",
]


@frozen
class Source:
    """What a figure was read from, in the words of the text."""

    at: str
    title: str
    quotation: str | None = None
    article: str | None = None
    note: str | None = None


@frozen
class Assumption:
    """A figure that no text gives."""

    at: str
    note: str


@frozen
class Years:
    """Court-wide counts by year; ``handled`` and ``closed`` by case type."""

    handled: Mapping[int, tuple[int, ...]]
    closed: Mapping[int, tuple[int, ...]]
    settled: Mapping[int, int]
    appeals: Mapping[int, int]
    reversals: Mapping[int, int]
    petitions: Mapping[int, int]
    retrials: Mapping[int, int]
    protests: Mapping[int, int]
    exposures: Mapping[int, int]
    compensations: Mapping[int, int]

    def nearest(self, year: int) -> int:
        """The calibrated year nearest to ``year``: before the first and after the last nothing changes."""
        return min(max(year, min(self.handled)), max(self.handled))

    def carried(self, year: int) -> tuple[int, ...]:
        """The cases carried over into a year, by case type."""
        before = self.nearest(year - 1)
        return tuple(h - c for h, c in zip(self.handled[before], self.closed[before], strict=True))

    def filed(self, year: int) -> tuple[int, ...]:
        """The cases newly filed in a year, by case type."""
        return tuple(h - c for h, c in zip(self.handled[self.nearest(year)], self.carried(year), strict=True))


@frozen
class Change:
    """A published change from one year to the next."""

    kind: Literal["percent", "points"]
    value: Decimal
    title: Text


@frozen
class DivisionPlan:
    """What a trial division hears, its share of that, and its judges."""

    case_type: str
    weight: float
    judges: int
    hears: tuple[str, ...] = ()


@frozen
class Procedure:
    """How cases of one procedure run."""

    share: float
    days: float
    spread: float
    months: int
    appeal: float
    petition: float
    word: str
    code: str


@frozen
class Spread:
    """Standard deviations of the logarithm of the known effects."""

    division: float
    judge: float


@frozen
class Lag:
    """Days to the next event: median and spread of the logarithm."""

    median: float
    spread: float


@frozen
class Lags:
    """How long after an event the next one comes."""

    appeal_longest: int
    appeal_decided: Lag
    petition: Lag
    retrial: Lag
    protest: Lag
    exposure: Lag
    compensation: Lag


@frozen
class Cause:
    """A cause of reversal: its share, and whether it carries no responsibility."""

    share: float
    exempt: bool


@frozen
class Bulletin:
    """A notice series over two years and two court levels."""

    issues: int
    persons: int
    share: float


@frozen
class Analyses:
    """Key-case analyses over two years and two court levels."""

    cases: int
    share: float


@frozen
class Exam:
    """The yearly competency examination."""

    mean: float
    spread: float
    month: int


@frozen
class Calibration:
    """Everything that a simulated year is fitted to."""

    title: Text
    court: str
    references: tuple[Source, ...]
    assumptions: tuple[Assumption, ...]
    case_types: tuple[str, ...]
    years: Years
    changes: Mapping[str, Change]
    divisions: Mapping[str, DivisionPlan]
    presiding_share: float
    origin_courts: tuple[str, ...]
    procedures: Mapping[str, Mapping[str, Procedure]]
    filings_by_month: tuple[float, ...]
    pace_by_month: tuple[float, ...]
    effects: Mapping[str, Spread]
    lags: Lags
    outcomes: Mapping[str, float]
    causes: Mapping[str, Cause]
    well_founded: float
    petition_levels: Mapping[str, float]
    mediated: float
    enforced: float
    notices: Mapping[str, Bulletin]
    key_case_analyses: Analyses
    conduct: Mapping[str, int]
    conduct_details: Mapping[str, float]
    violation_details: Mapping[str, float]
    competency_exam: Exam
    surnames: str
    stems: str

    @property
    def kinds(self) -> tuple[tuple[str, str, Procedure], ...]:
        """Case type, procedure and how it runs, all in one row."""
        return tuple((t, name, run) for t in self.case_types for name, run in self.procedures[t].items())

    @property
    def exempt_share(self) -> float:
        """The share of reversals whose cause carries no responsibility."""
        total = sum(cause.share for cause in self.causes.values())
        return sum(cause.share for cause in self.causes.values() if cause.exempt) / total


@cache
def calibration() -> Calibration:
    """The figures that ship with courtqa.

    >>> calibration().years.reversals[2006], calibration().years.reversals[2007]
    (131, 82)
    """
    text = (files("courtqa.simulation") / "calibration.yaml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(str(value)))
    return converter.structure(yaml.safe_load(text), Calibration)
