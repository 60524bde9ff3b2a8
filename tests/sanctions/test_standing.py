"""A person's standing, derived from the trails: what runs, what is over and sealed, what was restored."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from typer.testing import CliRunner

from courtqa import Actor, Docket, Subject
from courtqa.cli.app import app
from courtqa.cli.standing import open_to_see
from courtqa.sanctions import sealed, standing_of

OFFICES = {
    "ma": ("discipline_inspector", "discipline_supervision_office"),
    "pan": ("political_department_officer", "political_department"),
    "lin": ("political_department_officer", "political_department"),
    "chen": ("court_president", "harbin_intermediate"),
    "song": ("supervising_vice_president", "harbin_intermediate"),
    "wang": ("lead_judge", "civil_1"),
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
            continue
        told = {
            "decision_reviewed": "诫勉谈话",
            "decision_reasons": "属实",
            "level_reviewed": 2,
            "remedy_notice": "可申请复核",
        }
        held = step(docket, held, "decide_admonition", "chen", 25, **told, **TERM)
        talk = {
            "talkers": ["song", "pan"],
            "talk_record": "记录",
            "signature": "signed",
            "served_copy": "回证",
        }
        step(docket, held, "hold_talk", "song", 28, decision_known_on=date(2008, 1, 28), **talk)
    docket.lapse(at=datetime.combine(date(2008, 7, 26), time(9), tzinfo=policy.zone))
    yield docket
    docket.close()


def person(name: str) -> Actor:
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


def test_the_desk_shows_a_sealed_record_for_a_stated_purpose_only(docket, database) -> None:
    def run(*arguments: str):
        return CliRunner().invoke(app, ["docket", arguments[0], str(database), *arguments[1:]])

    one, other = docket.proceedings(workflow="admonition")
    hidden, shown = run("show", one.id), run("show", one.id, "--purpose", "appointment")

    assert "1 sealed" in run("standing", "wang", "--on", "2008-08-01").output
    assert (hidden.exit_code, shown.exit_code) == (1, 0)
    assert "is sealed: the measure is over" in hidden.output
    assert open_to_see(docket, (one, other), "") == (other,)
    assert open_to_see(docket, (one, other), "appointment") == (one, other)
