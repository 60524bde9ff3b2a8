"""A person's standing, derived from the trails: what runs, what is over and sealed, what was restored."""

from __future__ import annotations

import json
from datetime import date, datetime, time

import pytest
from attrs import evolve
from typer.testing import CliRunner

from courtqa import Actor, Docket, Subject
from courtqa.cli.app import app
from courtqa.errors import Refused
from courtqa.sanctions import sealed, standing_of
from courtqa.storage import checkpoint
from courtqa.workflows import KeyFile, new_key, plan_of
from courtqa.workflows.consulting import sealed_root

OFFICES = {
    "ma": ("discipline_inspector", "discipline_supervision_office"),
    "pan": ("political_department_officer", "political_department"),
    "lin": ("political_department_officer", "political_department"),
    "chen": ("court_president", "harbin_intermediate"),
    "song": ("supervising_vice_president", "harbin_intermediate"),
    "wang": ("lead_judge", "civil_1"),
    "teng": ("court_clerk", "civil_2"),
}
TERM = {"effective_on": date(2008, 1, 25), "ends_on": date(2008, 7, 25)}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return tmp_path_factory.mktemp("docket") / "court.db"


@pytest.fixture(scope="module")
def docket(policy, database):
    """An admonition that is decided, talked over, and expires; and one that is rejected."""
    docket = Docket(database, policy=policy)
    for number in (1, 2):
        admonished(docket, number, TERM)
    docket.lapse(at=datetime.combine(date(2008, 7, 26), time(9), tzinfo=policy.zone))
    yield docket
    docket.close()


def admonished(docket: Docket, number: int, term) -> None:
    """The first is decided and talked over on 28 January, the second is rejected."""
    held = docket.open(
        "admonition",
        subject=Subject("person", f"m{number}", "civil_1", ("wang",), "王某"),
        by=person("ma"),
        at=at(docket, 7),
        data={
            "findings": [f"评查{number}号"],
            "finding_final_on": date(2007, 12, 20),
            "facts": "属实。",
            "proposal": "诫勉谈话。",
            "ground": "conduct",
        },
    )
    held = step(docket, held, "verify_facts", "pan", 8, verification="已核。", findings_answered=[])
    held = step(docket, held, "notify_person", "pan", 9, notice_text="事实、依据。")
    held = step(docket, held, "give_statement", "wang", 10, statement="承认。")
    if number == 2:
        step(docket, held, "reject_measure", "song", 11, rejection_reasons="不成立。")
        return
    told = {
        "decision_reviewed": "诫勉谈话",
        "decision_reasons": "属实",
        "level_reviewed": 2,
        "remedy_notice": "可申请复核",
    }
    held = step(docket, held, "decide_admonition", "chen", 25, **told, **term)
    talk = {
        "talkers": ["song", "pan"],
        "talk_record": "记录",
        "signature": "signed",
        "served_copy": "回证",
    }
    step(docket, held, "hold_talk", "song", 28, decision_known_on=date(2008, 1, 28), **talk)


def person(name: str) -> Actor:
    if name == "robot":
        return Actor(name, name, kind="machine")
    role, unit = OFFICES[name]
    return Actor.of(name, name, role, unit=unit)


def at(docket: Docket, day: int) -> datetime:
    return datetime.combine(date(2008, 1, day), time(9), tzinfo=docket.policy.zone)


def step(docket: Docket, held, event: str, by: str, day: int, **data):
    return docket.record(held, event, by=person(by), at=at(docket, day), data=data)


@pytest.mark.parametrize(
    ("on", "running", "said"),
    [
        (date(2008, 1, 27), False, "no measure is running"),
        (date(2008, 1, 28), True, "Admonition talk, since 2008-01-28, until 2008-07-25"),
        (date(2008, 7, 25), True, "until 2008-07-25"),
        (date(2008, 7, 26), False, "1 sealed"),
    ],
)
def test_a_measure_runs_from_its_service_to_its_last_day_and_ends_by_itself(
    docket, on, running, said
) -> None:
    found = standing_of(docket, "wang", on=on)

    assert found.holds("admonition") is running
    assert found.whole is not running
    assert said in str(found)


def test_a_measure_that_is_to_begin_later_than_it_is_served_begins_then(policy) -> None:
    docket = Docket(":memory:", policy=policy)
    admonished(docket, 1, {**TERM, "effective_on": date(2008, 2, 1)})

    assert standing_of(docket, "wang", on=date(2008, 1, 31)).whole
    assert "since 2008-02-01" in str(standing_of(docket, "wang", on=date(2008, 2, 1)))


def test_a_record_is_sealed_after_its_term_and_shown_only_for_a_purpose(docket) -> None:
    found = standing_of(docket, "wang", on=date(2008, 8, 1))

    assert found.shown() == ()
    assert "须写明查阅目的" in found.to("zh")
    assert [each.how for each in found.shown(purpose="任职审查")] == ["expired"]
    assert "诫勉谈话，2008-01-28 起：已届满（2008-07-26）" in found.to("zh", purpose="任职审查")


def test_findings_that_were_answered_for_are_known_even_when_sealed(docket) -> None:
    found = standing_of(docket, "wang", on=date(2008, 8, 1))

    assert {finding: title.zh for finding, title in found.answered.items()} == {"评查1号": "诫勉谈话"}


def test_what_was_rejected_never_lowered_anybodys_standing(docket) -> None:
    found = standing_of(docket, "wang", on=date(2008, 8, 1))

    assert len(found.measures) == 1


def test_only_what_took_effect_and_is_over_is_sealed(docket) -> None:
    records = {
        each.subject.id: sealed(docket.policy, each) for each in docket.proceedings(workflow="admonition")
    }

    assert records == {"m1": True, "m2": False}


def test_nobody_else_is_concerned(docket) -> None:
    assert standing_of(docket, "zhao", on=date(2008, 3, 1)).measures == ()


def opened(docket, by: str, purpose: str = "任职审查", *, id: str | None = None):
    record = id or docket.proceedings(workflow="admonition")[0].id
    moment = datetime.combine(date(2008, 9, 1), time(9), tzinfo=docket.policy.zone)
    return docket.reader(person(by), purpose=purpose, at=moment).proceeding(record)


@pytest.mark.parametrize(
    ("by", "purpose", "codes"),
    [
        ("pan", "", ["sealed_record"]),
        ("pan", "  ", ["sealed_record"]),
        ("teng", "好奇", ["not_for_sealed"]),
        ("teng", "", ["sealed_record", "not_for_sealed"]),
        ("robot", "统计", ["machine_may_not", "not_for_sealed"]),
    ],
)
def test_a_sealed_record_is_opened_to_an_office_for_a_purpose_or_refused_and_logged(
    docket, by, purpose, codes
) -> None:
    record = docket.proceedings(workflow="admonition")[0]
    before = len(docket.refusals(record))

    with pytest.raises(Refused) as refused:
        opened(docket, by, purpose)

    assert [reason.code for reason in refused.value.refusal.reasons] == codes
    assert docket.proceeding(record.id).version == record.version
    assert [each.codes for each in docket.refusals(record)[before:]] == [tuple(codes)]


def test_whoever_opens_a_sealed_record_stands_in_its_trail_with_the_purpose_and_the_chain_stays_whole(
    docket,
) -> None:
    record = docket.proceedings(workflow="admonition")[0]

    for by, purpose in (("pan", "任职审查"), ("wang", "本人查阅")):
        opened(docket, by, purpose)

    last = list(docket.trail(record.id))[-2:]
    assert [(each.kind, each.actor, each.payload["consulted"]) for each in last] == [
        ("consulted", "pan", {"purpose": "任职审查"}),
        ("consulted", "wang", {"purpose": "本人查阅"}),
    ]
    assert "查阅封存案卷，目的：本人查阅" in docket.trail(record.id).to("zh")
    assert docket.proceeding(record.id).state == record.state
    assert docket.verify().ok
    assert standing_of(docket, "wang", on=date(2008, 9, 2)).measures[0].how == "expired"


def test_a_reader_opens_a_record_once_lists_only_what_is_open_and_reads_the_rest_as_it_is(docket) -> None:
    one, other = docket.proceedings(workflow="admonition")
    reader = docket.reader(
        person("chen"), purpose="复查", at=datetime(2008, 9, 3, 9, tzinfo=docket.policy.zone)
    )

    first = reader.proceeding(one.id)

    assert [each.id for each in reader.proceedings(workflow="admonition")] == [other.id]
    assert reader.sealed() == 1
    assert len(reader.trail(one.id)) == first.version
    assert docket.consult(other, by=person("teng"), purpose="") == other


def test_what_a_measure_opened_is_sealed_with_it_once_nothing_waits_there(docket) -> None:
    plan = plan_of(docket.policy, "notice_issue", on=date(2008, 1, 1))
    measure = docket.proceedings(workflow="admonition")[0]
    notice = docket.open(
        "notice_issue",
        subject=Subject("notice", "n1", persons=("wang",)),
        by=Actor.of("wen", "文某", "document_clerk", unit="general_office"),
        at=datetime(2008, 8, 1, 9, tzinfo=docket.policy.zone),
        data={"kind": "admonition_notice", "notice_title": "诫勉谈话通知书", "model_sha256": "a" * 64},
    )
    found, known = (
        {measure.id: measure}.get,
        {measure.id: plan_of(docket.policy, "admonition", on=date(2008, 1, 1))},
    )

    def rules(one):
        return known.get(one.id, plan)

    child = evolve(notice, parent=measure.id)

    assert sealed_root(child, found, rules) is None  # it still waits for its review
    assert sealed_root(evolve(child, state="archived"), found, rules) == measure
    assert sealed_root(evolve(notice, state="archived"), found, rules) is None


def test_the_desk_shows_a_sealed_record_to_an_office_for_a_stated_purpose_only(docket, database) -> None:
    def run(*arguments: str):
        return CliRunner().invoke(app, ["docket", arguments[0], str(database), *arguments[1:]])

    one, other = docket.proceedings(workflow="admonition")
    asked = ("--by", "pan", "--purpose", "appointment")
    hidden, unnamed = run("show", one.id), run("show", one.id, "--purpose", "appointment")
    stranger = run("trail", one.id, "--by", "zhao", "--purpose", "appointment")
    shown, events = run("show", one.id, *asked), len(docket.trail(one.id))

    assert "1 sealed" in run("standing", "wang", "--on", "2008-08-01").output
    assert [each.exit_code for each in (hidden, unnamed, stranger, shown)] == [1, 1, 2, 0]
    assert "is sealed: the measure is over" in hidden.output
    assert "--by" in unnamed.output
    assert list(docket.trail(one.id))[-1].payload["consulted"] == {"purpose": "appointment"}
    assert "appointment" in run("trail", one.id, *asked).output
    assert len(docket.trail(one.id)) == events + 1
    assert run("refusals", one.id).exit_code == 1
    assert [run(words, one.id, "--by", "pan").exit_code for words in ("allowed", "play")] == [1, 1]
    assert one.id not in run("show").output
    assert "1 sealed" in run("show").output
    assert other.id in run("show").output
    told = run("standing", "wang", "--on", "2008-08-01", *asked)
    assert "Admonition talk, since 2008-01-28: over" in told.output
    assert len(docket.trail(one.id)) == events + 2


def test_a_sealed_record_is_proved_to_others_only_by_an_office_for_a_stated_purpose(docket, database) -> None:
    def run(*words: str):
        return CliRunner().invoke(app, ["audit", words[0], str(database), *words[1:]])

    one, other = docket.proceedings(workflow="admonition")
    checkpoint(docket.store, docket.court, KeyFile((new_key("ed25519", "court-sign-1"),)))
    before = docket.proceeding(one.id).version
    hidden, stranger = run("prove", one.id, "1"), run("prove", one.id, "1", "--by", "zhao", "--purpose", "x")
    proof = run("prove", one.id, "1", "--by", "pan", "--purpose", "the judge asked for it")
    plain, seal = run("prove", other.id, "1"), run("witness", one.id)

    assert [each.exit_code for each in (hidden, stranger, proof, plain, seal)] == [1, 2, 0, 0, 0]
    assert "is sealed: the measure is over" in hidden.output
    assert json.loads(proof.output)["proceeding"] == one.id
    assert docket.proceeding(one.id).version == before + 1
    assert "属实" not in seal.output


def test_exports_leave_sealed_records_out_unless_they_are_opened_on_record(
    docket, database, tmp_path
) -> None:
    def export(*more: str):
        out = tmp_path / "court.xes"
        answer = CliRunner().invoke(
            app,
            ["docket", "export", str(database), "--format", "xes", "--keep-ids", "--out", str(out), *more],
        )
        return answer, out.read_text("utf-8") if out.exists() else ""

    one, other = docket.proceedings(workflow="admonition")
    before = docket.proceeding(one.id).version
    left, without = export("--workflow", "admonition")
    refused, _ = export("--purpose", "research", "--by", "zhao")
    whole, with_it = export("--workflow", "admonition", "--purpose", "research", "--by", "pan")

    assert (left.exit_code, whole.exit_code) == (0, 0)
    assert refused.exit_code != 0
    assert one.id not in without
    assert other.id in without
    assert "1 sealed left out" in left.output
    assert one.id in with_it
    assert docket.proceeding(one.id).version == before + 1
