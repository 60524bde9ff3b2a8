from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from courtqa.text import Text
from courtqa.workflows import Choice, Field, State, Workflow
from courtqa.workflows.canonical import canonical
from courtqa.workflows.data import check_data, request_digest

SAME = Text(zh="项", en="item")
TYPES = ["text", "texts", "choice", "date", "integer", "decimal", "yes_no", "person", "persons", "unit"]
WORKFLOW = Workflow(
    "w",
    date(2008, 1, 1),
    SAME,
    "case",
    "s",
    {"s": State(SAME)},
    (),
    {name: Field(SAME, name, {"a": Choice(SAME)} if name == "choice" else {}) for name in TYPES},  # type: ignore[arg-type]
)


def check(name: str, value: object) -> tuple[dict[str, object], list[str]]:
    clean, faults = check_data(
        WORKFLOW, {name: value}, requires=(), takes=frozenset(TYPES), units={"civil_1": 1}, rule=None
    )
    return clean, [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("text", "第一条\n第二条", "第一条\n第二条"),
        ("texts", ("甲", "乙"), ["甲", "乙"]),
        ("choice", "a", "a"),
        ("date", date(2008, 2, 29), "2008-02-29"),
        ("date", "2008-02-29", "2008-02-29"),
        ("integer", 3, 3),
        ("decimal", Decimal("1.50"), "1.50"),
        ("decimal", 2, 2),
        ("yes_no", False, False),
        ("person", "liu", "liu"),
        ("person", {"id": "liu", "role": "deputy"}, {"id": "liu", "role": "deputy"}),
        ("persons", ["a", {"id": "b"}], ["a", {"id": "b"}]),
        ("unit", "civil_1", "civil_1"),
    ],
)
def test_a_value_of_its_type_is_kept_in_canonical_form(name: str, value: object, kept: object) -> None:
    assert check(name, value) == ({name: kept}, [])


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("text", 3, "wrong_type"),
        ("text", 1.5, "wrong_type"),
        ("text", date(2008, 1, 1), "wrong_type"),
        ("person", {"id": "x", "Full Name": "y"}, "wrong_type"),
        ("text", "a\x00b", "wrong_type"),
        ("text", "e\u0301", "wrong_type"),
        ("text", "\ud800", "wrong_type"),
        ("texts", "甲", "wrong_type"),
        ("choice", "b", "not_a_choice"),
        ("choice", ["a"], "not_a_choice"),
        ("date", "2008-02-30", "wrong_type"),
        ("date", "20080229", "wrong_type"),
        ("date", datetime(2008, 1, 1), "wrong_type"),
        ("integer", "3", "wrong_type"),
        ("integer", True, "wrong_type"),
        ("integer", 2**53, "wrong_type"),
        ("decimal", 1.5, "wrong_type"),
        ("decimal", "NaN", "wrong_type"),
        ("decimal", "一", "wrong_type"),
        ("yes_no", 1, "wrong_type"),
        ("person", "", "wrong_type"),
        ("person", {"name": "x"}, "wrong_type"),
        ("persons", "liu", "wrong_type"),
        ("unit", "civil_9", "not_a_choice"),
    ],
)
def test_nothing_is_coerced_or_guessed(name: str, value: object, code: str) -> None:
    assert check(name, value)[1] == [code]


def test_a_name_is_one_that_the_pack_has_and_a_typo_is_told_the_nearest() -> None:
    named = evolve(WORKFLOW, fields={"kind": Field(SAME, "name", of="notices")})
    known = {"notices": {"admonition_notice": SAME, "suspension_notice": SAME}}

    def checked(value: object) -> tuple[dict[str, object], list[tuple[str, str]]]:
        clean, faults = check_data(
            named, {"kind": value}, requires=(), takes=frozenset({"kind"}), units={}, rule=None, listed=known
        )
        return clean, [(fault.code, fault.text.en.partition(": ")[2]) for fault in faults]

    assert checked("suspension_notice") == ({"kind": "suspension_notice"}, [])
    assert checked("suspention_notice")[1] == [
        ("not_that_name", "there is no 'suspention_notice'; did you mean suspension_notice?")
    ]
    assert checked("通报")[1][0][0] == "not_a_choice"


@given(
    st.dictionaries(
        st.sampled_from(TYPES),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.decimals() | st.floats(),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
            ),
            max_leaves=5,
        ),
    )
)
def test_whatever_is_accepted_can_be_sealed(given_data: dict[str, object]) -> None:
    clean, faults = check_data(WORKFLOW, given_data, requires=(), takes=frozenset(TYPES), units={}, rule=None)

    if not faults:
        assert canonical(clean)


def test_the_same_request_has_the_same_digest_however_it_is_written() -> None:
    first = request_digest("R1", "grade", data={"on": date(2008, 1, 1), "n": 1}, by="liu")
    second = request_digest("R1", "grade", data={"n": 1, "on": "2008-01-01"}, by="liu")

    assert first == second
    assert first != request_digest("R1", "grade", data={"n": 2, "on": "2008-01-01"}, by="liu")
