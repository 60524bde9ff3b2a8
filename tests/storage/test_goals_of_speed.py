"""The page on speed: each goal with its figure, and a reason for each that is not met."""

from __future__ import annotations

from pathlib import Path

from benchmarks.goals import NOTED, at_least, at_most, noted
from benchmarks.page import page
from benchmarks.reasons import REASONS


def test_a_figure_on_the_wrong_side_of_its_goal_is_open() -> None:
    assert at_least("w", "p", 9.99, 10, size="1").met is False
    assert at_least("w", "p", 10.0, 10, size="1").met is True
    assert at_most("w", "p", 1.51, 1.5, size="1").met is False
    assert at_most("w", "p", 1.5, 1.5, size="1").met is True


def test_goals_that_were_noted_are_read_back(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(NOTED, str(tmp_path / "noted"))

    told = [
        at_most("写", "p", 2.0, 1.5, size="1", beside={"floor": 0.5}),
        at_least("w", "p", 2.0, 1.0, size="1"),
    ]

    assert noted(tmp_path / "noted") == told


def test_the_page_says_why_a_goal_is_open_and_what_was_measured_beside_it() -> None:
    work = "full legal step"
    goals = [
        at_least(work, "stock", 0.3, 10, size="2,000 steps", beside={"by hand": 0.46}),
        at_least("due sweep", "a full scan", 33.0, 20, size="1,000,000 armed"),
    ]

    text = page(goals, ["step"])

    assert "1 of 2 goals are met" in text
    assert "| due sweep | a full scan | at least 20 × | 33 × | met |" in text
    assert f"## Not met: {work}" in text
    assert "by hand: 0.46" in text
    assert REASONS[work] in text
    assert "## Not met: due sweep" not in text
