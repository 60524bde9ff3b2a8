"""What a rule says of itself, and what one policy says of another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from courtqa.errors import NotInForce, UnknownName
from courtqa.policy import Policy, load

WritePack = Callable[..., Path]
ON = date(2008, 6, 1)
SERIES = """
title: {zh: 答复时限, en: time to answer}
unit: calendar_day
values:
  2008-01-01:
    value: 30
    reference: {title: {zh: 法官法, en: Judges Law}, article: 第46条}
    assumption: true
    note: the text names no time
  2010-01-01:
    value: 15
    reference: {title: {zh: 法官法, en: Judges Law}, quotation: 十五日内答复}
"""
CHANGE = """
amends: our court is small
replace:
  values:
    2008-01-01: {value: 20, reference: {title: 院规, article: 第2条}}
"""


@pytest.fixture
def base(write_pack: WritePack) -> Policy:
    return load(write_pack("base", {"series/terms/answer.yaml": SERIES}), kinds=())


@pytest.fixture
def over(base: Policy, write_pack: WritePack) -> Policy:
    return load(write_pack("over", {"series/terms/answer.yaml": CHANGE}, extends="../base"), kinds=())


def test_an_explanation_prints_value_law_place_and_assumption(base: Policy) -> None:
    expected = """\
terms/answer  time to answer  (on 2008-06-01)
  value          30 calendar_day
  in force from  2008-01-01 until 2010-01-01
  law            Judges Law, 第46条
  stands in      base/series/terms/answer.yaml:5
  assumption     the text names no time"""

    assert str(base.explain("terms/answer", on=ON)) == expected


def test_an_explanation_is_in_chinese_too(base: Policy) -> None:
    expected = """\
terms/answer  答复时限  (适用日 2011-01-01)
  取值      15 calendar_day
  施行日期  2010-01-01
  依据      《法官法》：“十五日内答复”
  出处      base/series/terms/answer.yaml:10"""

    assert base.explain("terms/answer", on=date(2011, 1, 1)).to("zh") == expected


def test_an_explanation_shows_what_the_rule_replaces_and_why(over: Policy) -> None:
    assert str(over.explain("terms/answer", on=ON)).endswith(
        "  replaces       30 — base/series/terms/answer.yaml:5 (our court is small)"
    )


def test_an_unknown_path_gets_a_suggestion_and_an_early_day_a_reason(base: Policy) -> None:
    with pytest.raises(UnknownName, match="did you mean 'terms/answer'"):
        base.explain("terms/answers", on=ON)
    with pytest.raises(NotInForce, match="2008-01-01, 2010-01-01"):
        base.explain("terms/answer", on=date(2007, 12, 31))


def test_a_difference_names_the_rule_the_day_both_values_and_the_law(base: Policy, over: Policy) -> None:
    (change,) = base.diff(over).changes

    assert str(change) == "~ terms/answer (2008-01-01): 30 → 20\n    over; our court is small; 院规, 第2条"


def test_a_difference_reads_backwards_too(base: Policy, over: Policy) -> None:
    (there,), (back,) = base.diff(over).changes, over.diff(base).changes

    assert (there.before, there.after) == (back.after, back.before)


def test_assumptions_are_listed_with_their_place(base: Policy, over: Policy) -> None:
    assert [str(found) for found in base.assumptions()] == [
        "terms/answer (2008-01-01, base, series/terms/answer.yaml:5): the text names no time"
    ]
    assert over.assumptions() == ()
