"""The proceeding that opened this one: which of its steps are contested here, and who took or sat on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from courtqa.policy import Policy
from courtqa.text import Text
from courtqa.workflows.definition import Transition, Workflow
from courtqa.workflows.guards import person_id
from courtqa.workflows.records import Approval, Done, Kin, Proceeding

__all__ = ["CONTESTED", "Above", "above_of", "known_of", "opener", "with_parent"]

CONTESTED = "contested"  # stands for every step of the parent whose remedy this workflow is


@frozen
class Above:
    """What is known of a workflow that may open this one."""

    title: Text
    titles: Mapping[str, Text]  # of its steps
    contested: frozenset[str]  # its steps that are contested by this workflow
    sat: Mapping[str, frozenset[str]]  # the fields that say who sat on a step

    def barred(self, record: Proceeding, wanted: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """Each of the wanted steps that was taken or consented to, with the accounts of all who stand behind it."""
        names = {event for name in wanted for event in (self.contested if name == CONTESTED else (name,))}
        acts: list[Done | Approval] = [*record.history, *record.approvals]
        for event in self.titles:
            mine = [act for act in acts if act.event == event] if event in names else []
            if mine:
                accounts = {who for act in mine for who in (act.by, act.on_behalf_of) if who is not None}
                yield event, frozenset(accounts | set(self._seated(record, event)))

    def _seated(self, record: Proceeding, event: str) -> Iterator[str]:
        for field in self.sat.get(event, ()):
            entries = record.data.get(field, ())
            if not isinstance(entries, list | tuple):
                raise TypeError(field)  # who sat cannot be read: nobody may say that they did not
            yield from map(person_id, entries)


def opener(kin: Iterable[Kin]) -> Proceeding:
    """The record of the proceeding that opened this one. LookupError where it is not at hand."""
    for one in kin:
        if one.relation == "parent" and one.record is not None:
            return one.record
    raise LookupError("parent")


def with_parent(kin: Iterable[Kin], parent: Proceeding) -> tuple[Kin, ...]:
    """The proceedings nearby, the parent with its whole record."""
    others = (one for one in kin if one.relation != "parent")
    return (Kin("parent", parent.id, parent.workflow, parent.state, parent), *others)


def above_of(policy: Policy, workflow: Workflow) -> Mapping[str, Above]:
    """What is known of every other workflow, where a step of this one asks who did what there."""
    if not any(one.not_same_as_parent for one in workflow.transitions):
        return {}
    return {
        name: known_of([each.value for each in policy.editions("workflows", name)], workflow.name)
        for name in policy.names("workflows")
    }


def known_of(editions: Sequence[Workflow], below: str) -> Above:
    """What is known of a workflow, by all its editions, where it may open the one named ``below``."""
    steps: list[Transition] = [one for edition in editions for one in edition.transitions]
    sat: dict[str, set[str]] = {}
    for one in steps:
        if one.quorum is not None:
            sat.setdefault(one.event, set()).add(one.quorum.members)
    return Above(
        title=editions[-1].title,
        titles={"opened": Text(zh="立卷", en="the opening"), **{one.event: one.title for one in steps}},
        contested=frozenset(one.event for one in steps if one.remedy == below),
        sat={event: frozenset(fields) for event, fields in sat.items()},
    )
