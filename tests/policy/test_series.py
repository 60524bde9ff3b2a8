"""A number through time: one value a day, from its first day until the next or until repeal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import NotInForce, PolicyError, UnknownName
from courtqa.policy import DatedValue, Reference, Series, load
from courtqa.text import Text

WritePack = Callable[..., Path]
LAW = Reference("规则", article="第1条")


def series_with(values: dict[date, int | None]) -> Series:
    dated = [
        DatedValue(day, value, (LAW,), None, False, "pack", "series/x.yaml", 1)
        for day, value in sorted(values.items())
    ]
    return Series("x", Text(zh="数", en="number"), "count", tuple(dated), "")


def test_the_last_day_of_the_old_value_and_the_first_of_the_new() -> None:
    series = series_with({date(2008, 1, 1): 30, date(2010, 5, 1): 15})

    assert series.at(date(2010, 4, 30)).value == 30
    assert series.at(date(2010, 5, 1)).value == 15


def test_before_its_first_day_and_after_repeal_a_series_is_not_in_force() -> None:
    series = series_with({date(2008, 1, 1): 30, date(2010, 5, 1): None, date(2012, 1, 1): 20})

    for day in (date(2007, 12, 31), date(2010, 5, 1), date(2011, 12, 31)):
        with pytest.raises(NotInForce):
            series.at(day)
    assert series.at(date(2012, 1, 1)).value == 20


days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(st.dictionaries(days, st.none() | st.integers(0, 99), min_size=1), days)
def test_one_value_per_day_in_force(values: dict[date, int | None], on: date) -> None:
    series = series_with(values)
    begun = [day for day in values if day <= on]

    if begun and values[max(begun)] is not None:
        assert series.at(on).since == max(begun)
        assert series.at(on) == series.at(max(begun))
    else:
        with pytest.raises(NotInForce):
            series.at(on)


@given(st.dictionaries(days, st.integers(0, 99), min_size=1))
def test_a_value_holds_until_the_day_before_the_next(values: dict[date, int]) -> None:
    series = series_with(dict(values))
    ordered = sorted(values)

    for day, following in pairwise(ordered):
        assert series.at(following - timedelta(days=1)).value == values[day]
        assert series.at(following).value == values[following]


def test_a_series_is_found_by_its_path_and_a_misspelt_one_gets_a_suggestion(
    write_pack: WritePack, series: Callable[..., str]
) -> None:
    policy = load(write_pack("a", {"series/deadlines/answer.yaml": series({"2008-01-01": 30})}), kinds=())

    assert policy.value("deadlines/answer", on=date(2008, 1, 1)) == 30
    assert policy.value("deadlines.answer", on=date(2008, 1, 1)) == 30
    with pytest.raises(UnknownName, match="did you mean 'deadlines/answer'"):
        policy.value("deadlines/anser", on=date(2008, 1, 1))


def test_null_repeals_and_needs_its_law_too(write_pack: WritePack, series: Callable[..., str]) -> None:
    text = series({"2008-01-01": 30, "2010-01-01": "null"})
    policy = load(write_pack("a", {"series/answer.yaml": text}), kinds=())

    assert policy.series("answer").values[1].reference.article == "第1条"
    with pytest.raises(NotInForce):
        policy.value("answer", on=date(2010, 1, 1))


def test_a_later_pack_adds_a_day_freely(write_pack: WritePack, series: Callable[..., str]) -> None:
    base = write_pack("base", {"series/answer.yaml": series({"2008-01-01": 30})})
    over = write_pack("over", {"series/answer.yaml": series({"2009-01-01": 20})}, extends="../base")

    policy = load(over, kinds=())

    assert [(value.value, value.pack) for value in policy.series("answer").values] == [
        (30, "base"),
        (20, "over"),
    ]
    assert policy.digest != load(base, kinds=()).digest


def test_a_later_pack_replaces_a_day_aloud_and_the_earlier_value_is_shown(
    write_pack: WritePack, series: Callable[..., str]
) -> None:
    write_pack("base", {"series/answer.yaml": series({"2008-01-01": 30, "2009-01-01": 25})})
    change = """
amends: our court is smaller
replace:
  values:
    2008-01-01: {value: 20, reference: {title: 院规, article: 第2条}}
remove:
  values: [2009-01-01]
"""
    policy = load(write_pack("over", {"series/answer.yaml": change}, extends="../base"), kinds=())
    (value,) = policy.series("answer").values

    assert (value.value, value.amends, value.line) == (20, "our court is smaller", 5)
    assert value.shadows is not None
    assert (value.shadows.value, value.shadows.pack) == (30, "base")


def test_a_title_changes_only_aloud(write_pack: WritePack, series: Callable[..., str]) -> None:
    write_pack("base", {"series/answer.yaml": series({"2008-01-01": 30})})
    silent = series({"2009-01-01": 20}).replace("en: term", "en: other")
    over = write_pack("over", {"series/answer.yaml": silent}, extends="../base")

    with pytest.raises(PolicyError, match=r"answer\.yaml:1: found another title"):
        load(over, kinds=())

    aloud = "amends: clearer\ntitle: {zh: 答复, en: answer}\n"
    over = write_pack("over", {"series/answer.yaml": aloud}, extends="../base")

    assert load(over, kinds=()).series("answer").title.en == "answer"


def test_a_value_outside_its_unit_is_refused(write_pack: WritePack, series: Callable[..., str]) -> None:
    folder = write_pack("a", {"series/answer.yaml": series({"2008-01-01": "1.5"}, unit="month")})

    with pytest.raises(PolicyError, match=r"the number 1\.5, expected a whole number of months"):
        load(folder, kinds=())
