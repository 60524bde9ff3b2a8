"""A proposal: what the facts reach, what does not count and why; never more."""

from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from courtqa.errors import NotInForce
from courtqa.sanctions import Finding, propose
from courtqa.workflows import Person

from .conftest import WANG, reversals

DAY = date(2008, 1, 7)


def measure(value, *, unit="wang", n=100, flags=(), indicator="reversal_rate_strict"):
    return SimpleNamespace(indicator=indicator, unit=unit, value=value, n=n, flags=flags)


def reached(policy, *, findings=(), measures=(), ladder="judges", on=DAY, **more):
    made = propose(policy, ladder=ladder, person=WANG, findings=findings, measures=measures, on=on, **more)
    return [rung.name for rung in made.rungs]


def test_a_proposal_reads_as_it_lies_on_the_desk(policy):
    found = [
        *reversals("law_error", "procedural_error", "fact_error", "new_evidence", "legal_view"),
        Finding("听证3号", "well_founded_petition", "wang", date(2007, 6, 1), factors=("repaired",)),
        Finding("投诉9号", "well_founded_petition", "wang", date(2007, 7, 1), final=False),
    ]
    made = propose(
        policy,
        ladder="judges",
        person=WANG,
        findings=found,
        measures=[measure(Fraction(3, 40), n=40)],
        on=DAY,
    )

    assert (
        made.to("zh")
        == """\
建议（非决定）：王某，2008-01-07，依《法官审判责任追究阶梯》（2006-01-01 起施行）
  3. 停止审判权
     - 案件发改率高：3 次（阈值 ≥ 3, < 5）：评查1号（2007-03-01）；评查2号（2007-03-02）；评查3号（2007-03-03）
     - 造成有理访：1 次（阈值 ≥ 1, < 2）：听证3号（2007-06-01）
  不计入 评查4号：原因为出现新的证据，不承担责任（2010年合议庭职责规定第10条）
  不计入 评查5号：原因为对法律理解和认识不一致，不承担责任（2010年合议庭职责规定第10条）
  不计入 投诉9号：认定尚未生效
  不采用 reversal_rate_strict：样本 40 小于 50
  从轻：及时纠正、消除影响"""
    )


def test_without_grounds_nothing_is_proposed(policy):
    made = propose(policy, ladder="judges", person=WANG, on=DAY)

    assert made.heaviest is None
    assert "No ground for any measure." in str(made)


@pytest.mark.parametrize(
    "cause", ["legal_view", "evidence_view", "new_evidence", "law_change", "document_set_aside"]
)
def test_an_exempt_cause_carries_no_responsibility(policy, cause):
    assert reached(policy, findings=reversals(*[cause] * 20)) == []


@pytest.mark.parametrize(
    ("count", "rung"),
    [(1, "notice_of_criticism"), (2, "admonition"), (3, "adjudication_suspension"), (4, "adjudication_suspension"),
     (5, "trial_post_removal"), (7, "trial_post_removal"), (8, "judgeship_removal")],
)  # fmt: skip
def test_each_count_of_reversals_reaches_one_rung_and_no_other(policy, count, rung):
    assert reached(policy, findings=reversals(*["law_error"] * count)) == [rung]


@pytest.mark.parametrize(
    ("rate", "rungs"),
    [(Fraction(499, 10000), []), (Fraction(1, 20), ["adjudication_suspension"]), (Fraction(999, 10000), ["adjudication_suspension"]),
     (Fraction(1, 10), ["trial_post_removal"])],
)  # fmt: skip
def test_a_threshold_is_met_exactly_at_its_value(policy, rate, rungs):
    assert reached(policy, measures=[measure(rate)]) == rungs


@pytest.mark.parametrize(
    "unfit",
    [
        measure(Fraction(1, 5), unit="li"),
        measure(None),
        measure(Fraction(1, 5), n=49),
        measure(Fraction(1, 5), flags=("part_period",)),
        measure(Fraction(1, 5), indicator="reversal_rate_broad"),
    ],
)
def test_a_measure_that_is_not_the_persons_or_not_sound_carries_nothing(policy, unfit):
    assert reached(policy, measures=[unfit]) == []


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (Finding("f", "responsible_reversal", "li", date(2007, 1, 1)), "other_person"),
        (Finding("f", "responsible_reversal", "wang", date(2008, 1, 8)), "later_than_the_day"),
        (Finding("f", "bad_mood", "wang", date(2007, 1, 1)), "unknown_kind"),
        (Finding("f", "responsible_reversal", "wang", date(2007, 1, 1), final=False), "not_final"),
    ],
)
def test_what_does_not_count_is_listed_with_its_reason(policy, finding, code):
    made = propose(policy, ladder="judges", person=WANG, findings=[finding], on=DAY)

    assert [excluded.code for excluded in made.excluded] == [code]
    assert made.rungs == ()


def test_a_ladder_is_not_applied_before_its_day(policy):
    with pytest.raises(NotInForce):
        propose(policy, ladder="judges", person=WANG, on=date(2005, 12, 31))

    assert propose(policy, ladder="judges", person=WANG, on=date(2006, 1, 1)).rungs == ()


def test_a_leader_answers_for_failures_of_supervision(policy):
    chief = Person("sun", "孙某")
    found = [Finding(f"f{n}", "dereliction", "sun", date(2007, 1, n)) for n in (1, 2, 3)]

    made = propose(policy, ladder="leaders", person=chief, findings=found, on=DAY)

    assert [rung.name for rung in made.rungs] == ["accountability_resignation"]


def test_a_proposal_gives_a_notice_its_data(proposal):
    data = proposal.to_notice_data()

    assert data["person"] == {"id": "wang", "name": "王某"}
    assert [rung["title"] for rung in data["rungs"]] == ["停止审判权"]
