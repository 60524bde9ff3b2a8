"""Trails go out as XES and as OCEL 2.0: valid, complete, read back the same, and nobody is named."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import courtqa
from courtqa import Actor, Docket, Subject
from courtqa.cli import app
from courtqa.workflows import plan_of
from courtqa.workflows.mining import (
    EventLog,
    Identities,
    LogCase,
    LogEvent,
    Told,
    deviations,
    log_of,
    ocel_of,
    read_log,
    write_xes,
)

_spec = importlib.util.spec_from_file_location("schemas", Path(__file__).with_name("schemas.py"))
schemas = importlib.util.module_from_spec(_spec)
sys.modules["schemas"] = schemas
_spec.loader.exec_module(schemas)

KEY = bytes(range(32))
PLANTED = ["wang", "zhou", "liu", "2007-cv1-0123", "王某", "事实不清楚吗", "逐项分析材料", "程序确有瑕疵"]


@pytest.fixture(scope="session")
def policy():
    return courtqa.load_policy("harbin")


@pytest.fixture(scope="module")
def database(policy, tmp_path_factory) -> Path:
    """A docket with one review that came to an end, one under way, and one that was refused a step."""
    path = tmp_path_factory.mktemp("docket") / "court.db"
    officer = Actor.of("zhou", "周某", "trial_management_officer", unit="trial_management_office")
    leader = Actor.of("gao", "高某", "supervising_vice_president", unit="harbin_intermediate")
    judge = Actor.of("wang", "王某", "handling_judge", unit="civil_1")
    chief = Actor.of("liu", "刘某", "division_chief", unit="civil_1")
    received = {"appellate_document_received_on": date(2008, 3, 3), "appellate_outcome": "remanded"}

    def march(day: int) -> datetime:
        return datetime(2008, 3, day, 10, tzinfo=policy.zone)

    with Docket(path, policy=policy) as docket:
        for number in ("0123", "0124"):
            case = Subject(
                "case", f"2007-cv1-{number}", unit="civil_1", persons=("wang",), title="王某审理案"
            )
            review = docket.open("case_review", subject=case, by=officer, at=march(3), data=received).id
            docket.record(
                review, "register", by=officer, at=march(3), data={"appellate_reasons": "事实不清楚吗"}
            )
            docket.record(
                review, "submit_self_analysis", by=judge, at=march(10), data={"self_analysis": "逐项分析材料"}
            )
        docket.record(
            review, "strike_out", by=leader, at=march(12), data={"withdrawal_reasons": "并非发改案件"}
        )
        docket.record(
            docket.proceedings()[0].id,
            "submit_self_review",
            by=chief,
            at=march(20),
            data={"self_review_report": "程序确有瑕疵"},
        )
    return path


@pytest.fixture(scope="module")
def told(database, policy) -> list[Told]:
    with Docket(database, policy=policy) as docket:
        return [
            Told(one, tuple(docket.trail(one)), plan_of(policy, one.workflow, on=one.edition))
            for one in docket.proceedings()
        ]


def written(log: EventLog) -> bytes:
    file = io.StringIO()
    write_xes(log, file)
    return file.getvalue().encode()


def test_trails_written_as_xes_are_valid(told) -> None:
    assert schemas.xes_faults(written(log_of(told, identities=Identities(KEY)))) == []


def test_trails_written_as_ocel_are_valid(told) -> None:
    document = ocel_of(told, identities=Identities(KEY))

    assert schemas.ocel_faults(json.loads(json.dumps(document))) == []


def test_every_event_of_a_trail_is_in_both_exports(told) -> None:
    log, document = log_of(told, identities=Identities()), ocel_of(told, identities=Identities())

    trails = {one.proceeding.id: [event.transition for event in one.events] for one in told}
    assert {case.id: list(case.variant) for case in log.cases} == trails
    assert [case.ended_at is None for case in log.cases] == [True, False]
    ids = {event["id"] for event in document["events"]}
    assert ids == {f"{event.proceeding}#{event.seq}" for one in told for event in one.events}


def test_objects_are_related_as_the_court_knows_them(told) -> None:
    document = ocel_of(told, identities=Identities())
    review = next(one for one in document["objects"] if one["type"] == "proceeding")
    registered = next(one for one in document["events"] if one["type"] == "case_review/register")

    assert {(one["qualifier"], one["objectId"]) for one in review["relationships"]} == {
        ("about", "case:2007-cv1-0123"),
        ("concerns", "person:wang"),
        ("of the unit", "unit:civil_1"),
    }
    assert {one["qualifier"] for one in registered["relationships"]} == {"in", "about", "by", "of the unit"}
    states = [one["value"] for one in review["attributes"] if one["name"] == "state"]
    assert states == ["received", "self_reviewing", "court_reviewing"]


def test_a_trail_read_back_departs_from_its_workflow_nowhere(told, tmp_path) -> None:
    file = tmp_path / "court.xes"
    file.write_bytes(written(log_of(told, identities=Identities(KEY))))

    log = read_log(file)

    assert log.rejected == ()
    assert deviations(log, told[0].plan.workflow) == ()
    assert log == evolved(log_of(told, identities=Identities(KEY)), log)


def evolved(log: EventLog, like: EventLog) -> EventLog:
    return EventLog(log.cases, like.source, like.sha256)


def test_a_step_that_a_workflow_does_not_know_is_found(told) -> None:
    log = log_of(told, identities=Identities())
    case = log.cases[1]
    swapped = (case.events[0], case.events[2], case.events[1], *case.events[3:])
    strange = LogEvent("invent", case.events[-1].at)
    broken = EventLog((LogCase(case.id, (*swapped, strange), ended_at=case.ended_at),))

    codes = [each.code for each in deviations(broken, told[0].plan.workflow)]

    assert codes == ["out_of_time", "impossible_step", "impossible_step", "unknown_step"]


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_no_planted_identifier_is_in_an_export(told, form: str) -> None:
    identities = Identities(KEY)
    if form == "xes":
        text = written(log_of(told, identities=identities)).decode()
    else:
        text = json.dumps(ocel_of(told, identities=identities), ensure_ascii=False)

    assert [word for word in PLANTED if word in text] == []
    assert "remanded" in text  # a choice identifies nobody


def test_a_pseudonym_holds_for_one_export_only(told) -> None:
    one, other = (ocel_of(told, identities=Identities(key)) for key in (KEY, bytes(32)))

    persons = [{each["id"] for each in log["objects"] if each["type"] == "person"} for log in (one, other)]
    assert len(persons[0]) == len(persons[1]) == 4
    assert persons[0].isdisjoint(persons[1])


def test_a_short_key_is_no_key() -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        Identities(b"short")


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=8)
moments = st.datetimes(
    datetime(1971, 1, 1),
    datetime(2100, 1, 1),
    timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)
names = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True).map(lambda name: f"x_{name}")
values = st.one_of(
    texts, st.integers(-(2**63), 2**63 - 1), st.booleans(), moments, st.floats(allow_nan=False)
)
attributes = st.dictionaries(names, values, max_size=3)
events = st.builds(LogEvent, texts, moments, st.none() | texts, st.none() | texts, attributes)
cases = st.builds(
    LogCase,
    texts,
    st.lists(events, max_size=3).map(tuple),
    *[st.none() | moments] * 3,
    attributes,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(cases, max_size=4, unique_by=lambda case: case.id))
def test_any_log_is_valid_as_xes_and_reads_back_the_same(tmp_path_factory, found) -> None:
    log = EventLog(tuple(found))
    file = tmp_path_factory.mktemp("log") / "any.xes"
    document = written(log)
    file.write_bytes(document)

    read = read_log(file)

    assert [fault for fault in schemas.xes_faults(document) if "missing" not in fault] == []
    assert read == evolved(log, read)


def test_awkward_keys_and_characters_are_made_fit() -> None:
    event = LogEvent('a\x00b<&>"', datetime(2008, 1, 1, tzinfo=UTC), attributes={"1 day": 2**70, "处": "x"})

    document = written(EventLog((LogCase("c", (event,)),)))

    assert schemas.xes_faults(document) == []
    assert 'key="_1_day"' in document.decode()
    assert "a\ufffdb&lt;&amp;&gt;" in document.decode()


def test_the_command_writes_both_and_reads_its_own(database, tmp_path) -> None:
    run = CliRunner()
    xes, ocel = tmp_path / "court.xes", tmp_path / "court.json"

    for form, out in (("xes", xes), ("ocel", ocel)):
        done = run.invoke(app, ["docket", "export", str(database), "--format", form, "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert re.search(r"2 proceedings, 8 events, persons and cases behind pseudonyms", done.output)
    read = run.invoke(app, ["log", "read", str(xes), "--against", "case_review", "--by", "department"])

    assert schemas.xes_faults(xes.read_bytes()) == []
    assert schemas.ocel_faults(json.loads(ocel.read_text(encoding="utf-8"))) == []
    assert read.exit_code == 0, read.output
    assert "nothing departs" in read.output
    assert "civil_1" in read.output
