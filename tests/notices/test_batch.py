"""Many notices at once: all or none, numbered from one without a gap, each in its own file."""

import json
import sqlite3
from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from typer.testing import CliRunner

from courtqa.cli.notice import notice_app
from courtqa.errors import Refused, UnfitNotice
from courtqa.notices import MemoryRegister, check_docx, draft_all, issue_all

run = CliRunner().invoke
ON = date(2008, 4, 3)
PEOPLE = ["--by", "zhou:周某:document_clerk", "--signed-by", "liu:刘某:court_president", "--on", "2008-04-03"]


@pytest.fixture
def rows(policy):
    example = policy.edition("notices", "petition_bulletin", on=ON).value.example

    def make(count):
        return [{**example, "period": f"2007年第{at}周", "total": 60 + at} for at in range(1, count + 1)]

    return make


@pytest.fixture
def data(tmp_path, rows):
    def make(count):
        path = tmp_path / "data.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows(count)), "utf-8")
        return str(path)

    return make


def test_one_command_makes_distinct_numbered_documents_in_both_forms(tmp_path, data):
    out = tmp_path / "out"

    answer = run(notice_app, ["batch", "petition_bulletin", data(12), "--out", str(out), *PEOPLE])

    assert answer.exit_code == 0, answer.output
    assert sorted(path.name for path in out.glob("*.docx")) == [
        f"petition_bulletin-2008-{seq:04}.docx" for seq in range(1, 13)
    ]
    for seq in (1, 12):
        content = (out / f"petition_bulletin-2008-{seq:04}.docx").read_bytes()
        text = "\n".join(each.text for each in Document(BytesIO(content)).paragraphs)
        pdf = pypdfium2.PdfDocument(out / f"petition_bulletin-2008-{seq:04}.pdf")
        assert f"〔2008〕{seq}号" in text
        assert f"共发生涉诉上访{60 + seq}件次" in text
        assert f"〔2008〕{seq}号" in pdf[0].get_textpage().get_text_range()
        assert check_docx(content) == ()


def test_the_records_of_a_batch_answer_the_statistics(tmp_path, data):
    out = tmp_path / "out"
    run(notice_app, ["batch", "petition_bulletin", data(4), "--out", str(out), *PEOPLE, "-f", "markdown"])

    answer = run(notice_app, ["stats", str(out / "records.jsonl")])

    assert "2008年，共印发信访通报4期，点名12人次。" in answer.output


def test_a_second_batch_goes_on_from_the_register(tmp_path, data, rows):
    register, first, second = tmp_path / "court.db", tmp_path / "a", tmp_path / "b"
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({**rows(1)[0], "total": 999}, ensure_ascii=False), "utf-8")
    kept = ["--register", str(register), "-f", "markdown"]

    run(notice_app, ["batch", "petition_bulletin", data(3), "--out", str(first), *PEOPLE, *kept])
    answer = run(notice_app, ["batch", "petition_bulletin", str(more), "--out", str(second), *PEOPLE, *kept])

    assert "〔2008〕4号" in answer.output
    assert [path.name for path in second.glob("*.md")] == ["petition_bulletin-2008-0004.md"]
    assert sqlite3.connect(register).execute("SELECT count(*) FROM number").fetchone() == (4,)


def test_one_bad_row_stops_the_whole_batch_and_all_its_faults_are_told(policy, rows, clerk):
    bad = rows(4)
    bad[1] = {**bad[1], "total": "many"}
    bad[3] = bad[0]

    with pytest.raises(UnfitNotice) as unfit:
        draft_all(policy, "petition_bulletin", bad, on=ON, by=clerk)

    assert [place for place, _ in unfit.value.faults] == ["row 2: total", "row 4"]


def test_a_draft_that_may_not_be_signed_leaves_no_number_behind(policy, rows, clerk):
    register = MemoryRegister()
    drafts = draft_all(policy, "petition_bulletin", rows(3), on=ON, by=clerk)

    with pytest.raises(Refused):
        issue_all(drafts, register, signed_by=clerk, at=datetime(2008, 4, 3, 4, tzinfo=UTC), by=clerk, on=ON)

    assert register.entries() == ()


@pytest.mark.parametrize("line", ["[1]", "{", '{"a": NaN}'])
def test_a_line_that_is_no_object_is_refused_with_its_place(tmp_path, line):
    path = tmp_path / "data.jsonl"
    path.write_text(line, "utf-8")

    answer = run(notice_app, ["batch", "petition_bulletin", str(path), "--out", str(tmp_path / "o"), *PEOPLE])

    assert answer.exit_code == 2
