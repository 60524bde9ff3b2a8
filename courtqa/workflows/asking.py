"""What somebody asks of the clerk: to open a proceeding, or to record an event in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property

from attrs import frozen

from courtqa.errors import NotCanonical
from courtqa.workflows.canonical import digest
from courtqa.workflows.data import request_digest
from courtqa.workflows.opening import OPENED
from courtqa.workflows.records import Actor, Subject

__all__ = ["Asked", "Opening"]


@frozen
class Opening:
    """What somebody asks to open."""

    workflow: str
    subject: Subject
    by: Actor
    at: datetime
    on: date | None
    data: Mapping[str, object]
    key: str | None

    @property
    def digest(self) -> str:
        """SHA-256 of the request. The moment is no part of it: a repeated request comes later."""
        subject = self.subject
        return _or_nothing(
            lambda: digest(
                {
                    "workflow": self.workflow,
                    "subject": [subject.kind, subject.id, subject.unit, subject.persons, subject.title],
                    "request": request_digest("", OPENED, data=self.data, by=self.by.id, on=self.on),
                }
            )
        )


@frozen
class Asked:
    """What somebody asks to record."""

    proceeding: str
    event: str
    by: Actor
    at: datetime
    data: Mapping[str, object]
    on: date | None
    reason: str
    key: str | None
    on_behalf_of: Actor | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the request. The moment is no part of it: a repeated request comes later."""
        return _or_nothing(
            lambda: request_digest(
                self.proceeding,
                self.event,
                data=self.data,
                by=self.by.id,
                on=self.on,
                reason=self.reason,
                on_behalf_of=None if self.on_behalf_of is None else self.on_behalf_of.id,
            )
        )


def _or_nothing(digested: Callable[[], str]) -> str:
    """The digest, or nothing for what can't be recorded: the decision then says what is wrong with it."""
    try:
        return digested()
    except NotCanonical:
        return ""
