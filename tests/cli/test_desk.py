"""``courtqa docket`` as people at the desk type it: opening, taking steps, being refused, being led."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from courtqa.cli import app
from courtqa.kinds import load_policy
from courtqa.storage import Docket

PACK = str(Path(__file__).parent / "desk_pack")
PEOPLE = """
people:
  wang: {name: 王某, roles: [officer], unit: office}
  zhao: {name: 赵某, roles: [judge], unit: civil_1}
  sun: {name: 孙某, offices: [{role: leader, since: 2007-01-01}]}
  qian: {name: 钱某, offices: [{role: leader, until: 2008-02-01}]}
  hu: {name: 胡某}
"""
Desk = Callable[..., Result]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A docket in a file that knows five people; run a command on it."""
    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")

    def run(command: str, *words: object, answers: str | None = None, lang: str = "en") -> Result:
        place = str(tmp_path / "court.db")
        before = [words[0], place, *words[1:]] if command == "open" else [place, *words]
        every = [*command.split(), *map(str, before), "--pack", PACK, "--lang", lang]
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["docket", *every], input=answers)

    assert run("people add", tmp_path / "people.yaml").exit_code == 0
    return run


@pytest.fixture
def found(desk: Desk) -> Desk:
    """A matter just opened about a judge, on the morning of 2008-01-07."""
    said = desk("open", "correction", "--by", "wang", "--subject", "民终1号", "--unit", "civil_1",
                "--person", "zhao", "-d", "found_on=2008年1月7日", "--at", "2008-01-07")  # fmt: skip
    assert said.exit_code == 0, said.output
    return desk


@pytest.fixture
def told(found: Desk) -> Desk:
    """The same, the facts on record and the judge told."""
    assert do(found, "record_facts", "wang", "facts=日期误写").exit_code == 0
    assert do(found, "tell", "wang").exit_code == 0
    return found


def do(desk: Desk, step: str, by: str, *data: str, at: str = "2008-01-08", lang: str = "en") -> Result:
    brought = [word for each in data for word in ("-d", each)]
    return desk("do", "correction-2008-1", step, "--by", by, "--at", at, *brought, lang=lang)


def data(tmp_path: Path) -> dict[str, object]:
    with Docket(tmp_path / "court.db", policy=load_policy(PACK)) as docket:
        return dict(docket.proceeding("correction-2008-1").data)


def test_opening_says_the_id_where_it_rests_and_what_is_next(desk):
    said = desk("open", "correction", "--by", "wang", "--subject", "民终1号", "-d", "found_on=2008-01-07",
                "--at", "2008-01-07")  # fmt: skip

    assert said.exit_code == 0
    assert "correction-2008-1 民终1号" in said.output
    assert "rests with officer" in said.output
    assert "record_facts (record the facts)  needs facts" in said.output


def test_an_opening_that_lacks_a_datum_is_refused_and_says_what_it_wants(desk):
    said = desk("open", "correction", "--by", "zhao", "--subject", "民终1号", "--at", "2008-01-07")

    assert said.exit_code == 1
    assert "not_open_by: only officer may open this; 赵某 is none" in said.output
    assert "→ --data found_on=…  a day, as 2008-03-31" in said.output
    assert "→ of the people known here it could be 王某 (wang)" in said.output


def test_a_workflow_or_a_unit_that_nobody_knows_is_told_with_the_nearest(desk):
    wrong_workflow = desk("open", "corection", "--by", "wang", "--subject", "x")
    wrong_unit = desk("open", "correction", "--by", "wang", "--subject", "x", "--unit", "civil_9")

    assert (wrong_workflow.exit_code, wrong_unit.exit_code) == (2, 2)
    assert "did you mean correction?" in wrong_workflow.output
    assert "there is no unit 'civil_9'; did you mean civil_" in wrong_unit.output


def test_every_type_of_field_is_read_as_people_write_it(found, tmp_path):
    said = do(found, "record_facts", "wang", "facts=日期误写", "facts=漏页", "witnesses=hu、sun",
              "repeated=否", "pages=12", "share=0.50", "author=zhao", "place=first civil division",
              "kind=笔误")  # fmt: skip

    assert said.exit_code == 0, said.output
    assert data(tmp_path) == {
        "found_on": "2008-01-07",
        "facts": ["日期误写", "漏页"],
        "witnesses": ["hu", "sun"],
        "repeated": False,
        "pages": 12,
        "share": "0.50",
        "author": "zhao",
        "place": "civil_1",
        "kind": "clerical",
    }


def test_a_data_file_holds_long_texts_and_what_is_typed_goes_before_it(found, tmp_path):
    file = tmp_path / "facts.yaml"
    file.write_text("facts: [日期误写, 漏页]\npages: 3\nrepeated: true\n", encoding="utf-8")

    said = found("do", "correction-2008-1", "record_facts", "--by", "wang", "--data-file", file,
                 "-d", "pages=4", "--at", "2008-01-08")  # fmt: skip

    assert said.exit_code == 0, said.output
    assert data(tmp_path)["facts"] == ["日期误写", "漏页"]
    assert (data(tmp_path)["pages"], data(tmp_path)["repeated"]) == (4, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("kind=clericl", "did you mean clerical?\n  choices:\n    clerical  笔误 / a slip"),
        ("repeated=maybe", "repeated (再次发生 / it happened before): wants yes or no, not 'maybe'"),
        ("pages=many", "pages (页数 / pages): wants a whole number, not 'many'"),
        ("share=half", "share (责任比例 / share of it): wants a number, as 0.5, not 'half'"),
        ("fact=x", "this step takes no 'fact'; did you mean facts?"),
        ("pages", "'pages' should be written field=value"),
    ],
)
def test_what_does_not_fit_a_field_is_told_with_what_the_field_wants(found, given, told):
    said = do(found, "record_facts", "wang", "facts=x", given)

    assert said.exit_code == 2
    assert told in said.output


def test_all_that_was_asked_wrongly_is_told_at_once(found):
    said = do(found, "record_facts", "wang", "facts=x", "pages=many", "repeated=maybe", lang="zh")

    assert "须为整数，不能是“many”" in said.output
    assert "须为是或否，不能是“maybe”" in said.output


def test_a_field_given_twice_is_no_list(found):
    assert "pages (页数 / pages): can be given only once" in do(found, "record_facts", "wang", "pages=1",
                                                               "pages=2").output  # fmt: skip


def test_a_refusal_lists_every_reason_and_leaves_no_trace(found):
    said = do(found, "record_facts", "zhao")

    assert said.exit_code == 1
    assert "refused: record_facts (record the facts)" in said.output
    assert "role_missing: only officer may do this; 赵某 is none" in said.output
    assert "subject_of_it" in said.output
    assert "→ --data facts=…  texts, given once for each" in said.output
    assert "version 1;" in found("show", "correction-2008-1").output
    assert "role_missing" in found("refusals").output


def test_a_condition_that_fails_says_which_step_takes_its_field(found):
    said = do(found, "tell", "wang", lang="zh")

    assert "guard_failed: “事实（逐项）”（facts）不得为空" in said.output
    assert (
        "→ facts (事实（逐项） / facts, one by one) 非本步骤填报，由以下步骤填报：record_facts" in said.output
    )


def test_a_step_in_the_wrong_state_says_which_steps_there_are(found):
    said = do(found, "state", "zhao", "statement=x")

    assert said.exit_code == 1
    assert "wrong_state: in state 'found' there is no step 'make a statement'" in said.output
    assert "→ steps of this state: record_facts (record the facts), tell (tell the judge)" in said.output


def test_a_step_a_person_and_a_proceeding_misspelt_are_told_with_the_nearest(found):
    step = do(found, "record_fact", "wang")
    person = do(found, "record_facts", "wan")
    proceeding = found("allowed", "correction-2008-2", "--by", "wang")

    assert [step.exit_code, person.exit_code, proceeding.exit_code] == [2, 2, 2]
    assert "did you mean record_facts?" in step.output
    assert "did you mean wang?" in person.output
    assert "did you mean correction-2008-1?" in proceeding.output


def test_a_name_is_no_id_but_leads_to_it(found):
    assert "王某 is a name; give the id: wang" in do(found, "tell", "王某").output


def test_after_a_step_whoever_is_next_is_named_with_the_deadline_and_why(told):
    said = told("show", "correction-2008-1", lang="zh")
    assert "2008-01-13 届满 陈述期限：自2008-01-08起算（当日不计入），5日于2008-01-13届满" in said.output

    said = do(told, "state", "zhao", "statement=已更正", at="2008-01-09")

    assert "nothing now for 赵某 (zhao)\n    钱某 (qian), 孙某 (sun) may: clear, blame" in said.output


def test_allowed_says_what_each_step_takes_and_why_not_the_rest(found):
    mine = found("allowed", "correction-2008-1", "--by", "wang", "--at", "2008-01-08")
    theirs = found("allowed", "correction-2008-1", "--by", "zhao", "--at", "2008-01-08", lang="zh")

    assert "needs facts (事实（逐项） / facts, one by one): texts, given once for each" in mine.output
    assert "may bring kind (类型 / kind): one of the choices: clerical (a slip), legal" in mine.output
    assert "not now:\n    tell (tell the judge)\n        guard_failed" in mine.output
    assert "role_missing: 须由审管办人员办理，赵某不具有该职务" in theirs.output


def test_a_lapse_is_recorded_once_and_comes_before_any_step(told):
    late = do(told, "state", "zhao", "statement=迟", at="2008-01-20")
    first = told("lapse", "--at", "2008-01-20")
    second = told("lapse", "--at", "2008-01-21")

    assert late.exit_code == 1
    assert "lapse_comes_first" in late.output
    assert "→ run courtqa docket lapse first" in late.output
    assert (
        "correction-2008-1 4. 2008-01-14: time ran out (time to answer): record the silence" in first.output
    )
    assert "no deadline has run out" in second.output


def test_an_adverse_step_needs_the_version_and_a_second_person(told):
    do(told, "state", "zhao", "statement=已更正", at="2008-01-09")
    blame = ("do", "correction-2008-1", "blame", "-d", "reasons=属实", "--at", "2008-01-10")

    unread = told(*blame, "--by", "sun")
    stale = told(*blame, "--by", "sun", "--expect", "3")
    first = told(*blame, "--by", "sun", "--expect", "4")
    again = told(*blame, "--by", "sun", "--expect", "5")
    second = told(*blame, "--by", "qian", "--expect", "5")

    assert [each.exit_code for each in (unread, stale, first, again, second)] == [1, 5, 0, 1, 0]
    assert "→ read it (courtqa docket show), then type: courtqa docket do" in unread.output
    assert "blame --by sun --data 'reasons=属实'" in unread.output
    assert "--expect 4\n" in unread.output
    assert "1 consented so far: 孙某 (sun)" in first.output
    assert "already_approved" in again.output
    assert "blamed; version 6; closed" in second.output


def test_whoever_may_not_take_an_adverse_step_hears_so_before_being_told_to_read(told):
    do(told, "state", "zhao", "statement=已更正", at="2008-01-09")

    said = do(told, "blame", "zhao", "reasons=x", at="2008-01-10")

    assert "version_not_read" in said.output
    assert "subject_of_it" in said.output


def test_the_offices_that_the_docket_knows_end_when_they_end(told):
    do(told, "state", "zhao", "statement=已更正", at="2008-01-09")

    said = do(told, "clear", "qian", "reasons=x", at="2008-02-01")

    assert said.exit_code == 1
    assert "not_in_tenure" in said.output


def test_the_same_key_records_once_and_never_another_request(found):
    words = ("do", "correction-2008-1", "record_facts", "--by", "wang", "--key", "k1", "--at", "2008-01-08")

    first, again = found(*words, "-d", "facts=一"), found(*words, "-d", "facts=一")
    other = found(*words, "-d", "facts=二")

    assert (first.exit_code, again.exit_code, other.exit_code) == (0, 0, 5)
    assert "(already recorded)" in again.output
    assert "version 2" in again.output


def test_a_recused_person_is_out_their_steps_are_marked_and_may_be_upheld(told):
    out = told(
        "recuse", "correction-2008-1", "wang", "--by", "wang", "--reason", "亲属", "--at", "2008-01-08"
    )
    refused = do(told, "tell", "wang")

    assert out.exit_code == 0, out.output
    assert "out of it: 王某 (wang)" in out.output
    assert "to be looked at again: no. 1, 2, 3" in out.output
    assert refused.exit_code == 1

    again = told("recuse", "correction-2008-1", "wang", "--by", "wang", "--reason", "亲属")
    own = told("uphold", "correction-2008-1", "2", "--by", "wang", "--reason", "无误")

    assert (again.exit_code, own.exit_code) == (1, 1)
    assert "already_recused" in again.output


def test_a_file_that_is_no_docket_yet_leads_to_people_add(tmp_path):
    said = CliRunner().invoke(app, ["docket", "lapse", str(tmp_path / "none.db"), "--pack", PACK])

    assert said.exit_code == 2
    assert "courtqa docket people add" in said.output
    assert not (tmp_path / "none.db").exists()


def test_the_page_of_a_proceeding_speaks_the_words_of_its_workflow(told):
    said = told("show", "correction-2008-1", lang="zh").output

    assert "told (已告知)；第 3 版；现由法官主办" in said
    assert "事实（逐项） (facts)" in said
    assert "民一庭" in said
