from datetime import UTC, date, datetime

import pytest

from courtqa import load_policy
from courtqa.notices import draft, issue, sign
from courtqa.workflows import Actor

KINDS = (
    "conduct_bulletin",
    "discipline_bulletin",
    "inspection_bulletin",
    "petition_bulletin",
    "quality_bulletin",
)


@pytest.fixture(scope="session")
def policy():
    return load_policy("harbin")


@pytest.fixture
def clerk():
    return Actor.of("clerk", "周某", "document_clerk", unit="general_office")


@pytest.fixture
def president():
    return Actor.of("president", "刘某", "court_president", unit="harbin_intermediate")


@pytest.fixture
def drafted(policy, clerk):
    def make(kind="quality_bulletin", *, on=date(2008, 4, 1), by=clerk, **changes):
        example = policy.edition("notices", kind, on=on).value.example
        return draft(policy, kind, {**example, **changes}, on=on, by=by)

    return make


@pytest.fixture
def issued(drafted, president, clerk):
    def make(register, kind="quality_bulletin", *, on=date(2008, 4, 3), **changes):
        signed = sign(drafted(kind, **changes), by=president, at=datetime(2008, 4, 2, 2, tzinfo=UTC))
        return issue(signed, register, by=clerk, on=on)

    return make
