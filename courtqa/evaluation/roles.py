"""Whose judicial function might change (职权配置, H44 and H45): proposals with grounds. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen
from scipy import stats

from courtqa.errors import RuleMissing, UnknownName
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.change_tests import fisher_rise, rate_rise
from courtqa.evaluation.comparison import model_of
from courtqa.evaluation.indicator import Indicator
from courtqa.evaluation.measure import Measure
from courtqa.evaluation.printing import counts_text, p_phrase, value_text
from courtqa.evaluation.role_rules import Requirement, RoleRule, RoleRules
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from courtqa.evaluation.measure_table import Measures

__all__ = ["Ground", "RoleProposal", "RoleReview", "propose_roles"]


@frozen
class Ground:
    """One thing that a rule asks for, and what the records show of it."""

    requirement: Requirement
    met: bool
    text: Text
    p: float | None = None  # one-sided, against the other judges of the same function


@frozen
class RoleProposal:
    """What a rule comes to for one judge: proposed where every ground is met. ``data`` is what the procedure asks for."""

    person: str
    rule: str
    kind: str
    held: str
    to: str
    workflow: str
    event: str
    grounds: tuple[Ground, ...]
    data: Mapping[str, object]

    @property
    def proposed(self) -> bool:
        """Whether every ground is met."""
        return all(ground.met for ground in self.grounds)

    def explain(self, lang: Lang = "en") -> str:
        """The proposal, or why there is none, ground by ground; and that a person decides."""
        head = Text(zh="{person}：{held} → {to}，{verdict}", en="{person}: {held} → {to}, {verdict}").fill(
            person=self.person,
            held=self.held,
            to=self.to,
            verdict=(
                Text(zh="建议启动程序，由人决定", en="a proposal: people decide")
                if self.proposed
                else Text(zh="不提出建议", en="no proposal")
            ).to(lang),
        )
        lines = [f"  {'+' if ground.met else '–'} {ground.text.to(lang)}" for ground in self.grounds]
        return "\n".join([head.to(lang), *lines])


@frozen(eq=False)
class RoleReview:
    """Every judge to whom a rule might apply."""

    rules: RoleRules = field(repr=False)
    looked_at: tuple[RoleProposal, ...] = field(repr=lambda found: f"{len(found)} looked at")

    @property
    def proposals(self) -> tuple[RoleProposal, ...]:
        """The proposals, in the order of the rules and of the persons."""
        return tuple(found for found in self.looked_at if found.proposed)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per judge and rule: the grounds met, of how many, and whether a change is proposed."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        rows = [
            {
                "person": found.person,
                "rule": found.rule,
                "held": found.held,
                "to": found.to,
                "proposed": found.proposed,
                "grounds_met": sum(ground.met for ground in found.grounds),
                "grounds": len(found.grounds),
            }
            for found in self.looked_at
        ]
        schema = {
            "person": pl.String, "rule": pl.String, "held": pl.String, "to": pl.String, "proposed": pl.Boolean,
            "grounds_met": pl.Int64, "grounds": pl.Int64,
        }  # fmt: skip
        return labelled(pl.DataFrame(rows, schema=schema), labels)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """How many judges each rule looked at, and of how many it proposes a change."""
        from courtqa.evaluation.charts_of_checks import roles

        return roles(self, lang=lang)

    def _repr_html_(self) -> str:
        from courtqa.evaluation.shown import table_html

        frame = self.to_frame().sort("proposed", descending=True)
        return table_html(frame, caption="职能调整建议 · proposals of functions (people decide)")

    def of(self, person: str) -> tuple[RoleProposal, ...]:
        """What every rule comes to for one judge."""
        return tuple(found for found in self.looked_at if found.person == person)


def propose_roles(
    measures: Measures,
    functions: Mapping[str, str],
    *,
    assessment: Assessment,
    findings: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> RoleReview:
    """Proposals from measures by judge, the function each holds, and what is on record of each (``findings``: by
    person and kind, the texts).

    A figure is a ground only where it stands out from the other judges of the same function by more than chance, with
    the level shared among them. RuleMissing where the edition has no rules of roles.
    """
    rules = assessment.roles
    if rules is None:
        raise RuleMissing(f"assessments.{assessment.name}@{assessment.since.isoformat()}", "roles")
    review = _Review(measures, functions, rules, findings or {})
    found = [
        review.proposal(person, name, rule)
        for name, rule in rules.rules.items()
        for person in sorted(p for p, function in functions.items() if function in rule.held)
    ]
    return RoleReview(rules, tuple(found))


@frozen
class _Review:
    """What all judges are looked at by."""

    measures: Measures
    functions: Mapping[str, str]
    rules: RoleRules
    findings: Mapping[str, Mapping[str, Sequence[str]]]

    def proposal(self, person: str, name: str, rule: RoleRule) -> RoleProposal:
        """What one rule comes to for one judge."""
        held = self.functions[person]
        grounds = tuple(self._ground(person, each) for each in rule.grounds)
        data: dict[str, object] = dict(rule.sets)
        for each in rule.grounds:
            if each.into is None:
                continue
            if each.finding is not None:
                texts = list(self._texts(person, each.finding))
                data[each.into] = texts if rule.kind == "demotion" else "；".join(texts)
            elif each.indicator is not None:
                found = self.measures.get(person, each.indicator)
                data[each.into] = _figure(found, self.measures.indicators[each.indicator])
        return RoleProposal(
            person, name, rule.kind, held, rule.to, self.rules.workflow, rule.event, grounds, data
        )

    def _ground(self, person: str, asked: Requirement) -> Ground:
        if asked.finding is None:
            peers = [p for p, function in self.functions.items() if function == self.functions[person]]
            return _standing_out(person, asked, self.measures, peers, self.rules)
        texts = self._texts(person, asked.finding)
        told = "；".join(texts)
        zh, en = told or "无记录", told or "nothing on record"
        text = Text(zh=f"{asked.finding}：{zh}", en=f"{asked.finding}: {en}")
        return Ground(asked, bool(texts), text)

    def _texts(self, person: str, kind: str) -> Sequence[str]:
        return self.findings.get(person, {}).get(kind, ())


def _figure(measure: Measure, indicator: Indicator) -> int | float | None:
    """A count as it is; a share in percent with two decimals, as the procedure takes it."""
    if measure.value is None:
        return None
    if indicator.unit == "count":
        return int(measure.value)
    return round(float(measure.value * (100 if indicator.in_percent else 1)), 2)


def _standing_out(
    person: str, asked: Requirement, measures: Measures, peers: Sequence[str], rules: RoleRules
) -> Ground:
    name = asked.indicator or ""
    if name not in measures.indicators:
        raise UnknownName("indicator", name, measures.indicators)
    definition = measures.indicators[name]
    mine = measures.get(person, name)
    others = [m for p in peers if p != person and (m := measures.get(p, name)).value is not None]
    title, shown = definition.title, value_text(mine, definition, "en")
    if mine.value is None or "not_attributed" in mine.flags:
        why = Text(zh="未记录或不归责于法官", en="not recorded, or not charged to judges")
    elif mine.n < rules.minimum_n or len(others) + 1 < rules.minimum_peers:
        why = Text(zh="案件或同职法官过少", en="too few cases, or too few judges of the same function")
    elif model_of(definition, mine, *others) not in {"share", "rate"}:
        why = Text(zh="该指标无抽样模型", en="chance has no part in this figure")
    else:
        p = _p(mine, others, definition, rise=_rise(asked, definition))
        limit = (1 - float(rules.level)) / (len(others) + 1)
        rest = _pooled(others, definition)
        verdict = Text(
            zh="超出偶然" if p <= limit else "未超出偶然",
            en="more than chance" if p <= limit else "no more than chance",
        )
        text = Text(
            zh=f"{title.zh}：{value_text(mine, definition, 'zh')}（{counts_text(mine)}），同职其他法官 {rest}，{p_phrase(p)}，{verdict.zh}",
            en=f"{title.en}: {shown} ({counts_text(mine)}), the other judges of this function {rest}; {p_phrase(p)}, {verdict.en}",
        )
        return Ground(asked, bool(p <= limit), text, p)
    return Ground(
        asked, False, Text(zh=f"{title.zh}：{shown}，{why.zh}", en=f"{title.en}: {shown}, {why.en}")
    )


def _rise(asked: Requirement, indicator: Indicator) -> bool:
    """Whether standing out on the side asked for means a high figure."""
    return (asked.stands_out == "better") == (indicator.direction != "lower")


def _p(mine: Measure, others: Sequence[Measure], indicator: Indicator, *, rise: bool) -> float:
    """One-sided exact mid-p of the judge against the others together; of plain counts, allowing for their spread."""
    x, rest = float(mine.numerator or 0), float(sum(Fraction(m.numerator or 0) for m in others))
    if mine.denominator is None:
        values = np.array([float(m.numerator or 0) for m in others])
        mean = float(values.mean())
        spread = max(mean, float(values.var(ddof=1)) if values.size > 1 else mean)
        if spread <= mean * (1 + 1e-9):
            up = float(rate_rise(x, rest, 1.0, float(len(others))))
        else:
            law = stats.nbinom(mean**2 / (spread - mean), mean / spread)
            up = float(law.sf(x - 1) - law.pmf(x) / 2)
        return up if rise else 1 - up
    n, size = float(mine.denominator), float(sum(Fraction(m.denominator or 0) for m in others))
    test = fisher_rise if model_of(indicator, mine, *others) == "share" else None
    up = float(test(x, n, rest, size)) if test is not None else float(rate_rise(x, rest, n, size))
    return up if rise else 1 - up


def _pooled(others: Sequence[Measure], indicator: Indicator) -> str:
    top = sum((Fraction(m.numerator or 0) for m in others), Fraction(0))
    if others[0].denominator is None:
        return f"{float(top / len(others)):.1f}"
    bottom = sum((Fraction(m.denominator or 0) for m in others), Fraction(0))
    value = float(top / bottom) if bottom else 0.0
    return f"{value:.2%}" if indicator.in_percent else f"{value:.2f}"
