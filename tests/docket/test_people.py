"""The people of a docket: offices, relations and delegations that each step reads in its own transaction."""

from __future__ import annotations

from datetime import date

import pytest

from courtqa.errors import CourtqaError, Refused, UnknownName
from courtqa.workflows import Actor


@pytest.fixture
def enrolled(desk):
    desk.docket.people.add(desk.officer, desk.judge, desk.chief, desk.other_chief, *desk.leaders)
    return desk


def test_who_is_enrolled_holds_the_offices_the_docket_knows_whatever_they_bring(enrolled) -> None:
    review = enrolled.opened()
    stranger = Actor.of(enrolled.judge.id, "x", "chief", unit="civil_1")

    with pytest.raises(Refused) as why:
        enrolled.docket.record(review, "report", by=stranger, at=enrolled.day(1), data={"report": "已查"})

    assert "role_missing" in why.value.refusal.codes
    (kept,) = [one for one in enrolled.docket.people.all() if one.id == stranger.id]
    assert kept.tenures == enrolled.judge.tenures


def test_who_is_related_to_a_party_is_refused_until_the_tie_is_over(enrolled) -> None:
    people, review = enrolled.docket.people, enrolled.opened()
    about = review.subject.persons[0]
    tie = people.relate(enrolled.chief.id, about, kind="cousin", by=enrolled.officer.id, at=enrolled.day(0))

    with pytest.raises(Refused) as why:
        enrolled.docket.record(
            review.id, "report", by=enrolled.chief, at=enrolled.day(1), data={"report": "已查"}
        )
    assert why.value.refusal.codes == ("related",)

    over = people.end(tie.id, by=enrolled.officer.id, until=enrolled.day(1).date())
    after = enrolled.docket.record(
        review.id, "report", by=enrolled.chief, at=enrolled.day(1), data={"report": "已查"}
    )

    assert after.version == review.version + 1
    assert (over.until, over.ended_by, over.recorded_by) == (
        enrolled.day(1).date(),
        enrolled.officer.id,
        enrolled.officer.id,
    )
    with pytest.raises(CourtqaError, match="over already"):
        people.end(tie.id, by=enrolled.officer.id, until=enrolled.day(2).date())


def test_a_power_that_is_lent_lets_the_delegate_act_and_names_both(enrolled) -> None:
    people, review = enrolled.docket.people, enrolled.opened()
    deputy = enrolled.leaders[0]

    def reporting():
        return enrolled.docket.record(
            review.id,
            "report",
            by=deputy,
            on_behalf_of=enrolled.chief,
            at=enrolled.day(1),
            data={"report": "已查"},
        )

    with pytest.raises(Refused) as why:
        reporting()
    assert why.value.refusal.codes == ("not_delegated",)
    lent = people.delegate(
        enrolled.chief.id,
        deputy.id,
        roles=["chief"],
        since=enrolled.day(0).date(),
        by=enrolled.chief.id,
        reference="order 12",
        at=enrolled.day(0),
    )
    after = reporting()

    assert people.delegations() == (lent,)
    assert after.history[-1].on_behalf_of == enrolled.chief.id
    assert enrolled.docket.verify().ok


def test_nobody_is_related_to_or_lends_to_somebody_unknown_or_themself(enrolled) -> None:
    people, term = enrolled.docket.people, {"since": date(2008, 1, 1), "by": enrolled.officer.id}

    with pytest.raises(UnknownName, match="nobody_at_all"):
        people.relate("nobody_at_all", enrolled.chief.id, kind="cousin", by=enrolled.officer.id)
    with pytest.raises(UnknownName):
        people.delegate(enrolled.chief.id, "nobody_at_all", roles=["chief"], **term)
    with pytest.raises(CourtqaError, match="two persons"):
        people.relate(enrolled.chief.id, enrolled.chief.id, kind="self", by=enrolled.officer.id)
    with pytest.raises(UnknownName):
        people.end("relation-7", by=enrolled.officer.id, until=date(2008, 1, 1))

    assert (people.relations(), people.delegations()) == ((), ())


def test_a_recusal_is_the_word_of_the_person_a_party_or_an_office_that_may(enrolled) -> None:
    review, docket = enrolled.opened(), enrolled.docket
    out = enrolled.chief.id

    with pytest.raises(Refused) as why:
        docket.recuse(review, out, by=enrolled.other_chief, reason="亲属", at=enrolled.day(1))
    assert why.value.refusal.codes == ("may_not_recuse",)
    with pytest.raises(Refused) as typo:
        docket.recuse(review, out + "x", by=enrolled.officer, reason="亲属", at=enrolled.day(1))
    assert typo.value.refusal.codes == ("unknown_person",)

    assert docket.recuse(review, out, by=enrolled.chief, reason="亲属", at=enrolled.day(1)).recused == (out,)
