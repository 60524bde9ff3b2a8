"""A deadline's ledger in JSON's types, as events keep it, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from courtqa.text import Text
from courtqa.workflows.ledger import Clock, Grant, Move, Standstill

__all__ = ["clock_of", "clock_rows"]

_PLAIN = 11  # the columns of a clock that was never stopped, lengthened or moved


def clock_rows(clocks: Iterable[Clock]) -> list[dict[str, object]]:
    """The clocks in JSON's types."""
    return [_row(clock) for clock in clocks]


def _row(clock: Clock) -> dict[str, object]:
    row: dict[str, object] = {
        "name": clock.name,
        "unit": clock.unit,
        "budget": clock.budget,
        "started_on": clock.started_on.isoformat(),
        "due": clock.due.isoformat(),
        "reason": _text(clock.reason),
        "remind_on": _day(clock.remind_on),
        "suspended_on": _day(clock.suspended_on),
        "suspended_days": clock.suspended_days,
        "extensions": clock.extensions,
        "lapsed": clock.lapsed,
    }
    row |= {name: value for name, value in _later(clock).items() if value}
    return row


def _later(clock: Clock) -> dict[str, object]:
    """What is left out where it says nothing, so that the trails of plain deadlines stay as they are."""
    return {
        "roll": "" if clock.roll == "none" else clock.roll,
        "excluding": clock.excluding,
        "stopped_by": clock.stopped_by,
        "stood": [
            {
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
                "kind": one.kind,
                "event": one.event,
                "seq": one.seq,
            }
            for one in clock.stood
        ],
        "grants": [
            {
                "by": one.by,
                "on": one.on.isoformat(),
                "event": one.event,
                "seq": one.seq,
                "approved_by": list(one.approved_by),
            }
            for one in clock.grants
        ],
        "moves": [
            {
                "on": one.on.isoformat(),
                "before": one.before.isoformat(),
                "after": one.after.isoformat(),
                "reason": _text(one.reason),
                "held": one.held,
            }
            for one in clock.moves
        ],
    }


def clock_of(row: Mapping[str, Any]) -> Clock:
    """The clock that a row holds."""
    reason, remind_on, suspended_on = row["reason"], row["remind_on"], row["suspended_on"]
    return Clock(
        row["name"],
        row["unit"],
        row["budget"],
        date.fromisoformat(row["started_on"]),
        date.fromisoformat(row["due"]),
        Text(**reason),
        None if remind_on is None else date.fromisoformat(remind_on),
        None if suspended_on is None else date.fromisoformat(suspended_on),
        row["suspended_days"],
        row["extensions"],
        row["lapsed"],
        **(_told_later(row) if len(row) != _PLAIN else {}),
    )


def _told_later(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is left out where it says nothing."""
    return {
        "roll": row.get("roll", "none"),
        "excluding": row.get("excluding", False),
        "stopped_by": row.get("stopped_by", 0),
        "stood": tuple(_standstill(one) for one in row.get("stood", ())),
        "grants": tuple(_grant(one) for one in row.get("grants", ())),
        "moves": tuple(_move(one) for one in row.get("moves", ())),
    }


def _standstill(row: Mapping[str, Any]) -> Standstill:
    since, until = map(date.fromisoformat, (row["since"], row["until"]))
    return Standstill(since, until, row["kind"], row["event"], row["seq"])


def _grant(row: Mapping[str, Any]) -> Grant:
    on = date.fromisoformat(row["on"])
    return Grant(row["by"], on, row["event"], row["seq"], tuple(row["approved_by"]))


def _move(row: Mapping[str, Any]) -> Move:
    on, before, after = map(date.fromisoformat, (row["on"], row["before"], row["after"]))
    return Move(on, before, after, Text(**row["reason"]), row["held"])


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
