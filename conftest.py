"""The documents run: every Python and every console block of README and docs is a test."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown import SkipParser

ROOT = Path(__file__).parent

# A busy machine is no fault of the code. What CI draws it draws alike each time; elsewhere each run draws anew.
for profile, fixed in (("free", False), ("ci", True)):
    settings.register_profile(
        profile, deadline=None, derandomize=fixed, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("ci" if os.environ.get("CI") else "free")
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$(?:\n+^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"exit (\d+)")


def _missing(expected: list[str], found: str) -> str | None:
    """The first expected line that ``found`` lacks, in that order; ``…`` stands for any lines."""
    place = 0
    for line in filter(None, map(str.strip, expected)):
        if line != "…":
            at = found.find(line, place)
            if at < 0:
                return line
            place = at + len(line)
    return None


def _run_step(command: str, expected: list[str]) -> str | None:
    """Run one command; the expected lines must appear in its output in that order, ``…`` is a gap."""
    environment = {**os.environ, "COLUMNS": "160", "NO_COLOR": "1", "TERM": "dumb"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        shlex.split(command), env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    found = done.stdout + done.stderr
    codes = [int(match[1]) for match in map(EXIT.fullmatch, expected) if match]
    code = codes[0] if codes else 0
    if line := _missing([line for line in expected if not EXIT.fullmatch(line)], found):
        return f"$ {command}\nexpected the line {line!r} in:\n{found}"
    return (
        None
        if done.returncode == code
        else f"$ {command}\nended with {done.returncode}, not {code}:\n{found}"
    )


def _run_console(example: Example) -> str | None:
    for step in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, *expected = step.splitlines()
        if fault := _run_step(command, expected):
            return fault
    return None


def _console_blocks(document: Document) -> list[Region]:
    return [
        Region(match.start(), match.end(), match.group(1), _run_console)
        for match in CONSOLE.finditer(document.text)
    ]


def _run_python(example: Example) -> str | None:
    """Run the block; where a text block follows, its lines must be printed in that order."""
    code, expected = example.parsed
    source = "\n" * (example.line) + code  # so that a traceback names the document's line
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, example.path, "exec", dont_inherit=True), example.namespace)
    if expected and (line := _missing(expected.splitlines(), printed.getvalue())):
        return f"expected the line {line!r} in:\n{printed.getvalue()}"
    return None


def _python_blocks(document: Document) -> list[Region]:
    return [
        Region(match.start(), match.end(), (match.group(1), match.group(2)), _run_python)
        for match in PYTHON.finditer(document.text)
    ]


def _enter_folder(namespace: dict[str, Any]) -> None:
    """Each document runs in a folder of its own that holds the examples and nothing else."""
    folder = Path(tempfile.mkdtemp())
    (folder / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    namespace["_folder"], namespace["_back"] = folder, Path.cwd()
    os.chdir(folder)


def _leave_folder(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_back"])
    shutil.rmtree(namespace["_folder"])


pytest_collect_file = Sybil(
    parsers=[_python_blocks, SkipParser(), _console_blocks],
    patterns=["*.md"],
    setup=_enter_folder,
    teardown=_leave_folder,
).pytest()

# Whole rooms whose answers hang on data, documents or programs of others, not on the version of Python.
ONCE = (
    "docs",
    "tests/examples",
    "tests/faults",
    "tests/mining",
    "tests/notices",
    "tests/privacy",
    "tests/simulation",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what one Python is enough for."""
    rooms = tuple(ROOT / room for room in ONCE)
    for item in items:
        if any(room in item.path.parents for room in rooms):
            item.add_marker("once")
