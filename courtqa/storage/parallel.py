"""Looking at a whole database with several processes, each with a share of the proceedings."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

from courtqa.policy import Policy
from courtqa.storage.audit import RawAudit, raw_audit, verify_file
from courtqa.workflows import Audit, Evidence, Part, Verification, verify_part, verify_whole

__all__ = ["Share", "verify_in_parallel"]

End = tuple[bytes, bytes] | None
Ends = tuple[End, End]


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
            found = verify_whole(audit, parts, policy=known, evidence=evidence)
    if any(each.rule == "unreadable" for each in found.faults):  # then no index was to be relied upon
        return verify_file(where, policy=known, evidence=evidence)
    return found


def _look(where: str, policy: Callable[[], Policy] | None, evidence: Evidence | None, ends: Ends) -> Part:
    with raw_audit(where) as audit:
        known = None if policy is None else policy()
        gc.freeze()
        gc.set_threshold(
            100_000, 50, 100
        )  # what is read lives until it is judged; little of it makes a cycle
        audit.by_index()
        return verify_part(cast("Audit", Share(audit, *ends)), *ends, policy=known, evidence=evidence)


class Share:
    """What lies beside the events of a share of the proceedings; a child also goes with its parent."""

    def __init__(self, audit: RawAudit, since: End, before: End) -> None:
        self._audit, self._since, self._before = audit, since or (b"", b""), before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._audit, name)

    def proceedings(self) -> Iterator[Sequence[Any]]:
        """The rows of these proceedings, and of their children."""
        for row in self._audit.proceedings():
            if self._holds(row[0], row[1]) or (row[13] is not None and self._holds(row[0], row[13])):
                yield row

    def deadlines(self) -> Iterator[Sequence[Any]]:
        """The clocks of these proceedings."""
        return (row for row in self._audit.deadlines() if self._holds(row[0], row[1]))

    def messages(self) -> Iterator[Sequence[Any]]:
        """The messages of these proceedings."""
        return (row for row in self._audit.messages() if self._holds(row[0], row[1]))

    def directory(self) -> Iterator[Sequence[Any]]:
        """The lines about these proceedings."""
        return (row for row in self._audit.directory() if self._holds(row[0], row[3]))

    def _holds(self, court: object, proceeding: object) -> bool:
        key = _bytes(court), _bytes(proceeding)
        return key >= self._since and (self._before is None or key < self._before)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
