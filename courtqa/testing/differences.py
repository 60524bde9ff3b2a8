"""What came out of a step against what was expected of it: every difference, found beside expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courtqa.testing.case_file import Expected
from courtqa.workflows import Proceeding, Refusal, Step

__all__ = ["At", "Outcome", "data_differences", "differences", "listed"]

At = tuple[str | int, ...]  # a place inside a written case
Outcome = Step | Refusal


def differences(outcome: Outcome, expected: Expected) -> Iterator[tuple[At, str]]:
    """Every difference, with its place. What ``expected`` leaves out is not looked at."""
    if isinstance(outcome, Refusal):
        found = sorted(set(outcome.codes))
        if found != sorted(set(expected.refused)):
            wanted = f"refused: {', '.join(expected.refused)}" if expected.refused else "that it may happen"
            reasons = "; ".join(f"{reason.code} ({reason.text.en})" for reason in outcome.reasons)
            place: At = ("expect", "refused") if expected.refused else ()
            yield place, f"found a refusal: {reasons}; expected {wanted}"
        return
    if expected.refused:
        yield (
            ("expect", "refused"),
            f"found the state {outcome.after.state}, expected a refusal: {', '.join(expected.refused)}",
        )
        return
    after = outcome.after
    if expected.state not in (None, after.state):
        yield ("expect", "state"), f"found the state {after.state}, expected {expected.state}"
    running = {clock.name: clock.due for clock in after.clocks}
    for name, day in expected.due.items():
        if running.get(name) != day:
            held = running.get(name, "not running")
            yield ("expect", "due", name), f"found the deadline {name} {held}, expected {day}"
    was_late = after.history[-1].late
    if expected.late not in (None, was_late):
        yield ("expect", "late"), f"found late: {was_late}, expected {expected.late}"
    opens = tuple(child.after.workflow for child in outcome.opens)
    if expected.opens not in (None, opens):
        yield ("expect", "opens"), f"found {listed(opens)} opened, expected {listed(expected.opens or ())}"
    yield from _about(outcome, expected)
    yield from ((("expect", *at), message) for at, message in data_differences(after, expected.data))


def _about(outcome: Step, expected: Expected) -> Iterator[tuple[At, str]]:
    """Every child that is about something else."""
    if expected.about is None:
        return
    found = [child.after.subject for child in outcome.opens]
    if len(found) != len(expected.about):
        yield ("expect", "about"), f"found {len(found)} children, expected {len(expected.about)}"
        return
    for index, (subject, wanted) in enumerate(zip(found, expected.about, strict=True)):
        for name in ("id", "unit", "persons", "title"):
            here, there = getattr(subject, name), getattr(wanted, name)
            if here != there:
                yield (
                    ("expect", "about", index),
                    f"found a child with the {name} {here!r}, expected {there!r}",
                )


def data_differences(proceeding: Proceeding, expected: Mapping[str, Any]) -> Iterator[tuple[At, str]]:
    """Every field that holds something else."""
    for name, value in expected.items():
        found = proceeding.data.get(name)
        wanted = list(value) if isinstance(value, tuple) else value
        if (list(found) if isinstance(found, tuple) else found) != wanted:
            yield ("data", name), f"found {name}: {found!r}, expected {wanted!r}"


def listed(names: Sequence[str]) -> str:
    """The names in a row."""
    return ", ".join(names) or "nothing"
