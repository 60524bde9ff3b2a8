"""Each promise of the list has a test that bears its number."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| I(\d+) \| .+ \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"^def test_i(\d+)_\w+\(", re.MULTILINE)


def test_every_promise_has_a_test_named_after_it_where_the_list_says():
    promised = ROW.findall((ROOT / "docs/explanation/invariants.md").read_text("utf-8"))
    assert [int(number) for number, _ in promised] == [*range(1, 25)]

    for number, folders in promised:
        for folder in folders.split(", "):
            files = sorted((ROOT / folder).glob("test_*.py"))
            named = {found for file in files for found in TEST.findall(file.read_text("utf-8"))}
            assert number in named, f"I{number} has no test in {folder}"


def test_no_test_bears_a_number_that_promises_nothing():
    promised = {
        number for number, _ in ROW.findall((ROOT / "docs/explanation/invariants.md").read_text("utf-8"))
    }
    files = (ROOT / "tests").rglob("test_*.py")
    named = {number for file in files for number in TEST.findall(file.read_text("utf-8"))}

    assert named <= promised
