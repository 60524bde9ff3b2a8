"""The register of numbers, kept in the docket's own database: next number, once, never taken back."""

from __future__ import annotations

from datetime import date

from courtqa.errors import NumberTaken, UnknownName
from courtqa.notices import Entry, Number
from courtqa.workflows import NumberLine, Store, Transaction

__all__ = ["NumberRegister"]


class NumberRegister:
    """Gives the numbers of notices, without a gap however many ask at once.

    A number that was given stays: it can be voided, not removed, moved or given again. The database itself refuses
    that to anyone (``triggers.py``).
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def assign(
        self, *, series: str, court: str, year: int, notice_id: str, model_digest: str, on: date
    ) -> Number:
        """The next number of the series, or the one this notice already holds.

        A notice that comes back with another digest raises ``NumberTaken``.
        """

        def work(transaction: Transaction) -> NumberLine:
            known = transaction.numbered(notice_id)
            return known or transaction.give_number(series, year, notice_id, model_digest, on)

        line = self._store.transact(court, work)
        if line.model_digest != model_digest:
            raise NumberTaken(notice_id, line.model_digest, model_digest)
        return _entry(line).number

    def void(self, number: Number, *, reason: str, on: date) -> Entry:
        """The entry, now void. The number is never given again; voiding it twice changes nothing."""
        place = (number.series, number.year, number.seq)
        line = self._store.transact(
            number.court, lambda transaction: transaction.void_number(*place, reason=reason, on=on)
        )
        if line is None:
            raise UnknownName("number", f"{number.series} {number.year} {number.seq}", ())
        return _entry(line)

    def entries(self, series: str | None = None, year: int | None = None) -> tuple[Entry, ...]:
        """The lines of the register, by series, court, year and number."""
        return tuple(
            _entry(line)
            for line in self._store.numbers()
            if series in (None, line.series) and year in (None, line.year)
        )


def _entry(line: NumberLine) -> Entry:
    return Entry(
        number=Number(line.series, line.court, line.year, line.seq, line.total),
        notice_id=line.notice_id,
        model_digest=line.model_digest,
        on=line.given_on,
        void=line.void,
        void_reason=line.void_reason,
    )
