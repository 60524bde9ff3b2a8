"""A property that is found when it is first asked for, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["once"]

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:  # noqa: N801 - it stands where ``property`` does
        """As ``functools.cached_property``, without the lock that this takes before Python 3.12.

        What is found twice at once is the same both times, for nothing of a frozen record changes.
        """

        def __init__(self, find):
            self.find, self.name, self.__doc__ = find, find.__name__, find.__doc__

        def __get__(self, record, kind=None):
            if record is None:
                return self
            found = record.__dict__[self.name] = self.find(record)
            return found
