"""Workflows written in Python: the same `Workflow` as from YAML, held to the same linter, written out as YAML.

>>> from datetime import date
>>> draft = (
...     workflow("leave", ("请假", "Leave"), since=date(2024, 1, 1), subject="matter", open_by=["clerk"])
...     .state("asked", ("待批", "asked"), owner=["chief"])
...     .state("granted", ("已批", "granted"), final=True)
...     .step("grant", ("批准", "grant"), "asked", to="granted", by=["chief"])
... )
>>> made = draft.workflow
>>> made.initial, made.transitions[0].source
('asked', ('asked',))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from attrs import evolve, frozen

from courtqa.policy import Complaint, Lookup, Policy, Reference
from courtqa.text import Text
from courtqa.workflows.checks import check_workflow
from courtqa.workflows.definition import (
    AppliesBy,
    Awaits,
    CellType,
    Choice,
    Column,
    Deadline,
    Exclusion,
    Extension,
    Field,
    FieldType,
    GuardCall,
    Milestone,
    Opening,
    Pending,
    Quorum,
    Roll,
    State,
    Transition,
    UnitRule,
    Workflow,
)

__all__ = ["Draft", "asks", "workflow"]

Words: TypeAlias = "Text | tuple[str, str]"  # Chinese, English
Names: TypeAlias = "str | Iterable[str]"
SubjectKind = Literal["case", "person", "unit", "petition", "notice", "matter"]


def workflow(
    name: str,
    title: Words,
    *,
    since: date,
    subject: SubjectKind,
    open_by: Names,
    migrate_by: Names = (),
    open_requires: Names = (),
    open_allows: Names = (),
    applies_by: AppliesBy = "filing",
    pending: Pending = "keep",
    calendar: str | None = None,
    cancelled: str | None = None,
) -> Draft:
    """A draft without states and steps. It begins in the first state that is added."""
    return Draft(
        Workflow(
            name=name,
            since=since,
            title=_text(title),
            subject=subject,
            initial="",
            states={},
            transitions=(),
            applies_by=applies_by,
            pending=pending,
            open_by=_names(open_by),
            migrate_by=_names(migrate_by),
            open_requires=_names(open_requires),
            open_allows=_names(open_allows),
            calendar=calendar,
            cancelled=cancelled,
        )
    )


def asks(guard: str, **params: object) -> GuardCall:
    """A condition: a guard by its name, with its parameters. Lists become tuples, as from YAML.

    >>> asks("field_in", field="cause", values=["law_change"])
    GuardCall(guard='field_in', params={'field': 'cause', 'values': ('law_change',)})
    """
    return GuardCall(guard, {name: _closed(value) for name, value in params.items()})


@frozen
class Draft:
    """A workflow in the making. Every method gives the next draft and leaves this one as it is."""

    workflow: Workflow

    def field(
        self,
        name: str,
        title: Words,
        type: FieldType = "text",
        *,
        choices: Mapping[str, Words] | None = None,
        personal: bool = False,
        columns: Mapping[str, tuple[Words, CellType]] | None = None,
        of: str = "",
        outside: bool = False,
        slips: bool = True,
    ) -> Draft:
        """With a typed datum; ``choices`` and ``columns`` give each value or column with its title.

        ``of`` says of a name which folder of the packs holds it. ``outside`` says of persons that the docket need not
        know them, and ``slips`` False then that an id which is nearly a known one is refused.
        """
        listed = {value: Choice(_text(words)) for value, words in (choices or {}).items()}
        across = {key: Column(_text(words), kind) for key, (words, kind) in (columns or {}).items()}
        made = Field(
            title=_text(title),
            type=type,
            choices=listed,
            personal=personal,
            columns=across,
            of=of,
            outside=outside,
            slips=slips,
        )
        return self._with(fields={**self.workflow.fields, name: made})

    def deadline(
        self,
        name: str,
        title: Words,
        budget: str,
        *,
        starts: str = "entering",
        roll: Roll = "none",
        remind: str | None = None,
        lapse: str | None = None,
        not_counted_in: Names = (),
        met_by_opening: bool = False,
        waits: bool = False,
        note: str | None = None,
    ) -> Draft:
        """With a deadline whose length stands in the series ``budget``; ``lapse`` is the event the clock fires.

        ``met_by_opening`` keeps a time that the request opening the proceeding kept; one that ``waits`` is a person's
        own, so that a step which must wait for its end is not late.
        """
        made = Deadline(
            title=_text(title),
            budget=budget,
            starts=starts,
            roll=roll,
            remind=remind,
            lapse=lapse,
            not_counted_in=_names(not_counted_in),
            met_by_opening=met_by_opening,
            waits=waits,
            note=note,
        )
        return self._with(deadlines={**self.workflow.deadlines, name: made})

    def state(
        self,
        name: str,
        title: Words,
        *,
        owner: Names = (),
        deadline: str | None = None,
        final: bool = False,
        adverse: bool = False,
        note: str | None = None,
        initial: bool = False,
    ) -> Draft:
        """With a state. The first one added, or the one marked ``initial``, is where proceedings begin."""
        made = State(
            title=_text(title),
            owner=_names(owner),
            deadline=deadline,
            final=final,
            adverse=adverse,
            note=note,
        )
        begins = name if initial or not self.workflow.initial else self.workflow.initial
        return self._with(states={**self.workflow.states, name: made}, initial=begins)

    def step(
        self,
        event: str,
        title: Words,
        source: Names,
        *,
        to: str | None = None,
        by: Names = (),
        clock: bool = False,
        unit: UnitRule = "any",
        level: Names = (),
        delegable: bool | None = None,
        not_same_as: Names = (),
        not_same_as_parent: Names = (),
        same_as: Names = (),
        not_subject: bool = True,
        approvals: int = 1,
        quorum: Quorum | None = None,
        requires: Names = (),
        allows: Names = (),
        when: Iterable[GuardCall] = (),
        unless: Iterable[GuardCall] = (),
        sets: Mapping[str, object] | None = None,
        suspends: Names = (),
        resumes: Names = (),
        extends: Extension | None = None,
        excludes: Exclusion | None = None,
        opens: Iterable[Opening] = (),
        awaits: Iterable[Awaits] = (),
        cancels: Names = (),
        during: Milestone | None = None,
        adverse: bool = False,
        after: Names = (),
        remedy: str | None = None,
        authority: Words | None = None,
        note: str | None = None,
    ) -> Draft:
        """With a step from ``source`` to ``to``; without ``to`` it leaves the state as it is."""
        made = Transition(
            event=event,
            title=_text(title),
            source=_names(source),
            to=to,
            by=_names(by),
            clock=clock,
            unit=unit,
            level=_names(level),
            delegable=delegable,
            not_same_as=_names(not_same_as),
            not_same_as_parent=_names(not_same_as_parent),
            same_as=_names(same_as),
            not_subject=not_subject,
            approvals=approvals,
            quorum=quorum,
            requires=_names(requires),
            allows=_names(allows),
            when=tuple(when),
            unless=tuple(unless),
            sets={name: _closed(value) for name, value in (sets or {}).items()},
            suspends=_names(suspends),
            resumes=_names(resumes),
            extends=extends,
            excludes=excludes,
            opens=tuple(opens),
            awaits=tuple(awaits),
            cancels=_names(cancels),
            during=during,
            adverse=adverse,
            after=_names(after),
            remedy=remedy,
            authority=None if authority is None else _text(authority),
            note=note,
        )
        return self._with(transitions=(*self.workflow.transitions, made))

    def faults(self, policy: Policy) -> tuple[Complaint, ...]:
        """All that the linter finds, as it would in a file: the roles and series are those of ``policy``."""
        return tuple(check_workflow(self.workflow, Lookup(policy)))

    def yaml(self, *references: Reference, note: str | None = None) -> str:
        """The edition file to put into a pack. The law it stands on must be named, as in every edition."""
        from courtqa.workflows.writing import edition_file

        return edition_file(self.workflow, references, note=note)

    def _with(self, **changes: Any) -> Draft:
        return Draft(evolve(self.workflow, **changes))


def _text(words: Words) -> Text:
    return words if isinstance(words, Text) else Text(zh=words[0], en=words[1])


def _names(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _closed(value: object) -> object:
    return tuple(map(_closed, value)) if isinstance(value, list | tuple) else value
