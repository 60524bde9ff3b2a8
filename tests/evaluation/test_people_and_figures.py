"""What people add to computed figures: their own grades, a shortlist, and the numbers they print."""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.errors import Misfit, PolicyError, RecordsError, RuleMissing, UnknownName
from courtqa.evaluation import Evaluation, beside_what_was_decided, evaluate, measures
from courtqa.evaluation.assessment import Assessment
from courtqa.evaluation.assessors import AssessedGrade
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.reconciliation import Reconciliation, reconcile
from courtqa.evaluation.selection import Candidate, select, vote
from courtqa.kinds import load_policy
from courtqa.simulation import court_years
from courtqa.text import Text


@cache
def load_rules() -> Assessment:
    found: Assessment = load_policy("harbin").edition("assessments", "divisions", on=date(2007, 12, 31)).value
    return found


NARRATIVE = Path(__file__).parents[2] / "examples" / "reconcile" / "five_mechanisms.yaml"


@pytest.fixture(scope="module")
def rules() -> Assessment:
    return load_rules()


@pytest.fixture(scope="module")
def year() -> Evaluation:
    records = court_years(2006, 2007, seed=7)
    return evaluate(
        records.cases, policy=load_policy("harbin"), period="2007", events=records.events, staff=records.staff
    )


def graded(grade: str = "better", step: str = "self_assessment", **changes: object) -> AssessedGrade:
    roles = {"self_assessment": "division_chief", "president_assessment": "court_president"}
    plain = AssessedGrade(
        "civil_1", step, grade, "wang", roles[step], date(2008, 1, 8), "a hard year, well met"
    )
    return evolve(plain, **changes)


# The four assessors


def test_people_s_grades_stand_beside_the_computed_one(year: Evaluation) -> None:
    before = year.vertical["civil_1"].grade

    result = year.vertical.with_assessments(
        [graded("slightly_better", "president_assessment", by="li", on=date(2008, 1, 20)), graded("better")]
    )

    assert result["civil_1"].grade == before
    assert [one.step for one in result.assessments_of("civil_1")] == [
        "self_assessment",
        "president_assessment",
    ]
    assert "a hard year, well met" in result["civil_1"].explain()
    assert "部门自评：好（wang，2008-01-08）" in result["民事审判第一庭"].explain("zh")
    assert year.vertical.assessed == ()


def test_a_grade_that_departs_needs_reasons_and_one_that_agrees_does_not(year: Evaluation) -> None:
    computed = year.vertical["civil_1"].grade
    other = "worse" if computed != "worse" else "better"

    year.vertical.with_assessments([graded(str(computed), reasons="")])
    with pytest.raises(Misfit, match="without reasons"):
        year.vertical.with_assessments([graded(other, reasons=" ")])


def test_steps_and_roles_are_those_of_the_edition(year: Evaluation) -> None:
    for wrong in (
        graded(unit="civil_99"),
        graded(role="court_president"),
        graded("splendid"),
        evolve(graded(), step="coffee"),
    ):
        with pytest.raises(UnknownName):
            year.vertical.with_assessments([wrong])
    with pytest.raises(Misfit, match="a second grade"):
        year.vertical.with_assessments([graded(), graded("worse")])
    with pytest.raises(Misfit, match="a day from 2008-01-08 on"):
        year.vertical.with_assessments([graded(), graded(step="president_assessment", on=date(2008, 1, 2))])


DECISIONS = """vetoes:
  - unit: civil_1
    ground: major_problem
    reasons: a case file was lost
    by: adjudication committee
    decided_on: 2007-12-20
    effect: exclude
    until: 2008-12-20
grades:
  - {unit: civil_1, step: self_assessment, grade: better, by: wang, role: division_chief, decided_on: 2008-01-08, reasons: well met}
  - {unit: civil_1, step: president_assessment, grade: worse, by: he, role: court_president, decided_on: 2008-01-20, reasons: late}
"""


def test_decisions_are_read_from_one_file_and_stand_beside_the_figures(
    year: Evaluation, tmp_path: Path
) -> None:
    file = tmp_path / "decisions.yaml"
    file.write_text(DECISIONS, encoding="utf-8")
    found = beside_what_was_decided(year, file)

    assert found.horizontal.veto_of("civil_1").reasons == "a case file was lost"
    assert [one.grade for one in found.vertical.assessments_of("civil_1")] == ["better", "worse"]
    assert found.horizontal.with_and_without_vetoes()["score"].equals(
        year.horizontal.with_and_without_vetoes()["score"]
    )


def test_every_fault_of_the_decisions_is_told_at_once_with_its_line(year: Evaluation, tmp_path: Path) -> None:
    file = tmp_path / "decisions.yaml"
    file.write_text(
        DECISIONS.replace("2008-12-20", "2007-12-21")
        .replace("role: court_president", "role: president")
        .replace("step: self_assessment", "step: self_assesment"),
        encoding="utf-8",
    )
    with pytest.raises(PolicyError) as refused:
        beside_what_was_decided(year, file)

    assert [each.line for each in refused.value.problems] == [2, 10, 11]
    assert "in force on 2007-12-31" in str(refused.value)
    assert "'self_assessment'" in str(refused.value)
    assert "3 problems in the decisions" in str(refused.value)


# The shortlist


def candidate(name: str, performance: float, exam: float, yes: int, *, error: float = 4.0) -> Candidate:
    points, unsure = vote(yes, 30)
    parts = {"performance": performance, "competency_exam": exam, "peer_vote": points}
    return Candidate(name, parts, {"performance": error, "competency_exam": 3.0, "peer_vote": unsure})


def test_a_shortlist_says_who_is_in_and_whom_chance_might_have_put_there(rules: Assessment) -> None:
    people = [
        candidate("wang", 96, 97, 30),
        candidate("li", 80, 82, 22),
        candidate("zhao", 79, 81, 22),
        candidate("sun", 20, 30, 3),
    ]

    found = select(people, places=2, assessment=rules)

    assert found.shortlist == ("wang", "li")
    assert (found["wang"].standing, found["sun"].standing) == ("in", "out")
    assert found.contested == ("li", "zhao")
    assert 0.3 < found["zhao"].chance < found["li"].chance < 0.7
    assert sum(c.chance for c in found.candidates) == pytest.approx(2)
    assert "cannot be told apart" in found.explain()
    assert "无法区分的有 2 人" in found.explain("zh")


def test_equals_at_the_cut_are_parted_by_what_the_edition_says(rules: Assessment) -> None:
    people = [candidate("wang", 90, 70, 15), candidate("li", 70, 90, 15), candidate("zhao", 95, 95, 28)]

    found = select(people, places=2, assessment=rules)

    assert [c.label for c in found.candidates] == ["1", "=2", "=2"]
    assert found.shortlist == ("zhao", "wang")
    assert found["wang"].by_tie_break == "performance"
    assert "parted by performance" in found.explain()


def test_those_equal_in_everything_are_left_to_people(rules: Assessment) -> None:
    people = [candidate("wang", 90, 70, 15), candidate("li", 90, 70, 15), candidate("zhao", 95, 95, 28)]

    found = select(people, places=2, assessment=rules)

    assert found.undecided == ("li", "wang")
    assert found.shortlist == ("zhao",)
    assert "people must decide" in found.explain()


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=3, max_size=8, unique=True), st.integers(1, 3))
def test_a_better_performance_never_loses_a_place(points: list[int], places: int) -> None:
    rules = load_rules()
    people = [candidate(f"c{i}", p, 50, 15) for i, p in enumerate(points)]
    best = f"c{points.index(max(points))}"

    assert best in select(people, places=places, assessment=rules).shortlist


def test_what_is_missing_or_impossible_is_refused(rules: Assessment) -> None:
    good = candidate("wang", 90, 70, 15)

    with pytest.raises(Misfit, match="no peer_vote of li"):
        select([good, Candidate("li", {"performance": 1, "competency_exam": 1})], places=1, assessment=rules)
    with pytest.raises(Misfit, match="twice"):
        select([good, good], places=1, assessment=rules)
    with pytest.raises(Misfit, match="3 places"):
        select([good], places=3, assessment=rules)
    with pytest.raises(Misfit, match="votes"):
        vote(31, 30)
    with pytest.raises(RuleMissing, match="selection"):
        select([good], places=1, assessment=evolve(rules, selection=None))


# The figures of a narrative


@pytest.fixture(scope="module")
def narrative() -> Reconciliation:
    return reconcile(NARRATIVE)


@pytest.mark.parametrize(
    ("check", "right", "verdict"),
    [
        ("reviews_against_reversals", 248.29, "differs"),
        ("closing_rate_from_reports", 0.9625, "differs"),
        ("closed_a_year_from_reports", 11676.6, "within_tolerance"),
        ("handled_against_closed", 12751.22, "within_tolerance"),
        ("persons_per_issue", 119, "differs"),
        ("three_systems", 2, "differs"),
        ("assessed_taxpayers", 537, "differs"),
        ("meetings_held", 52, "agrees"),
        ("rate_2003_2006_from_counts", 0.97263, "agrees"),
        ("rate_2007_from_counts", 0.91580, "agrees"),
        ("shares_sum", 1, "agrees"),
        ("petition_share_from_counts", 0.176, "differs"),
    ],
)
def test_the_figures_of_the_five_mechanisms_are_reconciled(
    narrative: Reconciliation, check: str, right: float, verdict: str
) -> None:
    """DOMAIN 7.9: 716 against about 248, 91.85 % against 96.25 %, 11,712 against 11,677, 537 against 573 …"""
    found = narrative[check]

    assert float(found.right_value) == pytest.approx(right, rel=1e-4)
    assert found.verdict == verdict


def test_what_differs_is_told_first_and_by_how_much(narrative: Reconciliation) -> None:
    told = narrative.explain()

    assert narrative.differing[0].name == "reviews_against_reversals"
    assert "apart by -467.71 (-65.3%)" in told
    assert "不符" in narrative.explain("zh")
    assert narrative.to_frame().height == 12


def test_a_rise_in_points_that_is_told_as_cases_is_said_to_be_a_rate(narrative: Reconciliation) -> None:
    """DOMAIN 7.9: 调撤案件同比上升1.22个百分点 is a change of a rate though worded as cases."""
    assert [figure.name for figure in narrative.misworded] == ["mediated", "enforced"]
    assert "difference of two rates" in narrative.explain("en")
    assert "单位却是百分点" in narrative.explain("zh")
    with pytest.raises(RecordsError, match="worded"):
        reconcile(
            {
                "figures": {"a": {"points": "1", "worded": "cases"}},
                "checks": {"x": {"left": "a", "right": "1"}},
            }
        )


def test_rounding_is_no_contradiction() -> None:
    """1.1 % of 1,000 may be 10.5 to 11.5; 12 may not be."""
    for count, verdict in ((11, "agrees"), (12, "differs")):
        body = {
            "figures": {"rate": {"percent": "1.1"}, "all": "1000", "events": count},
            "checks": {"one": {"left": "events", "right": {"product": ["rate", "all"]}}},
        }
        assert reconcile(body)["one"].verdict == verdict


def test_a_figure_is_as_exact_as_it_was_printed() -> None:
    body = {
        "figures": {"a": {"percent": "1.060"}, "b": {"percent": "1.0603"}, "c": {"percent": "1.06"}},
        "checks": {
            "fine": {"left": "a", "right": "b"},
            "coarse": {"left": "c", "right": {"sum": ["a", "0.0000450"]}},
        },
    }

    found = reconcile(body)

    assert found["fine"].verdict == "agrees"
    assert found["coarse"].verdict == "agrees"
    assert found.figures["a"].half == Fraction(5, 10**6)


def test_a_figure_is_held_against_the_records() -> None:
    day = date(2007, 3, 1)
    frame = pl.DataFrame({"division": ["civil"] * 9, "closed_on": [day] * 9})
    closed = Indicator(
        Text(zh="结案", en="closed"), "count", "higher", "percent", (Term(count="cases", at="closed_on"),)
    )
    found = measures(frame, {"closed": closed}, period="2007")
    body = {
        "figures": {"told": "10"},
        "checks": {"records": {"left": "told", "right": {"measured": "closed"}}},
    }

    check = reconcile(body, measures=found)["records"]

    assert (check.right_value, check.verdict) == (9, "differs")
    with pytest.raises(RecordsError, match="no records"):
        reconcile(body)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    body = {
        "figures": {"a": {"percent": "many"}, "b": {"vlaue": 3}, "c": "0"},
        "checks": {
            "one": {"left": "c", "right": "d"},
            "two": {"left": "c"},
            "three": {"left": {"quotient": ["1", "c"]}, "right": "1"},
            "four": {"left": {"root": ["c"]}, "right": "1"},
            "five": {"left": "c", "right": "c", "relation": "almost"},
        },
    }

    with pytest.raises(RecordsError) as refused:
        reconcile(body)

    assert len(refused.value.problems) == 7
    assert "may be 0" in str(refused.value)


def test_the_command_says_what_differs_and_exits_with_one(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["reconcile", str(NARRATIVE), "--lang", "zh"])

    assert found.exit_code == 1
    assert "12 项核对，6 项不符" in found.output
    assert CliRunner().invoke(app, ["reconcile", str(tmp_path / "none.yaml")]).exit_code == 2
    table = CliRunner().invoke(app, ["reconcile", str(NARRATIVE), "-f", "csv"])
    assert table.output.startswith("check,left,left_value")


def test_the_command_holds_figures_against_records(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(
        "case_id,division,filed_on,closed_on\na,civil,2007-01-02,2007-02-01\nb,civil,2007-01-03,2007-02-02\n",
        encoding="utf-8",
    )
    (tmp_path / "figures.yaml").write_text(
        "figures: {told: 2}\nchecks: {closed: {left: told, right: {measured: closed}}}\n", encoding="utf-8"
    )
    files = ["reconcile", str(tmp_path / "figures.yaml"), "--cases", str(tmp_path / "cases.csv")]

    assert CliRunner().invoke(app, [*files, "--period", "2007"]).exit_code == 0
    assert CliRunner().invoke(app, files).exit_code == 2
