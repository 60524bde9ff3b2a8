"""Which days the records speak for, and which periods may therefore be compared."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from courtqa.errors import IncomparablePeriods
from courtqa.evaluation.periods import Period
from courtqa.text import Text

__all__ = ["Coverage", "require_comparable"]


@frozen
class Coverage:
    """The records speak for the days from ``first`` to ``last``.

    >>> held = Coverage(date(2014, 1, 1), date(2015, 4, 16))
    >>> held.whole(Period.parse("2014")), held.whole(Period.parse("2015"))
    (True, False)
    """

    first: date
    last: date

    def whole(self, period: Period) -> bool:
        """Whether every day of the period is covered."""
        return self.first <= period.first and period.last <= self.last

    def part(self, period: Period) -> tuple[date, date] | None:
        """The covered days of the period, first and last; None if there are none."""
        first, last = max(self.first, period.first), min(self.last, period.last)
        return (first, last) if first <= last else None

    def whole_parts(self, period: Period) -> tuple[Period, ...]:
        """The longest shorter periods within it that are covered whole, for a hint."""
        for kind in ("half", "quarter", "month"):
            if period.days > 31 and (held := [part for part in period.split(kind) if self.whole(part)]):
                return tuple(held)
        return ()


def require_comparable(now: Period, before: Period, coverage: Coverage | None) -> None:
    """Nothing, if both sides are whole or the same part. Raises IncomparablePeriods, with the reason."""
    if now.kind != before.kind:
        raise IncomparablePeriods(
            str(now),
            str(before),
            Text(zh="两者长短不同，须为同类统计期", en="they differ in length; compare periods of one kind"),
        )
    if coverage is None or (coverage.whole(now) and coverage.whole(before)):
        return
    parts = [coverage.part(period) for period in (now, before)]
    if None not in parts and _same_days(parts[0], parts[1]):
        return
    raise IncomparablePeriods(str(now), str(before), _reason(now, before, coverage))


def _same_days(one: tuple[date, date] | None, other: tuple[date, date] | None) -> bool:
    if one is None or other is None:
        return False
    return [(day.month, day.day) for day in one] == [(day.month, day.day) for day in other]


def _reason(now: Period, before: Period, coverage: Coverage) -> Text:
    part = next(period for period in (now, before) if not coverage.whole(period))
    held = coverage.part(part)
    span = f"{coverage.first.isoformat()} – {coverage.last.isoformat()}"
    if held is None:
        return Text(zh=f"案件记录（{span}）不含 {part}", en=f"the records ({span}) hold nothing of {part}")
    days = (held[1] - held[0]).days + 1
    hint = [str(period) for period in coverage.whole_parts(part)]
    return Text(
        zh=f"{part} 只有 {held[0]} 至 {held[1]} 的记录（{part.days} 天中的 {days} 天），以部分期比全期会误导"
        + (f"；可改用完整的 {'、'.join(hint)} 与各自同期比较" if hint else ""),
        en=f"the records cover only {held[0]} to {held[1]} of {part} ({days} of {part.days} days), and a part of a "
        "period must not be set against a whole one"
        + (f"; compare {', '.join(hint)} with the same of the other year" if hint else ""),
    )
