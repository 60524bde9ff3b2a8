"""Workflows: definitions, the pure decision, deadlines, authority, and the records they write."""

from courtqa.workflows.authority import CLOCK
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.deadlines import Due, add_months, due_on
from courtqa.workflows.decide import Allowed, allowed, decide, lapse, recuse
from courtqa.workflows.definition import (
    Choice,
    Deadline,
    Extension,
    Field,
    GuardCall,
    Opening,
    Quorum,
    State,
    Transition,
    Workflow,
)
from courtqa.workflows.fold import fold
from courtqa.workflows.guards import Amount, EventName, Facts, FieldName, RoleName, SeriesPath, guard
from courtqa.workflows.kinds import KINDS, OFFERS
from courtqa.workflows.opening import open_proceeding
from courtqa.workflows.organisation import Organisation, Role, Roles, Unit
from courtqa.workflows.plan import Plan, plan_of
from courtqa.workflows.records import (
    Actor,
    Approval,
    Clock,
    Done,
    Event,
    Person,
    Proceeding,
    Reason,
    Refusal,
    Step,
    Subject,
    Tenure,
)

__all__ = [
    "CLOCK",
    "KINDS",
    "OFFERS",
    "Actor",
    "Allowed",
    "Amount",
    "Approval",
    "Choice",
    "Clock",
    "Deadline",
    "Done",
    "Due",
    "Event",
    "EventName",
    "Extension",
    "Facts",
    "Field",
    "FieldName",
    "GuardCall",
    "Opening",
    "Organisation",
    "Person",
    "Plan",
    "Proceeding",
    "Quorum",
    "Reason",
    "Refusal",
    "Role",
    "RoleName",
    "Roles",
    "SeriesPath",
    "State",
    "Step",
    "Subject",
    "Tenure",
    "Transition",
    "Unit",
    "WorkCalendar",
    "Workflow",
    "add_months",
    "allowed",
    "decide",
    "due_on",
    "fold",
    "guard",
    "lapse",
    "open_proceeding",
    "plan_of",
    "recuse",
]
