"""Whether anybody touched what was recorded. Total: whatever bytes are stored it answers, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import frozen

from courtqa.errors import CourtqaError
from courtqa.policy import Policy
from courtqa.workflows.attested import Attested, Evidence
from courtqa.workflows.chains import Row, check_trail, plain
from courtqa.workflows.faults import Fault, Verification, fault
from courtqa.workflows.inventory import Inventory
from courtqa.workflows.lawful import Lawful, Move, Pinned
from courtqa.workflows.posted import check_actors
from courtqa.workflows.quick import Quick
from courtqa.workflows.store import Audit

BESIDE = "@"  # the chains that are no proceeding's: the directory, the lists

__all__ = ["Part", "verify", "verify_chain", "verify_part", "verify_whole"]


def verify(
    audit: Audit,
    *,
    policy: Policy | None = None,
    court: str | None = None,
    evidence: Evidence | None = None,
    only: Collection[str] | None = None,
    quickly: bool = True,
) -> Verification:
    """What is amiss in everything stored: each chain, each row against its events, and the directory.

    With ``policy``, each step is also held against the edition that its proceeding is pinned to; with ``court`` only
    in the proceedings of that court, for another may have another policy. ``evidence`` is what is known from outside:
    keys and checkpoints. ``only`` names the proceedings whose events are to be read; all the rest is read anyway. The outcome is
    the same whether ``quickly`` or not; a test holds the two against each other.
    """
    known = None if policy is None else lambda: policy
    attested = Attested(evidence or Evidence(), known, audit)
    inventory = Inventory(attested, Quick(policy, court) if quickly else None, known, court)
    try:
        inventory.faults.extend(_damage(audit))
        inventory.faults.extend(attested.read())
        inventory.read_directory(audit)
        inventory.faults.extend(check_actors(audit))
        inventory.read(audit)
        for key, rows in groupby(audit.events(), key=itemgetter(0, 1)):
            if only is None or plain(key[1]) in only:
                inventory.check(key, rows)
            else:
                inventory.pass_over(key, rows)
        inventory.check_leftovers()
        inventory.faults.extend(attested.check_lists())
    except CourtqaError as error:
        inventory.faults.append(fault("-", 0, "unreadable", why=error.text.en))
    return Verification(tuple(inventory.faults), inventory.counts)


@frozen
class Part:
    """What one of several processes found in its share of the proceedings, and the moves in it that were not judged yet."""

    faults: tuple[Fault, ...]
    counts: Mapping[str, int]
    moves: Mapping[Pinned, Collection[Move]]


def verify_part(
    audit: Audit,
    holds: Callable[[Any, Any], bool],
    *,
    policy: Callable[[], Policy] | None = None,
    evidence: Evidence | None = None,
) -> Part:
    """What is amiss in a share of the proceedings, and in what is kept beside them.

    ``audit`` reads what belongs to the share; ``holds`` says whether a proceeding (court, id) does. The policy is asked
    for only where one has to be looked at thoroughly.
    """
    attested, quick = Attested(evidence or Evidence(), policy, audit), Quick(None, None)
    inventory = Inventory(attested, quick, policy)
    try:
        attested.read(lambda court, chain: not chain.startswith(BESIDE) and holds(court, chain))
        inventory.read_directory(audit, judging=False)
        inventory.read(audit, holds)
        for key, rows in groupby(audit.events(), key=itemgetter(0, 1)):
            inventory.check(key, rows)
        inventory.check_leftovers()
    except CourtqaError as error:
        inventory.faults.append(fault("-", 0, "unreadable", why=error.text.en))
    return Part(tuple(inventory.faults), inventory.counts, {} if policy is None else quick.moves)


def verify_whole(
    audit: Audit, parts: Iterable[Part], *, policy: Policy | None = None, evidence: Evidence | None = None
) -> Verification:
    """The outcome of ``verify``, where the proceedings were looked at in parts, and the file by somebody else.

    A step that no edition knows is told without its place: ``verify`` names it.
    """
    attested = Attested(evidence or Evidence(), None, audit)
    inventory = Inventory(attested)
    try:
        inventory.faults.extend(attested.read(lambda _, chain: chain.startswith(BESIDE)))
        inventory.read_directory(audit)
        inventory.listed.clear()  # each process looks at its own
        inventory.faults.extend(check_actors(audit))
        for part in parts:
            inventory.faults.extend(part.faults)
            for name in ("proceedings", "events"):
                inventory.counts[name] += part.counts[name]
            if policy is not None:
                inventory.faults.extend(_unlawful(policy, part.moves))
        inventory.check_leftovers()
        inventory.faults.extend(attested.check_lists())
    except CourtqaError as error:
        inventory.faults.append(fault("-", 0, "unreadable", why=error.text.en))
    return Verification(tuple(inventory.faults), inventory.counts)


def verify_chain(rows: Iterable[Row]) -> tuple[Fault, ...]:
    """What is amiss in the trail of one proceeding, given as ``Audit.events`` gives it."""
    return tuple(each for judged in check_trail(rows) for each in judged.faults)


def _damage(audit: Audit) -> tuple[Fault, ...]:
    """What is amiss in the file and in the shape of what lies in it."""
    broken = [fault("-", 0, "unreadable", why=why) for why in audit.damage()]
    return (*broken, *(fault("-", 0, "misshapen", why=why) for why in audit.misshapen()))


def _unlawful(policy: Policy, moves: Mapping[Pinned, Collection[Move]]) -> Iterator[Fault]:
    for pinned, taken in moves.items():
        try:
            lawful = Lawful.of(policy, *pinned).takes(taken)
        except CourtqaError:
            lawful = False
        if not lawful:
            yield fault("-", 0, "step_not_in_definition", source="-", event="-", target=pinned[0])
