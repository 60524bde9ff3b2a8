"""A migration in a docket: what is open is counted, and moved all together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from courtqa.errors import Refused
from courtqa.workflows.clerk import Asked, Clerk
from courtqa.workflows.compiling import plan_of
from courtqa.workflows.docket import Docket
from courtqa.workflows.migration import MIGRATED, MigrationPlan, migrate, plan_migration
from courtqa.workflows.personnel import Persons
from courtqa.workflows.plan import Plan
from courtqa.workflows.records import Actor, Proceeding, Refusal, Step
from courtqa.workflows.replay import plan_of_edition
from courtqa.workflows.store import Current

__all__ = ["move_proceedings", "survey"]


def survey(
    docket: Docket,
    workflow: str,
    *,
    before: date,
    after: date,
    mapping: Mapping[str, str] | None = None,
    on: date | None = None,
) -> MigrationPlan:
    """What it would mean to move what is open under one edition to another; the days say which two.

    States that keep their name need no mapping. Look at ``objections`` before anything else.
    """
    old, new = (plan_of(docket.policy, workflow, on=day) for day in (before, after))
    open_ones = docket.proceedings(workflow=workflow, closed=False)
    occupied = Counter(each.state for each in open_ones if each.definition == old.definition)
    return plan_migration(old, new, dict(sorted(occupied.items())), mapping, on=on)


def move_proceedings(
    docket: Docket,
    migration: MigrationPlan,
    *,
    approved_by: Actor,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> tuple[Proceeding, ...]:
    """The proceedings after their move, one event each, one transaction each.

    All are asked first: ``Refused`` for the first that may not move, and then none does. ``Conflict`` if somebody
    acted in between; asking again with a new survey moves the rest.
    """
    pinned = (migration.workflow, migration.since, migration.after)
    new = plan_of_edition(docket.policy, *pinned, who=migration.workflow)

    def moving(proceeding: Proceeding, moment: datetime) -> Step | Refusal:
        return migrate(migration, new, proceeding, approved_by=approved_by, by=by, at=moment, reason=reason)

    def deciding(_: Plan, current: Current, moment: datetime, __: Persons) -> Step | Refusal:
        return moving(current.proceeding, moment)

    open_ones = docket.proceedings(workflow=migration.workflow, closed=False)
    concerned = [each for each in open_ones if each.definition == migration.before]
    for each in concerned:
        tried = moving(each, at)
        if isinstance(tried, Refusal):
            raise Refused(tried)
    clerk, data = Clerk(docket.store, docket.policy, docket.court), {"plan": migration.digest}
    return tuple(
        clerk.step(Asked(each.id, MIGRATED, by, at, data, None, reason, None), deciding, expect=each.version)
        for each in concerned
    )
