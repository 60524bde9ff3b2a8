"""The register of numbers: one series, one court, one year, no gap. Storage keeps it; this says how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol, runtime_checkable

from attrs import evolve, field, frozen

__all__ = ["Entry", "MemoryRegister", "Number", "Register"]


@frozen(order=True)
class Number:
    """A number once given: the ``seq``-th of its series and court in that year, the ``total``-th of all.

    >>> number = Number("inspection_bulletin", "harbin_intermediate", 2008, 12, 119)
    >>> number.bracket("哈中法督"), number.issue
    ('哈中法督〔2008〕12号', '第12期（总第119期）')
    """

    series: str
    court: str
    year: int
    seq: int
    total: int

    def bracket(self, code: str) -> str:
        """The number with its office code: 代字〔年〕序号 (GB/T 9704-2012, 7.2.5)."""
        return f"{code}〔{self.year}〕{self.seq}号"

    def case(self, code: str) -> str:
        """The number as on litigation documents before 2016: （年）代字第序号."""
        return f"（{self.year}）{code}字第{self.seq}号"

    @property
    def issue(self) -> str:
        """The number as the issue of a periodical."""
        return f"第{self.seq}期（总第{self.total}期）"


@frozen
class Entry:
    """One line of the register. A void line keeps its number for ever."""

    number: Number
    notice_id: str
    model_digest: str
    on: date
    void: bool = False
    void_reason: str = ""


@runtime_checkable
class Register(Protocol):
    """Gives numbers. The same ``notice_id`` always gets the number it already has."""

    def assign(
        self, *, series: str, court: str, year: int, notice_id: str, model_digest: str, on: date
    ) -> Number:
        """The next number of the series, or the one this notice already holds.

        A notice that comes back with another digest raises ``errors.NumberTaken``.
        """
        ...

    def void(self, number: Number, *, reason: str, on: date) -> Entry:
        """The entry, now void. The number is never given again."""
        ...

    def entries(self, series: str | None = None, year: int | None = None) -> tuple[Entry, ...]:
        """The lines of the register, by series, court, year and number."""
        ...


@frozen(eq=False)
class MemoryRegister:
    """A register for one process and one sitting: nothing of it survives. For trials and tests."""

    _entries: dict[Number, Entry] = field(factory=dict)

    def assign(
        self, *, series: str, court: str, year: int, notice_id: str, model_digest: str, on: date
    ) -> Number:
        """The next number of the series, or the one this notice already holds."""
        from courtqa.errors import NumberTaken

        for entry in self._entries.values():
            if entry.notice_id == notice_id:
                if entry.model_digest != model_digest:
                    raise NumberTaken(notice_id, entry.model_digest, model_digest)
                return entry.number
        known = list(self._of(series, court))
        number = Number(
            series, court, year, 1 + sum(each.number.year == year for each in known), 1 + len(known)
        )
        self._entries[number] = Entry(number, notice_id, model_digest, on)
        return number

    def void(self, number: Number, *, reason: str, on: date) -> Entry:  # noqa: ARG002
        """The entry, now void."""
        entry = evolve(self._entries[number], void=True, void_reason=reason)
        self._entries[number] = entry
        return entry

    def entries(self, series: str | None = None, year: int | None = None) -> tuple[Entry, ...]:
        """The lines of the register, by series, court, year and number."""
        return tuple(
            self._entries[number]
            for number in sorted(self._entries)
            if series in (None, number.series) and year in (None, number.year)
        )

    def _of(self, series: str, court: str) -> Iterator[Entry]:
        return (e for n, e in self._entries.items() if (n.series, n.court) == (series, court))
