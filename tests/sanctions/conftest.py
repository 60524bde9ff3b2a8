from datetime import UTC, date, datetime
from functools import cache

import pytest

from courtqa import load_policy
from courtqa.sanctions import Finding, Heard, propose
from courtqa.workflows import Actor, Person

WANG = Person("wang", "王某")


@cache
def pack(name):
    """A built-in pack, loaded once for all tests here."""
    return load_policy(name)


@pytest.fixture(scope="session")
def policy():
    return pack("harbin")


def reversals(*causes, final=True):
    return [
        Finding(f"评查{at}号", "responsible_reversal", "wang", date(2007, 3, at), cause=cause, final=final)
        for at, cause in enumerate(causes, start=1)
    ]


@pytest.fixture
def proposal(policy):
    """Three reversals the judge answers for: suspension of adjudication."""
    found = reversals("law_error", "procedural_error", "fact_error")
    return propose(policy, ladder="judges", person=WANG, findings=found, on=date(2008, 1, 7))


@pytest.fixture
def whole(proposal):
    """Everything an adverse decision needs, as the arguments of ``decide``."""
    return {
        "proposal": proposal,
        "rung": "adjudication_suspension",
        "by": Actor.of("liu", "刘某", "court_president", unit="harbin_intermediate"),
        "at": datetime(2008, 2, 1, 2, tzinfo=UTC),
        "heard": Heard("wang", notified_on=date(2008, 1, 8), heard_on=date(2008, 1, 15), said="对事实无异议"),
        "reasons": "三件案件经评查认定负有责任",
        "approvals": (Actor.of("zhao", "赵某", "supervising_vice_president", unit="harbin_intermediate"),),
    }
