"""From case records to measures, assessments and rankings.

Names load when first used, so that reading a pack needs neither Polars nor SciPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courtqa.evaluation.assessment import Assessment as Assessment
    from courtqa.evaluation.assessors import AssessedGrade as AssessedGrade
    from courtqa.evaluation.case_mix_result import CaseMix as CaseMix
    from courtqa.evaluation.cases import Cases as Cases
    from courtqa.evaluation.cohort_result import Cohorts as Cohorts
    from courtqa.evaluation.conditions import Condition as Condition
    from courtqa.evaluation.control_result import ControlChart as ControlChart
    from courtqa.evaluation.coverage import Coverage as Coverage
    from courtqa.evaluation.coverage import require_comparable as require_comparable
    from courtqa.evaluation.decided import beside_what_was_decided as beside_what_was_decided
    from courtqa.evaluation.defects import Defect as Defect
    from courtqa.evaluation.defects import DefectReport as DefectReport
    from courtqa.evaluation.definitions import Break as Break
    from courtqa.evaluation.definitions import breaks_between as breaks_between
    from courtqa.evaluation.definitions import require_one_definition as require_one_definition
    from courtqa.evaluation.engines import ScannedCases as ScannedCases
    from courtqa.evaluation.engines import digest_of as digest_of
    from courtqa.evaluation.engines import engine_for as engine_for
    from courtqa.evaluation.engines import on_engine as on_engine
    from courtqa.evaluation.engines import scan_cases as scan_cases
    from courtqa.evaluation.engines import spark_session as spark_session
    from courtqa.evaluation.evaluation_result import Evaluation as Evaluation
    from courtqa.evaluation.evaluation_result import evaluate as evaluate
    from courtqa.evaluation.funnel import Funnel as Funnel
    from courtqa.evaluation.gaming_result import Screening as Screening
    from courtqa.evaluation.gaming_result import screen as screen
    from courtqa.evaluation.health import HealthCheck as HealthCheck
    from courtqa.evaluation.health import health_check as health_check
    from courtqa.evaluation.horizontal_result import Horizontal as Horizontal
    from courtqa.evaluation.indicator import Indicator as Indicator
    from courtqa.evaluation.indicator import IndicatorSet as IndicatorSet
    from courtqa.evaluation.indicator import Term as Term
    from courtqa.evaluation.manifest import file_sha256 as file_sha256
    from courtqa.evaluation.manifest import require_listed as require_listed
    from courtqa.evaluation.mapping import CaseMapping as CaseMapping
    from courtqa.evaluation.mapping import read_mapping as read_mapping
    from courtqa.evaluation.measure import Measure as Measure
    from courtqa.evaluation.measure import Moments as Moments
    from courtqa.evaluation.measure_table import Measures as Measures
    from courtqa.evaluation.measuring import Base as Base
    from courtqa.evaluation.measuring import base_of as base_of
    from courtqa.evaluation.measuring import measures as measures
    from courtqa.evaluation.panels import panel_measures as panel_measures
    from courtqa.evaluation.periods import Period as Period
    from courtqa.evaluation.places import Ranking as Ranking
    from courtqa.evaluation.printing import value_text as value_text
    from courtqa.evaluation.reading import read_cases as read_cases
    from courtqa.evaluation.reading import read_events as read_events
    from courtqa.evaluation.reading import read_staff as read_staff
    from courtqa.evaluation.reconciliation import Reconciliation as Reconciliation
    from courtqa.evaluation.reconciliation import reconcile as reconcile
    from courtqa.evaluation.roles import RoleProposal as RoleProposal
    from courtqa.evaluation.roles import RoleReview as RoleReview
    from courtqa.evaluation.roles import propose_roles as propose_roles
    from courtqa.evaluation.rounding import PercentChange as PercentChange
    from courtqa.evaluation.rounding import PointsChange as PointsChange
    from courtqa.evaluation.rounding import percent_change as percent_change
    from courtqa.evaluation.rounding import points_change as points_change
    from courtqa.evaluation.rounding import printed as printed
    from courtqa.evaluation.rounding import rounded as rounded
    from courtqa.evaluation.saved_base import SavedBase as SavedBase
    from courtqa.evaluation.saved_base import base_manifest as base_manifest
    from courtqa.evaluation.saved_base import load_base as load_base
    from courtqa.evaluation.saved_base import save_base as save_base
    from courtqa.evaluation.selection import Candidate as Candidate
    from courtqa.evaluation.selection import Selection as Selection
    from courtqa.evaluation.selection import select as select
    from courtqa.evaluation.selection import vote as vote
    from courtqa.evaluation.sensitivity import DirichletWeights as DirichletWeights
    from courtqa.evaluation.sensitivity import LeaveOneOut as LeaveOneOut
    from courtqa.evaluation.sensitivity import OneAtATime as OneAtATime
    from courtqa.evaluation.sensitivity import SobolWeights as SobolWeights
    from courtqa.evaluation.sensitivity_result import Sensitivity as Sensitivity
    from courtqa.evaluation.shrinkage_result import Shrinkage as Shrinkage
    from courtqa.evaluation.source import read_source as read_source
    from courtqa.evaluation.suggesting import Suggestion as Suggestion
    from courtqa.evaluation.suggesting import suggest_mapping as suggest_mapping
    from courtqa.evaluation.vertical_result import Vertical as Vertical
    from courtqa.evaluation.vetoes import Veto as Veto

_HOMES = {
    "AssessedGrade": "assessors",
    "Assessment": "assessment",
    "Base": "measuring",
    "Break": "definitions",
    "Candidate": "selection",
    "CaseMapping": "mapping",
    "CaseMix": "case_mix_result",
    "Cases": "cases",
    "Cohorts": "cohort_result",
    "Condition": "conditions",
    "ControlChart": "control_result",
    "Coverage": "coverage",
    "Defect": "defects",
    "DefectReport": "defects",
    "DirichletWeights": "sensitivity",
    "Evaluation": "evaluation_result",
    "Funnel": "funnel",
    "HealthCheck": "health",
    "Horizontal": "horizontal_result",
    "Indicator": "indicator",
    "IndicatorSet": "indicator",
    "LeaveOneOut": "sensitivity",
    "Measure": "measure",
    "Measures": "measure_table",
    "Moments": "measure",
    "OneAtATime": "sensitivity",
    "PercentChange": "rounding",
    "Period": "periods",
    "PointsChange": "rounding",
    "Ranking": "places",
    "Reconciliation": "reconciliation",
    "RoleProposal": "roles",
    "RoleReview": "roles",
    "SavedBase": "saved_base",
    "ScannedCases": "engines",
    "Screening": "gaming_result",
    "Selection": "selection",
    "Sensitivity": "sensitivity_result",
    "Shrinkage": "shrinkage_result",
    "SobolWeights": "sensitivity",
    "Suggestion": "suggesting",
    "Term": "indicator",
    "Vertical": "vertical_result",
    "Veto": "vetoes",
    "base_manifest": "saved_base",
    "base_of": "measuring",
    "beside_what_was_decided": "decided",
    "breaks_between": "definitions",
    "digest_of": "engines",
    "engine_for": "engines",
    "evaluate": "evaluation_result",
    "file_sha256": "manifest",
    "health_check": "health",
    "load_base": "saved_base",
    "measures": "measuring",
    "panel_measures": "panels",
    "on_engine": "engines",
    "percent_change": "rounding",
    "points_change": "rounding",
    "printed": "rounding",
    "propose_roles": "roles",
    "read_cases": "reading",
    "read_events": "reading",
    "read_mapping": "mapping",
    "read_source": "source",
    "read_staff": "reading",
    "reconcile": "reconciliation",
    "require_comparable": "coverage",
    "require_listed": "manifest",
    "require_one_definition": "definitions",
    "rounded": "rounding",
    "save_base": "saved_base",
    "scan_cases": "engines",
    "screen": "gaming_result",
    "select": "selection",
    "spark_session": "engines",
    "suggest_mapping": "suggesting",
    "value_text": "printing",
    "vote": "selection",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
