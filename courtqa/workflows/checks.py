"""The faults of a workflow edition, all found before any proceeding runs under it."""

from __future__ import annotations

from collections.abc import Iterator

from courtqa.policy import Complaint, Lookup
from courtqa.workflows.competence import competence
from courtqa.workflows.definition import Workflow
from courtqa.workflows.due_process import due_process
from courtqa.workflows.family_checks import family_checks
from courtqa.workflows.graph import ambiguous, graph
from courtqa.workflows.guard_calls import guard_calls
from courtqa.workflows.naming import naming
from courtqa.workflows.timing import timing

__all__ = ["check_workflow"]


def check_workflow(workflow: Workflow, lookup: Lookup) -> Iterator[Complaint]:
    """Every fault of the edition: names, conditions, time limits, fairness, family, shape."""
    misnamed = list(naming(workflow, lookup))
    yield from misnamed
    unaskable = list(guard_calls(workflow, lookup))
    yield from unaskable
    yield from timing(workflow, lookup)
    yield from family_checks(workflow, lookup)
    yield from due_process(workflow, lookup)
    yield from competence(workflow, lookup)
    if not misnamed:  # the shape of a graph with unknown names says nothing
        yield from graph(workflow)
        if not unaskable:
            yield from ambiguous(workflow)
