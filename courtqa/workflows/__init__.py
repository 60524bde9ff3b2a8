"""Workflows: definitions, the pure decision, deadlines, authority, and the records they write."""

from courtqa.workflows.authority import CLOCK
from courtqa.workflows.calendar import WorkCalendar
from courtqa.workflows.canonical import canonical
from courtqa.workflows.comparing import Difference, compare
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
from courtqa.workflows.diagram import Diagram, diagram_of, length_of, newest_day, roles_of
from courtqa.workflows.docket import Docket
from courtqa.workflows.due_process import is_adverse
from courtqa.workflows.faults import Fault, Verification
from courtqa.workflows.fold import fold
from courtqa.workflows.guards import (
    Amount,
    CountedField,
    DayField,
    EventName,
    Facts,
    FieldName,
    PersonsField,
    RoleName,
    SeriesPath,
    guard,
)
from courtqa.workflows.kinds import KINDS, OFFERS
from courtqa.workflows.opening import open_proceeding
from courtqa.workflows.organisation import Organisation, Role, Roles, Unit
from courtqa.workflows.plan import Plan, Way, plan_of
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
from courtqa.workflows.sealing import Listed, Sealed, instant, moment, unseal
from courtqa.workflows.snapshot import actor_of, clocks_of, restore, snapshot, tenures
from courtqa.workflows.store import (
    Armed,
    Audit,
    Current,
    Denial,
    Entry,
    Message,
    Query,
    Recorded,
    Store,
    Transaction,
)
from courtqa.workflows.trail import Trail
from courtqa.workflows.verify import verify, verify_chain
from courtqa.workflows.wording import condition_in_words
from courtqa.workflows.worklist import DueItem, WorkItem

__all__ = [
    "CLOCK",
    "KINDS",
    "OFFERS",
    "Actor",
    "Allowed",
    "Amount",
    "Approval",
    "Armed",
    "Audit",
    "Choice",
    "Clock",
    "CountedField",
    "Current",
    "DayField",
    "Deadline",
    "Denial",
    "Diagram",
    "Difference",
    "Docket",
    "Done",
    "Due",
    "DueItem",
    "Entry",
    "Event",
    "EventName",
    "Extension",
    "Facts",
    "Fault",
    "Field",
    "FieldName",
    "GuardCall",
    "Listed",
    "Message",
    "Opening",
    "Organisation",
    "Person",
    "PersonsField",
    "Plan",
    "Proceeding",
    "Query",
    "Quorum",
    "Reason",
    "Recorded",
    "Refusal",
    "Role",
    "RoleName",
    "Roles",
    "Sealed",
    "SeriesPath",
    "State",
    "Step",
    "Store",
    "Subject",
    "Tenure",
    "Trail",
    "Transaction",
    "Transition",
    "Unit",
    "Verification",
    "Way",
    "WorkCalendar",
    "WorkItem",
    "Workflow",
    "actor_of",
    "add_months",
    "allowed",
    "canonical",
    "clocks_of",
    "compare",
    "condition_in_words",
    "decide",
    "diagram_of",
    "due_on",
    "fold",
    "guard",
    "instant",
    "is_adverse",
    "lapse",
    "length_of",
    "moment",
    "newest_day",
    "open_proceeding",
    "plan_of",
    "recuse",
    "restore",
    "roles_of",
    "snapshot",
    "tenures",
    "unseal",
    "verify",
    "verify_chain",
]
