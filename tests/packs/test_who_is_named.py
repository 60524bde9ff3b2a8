"""Whom a petition and its hearing may name: no slip for one of the court, no one of the court as an outsider."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from courtqa.policy import Policy
from courtqa.workflows import (
    Actor,
    Personnel,
    Plan,
    Refusal,
    Step,
    Subject,
    decide,
    open_proceeding,
    plan_of,
)

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
XU = Actor.of("xu", "徐某", "petition_officer", unit="petition_office")
HE = Actor.of("he", "何某", "supervising_vice_president", unit="harbin_intermediate")
WANG = Actor.of("wanglei", "王磊", "handling_judge", unit="civil_1")
TAN = Actor.of("tan", "谭某", "presiding_judge", unit="civil_1")
DAI = Actor.of("dai", "代某", "congress_deputy")
KNOWN = (XU, HE, WANG, TAN, DAI)
REGISTER = Personnel(
    tenures={each.id: each.tenures for each in KNOWN}, everybody=frozenset(each.id for each in KNOWN)
)


def opening(plan: Plan, *, respondents: list[str]) -> Step | Refusal:
    return open_proceeding(
        plan,
        id="p1",
        court="c",
        subject=Subject("petition", "2022-1", "civil_1"),
        by=XU,
        at=AT,
        data={
            "received_on": AT.date(),
            "channel": "letter",
            "request": "请求",
            "petitioners": ["guo"],
            "respondents": respondents,
        },
        persons=REGISTER,
    )


@pytest.mark.parametrize("on", [datetime(2006, 1, 9, tzinfo=UTC), AT], ids=["2005", "2022"])
def test_a_slip_for_a_judge_complained_of_is_refused_and_a_stranger_is_taken(
    harbin: Policy, on: datetime
) -> None:
    plan = plan_of(harbin, "petition", on=on.date())

    slip = opening(plan, respondents=["wanglie"])
    known = opening(plan, respondents=["wanglei"])
    outsider = opening(plan, respondents=["outside_lawyer_9"])

    assert isinstance(slip, Refusal)
    assert slip.codes == ("nearly_known",)
    assert "'wanglei'" in slip.reasons[0].text.en
    assert isinstance(known, Step)
    assert isinstance(outsider, Step)


def formed(plan: Plan, **people: object) -> Step | Refusal:
    opened = open_proceeding(
        plan,
        id="h1",
        court="c",
        subject=Subject("petition", "2022-1", "civil_2"),
        by=XU,
        at=AT,
        data={
            "requested_on": AT.date(),
            "reexamination_opinions": ["维持", "撤销"],
            "selection_ground": "divided_opinion",
            "respondents": ["wanglei"],
        },
    )
    assert isinstance(opened, Step)
    approved = decide(plan, opened.after, "approve", by=HE, at=AT)
    assert isinstance(approved, Step)
    day = {"hearing_on": datetime(2022, 6, 20, tzinfo=UTC).date(), "place": "一庭"}
    scheduled = decide(plan, approved.after, "schedule", by=XU, at=AT, data=day)
    assert isinstance(scheduled, Step)
    data = {"chair": "ma", "conflicts_checked": True, **people}
    return decide(plan, scheduled.after, "form_panel", by=XU, at=AT, data=data, persons=NOT_ALL)


NOT_ALL = Personnel(tenures={each.id: each.tenures for each in KNOWN})


def test_one_of_the_court_is_nobody_from_outside_and_a_deputy_is(harbin: Policy) -> None:
    plan = plan_of(harbin, "petition_hearing", on=AT.date())

    listed = formed(plan, panel=["dai", "a", "tan"], external_members=["dai", "a", "tan"])
    even_unneeded = formed(
        plan, panel=["dai", "a", "b", "c", "tan"], external_members=["dai", "a", "b", "tan"]
    )
    right = formed(plan, panel=["dai", "a", "tan"], external_members=["dai", "a"])

    for refused in (listed, even_unneeded):
        assert isinstance(refused, Refusal)
        assert refused.codes == ("guard_failed",)
        assert "tan holds an office of the court" in refused.reasons[0].text.en
    assert isinstance(right, Step)


def test_nobody_complained_of_sits_or_presides(harbin: Policy) -> None:
    plan = plan_of(harbin, "petition_hearing", on=AT.date())
    seats = {"panel": ["dai", "a", "tan"], "external_members": ["dai", "a"]}

    sits = formed(plan, panel=["dai", "a", "wanglei"], external_members=["dai", "a"])
    presides = formed(plan, **seats, chair="wanglei")

    for refused in (sits, presides):
        assert isinstance(refused, Refusal)
        assert refused.codes == ("guard_failed",)
