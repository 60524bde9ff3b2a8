"""The legality lint: on what each step of a pack's procedures stands on a day, and what has lost its basis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from attrs import frozen

from courtqa.policy import Edition, Policy
from courtqa.sanctions.bases import Basis, basis_of
from courtqa.sanctions.ladder import Ladder
from courtqa.text import Lang, Text
from courtqa.workflows import Transition, Workflow

__all__ = ["Legality", "StepBasis", "legality"]

Standing = Literal["in_force", "lost", "not_yet", "unsourced", "cited_early", "stated", "unstated"]
SIGN: Mapping[str, str] = {"in_force": "✓", "stated": "·", "unstated": "·"}
WORDS: Mapping[str, Text] = {
    "in_force": Text(zh="依据现行有效", en="stand on a rule in force"),
    "lost": Text(zh="依据已失", en="have lost their basis"),
    "not_yet": Text(zh="当时尚无依据", en="have no basis yet on that day"),
    "unsourced": Text(zh="未查得依据", en="have no source that was read"),
    "cited_early": Text(zh="所引条文当日尚未施行", en="cite a law that came later"),
    "stated": Text(zh="依程序自述的规定", en="stand on what the procedure itself states"),
    "unstated": Text(zh="未写明依据", en="state no basis"),
}
LAWS = "laws/"  # the series that say from which day a law is cited as it is


@frozen
class StepBasis:
    """One step, or one rung of a ladder, and what it stands on."""

    rule: str  # workflows/admonition@2006-01-01
    name: str  # the event, or the rung
    title: Text
    adverse: bool
    standing: Standing
    text: Text

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with its basis."""
        return self.standing in SIGN

    def to(self, lang: Lang) -> str:
        """The step and its basis in one line."""
        mark = Text(zh="［不利］", en="[adverse] ").to(lang) if self.adverse else ""
        return f"{SIGN.get(self.standing, '✗')} {self.rule} {self.name} {mark}{self.title.to(lang)}: {self.text.to(lang)}"


@frozen
class Legality:
    """Every step of every procedure in force on a day, and every rung, with its basis."""

    on: date
    steps: tuple[StepBasis, ...]

    @property
    def problems(self) -> tuple[StepBasis, ...]:
        """The steps whose basis is gone, not there yet, never read, or cited before its day."""
        return tuple(step for step in self.steps if not step.sound)

    @property
    def unlawful(self) -> tuple[StepBasis, ...]:
        """Among them those adverse to a person: they are refused on that day."""
        return tuple(step for step in self.problems if step.adverse and step.standing != "cited_early")

    def __getitem__(self, name: str) -> StepBasis:
        """The step by procedure and event, ``admonition.decide_admonition``, or the rung, ``judges.admonition``."""
        rule, _, event = name.partition(".")
        return next(
            step
            for step in self.steps
            if step.name == event and step.rule.split("/")[1].split("@")[0] == rule
        )

    def to(self, lang: Lang, *, whole: bool = False) -> str:
        """The adverse steps and whatever is wrong with the others; ``whole``: every step. Then the counts."""
        shown = self.steps if whole else [each for each in self.steps if each.adverse or not each.sound]
        lines = [each.to(lang) for each in shown]
        counts = {kind: sum(step.standing == kind for step in self.steps) for kind in WORDS}
        zh = "，".join(f"{count} 项{WORDS[kind].zh}" for kind, count in counts.items() if count)
        en = ", ".join(f"{count} {WORDS[kind].en}" for kind, count in counts.items() if count)
        head = Text(
            zh=f"{self.on}，{len(self.steps)} 项：{zh}", en=f"on {self.on}, of {len(self.steps)}: {en}"
        )
        return "\n".join([*lines, head.to(lang)])

    def __str__(self) -> str:
        return self.to("en")


def legality(policy: Policy, *, on: date) -> Legality:
    """What each step and each rung in force on that day stands on."""
    found: list[StepBasis] = []
    for name in policy.names("workflows"):
        edition = _held(policy, "workflows", name, on)
        if edition is not None:
            found += [_step(policy, edition, one, on=on) for one in edition.value.transitions]
    for name in policy.names("ladders"):
        edition = _held(policy, "ladders", name, on)
        if edition is not None:
            found += _rungs(policy, edition, on=on)
    return Legality(on, tuple(found))


def bases_named(one: Transition) -> tuple[str, ...]:
    """The series that the step's conditions name as its rule."""
    return tuple(str(call.params["rule"]) for call in one.when if call.guard == "rule_in_force")


def _held(policy: Policy, kind: str, name: str, on: date) -> Edition[Any] | None:
    held = [edition for edition in policy.editions(kind, name) if edition.since <= on]
    return held[-1] if held else None


def _address(edition: Edition[Any]) -> str:
    return f"{edition.path}@{edition.since}"


def _step(policy: Policy, edition: Edition[Any], one: Transition, *, on: date) -> StepBasis:
    workflow = edition.value
    assert isinstance(workflow, Workflow)
    target = workflow.states.get(one.to or "")
    adverse = one.adverse or (target is not None and target.adverse and one.to not in one.source)
    bases = [basis_of(policy, path, on=on) for path in bases_named(one)]
    standing, text = _stands(policy, bases, one.authority, edition, on=on)
    return StepBasis(_address(edition), one.event, one.title, adverse, standing, text)


def _stands(
    policy: Policy, bases: list[Basis], said: Text | None, edition: Edition[Any], *, on: date
) -> tuple[Standing, Text]:
    for basis in sorted(bases, key=bool):  # what is missing first
        return basis.standing, basis.text
    early = tuple(_cited_early(policy, said, on=on))
    if early:
        listed = "、".join(each[0] for each in early)
        days = ", ".join(str(each[1]) for each in early)
        return "cited_early", Text(
            zh=f"引用{listed}，该文本自 {days} 起施行", en=f"cites {listed}, in force as cited since {days}"
        )
    if said is None:
        law = edition.reference.text
        return "unstated", Text(zh=f"见{law.zh}", en=f"see {law.en}")
    return "stated", said


def _cited_early(policy: Policy, said: Text | None, *, on: date) -> Iterator[tuple[str, date]]:
    """The laws that the words cite by article, and that came into force as cited only later."""
    if said is None:
        return
    for path in policy.series_paths():
        if not path.startswith(LAWS):
            continue
        first = policy.series(path).values[0]
        if first.since > on and re.search(rf"{re.escape(str(first.value))}第", said.zh):
            yield str(first.value), first.since


def _rungs(policy: Policy, edition: Edition[Any], *, on: date) -> Iterator[StepBasis]:
    ladder = edition.value
    assert isinstance(ladder, Ladder)
    for name, rung in ladder.ascending:
        bases = [] if rung.rule is None else [basis_of(policy, rung.rule, on=on)]
        standing, text = _stands(policy, bases, rung.basis, edition, on=on)
        yield StepBasis(_address(edition), name, rung.title, True, standing, text)
