"""A notice issued from the command line, by four persons."""

import pytest
from typer.testing import CliRunner

from courtqa.cli.app import app

PEOPLE = """
people:
  lin: {name: 林某, roles: [trial_management_officer], unit: trial_management_office}
  yan: {name: 严某, roles: [research_officer], unit: research_office}
  wen: {name: 文某, roles: [document_clerk], unit: general_office}
  chen: {name: 陈某, roles: [court_president], unit: harbin_intermediate}
"""
NOTICE = "notice_issue-2008-1"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "people.yaml").write_text(PEOPLE, "utf-8")
    runner = CliRunner()

    def run(*words):
        return runner.invoke(app, list(words))

    data = run("notice", "new", "conduct_bulletin").stdout
    (folder / "data.yaml").write_text(data, "utf-8")
    database = str(folder / "court.db")
    run("docket", "people", "add", database, str(folder / "people.yaml"))
    run(
        "notice",
        "draft",
        database,
        "conduct_bulletin",
        str(folder / "data.yaml"),
        "--by",
        "lin",
        "--at",
        "2008-04-01",
    )
    return lambda step, *more: run("notice", step, database, NOTICE, *more), folder


def test_a_notice_is_issued_filed_and_reprinted_by_commands(desk):
    step, folder = desk
    own = step("review", "--by", "lin", "--at", "2008-04-01")
    early = step("register", "--by", "wen", "--copies", "9", "--at", "2008-04-01", "--lang", "zh")
    told = [
        step("review", "--by", "yan", "--at", "2008-04-01", "--opinion", "同意"),
        step("sign", "--by", "chen", "--at", "2008-04-02"),
        step("recheck", "--by", "wen", "--at", "2008-04-02"),
        step("register", "--by", "wen", "--copies", "60", "--at", "2008-04-03", "--lang", "zh"),
        step("print", "--by", "wen", "--at", "2008-04-03"),
        step("dispatch", "--by", "wen", "--at", "2008-04-03"),
        step("archive", "--by", "wen", "--at", "2008-04-07"),
    ]

    assert (own.exit_code, early.exit_code) == (1, 1), own.output + early.output
    assert "已拟稿" in early.stderr
    assert [each.exit_code for each in told] == [0] * 7, [each.output for each in told]
    assert "哈中法纪风〔2008〕1号" in told[3].stdout or "〔2008〕1号" in told[3].stdout
    assert "下一步: 印制, 编号作废" in told[3].stdout

    (archive,) = folder.glob("court.papers/*/archive.zip")
    again = CliRunner().invoke(app, ["notice", "reprint", str(archive), "--out", str(folder / "again")])
    assert again.stdout.count("the same bytes as the original") == 2
    assert (folder / "again" / "notice.pdf").read_bytes()[:5] == b"%PDF-"


def test_the_records_of_a_docket_are_counted(desk):
    _, folder = desk
    out = str(folder / "records.jsonl")
    told = CliRunner().invoke(app, ["notice", "records", str(folder / "court.db"), "--out", out])
    counted = CliRunner().invoke(app, ["notice", "stats", out])

    assert told.stdout.rstrip().endswith(": 1"), told.output
    assert "2008年，共印发纪律作风通报1期" in counted.stdout
