"""A proceeding out of the text that a store keeps of it: by hand, for each step begins with it.

What is not plainly as ``snapshot`` writes it is an error here, and for the thorough way to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from courtqa.workflows.fold import approval_of
from courtqa.workflows.ledger_rows import clock_of
from courtqa.workflows.records import Approval, Child, Clock, Done, Proceeding, Subject

__all__ = ["restored"]

_ALWAYS = 17  # the parts of a proceeding that stand in every text
_CLOCK, _DONE, _APPROVAL, _SUBJECT, _CHILD = 11, 5, 3, 5, 5  # and in those of its own
_day = date.fromisoformat


def restored(told: Mapping[str, Any]) -> Proceeding:
    """The proceeding of which JSON tells so; KeyError, TypeError or ValueError unless it is plainly told."""
    subject = told["subject"]
    named = Subject(
        subject["kind"], subject["id"], subject["unit"], tuple(subject["persons"]), subject["title"]
    )
    found = Proceeding(
        told["id"],
        told["court"],
        told["workflow"],
        _day(told["edition"]),
        told["definition"],
        told["policy"],
        named,
        told["state"],
        told["version"],
        _day(told["opened_on"]),
        told["data"],
        tuple([_done(row) for row in told["history"]]),
        tuple([_clock(row) for row in told["clocks"]]),
        tuple([_approval(row) for row in told["approvals"]]),
        tuple(told["recused"]),
        tuple(told.get("flagged", ())),
        told["parent"],
        told["closed"],
        tuple([_child(row) for row in told.get("children", ())]),
    )
    if len(told) != _ALWAYS + ("flagged" in told) + ("children" in told) or len(subject) != _SUBJECT:
        raise ValueError("parts that nobody knows")
    return found


def _done(row: Mapping[str, Any]) -> Done:
    if len(row) == _DONE:
        return Done(row["seq"], row["event"], row["by"], _day(row["on"]), row["late"])
    _know(row, _DONE, ("on_behalf_of",))
    return Done(row["seq"], row["event"], row["by"], _day(row["on"]), row["late"], row["on_behalf_of"])


def _clock(row: Mapping[str, Any]) -> Clock:
    if len(row) != _CLOCK:
        _know(row, _CLOCK, ("roll", "excluding", "stopped_by", "stood", "grants", "moves"))
    return clock_of(row)


def _approval(row: Mapping[str, Any]) -> Approval:
    _know(row, _APPROVAL, ("on_behalf_of", "until"))
    return approval_of(row)


def _child(row: Mapping[str, Any]) -> Child:
    _know(row, _CHILD, ())
    return Child(row["id"], row["workflow"], row["dependent"], row["ended"], row["cancelled"])


def _know(row: Mapping[str, Any], always: int, later: tuple[str, ...]) -> None:
    if len(row) != always + sum(name in row for name in later):
        raise ValueError("parts that nobody knows")
