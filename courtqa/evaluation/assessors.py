"""What people made of a computed grade: each step's own grade beside it, with reasons wherever they depart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from attrs import field, frozen

from courtqa.errors import Misfit, UnknownName
from courtqa.evaluation.assessment import GRADES, Assessment, Grade
from courtqa.text import Lang, Text

__all__ = ["AssessedGrade", "assessed_in_order", "told"]


@frozen
class AssessedGrade:
    """The grade that one step of the assessment gave a unit: by whom, in which role, when and why."""

    unit: str
    step: str
    grade: Grade
    by: str
    role: str
    on: date = field(metadata={"key": "decided_on"})
    reasons: str = ""


def assessed_in_order(
    found: Iterable[AssessedGrade], computed: Mapping[str, Grade | None], assessment: Assessment
) -> tuple[AssessedGrade, ...]:
    """The grades by unit and in the order of the edition's steps, checked.

    UnknownName for a step, unit, grade or role that the edition does not have; Misfit for a second grade of one step,
    for a step before the one it follows, and for a grade that departs from the computed one without reasons.
    """
    order = list(assessment.steps)
    held: dict[tuple[str, str], AssessedGrade] = {}
    for one in found:
        _known(one, computed, assessment)
        if (one.unit, one.step) in held:
            raise Misfit(f"a second grade of {one.step} for {one.unit}", "one grade per step and unit")
        if one.grade != computed[one.unit] and not one.reasons.strip():
            raise Misfit(
                f"{one.grade} by {one.by} for {one.unit} without reasons",
                f"reasons, where a grade departs from the computed {computed[one.unit] or 'no grade'}",
            )
        held[one.unit, one.step] = one
    ordered = sorted(held.values(), key=lambda one: (one.unit, order.index(one.step)))
    for before, after in pairwise(ordered):
        if before.unit == after.unit and after.on < before.on:
            raise Misfit(
                f"{after.step} of {after.unit} on {after.on}",
                f"a day from {before.on} on, when {before.step} was",
            )
    return tuple(ordered)


def _known(one: AssessedGrade, computed: Mapping[str, Grade | None], assessment: Assessment) -> None:
    if one.unit not in computed:
        raise UnknownName("unit", one.unit, computed)
    if one.step not in assessment.steps:
        raise UnknownName("step of the assessment", one.step, assessment.steps)
    if one.grade not in GRADES:
        raise UnknownName("grade", one.grade, GRADES)
    roles = assessment.steps[one.step].by
    if one.role not in roles:
        raise UnknownName(f"role that may take the step {one.step}", one.role, roles)


def told(
    assessed: Iterable[AssessedGrade], computed: Grade | None, assessment: Assessment, lang: Lang
) -> list[str]:
    """A line for every step that was taken."""
    said = Text(zh="  {step}：{grade}（{by}，{on}）{departs}", en="  {step}: {grade} ({by}, {on}){departs}")
    departs = Text(zh="，与计算等级不同：{reasons}", en=", other than computed: {reasons}")
    agrees = Text(zh="，{reasons}", en="; {reasons}")
    lines = []
    for one in assessed:
        note = departs if one.grade != computed else agrees
        lines.append(
            said.fill(
                step=assessment.steps[one.step].title.to(lang),
                grade=assessment.grades[one.grade].to(lang),
                by=one.by,
                on=one.on,
                departs=note.fill(reasons=one.reasons).to(lang) if one.reasons else "",
            ).to(lang)
        )
    return lines
