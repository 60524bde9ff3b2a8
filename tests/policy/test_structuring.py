"""From YAML to attrs: of exactly the type the field says, or refused with the path of the fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from attrs import Factory, field, frozen

from courtqa.errors import Misfit
from courtqa.policy.misfits import misfits
from courtqa.policy.structuring import converter_for
from courtqa.text import Text


@frozen
class Inner:
    source: tuple[str, ...] = field(metadata={"key": "from"})
    many: Mapping[str, int] = Factory(dict)


@frozen
class Call:
    name: str


@frozen
class Outer:
    text: str = ""
    whole: int = 0
    number: Decimal = Decimal(0)
    truth: bool = False
    day: date = date.min
    choice: Literal["own", "other"] = "own"
    maybe: int | None = None
    either: int | str = 0
    number_or_day: Decimal | date | None = None
    title: Text | str = ""
    inner: Inner | None = None
    several: tuple[Inner, ...] = ()
    pair: tuple[int, str] = (0, "")
    days: Mapping[date, str] = Factory(dict)
    free: Any = None
    calls: tuple[Call, ...] = ()


CONVERTER = converter_for({Call: lambda value: Call(value["call"])})


def faults(value: object) -> list[tuple[tuple[str | int, ...], str, str]]:
    try:
        CONVERTER.structure(value, Outer)
    except Exception as error:  # noqa: BLE001  whatever it is, it must come apart
        return [(fault.path, fault.found, fault.expected) for fault in misfits(error)]
    return []


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("whole", 3, 3),
        ("number", 3, Decimal(3)),
        ("number", Decimal("0.5"), Decimal("0.5")),
        ("day", "2008-02-29", date(2008, 2, 29)),
        ("maybe", None, None),
        ("either", "3", "3"),
        ("number_or_day", "2008-01-01", date(2008, 1, 1)),
        ("number_or_day", Decimal("1.5"), Decimal("1.5")),
        ("title", "plain", "plain"),
        ("title", {"zh": "题", "en": "title"}, Text(zh="题", en="title")),
        ("inner", {"from": ["a"]}, Inner(("a",))),
        ("pair", [1, "a"], (1, "a")),
        ("days", {"2008-01-01": "x"}, {date(2008, 1, 1): "x"}),
        ("free", {"a": [1, [2]]}, {"a": (1, (2,))}),
        ("calls", [{"call": "a"}], (Call("a"),)),
    ],
)
def test_a_value_of_the_right_type_is_taken(key: str, value: object, expected: object) -> None:
    assert getattr(CONVERTER.structure({key: value}, Outer), key) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 3),
        ("text", None),
        ("whole", "3"),
        ("whole", True),
        ("whole", Decimal("3.0")),
        ("number", "3"),
        ("number", False),
        ("truth", 1),
        ("truth", "true"),
        ("day", 20080101),
        ("day", "2008-1-1"),
        ("day", "20080101"),
        ("day", "2009-02-29"),
        ("choice", "onw"),
        ("maybe", "3"),
        ("either", True),
        ("number_or_day", True),
        ("title", {"zh": "题"}),
        ("title", {"zh": "题", "en": ""}),
        ("title", ["题"]),
        ("inner", "a"),
        ("inner", {"from": "a"}),
        ("inner", {"from": ["a"], "many": {"x": "1"}}),
        ("inner", {"source": ["a"]}),
        ("several", {"from": ["a"]}),
        ("pair", [1]),
        ("pair", "1a"),
        ("days", {"first": "x"}),
        ("days", ["2008-01-01"]),
    ],
)
def test_nothing_is_coerced(key: str, value: object) -> None:
    found = faults({key: value})

    assert found
    assert all(path[0] == key for path, _, _ in found)


def test_every_fault_has_its_path_in_the_keys_of_the_file() -> None:
    value = {"whole": "3", "several": [{"from": ["a"]}, {"from": ["b", 4], "many": {"x": True}}], "texd": 1}

    assert sorted(path for path, _, _ in faults(value)) == [
        ("several", 1, "from", 1),
        ("several", 1, "many", "x"),
        ("texd",),
        ("whole",),
    ]


def test_a_misspelt_key_is_reported_once_with_the_key_that_was_meant() -> None:
    assert faults({"inner": {"form": ["a"]}}) == [(("inner", "form"), "the unknown key 'form'", "'from'")]


def test_a_misspelt_choice_is_answered_with_the_choice_that_was_meant() -> None:
    assert faults({"choice": "onw"}) == [
        (("choice",), "the text 'onw'", "one of own, other (did you mean own?)")
    ]


def test_a_hook_may_refuse_with_words_of_its_own() -> None:
    def refuse(value: Any) -> Call:
        raise Misfit("a call", "none", ("deep",))

    with pytest.raises(BaseException) as caught:
        converter_for({Call: refuse}).structure({"calls": [{}]}, Outer)

    assert [(fault.path, fault.found) for fault in misfits(caught.value)] == [
        (("calls", 0, "deep"), "a call")
    ]
