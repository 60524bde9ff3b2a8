"""The notice of a measure: opened by the measure's own step, under its seal, sealed with it, reprinted on record."""

from datetime import date, datetime, time

import pytest
from typer.testing import CliRunner

from courtqa import Docket, Subject
from courtqa.cli.app import app
from courtqa.errors import Refused
from courtqa.notices import NoticeOffice, Papers, read_archive, reprint
from courtqa.workflows import Actor

OFFICES = {
    "ma": ("discipline_inspector", "discipline_supervision_office"),
    "pan": ("political_department_officer", "political_department"),
    "chen": ("court_president", "harbin_intermediate"),
    "song": ("supervising_vice_president", "harbin_intermediate"),
    "p0811": ("lead_judge", "civil_1"),
    "wen": ("document_clerk", "general_office"),
    "yan": ("research_officer", "research_office"),
    "teng": ("court_clerk", "civil_2"),
}


def person(name):
    role, unit = OFFICES[name]
    return Actor.of(name, name, role, unit=unit)


@pytest.fixture(scope="module")
def court(policy, tmp_path_factory):
    """An admonition with its notice served and filed; its term is over."""
    folder = tmp_path_factory.mktemp("court")
    docket = Docket(folder / "court.db", policy=policy)
    office = NoticeOffice(docket, docket.register, Papers(folder / "court.papers"))

    def at(day, month=1):
        return datetime.combine(date(2008, month, day), time(9), tzinfo=policy.zone)

    subject = Subject("person", "liu-measure", "civil_1", ("p0811",), "刘某")
    facts = {
        "findings": ["案件评查第2007-11号"],
        "finding_final_on": date(2007, 12, 20),
        "facts": "属实。",
        "proposal": "诫勉谈话。",
        "ground": "conduct",
    }
    held = docket.open("admonition", subject=subject, by=person("ma"), at=at(7), data=facts)
    decided = {
        "decision_reviewed": "诫勉谈话",
        "decision_reasons": "属实",
        "level_reviewed": 2,
        "effective_on": date(2008, 1, 25),
        "ends_on": date(2008, 7, 25),
        "remedy_notice": "可申请复核",
    }
    for event, by, day, data in (
        ("verify_facts", "pan", 8, {"verification": "已核。", "findings_answered": []}),
        ("notify_person", "pan", 9, {"notice_text": "事实、依据。"}),
        ("give_statement", "p0811", 10, {"statement": "承认。"}),
        ("decide_admonition", "chen", 25, decided),
    ):
        held = docket.record(held, event, by=person(by), at=at(day), data=data)
    example = policy.edition("notices", "admonition_notice", on=date(2008, 1, 25)).value.example
    notice = office.draft("admonition_notice", example, by=person("wen"), at=at(25), measure=held)
    notice = office.review(notice, by=person("yan"), at=at(25))
    notice = office.sign(notice, by=person("chen"), at=at(25))
    for step, more in (
        ("check", {}),
        ("enter", {"copies": 3}),
        ("print", {}),
        ("dispatch", {}),
        ("archive", {}),
    ):
        notice = getattr(office, step)(notice, by=person("wen"), at=at(26), **more)
    talk = {"talkers": ["song", "pan"], "talk_record": "记录", "signature": "signed", "served_copy": "回证"}
    held = docket.record(
        docket.proceeding(held.id),
        "hold_talk",
        by=person("song"),
        at=at(28),
        data={**talk, "decision_known_on": date(2008, 1, 28)},
    )
    running = docket.is_sealed(notice)
    docket.lapse(at=at(26, 7))
    yield office, docket.proceeding(held.id), docket.proceeding(notice.id), running
    docket.close()


def test_the_notice_goes_its_way_as_what_the_measures_step_opened(court):
    _, measure, notice, _ = court

    assert notice.parent == measure.id
    assert [child.id for child in measure.children] == [notice.id]
    assert [done.event for done in measure.history].count("draft_notice") == 1
    assert notice.subject.persons == ("p0811",)
    assert measure.data["model_sha256"] == notice.data["model_sha256"]


def test_what_is_printed_is_the_seal_of_the_measure_as_it_stood(court):
    office, measure, notice, _ = court
    trail = office.docket.trail(measure.id)

    name, number, head = office.text(notice).witness.split("/")[:3]

    assert name == measure.id
    assert trail.sealed[int(number) - 1].hash.startswith(head.replace("-", ""))


def test_it_is_open_while_the_measure_runs_and_sealed_with_it(court):
    office, measure, notice, running = court

    assert not running
    assert office.docket.is_sealed(measure)
    assert office.docket.is_sealed(notice)
    assert len(office.records()) == 1
    assert office.records(sealed=False) == ()


def test_its_file_is_printed_again_only_for_somebody_who_may_look_and_says_why(court):
    office, measure, notice, _ = court
    held = read_archive(office.papers.folder(notice.data["notice_id"]) / "archive.zip")
    before = office.docket.proceeding(notice.id).version

    for reader in (
        None,
        *(office.docket.reader(person(by), purpose=why) for by, why in (("teng", "好奇"), ("pan", ""))),
    ):
        with pytest.raises(Refused):
            reprint(held, reader=reader)
    made = reprint(held, reader=office.docket.reader(person("pan"), purpose="任职审查"))

    assert held.measure == measure.id
    assert made["notice.pdf"] == held.parts["notice.pdf"]
    last = list(office.docket.trail(notice.id))[before:]
    assert [(each.kind, each.actor, each.payload["consulted"]["purpose"]) for each in last] == [
        ("consulted", "pan", "任职审查")
    ]


def test_the_command_prints_it_again_on_record_only(court, tmp_path):
    office, _, notice, _ = court
    file = office.papers.folder(notice.data["notice_id"]) / "archive.zip"
    database = office.papers.root.with_suffix(".db")

    def run(*more):
        return CliRunner().invoke(app, ["notice", "reprint", str(file), *more])

    bare = run()
    mine = run("--docket", str(database), "--by", "p0811", "--purpose", "本人", "--out", str(tmp_path))

    assert (bare.exit_code, mine.exit_code) == (1, 0), bare.output + mine.output
    assert "may be sealed" in bare.output
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF")
    records = CliRunner().invoke(
        app, ["notice", "records", str(database), "--out", str(tmp_path / "r.jsonl")]
    )
    assert "1 sealed left out" in records.output


def test_no_other_step_opens_a_notice_of_a_measure(court, policy):
    office, measure, _, _ = court
    example = policy.edition("notices", "admonition_notice", on=date(2008, 1, 25)).value.example

    with pytest.raises(Refused):
        office.draft(
            "admonition_notice",
            example,
            by=person("wen"),
            at=datetime(2008, 8, 1, 9, tzinfo=policy.zone),
            measure=measure,
        )
