"""Reading records: all or nothing on the structure, and nothing dropped silently."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from courtqa.cli.mapping_text import mapping_text
from courtqa.errors import PolicyError, RecordsError
from courtqa.evaluation import read_cases, read_events, read_mapping, read_staff, suggest_mapping

MAPPING = """
title: {zh: 案件, en: Cases}
columns:
  case_id: nr
  division: {column: unit, tidy: spaces}
  filed_on: in
  closed_on: {column: out, missing: [NA, 0000-00-00]}
  appeal_outcome: {column: result, values: {kept: affirmed, changed: reversed}, missing: ["-"]}
keep:
  claim: {column: claim, type: number, unreadable: missing}
exclude:
  trial_run:
    title: {zh: 试运行数据, en: rows of the trial run}
    when: [{field: case_id, in: [TEST]}]
checks:
  large_claim:
    title: {zh: 标的额过大, en: a very large claim}
    when: [{field: claim, above: 1000}]
"""
ROWS = [
    "nr,unit,in,out,result,claim",
    "1, Civil  1 ,2007-01-02,2007-03-04,kept,10",
    "2,Civil 1,2007-01-02,NA,-,5000",
    "3,Civil 2,2007-02-30,2007-03-04,kept,7",
    "4,Civil 2,2007-02-03,07-03-04,changed,7",
    "5,Civil 2,2007-02-03,2007-03-04,vanished,7",
    "TEST,Civil 2,2007-02-03,2007-03-04,kept,1",
    "7,Civil 2,2007-02-03,2007-02-01,kept,lots",
    '8,"Civil\n2",2007-02-03,,changed,NaN',
]


def written(folder: Path, *rows: str, mapping: str = MAPPING) -> tuple[Path, Path]:
    records, told = folder / "cases.csv", folder / "mapping.yaml"
    records.write_text("\n".join(rows) + "\n", encoding="utf-8")
    told.write_text(mapping, encoding="utf-8")
    return records, told


@pytest.fixture
def cases(tmp_path: Path) -> Any:
    return read_cases(*written(tmp_path, *ROWS))


def test_accepted_and_rejected_rows_are_all_the_rows(cases: Any) -> None:
    report = cases.defects

    assert (report.rows, report.accepted, report.rejected) == (8, 4, 4)
    assert cases.frame["case_id"].to_list() == ["1", "2", "7", "8"]
    assert sum(defect.rejected for defect in report) == report.rejected


def test_what_cannot_be_read_rejects_its_row_and_is_shown_with_its_place(cases: Any) -> None:
    found = {defect.code: [(spot.row, spot.found) for spot in defect.first] for defect in cases.defects}

    assert found["filed_on_unreadable"] == [(3, "2007-02-30")]
    assert found["closed_on_unreadable"] == [(4, "07-03-04")]
    assert found["appeal_outcome_unreadable"] == [(5, "vanished")]
    assert found["trial_run"] == [(6, None)]


def test_what_may_be_missing_keeps_its_row_and_is_still_reported(cases: Any) -> None:
    assert cases.defects["claim_unreadable"].count == 2
    assert cases.defects["claim_unreadable"].rejected == 0
    assert cases.frame["claim"].to_list() == [10.0, 5000.0, None, None]


def test_a_check_reports_and_changes_nothing(cases: Any) -> None:
    assert cases.defects["large_claim"].count == 1
    assert cases.defects["closed_before_filed"].first[0].row == 7
    assert 7 in cases.frame["record"].to_list()


def test_spaces_are_tidied_only_where_the_mapping_says_so(cases: Any) -> None:
    assert cases.frame["division"].to_list() == ["Civil 1", "Civil 1", "Civil 2", "Civil 2"]


def test_the_name_na_stays_a_name_unless_it_is_declared_missing(tmp_path: Path) -> None:
    found = read_cases(*written(tmp_path, ROWS[0], "NA,NA,2007-01-02,NA,kept,1"))

    assert found.frame.select("case_id", "division", "closed_on").row(0) == ("NA", "NA", None)


def test_twenty_digits_stay_twenty_digits(tmp_path: Path) -> None:
    number = "00250843520028260001"
    found = read_cases(*written(tmp_path, ROWS[0], f"{number},A,2007-01-02,,kept,1"))

    assert found.frame["case_id"].item() == number


@pytest.mark.parametrize("kind", ["plain", "bom", "gzip", "parquet"])
def test_the_same_rows_are_read_from_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    records, mapping = written(tmp_path, *ROWS)
    content = records.read_bytes()
    if kind == "bom":
        records.write_bytes(b"\xef\xbb\xbf" + content)
    elif kind == "gzip":
        records = tmp_path / "cases.csv.gz"
        records.write_bytes(gzip.compress(content))
    elif kind == "parquet":
        frame = pl.read_csv(content, infer_schema=False)
        records = tmp_path / "cases.parquet"
        frame.write_parquet(records)

    found = read_cases(records, mapping)
    assert found.frame.height == 4
    assert len(found.sha256) == 64


def test_a_frame_is_read_as_a_file_is(tmp_path: Path) -> None:
    records, mapping = written(tmp_path, *ROWS)
    frame = pl.read_csv(records, infer_schema=False)

    assert read_cases(frame.to_pandas(), mapping).frame.equals(read_cases(records, mapping).frame)


def test_columns_that_bear_our_names_need_no_mapping() -> None:
    frame = pl.DataFrame({"division": ["a"], "filed_on": ["2007-01-02"], "own": ["x"]})

    assert read_cases(frame).frame.to_dicts() == [
        {"record": 1, "division": "a", "filed_on": date(2007, 1, 2), "own": "x"}
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"nr,unit,in,out,result\n", "there is no column 'claim' (for claim)"),
        (
            b"nr,units,in,out,result,claim\n",
            "there is no column 'unit' (for division); did you mean 'units'?",
        ),
        (b"", "the file is empty"),
        (b"nr,nr,in,out,result,claim\n", "the column name 'nr' stands twice (column 2)"),
        (b"nr,,in,out,result,claim\n", "column 2 has no name"),
        (b"nr,unit,in,out,result,claim\n1,2\n", "record 1 (line 2) has 2 columns, the header has 6"),
        (b"nr,unit,in,out,result,claim\n1,2,3,4,5,6,7\n", "record 1 (line 2) has 7 columns"),
        (b'nr,unit,in,out,result,claim\n1,"2"x,3,4,5,6\n', "line 2: "),
        (b"nr,unit,in,out,result,claim\n1,\x00,3,4,5,6\n", "line 2 holds a NUL character"),
        (
            "nr,unit,in,out,result,claim\n1,民一庭,3,4,5,6\n".encode("gb18030"),
            "line 2 holds bytes that are not utf-8",
        ),
    ],
)
def test_a_fault_of_structure_refuses_the_file_with_its_place(
    tmp_path: Path, content: bytes, message: str
) -> None:
    records, mapping = written(tmp_path)
    records.write_bytes(content)

    with pytest.raises(RecordsError) as refused:
        read_cases(records, mapping)
    assert message in str(refused.value)


def test_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    records, mapping = written(tmp_path, mapping="encoding: gb18030\n" + MAPPING.strip())
    records.write_bytes((ROWS[0] + "\n1,民一庭,2007-01-02,,kept,1\n").encode("gb18030"))

    assert read_cases(records, mapping).frame["division"].item() == "民一庭"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("  filed_on: in", "  filed: in"),
            "mapping.yaml:6: found the unknown column 'filed', expected 'filed_on'",
        ),
        (("field: case_id", "field: casid"), "found the unknown column 'casid', expected 'case_id'"),
        (("above: 1000", "abov: 1000"), "found the unknown key 'abov'"),
        (("in: [TEST]", "before: 2007-02-30"), "found before: 2007-02-30, expected a day of the calendar"),
    ],
)
def test_a_mapping_is_refused_with_its_line(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    _, mapping = written(tmp_path, mapping=MAPPING.replace(*change))

    with pytest.raises(PolicyError) as refused:
        read_mapping(mapping)
    assert message in str(refused.value)


LIMITS = """\
title: {zh: 登记表, en: the register}
columns:
  case_id: nr
  filed_on: in
  closed_on: out
  time_limit_on: {column: limit, after: filed_on, missing: [无]}
"""


def test_a_limit_in_days_or_months_is_counted_from_the_day_of_filing(tmp_path: Path) -> None:
    lengths = ["90", "六个月", "6 months", "十五日", "无", "", "十五个工作日", "soon", "1年"]
    rows = [f"{n},2007-08-31,2007-09-20,{length}" for n, length in enumerate(lengths)]
    cases = read_cases(*written(tmp_path, "nr,in,out,limit", *rows, "9,,2007-09-20,30", mapping=LIMITS))

    ends = dict(zip(cases.frame["case_id"], cases.frame["time_limit_on"].cast(str), strict=True))
    of_february = "2008-02-29"  # there is no 31 February
    found = {"0": "2007-11-29", "1": of_february, "2": of_february, "3": "2007-09-15", "8": "2008-08-31"}
    assert ends == {**found, "4": None, "5": None, "9": None}
    assert [spot.found for spot in cases.defects["time_limit_on_unreadable"].first] == [
        "十五个工作日",
        "soon",
    ]
    assert cases.defects["time_limit_on_unreadable"].title.en.endswith("(such as 90, 6 months, 15日)")


def test_a_limit_may_follow_from_the_procedure_and_bare_numbers_may_be_months(tmp_path: Path) -> None:
    told = "{column: limit, after: filed_on, values: {简易: 3个月, 普通: '6'}, counted_in: months}"
    mapping = LIMITS.replace("{column: limit, after: filed_on, missing: [无]}", told)
    cases = read_cases(
        *written(tmp_path, "nr,in,out,limit", "1,2007-01-10,,简易", "2,2007-01-10,,普通", mapping=mapping)
    )

    assert cases.frame["time_limit_on"].to_list() == [date(2007, 4, 10), date(2007, 7, 10)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("after: filed_on", "after: limit_on"),
            "found after: limit_on, expected a column of days: closed_on, filed_on",
        ),
        (
            ("case_id: nr", "case_id: {column: nr, after: filed_on}"),
            "found a length for a column of type text",
        ),
    ],
)
def test_a_length_is_counted_from_a_day_and_comes_to_a_day(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    _, mapping = written(tmp_path, mapping=LIMITS.replace(*change))

    with pytest.raises(PolicyError, match=message):
        read_mapping(mapping)


def test_a_column_of_lengths_is_suggested_as_such(tmp_path: Path) -> None:
    records, mapping = written(tmp_path, "案号,立案日期,审限", "1,2007-01-10,6个月", "2,2007-01-11,90")
    mapping.write_text(mapping_text(suggest_mapping(records), "zh"), encoding="utf-8")

    cases = read_cases(records, mapping)
    assert cases.frame["time_limit_on"].to_list() == [date(2007, 7, 10), date(2007, 4, 11)]


def test_a_folder_of_parquet_is_read_by_a_mapping_and_a_defect_names_its_part_and_row(tmp_path: Path) -> None:
    for month, rows in (("01", ROWS[1:5]), ("02", ROWS[5:])):
        held = [[cell or None for cell in row.replace('"Civil\n2"', "Civil 2").split(",")] for row in rows]
        part = tmp_path / "register" / f"month={month}" / "part-0.parquet"
        part.parent.mkdir(parents=True)
        pl.DataFrame(held, schema=ROWS[0].split(","), orient="row").write_parquet(part)
    told = tmp_path / "mapping.yaml"
    told.write_text(MAPPING.replace("keep:\n", "keep:\n  month: month\n"), encoding="utf-8")

    cases = read_cases(tmp_path / "register", told)
    whole = read_cases(*written(tmp_path, *ROWS))
    assert (len(cases), cases.defects.rows, cases.defects.rejected) == (len(whole), 8, whole.defects.rejected)
    assert set(cases.frame["month"]) == {"01", "02"}
    places = cases.defects.places()
    assert places.filter(code="filed_on_unreadable").row(0)[:2] == ("month=01/part-0.parquet", 3)
    assert places.filter(code="appeal_outcome_unreadable").row(0)[:2] == ("month=02/part-0.parquet", 1)
    assert (
        cases.defects["filed_on_unreadable"].first[0].to("zh")
        == "month=01/part-0.parquet 第 3 行：“2007-02-30”"
    )
    assert suggest_mapping(tmp_path / "register").rows == 8


def test_the_parts_of_a_folder_have_the_same_columns(tmp_path: Path) -> None:
    pl.DataFrame({"nr": ["1"], "in": ["2007-01-02"]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"nr": [2]}).write_parquet(tmp_path / "b.parquet")
    told = tmp_path / "mapping.yaml"
    told.write_text("title: {zh: 甲, en: a}\ncolumns: {case_id: nr}\n", encoding="utf-8")

    with pytest.raises(RecordsError, match=r"b\.parquet.*\n.*it lacks the columns of a\.parquet: in"):
        read_cases(tmp_path, told)
    pl.DataFrame({"in": ["2007-03-02"], "nr": [2]}).write_parquet(tmp_path / "b.parquet")
    assert read_cases(tmp_path, told).frame["case_id"].to_list() == [
        "1",
        "2",
    ]  # a number there is a text here
    (tmp_path / "a.parquet").unlink()
    (tmp_path / "b.parquet").unlink()
    with pytest.raises(RecordsError, match="holds no Parquet file"):
        read_cases(tmp_path, told)


def test_events_and_staff_are_read_with_their_own_types(tmp_path: Path) -> None:
    events, staff = tmp_path / "events.csv", tmp_path / "staff.csv"
    events.write_text("kind,division,person,on,case_id,value\ncompetency_exam,a,j1,2007-05-06,,81.5\n")
    staff.write_text("division,person,since,until\na,j1,2007-01-01,\n")

    assert read_events(events).select("on", "value").row(0) == (date(2007, 5, 6), 81.5)
    assert read_staff(staff).select("since", "until").row(0) == (date(2007, 1, 1), None)
    events.write_text("kind,division,on\nnotice,a,yesterday\n")
    with pytest.raises(RecordsError, match="row 1: 'yesterday'"):
        read_events(events)


def test_the_report_prints_what_was_found(cases: Any) -> None:
    assert "8 rows read, 4 accepted, 4 rejected" in str(cases)
    assert "rows of the trial run (1 rejected)" in str(cases)
    assert cases.defects.to_frame(lang="zh")["defect"].to_list()[-1] == "结案早于立案（采用的行中）"
