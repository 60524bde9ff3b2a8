"""The calendar of simulated people: scripts that sleep until a moment, woken in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from courtqa.workflows import WorkCalendar

__all__ = ["Agenda", "Script"]

Script: TypeAlias = Generator[datetime, None, None]
MORNING = time(8, 30)


class Agenda:
    """Runs scripts: each yields the moment at which it wants to go on. ``clock`` tells the simulated time.

    Every working morning, before anyone acts, ``morning`` is called: that is when clocks are looked at.
    """

    def __init__(self, start: date, *, calendar: WorkCalendar, zone: ZoneInfo) -> None:
        self.calendar = calendar
        self.zone = zone
        self.now = datetime.combine(start, MORNING, zone)
        self._waiting: list[tuple[datetime, int, Script]] = []
        self._count = 0

    def clock(self) -> datetime:
        """The simulated moment."""
        return self.now

    @property
    def today(self) -> date:
        """The simulated day."""
        return self.now.date()

    def add(self, script: Script) -> None:
        """Start a script: it runs to its first wish at once."""
        wish = next(script, None)
        if wish is not None:
            self._count += 1
            heapq.heappush(self._waiting, (wish, self._count, script))

    def moment(self, day: date, minutes: int) -> datetime:
        """So many minutes after nine on that day or, if it is no working day, the next one."""
        nine = datetime.combine(self.calendar.next_workday(day), time(9), self.zone)
        return nine + timedelta(minutes=minutes)

    def run(self, morning: Callable[[], object], step: Callable[[int], object] | None = None) -> None:
        """Wake every script in order of time until none is left; ``step`` hears how many are waiting."""
        while self._waiting:
            wish, count, script = heapq.heappop(self._waiting)
            while self.today < wish.date():
                tomorrow = self.today + timedelta(1)
                self.now = datetime.combine(tomorrow, MORNING, self.zone)
                if self.calendar.is_workday(tomorrow):
                    morning()
            self.now = max(self.now, wish)
            wish_again = next(script, None)
            if wish_again is not None:
                heapq.heappush(self._waiting, (wish_again, count, script))
            if step is not None:
                step(len(self._waiting))
