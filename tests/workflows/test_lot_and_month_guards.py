"""Guards about lots, votes, months, what happened again and what is under way: what they let pass and what they say."""

from __future__ import annotations

from datetime import date

import pytest

from courtqa.text import Text
from courtqa.workflows import OFFERS, Child, Done, Facts, Subject, Tenure
from courtqa.workflows.month_guards import months_in_words

GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
ROSTER = [
    {"id": "li", "load": 3, "capacity": 100, "absent": False, "recused": False},
    {"id": "wang", "load": 5, "capacity": 100, "absent": False, "recused": True},
    {"id": "zhao", "load": 1, "capacity": 100, "absent": True, "recused": False},
]
ACCOUNTS = {"li_desk": "li"}
NOBODY_LEFT = [{**row, "recused": True} for row in ROSTER]


def ask(name: str, data: dict[str, object], before: dict[str, object], **params: object) -> bool | Text:
    facts = Facts(
        data={**before, **data},
        before=before,
        history=(),
        subject=Subject("case", "2007-civ-1", persons=("shen",)),
        by="a",
        on=date(2008, 2, 28),
        roles={},
        value=lambda path: path,
        person=lambda account: ACCOUNTS.get(account, account),
        recused=("sun",),
    )
    return GUARDS[name].function(facts, **params)


LOT = {"roster": "r", "out": "o"}
VOTES = {"majority": "w", "minority": "l", "members": "p"}
LIST = {"listed": "o", "one": "j"}


@pytest.mark.parametrize(
    ("name", "data", "before", "params", "holds"),
    [
        ("lot_among_others", {"r": ROSTER}, {}, LOT, True),
        ("lot_among_others", {"r": ROSTER}, {"o": ["wang", "zhao"]}, LOT, True),
        ("lot_among_others", {"r": ROSTER}, {"o": ["li"]}, LOT, False),
        ("lot_among_others", {"r": ROSTER}, {"o": ["li_desk"]}, LOT, False),
        ("lot_among_others", {"r": [{**ROSTER[0], "id": "sun"}]}, {}, LOT, False),
        ("lot_among_others", {"r": [{**ROSTER[0], "id": "shen"}]}, {}, LOT, False),
        ("lot_among_others", {"r": "no roster"}, {}, LOT, False),
        ("nobody_eligible", {"r": NOBODY_LEFT}, {}, {"roster": "r"}, True),
        ("nobody_eligible", {"r": ROSTER}, {}, {"roster": "r"}, False),
        ("nobody_eligible", {"r": 7}, {}, {"roster": "r"}, False),
        ("adds_to_list", {"o": ["li"]}, {"j": "li"}, LIST, True),
        ("adds_to_list", {"o": ["li_desk"]}, {"j": "li"}, LIST, True),
        ("adds_to_list", {"o": ["li"]}, {"j": "li", "o": ["wang"]}, LIST, False),
        ("adds_to_list", {"o": ["wang"]}, {"j": "li", "o": ["wang"]}, LIST, False),
        ("adds_to_list", {"o": ["wang", "li"]}, {"j": "li", "o": ["wang"]}, LIST, True),
        ("not_among", {"x": "li"}, {"o": ["wang"]}, {"one": "x", "listed": "o"}, True),
        ("not_among", {"x": "wang"}, {"o": ["wang"]}, {"one": "x", "listed": "o"}, False),
        ("not_among", {"x": "wang"}, {"o": "wang"}, {"one": "x", "listed": "o"}, False),
        ("not_among", {"x": "wang"}, {}, {"one": "x", "listed": "o"}, True),
        ("majority_of", {"w": 3, "l": 2, "p": list("abcde")}, {}, VOTES, True),
        ("majority_of", {"w": 2, "l": 3, "p": list("abcde")}, {}, VOTES, False),
        ("majority_of", {"w": 4, "l": 2, "p": list("abcde")}, {}, VOTES, False),
        ("majority_of", {"w": 6, "l": -1, "p": list("abcde")}, {}, VOTES, False),
        ("majority_of", {"w": 3, "p": list("abc")}, {}, VOTES, False),
        ("month_within", {"m": "2008-03"}, {}, {"field": "m", "months": (1, 2, 3)}, True),
        ("month_within", {"m": "2008-04"}, {}, {"field": "m", "months": (1, 2, 3)}, False),
        ("month_within", {"m": "March"}, {}, {"field": "m", "months": (1, 2, 3)}, False),
        ("month_over", {"m": "2008-01"}, {}, {"field": "m"}, True),
        ("month_over", {"m": "2008-02"}, {}, {"field": "m"}, False),
        ("month_over", {"m": "2008-13"}, {}, {"field": "m"}, False),
        ("of_year", {"m": "2008-03", "y": 2008}, {}, {"field": "m", "year": "y"}, True),
        ("of_year", {"m": "2008-03-31", "y": 2008}, {}, {"field": "m", "year": "y"}, True),
        ("of_year", {"m": "2009-03-31", "y": 2008}, {}, {"field": "m", "year": "y"}, False),
        ("of_year", {"m": "2008-03-31"}, {}, {"field": "m", "year": "y"}, False),
        ("month_ends", {"m": "2008-02-29"}, {}, {"field": "m", "months": (2,)}, True),
        ("month_ends", {"m": "2008-02-28"}, {}, {"field": "m", "months": (2,)}, False),
    ],
)
def test_a_guard_says_yes_or_why_not(
    name: str, data: dict[str, object], before: dict[str, object], params: dict[str, object], holds: bool
) -> None:
    answer = ask(name, data, before, **params)

    assert (answer is True) is holds
    assert holds or isinstance(answer, Text)


def test_a_refusal_names_who_must_be_marked_or_listed() -> None:
    lot = ask("lot_among_others", {"r": ROSTER}, {"o": ["li"]}, **LOT)
    listed = ask("adds_to_list", {"o": []}, {"j": "li", "o": ["wang"]}, **LIST)

    assert isinstance(lot, Text)
    assert "li" in lot.en
    assert isinstance(listed, Text)
    assert "wang, li" in listed.en


def test_months_are_told_as_people_name_them() -> None:
    assert months_in_words((6,)) == Text(zh="6月", en="June")
    assert months_in_words((6, 12)) == Text(zh="6、12月", en="June or December")


HISTORY = ("hear", "decide", "reopen", "hear")


@pytest.mark.parametrize(("event", "holds"), [("hear", True), ("decide", False), ("inquire", False)])
def test_what_happened_before_a_matter_was_reopened_must_happen_again(event: str, holds: bool) -> None:
    history = tuple(Done(seq, name, "a", date(2008, 1, seq)) for seq, name in enumerate(HISTORY, 1))

    answer = GUARDS["happened_after"].function(_facts(history=history), event=event, after="reopen")

    assert (answer is True) is holds


def test_one_review_at_a_time() -> None:
    ended, under_way = Child("r1", "review", ended="upheld"), Child("r2", "review")
    ask_once = GUARDS["none_open"].function

    assert ask_once(_facts(children=(ended,)), workflow="review") is True
    assert ask_once(_facts(children=(ended, under_way)), workflow="other") is True
    assert "r2" in ask_once(_facts(children=(ended, under_way)), workflow="review").en


def _facts(**known: object) -> Facts:
    plain = {"data": {}, "before": {}, "history": (), "subject": Subject("case", "c"), "by": "a", "roles": {}}
    return Facts(**{**plain, "on": date(2008, 2, 28), "value": str, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("panel", "holds"),
    [
        (["li", "wang"], True),
        (["li", "wang", "zhao"], False),  # zhao held the office until the day before
        ([{"id": "gone", "role": "judge"}, "wang"], True),
        ([{"id": "li", "role": "clerk"}, "wang"], False),  # the entry says in what office one sits
        ([], False),
    ],
)
def test_half_of_a_panel_given_by_ids_is_counted_by_the_register(panel: list[object], holds: bool) -> None:
    day = date(2008, 2, 28)
    known = {"li": (Tenure("judge"),), "zhao": (Tenure("judge", until=day),), "wang": (Tenure("clerk"),)}
    facts = Facts(
        data={"panel": panel},
        before={},
        history=(),
        subject=Subject("case", "2007-civ-1"),
        by="a",
        on=day,
        roles={},
        value=lambda path: path,
        offices=known.get,
    )

    told = GUARDS["half_at_least"].function(facts, members="panel", role="judge")

    assert (told is True) is holds
