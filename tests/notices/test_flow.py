"""Drafted by one, signed by another, numbered last; a change voids the signature."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import NumberTaken, Refused
from courtqa.notices import MemoryRegister, Paragraph, Register, Span, issue, render, sign
from courtqa.workflows import Actor

NOON = datetime(2008, 4, 3, 4, tzinfo=UTC)


def test_a_draft_has_neither_number_nor_day_and_says_so(drafted):
    draft = drafted()

    assert draft.model.number == ()
    assert draft.model.dated is None
    assert "【待编号】" in render(draft, "markdown")


def test_signing_dates_the_notice_in_the_courts_own_zone(drafted, president):
    late_in_london = datetime(2008, 4, 2, 17, tzinfo=UTC)

    signed = sign(drafted(), by=president, at=late_in_london)

    assert signed.model.dated == date(2008, 4, 3)


def test_the_number_comes_after_the_signature_in_both_styles(issued):
    notice = issued(MemoryRegister())

    assert notice.model.number == ("哈中法质〔2008〕1号", "第1期（总第1期）")
    assert notice.model.digest == notice.signed.digest


def test_every_reason_against_a_signature_is_given_at_once(drafted, clerk):
    with pytest.raises(Refused) as refused:
        sign(drafted(), by=clerk, at=datetime(2008, 3, 1, tzinfo=UTC))

    assert refused.value.refusal.codes == ("same_person", "role_missing", "before_the_draft")


@pytest.mark.parametrize(
    ("author", "signer", "code"),
    [
        (None, Actor.of("p", "刘某", "court_president"), "no_author"),
        (Actor.of("p", "刘某"), Actor.of("p", "刘某", "court_president"), "same_person"),
        (Actor.of("a", "周某"), Actor.of("p", "刘某", "division_chief"), "role_missing"),
        (Actor.of("a", "周某"), Actor.of("p0811", "刘某", "court_president"), "subject_of_it"),
        (
            Actor.of("a", "周某"),
            evolve(Actor.of("m", "m", "court_president"), kind="machine"),
            "machine_may_not",
        ),
    ],
)
def test_each_fault_alone_prevents_a_signature(drafted, author, signer, code):
    with pytest.raises(Refused) as refused:
        sign(drafted(by=author), by=signer, at=NOON)

    assert refused.value.refusal.codes == (code,)


def test_a_draft_changed_after_it_was_drawn_up_cannot_be_signed(drafted, president):
    draft = drafted()
    changed = evolve(draft, model=evolve(draft.model, title="另一标题"))

    with pytest.raises(Refused, match="changed after it was drawn up"):
        sign(changed, by=president, at=NOON)


def test_any_change_after_the_signature_voids_it(drafted, president, clerk):
    signed = sign(drafted(), by=president, at=NOON)
    forged = evolve(
        signed, model=evolve(signed.model, blocks=(*signed.model.blocks, Paragraph((Span("加一句。"),))))
    )

    with pytest.raises(Refused) as refused:
        issue(forged, MemoryRegister(), by=clerk, on=date(2008, 4, 3))

    assert refused.value.refusal.codes == ("changed_after_signing",)


def test_a_notice_is_not_issued_before_it_was_signed(drafted, president, clerk):
    signed = sign(drafted(), by=president, at=NOON)

    with pytest.raises(Refused) as refused:
        issue(signed, MemoryRegister(), by=clerk, on=date(2008, 4, 2))

    assert refused.value.refusal.codes == ("before_signing",)


def test_a_refused_issue_takes_no_number(drafted, president, clerk):
    register = MemoryRegister()
    signed = sign(drafted(), by=president, at=NOON)

    with pytest.raises(Refused):
        issue(signed, register, by=clerk, on=date(2008, 4, 2))

    assert register.entries() == ()


def test_issuing_twice_gives_the_same_number_once(drafted, president, clerk):
    register = MemoryRegister()
    signed = sign(drafted(), by=president, at=NOON)

    first = issue(signed, register, by=clerk, on=date(2008, 4, 3))
    again = issue(signed, register, by=clerk, on=date(2008, 4, 4))

    assert first.number == again.number
    assert len(register.entries()) == 1


@given(years=st.lists(st.integers(2006, 2008), max_size=30).map(sorted))
def test_numbers_have_no_gap_within_a_year_and_the_total_runs_on(years):
    register = MemoryRegister()

    given_ = [
        register.assign(
            series="s", court="c", year=year, notice_id=str(at), model_digest="d", on=date(year, 1, 1)
        )
        for at, year in enumerate(years)
    ]

    assert [number.total for number in given_] == list(range(1, len(years) + 1))
    for year in set(years):
        assert [n.seq for n in given_ if n.year == year] == list(range(1, years.count(year) + 1))


def test_a_void_number_stays_and_is_never_given_again():
    register = MemoryRegister()
    ask = {"series": "s", "court": "c", "year": 2008, "model_digest": "d", "on": date(2008, 1, 1)}
    first = register.assign(notice_id="a", **ask)

    register.void(first, reason="印错", on=date(2008, 1, 2))
    second = register.assign(notice_id="b", **ask)

    assert (second.seq, register.entries()[0].void) == (2, True)


def test_a_numbered_notice_cannot_come_back_with_another_text():
    register = MemoryRegister()
    ask = {"series": "s", "court": "c", "year": 2008, "notice_id": "a", "on": date(2008, 1, 1)}
    register.assign(model_digest="d", **ask)

    with pytest.raises(NumberTaken):
        register.assign(model_digest="e", **ask)


def test_the_memory_register_keeps_the_protocol():
    assert isinstance(MemoryRegister(), Register)


def test_the_record_keeps_the_rules_and_templates_it_was_made_under(drafted, policy):
    draft = drafted("petition_bulletin")

    assert draft.policy == policy.digest
    assert [path for path, _ in draft.templates] == [
        "notices/templates/petition_bulletin.xml.j2",
        "notices/templates/bulletin.xml.j2",
        "notices/templates/base.xml.j2",
    ]
