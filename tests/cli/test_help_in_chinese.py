"""Whoever asks for help in Chinese gets it in Chinese: every command, every option, and every complaint."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.cli.bilingual import language_asked, words
from courtqa.errors import Phrases

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RUN = CliRunner(
    env={"COLUMNS": "120", "COURTQA_LANG": None, "LC_ALL": None, "LC_MESSAGES": None, "LANG": "C"}
)


def commands(command: Any, path: str = "courtqa") -> Iterator[tuple[str, Any]]:
    """Every command by what is typed to run it."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, f"{path} {name}")


ALL = dict(commands(typer.main.get_command(app)))


def test_every_command_says_in_chinese_what_its_docstring_says_now() -> None:
    ours = words("commands")
    english = {path: sha256((each.help or "").encode()).hexdigest()[:8] for path, each in ALL.items()}

    assert {
        path: told["of"] for path, told in ours.items()
    } == english  # look at the Chinese again, then at `of`
    assert [path for path, told in ours.items() if not CHINESE.search(told["zh"])] == []


def test_every_option_and_argument_has_its_chinese_and_none_is_left_over() -> None:
    taken = [(path, each) for path, command in ALL.items() for each in command.params]
    said = {each.help for _, each in taken}

    assert [(path, each.name) for path, each in taken if not each.help] == []
    assert set(words("options")) - {"Show this message and exit."} == said
    assert [english for english, chinese in words("options").items() if english == chinese] == []


@pytest.mark.parametrize(
    "path", ["courtqa", "courtqa evaluate", "courtqa docket lot", "courtqa policy check"]
)
def test_a_help_page_holds_no_english_sentence(path: str) -> None:
    page = RUN.invoke(app, [*path.split()[1:], "--lang", "zh", "--help"]).output

    assert "用法：" in page
    assert "选项" in page
    assert re.findall(r"\b[A-Z]?[a-z]+ (?:the|of|is|a|to|and) [a-z]+", page) == []
    assert "Usage" not in page
    assert "…" not in page.replace("{zh: …", "").replace("en: …", "")


def test_the_language_goes_before_the_command_after_it_or_into_the_environment() -> None:
    before = RUN.invoke(app, ["--lang", "zh", "health", "--help"]).output
    after = RUN.invoke(app, ["health", "--help", "--lang=zh"]).output
    around = RUN.invoke(app, ["health", "--help"], env={"COURTQA_LANG": "zh"}).output

    assert before == after == around
    assert "体检" in before
    assert "体检" not in RUN.invoke(app, ["health", "--help"]).output  # and nothing of it stays behind


@pytest.mark.parametrize(
    ("given", "environment", "language"),
    [
        ([], {}, None),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, None),
        ([], {"LANG": "zh_CN.UTF-8", "COURTQA_LANG": "en"}, "en"),
        (["--lang", "zh", "policy", "--lang=en"], {}, "en"),
        (["docket", "do", "--", "--lang", "zh"], {}, None),
        (["--lang", "fr"], {"COURTQA_LANG": "zh"}, "zh"),
    ],
)
def test_the_command_line_goes_before_the_environment(
    given: list[str], environment: dict[str, str], language: str | None
) -> None:
    assert language_asked(given, environment) == language


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("health x.csv", "缺少选项 '--period'。"),
        ("mapping check", "缺少参数 'mapping'。"),
        ("policy chek", "没有命令 'chek'。是否指 'check'？"),
        ("policy check harbin --lin", "没有选项 --lin"),
        ("health x.csv --period 2007 -f pdf", "'pdf' 不在可选值之列"),
        ("policy check harbin --lang", "选项 '--lang' 须给出值。"),
        ("base files a b", "多余的参数：b"),
    ],
)
def test_a_wrong_line_is_complained_of_in_chinese(line: str, told: str) -> None:
    found = RUN.invoke(app, line.split(), env={"COURTQA_LANG": "zh"})

    assert found.exit_code == 2
    assert told in found.output


def test_an_answer_is_in_the_language_of_the_environment() -> None:
    found = RUN.invoke(app, ["base", "files", "nowhere.parquet"], env={"COURTQA_LANG": "zh"})

    assert "不是汇总库" in found.output


def test_a_command_in_english_reads_no_chinese() -> None:
    script = "import sys; from courtqa.cli.app import app\ntry: app(['--version'])\nexcept SystemExit: pass\n"
    script += "from courtqa.cli.bilingual import words; print(words.cache_info().currsize)"
    environment = {**os.environ, "LANG": "C", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )

    assert done.stdout.split()[-1] == "0"


def test_what_says_most_is_told_first_and_places_may_change_their_order() -> None:
    known = Phrases({"no {}": "没有 {}", "no {} of {}": "{1} 没有 {0}", "text": "文本"})

    assert known.chinese("no text of X") == "X 没有 文本"
    assert known.chinese("no text") == "没有 文本"
    assert known.chinese("other") is None
