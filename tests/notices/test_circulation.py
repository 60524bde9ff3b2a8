"""Whom notices reach: the address book, the rules up and down, the extensions, the ladder of repeats, the caps."""

from datetime import date

import pytest
from attrs import evolve

from courtqa.errors import UnfitNotice
from courtqa.notices import (
    Distribution,
    Frequency,
    IssueRecord,
    NamedPerson,
    Number,
    Recipient,
    Repeat,
    address_book,
    circulate,
    draft,
    naming_of,
)
from courtqa.notices.circulation import over_frequency
from courtqa.text import Text

ON = date(2008, 4, 1)
NAME = Text(zh="名", en="name")
ABOVE = Recipient(NAME, "court", "superior", direct=True)
BELOW = Recipient(NAME, "court", "subordinate")
BESIDE = Recipient(NAME, "government")
BOOK = {"above": ABOVE, "higher": Recipient(NAME, "party", "superior"), "below": BELOW, "beside": BESIDE}


def record(day, *persons, series="conduct_bulletin"):
    number = Number(series, "harbin_intermediate", day.year, 1, 1)
    return IssueRecord(
        f"{series}-{day}-{persons}",
        number,
        ("1号",),
        "通报",
        "通报",
        day,
        "0",
        tuple(map(NamedPerson, persons)),
    )


def distribution(**changes):
    rules = {"to": ("below",), "cc": (), "direction": "downward", **changes}
    return Distribution("d", ON, NAME, ("court",), "all_staff", BOOK, **rules)


def test_the_address_book_holds_18_basic_courts_31_departments_and_the_bodies_around(policy):
    book = address_book(policy, on=ON)
    court = [key for key, body in book.items() if body.standing == "subordinate"]
    inner = [key for key, body in book.items() if body.standing == "inner"]

    assert (len(court), len(inner)) == (18, 31)
    assert sum(body.of is not None for body in book.values()) == 36
    assert [key for key, body in book.items() if body.direct] == ["provincial_high_court"]
    assert {"party", "congress", "government", "cppcc"} <= {body.group for body in book.values()}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"direction": "upward", "to": ("above", "higher")}, "to"),
        ({"direction": "upward", "to": ("beside",)}, "to"),
        ({"direction": "upward", "to": ("below",)}, "to"),
        ({"direction": "downward", "to": ("above",)}, "to"),
    ],
)
def test_a_rule_of_circulation_that_is_broken_is_named(changes, place):
    assert place in [at for at, _ in distribution(**changes).against()]


def test_upward_one_body_is_addressed_and_nobody_below_gets_a_copy():
    from courtqa.notices.distribution import Copy

    good = distribution(direction="upward", to=("above",))
    copied = distribution(direction="upward", to=("above",), cc=(Copy("below"),))

    assert list(good.against()) == []
    assert [at for at, _ in copied.against()] == ["cc"]


def test_an_important_one_downward_goes_to_the_direct_superior_too():
    plain, important = distribution(), distribution(important=True)

    assert ABOVE not in plain.copies(frozenset())
    assert ABOVE in important.copies(frozenset())


def test_a_pack_that_addresses_two_superiors_is_refused_at_the_door(tmp_path):
    import shutil

    from courtqa import load_policy
    from courtqa.errors import PolicyError
    from courtqa.packs import folder

    pack = tmp_path / "pack"
    shutil.copytree(folder() / "harbin", pack)
    place = pack / "distributions" / "internal" / "2003-01-01.yaml"
    place.write_text(
        place.read_text("utf-8")
        .replace("direction: inner", "direction: upward")
        .replace("to: [trial_management_office]", "to: [provincial_high_court, municipal_congress]"),
        "utf-8",
    )

    with pytest.raises(PolicyError, match="upward, one body is addressed, no more"):
        load_policy(pack)


def test_the_three_extensions_of_h10(policy):
    """Before: leaders, this court's departments, province and city. After: basic courts, everyone, districts."""
    early, late = (
        policy.edition("distributions", "bulletins", on=day).value
        for day in (date(2005, 12, 31), date(2006, 1, 1))
    )
    named = frozenset({"basic_court"})
    before = circulate(policy, early, on=date(2005, 12, 31), kinds=named, units=("daoli",))
    after = circulate(policy, late, on=ON, kinds=named, units=("daoli",))

    assert ("basic_court" in early.reaches, "basic_court" in late.reaches) == (False, True)
    assert (early.names, late.names) == ("leaders", "all_staff")
    assert len(before.sent_to) == 31 + 3
    assert len(after.sent_to) == 18 + 31 + 3 + 2
    assert {"中共道里区委", "道里区人民政府"} <= set(after.sent_to) - set(before.sent_to)
    assert "南岗区人民政府" not in after.sent_to


def test_who_is_named_again_within_the_window_is_reported_higher(policy):
    ladder = policy.edition("distributions", "bulletins", on=ON).value
    once, twice = (
        [record(date(2007, 9, 1), "p1")],
        [record(date(2007, 9, 1), "p1"), record(date(2008, 1, 9), "p1", "p2")],
    )
    titles = [
        {
            to.title.zh
            for to in circulate(policy, ladder, on=ON, nth=naming_of(["p1"], earlier, ladder, on=ON)).cc
        }
        for earlier in ([], once, twice)
    ]

    assert "中共哈尔滨市委政法委员会" not in titles[0]
    assert "中共哈尔滨市委政法委员会" in titles[1]
    assert titles[2] - titles[1] == {"市人民政府"}


def test_the_window_of_the_ladder_ends_on_its_day():
    """A pair: named on 2007-04-01 counts until 2008-03-31, no longer on 2008-04-01."""
    ladder = distribution(repeats=(Repeat(2, 12, ("above",)),))

    assert naming_of(["p"], [record(date(2007, 4, 1), "p")], ladder, on=date(2008, 3, 31)) == 2
    assert naming_of(["p"], [record(date(2007, 4, 1), "p")], ladder, on=date(2008, 4, 1)) == 1
    assert naming_of(["q"], [record(date(2008, 3, 1), "p")], ladder, on=ON) == 1


def test_a_repeat_shows_in_the_copies_of_the_draft(policy):
    kind = policy.edition("notices", "conduct_bulletin", on=ON).value
    person = kind.example["breaches"][0]["person"]["id"]
    plain = draft(policy, "conduct_bulletin", kind.example, on=ON)
    again = draft(policy, "conduct_bulletin", kind.example, on=ON, earlier=[record(date(2008, 2, 1), person)])

    assert set(again.model.cc) - set(plain.model.cc) == {"中共哈尔滨市委政法委员会"}


def test_a_series_keeps_its_frequency(policy):
    kind = evolve(policy.edition("notices", "conduct_bulletin", on=ON).value, at_most=Frequency(2, 1))
    two = [record(date(2008, 3, 10), "a"), record(date(2008, 3, 20), "b")]

    assert over_frequency(kind, two, on=ON).en.endswith("at most 2 issues in 1 months, 2 went out")
    assert over_frequency(kind, two[:1], on=ON) is None
    assert over_frequency(kind, two, on=date(2008, 4, 10)) is None
    assert over_frequency(evolve(kind, at_most=None), two * 9, on=ON) is None


def test_an_overlay_caps_a_series_and_names_nobody(tmp_path):
    """What a later rule asks of a court: fewer notices, no names. Data alone."""
    import shutil

    from courtqa import load_policy
    from courtqa.packs import folder

    pack = tmp_path / "pack"
    shutil.copytree(folder() / "harbin", pack)
    place = pack / "notices" / "conduct_bulletin" / "2003-01-01.yaml"
    place.write_text(
        place.read_text("utf-8").replace("naming: person", "naming: none\nat_most: {issues: 1, months: 1}"),
        "utf-8",
    )
    policy = load_policy(pack)
    example = policy.edition("notices", "conduct_bulletin", on=ON).value.example
    first = draft(policy, "conduct_bulletin", example, on=ON)

    with pytest.raises(UnfitNotice, match="at most 1 issues in 1 months, 1 went out"):
        draft(policy, "conduct_bulletin", example, on=ON, earlier=[record(date(2008, 3, 20))])
    assert {person.text for person in first.model.persons} == {"有关责任人员"}
    assert first.named == ()
