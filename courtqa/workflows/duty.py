"""Counting who took part in what, per person and period, against what the office asks of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from courtqa.workflows.guards import person_id
from courtqa.workflows.records import Proceeding

__all__ = ["Duty", "counted", "duties"]


@frozen
class Duty:
    """How often a person took part in a period, and how often the office asks for it."""

    person: str
    period: str
    done: int
    asked: int

    @property
    def short(self) -> int:
        """How many times are missing; never below nothing."""
        return max(0, self.asked - self.done)


def counted(
    proceedings: Iterable[Proceeding], *, persons: str, period: str, after: str
) -> Mapping[tuple[str, str], int]:
    """How often each (person, period) stands in the field ``persons`` of proceedings with the event ``after``.

    Whoever is listed twice in one proceeding counts once.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for proceeding in proceedings:
        entries, when = proceeding.data.get(persons), proceeding.data.get(period)
        happened = any(done.event == after for done in proceeding.history)
        if happened and isinstance(entries, list | tuple) and isinstance(when, str):
            counts.update({(person_id(entry), when) for entry in entries})
    return counts


def duties(
    counts: Mapping[tuple[str, str], int], *, asked: Mapping[str, int], periods: Iterable[str]
) -> tuple[Duty, ...]:
    """The duty of every person in every period, in order of period and person, also of those who never came."""
    return tuple(
        Duty(person, period, counts.get((person, period), 0), asked[person])
        for period in periods
        for person in sorted(asked)
    )
