"""An adverse decision: every missing requirement alone makes it impossible, and all are named."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from courtqa.errors import Refused
from courtqa.sanctions import Heard, decide, propose
from courtqa.text import Text
from courtqa.workflows import Actor, Tenure

from .conftest import WANG, reversals

PRESIDENT = Actor.of("liu", "刘某", "court_president")
VICE = Actor.of("zhao", "赵某", "supervising_vice_president")


def decided(whole, **changes):
    given = {**whole, **changes}
    return decide(given.pop("proposal"), given.pop("rung"), **given)


def without(rung, **changes):
    """The proposal with its rung changed by hand, past the loader's check."""

    def change(whole):
        proposal = whole["proposal"]
        ladder = proposal.ladder.value
        rungs = {**ladder.rungs, rung: evolve(ladder.rungs[rung], **changes)}
        return {
            "proposal": evolve(proposal, ladder=evolve(proposal.ladder, value=evolve(ladder, rungs=rungs)))
        }

    return change


def test_a_whole_decision_names_who_why_until_when_and_the_remedy(whole):
    decision = decided(whole)

    assert (decision.on, decision.ends_on, decision.review_on) == (
        date(2008, 2, 1),
        date(2008, 8, 1),
        date(2008, 5, 1),
    )
    assert decision.remedy.until == date(2008, 3, 2)
    assert decision.to("zh") == (
        "2008-02-01 刘某 决定：对 王某 停止审判权，至 2008-08-01 止。理由：三件案件经评查认定负有责任。"
        "不服的，可于 2008-03-02 前向政治部申请复核。"
    )


def test_a_measure_ends_by_itself(whole):
    decision = decided(whole)

    assert decision.in_force(date(2008, 8, 1))
    assert not decision.in_force(date(2008, 8, 2))


def test_a_decision_keeps_the_rules_it_was_made_under(whole, policy):
    decision = decided(whole)

    assert decision.policy == policy.digest
    assert decision.definition == policy.edition("ladders", "judges", on=decision.on).digest


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"rung": "flogging"}, ("no_such_rung",)),
        ({"rung": "judgeship_removal", "approvals": tuple(evolve(VICE, id=i) for i in "abc")}, ("no_grounds",)),
        ({"by": Actor.of("liu", "刘某", "division_chief")}, ("role_missing",)),
        ({"by": Actor("liu", "刘某", (Tenure("court_president", None, date(2003, 1, 1), date(2008, 2, 1)),))}, ("not_in_tenure",)),
        ({"by": evolve(PRESIDENT, kind="machine")}, ("machine_may_not",)),
        ({"by": evolve(PRESIDENT, id="wang")}, ("subject_of_it",)),
        ({"recused": ("liu",)}, ("recused",)),
        ({"approvals": ()}, ("approval_missing",)),
        ({"approvals": (PRESIDENT,)}, ("approval_missing",)),
        ({"approvals": (evolve(VICE, id="wang"),)}, ("approval_missing",)),
        ({"approvals": (evolve(VICE, kind="machine"),)}, ("approval_missing",)),
        ({"approvals": (VICE,), "recused": ("zhao",)}, ("approval_missing",)),
        ({"approvals": (Actor.of("zhao", "赵某", "court_clerk"),)}, ("approval_missing",)),
        ({"heard": None}, ("not_heard",)),
        ({"heard": Heard("li", date(2008, 1, 8), date(2008, 1, 15))}, ("not_heard",)),
        ({"heard": Heard("wang", None, date(2008, 1, 15))}, ("not_notified",)),
        ({"heard": Heard("wang", date(2008, 1, 8))}, ("not_heard",)),
        ({"heard": Heard("wang", date(2008, 1, 8), date(2008, 2, 2))}, ("not_heard",)),
        ({"heard": Heard("wang", date(2008, 1, 16), date(2008, 1, 15))}, ("not_heard",)),
        ({"heard": Heard("wang", date(2008, 1, 22), lapsed=True)}, ("answer_open",)),
        ({"reasons": "  "}, ("no_reasons",)),
        ({"reasons": Text(zh="有", en="")}, ("no_reasons",)),
        ({"on": date(2008, 1, 6), "heard": Heard("wang", date(2008, 1, 1), date(2008, 1, 2))}, ("before_the_proposal",)),
        (without("adjudication_suspension", lasts=None, review=None), ("no_end",)),
        (without("adjudication_suspension", remedy=None), ("no_remedy",)),
    ],
)  # fmt: skip
def test_each_missing_requirement_alone_makes_the_decision_impossible(whole, change, codes):
    changes = change(whole) if callable(change) else change

    with pytest.raises(Refused) as refused:
        decided(whole, **changes)

    assert refused.value.refusal.codes == codes


def test_a_figure_without_a_final_finding_decides_nothing(policy, whole):
    from types import SimpleNamespace

    high = SimpleNamespace(indicator="reversal_rate_strict", unit="wang", value=0.08, n=100, flags=())
    proposal = propose(policy, ladder="judges", person=WANG, measures=[high], on=date(2008, 1, 7))

    with pytest.raises(Refused) as refused:
        decided(whole, proposal=proposal)

    assert refused.value.refusal.codes == ("no_final_finding",)


def test_findings_that_are_not_final_ground_nothing(policy, whole):
    open_ = propose(
        policy,
        ladder="judges",
        person=WANG,
        findings=reversals(*["law_error"] * 3, final=False),
        on=date(2008, 1, 7),
    )

    with pytest.raises(Refused) as refused:
        decided(whole, proposal=open_)

    assert refused.value.refusal.codes == ("no_grounds", "no_final_finding")


def test_silence_waives_the_hearing_only_after_the_time_to_answer(whole):
    """Ten days from 2008-01-22 run until 2008-02-01: refused that day, allowed the next."""
    silent = Heard("wang", date(2008, 1, 22), lapsed=True)

    with pytest.raises(Refused, match="until 2008-02-01"):
        decided(whole, heard=silent)
    decision = decided(whole, heard=silent, at=datetime(2008, 2, 2, 2, tzinfo=UTC))

    assert decision.on == date(2008, 2, 2)


def test_a_person_may_decide_on_a_milder_rung_than_proposed(whole):
    decision = decided(whole, rung="admonition", approvals=())

    assert decision.title.zh == "诫勉谈话"


def test_all_reasons_are_given_at_once(whole):
    with pytest.raises(Refused) as refused:
        decided(
            whole,
            rung="judgeship_removal",
            by=Actor.of("wang", "王某", "lead_judge"),
            approvals=(),
            heard=None,
            reasons="",
        )

    assert refused.value.refusal.codes == (
        "no_grounds",
        "role_missing",
        "subject_of_it",
        "approval_missing",
        "not_heard",
        "no_reasons",
    )


def test_a_refusal_quotes_the_rule_it_stands_on(whole):
    with pytest.raises(Refused) as refused:
        decided(whole, approvals=())

    assert refused.value.refusal.reasons[0].rule == "对案件发改率高、造成有理访的法官,停止审判权"


def test_a_rule_repealed_or_replaced_since_the_proposal_no_longer_carries_it(whole):
    proposal = whole["proposal"]
    other = evolve(proposal, ladder=evolve(proposal.ladder, digest="0" * 64))

    with pytest.raises(Refused) as refused:
        decided(whole, proposal=other)

    assert refused.value.refusal.codes == ("rule_changed",)


def test_a_decision_gives_a_notice_its_data(whole):
    data = decided(whole).to_notice_data()

    assert (data["measure"], data["ends_on"], data["remedy_until"]) == (
        "停止审判权",
        "2008-08-01",
        "2008-03-02",
    )
