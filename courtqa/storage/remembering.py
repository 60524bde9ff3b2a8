"""Proceedings already read, so that a text that did not change is not read again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from courtqa.workflows import Current, moment, restore

__all__ = ["Remembered"]


class Remembered:
    """The proceedings last read or written, each valid only for the very text it was read from."""

    def __init__(self, most: int = 1024) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], tuple[str, Current]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, court: str, id: str, row: tuple[str, str, str]) -> Current:
        """The proceeding that the row holds."""
        text, head, recorded_at = row
        known = self._kept.get((court, id))
        if known is not None and known[0] == text and known[1].head == head:
            return known[1]
        current = Current(restore(text), head, moment(recorded_at))
        self.keep(court, id, text, current)
        return current

    def keep_all(self, court: str, told: Sequence[tuple[str, Current]]) -> None:
        """The same of several; of very many none, for they would only push each other out."""
        if len(told) <= self._most // 8:
            for text, current in told:
                self.keep(court, current.proceeding.id, text, current)

    def keep(self, court: str, id: str, text: str, current: Current) -> None:
        """Remember what the text says. Harmless where the text is then not kept: it will not be found again."""
        with self._lock:
            self._kept[court, id] = text, current
            self._kept.move_to_end((court, id))
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
