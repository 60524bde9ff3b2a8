"""The strict YAML reader: what it takes, what it refuses, and that nothing else can happen."""

from __future__ import annotations

import json
import time
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import PolicyError
from courtqa.policy import read_document, reading
from courtqa.policy.reading import read


def problems_of(text: str | bytes) -> list[str]:
    return [str(problem) for problem in read(text, file="f")[1]]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("30", 30),
        ("-3", -3),
        ("0", 0),
        ("0.50", Decimal("0.50")),
        ("-0.5", Decimal("-0.5")),
        ("true", True),
        ("false", False),
        ("null", None),
        ("2008-01-01", "2008-01-01"),
        ("2007H1", "2007H1"),
        ("1.2.3", "1.2.3"),
        ("'12:30'", "12:30"),
        ('"yes"', "yes"),
        ("第10条", "第10条"),
        ("office", "office"),
        ("no one", "no one"),
    ],
)
def test_an_unquoted_word_is_what_it_looks_like(word: str, value: object) -> None:
    read_value = read_document(f"key: {word}\n").value["key"]

    assert read_value == value
    assert type(read_value) is type(value)


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "Yes",
        "NO",
        "on",
        "Off",
        "y",
        "n",
        "TRUE",
        "False",
        "Null",
        "~",
        "0123",
        "00",
        "-0",
        "+5",
        "1_000",
        "0x1F",
        "0o17",
        "0b11",
        ".5",
        "5.",
        "1e3",
        "1.5e-3",
        "12:30",
        "1:30:00",
        ".inf",
        "-.Inf",
        ".nan",
        "<<",
        "=",
    ],
)
def test_a_word_that_readers_disagree_about_is_refused(word: str) -> None:
    assert len(problems_of(f"key: {word}\n")) == 1


@pytest.mark.parametrize(
    "key", ["yes", "no", "on", "OFF", "true", "null", "~", "12", "0.5", "12:30", "<<", "1_0", ".nan"]
)
def test_a_key_that_other_readers_would_not_take_for_text_is_refused(key: str) -> None:
    assert len(problems_of(f"{key}: 1\n")) == 1


def test_days_and_words_may_stand_as_keys() -> None:
    document = read_document("2008-01-01: 1\nn: 2\n第1条: 3\n'on': 4\n")

    assert list(document.value) == ["2008-01-01", "n", "第1条", "on"]


def test_all_problems_of_a_file_come_at_once_each_with_its_line() -> None:
    text = 'a: yes\nb:\n  - 0123\n  - &x 1\na: 2\nc: "\\u200b"\n'

    assert [problem.split(" ")[0] for problem in problems_of(text)] == [
        "f:1:",
        "f:3:",
        "f:4:",
        "f:5:",
        "f:6:",
    ]


def test_every_key_and_item_knows_its_line() -> None:
    document = read_document("a:\n  b:\n    - c\n    - d\n\n  e: 1\n", file="f")

    assert document.place(("a", "b", 1)).line == 4
    assert document.place(("a", "e")).line == 6
    assert document.place(("a", "b", 1, "nothing", "here")).line == 4


BOMBS = {
    "billion laughs": "a: &a [x, x]\n"
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)),
    "merges": "a: &a {x: 1}\n" + "".join(f"k{i}:\n  <<: [*a, *a, *a]\n" for i in range(500)),
    "itself": "a: &a\n  - *a\n",
    "open brackets": "[" * 100_000,
    "open braces": "{a: " * 100_000,
    "nested keys": "".join(" " * i + "a:\n" for i in range(1_000)),
    "nested dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "many values": "a: [" + "0, " * 200_000 + "]",
    "one long word": "a: " + "x" * 2_000_000,
    "many digits": "a: " + "9" * 500_000,
    "many colons": "a" + ": a" * 100_000,
    "many quotes": "a: '" + "''" * 400_000,
    "many tags": "a: " + "!!str " * 100_000,
    "many hidden": "\u200b" * 300_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(name: str) -> None:
    started = time.perf_counter()

    assert problems_of(BOMBS[name])
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("escape", ["\\0", "\\u202e", "\\u200b", "\\x07", "\\L", "\\N", "\\ufeff", "\\udc00"])
def test_a_hidden_character_is_refused_in_its_escape_too(escape: str) -> None:
    assert problems_of(f'a: "x{escape}"\n')


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    assert read_document(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").value == {"a": 1, "b": 2}


@given(st.one_of(st.text(), st.binary(), st.text(alphabet="ab:-[]{}&*!?|>'\"%#,<~\n\t 01._")))
def test_any_text_is_read_or_refused_and_nothing_else(text: str | bytes) -> None:
    document, problems = read(text, file="f")

    assert document is not None or problems
    if problems:
        with pytest.raises(PolicyError):
            read_document(text)
    else:
        assert read_document(text).value == document.value


pieces = st.sampled_from(
    ["a: ", "- ", "\n", "  ", "b", "[", "]", "{", "}", ", ", "? ", "|\n", "'", '"', "# c", "1", ": ", "!!x "]
)


@given(st.lists(pieces, max_size=15).map("".join))
def test_it_does_not_matter_whose_parser_gives_the_events(text: str) -> None:
    document, problems = read(text, file="f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_Parser", yaml.SafeLoader)
        again, problems_again = read(text, file="f")

    assert document == again
    assert bool(problems) == bool(problems_again)


plain_text = st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=12)
data = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | plain_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain_text.filter(bool), inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(plain_text.filter(bool), data, max_size=4))
def test_json_is_read_as_json(value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if unicodedata.is_normalized("NFC", text):
        assert read_document(text).value == value
    else:
        assert problems_of(text)
