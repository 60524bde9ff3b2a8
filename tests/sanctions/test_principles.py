"""Once for the same facts, the milder law, no rule before its day, the heaviest of several, and bases that come and go."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from attrs import evolve

from courtqa import load_policy
from courtqa.errors import Refused
from courtqa.policy import find_pack
from courtqa.sanctions import Finding, Heard, basis_of, decide, propose, together
from courtqa.text import Text
from courtqa.workflows import Actor, Person

from .conftest import WANG, pack, reversals

CURRENT = pack("prc_current")
DAY = date(2008, 1, 7)


def overlay(folder: Path, ladder: str) -> Path:
    """A pack of a later ladder for judges over the built-in one."""
    (folder / "ladders" / "judges").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        'name: ours\ntitle: {zh: 本院, en: ours}\nversion: "1"\nextends: [harbin]\n'
        "reference: {title: 院规, article: 第1条}\n",
        encoding="utf-8",
    )
    (folder / "ladders" / "judges" / "2008-01-01.yaml").write_text(ladder, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ladder_text() -> str:
    return (find_pack("harbin") / "ladders" / "judges" / "2006-01-01.yaml").read_text(encoding="utf-8")


def test_facts_that_were_answered_for_are_not_answered_for_again(policy) -> None:
    answered = {
        "评查1号": Text(zh="诫勉谈话", en="an admonition"),
        "评查2号": Text(zh="诫勉谈话", en="an admonition"),
    }
    made = propose(
        policy,
        ladder="judges",
        person=WANG,
        findings=reversals("law_error", "law_error", "law_error"),
        on=DAY,
        answered=answered,
    )

    assert [rung.name for rung in made.rungs] == ["notice_of_criticism"]
    assert [each.code for each in made.excluded] == ["answered", "answered"]
    assert "不计入 评查1号：已因之受“诫勉谈话”，同一事实不得再次处理（同一事实不得重复处理" in made.to("zh")


def test_the_same_facts_under_another_number_are_recognised_by_their_source(policy) -> None:
    finding = Finding("复评9号", "responsible_reversal", "wang", date(2007, 5, 1), source="review-1")
    made = propose(
        policy,
        ladder="judges",
        person=WANG,
        findings=[finding],
        on=DAY,
        answered={"review-1": Text(zh="诫勉", en="it")},
    )

    assert [each.code for each in made.excluded] == ["answered"]


def test_a_milder_later_law_applies_to_earlier_facts(tmp_path, ladder_text) -> None:
    """Three reversals of 2007 are an admonition under the edition of 2008: the later law is milder."""
    milder = ladder_text.replace("at_least: 2\n        below: 3", "at_least: 2\n        below: 4", 1)
    milder = milder.replace("at_least: 3\n        below: 5", "at_least: 4\n        below: 5", 1)
    ours = load_policy(overlay(tmp_path / "ours", milder))

    made = propose(ours, ladder="judges", person=WANG, findings=reversals(*["law_error"] * 3), on=DAY)

    assert [rung.name for rung in made.rungs] == ["admonition"]
    assert made.ladder.since == date(2008, 1, 1)
    assert "compared with the edition of 2006-01-01; the milder applies" in made.to("en")


def test_a_heavier_later_law_does_not_reach_back(tmp_path, ladder_text) -> None:
    """Two reversals of 2007 stay an admonition, though the edition of 2008 would suspend for them."""
    heavier = ladder_text.replace("at_least: 2\n        below: 3", "at_least: 2\n        below: 2.5", 1)
    heavier = heavier.replace("at_least: 3\n        below: 5", "at_least: 2.5\n        below: 5", 1)
    heavier = heavier.replace("at_least: 2\n        below: 2.5", "at_least: 1.2\n        below: 1.5", 1)
    heavier = heavier.replace(
        "at_least: 1\n        below: 2\n    authority", "at_least: 1\n        below: 1.2\n    authority", 1
    )
    heavier = heavier.replace("at_least: 2.5\n        below: 5", "at_least: 1.5\n        below: 5", 1)
    ours = load_policy(overlay(tmp_path / "ours", heavier))
    early = reversals("law_error", "law_error")
    late = [evolve(each, happened_on=date(2008, 1, 2)) for each in early]

    then = propose(ours, ladder="judges", person=WANG, findings=early, on=DAY)
    now = propose(ours, ladder="judges", person=WANG, findings=late, on=DAY)

    assert ([r.name for r in then.rungs], then.ladder.since) == (["admonition"], date(2006, 1, 1))
    assert ([r.name for r in now.rungs], now.ladder.since) == (["adjudication_suspension"], date(2008, 1, 1))
    decision = decide(
        then,
        "admonition",
        by=Actor.of("liu", "刘某", "court_president"),
        at=datetime(2008, 2, 1, 2, tzinfo=UTC),
        heard=Heard("wang", date(2008, 1, 8), date(2008, 1, 15)),
        reasons="属实",
    )
    assert decision.since == date(2006, 1, 1)


def test_facts_before_any_rule_count_for_nothing(policy) -> None:
    finding = Finding("f", "responsible_reversal", "wang", date(2007, 1, 1), happened_on=date(2005, 12, 31))
    made = propose(policy, ladder="judges", person=WANG, findings=[finding], on=DAY)

    assert made.rungs == ()
    assert [each.code for each in made.excluded] == ["no_rule_then"]


def test_a_limitation_period_is_checked_where_a_pack_has_one(tmp_path, ladder_text) -> None:
    """Neither built-in pack has read one; an overlay of twelve months lets the older facts go."""
    limited = ladder_text.replace(
        "  note: No limitation period was read",
        "  within: {count: 12, unit: month}\n  note: No limitation period was read",
        1,
    )
    ours = load_policy(overlay(tmp_path / "ours", limited))
    old = [evolve(each, happened_on=date(2007, 1, 6)) for each in reversals("law_error")]
    fresh = [evolve(each, happened_on=date(2007, 1, 7)) for each in reversals("law_error")]

    assert [
        e.code
        for e in propose(ours, ladder="judges", person=WANG, findings=old, on=date(2008, 1, 7)).excluded
    ] == ["time_barred"]
    assert propose(ours, ladder="judges", person=WANG, findings=fresh, on=date(2008, 1, 7)).excluded == ()
    assert CURRENT.edition("ladders", "judges", on=date(2024, 1, 1)).value.limitation.within is None


@pytest.mark.parametrize(
    ("path", "on", "standing", "law"),
    [
        ("bases/suspension_for_quality", date(2005, 12, 31), "not_yet", "五项机制"),
        ("bases/suspension_for_quality", date(2019, 9, 30), "in_force", "五项机制"),
        ("bases/suspension_for_quality", date(2019, 10, 1), "lost", "法官法（2019年修订）》第四十七条"),
        ("bases/suspension_under_investigation", date(2019, 9, 30), "not_yet", "第四十七条"),
        ("bases/suspension_under_investigation", date(2019, 10, 1), "in_force", "第四十七条"),
        ("unsourced/limitation", date(2024, 1, 1), "unsourced", "第四十八条"),
    ],
)
def test_a_basis_comes_and_goes_with_its_law(path, on, standing, law) -> None:
    basis = basis_of(CURRENT, path, on=on)

    assert basis.standing == standing
    assert bool(basis) is (standing == "in_force")
    assert law in basis.text.zh


def test_a_proposal_says_which_of_its_rungs_no_longer_stand_on_law() -> None:
    leader = Person("wang", "王某")
    found = [Finding(f"f{n}", "oversight_failure", "wang", date(2019, 1, n)) for n in (1, 2, 3)]

    last = propose(CURRENT, ladder="leaders", person=leader, findings=found, on=date(2019, 5, 31))
    assert last["duty_suspension"].in_force

    notice = propose(
        CURRENT, ladder="judges", person=WANG, findings=reversals(*["law_error"] * 3), on=date(2019, 9, 30)
    )
    assert notice["adjudication_suspension"].in_force
    assert (
        propose(
            CURRENT,
            ladder="judges",
            person=WANG,
            findings=reversals(*["law_error"] * 3),
            on=date(2019, 10, 1),
        ).rungs
        == ()
    )


def sanction(form: str, on: date):
    """A decision of current law: a warning, a demerit …"""
    found = [Finding(f"{form}", "gross_negligence", "wang", on)]
    made = propose(CURRENT, ladder="judges", person=WANG, findings=found, on=on)
    return decide(
        made,
        "official_sanction",
        form=form,
        by=Actor.of("liu", "刘某", "court_president"),
        at=datetime(on.year, on.month, 28, 2, tzinfo=UTC),
        heard=Heard("wang", on, date(on.year, on.month, 20)),
        reasons="依审查意见",
        approvals=(Actor.of("zhao", "赵某", "supervising_vice_president"),),
    )


def test_of_several_measures_the_heaviest_is_carried_out_and_all_together_are_capped() -> None:
    ladder = CURRENT.edition("ladders", "judges", on=date(2021, 3, 1)).value
    warning, demerit = sanction("warning", date(2021, 3, 1)), sanction("demerit", date(2021, 4, 1))
    heavy = [sanction("post_removal", date(2021, 5, 1)), sanction("rank_demotion", date(2021, 6, 1))]

    two = together([warning, demerit], ladder=ladder, on=date(2021, 5, 1))
    four = together([warning, demerit, *heavy], ladder=ladder, on=date(2021, 7, 1))

    assert (two.carried_out.title.zh, two.earliest_end, two.capped) == ("记过", date(2022, 4, 28), False)
    assert two.latest_end == date(2022, 10, 29)
    assert (four.carried_out.title.zh, four.capped, four.latest_end) == ("撤职", True, date(2025, 5, 28))
    assert "记过" in four.text.zh


def test_nothing_is_carried_out_where_nothing_is_in_force() -> None:
    ladder = CURRENT.edition("ladders", "judges", on=date(2021, 3, 1)).value

    with pytest.raises(Refused) as refused:
        together([sanction("warning", date(2021, 3, 1))], ladder=ladder, on=date(2022, 3, 1))
    assert refused.value.refusal.codes == ("none_in_force",)


def test_each_form_of_a_sanction_lasts_as_long_as_the_law_says() -> None:
    months = {"warning": 6, "demerit": 12, "major_demerit": 18, "rank_demotion": 24, "post_removal": 24}
    for form, count in months.items():
        decision = sanction(form, date(2021, 3, 1))

        assert decision.ends_on == date(2021 + (2 + count) // 12, (2 + count) % 12 + 1, 28)
        assert CURRENT.value(f"terms/discipline/{form}", on=date(2021, 3, 1)) == count


@pytest.mark.parametrize("kind", ["inspection", "conduct", "discipline", "quality", "petition"])
def test_a_bulletin_of_current_law_names_the_unit_and_no_person(kind) -> None:
    name = f"{kind}_bulletin"

    assert CURRENT.edition("notices", name, on=date(2024, 8, 31)).value.naming == "person"
    assert CURRENT.edition("notices", name, on=date(2024, 9, 1)).value.naming == "unit"
    assert CURRENT.value("publication/naming", on=date(2024, 9, 1)) == "unit"
