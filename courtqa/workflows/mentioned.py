"""Which series a workflow mentions, as it writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from courtqa.policy import Offer
from courtqa.workflows.definition import Transition, Workflow
from courtqa.workflows.guards import Amount, SeriesPath

__all__ = ["HOWS", "mentioned_series"]

HOWS = frozenset({"one", "all"})  # how many to await, in words; any other text names a series


def mentioned_series(workflow: Workflow, offers: Mapping[str, Offer]) -> Iterator[str]:
    """The paths of the series, those of deadlines first. ``offers`` are the guards by name."""
    for deadline in workflow.deadlines.values():
        yield deadline.budget
        if deadline.remind is not None:
            yield deadline.remind
    for one in workflow.transitions:
        yield from _of_step(one)
        for call in one.when + one.unless:
            for name, wanted in offers[call.guard].params.items():
                value = call.params.get(name)
                if wanted in {Amount, SeriesPath} and isinstance(value, str):
                    yield value


def _of_step(one: Transition) -> Iterator[str]:
    if one.extends is not None:
        yield one.extends.by
    if one.quorum is not None:
        yield from filter(None, (one.quorum.at_least, one.quorum.more_than_half_of))
    yield from (opening.times for opening in one.opens if isinstance(opening.times, str))
    yield from (wait.how for wait in one.awaits if isinstance(wait.how, str) and wait.how not in HOWS)
