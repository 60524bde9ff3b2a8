"""Guards about named persons, earlier steps and draws: what they let pass and what they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from courtqa.text import Text
from courtqa.workflows import OFFERS, Done, Facts, Subject
from courtqa.workflows.allocation import Candidate, draw_judge, roster_digest
from courtqa.workflows.canonical import canonical
from courtqa.workflows.lots import commitment, joint_seed
from courtqa.workflows.proofs import by_stratum
from courtqa.workflows.sampling import draw_sample, population_digest, sizes_of

GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
SECRET, PUBLIC = "b7c1e0a94d5f4a83", "417"
SEED = joint_seed(SECRET, PUBLIC)
CASES = [f"civil/c{n}" for n in range(30)] + ["criminal/x1", "criminal/x2"]
ROSTER = (Candidate("li", 3), Candidate("wang", 5), Candidate("zhao", 1, absent=True))


def ask(name: str, data: dict[str, object], **params: object) -> bool | Text:
    facts = Facts(
        data=data,
        before={},
        history=(Done(1, "opened", "a", date(2008, 3, 1)), Done(2, "second_look", "b", date(2008, 3, 5))),
        subject=Subject("case", "2007-civ-1"),
        by="a",
        on=date(2008, 3, 10),
        roles={},
        value=lambda path: {"share": Decimal("0.1"), "least": 2, "window": 4}[path],
    )
    return GUARDS[name].function(facts, **params)


@pytest.mark.parametrize(
    ("name", "data", "params", "holds"),
    [
        ("by_named", {"x": ["a", "b"]}, {"field": "x"}, True),
        ("by_named", {"x": [{"id": "a"}]}, {"field": "x"}, True),
        ("by_named", {"x": ["b"]}, {"field": "x"}, False),
        ("by_named", {}, {"field": "x"}, False),
        ("not_by_named", {"x": ["a"]}, {"field": "x"}, False),
        ("not_by_named", {"x": "a"}, {"field": "x"}, False),
        ("not_by_named", {}, {"field": "x"}, True),
        ("happened_when", {"x": "y"}, {"event": "second_look", "field": "x", "values": ("y",)}, True),
        ("happened_when", {"x": "y"}, {"event": "third_look", "field": "x", "values": ("y",)}, False),
        ("happened_when", {"x": "n"}, {"event": "third_look", "field": "x", "values": ("y",)}, True),
        ("unanswered", {}, {"event": "second_look", "by": "third_look"}, True),
        ("unanswered", {}, {"event": "opened", "by": "second_look"}, False),
        ("unanswered", {}, {"event": "third_look", "by": "fourth_look"}, False),
        ("days_after", {"x": "2008-03-08"}, {"field": "x", "at_least": "least"}, True),
        ("days_after", {"x": "2008-03-09"}, {"field": "x", "at_least": "least"}, False),
        ("days_after", {}, {"field": "x", "at_least": 0}, False),
        ("fields_agree", {"x": "a", "y": "a"}, {"one": "x", "other": "y"}, True),
        ("fields_agree", {"x": "a", "y": "b"}, {"one": "x", "other": "y"}, False),
        ("fields_agree", {}, {"one": "x", "other": "y"}, False),
        (
            "commitment_opens",
            {"c": commitment(SECRET), "s": SECRET},
            {"commitment": "c", "secret": "s"},
            True,
        ),
        (
            "commitment_opens",
            {"c": commitment(SECRET), "s": SECRET + "0"},
            {"commitment": "c", "secret": "s"},
            False,
        ),
        ("commitment_opens", {"c": "c", "s": "short"}, {"commitment": "c", "secret": "s"}, False),
        ("commitment_opens", {}, {"commitment": "c", "secret": "s"}, False),
    ],
)
def test_a_guard_says_yes_or_why_not(
    name: str, data: dict[str, object], params: dict[str, object], holds: bool
) -> None:
    answer = ask(name, data, **params)

    assert (answer is True) is holds
    assert holds or isinstance(answer, Text)


def test_a_population_has_to_be_counted_right() -> None:
    where = {"population": "p", "size": "n", "digest": "d"}
    right = population_digest(by_stratum(CASES))

    assert ask("population_counted", {"p": CASES, "n": 32, "d": right}, **where) is True
    for p, n, d in [(CASES, 31, right), (CASES, 32, "0"), (CASES[1:], 32, right), ([*CASES, "c"], 33, right)]:
        assert isinstance(ask("population_counted", {"p": p, "n": n, "d": d}, **where), Text)


def test_only_the_sample_that_the_seed_and_the_rule_draw_passes() -> None:
    where = {
        "population": "p",
        "proof": "s",
        "secret": "k",
        "public": "o",
        "share": "share",
        "least": "least",
    }
    population = by_stratum(CASES)
    sizes = sizes_of(population, share=Decimal("0.1"), least=2)
    right = draw_sample(population, sizes=sizes, seed=SEED)
    steered = draw_sample(population, sizes=sizes, seed=joint_seed(SECRET, "418"))
    small = draw_sample(population, sizes={"civil": 1, "criminal": 1}, seed=SEED)

    assert sizes == {"civil": 3, "criminal": 2}
    given = {"p": CASES, "k": SECRET, "o": PUBLIC}
    assert ask("sample_replays", {**given, "s": right.proof}, **where) is True
    for proof in (steered.proof, small.proof, "{}"):
        assert isinstance(ask("sample_replays", {**given, "s": proof}, **where), Text)
    assert isinstance(ask("sample_replays", {**given, "p": CASES[1:], "s": right.proof}, **where), Text)


def test_a_sample_is_taken_in_its_order_and_whole() -> None:
    one = draw_sample({"civil": ["a", "b", "c"]}, sizes={"civil": 2}, seed=SEED)
    first, second = one.ids
    where = {"proof": "p", "case": "c", "event": "second_look"}  # it has happened once

    assert ask("next_of_sample", {"p": one.proof, "c": second}, **where) is True
    assert isinstance(ask("next_of_sample", {"p": one.proof, "c": first}, **where), Text)
    assert isinstance(ask("next_of_sample", {"p": "", "c": first}, **where), Text)
    assert isinstance(ask("sample_taken", {"p": one.proof}, proof="p", event="second_look"), Text)
    whole = draw_sample({"civil": ["a"]}, sizes={"civil": 1}, seed=SEED)
    assert ask("sample_taken", {"p": whole.proof}, proof="p", event="second_look") is True
    assert isinstance(ask("next_of_sample", {"p": whole.proof, "c": "a"}, **where), Text)


def test_only_the_judge_on_whom_the_lot_fell_passes() -> None:
    where = {"proof": "p", "roster": "r", "drawn": "j", "secret": "k", "public": "o", "window": "window"}
    fixed = roster_digest(ROSTER)
    draw = draw_judge("2007-civ-1", candidates=ROSTER, seed=SEED, window=4)
    given = {"r": fixed, "k": SECRET, "o": PUBLIC}
    other = "wang" if draw.chosen == "li" else "li"

    assert ask("draw_replays", {**given, "p": draw.proof, "j": draw.chosen}, **where) is True
    assert isinstance(ask("draw_replays", {**given, "p": draw.proof, "j": other}, **where), Text)
    for forged in (
        draw_judge("2007-civ-2", candidates=ROSTER, seed=SEED, window=4),
        draw_judge("2007-civ-1", candidates=ROSTER, seed=SEED, window=9),
        draw_judge("2007-civ-1", candidates=ROSTER, seed="mine", window=4),
        draw_judge("2007-civ-1", candidates=ROSTER[1:], seed=SEED, window=4),
    ):
        answer = ask("draw_replays", {**given, "p": forged.proof, "j": forged.chosen}, **where)
        assert isinstance(answer, Text)
    assert isinstance(ask("draw_replays", {**given, "p": "", "j": "li"}, **where), Text)


def test_a_roster_has_to_be_counted_right() -> None:
    roster = canonical([{"id": one.id, "load": one.load, "absent": one.absent} for one in ROSTER])
    where = {"roster": "r", "digest": "d"}

    assert ask("roster_counted", {"r": roster, "d": roster_digest(ROSTER)}, **where) is True
    assert isinstance(ask("roster_counted", {"r": roster, "d": roster_digest(ROSTER[1:])}, **where), Text)
    assert isinstance(ask("roster_counted", {"r": "nobody", "d": ""}, **where), Text)
