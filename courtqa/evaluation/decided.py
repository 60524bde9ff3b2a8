"""What people decided beside the figures, from one file: one-vote vetoes, and the grades of the assessment's steps."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from courtqa.errors import Misfit, PolicyError, Problem, UnknownName, did_you_mean
from courtqa.evaluation.assessors import AssessedGrade
from courtqa.evaluation.vetoes import Veto
from courtqa.policy import Document, read_as
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation

__all__ = ["Decided", "beside_what_was_decided"]

WITHIN = Text(zh="决定文件", en="the decisions")


@frozen
class Decided:
    """``vetoes`` and ``grades``, each with who decided, when and why; the keys are the fields of `Veto` and `AssessedGrade`, the day as `decided_on`."""

    vetoes: tuple[Veto, ...] = ()
    grades: tuple[AssessedGrade, ...] = ()


def beside_what_was_decided(evaluation: Evaluation, path: str | Path) -> Evaluation:
    """The evaluation beside the vetoes and grades of a YAML file; no score and no computed grade is changed.

    PolicyError with every fault at once, each with its line: a key or a value that doesn't fit, an unknown unit, step,
    role or ground, a veto that isn't in force on the period's last day, a departing grade without reasons, a step
    before the one it follows.
    """
    try:
        decided, document = read_as(Decided, path)
    except PolicyError as error:
        raise PolicyError(error.problems, within=WITHIN) from None
    problems: list[Problem] = []
    for at, veto in enumerate(decided.vetoes):
        with _problem_of(("vetoes", at), document, problems):
            evaluation = evaluation.with_vetoes([veto])
    for at, grade in enumerate(decided.grades):
        with _problem_of(("grades", at), document, problems):
            evaluation = evaluation.with_assessments([grade])
    if problems:
        raise PolicyError(problems, within=WITHIN)
    return evaluation


@contextmanager
def _problem_of(path: tuple[str | int, ...], document: Document, problems: list[Problem]) -> Generator[None]:
    """What does not fit inside is a problem of that place in the document, and no end of the reading."""
    try:
        yield
    except Misfit as error:
        problems.append(document.problem(path, error.found, error.expected))
    except UnknownName as error:
        near = did_you_mean(error.name, error.known)
        expected = repr(near) if near else "one of " + ", ".join(error.known)
        problems.append(document.problem(path, f"the unknown {error.kind} {error.name!r}", expected))
