"""Moments as people write them: a day, or a day and an hour, where the court sits."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

__all__ = ["moment_of"]

OFFICE_OPENS = time(9)  # the hour of a moment that is given as a day


def moment_of(zone: ZoneInfo, given: str | date | datetime) -> datetime | None:
    """The moment; nothing where it cannot be read as one.

    >>> str(moment_of(ZoneInfo("Asia/Shanghai"), "2008-03-03"))
    '2008-03-03 09:00:00+08:00'
    """
    if isinstance(given, str):
        try:
            read = datetime.fromisoformat(given)
        except ValueError:
            return None
        given = read.date() if len(given) == len("2007-01-01") else read
    if not isinstance(given, datetime):
        given = datetime.combine(given, OFFICE_OPENS)
    return given if given.tzinfo is not None else given.replace(tzinfo=zone)
