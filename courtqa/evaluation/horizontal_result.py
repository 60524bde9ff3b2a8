"""What the horizontal ranking found: peers, places with intervals, funnels, and what made each score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from courtqa.errors import RankingWithheld, RuleMissing, UnknownName
from courtqa.evaluation.assessment import Aggregate, Assessment
from courtqa.evaluation.composite import Scored
from courtqa.evaluation.funnel import STATUSES, Funnel
from courtqa.evaluation.funnels import funnel_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.periods import Period
from courtqa.evaluation.places import Place, Ranking
from courtqa.evaluation.printing import counts_text, p_phrase, value_text
from courtqa.evaluation.provenance import Provenance
from courtqa.evaluation.rank_methods import RankMethod
from courtqa.evaluation.rankings_on_request import aggregated, recounted
from courtqa.evaluation.rounding import printed
from courtqa.evaluation.sensitivity import Specification, SpecName, specified
from courtqa.evaluation.sensitivity_result import Sensitivity, moved
from courtqa.evaluation.shown import table_html
from courtqa.evaluation.shrinkage_result import Shrinkage, shrink
from courtqa.evaluation.vetoes import Veto
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl
    from great_tables import GT

__all__ = ["Horizontal", "Peers"]


@frozen(eq=False)
class Peers:
    """Units that are compared with each other."""

    title: Text
    measures: Mapping[str, Mapping[str, Measure]] = field(repr=lambda found: f"{len(found)} units")
    scored: Mapping[str, Scored] = field(repr=False)
    contributions: Mapping[str, Mapping[str, Fraction]] = field(repr=False)
    composite: Ranking = field(repr=False)
    by_indicator: Mapping[str, Ranking] = field(repr=False)
    funnels: Mapping[str, Funnel] = field(repr=False)
    additive: Ranking | None = field(default=None, repr=False)  # where the edition makes one score otherwise


@frozen(eq=False)
class Horizontal:
    """The horizontal ranking of all peer groups. Never a bare table: every place comes with its interval."""

    peers: Mapping[str, Peers]
    period: Period
    assessment: Assessment = field(repr=False)
    indicators: Mapping[str, Indicator] = field(repr=False)
    weights: Mapping[str, Fraction] = field(repr=False)
    provenance: Provenance
    names: Mapping[str, Text] = field(repr=False)
    vetoes: tuple[Veto, ...] = ()
    withheld: Text | None = None  # the rule by which there is no ranking; there are no peers then
    warning: Text | None = None  # the rule against which it was asked for all the same

    def __iter__(self) -> Iterator[Place]:
        return (place for peers in self.peers.values() for place in peers.composite.places)

    def group_of(self, unit: str) -> tuple[str, Peers]:
        """The peer group of a unit, by id or title."""
        by_title = {text.to(lang): name for name, text in self.names.items() for lang in ("zh", "en")}
        wanted = by_title.get(unit, unit)
        if self.withheld is not None:
            raise RankingWithheld(self.withheld)
        for key, peers in self.peers.items():
            if wanted in peers.measures:
                return key, peers
        raise UnknownName("unit", unit, [place.unit for place in self])

    def __getitem__(self, unit: str) -> Place:
        return self.group_of(unit)[1].composite[self._id(unit)]

    @property
    def rank_sets(self) -> dict[str, tuple[int, int]]:
        """For each ranked unit the first and last place it may truly hold among its peers."""
        return {p.unit: (p.low, p.high) for p in self if p.low is not None and p.high is not None}

    def name(self, unit: str) -> Text:
        """The title of a unit; its own id where the policy has none."""
        return self.names.get(unit, Text(zh=unit, en=unit))

    def ranking(
        self,
        indicator: str | None = None,
        *,
        group: str | None = None,
        method: RankMethod | None = None,
        aggregate: Aggregate | None = None,
        repetitions: int | None = None,
        seed: int | None = None,
    ) -> Ranking:
        """The places by one indicator, or by all together; of the first peer group unless one is named.

        ``method`` finds the sets of places otherwise than the edition does; ``aggregate`` makes one score of several
        otherwise. Both as asked for, for this answer only.
        """
        peers = self._peers(group)
        if indicator is not None and indicator not in peers.by_indicator:
            raise UnknownName("indicator", indicator, peers.by_indicator)
        found = peers.composite if indicator is None else peers.by_indicator[indicator]
        if aggregate is not None and indicator is None:
            found = aggregated(
                peers.scored,
                peers.additive or peers.composite,
                aggregate=aggregate,
                weights=self.weights,
                rules=self.assessment.horizontal,
            )
        if method is None:
            return found
        counts = None
        if indicator is not None:
            counts = ({u: m[indicator] for u, m in peers.measures.items()}, self.indicators[indicator])
        return recounted(
            found,
            method=method,
            assessment=self.assessment,
            repetitions=repetitions,
            seed=seed,
            counts=counts,
        )

    def shrunk(self, indicator: str, *, group: str | None = None) -> Shrinkage:
        """What each unit's figure is worth once it is known how alike units of this kind are."""
        peers = self._peers(group)
        if indicator not in peers.by_indicator:
            raise UnknownName("indicator", indicator, peers.by_indicator)
        measures = {unit: found[indicator] for unit, found in peers.measures.items()}
        return shrink(measures, self.indicators[indicator], peers.by_indicator[indicator], names=self.names)

    def sensitivity(
        self, specification: Specification | SpecName, *, group: str | None = None
    ) -> Sensitivity:
        """What happens to the order when the weights move: by name with the edition's numbers, or as specified.

        NoEffect when the specification changed no score; RuleMissing when the edition gives no numbers.
        """
        peers = self._peers(group)
        rules = self.assessment.horizontal.sensitivity
        titles = {name: indicator.title for name, indicator in self.indicators.items()}
        wanted = specified(specification, rules, self.assessment)
        return moved(peers, self.weights, wanted, names={**titles, **self.names})

    def funnel(self, indicator: str, *, group: str | None = None, target: float | None = None) -> Funnel:
        """Who stands out by more than chance from the peers, or from a stated ``target``.

        UnknownName where chance has no part or nothing happened.
        """
        peers = self._peers(group)
        if target is not None and indicator in peers.by_indicator:
            levels = (float(level) for level in self.assessment.horizontal.funnel_levels)
            made = funnel_of(
                {unit: found[indicator] for unit, found in peers.measures.items()},
                self.indicators[indicator],
                name=indicator,
                levels=(next(levels), next(levels)),
                names=dict(self.names),
                target=target,
            )
            if made is not None:
                return made
        if indicator not in peers.funnels:
            raise UnknownName("funnel", indicator, peers.funnels)
        return peers.funnels[indicator]

    def with_vetoes(self, vetoes: Iterable[Veto]) -> Horizontal:
        """The same ranking beside the one-vote vetoes decided. No score and no place is changed by them.

        Misfit for a veto that the edition does not know: another ground, or an end too late; or that isn't in force
        on the period's last day. UnknownName for another unit.
        """
        found = tuple(vetoes)
        rule = self.assessment.veto
        if rule is None:
            if not found:
                return self
            edition = f"assessments.{self.assessment.name}@{self.assessment.since.isoformat()}"
            raise RuleMissing(edition, "veto")
        for veto in found:
            veto.check(
                rule,
                units=[name for peers in self.peers.values() for name in peers.measures],
                on=self.period.last,
            )
        return evolve(self, vetoes=(*self.vetoes, *found))

    def with_and_without_vetoes(self, *, group: str | None = None) -> pl.DataFrame:
        """Each unit's place by its score alone, and beside it the place that the vetoes in force leave it."""
        from courtqa.evaluation.vetoes import both_places

        peers = self._peers(group)
        held = {place.unit: self.veto_of(place.unit) for place in peers.composite.places}
        return both_places(peers.composite, held)

    def veto_of(self, unit: str) -> Veto | None:
        """The veto in force against the unit on the last day of the period."""
        return next((v for v in self.vetoes if v.unit == unit and v.in_force(self.period.last)), None)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per unit and indicator, and one for the composite. Places are blank where refused."""
        from courtqa.evaluation.result_frames import horizontal_frame

        return horizontal_frame(self, labels)

    def league_table(self, *, group: str | None = None) -> pl.DataFrame:
        """The bare order of the 2008 practice, asked for by name; still with its intervals and its warning."""
        from courtqa.evaluation.result_frames import league_table

        return league_table(self, self._peers(group))

    def plot(
        self,
        of: Literal["places", "contributions"] = "places",
        *,
        group: str | None = None,
        lang: Lang = "en",
    ) -> alt.LayerChart | alt.FacetChart:
        """The places with their intervals, or what each indicator adds to each score."""
        from courtqa.evaluation.charts import caterpillar
        from courtqa.evaluation.charts_of_units import contributions

        return (contributions if of == "contributions" else caterpillar)(self, self._peers(group), lang=lang)

    def scorecard(self, *, group: str | None = None, lang: Lang = "en") -> GT:
        """Places, scores and contributions on one card, as great-tables draws it."""
        from courtqa.evaluation.scorecards import places_card

        return places_card(self, self._peers(group), lang=lang)

    def explain(self, unit: str, lang: Lang = "en") -> str:
        """Where a unit stands among its peers, what made its score, and where it stands out."""
        _, peers = self.group_of(unit)
        one = self._id(unit)
        place = peers.composite[one]
        lines = [self._head(place, peers, lang)]
        veto = self.veto_of(one)
        if veto is not None:
            lines.append(veto.text.to(lang))
        if one in peers.scored:
            lines += self._parts(one, peers, lang)
        for funnel in peers.funnels.values():
            lines += [
                f"  {funnel.title.to(lang)}: {STATUSES[point.status].to(lang)}, {p_phrase(point.p)}"
                for point in funnel.outstanding
                if point.unit == one
            ]
        return "\n".join(lines)

    def _head(self, place: Place, peers: Peers, lang: Lang) -> str:
        if place.score is None:
            said = Text(zh="{name}：未列入排序（数据不足）", en="{name}: not ranked (too little is known)")
            return said.fill(name=self.name(place.unit).to(lang)).to(lang)
        said = Text(
            zh="{name}：{score} 分，在“{group}”{n} 个单位中可能的位次为 {interval}；{verdict}",
            en="{name}: {score} points; place {interval} of {n} in “{group}”; {verdict}",
        )
        return said.fill(
            name=self.name(place.unit).to(lang),
            score=printed(place.score),
            group=peers.title.to(lang),
            n=len(peers.composite.ranked),
            interval=place.interval,
            verdict=peers.composite.verdict.to(lang),
        ).to(lang)

    def _parts(self, unit: str, peers: Peers, lang: Lang) -> Iterator[str]:
        said = Text(
            zh="  {title}：{value}（{counts}），得 {goal} 分，比平均 {part}",
            en="  {title}: {value} ({counts}), scores {goal}, {part} against the mean",
        )
        parts = peers.contributions.get(unit) or dict.fromkeys(peers.scored[unit].goals)
        for name, part in sorted(parts.items(), key=lambda item: -abs(item[1] or 0)):
            measure = peers.measures[unit][name]
            goal = peers.scored[unit].goals.get(name)
            yield said.fill(
                title=self.indicators[name].title.to(lang),
                value=value_text(measure, self.indicators[name], lang),
                counts=counts_text(measure),
                goal="–" if goal is None else printed(goal, 1),
                part="–" if part is None else printed(part, signed=True),
            ).to(lang)

    def _peers(self, group: str | None) -> Peers:
        if group is None:
            return next(iter(self.peers.values()))
        if group not in self.peers:
            raise UnknownName("peer group", group, self.peers)
        return self.peers[group]

    def _id(self, unit: str) -> str:
        for name, text in self.names.items():
            if unit in {text.zh, text.en}:
                return name
        return unit

    def _repr_html_(self) -> str:
        from courtqa.evaluation.result_frames import places_frame

        if self.withheld is not None:
            return f"<p>{self.withheld.zh} · {self.withheld.en}</p>"
        caption = f"横向排序 · horizontal ranking, {self.period}（可能的位次 · possible places）"
        lines = [
            f"{peers.title.zh} · {peers.title.en}: {peers.composite.verdict.zh} · {peers.composite.verdict.en}"
            for peers in self.peers.values()
        ]
        return table_html(places_frame(self), caption=caption, lines=lines)
