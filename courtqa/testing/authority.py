"""Hold authority against its oracle, and delete each of its checks in turn: ``python -m courtqa.testing.authority``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType, ModuleType

from attrs import frozen

from courtqa.testing.combinations import TOTAL, attempt, drawn
from courtqa.testing.oracle import Attempt, outcome
from courtqa.testing.oracle_recusal import Declaration, declared
from courtqa.testing.small_court import COURT, PLAN
from courtqa.workflows import Refusal, authority, decide, recuse, recusing
from courtqa.workflows.above import with_parent

__all__ = ["Deleted", "Proof", "main", "print_proof", "prove"]

AT = datetime(2008, 3, 7, 2, tzinfo=UTC)
Outcome = tuple[str, frozenset[str]]

# the codes by which each check speaks: only where no other code does can its absence be felt
SPEAKS = MappingProxyType(
    {
        "holds_a_role": {"role_missing"},
        "in_tenure": {"not_in_tenure"},
        "in_the_unit": {"wrong_unit"},
        "at_the_level": {"wrong_level"},
        "can_be_delegated": {"not_delegable"},
        "was_delegated": {"not_delegated"},
        "delegate_in_office": {"delegate_without_office"},
        "not_the_subject": {"subject_of_it"},
        "not_recused": {"recused"},
        "not_related": {"related", "check_failed"},
        "did_nothing_that_bars": {"same_person"},
        "did_nothing_above_that_bars": {"same_person_above"},
        "did_what_it_builds_on": {"not_same_person"},
        "a_person_where_it_harms": {"machine_may_not"},
        "has_not_approved": {"already_approved"},
        "members_may_sit": {"subject_of_it", "recused", "related", "same_person", "check_failed"},
        "enough_sat": {"no_quorum"},
        "nobody_known": {"unknown_person"},
        "still_open": {"closed"},
        "said_by_a_person": {"machine_may_not"},
        "who_is_known": {"unknown_person"},
        "not_out_yet": {"already_recused"},
        "theirs_to_say": {"may_not_recuse"},
    }
)
OF_A_BODY = frozenset({"members_may_sit", "enough_sat"})
# where the engine keeps its checks: those of a step, and those of a declared recusal
OF_A_STEP = ((authority, "CHECKS"), (authority, "BODY"), (authority, "CONSENTS"), (authority, "NAMED"))
OF_A_RECUSAL = ((recusing, "DECLARING"),)
TUPLES = (*OF_A_STEP, *OF_A_RECUSAL)


@frozen
class Deleted:
    """One check taken out: in how many attempts somebody got further than the rules allow."""

    check: str
    looked_at: int
    let_through: int


@frozen
class Proof:
    """How many attempts were decided, in how many the oracle agreed, and what each deletion let through."""

    attempts: int
    agreed: int
    outcomes: dict[str, int]
    disagreements: tuple[int, ...]  # the numbers of the first few attempts that differ
    deleted: tuple[Deleted, ...]

    @property
    def holds(self) -> bool:
        """Whether engine and oracle agree on every attempt, and the loss of any check would be noticed."""
        return self.agreed == self.attempts and all(one.let_through for one in self.deleted)


def prove(count: int = TOTAL, *, tick: Callable[[], object] = lambda: None) -> Proof:
    """The proof over ``count`` attempts, spread evenly over all of them. ``tick`` is called once for each."""
    of_a_step, of_a_recusal = _names(OF_A_STEP), _names(OF_A_RECUSAL)
    names = [*of_a_step, *of_a_recusal]
    looked_at, let_through = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    outcomes: dict[str, int] = {"refused": 0, "approval": 0, "step": 0, "recusal": 0}
    agreed = 0
    disagreements: list[int] = []
    for number in drawn(count):
        tried = attempt(number)
        right = _right(tried)
        found = _decided(tried)
        outcomes[right[0]] += 1
        if found == right:
            agreed += 1
        elif len(disagreements) < 10:
            disagreements.append(number)
        for name in _felt(right, tried, of_a_recusal if isinstance(tried, Declaration) else of_a_step):
            with _without(name):
                looked_at[name] += 1
                let_through[name] += _decided(tried)[0] != right[0]
        tick()
    deleted = tuple(Deleted(name, looked_at[name], let_through[name]) for name in names)
    return Proof(min(TOTAL, count), agreed, outcomes, tuple(disagreements), deleted)


def _names(places: Iterable[tuple[ModuleType, str]]) -> list[str]:
    return [check.__name__ for module, group in places for check in getattr(module, group)]


def _right(tried: Attempt | Declaration) -> Outcome:
    """What the oracle makes of the attempt."""
    return declared(COURT, tried) if isinstance(tried, Declaration) else outcome(COURT, tried)


def _decided(tried: Attempt | Declaration) -> Outcome:
    """What the engine makes of the attempt."""
    if isinstance(tried, Declaration):
        out = recuse(
            PLAN, tried.proceeding, tried.person, by=tried.by, at=AT, reason="kin", persons=tried.register
        )
        return (
            ("refused", frozenset(out.codes)) if isinstance(out, Refusal) else (out.event.kind, frozenset())
        )
    found = decide(
        PLAN,
        tried.proceeding,
        tried.step.event,
        by=tried.by,
        at=AT,
        on=tried.on,
        data=tried.data,
        on_behalf_of=tried.holder,
        persons=tried.register,
        kin=() if tried.above is None else with_parent((), tried.above),
    )
    if isinstance(found, Refusal):
        return "refused", frozenset(found.codes)
    return found.event.kind, frozenset()


def _felt(right: Outcome, tried: Attempt | Declaration, names: Sequence[str]) -> Iterator[str]:
    """The checks whose absence this attempt could betray."""
    kind, codes = right
    for name in names:
        if name in OF_A_BODY and (isinstance(tried, Declaration) or tried.step.quorum is None):
            continue
        if (kind == "refused" and name in SPEAKS and codes <= SPEAKS[name]) or (
            kind == "approval" and name not in SPEAKS and tried.proceeding.approvals
        ):
            yield name


@contextmanager
def _without(name: str) -> Iterator[None]:
    """The engine with one check deleted."""
    kept = [(module, group, getattr(module, group)) for module, group in TUPLES]
    try:
        for module, group, checks in kept:
            setattr(module, group, tuple(check for check in checks if check.__name__ != name))
        yield
    finally:
        for module, group, checks in kept:
            setattr(module, group, checks)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the proof; 0 if it holds."""
    parser = argparse.ArgumentParser(prog="python -m courtqa.testing.authority", description=__doc__)
    parser.add_argument(
        "--combinations", type=int, default=TOTAL, metavar="N", help=f"default: all {TOTAL:,}"
    )
    wanted = parser.parse_args(arguments).combinations
    proof = _with_progress(max(1, min(wanted, TOTAL)))
    print_proof(proof)
    return 0 if proof.holds else 1


def _with_progress(count: int) -> Proof:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("attempts", total=count)
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            if done % 1000 == 0 or done == count:
                bar.update(task, completed=done)

        return prove(count, tick=tick)


def print_proof(proof: Proof) -> None:
    """Say what was decided, whether the oracle agrees, and what each deletion let through."""
    from rich.console import Console
    from rich.table import Table

    out = Console(file=sys.stdout)
    told = ", ".join(f"{kind} {number:,}" for kind, number in proof.outcomes.items())
    out.print(
        f"{proof.attempts:,} of {TOTAL:,} combinations decided: {told}", highlight=False, soft_wrap=True
    )
    out.print(
        f"engine and oracle agree on {proof.agreed:,}, reasons and all", highlight=False, soft_wrap=True
    )
    for number in proof.disagreements:
        tried = attempt(number)
        out.print(f"  attempt {number}: engine {_decided(tried)}, oracle {_right(tried)}")
    table = Table("check deleted", "decided again", "let through", box=None)
    for one in proof.deleted:
        table.add_row(
            one.check, f"{one.looked_at:,}", f"{one.let_through:,}" if one.let_through else "NOT NOTICED"
        )
    out.print(table)


if __name__ == "__main__":
    sys.exit(main())
