"""A mapping begun from a strange file, as an analyst of a court would bring it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from courtqa.cli.mapping import mapping_app
from courtqa.cli.mapping_text import mapping_text
from courtqa.errors import RecordsError
from courtqa.evaluation import read_cases
from courtqa.evaluation.suggesting import suggest_mapping

pytestmark = pytest.mark.once

STRANGE = """案　号;承办庭室;承办法官姓名;收案日期;审结日期;结案方式（类型）;二审结案日期;二审处理结果;备注
(2007)哈民一终字第1号;民一庭 ;甲;2007/1/5;39233;判决结案;2007年9月3日;驳回上诉，维持原判;=1+1
(2007)哈民一终字第2号;民一庭;乙;2007-02-05;20070601;准予撤诉;无;;
(2007)哈赔字第3号;赔偿办;丙;2007-03-05;9999-12-31;移送管辖;无;改判;
(2007)哈赔字第3号;赔偿办;丙;2007-03-05;9999-12-31;移送管辖;无;改判;
"""


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "登记表.csv"
    path.write_bytes(STRANGE.encode("gb18030"))
    return path


def test_encoding_separator_and_headings_are_recognised(strange: Path) -> None:
    found = suggest_mapping(strange, units={"civil_1": "民事审判第一庭", "civil_2": "民事审判第二庭"})
    names = {guess.name: guess.column for guess in found.guesses}

    assert (found.encoding, found.separator, found.rows, found.repeated) == ("gb18030", ";", 4, 1)
    assert names == {
        "case_id": "案　号",
        "division": "承办庭室",
        "judge": "承办法官姓名",
        "filed_on": "收案日期",
        "closed_on": "审结日期",
        "closing_manner": "结案方式（类型）",
        "appeal_decided_on": "二审结案日期",
        "appeal_outcome": "二审处理结果",
    }
    assert found.left_over == ("备注",)


def test_days_written_in_four_ways_are_all_read_and_what_is_no_day_is_named(strange: Path) -> None:
    guesses = {guess.name: guess for guess in suggest_mapping(strange).guesses}

    assert set(guesses["closed_on"].formats) == {"excel", "%Y%m%d"}
    assert guesses["closed_on"].missing == ("9999-12-31",)
    assert guesses["filed_on"].formats == ("%Y-%m-%d", "%Y/%m/%d")
    assert guesses["closing_manner"].unread == {"移送管辖": 2}


def test_day_and_month_that_could_change_places_are_left_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "swapped.csv"
    path.write_text("case_id,filed_on\n1,03/04/2007\n2,05/06/2007\n", encoding="utf-8")
    unsure = {guess.name: guess.ambiguous for guess in suggest_mapping(path).guesses}
    path.write_text("case_id,filed_on\n1,03/04/2007\n2,25/06/2007\n", encoding="utf-8")
    sure = {guess.name: guess.ambiguous for guess in suggest_mapping(path).guesses}

    assert unsure["filed_on"]
    assert not sure["filed_on"]


def test_the_mapping_that_is_written_reads_the_file(strange: Path, tmp_path: Path) -> None:
    out = tmp_path / "mapping.yaml"
    told = CliRunner().invoke(mapping_app, ["suggest", str(strange), "-o", str(out), "--lang", "zh"])
    cases = read_cases(strange, mapping=out)

    assert told.exit_code == 0, told.output
    assert "核对" in told.output
    assert cases.frame["closed_on"].to_list() == [date(2007, 5, 31), date(2007, 6, 1), None]
    assert cases.frame["division"].to_list() == ["civil_1", "civil_1", "赔偿办"]
    assert cases.frame["appeal_outcome"].to_list() == ["affirmed", None, "reversed"]
    assert cases.defects["repeated"].rejected == 1


def test_a_mapping_that_is_there_is_never_overwritten(strange: Path, tmp_path: Path) -> None:
    out = tmp_path / "mapping.yaml"
    out.write_text("mine", encoding="utf-8")
    told = CliRunner().invoke(mapping_app, ["suggest", str(strange), "-o", str(out)])

    assert told.exit_code == 2
    assert out.read_text(encoding="utf-8") == "mine"


def test_trying_a_mapping_lists_every_defect_and_says_so_in_its_exit_code(
    strange: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mapping.yaml"
    CliRunner().invoke(mapping_app, ["suggest", str(strange), "-o", str(out)])
    told = CliRunner().invoke(mapping_app, ["check", str(out), str(strange)])

    assert told.exit_code == 1
    assert "4 rows read, 3 accepted, 1 rejected" in told.output
    assert "rows that repeat a case id (1 rejected)" in told.output


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff\xfe\x00\x00")

    with pytest.raises(RecordsError):
        suggest_mapping(path)


def test_a_quoted_nothing_is_seen_to_be_nothing(tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    path.write_text('case_id,closed_on\n"1","2007-01-02"\n"2",""\n', encoding="utf-8")
    out = tmp_path / "mapping.yaml"
    CliRunner().invoke(mapping_app, ["suggest", str(path), "-o", str(out)])

    assert read_cases(path, mapping=out).frame["closed_on"].to_list() == [date(2007, 1, 2), None]


def test_rows_of_totals_are_left_out_and_a_division_is_known_with_a_space_in_its_name(tmp_path: Path) -> None:
    records, told = tmp_path / "register.csv", tmp_path / "register.yaml"
    rows = ["案号,部门,立案日期", "1,民一 庭,2007-01-10", "2,民一庭,2007-01-11", "3,民一庭,", "合计,,"]
    records.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = suggest_mapping(records, units={"civil_1": "民事审判第一庭"})
    told.write_text(mapping_text(found, "zh"), encoding="utf-8")

    cases = read_cases(records, told)
    assert found.totals == ("合计",)
    assert cases.frame["division"].to_list() == ["civil_1"] * 3
    assert (cases.defects["totals"].rejected, cases.defects["filed_on_missing"].count) == (1, 1)
