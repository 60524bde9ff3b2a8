from __future__ import annotations

import os
from pathlib import Path

import pytest

from courtqa.kinds import load_policy
from courtqa.policy import Policy

REPOSITORY = Path(__file__).parents[2]
HARBIN = REPOSITORY / "courtqa" / "packs" / "harbin"


@pytest.fixture(scope="session")
def harbin() -> Policy:
    return load_policy(HARBIN)


@pytest.fixture(scope="session")
def seed() -> str:
    """The text that the pack quotes."""
    data = Path(os.environ.get("COURTQA_DATA", REPOSITORY.parent / "shared" / "data"))
    file = data.parent / "seed" / "five_mechanisms.txt"
    if not file.is_file():
        pytest.skip("the source text is not here: put it at ../shared/seed/five_mechanisms.txt")
    return file.read_text(encoding="utf-8")
