"""Whether those who sat can carry the step: enough natural persons of the body, and none whom it may not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from courtqa.text import Text
from courtqa.workflows.concerning import concerning
from courtqa.workflows.definition import Quorum
from courtqa.workflows.guards import person_id
from courtqa.workflows.impartiality import (
    did_nothing_above_that_bars,
    did_nothing_that_bars,
    not_recused,
    not_related,
    not_the_subject,
)
from courtqa.workflows.question import Question
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Actor, Reason

__all__ = ["enough_sat", "members_may_sit"]

SITTING: tuple[Callable[[Question], Iterable[Reason]], ...] = (
    did_nothing_that_bars,
    did_nothing_above_that_bars,
    not_recused,
    not_the_subject,
    not_related,
)


def members_may_sit(asked: Question) -> Iterator[Reason]:
    """No member is a party, related to one, recused, or bound by an earlier act. Whoever asks was asked all this."""
    behind = {person for _, person in asked.people}
    seated = sorted(set(map(person_id, _entries(asked))))
    accounts = [account for account in seated if asked.persons.person(account) not in behind]
    members = [evolve(asked, by=Actor(account, account), on_behalf_of=None) for account in accounts]
    for check in concerning(SITTING, asked.way, for_another=False):
        for member in members:
            yield from check(member)


def enough_sat(asked: Question) -> Iterator[Reason]:
    """Enough distinct members of the body sat. Raises NotInForce where its series has no value."""
    quorum, entries = asked.way.transition.quorum, _entries(asked)
    if quorum is not None and isinstance(asked.data.get(quorum.members), list | tuple):
        for why in _shortfalls(asked, quorum, entries):
            yield reason("no_quorum", asked.way.rule, why=why)


def _entries(asked: Question) -> Sequence[object]:
    quorum = asked.way.transition.quorum
    entries = None if quorum is None else asked.data.get(quorum.members)
    return entries if isinstance(entries, list | tuple) else ()


def _shortfalls(asked: Question, quorum: Quorum, entries: Sequence[object]) -> Iterator[Text]:
    seated = {asked.persons.person(person_id(entry)): entry for entry in entries}
    count = len(seated)
    if count != len(entries):
        yield Text(zh=f"“{quorum.members}”中有重复人员", en=f"someone stands twice in {quorum.members}")
    if quorum.role is not None:
        strangers = [
            person for person in sorted(seated) if _stranger(asked, person, seated[person], quorum.role)
        ]
        if strangers:
            title = asked.plan.titles("roles", (quorum.role,))
            listed = ", ".join(strangers)
            yield Text(zh=f"{listed} 不是{title.zh}", en=f"{listed}: not {title.en}")
    if quorum.at_least is not None:
        least = _whole(asked.plan.number(quorum.at_least, asked.rule_day))
        if count < least:
            yield Text(zh=f"至少须 {least} 人，现 {count} 人", en=f"at least {least} must sit, {count} did")
    if quorum.more_than_half_of is not None:
        size = _whole(asked.plan.number(quorum.more_than_half_of, asked.rule_day))
        if 2 * count <= size:
            yield Text(
                zh=f"须超过 {size} 人的半数到会，现 {count} 人",
                en=f"more than half of {size} must sit, {count} did",
            )
    if quorum.odd and count % 2 == 0:
        yield Text(zh=f"人数须为单数，现 {count} 人", en=f"an odd number must sit, {count} did")


def _stranger(asked: Question, person: str, entry: object, role: str) -> bool:
    """Whether the member is of another role by the entry, or by the register on a day that counts."""
    if isinstance(entry, Mapping) and entry.get("role", role) != role:
        return True
    tenures = asked.persons.offices(person)
    if tenures is None:
        return False
    return not all(any(t.role == role and t.holds(day) for t in tenures) for day in asked.days)


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
