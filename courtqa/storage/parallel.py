"""Looking at a whole database with several processes, each with a share of the proceedings."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from courtqa.errors import StoreUnusable
from courtqa.policy import Policy
from courtqa.storage.audit import Place, raw_audit, verify_file
from courtqa.workflows import Evidence, Part, Verification, verify_part, verify_whole

__all__ = ["verify_in_parallel", "verify_share"]

Ends = tuple[Place, Place]


def verify_in_parallel(
    where: str | Path,
    *,
    processes: int,
    policy: Callable[[], Policy] | None = None,
    evidence: Evidence | None = None,
) -> Verification:
    """The outcome of ``verify_file``, found by so many processes. They are started anew, never forked.

    This process is one of them, and has SQLite look at its file in a thread meanwhile. ``policy`` is called here, and in
    another process only where it has to look thoroughly: a partial of ``load_policy``, say. Where anything is amiss all is
    looked at once more by ``verify_file``, which reads past the indexes that this relies on.
    """
    known = None if policy is None else policy()
    try:
        with raw_audit(where) as audit:
            cuts = audit.places(processes)
    except StoreUnusable:
        return verify_file(where, policy=known, evidence=evidence)
    mine, *others = zip([None, *cuts], [*cuts, None], strict=True)
    look, spawn = partial(_look, str(where), policy, evidence), get_context("spawn")
    with ThreadPoolExecutor(1) as beside, ProcessPoolExecutor(max(1, len(others)), mp_context=spawn) as pool:
        parts = pool.map(look, others)
        whole = beside.submit(_is_whole, where)
        first = verify_share(where, mine, policy=policy, evidence=evidence)
        with raw_audit(where) as audit:
            found = verify_whole(audit, chain((first,), parts), policy=known, evidence=evidence)
        sound = whole.exception() is None and whole.result()
    return found if found.ok and sound else verify_file(where, policy=known, evidence=evidence)


def verify_share(
    where: str | Path,
    ends: Ends,
    *,
    policy: Callable[[], Policy] | None = None,
    evidence: Evidence | None = None,
) -> Part:
    """What one process finds in the proceedings between two places."""
    since, before = ends

    def holds(court: object, proceeding: object) -> bool:
        key = _bytes(court), _bytes(proceeding)
        return (since is None or key >= since) and (before is None or key < before)

    with raw_audit(where, since=since, before=before) as audit:
        return verify_part(audit, holds, policy=policy, evidence=evidence)


def _is_whole(where: str | Path) -> bool:
    with raw_audit(where) as audit:
        return next(audit.damage(), None) is None and next(audit.misshapen(), None) is None


def _look(where: str, policy: Callable[[], Policy] | None, evidence: Evidence | None, ends: Ends) -> Part:
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # what is read lives until it is judged; little of it makes a cycle
    return verify_share(where, ends, policy=policy and cache(policy), evidence=evidence)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
