"""How a court assesses: which indicators, with what weight, read how, and from where a change counts.

Frozen; read from a pack (``assessments/<name>/<day>.yaml``). Holds no number of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import Factory, frozen

from courtqa.evaluation.indicator import Band, Direction, ReadAs
from courtqa.evaluation.periods import PeriodKind
from courtqa.evaluation.role_rules import RoleRules
from courtqa.text import Text

__all__ = [
    "GRADES",
    "Aggregate",
    "Assessment",
    "Cadence",
    "CaseWeights",
    "Compared",
    "ControlRules",
    "GamingRules",
    "Grade",
    "HorizontalRules",
    "Ordinal",
    "PeerGroup",
    "Principle",
    "RankSetRules",
    "Ranked",
    "SelectionRules",
    "SensitivityRules",
    "Step",
    "Thresholds",
    "VerticalRules",
    "VetoRule",
]

Grade = Literal["better", "slightly_better", "level", "slightly_worse", "worse"]
GRADES: tuple[Grade, ...] = ("better", "slightly_better", "level", "slightly_worse", "worse")
Aspect = Literal["quality", "efficiency"]
Stage = Literal["result", "process"]
Principle = Literal["quality_before_efficiency", "result_before_process"]
Aggregate = Literal["additive", "geometric", "lexicographic"]
"""How goal scores become one: weighted mean; weighted geometric mean; the heaviest first, the next between equals."""
Number = int | Decimal


@frozen
class Thresholds:
    """From where an improvement is slight, and from where it is strong; in percent or in points."""

    slight: Number
    strong: Number


@frozen
class Compared:
    """One indicator of the vertical assessment. What it leaves out comes from the rules or the indicator."""

    weight: Number
    aspect: Aspect
    stage: Stage
    direction: Direction | None = None
    read_as: ReadAs | None = None
    thresholds: Thresholds | None = None
    minimum_n: int | None = None
    rule: bool = False  # a fact, not a sample: graded by the thresholds alone, and outside the combined grade
    band: Band | None = None  # instead of the indicator's
    dispersion: Number | None = (
        None  # φ: how much more than chance the counts vary, as when people petition again
    )
    note: str | None = None


@frozen
class Ordinal:
    """A declared table: grades count +2 … −2, and their weighted mean makes the grade of a unit from these means on."""

    slight: Number
    strong: Number


@frozen
class VerticalRules:
    """The comparison with the same period last year."""

    indicators: Mapping[str, Compared]
    percent: Thresholds
    points: Thresholds
    p_slight: Number  # one-sided: a slight grade needs a p at most this
    p_strong: Number
    level: Number  # of the interval that shows a unit level
    minimum_n: int  # cases in each period
    minimum_events: int  # events in both periods together
    minimum_weight: Number  # the share of the weight that a unit's own grade needs
    correlation: Number  # between indicators of one unit, for the combined grade
    z_limit: Number  # one indicator says no more than this in the combined grade
    headline: tuple[str, ...] = ()  # figures of the whole court, told first
    ordinal: Ordinal | None = None  # the grade of a unit by this table instead of the combined test


@frozen
class Ranked:
    """One indicator of the horizontal ranking: its weight, and the goalposts it is scored between."""

    weight: Number
    aspect: Aspect
    stage: Stage
    best: Number  # scores 100
    worst: Number  # scores 0
    per: str | None = (
        None  # a count is set against the denominator of this indicator, so that size is no fault
    )
    per_year: bool = False  # the goalposts are of a year and shrink with the period
    band: Band | None = None  # instead of the indicator's
    target: Number | None = None  # the funnel is drawn round it instead of the pooled figure
    note: str | None = None


@frozen
class PeerGroup:
    """Units that are fairly compared with each other."""

    title: Text
    units: tuple[str, ...]


@frozen
class RankSetRules:
    """How the sets of possible places are found; ``repetitions`` and ``seed`` for the methods that draw."""

    method: Literal["tukey_kramer", "holm", "mrsw"]
    repetitions: int
    seed: int


@frozen
class SensitivityRules:
    """How far weights are moved to see what an order is worth."""

    move: Number  # one at a time, up and down by this share of the weight
    concentration: Number  # of the Dirichlet draws round the edition's weights; the more, the closer to them
    repetitions: int  # draws of weights
    samples: int  # of Sobol's sequence: a power of two
    seed: int


@frozen
class GamingRules:
    """Where the tests for gamed figures look, and from which p on they speak up."""

    filing_window_days: int  # the last days of the year in which filings may dip
    closing_window_days: int  # the last days of the year in which closings may surge
    bunching_days: int  # the days up to a time limit in which closings may bunch
    bunching_range_days: int  # the days on either side from which the ordinary course is read
    minimum_n: int  # cases a test needs
    level: Number  # one-sided p, adjusted for the number of units, at which a figure is flagged


@frozen
class ControlRules:
    """The months that set the limits of a control chart; limits are never moved later."""

    baseline_months: int


@frozen
class CaseWeights:
    """What a case of each class counts in the workload (案件权重系数): by the values of one column of cases."""

    column: str
    weights: Mapping[str, Number]


@frozen
class SelectionRules:
    """The composite that a shortlist is made by: weights of its parts, and how ties end."""

    weights: Mapping[str, Number]
    level: Number  # of the intervals, all of them together
    tie_break: tuple[str, ...] = ()  # parts compared in this order between equal scores
    repetitions: int = 0
    seed: int = 0


@frozen
class HorizontalRules:
    """The comparison with peers."""

    indicators: Mapping[str, Ranked]
    level: Number  # of the rank intervals, all of them together
    funnel_levels: tuple[Number, Number]
    minimum_n: int
    minimum_weight: Number  # a unit with less of the weight measured is not ranked
    refuse_below: Number  # rankability below which no order is shown unless asked for by name
    warn_below: Number
    aggregate: Aggregate = "additive"
    rank_sets: RankSetRules | None = None
    strata: tuple[str, ...] = ()  # columns of cases over which a case mix is standardised
    sensitivity: SensitivityRules | None = None
    peer_groups: Mapping[str, PeerGroup] = Factory(dict)


@frozen
class Step:
    """One of the steps in which people assess; the computed grade is what they start from."""

    title: Text
    by: tuple[str, ...]


@frozen
class Cadence:
    """What is due at the end of a period of that length, and whether it is the last word."""

    title: Text
    status: Literal["log", "statistics", "provisional", "final"]


@frozen
class VetoRule:
    """The one-vote veto: a separate reasoned decision. The score it overrides is never changed."""

    title: Text
    grounds: Mapping[str, Text]
    effect: Literal["exclude", "last", "cap"]
    decided_by: tuple[str, ...]
    upward: Mapping[str, tuple[str, ...]] = Factory(dict)  # ground: whose own problem counts against the unit
    lasts_months: int | None = None  # at most; none: until the day that the decision names
    note: str | None = None


@frozen
class Assessment:
    """One edition of the assessment of units."""

    sets: tuple[str, ...]  # the indicator sets it draws on
    grades: Mapping[Grade, Text]
    vertical: VerticalRules
    horizontal: HorizontalRules
    steps: Mapping[str, Step]
    cadence: Mapping[PeriodKind, Cadence]
    persons: bool = (
        False  # whether units that are persons (judge, presiding judge) are graded too, not only told of
    )
    veto: VetoRule | None = None  # none: no veto is known
    principles: tuple[Principle, ...] = ()
    control: ControlRules | None = None
    gaming: GamingRules | None = None
    selection: SelectionRules | None = None
    roles: RoleRules | None = None
    case_weights: CaseWeights | None = None
    name: str = ""
    since: date = date.min
    title: Text = Factory(lambda: Text(zh="评估", en="Assessment"))

    @property
    def indicators(self) -> tuple[str, ...]:
        """All the indicators that it needs, each once, in its order."""
        against = (item.per for item in self.horizontal.indicators.values() if item.per)
        return tuple(
            dict.fromkeys(
                (*self.vertical.headline, *self.vertical.indicators, *self.horizontal.indicators, *against)
            )
        )
