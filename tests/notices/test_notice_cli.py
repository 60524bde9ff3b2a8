"""The command line from an empty hand to a document."""

import pytest
from typer.testing import CliRunner

from courtqa.cli.notice import notice_app
from courtqa.errors import UnfitNotice

run = CliRunner().invoke


def test_the_list_has_all_kinds():
    answer = run(notice_app, ["list", "--lang", "zh"])

    assert answer.exit_code == 0
    assert answer.output.count("bulletin") == 6
    assert "（年）哈中法听字第" in answer.output


def test_a_kind_shows_its_fields_its_rule_and_its_recipients():
    answer = run(notice_app, ["show", "quality_bulletin"])

    assert "cases[].problem" in answer.output
    assert "案件审判质量通报制度" in answer.output
    assert "courtqa notice new quality_bulletin" in answer.output


@pytest.mark.parametrize(
    "kind",
    [
        "conduct_bulletin",
        "discipline_bulletin",
        "inspection_bulletin",
        "petition_bulletin",
        "quality_bulletin",
    ],
)
def test_a_new_data_file_renders_as_it_is(tmp_path, kind):
    data = tmp_path / "data.yaml"
    data.write_text(run(notice_app, ["new", kind]).output, "utf-8")

    for ending in ("docx", "html", "md", "pdf"):
        out = tmp_path / f"bulletin.{ending}"
        answer = run(notice_app, ["render", kind, str(data), "--out", str(out)])

        assert answer.exit_code == 0, answer.output
        assert out.stat().st_size > 1000


def test_a_fault_in_the_data_is_told_with_its_place(tmp_path):
    data = tmp_path / "data.yaml"
    data.write_text(
        run(notice_app, ["new", "quality_bulletin"]).output.replace("reviewed: 92", 'reviewed: "92"'), "utf-8"
    )

    answer = run(notice_app, ["render", "quality_bulletin", str(data), "--out", str(tmp_path / "x.md")])

    assert isinstance(answer.exception, UnfitNotice)
    assert answer.exception.faults[0][0] == "reviewed"


def test_an_unknown_ending_is_refused(tmp_path):
    data = tmp_path / "data.yaml"
    data.write_text("a: b", "utf-8")

    answer = run(notice_app, ["render", "quality_bulletin", str(data), "--out", "x.rtf"])

    assert answer.exit_code == 2
