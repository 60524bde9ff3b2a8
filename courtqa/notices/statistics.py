"""How many issues went out and whom they named, by series and period: the sentences a court reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from courtqa.notices.records import IssueRecord
from courtqa.notices.register import Entry
from courtqa.text import Text

__all__ = ["Step", "Tally", "sentence", "tally"]

Step = Literal["all", "year", "half", "quarter", "month"]


@frozen
class Tally:
    """The figures of one series in one period.

    ``person_times`` (人次) counts a person once an issue; ``leader_times`` are those among them named as leaders;
    ``persons`` counts each person once.
    """

    series: str
    title: str
    period: str
    issues: int
    person_times: int
    leader_times: int
    persons: int


def tally(
    records: Iterable[IssueRecord], *, by: Step = "all", entries: Iterable[Entry] = ()
) -> tuple[Tally, ...]:
    """The figures by series and period, series in order of their names.

    With the register's ``entries`` a notice whose number is void is left out.
    """
    void = {entry.notice_id for entry in entries if entry.void}
    groups: dict[tuple[str, str], list[IssueRecord]] = {}
    for record in {record.notice_id: record for record in records}.values():
        if record.notice_id not in void:
            groups.setdefault((record.number.series, _period(record.on, by)), []).append(record)
    return tuple(_figures(series, period, groups[series, period]) for series, period in sorted(groups))


def sentence(figures: Tally) -> Text:
    """The figures as a report says them.

    >>> sentence(Tally("inspection_bulletin", "督查通报", "2007", 119, 117, 117, 90)).zh
    '2007年，共印发督查通报119期，点名117人次，均为领导干部。'
    """
    leaders, times = figures.leader_times, figures.person_times
    zh, en = f"共印发{figures.title}{figures.issues}期", f"{figures.issues} issues of {figures.series}"
    if times:
        of = ("，均为领导干部", ", all leaders") if leaders == times else ("", "")
        if 0 < leaders < times:
            of = f"，其中领导干部{leaders}人次", f", {leaders} of leaders"
        zh += f"，点名{times}人次{of[0]}"
        en += f", naming {times} person-times{of[1]}"
    else:
        zh, en = f"{zh}，未点名", f"{en}, naming nobody"
    if not figures.period:
        return Text(zh=f"{zh}。", en=f"{en}.")
    return Text(zh=f"{_when(figures.period)}，{zh}。", en=f"{figures.period}: {en}.")


def _figures(series: str, period: str, records: list[IssueRecord]) -> Tally:
    times = [named for record in records for named in _each_once(record).items()]
    return Tally(
        series=series,
        title=records[-1].series_title,
        period=period,
        issues=len(records),
        person_times=len(times),
        leader_times=sum(leader for _, leader in times),
        persons=len({person for person, _ in times}),
    )


def _each_once(record: IssueRecord) -> Mapping[str, bool]:
    """The persons of an issue; one named both as a leader and otherwise counts as a leader."""
    found: dict[str, bool] = {}
    for person in record.named:
        found[person.id] = found.get(person.id, False) or person.leader
    return found


def _period(day: date, by: Step) -> str:
    match by:
        case "all":
            return ""
        case "year":
            return f"{day.year}"
        case "half":
            return f"{day.year}H{1 + (day.month > 6)}"
        case "quarter":
            return f"{day.year}Q{(day.month + 2) // 3}"
        case "month":
            return f"{day.year}-{day.month:02}"


def _when(period: str) -> str:
    year, kind, rest = period[:4], period[4:5], period[5:]
    return {
        "": f"{year}年",
        "H": f"{year}年{'上' if rest == '1' else '下'}半年",
        "Q": f"{year}年第{'一二三四'[int(rest or 1) - 1]}季度",
        "-": f"{year}年{int(rest or 1)}月",
    }[kind]
