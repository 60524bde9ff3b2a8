"""The faults of a workflow edition, found before any proceeding runs under it."""

from __future__ import annotations

from collections.abc import Iterable

from courtqa.policy import Complaint, Lookup
from courtqa.workflows.definition import Workflow

__all__ = ["check_workflow"]


def check_workflow(workflow: Workflow, lookup: Lookup) -> Iterable[Complaint]:
    """Every fault of the edition."""
    del lookup
    if workflow.initial not in workflow.states:
        yield Complaint(("initial",), f"the unknown state {workflow.initial!r}", "one of `states`")
