"""A bar where a person looks, nothing where a program reads."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from courtqa.cli.progress import progress
from courtqa.text import Text

pty = pytest.importorskip("pty", reason="no terminals on this system: run it on Linux or macOS")


def shown(to: int) -> None:
    held = sys.stderr
    try:
        with os.fdopen(to, "w", encoding="utf-8") as sys.stderr, progress(2, "en") as step:
            step(Text(zh="统计指标", en="measuring"))
            step(Text(zh="写出表格", en="writing the tables"))
    finally:
        sys.stderr = held


def test_a_bar_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    shown(theirs)

    assert b"the tables" in os.read(ours, 65_536)
    os.close(ours)


def test_nothing_is_written_into_a_pipe(tmp_path: Path) -> None:
    shown(os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT))

    assert (tmp_path / "log").read_text() == ""
