"""A YAML file that is no rule of a pack (a mapping of columns, say), read as strictly as one."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from courtqa.errors import PolicyError, Problem
from courtqa.policy.header import fit
from courtqa.policy.places import Document
from courtqa.policy.reading import read_document
from courtqa.policy.structuring import converter_for

__all__ = ["read_as"]

T = TypeVar("T")


def read_as(type: type[T], source: str | Path) -> tuple[T, Document]:
    """The file as a ``type``, and the document, which knows the lines for later complaints.

    Raises PolicyError with every problem.
    """
    document = read_document(Path(source).read_bytes(), file=str(source))
    problems: list[Problem] = []
    value = fit(
        document.value, type, at=(), document=document, converter=converter_for({}), problems=problems
    )
    if value is None or problems:
        raise PolicyError(problems)
    return value, document
