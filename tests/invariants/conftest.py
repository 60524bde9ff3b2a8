"""The small court of the docket's tests, and all editions of the built-in rules."""

from __future__ import annotations

import pytest

from courtqa import load_policy
from courtqa.policy import Policy
from courtqa.workflows import Plan, plan_of
from tests.docket.conftest import desk, new_desk, policy, strict_policy  # noqa: F401 - these are fixtures


@pytest.fixture(scope="session")
def harbin() -> Policy:
    return load_policy("harbin")


@pytest.fixture(scope="session")
def plans(harbin: Policy) -> list[Plan]:
    """The plan of every edition of every workflow."""
    return [
        plan_of(harbin, name, on=edition.since)
        for name in harbin.names("workflows")
        for edition in harbin.editions("workflows", name)
    ]
