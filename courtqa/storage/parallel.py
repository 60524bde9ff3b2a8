"""Looking at a whole database with several processes, each with a share of the proceedings."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from courtqa.policy import Policy
from courtqa.storage.audit import raw_audit
from courtqa.workflows import Evidence, Part, Verification, verify_part, verify_whole

__all__ = ["verify_in_parallel"]

Ends = tuple[tuple[bytes, bytes] | None, tuple[bytes, bytes] | None]


def verify_in_parallel(
    where: str | Path,
    *,
    processes: int,
    policy: Callable[[], Policy] | None = None,
    evidence: Evidence | None = None,
) -> Verification:
    """The outcome of ``verify_file``, found by so many processes. They are started anew, never forked.

    ``policy`` is called in each of them: a partial of ``load_policy``, say.
    """
    with raw_audit(where) as audit:
        keys = sorted({(_bytes(row[0]), _bytes(row[1])) for row in audit.ends()})
    cuts = [keys[len(keys) * n // processes] for n in range(1, processes)] if keys else []
    ends: list[Ends] = list(zip([None, *cuts], [*cuts, None], strict=True))
    look = partial(_look, str(where), policy, evidence)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = pool.map(look, ends)
        with raw_audit(where) as audit:
            known = None if policy is None else policy()
            return verify_whole(audit, parts, policy=known, evidence=evidence)


def _look(where: str, policy: Callable[[], Policy] | None, evidence: Evidence | None, ends: Ends) -> Part:
    with raw_audit(where) as audit:
        known = None if policy is None else policy()
        return verify_part(audit, *ends, policy=known, evidence=evidence)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
