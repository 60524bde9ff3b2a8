"""What the ladder suggests, with its grounds. A proposal is never more than that: a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Protocol

from attrs import Factory, evolve, field, frozen

from courtqa.policy import Edition, Policy
from courtqa.sanctions.bases import Basis, basis_of
from courtqa.sanctions.findings import Excluded, Finding, sift
from courtqa.sanctions.ladder import Factor, Ground, Ladder, Rung
from courtqa.sanctions.later_law import edition_of_the_facts, no_rule_then
from courtqa.text import Lang, Text
from courtqa.workflows import Person

__all__ = ["Figure", "Met", "Proposal", "ProposedRung", "Unusable", "propose"]


class Figure(Protocol):
    """What a ladder reads of a measure; ``evaluation.Measure`` is one."""

    @property
    def indicator(self) -> str:
        """The name of the indicator."""
        ...

    @property
    def unit(self) -> str:
        """The id of the person or unit measured."""
        ...

    @property
    def value(self) -> Fraction | None:
        """The exact value, if there is one."""
        ...

    @property
    def n(self) -> int:
        """How many cases it is of."""
        ...

    @property
    def flags(self) -> tuple[str, ...]:
        """What is to be held against it."""
        ...


@frozen
class Met:
    """A ground that is met: the threshold, the value that met it, and what the value is made of."""

    name: str
    ground: Ground
    value: Fraction
    n: int
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> Text:
        """The ground, the threshold and the value, in words."""
        limit = f"≥ {self.ground.at_least}" + (
            f", < {self.ground.below}" if self.ground.below is not None else ""
        )
        if self.ground.finding:
            made_of = "；".join(f"{f.id}（{f.on}）" for f in self.findings)
            return Text(
                zh=f"{self.ground.title.zh}：{self.n} 次（阈值 {limit}）：{made_of}",
                en=f"{self.ground.title.en}: {self.n} (threshold {limit}): "
                + "; ".join(f"{f.id} of {f.on}" for f in self.findings),
            )
        shown = f"{self.value.numerator}/{self.value.denominator} = {float(self.value):.4f}"
        return Text(
            zh=f"{self.ground.title.zh}：{shown}（阈值 {limit}，n = {self.n}）",
            en=f"{self.ground.title.en}: {shown} (threshold {limit}, n = {self.n})",
        )


@frozen
class ProposedRung:
    """A rung that the facts reach, with every ground that leads to it."""

    name: str
    rung: Rung
    grounds: tuple[Met, ...]
    basis: Basis | None = None  # the rule it stands on, that day; none: the ladder names no series

    @property
    def in_force(self) -> bool:
        """Whether the rule it stands on is in force that day."""
        return self.basis is None or bool(self.basis)


@frozen
class Unusable:
    """A measure that was given and can't carry anything, and why."""

    indicator: str
    unit: str
    why: Text


@frozen
class Proposal:
    """The rungs reached, from the mildest up; what does not count and why; the rule of that day."""

    person: Person
    on: date
    ladder: Edition[Ladder]
    rungs: tuple[ProposedRung, ...]
    findings: tuple[Finding, ...]
    excluded: tuple[Excluded, ...]
    unusable: tuple[Unusable, ...]
    factors: tuple[Factor, ...]
    policy: Policy = field(repr=False, eq=False)
    answers_for: tuple[str, ...] = Factory(tuple)
    compared: Edition[Ladder] | None = (
        None  # the other edition: of the facts, or of the day, whichever is heavier
    )

    def __getitem__(self, rung: str) -> ProposedRung:
        """The proposed rung of that name."""
        return next(each for each in self.rungs if each.name == rung)

    @property
    def heaviest(self) -> ProposedRung | None:
        """The highest rung reached, if any."""
        return self.rungs[-1] if self.rungs else None

    def to(self, lang: Lang) -> str:
        """The proposal as it is read at the desk."""
        return "\n".join(text.to(lang) for text in self._lines())

    def __str__(self) -> str:
        return self.to("en")

    def to_notice_data(self) -> dict[str, Any]:
        """The persons and facts as plain data, for the fields of a notice."""
        return {
            "person": {"id": self.person.id, "name": self.person.name},
            "ladder": self.ladder.name,
            "since": self.ladder.since.isoformat(),
            "on": self.on.isoformat(),
            "rungs": [
                {
                    "name": each.name,
                    "title": each.rung.title.zh,
                    "grounds": [met.text.zh for met in each.grounds],
                }
                for each in self.rungs
            ],
            "exempt": [
                {"finding": each.finding.id, "why": each.why.zh}
                for each in self.excluded
                if each.code == "exempt_cause"
            ],
        }

    def _lines(self) -> Iterator[Text]:
        name, title = self.person.name, self.ladder.title
        yield Text(
            zh=f"建议（非决定）：{name}，{self.on}，依《{title.zh}》（{self.ladder.since} 起施行）",
            en=f"Proposal, not a decision: {name}, {self.on}, under “{title.en}” in force since {self.ladder.since}",
        )
        if not self.rungs:
            yield Text(zh="  无应予追究的事由。", en="  No ground for any measure.")
        for each in self.rungs:
            rung = each.rung.title
            yield Text(zh=f"  {each.rung.level}. {rung.zh}", en=f"  {each.rung.level}. {rung.en}")
            for met in each.grounds:
                yield Text(zh=f"     - {met.text.zh}", en=f"     - {met.text.en}")
            if each.basis is not None and not each.basis:
                yield Text(zh=f"     ! {each.basis.text.zh}", en=f"     ! {each.basis.text.en}")
        if self.compared is not None:
            rule = (
                self.ladder.value.milder or self.compared.value.milder or Text(zh="从轻", en="the milder law")
            )
            yield Text(
                zh=f"  已与 {self.compared.since} 起施行的版本比较，依较轻者（{rule.zh}）",
                en=f"  compared with the edition of {self.compared.since}; the milder applies ({rule.en})",
            )
        for excluded in self.excluded:
            rule = excluded.rule or Text(zh="", en="")
            place = Text(zh=f"（{rule.zh}）", en=f" ({rule.en})") if rule.zh else rule
            yield Text(
                zh=f"  不计入 {excluded.finding.id}：{excluded.why.zh}{place.zh}",
                en=f"  not counted, {excluded.finding.id}: {excluded.why.en}{place.en}",
            )
        for unusable in self.unusable:
            yield Text(
                zh=f"  不采用 {unusable.indicator}：{unusable.why.zh}",
                en=f"  not used, {unusable.indicator}: {unusable.why.en}",
            )
        for factor in self.factors:
            word = (
                Text(zh="从重", en="aggravating")
                if factor.weighs == "aggravating"
                else Text(zh="从轻", en="mitigating")
            )
            yield Text(zh=f"  {word.zh}：{factor.title.zh}", en=f"  {word.en}: {factor.title.en}")


def propose(
    policy: Policy,
    *,
    ladder: str,
    person: Person,
    findings: Iterable[Finding] = (),
    measures: Iterable[Figure] = (),
    on: date,
    answers_for: Iterable[str] = (),
    answered: Mapping[str, Text] = MappingProxyType({}),
) -> Proposal:
    """The rungs that findings and measures reach on that day, with their grounds.

    ``answers_for`` are the units whose measures a leader answers for; a judge's own measures carry the
    judge's id as their unit. ``answered`` are findings that a measure was taken for before, as `Standing.answered`
    gives them. Where all the facts lie before the edition of that day, the milder of the two editions applies.

    Raises:
        NotInForce: no edition of the ladder is in force on that day.
    """
    current: Edition[Ladder] = policy.edition("ladders", ladder, on=on)
    units, found, figures = (person.id, *answers_for), tuple(findings), tuple(measures)

    def under(edition: Edition[Ladder]) -> Proposal:
        return _under(edition, policy, person, found, figures, on=on, units=units, answered=answered)

    today = under(current)
    earlier = edition_of_the_facts(policy, ladder, today.findings, current=current)
    if earlier is None:
        return today
    then = under(earlier)
    if _weight(then) < _weight(today):
        return evolve(then, compared=current)
    return evolve(today, compared=earlier)


def _weight(proposal: Proposal) -> int:
    """The weight of the heaviest rung that may be imposed at all."""
    return max((each.rung.weight for each in proposal.rungs if each.in_force), default=0)


def _under(
    edition: Edition[Ladder],
    policy: Policy,
    person: Person,
    findings: tuple[Finding, ...],
    measures: tuple[Figure, ...],
    *,
    on: date,
    units: tuple[str, ...],
    answered: Mapping[str, Text],
) -> Proposal:
    rules = edition.value
    counted, excluded = sift(rules, findings, person=person.id, on=on, answered=answered)
    then, counted = no_rule_then(policy, edition.name, counted, rule=rules.milder)
    usable, unusable = _usable(measures, units)
    reached = []
    for name, rung in rules.ascending:
        met = tuple(_met(rung, counted, usable, unusable))
        if met:
            basis = None if rung.rule is None else basis_of(policy, rung.rule, on=on)
            reached.append(ProposedRung(name, rung, met, basis))
    named = dict.fromkeys(factor for finding in counted for factor in finding.factors)
    return Proposal(
        person=person,
        on=on,
        ladder=edition,
        rungs=tuple(reached),
        findings=counted,
        excluded=(*excluded, *then),
        unusable=tuple(dict.fromkeys(unusable)),
        factors=tuple(rules.factors[factor] for factor in named if factor in rules.factors),
        policy=policy,
        answers_for=units[1:],
    )


def _usable(measures: Iterable[Figure], units: tuple[str, ...]) -> tuple[list[Figure], list[Unusable]]:
    usable, unusable = [], []
    for measure in measures:
        if measure.unit not in units:
            why = Text(zh=f"系 {measure.unit} 的数据", en=f"it belongs to {measure.unit}")
        elif measure.value is None:
            why = Text(zh="无数值", en="it has no value")
        elif measure.flags:
            flags = ", ".join(measure.flags)
            why = Text(zh=f"数值带有保留：{flags}", en=f"the value carries a reservation: {flags}")
        else:
            usable.append(measure)
            continue
        unusable.append(Unusable(measure.indicator, measure.unit, why))
    return usable, unusable


def _met(
    rung: Rung, findings: tuple[Finding, ...], measures: list[Figure], unusable: list[Unusable]
) -> Iterator[Met]:
    for name, ground in rung.grounds.items():
        if ground.finding is not None:
            same = tuple(finding for finding in findings if finding.kind == ground.finding)
            if ground.met_by(len(same)):
                yield Met(name, ground, Fraction(len(same)), len(same), same)
            continue
        for measure in measures:
            if measure.indicator != ground.indicator or measure.value is None:
                continue
            if measure.n < ground.minimum_n:
                why = Text(
                    zh=f"样本 {measure.n} 小于 {ground.minimum_n}",
                    en=f"n = {measure.n} is below {ground.minimum_n}",
                )
                unusable.append(Unusable(measure.indicator, measure.unit, why))
            elif ground.met_by(measure.value):
                yield Met(name, ground, Fraction(measure.value), measure.n)
