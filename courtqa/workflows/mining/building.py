"""From raw attributes to a log: typed, ordered, and nothing dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from attrs import define, field

from courtqa.text import Text
from courtqa.workflows.mining.log import EventLog, LogCase, LogEvent, LogNames, Rejected, Value

__all__ = ["Builder", "RawCase", "moment_in"]


@define
class RawCase:
    """A case as it is being read: its attributes, and its events with their lines."""

    attributes: dict[str, Value]
    line: int
    events: list[tuple[int, dict[str, Value]]] = field(factory=list)


def moment_in(value: object, zone: tzinfo | None) -> datetime | None:
    """The moment; nothing where it cannot be read, or has no offset and no ``zone`` is given.

    >>> moment_in("2011-10-11T13:42:22.688+02:00", None).utcoffset().seconds
    7200
    """
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo is not None or zone is None else value.replace(tzinfo=zone)


@define
class Builder:
    """Makes the log; whatever cannot be taken over is listed with its line."""

    names: LogNames
    zone: tzinfo | None = None
    rejected: list[Rejected] = field(factory=list)

    def log(
        self, cases: Iterable[RawCase], *, source: str, sha256: str, left_out: Counter[str] | None = None
    ) -> EventLog:
        """The log of these cases. A case without an id or with one seen before is rejected, with all its events."""
        found: dict[str, LogCase] = {}
        for raw in cases:
            case = self._case(raw)
            if case is None:
                self.reject(raw.line, "案件没有编号", "a case without an id")
            elif case.id in found:
                self.reject(raw.line, f"案件 {case.id} 重复", f"the case {case.id} stands twice")
            else:
                found[case.id] = case
        return EventLog(tuple(found.values()), source, sha256, tuple(self.rejected), dict(left_out or {}))

    def _case(self, raw: RawCase) -> LogCase | None:
        names, rest = self.names, dict(raw.attributes)
        given = rest.pop(names.case, None)
        if given in (None, ""):
            return None
        moments = {key: self._moment(rest, key, raw.line) for key in (names.started, names.ended, names.due)}
        events = tuple(event for line, each in raw.events if (event := self._event(line, each)) is not None)
        return LogCase(
            str(given), events, moments[names.started], moments[names.ended], moments[names.due], rest
        )

    def _moment(self, rest: dict[str, Value], key: str, line: int) -> datetime | None:
        value = rest.pop(key, None)
        if value in (None, ""):
            return None
        moment = moment_in(value, self.zone)
        if moment is None or moment.tzinfo is None:
            self.reject(
                line, f"{key} 不是带时区的时间：{value}", f"{key} is no moment with its offset: {value}"
            )
            return None
        return moment

    def _event(self, line: int, raw: Mapping[str, Value]) -> LogEvent | None:
        names, rest = self.names, dict(raw)
        activity, at = rest.pop(names.activity, None), moment_in(rest.pop(names.at, None), self.zone)
        if activity in (None, ""):
            self.reject(line, "事件没有名称", "an event without an activity")
            return None
        if at is None or at.tzinfo is None:
            self.reject(
                line, f"事件 {activity} 没有带时区的时间", f"{activity} without a moment and its offset"
            )
            return None
        person, unit = rest.pop(names.person, None), rest.pop(names.unit, None)
        return LogEvent(
            str(activity),
            at,
            None if person is None else str(person),
            None if unit is None else str(unit),
            rest,
        )

    def reject(self, line: int, zh: str, en: str) -> None:
        """Note what is wrong on that line."""
        self.rejected.append(Rejected(line, Text(zh=zh, en=en)))
