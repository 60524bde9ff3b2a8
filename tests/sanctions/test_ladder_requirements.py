"""For every rung of every ladder of both packs: each requirement alone, when missing, makes the decision impossible."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from attrs import evolve

from courtqa.errors import Refused
from courtqa.sanctions import Finding, Heard, Ladder, Rung, decide, propose
from courtqa.workflows import Actor, Person, Tenure

from .conftest import pack

POLICY = pack("prc_current")
ARTICLE = re.compile(
    r"第[一二三四五六七八九十百〇0-9]+条|五项机制|每一件事|诫勉谈话|停止审判权|法职|领导职务|引咎辞职"
)
RUNGS = [
    (edition.name, edition.since, name)
    for edition in POLICY.editions("ladders")
    for name in edition.value.rungs
]
JUDGE = Person("wang", "王某")


def whole(ladder: str, since: date, rung_name: str) -> dict[str, object]:
    """A decision on that rung in which nothing is missing, as the arguments of ``decide``."""
    on = max(since, date(2006, 6, 1)) + timedelta(400)
    edition = POLICY.edition("ladders", ladder, on=on)
    rules: Ladder = edition.value
    rung: Rung = rules.rungs[rung_name]
    ground = next(each for each in rung.grounds.values() if each.finding)
    found = [
        Finding(f"f{n}", str(ground.finding), "wang", on - timedelta(40 + n))
        for n in range(int(ground.at_least))
    ]
    proposal = propose(POLICY, ladder=ladder, person=JUDGE, findings=found, on=on)
    day = on + timedelta(20)
    return {
        "proposal": proposal,
        "rung": rung_name,
        "by": Actor("liu", "刘某", (Tenure(rung.authority[0]),)),
        "at": datetime.combine(day, time(9), tzinfo=POLICY.zone),
        "heard": Heard("wang", on + timedelta(1), on + timedelta(5), said="有异议"),
        "reasons": "认定属实",
        "approvals": tuple(
            Actor(f"a{n}", f"甲{n}", (Tenure(rung.approved_by[0]),)) for n in range(rung.approvals)
        ),
        "form": next(iter(rung.forms), None),
    }


def decided(given: dict[str, object]):
    rest = dict(given)
    return decide(rest.pop("proposal"), rest.pop("rung"), **rest)


def lacking(given):
    """Each requirement, the code of its refusal, and the same decision without it."""
    proposal, by = given["proposal"], given["by"]
    rung: Rung = proposal.ladder.value.rungs[given["rung"]]
    day = given["at"].date()

    def without(**changes):
        rules = proposal.ladder.value
        changed = {**rules.rungs, given["rung"]: evolve(rung, **changes)}
        ladder = evolve(proposal.ladder, value=evolve(rules, rungs=changed))
        return {**given, "proposal": evolve(proposal, ladder=ladder)}

    yield "a ground", "no_grounds", {**given, "proposal": evolve(proposal, rungs=())}
    yield "a final finding", "no_final_finding", {**given, "proposal": evolve(proposal, findings=())}
    yield "an office", "role_missing", {**given, "by": evolve(by, tenures=(Tenure("court_clerk"),))}
    ended = tuple(evolve(each, until=date(2000, 1, 1)) for each in by.tenures)
    yield "an office in tenure", "not_in_tenure", {**given, "by": evolve(by, tenures=ended)}
    yield "a human being", "machine_may_not", {**given, "by": evolve(by, kind="machine")}
    yield "another than the person", "subject_of_it", {**given, "by": evolve(by, id="wang")}
    yield "nobody recused", "recused", {**given, "recused": ("liu",)}
    if rung.approvals:
        yield "four eyes", "approval_missing", {**given, "approvals": given["approvals"][1:]}
        yield (
            "not the same person twice",
            "approval_missing",
            {**given, "approvals": (by, *given["approvals"][1:])},
        )
    if rung.forms:
        yield "a form", "no_such_form", {**given, "form": None}
    yield "a hearing", "not_heard", {**given, "heard": None}
    yield "a notice before it", "not_notified", {**given, "heard": Heard("wang", None, day)}
    silent = Heard("wang", day - timedelta(3), lapsed=True)
    yield "the time to answer", "answer_open", {**given, "heard": silent}
    yield "reasons", "no_reasons", {**given, "reasons": " "}
    yield "an end", "no_end", without(lasts=None, review=None, forms={}) | {"form": None}
    yield "a remedy", "no_remedy", without(remedy=None)
    if rung.rule is not None:
        early = {**given, "proposal": evolve(proposal, policy=repealed(rung.rule))}
        yield "a rule in force", "basis_missing", early


def repealed(path: str):
    """The policy with that rule repealed throughout."""
    series = POLICY.series(path)
    gone = evolve(series, values=tuple(evolve(each, value=None) for each in series.values))
    held = {**POLICY._series, path: gone}
    return evolve(POLICY, series=held)


def test_both_ladders_of_both_packs_are_here() -> None:
    assert {(name, since.year) for name, since, _ in RUNGS} == {
        ("judges", 2006),
        ("judges", 2019),
        ("leaders", 2006),
        ("leaders", 2019),
    }
    assert len(RUNGS) == sum(len(each.value.rungs) for each in POLICY.editions("ladders")) == 16


@pytest.mark.parametrize(("ladder", "since", "rung"), RUNGS, ids=str)
def test_each_requirement_alone_makes_the_rung_impossible(ladder, since, rung) -> None:
    given = whole(ladder, since, rung)
    decision = decided(given)
    assert decision.rung == rung
    assert decision.ends_on or decision.review_on
    seen = 0

    for name, code, attempt in lacking(given):
        with pytest.raises(Refused) as refused:
            decided(attempt)
        seen += 1

        assert refused.value.refusal.codes == (code,), name
        assert all(each.rule for each in refused.value.refusal.reasons), name
        assert any(ARTICLE.search(str(each.rule)) for each in refused.value.refusal.reasons) or code in {
            "not_heard",
            "not_notified",
            "answer_open",
        }, (name, refused.value.refusal.reasons)
    assert seen >= 14
