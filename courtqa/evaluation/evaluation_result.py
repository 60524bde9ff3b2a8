"""The whole evaluation in one call: measures, the vertical assessment, the horizontal ranking, the report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl
from attrs import evolve, field, frozen
from narwhals.typing import IntoFrame

from courtqa.errors import IncomparablePeriods, RuleMissing, UnknownName
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.defects import DefectReport
from courtqa.evaluation.definitions import Break, breaks_between
from courtqa.evaluation.engines import ScannedCases, digest_of
from courtqa.evaluation.evaluation_rules import (
    Weight,
    final_of,
    indicators_of,
    names_of,
    stage_of,
    weighed_of,
)
from courtqa.evaluation.horizontal import compare_peers
from courtqa.evaluation.horizontal_result import Horizontal
from courtqa.evaluation.measure_table import Measures
from courtqa.evaluation.measuring import base_of
from courtqa.evaluation.periods import Period
from courtqa.evaluation.provenance import Provenance
from courtqa.evaluation.publication import published, published_like
from courtqa.evaluation.vertical import assess
from courtqa.evaluation.vertical_result import Vertical
from courtqa.policy import Edition, Policy
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import altair as alt

    from courtqa.evaluation.assessors import AssessedGrade
    from courtqa.evaluation.case_mix_result import CaseMix
    from courtqa.evaluation.cohort_result import Cohorts
    from courtqa.evaluation.control_result import ControlChart, Form
    from courtqa.evaluation.gaming_result import Screening
    from courtqa.evaluation.health import HealthCheck
    from courtqa.evaluation.vetoes import Veto
    from courtqa.evaluation.workload import Workload

__all__ = ["Evaluation", "evaluate"]


@frozen(eq=False)
class Evaluation:
    """What an evaluation found, and everything needed to defend it. Frozen: ``rerun`` gives another one."""

    measures: Measures
    before: Measures = field(repr=False)  # of the same period last year
    vertical: Vertical
    horizontal: Horizontal
    edition: Edition[Assessment] = field(repr=False)
    provenance: Provenance
    court: Text
    defects: DefectReport | None = field(default=None, repr=False)
    source: str = ""
    history: Mapping[str, Break] = field(
        factory=dict, repr=False
    )  # the last change of each definition, if any
    bridged: bool = False  # whether both years were then counted by the new definition and compared

    @property
    def period(self) -> Period:
        """The period that was evaluated."""
        return self.measures.period

    @property
    def breaks(self) -> dict[str, Break]:
        """The indicators whose definition changed since the first day of the period that is compared with."""
        since = self.before.period.first
        return {name: found for name, found in self.history.items() if found.since > since}

    @property
    def assessment(self) -> Assessment:
        """The rules it was evaluated by."""
        return self.edition.value

    def name(self, unit: str) -> Text:
        """The title of a unit."""
        return self.vertical.name(unit)

    def cases(
        self, unit: str, indicator: str, *, part: Literal["numerator", "denominator"] = "numerator"
    ) -> pl.DataFrame:
        """The rows behind a number, for a unit by id or title."""
        by_title = {
            text.to(lang): name for name, text in self.vertical.names.items() for lang in ("zh", "en")
        }
        return self.measures.cases(by_title.get(unit, unit), indicator, part=part)

    def case_mix(self, indicator: str, *, strata: Sequence[str] | None = None) -> CaseMix:
        """The indicator with each unit's mix of cases allowed for: observed over expected, and the rate it gives."""
        from courtqa.evaluation.case_mix_result import case_mix_of

        return case_mix_of(
            self.measures, indicator, assessment=self.assessment, strata=strata, names=self.vertical.names
        )

    def workload(self, weights: Mapping[str, Weight] | None = None, *, column: str | None = None) -> Workload:
        """The weighted caseload of each unit, by the edition's case weights or by those given."""
        from courtqa.evaluation.workload import workload_of

        return workload_of(
            self.measures,
            assessment=self.assessment,
            weights=weights,
            column=column,
            names=self.vertical.names,
        )

    def cohorts(self, indicator: str) -> Cohorts:
        """The cohort of this period's closings beside last year's at the same age, for what is counted by the event.

        UnknownName for an indicator that can't follow a cohort; IncomparablePeriods where the ages can't be made equal.
        """
        from courtqa.evaluation.cohort_result import cohorts_of

        return cohorts_of(
            self.measures,
            indicator,
            as_of=self.provenance.as_of,
            names={**self.vertical.names, "*": self.court},
        )

    def health(self) -> HealthCheck:
        """The health check (体检表): every figure against its reasonable range or target; nobody is ranked."""
        from courtqa.evaluation.health import health_by

        return health_by(self.assessment, self.measures, names=self.vertical.names)

    def gaming(self) -> Screening:
        """The tests for gamed figures. NotAPeriod unless a whole year was evaluated; RuleMissing without rules."""
        from courtqa.evaluation.gaming_result import screen

        rules = self.assessment.gaming
        if rules is None:
            raise RuleMissing(
                f"assessments.{self.assessment.name}@{self.assessment.since.isoformat()}", "gaming"
            )
        return screen(
            self.measures.source.tables["cases"].to_native(),
            period=self.period,
            rules=rules,
            by=self.measures.by,
            names=self.vertical.names,
        )

    def control(
        self,
        indicator: str,
        unit: str = "*",
        *,
        first: Period | str,
        last: Period | str | None = None,
        form: Form | None = None,
    ) -> ControlChart:
        """The months of a unit, or of all together, against their own ordinary course, up to the period's end.

        IncomparablePeriods where the definition changed on the way, unless the evaluation bridges it.
        """
        from courtqa.evaluation.control_result import control_chart

        found = self.history.get(indicator)
        if found is not None and found.since > Period.parse(first).first and not self.bridged:
            raise IncomparablePeriods(str(first), str(last or self.period), found.text)

        by_title = {
            text.to(lang): name for name, text in self.vertical.names.items() for lang in ("zh", "en")
        }
        return control_chart(
            self.measures.source,
            indicator,
            by_title.get(unit, unit),
            first=first,
            last=self.period if last is None else last,
            assessment=self.assessment,
            form=form,
            names={**self.vertical.names, "*": self.court},
        )

    def with_assessments(self, found: Iterable[AssessedGrade]) -> Evaluation:
        """The same evaluation beside the grades that people gave. No computed grade is changed by them."""
        return evolve(self, vertical=self.vertical.with_assessments(found))

    def with_vetoes(self, found: Iterable[Veto]) -> Evaluation:
        """The same evaluation beside the one-vote vetoes decided. No score is changed by them."""
        return evolve(self, horizontal=self.horizontal.with_vetoes(found))

    def rerun(self, *, weights: Mapping[str, Weight]) -> Evaluation:
        """The same records under other weights: those named replace the edition's, and all are scaled to sum to 1.

        UnknownName for an indicator that neither the assessment nor the ranking uses.
        """
        known = {*self.assessment.vertical.indicators, *self.assessment.horizontal.indicators}
        for name in weights:
            if name not in known:
                raise UnknownName("weighted indicator", name, known)
        rules = self.assessment
        vertical = weighed_of({n: item.weight for n, item in rules.vertical.indicators.items()}, weights)
        horizontal = weighed_of({n: item.weight for n, item in rules.horizontal.indicators.items()}, weights)
        given = {"assessment": rules, "provenance": self.provenance, "names": self.vertical.names}
        blocked = () if self.bridged else tuple(self.breaks)
        ranked = compare_peers(self.measures, weights=horizontal, **given)  # type: ignore[arg-type]
        return evolve(
            self,
            vertical=assess(self.measures, self.before, weights=vertical, changed=blocked, **given),  # type: ignore[arg-type]
            horizontal=published_like(self.horizontal, ranked),
        )

    def compare(self, other: Evaluation) -> pl.DataFrame:
        """What differs for each unit: grade, score and possible places, here and in ``other``."""
        from courtqa.evaluation.result_frames import compared

        return compared(self, other)

    def save(
        self,
        path: str | Path,
        *,
        lang: Lang | None = None,
        judges: bool = True,
        step: Callable[[Text], None] | None = None,
    ) -> Path:
        """The report as one self-contained HTML file, or as an Excel workbook, by the suffix. Returns where it is.

        Both languages are in it unless one is chosen (a workbook is in Chinese then); ``judges`` gives each a
        section. ``step`` hears what is being done. UnknownName for another suffix.
        """
        from courtqa.evaluation.saving import save_report

        return save_report(self, Path(path), lang=lang, judges=judges, step=step)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """The vertical assessment, one row per unit and indicator. ``labels`` for display."""
        return self.vertical.to_frame(labels)

    def explain(self, lang: Lang = "en") -> str:
        """What a president reads if nothing else, in a few lines."""
        from courtqa.evaluation.report.summary import lead

        head = f"{self.court.to(lang)} · {self.period.title.to(lang)} · {self.provenance.status.to(lang)}"
        return "\n".join([head, *(text.to(lang) for text in lead(self))])

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """What changed in the whole court, with intervals."""
        from courtqa.evaluation.charts import changes

        return changes(self.vertical, lang=lang)

    def _repr_html_(self) -> str:
        return self.vertical._repr_html_() + self.horizontal._repr_html_()


def evaluate(
    cases: Cases | ScannedCases | IntoFrame,
    *,
    policy: Policy,
    period: Period | str | int,
    by: str = "division",
    assessment: str = "divisions",
    events: IntoFrame | None = None,
    staff: IntoFrame | None = None,
    as_of: date | None = None,
    bridge: bool = False,
    ranking: bool | None = None,
) -> Evaluation:
    """Every unit against its own same period last year and beside its peers, by the rules in force at period end.

    ``as_of`` is the day up to which the records are known; without it, or before the period is over, the result
    is provisional. An indicator whose definition changed since last year is not compared, unless ``bridge`` counts
    both years by the new definition. ``ranking`` True asks for one where the policy has
    it off. NotInForce when no edition held on the last day of the period.
    """
    window = Period.parse(period)
    edition: Edition[Assessment] = policy.edition("assessments", assessment, on=window.last)
    indicators = indicators_of(policy, edition.value, window)
    large = (window, window.same_last_year()) if isinstance(cases, ScannedCases) else ()
    known = as_of or getattr(cases, "snapshot", None)
    base = base_of(cases, indicators, by=by, events=events, staff=staff, periods=large, as_of=known)
    now, before = base.measures(window), base.measures(window.same_last_year())
    names, court = names_of(policy, window)
    provenance = Provenance(
        edition=f"assessments.{edition.name}@{edition.since.isoformat()}",
        edition_digest=edition.digest,
        policy_digest=policy.digest,
        as_of=known,
        final=final_of(edition.value, window, known, now),
        stage=stage_of(edition.value, window),
        source_digest=digest_of(cases),
    )
    rules = edition.value
    history = breaks_between(policy, rules.sets, rules.indicators, first=date.min, last=window.last)
    breaks = [name for name, found in history.items() if found.since > before.period.first]
    given = {"assessment": rules, "provenance": provenance, "names": names}
    return Evaluation(
        measures=now,
        before=before,
        vertical=assess(now, before, changed=() if bridge else breaks, **given),  # type: ignore[arg-type]
        horizontal=published(compare_peers(now, **given), policy, on=window.last, asked=ranking),  # type: ignore[arg-type]
        edition=edition,
        provenance=provenance,
        court=getattr(cases, "court", None) or court,
        defects=getattr(cases, "defects", None),
        source=getattr(cases, "source", ""),
        history=history,
        bridged=bridge,
    )
