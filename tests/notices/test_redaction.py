"""Persons by surname for readers outside, officials by name inside, and a net that must find nothing."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import IdentifiersLeft, NotInForce, UnknownName
from courtqa.notices import Paragraph, Span, identifiers_in, redact, render, stand_in_of


def person(id, name):
    return Span(name, "person", id)


@pytest.fixture
def notice(drafted):
    def make(*spans, **changes):
        return evolve(drafted().model, blocks=(Paragraph(tuple(spans)),), **changes)

    return make


def printed(redacted):
    return "".join(span.text for block in redacted.notice.blocks for span in block.spans)


@pytest.mark.parametrize(
    ("name", "stand_in"),
    [
        ("张三", "张某"),
        ("张三丰", "张某"),
        ("欧阳修", "欧阳某"),
        ("诸葛亮", "诸葛某"),
        ("司马相如", "司马某"),
        ("爱新觉罗溥仪", "爱新觉罗某"),
        ("欧阳", "欧某"),
        ("王某", "王某"),
        ("阿依古丽·买买提", "阿某"),
        ("约翰•史密斯", "约某"),
        ("John Smith", "J"),
        ("", ""),
    ],
)
def test_a_surname_stays_and_the_given_name_goes(name, stand_in):
    assert stand_in_of(name) == stand_in


def test_officials_are_named_inside_the_courts(notice):
    model = notice(person("p1", "张三"), Span("受到通报批评。"))

    assert redact(model, "internal").notice is model
    assert redact(model, "court_wide").notice is model


def test_persons_with_equal_surnames_are_told_apart_by_figures(notice):
    model = notice(
        person("p1", "张三"), Span("与"), person("p2", "张四"), Span("、"), person("p3", "李四"), Span("，"),
        person("p1", "张三"), Span("迟到。"),
    )  # fmt: skip

    made = redact(model, "public")

    assert printed(made) == "张某1与张某2、李某，张某1迟到。"
    assert made.stand_ins == {"p1": "张某1", "p2": "张某2", "p3": "李某"}


def test_a_marked_persons_name_is_replaced_in_the_text_around_it_too(notice):
    model = notice(person("p1", "冯玉祥"), Span("。冯玉祥中午饮酒。"), title="关于冯玉祥问题的通报")

    made = redact(model, "public")

    assert printed(made) == "冯某。冯某中午饮酒。"
    assert made.notice.title == "关于冯某问题的通报"


def test_the_text_never_says_which_of_two_namesakes_is_meant(notice):
    model = notice(person("p1", "王伟"), person("p2", "王伟"), Span("，王伟未到。"))

    assert printed(redact(model, "public")) == "王某1王某2，王某未到。"


def test_no_id_and_no_name_is_left_in_any_rendering(drafted):
    people = {"p0811": "刘某", "p0206": "张某某", "p0913": "何某"}
    made = redact(drafted().model, "public").notice

    html = render(made, "html")

    assert made.persons
    assert not any(each in html for each in people)
    assert "张某某" not in html


@given(name=st.text("张王李欧阳司马上官三四五文武", min_size=2, max_size=5))
def test_the_given_name_is_never_in_the_stand_in(name):
    short = stand_in_of(name)

    assert short.endswith("某")
    assert name.startswith(short[:-1])
    assert len(short) <= 3
    assert short != name


@pytest.mark.parametrize(
    "text",
    [
        "身份证号11010519491231002X",
        "电话13912345678",
        "电话139-1234-5678",
        "电话+86 13912345678",
        "座机0451-87654321",
        "卡号6222021234567890128",
        "卡号4111 1111 1111 1111",
        "车牌黑A12345",
        "车牌黑A·D12345",
        "警车黑A1234警",
    ],
)
def test_a_number_that_identifies_a_person_stops_a_text_for_outside(notice, text):
    model = notice(Span(text))

    with pytest.raises(IdentifiersLeft) as left:
        redact(model, "public")

    assert left.value.found[0][1] in text
    assert redact(model, "internal").notice is model


@pytest.mark.parametrize(
    "text",
    [
        "（2007）哈民二终字第96号",
        "案号200700318号",
        "110105194912310021",  # the check character is wrong
        "金额1234567890123456元",  # fails Luhn
        "2007年10月17日至2008年4月3日",
        "黑龙江A座12345",
        "共计13912345678901件",
    ],
)
def test_what_only_looks_like_such_a_number_passes(text):
    assert list(identifiers_in(text)) == []


@given(st.integers(10**16, 10**17 - 1).map(str))
def test_one_check_character_in_eleven_makes_an_identity_number(body):
    made = [number for check in "0123456789X" for number in [body + check] if list(identifiers_in(number))]

    assert len([n for n in made if any(kind.en == "identity number" for kind, _ in identifiers_in(n))]) == 1


def test_an_unknown_audience_is_refused_with_those_there_are(notice):
    with pytest.raises(UnknownName, match="court_wide, internal, public"):
        redact(notice(Span("甲")), "everyone")


def test_the_rules_are_not_in_force_before_their_day(notice):
    """A law-change day in a pair."""
    with pytest.raises(NotInForce):
        redact(notice(Span("甲")), "public", on=date(2016, 9, 30))
    assert redact(notice(Span("甲")), "public", on=date(2016, 10, 1)).audience == "public"
