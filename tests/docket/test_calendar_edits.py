"""A calendar is edited while deadlines run: each moves by an event that says why, and none in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from courtqa.policy import Policy, load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Proceeding, Subject

from .conftest import OFFICER, PACK, START

EDIT = """
title: {{zh: 本院工作日历, en: calendar of this court}}
reference: {{title: {{zh: 停工通知, en: Notice of closure}}, article: 第1条}}
source: chinesecalendar
first_year: 2007
last_year: 2026
days_off: {off}
work_days: {on}
"""
HEAD = """
name: edited
title: {zh: 改版, en: edited}
version: '1'
time_zone: Asia/Shanghai
reference: {title: {zh: 停工通知, en: Notice of closure}, article: 第1条}
"""


@pytest.fixture
def policy_with(tmp_path: Path) -> Callable[..., Policy]:
    """The policy of the small court, with a workflow to wait in, and later with an edited calendar."""

    def policy(off: str = "", on: str = "") -> Policy:
        packs = [PACK, _pack(tmp_path / "waits", "workflows/wait/2000-01-01.yaml", WAIT)]
        if off or on:
            text = EDIT.format(off=_days(off), on=_days(on))
            packs.append(_pack(tmp_path / "edited", "calendars/prc/2008-01-01.yaml", text))
        return load(*packs, kinds=KINDS, offers=OFFERS)

    return policy


def _pack(folder: Path, file: str, text: str) -> Path:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(HEAD.replace("edited", folder.name), encoding="utf-8")
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def _days(day: str) -> str:
    return f"{{{day}: {{reason: {{zh: 雪灾停工, en: closed for snow}}}}}}" if day else "{}"


@pytest.fixture
def docket_of(file: Path) -> Iterator[Callable[[Policy], Docket]]:
    """The same file under one policy and another."""
    made: list[Docket] = []

    def make(policy: Policy) -> Docket:
        made.append(Docket(file, policy=policy, clock=lambda: START))
        return made[-1]

    yield make
    for docket in made:
        docket.close()


def waiting(docket: Docket, since: str) -> Proceeding:
    """A proceeding with ten days to run, which roll over a rest day."""
    at = datetime.fromisoformat(since).replace(tzinfo=UTC)
    opened = docket.open("wait", subject=Subject("matter", "M1"), by=OFFICER, at=at, data={"until": since})
    return docket.record(opened, "begin", by=OFFICER, at=at)


def test_an_edit_moves_an_open_deadline_by_an_event_that_says_why(policy_with, docket_of) -> None:
    opened = waiting(docket_of(policy_with()), "2008-01-14")
    assert opened.clocks[0].due == date(2008, 1, 24)
    docket = docket_of(policy_with(off="2008-01-24"))

    events = docket.reproject(by=OFFICER, at=datetime(2008, 1, 22, tzinfo=UTC))

    assert [(event.kind, event.actor) for event in events] == [("recalendared", "wang")]
    assert events[0].payload["moved"] == [
        {
            "deadline": "second",
            "before": "2008-01-24",
            "after": "2008-01-25",
            "held": False,
            "reason": {"zh": "2008-01-24：雪灾停工", "en": "2008-01-24: closed for snow"},
        }
    ]
    assert docket.proceeding(opened.id).clocks[0].due == date(2008, 1, 25)
    assert "closed for snow" in docket.explain_deadline(opened.id, "second").en
    assert [item.due for item in docket.due(on=date(2008, 1, 25))] == [date(2008, 1, 25)]
    assert docket.verify().ok


def test_a_window_that_a_party_was_told_of_is_not_shortened_and_that_is_said(policy_with, docket_of) -> None:
    opened = waiting(docket_of(policy_with()), "2008-01-09")  # ten days end on Saturday the 19th
    assert opened.clocks[0].due == date(2008, 1, 21)
    docket = docket_of(policy_with(on="2008-01-19"))

    events = docket.reproject(by=OFFICER, at=datetime(2008, 1, 15, tzinfo=UTC))

    assert [(row["after"], row["held"]) for row in events[0].payload["moved"]] == [("2008-01-21", True)]
    assert docket.proceeding(opened.id).clocks[0].due == date(2008, 1, 21)
    assert "not taken away" in docket.explain_deadline(opened.id, "second").en
    assert docket.verify().ok


@pytest.mark.parametrize("edit", [{"off": "2008-01-24"}, {"on": "2008-01-19"}])
def test_the_same_edit_is_told_once(policy_with, docket_of, edit: dict[str, str]) -> None:
    waiting(docket_of(policy_with()), "2008-01-14" if "off" in edit else "2008-01-09")
    docket = docket_of(policy_with(**edit))

    first = docket.reproject(by=OFFICER, at=datetime(2008, 1, 15, tzinfo=UTC))
    second = docket.reproject(by=OFFICER, at=datetime(2008, 1, 16, tzinfo=UTC))

    assert (len(first), second) == (1, ())


def test_an_edit_that_moves_no_day_writes_nothing(policy_with, docket_of) -> None:
    opened = waiting(docket_of(policy_with()), "2008-01-14")
    docket = docket_of(policy_with(off="2009-06-01"))

    assert docket.reproject(by=OFFICER, at=datetime(2008, 1, 22, tzinfo=UTC)) == ()
    assert docket.proceeding(opened.id).version == opened.version


class TestRefusedLapse:
    def test_a_lapse_that_may_not_be_is_logged_once_however_often_the_clock_looks(self, policy_with) -> None:
        """The state that the lapse leads to starts a deadline in a year that no calendar covers."""
        at = datetime(2026, 12, 20, 2, tzinfo=UTC)
        with Docket(":memory:", policy=policy_with()) as docket:
            opened = docket.open(
                "wait",
                subject=Subject("matter", "M1"),
                by=OFFICER,
                at=at,
                data={"until": "2026-12-20"},
            )
            for day in range(20, 25):
                docket.lapse(at=at + timedelta(day))

            assert [each.codes for each in docket.refusals(opened.id)] == [("calendar_unknown",)]


WAIT = """
title: {zh: 等待, en: wait}
reference: {title: {zh: 规则, en: Rules}, article: 第1条}
subject: matter
initial: waiting
open_by: [officer]
open_requires: [until]
fields: {until: {title: {zh: 起算日, en: from}, type: date}}
deadlines:
  first: {title: {zh: 第一期限, en: first}, budget: deadlines/remind, starts: until, lapse: go_on}
  second: {title: {zh: 第二期限, en: second}, budget: deadlines/report, roll: next_workday, lapse: stop}
states:
  waiting: {title: {zh: 等待, en: waiting}, owner: [officer], deadline: first}
  going: {title: {zh: 继续, en: going}, owner: [officer], deadline: second}
  done: {title: {zh: 结束, en: done}, final: true}
transitions:
  - {event: go_on, title: {zh: 继续, en: go on}, from: [waiting], to: going, clock: true}
  - {event: begin, title: {zh: 开始, en: begin}, from: [waiting], to: going, by: [officer]}
  - {event: stop, title: {zh: 停止, en: stop}, from: [going], to: done, clock: true}
"""
