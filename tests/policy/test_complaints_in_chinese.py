"""What is wrong in a pack is said in Chinese as well as in English: every sentence of it that stands in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from courtqa.cli.policy import policy_app
from courtqa.errors import Misfit, PolicyError, Problem, complaints

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests" / "broken_packs"
LINES = sorted(
    {line for file in BROKEN.glob("*/expected.txt") for line in file.read_text("utf-8").splitlines()}
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\([^)]*\)|\{[^{}]*\}")
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
CALLS = {
    "Misfit": slice(0, 2),
    "Problem": slice(2, 4),
    "problem": slice(-2, None),
    "Complaint": slice(-2, None),
}
NAMES = {"found", "expected", "shown", "where", "chain"}
ROOMS = ("policy", "workflows", "evaluation", "sanctions", "notices")


def sentence(node: ast.AST) -> str | None:
    """The words of a text in the code, with {} for what is filled in; None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def said(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may come to."""
    if isinstance(node, ast.IfExp):
        yield from said(node.body)
        yield from said(node.orelse)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield (sentence(node.left) or "{}") + (sentence(node.right) or "{}")
    elif (told := sentence(node)) is not None:
        yield told


def complaints_in(tree: ast.AST) -> Iterator[str]:
    """What a module says was found, and what it says was expected."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            for argument in node.args[CALLS[name]] if name in CALLS else ():
                yield from said(argument)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) in NAMES:
            yield from said(node.value)


def untold(text: str) -> bool:
    """Whether English words are left that stand in no quotes."""
    return bool(ENGLISH.search(QUOTED.sub("", text)))


def test_every_complaint_in_the_code_has_its_chinese() -> None:
    files = [file for room in ROOMS for file in sorted((ROOT / "courtqa" / room).rglob("*.py"))]
    found = {told for file in files for told in complaints_in(ast.parse(file.read_text("utf-8")))}

    lacking = sorted(told for told in found if untold(told) and complaints().chinese(told) is None)
    assert len(found) > 400
    assert lacking == []  # add them to courtqa/errors/complaints.zh.toml


def test_what_a_broken_pack_is_told_holds_no_english_words() -> None:
    left = {}
    for line in LINES:
        place, rest = line.split(": found ", 1)
        file, number = place.rsplit(":", 1)
        problem = Problem(file, int(number), *rest.rsplit(", expected ", 1))

        told = problem.to("zh").removeprefix(f"{file}:{number}: ")
        assert problem.to("en") == line
        if untold(told) or not told.startswith("发现 "):
            left[line] = told

    assert len(LINES) > 150
    assert left == {}


def test_a_misfit_and_a_refused_pack_speak_both_languages() -> None:
    misfit = Misfit("the unknown state 'herd'", "'heard'")
    refused = PolicyError([Problem("workflows/a.yaml", 3, misfit.found, misfit.expected)])

    assert misfit.to("zh") == "发现 未知的状态 'herd'，应为 'heard'"
    assert misfit.to("en") == str(misfit) == "found the unknown state 'herd', expected 'heard'"
    assert refused.to("zh") == "规则包有 1 处问题：\nworkflows/a.yaml:3: 发现 未知的状态 'herd'，应为 'heard'"
    assert refused.to("en") == str(refused)


def test_the_command_checks_a_pack_in_chinese() -> None:
    found = CliRunner().invoke(policy_app, ["check", str(BROKEN / "workflow_dead_end"), "--lang", "zh"])

    assert found.exit_code == 1
    assert "发现 状态 'parked'，没有步骤由此离开，应为 由此离开的步骤" in found.output
    assert "1 个文件中有 1 处问题" in found.output
