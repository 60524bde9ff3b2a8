"""The machine's clock, read in this one place; whatever needs the time is handed it."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["machine_time"]


def machine_time() -> datetime:
    """Now, in UTC, as the machine has it."""
    return datetime.now(UTC)
