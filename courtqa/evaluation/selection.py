"""A shortlist (入围选拔): performance, examination and peer vote made one score, with what chance leaves open at the cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Literal

import numpy as np
from attrs import field, frozen

from courtqa.errors import Misfit, RuleMissing, UnknownName
from courtqa.evaluation.assessment import Assessment, SelectionRules
from courtqa.evaluation.ranking import QUANTUM, rank_labels, rank_sets
from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

__all__ = ["Candidate", "Selected", "Selection", "select", "vote"]

Standing = Literal["in", "in_by_chance", "out_by_chance", "out"]
STANDINGS: dict[Standing, Text] = {
    "in": Text(zh="入围（与界外者有显著差异）", en="in, told from all who are out"),
    "in_by_chance": Text(zh="入围（与界外者无显著差异）", en="in, but not told from some who are out"),
    "out_by_chance": Text(zh="未入围（与入围者无显著差异）", en="out, but not told from some who are in"),
    "out": Text(zh="未入围（与入围者有显著差异）", en="out, told from all who are in"),
}


@frozen
class Candidate:
    """One candidate: each part from 0 to 100, and the standard error of those in which chance has a part."""

    name: str
    parts: Mapping[str, float]
    errors: Mapping[str, float] = field(factory=dict)


def vote(yes: int, voters: int) -> tuple[float, float]:
    """A peer vote as points of 100, and its standard error (Agresti and Coull 1998): never 0 in a small circle.

    >>> points, error = vote(18, 20)
    >>> points, round(error, 2)
    (90.0, 7.61)
    """
    if not 0 <= yes <= voters or voters < 1:
        raise Misfit(f"{yes} of {voters} votes", "votes from 0 to the number of voters")
    share = (yes + 2) / (voters + 4)
    return 100 * yes / voters, 100 * sqrt(share * (1 - share) / (voters + 4))


@frozen
class Selected:
    """Where a candidate came out. ``chance`` is how often, were it measured again, it would be among the selected."""

    name: str
    score: float
    error: float
    label: str
    low: int
    high: int
    standing: Standing
    chance: float
    by_tie_break: str | None = None  # the part that decided between equals at the cut


@frozen(eq=False)
class Selection:
    """All candidates in order, the cut after ``places``, and what decided it."""

    places: int
    rules: SelectionRules
    candidates: tuple[Selected, ...] = field(repr=lambda found: f"{len(found)} candidates")
    undecided: tuple[str, ...] = ()  # equal in everything across the cut: people must decide

    def __getitem__(self, name: str) -> Selected:
        for found in self.candidates:
            if found.name == name:
                return found
        raise UnknownName("candidate", name, [found.name for found in self.candidates])

    @property
    def shortlist(self) -> tuple[str, ...]:
        """Who is in. Those who are equal in everything across the cut are not among them."""
        return tuple(
            found.name
            for found in self.candidates
            if found.standing in {"in", "in_by_chance"} and found.name not in self.undecided
        )

    @property
    def contested(self) -> tuple[str, ...]:
        """Those of whom the data do not say on which side of the cut they belong."""
        return tuple(c.name for c in self.candidates if c.standing in {"in_by_chance", "out_by_chance"})

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per candidate, best first. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        frame = pl.DataFrame(
            [
                {
                    "candidate": c.name,
                    "score": c.score,
                    "error": c.error,
                    "place": c.label,
                    "place_low": c.low,
                    "place_high": c.high,
                    "standing": c.standing,
                    "chance": c.chance,
                    "by_tie_break": c.by_tie_break,
                }
                for c in self.candidates
            ],
            infer_schema_length=None,
        )
        return labelled(frame, labels, standing=STANDINGS)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Scores with their errors, and the cut."""
        from courtqa.evaluation.charts_of_records import selection

        return selection(self, lang=lang)

    def _repr_html_(self) -> str:
        lines = [self.explain("zh").splitlines()[0]]
        return table_html(self.to_frame(), caption=self.explain("en").splitlines()[0], lines=lines)

    def explain(self, lang: Lang = "en") -> str:
        """The cut, who is close to it, and how equals were parted."""
        said = Text(
            zh="{places} 个名额，{n} 名候选人；入围 {names}；界线两侧无法区分的有 {m} 人",
            en="{places} places, {n} candidates; in: {names}; {m} cannot be told apart across the cut",
        )
        line = Text(
            zh="  {label} {name}：{score:.2f} ± {error:.2f}，可能位次 {low}–{high}，{standing}，重复考评入围概率 {chance:.0%}",
            en="  {label} {name}: {score:.2f} ± {error:.2f}, places {low}–{high}; {standing}; {chance:.0%} if measured again",
        )
        tie = Text(zh="    同分，以“{part}”区分", en="    equal in score, parted by {part}")
        open_ = Text(
            zh="  完全同分，须由人决定：{names}", en="  equal in everything, people must decide: {names}"
        )
        lines = [
            said.fill(
                places=self.places,
                n=len(self.candidates),
                names=", ".join(self.shortlist) or "–",
                m=len(self.contested),
            ).to(lang)
        ]
        for c in self.candidates:
            facts = {"label": c.label, "name": c.name, "score": c.score, "error": c.error, "low": c.low}
            told = line.fill(**facts, high=c.high, standing=STANDINGS[c.standing].to(lang), chance=c.chance)
            lines.append(told.to(lang))
            if c.by_tie_break:
                lines.append(tie.fill(part=c.by_tie_break).to(lang))
        if self.undecided:
            lines.append(open_.fill(names=", ".join(self.undecided)).to(lang))
        return "\n".join(lines)


def select(candidates: Sequence[Candidate], *, places: int, assessment: Assessment) -> Selection:
    """The shortlist of ``places`` by the edition's weights; the scores of a candidate lie in 0 to 100.

    A part that is missing is an error (Misfit): nobody is measured by less than the others. RuleMissing where the
    edition has no rules of selection.
    """
    rules = assessment.selection
    if rules is None:
        raise RuleMissing(f"assessments.{assessment.name}@{assessment.since.isoformat()}", "selection")
    _whole(candidates, rules, places)
    total = sum(float(weight) for weight in rules.weights.values())
    weights = {part: float(weight) / total for part, weight in rules.weights.items()}
    scores = np.array([sum(w * c.parts[p] for p, w in weights.items()) for c in candidates])
    errors = np.array(
        [sqrt(sum((w * c.errors.get(p, 0.0)) ** 2 for p, w in weights.items())) for c in candidates]
    )
    keys = [
        (-round(float(score) / QUANTUM), *(-round(c.parts[p] / QUANTUM) for p in rules.tie_break))
        for score, c in zip(scores, candidates, strict=True)
    ]
    order = sorted(range(len(candidates)), key=lambda i: (*keys[i], candidates[i].name))
    sets, labels = rank_sets(scores, errors, level=float(rules.level)), rank_labels(scores)
    chances = _chances(scores, errors, places, rules)
    last, first_out = order[places - 1], order[places] if places < len(order) else None
    undecided: tuple[str, ...] = ()
    decided: str | None = None
    if first_out is not None and keys[last] == keys[first_out]:
        undecided = tuple(candidates[i].name for i in order if keys[i] == keys[last])
    elif first_out is not None and keys[last][0] == keys[first_out][0]:
        differs = next(
            n for n, part in enumerate(rules.tie_break, start=1) if keys[last][n] != keys[first_out][n]
        )
        decided = rules.tie_break[differs - 1]
    found = [
        Selected(
            candidates[i].name,
            float(scores[i]),
            float(errors[i]),
            labels[i],
            int(sets.low[i]),
            int(sets.high[i]),
            _standing(at < places, int(sets.low[i]), int(sets.high[i]), places),
            float(chances[i]),
            decided if decided and keys[i][0] == keys[last][0] else None,
        )
        for at, i in enumerate(order)
    ]
    return Selection(places, rules, tuple(found), undecided)


def _standing(inside: bool, low: int, high: int, places: int) -> Standing:
    if inside:
        return "in" if high <= places else "in_by_chance"
    return "out" if low > places else "out_by_chance"


def _chances(scores: np.ndarray, errors: np.ndarray, places: int, rules: SelectionRules) -> np.ndarray:
    """How often each is among the first ``places`` when every score is drawn again round the one seen."""
    rng = np.random.default_rng(rules.seed)
    draws = scores + errors * rng.normal(size=(max(1, rules.repetitions), scores.size))
    ahead = np.argsort(np.argsort(-draws, axis=1, kind="stable"), axis=1, kind="stable") < places
    return np.asarray(ahead.mean(axis=0), dtype=np.float64)


def _whole(candidates: Sequence[Candidate], rules: SelectionRules, places: int) -> None:
    if not 1 <= places <= len(candidates):
        raise Misfit(
            f"{places} places for {len(candidates)} candidates", "from 1 to the number of candidates"
        )
    names = [c.name for c in candidates]
    for c in candidates:
        if names.count(c.name) > 1:
            raise Misfit(f"{c.name!r} twice", "each candidate once")
        for part in rules.weights:
            if part not in c.parts:
                raise Misfit(f"no {part} of {c.name}", "every part of every candidate")
            if not 0 <= c.parts[part] <= 100:
                raise Misfit(f"{part} {c.parts[part]} of {c.name}", "points from 0 to 100")
