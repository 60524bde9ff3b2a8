"""The one spelling of a value."""

from __future__ import annotations

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import NotCanonical
from courtqa.workflows.canonical import canonical, digest, parse, spelling

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\t\n")).map(
    lambda text: unicodedata.normalize("NFC", text)
)
keys = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=20,
)


@given(values)
def test_it_is_rfc_8785(value):
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(values)
def test_it_is_spelt_the_same_by_the_quick_library_and_by_the_standard_one(value):
    quick = pytest.importorskip("orjson", reason="pip install orjson")

    assert spelling(quick)(value) == spelling()(value)


@given(values)
def test_i5_what_is_parsed_spells_the_same_again(value):
    assert parse(canonical(value)) == value
    assert canonical(parse(canonical(value))) == canonical(value)


@given(st.dictionaries(keys, values, max_size=5), st.randoms())
def test_the_order_of_keys_does_not_matter(value, chance):
    shuffled = list(value.items())
    chance.shuffle(shuffled)

    assert digest(dict(shuffled)) == digest(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        "e\u0301",
        "\x00",
        "\x7f",
        "\x85",
        "\r",
        "\ud800",
        {"Key": 1},
        {"": 1},
        {"a b": 1},
        {1: 1},
        b"bytes",
        {1},
        object(),
        {"at": [{"deep": 0.5}]},
    ],
    ids=lambda value: repr(value).partition(" at ")[0],
)
def test_what_has_no_one_spelling_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_refusal_names_the_place():
    with pytest.raises(NotCanonical, match=r"at persons\.1\.name") as refused:
        canonical({"persons": [{"name": "赵"}, {"name": 1.5}]})

    assert refused.value.path == ("persons", 1, "name")
    assert "无法入卷" in refused.value.text.zh


def test_nesting_has_an_end():
    deep: object = 0
    for _ in range(40):
        deep = [deep]

    with pytest.raises(NotCanonical, match="nesting"):
        canonical(deep)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a":1,"a":1}',
        '{"a":{"b":1,"b":2}}',
        '{"b":1,"a":1}',
        '{"a": 1}',
        '{"a":1}\n',
        '{"a":1.0}',
        '{"a":1e3}',
        "NaN",
        "Infinity",
        '"\\u4e2d"',
        "[" * 100_000,
        "1" * 5000,
        "01",
        "-0",
        json.dumps("\ud800"),
    ],
    ids=lambda text: text[:12],
)
def test_any_other_spelling_is_refused(text):
    with pytest.raises(NotCanonical):
        parse(text)
