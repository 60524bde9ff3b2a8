"""A small procedure with every safeguard, to be kept and to be broken."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from courtqa.text import Text
from courtqa.workflows import (
    OFFERS,
    Deadline,
    Field,
    Plan,
    Quorum,
    State,
    Transition,
    Workflow,
)
from courtqa.workflows.compiling import compile_plan

SAME = Text(zh="同", en="same")
LENGTHS = {"answer": ("calendar_day", 10), "decision": ("month", 1), "least": ("count", 3)}


def measure(**changes: object) -> Workflow:
    """A measure against a person: proposed, notified, answered, decided by a panel, lifted by two leaders."""
    parts: dict[str, object] = {
        "name": "measure",
        "since": date(2006, 1, 1),
        "title": SAME,
        "subject": "person",
        "initial": "proposed",
        "states": {
            "proposed": State(SAME, deadline="decision"),
            "notified": State(SAME, deadline="answer"),
            "deciding": State(SAME, deadline="decision"),
            "imposed": State(SAME, adverse=True),
            "lifted": State(SAME, final=True),
            "dropped": State(SAME, final=True),
        },
        "transitions": (
            Transition("notify", SAME, ("proposed",), "notified", by=("clerk",), requires=("grounds",)),
            Transition("answer", SAME, ("notified",), "deciding", by=("judge",), not_subject=False),
            Transition("silence", SAME, ("notified",), "deciding", clock=True),
            Transition("skip", SAME, ("proposed",), "deciding", by=("clerk",)),
            Transition("opine", SAME, ("deciding",), None, by=("chief",), not_same_as=("opine",)),
            Transition(
                "impose",
                SAME,
                ("deciding",),
                "imposed",
                by=("leader",),
                not_same_as=("opine",),
                after=("notify",),
                requires=("panel",),
                quorum=Quorum("panel", at_least="least", odd=True),
                adverse=True,
                authority=Text(zh="法官法第四十六条", en="Judges Law, article 46"),
            ),
            Transition("lift", SAME, ("imposed",), "lifted", by=("leader",), approvals=2),
            Transition("drop", SAME, ("proposed", "deciding"), "dropped", by=("clerk", "leader")),
        ),
        "fields": {"grounds": Field(SAME, "text"), "panel": Field(SAME, "persons")},
        "deadlines": {
            "answer": Deadline(SAME, "answer", lapse="silence"),
            "decision": Deadline(SAME, "decision"),
        },
        "open_by": ("clerk",),
    }
    return Workflow(**{**parts, **changes})  # type: ignore[arg-type]


def plan_for(workflow: Workflow) -> Plan:
    """The plan, with the lengths above."""

    def series(path: str) -> SimpleNamespace:
        unit, value = LENGTHS[path]
        return SimpleNamespace(unit=unit, at=lambda _: SimpleNamespace(value=value))

    guards = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
    return compile_plan(workflow, guards=guards, time_zone=ZoneInfo("Asia/Shanghai"), series=series)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return plan_for(measure())


@pytest.fixture(scope="session")
def stuck() -> Plan:
    """A procedure that is over as soon as it is opened."""
    over = {"dropped": State(SAME, final=True)}
    return plan_for(measure(initial="dropped", states=over, transitions=(), deadlines={}))
