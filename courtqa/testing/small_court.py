"""The small court in which everyone tries everything: one step for each rule of authority."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from courtqa.policy import DatedValue, Series
from courtqa.testing.oracle import Court
from courtqa.text import Text
from courtqa.workflows import Column, Field, Quorum, Role, State, Transition, Unit, Workflow
from courtqa.workflows.above import known_of
from courtqa.workflows.compiling import compile_plan

__all__ = ["COURT", "HARMFUL", "PLAN"]

HARMFUL = frozenset({"harming", "of_three"})  # by the state entered, and by their own word
BODY = "committees/size"


def _text(name: str) -> Text:
    return Text(zh=name, en=name.replace("_", " "))


def _step(event: str, **rules: object) -> Transition:
    settled = {"to": None, "by": ("chief",), **rules}
    return Transition(event, _text(event), ("open",), **settled)  # type: ignore[arg-type]


UPPER = Workflow(
    name="measure",
    since=date(2007, 1, 1),
    title=_text("measure"),
    subject="case",
    initial="open",
    states={"open": State(_text("open")), "closed": State(_text("closed"), final=True)},
    transitions=(
        _step("tell"),
        _step("decide", remedy="review", requires=("sat",), quorum=Quorum("sat", more_than_half_of=BODY)),
        _step("keep", remedy="review", approvals=2),
    ),
    fields={"sat": Field(_text("sat"), "persons")},
    open_by=("clerk",),
)
COURT = Court(
    Workflow(
        name="review",
        since=date(2007, 1, 1),
        title=_text("review"),
        subject="case",
        initial="open",
        states={"open": State(_text("open")), "closed": State(_text("closed"), final=True, adverse=True)},
        transitions=(
            _step("draft"),
            _step("plain"),
            _step("in_own_unit", unit="own"),
            _step("in_another_unit", unit="other"),
            _step("at_a_level", level=("intermediate",)),
            _step("in_own_unit_at_a_level", unit="own", level=("intermediate",)),
            _step("apart_from_the_draft", not_same_as=("draft",)),
            _step("after_the_draft", same_as=("draft",)),
            _step("harming", to="closed", not_same_as=("draft",)),
            _step("in_person", delegable=False),
            _step("open_to_the_subject", not_subject=False),
            _step("of_two", approvals=2),
            _step("of_three", approvals=3, adverse=True, not_same_as=("draft",)),
            _step(
                "of_a_body",
                not_same_as=("draft",),
                requires=("members",),
                quorum=Quorum("members", more_than_half_of=BODY, odd=True),
            ),
            _step("reviewing", not_same_as_parent=("contested",)),
            _step("naming", allows=("helper", "helpers", "guests", "rows")),
        ),
        fields={
            "members": Field(_text("members"), "persons"),
            "helper": Field(_text("helper"), "person"),
            "helpers": Field(_text("helpers"), "persons"),
            "guests": Field(_text("guests"), "persons", outside=True),
            "rows": Field(_text("rows"), "records", columns={"who": Column(_text("who"), "person")}),
        },
        open_by=("clerk",),
    ),
    UPPER,
    units={
        "court": Unit(_text("court"), "court", level="intermediate"),
        "civil_1": Unit(_text("civil_1"), "trial_division", parent="court"),
        "civil_2": Unit(_text("civil_2"), "trial_division", parent="court"),
        "office": Unit(_text("office"), "department", parent="court"),
        "daoli": Unit(_text("daoli"), "court", parent="court", level="basic"),
        "daoli_1": Unit(_text("daoli_1"), "trial_division", parent="daoli"),
    },
    roles={
        "chief": Role(_text("chief"), held_in=("trial_division",)),
        "clerk": Role(_text("clerk")),
        "deputy": Role(_text("deputy"), external=True),
        "president": Role(_text("president"), held_in=("court",), recuses=True),
    },
    sizes={BODY: 5},
)

_FIVE = Series(
    BODY, _text(BODY), "count", (DatedValue(date(2007, 1, 1), 5, (), None, False, "", "", 0),), "", None
)
PLAN = compile_plan(
    COURT.workflow,
    guards={},
    time_zone=ZoneInfo("Asia/Shanghai"),
    roles=COURT.roles,
    units=COURT.units,
    series={BODY: _FIVE}.get,
    above={UPPER.name: known_of((UPPER,), COURT.workflow.name)},
)
