"""Reading everything as it lies on the disk, for verification: no types assumed, nothing written."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from courtqa.errors import StoreUnusable
from courtqa.policy import Policy
from courtqa.storage.beside import BesideAudit
from courtqa.storage.log import lost_commits
from courtqa.storage.shape import misshapen
from courtqa.text import Text
from courtqa.workflows import Evidence, Verification, verify

__all__ = ["RawAudit", "open_raw", "raw_audit", "unusable", "verify_file"]

EVENTS = "SELECT court, proceeding, seq, idem, request, body, prev, hash FROM event"
PROCEEDINGS = """
SELECT court, id, workflow, definition, state, version, closed, head, recorded_at, snapshot, edition, unit,
    opened_on, parent, open_key
FROM proceeding NOT INDEXED"""
DEADLINES = "SELECT court, proceeding, clock, due, remind_on, status, reminded FROM deadline NOT INDEXED"
DIRECTORY = "SELECT court, seq, kind, proceeding, at, event, body, prev, hash FROM directory NOT INDEXED"
PERSONAL = "SELECT court, proceeding, commitment, seq, field, salt, value FROM personal NOT INDEXED"
MESSAGES = "SELECT court, proceeding, seq, key, topic, payload FROM outbox NOT INDEXED"
CUT = "SELECT court, proceeding FROM event ORDER BY court, proceeding, seq LIMIT 1 OFFSET ?"
SINCE, BEFORE = (f"(court, {{0}}) {sign} (CAST(? AS TEXT), CAST(? AS TEXT))" for sign in (">=", "<"))
DAMAGE = (sqlite3.Error, UnicodeDecodeError)  # the message about damaged text may itself not decode
CACHE = 65_536  # KiB of the file that are held while it is read
Place = tuple[bytes, bytes] | None  # court, proceeding
NOT_OURS = Text(zh="不是 courtqa 的数据库文件，或已损坏", en="it is not a courtqa database, or it is damaged")
UNFINISHED = Text(
    zh="旁有未了结的日志（-wal 或 -journal），此处读不了：有人正在写、曾中断，或日志系他人放入；以可写方式打开一次，再核验",
    en="an unfinished log (-wal, -journal) lies beside it and can't be read from here: somebody writes, was interrupted, "
    "or it was put there; open it once where it may be written to, then verify",
)


class RawAudit(BesideAudit):
    """All rows of all courts as of one moment, in a connection that gives text as bytes.

    The tables are read past their indexes, for an index can be made to say something else than its table; the events in
    the order of their index once SQLite has found the two to agree. A share, the proceedings from one (court, id) up to
    another, trusts the index: whoever reads shares has SQLite look at it meanwhile.
    """

    def __init__(
        self, raw: sqlite3.Connection, where: str, *, since: Place = None, before: Place = None
    ) -> None:
        raw.text_factory = bytes
        raw.execute(f"PRAGMA cache_size = -{CACHE}")
        self._raw = raw
        self._where = where
        self._ends = since, before  # of the proceedings that are read
        self._sound = (since, before) != (None, None)  # whether indexes say the same as their tables

    def events(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, idem, request, body, prev, hash), in order of the first three."""
        past = "" if self._sound else " NOT INDEXED"
        return self._share(EVENTS + past, "proceeding", " ORDER BY court, proceeding, seq")

    def places(self, pieces: int) -> list[tuple[bytes, bytes]]:
        """Where the proceedings can be cut into so many pieces with about as many events each."""
        ((count,),) = self._rows("SELECT count(*) FROM event")
        cuts = [self._rows(CUT, (count * n // pieces,)) for n in range(1, pieces)]  # type: ignore[operator]
        return [(court, proceeding) for cut in cuts for court, proceeding in cut]  # type: ignore[misc]

    def proceedings(self) -> Iterator[Sequence[object]]:
        """(court, id) and the columns of ``inventory.COLUMNS``; of a share also the children of its proceedings."""
        return self._share(PROCEEDINGS, "id", or_else="parent")

    def deadlines(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, clock, due, remind_on, status, reminded)."""
        return self._share(DEADLINES, "proceeding")

    def directory(self) -> Iterator[Sequence[object]]:
        """(court, seq, kind, proceeding, at, event, body, prev, hash), in order of the first two."""
        return self._share(DIRECTORY, "proceeding", " ORDER BY court, seq")

    def messages(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, seq, key, topic, payload) of the outbox."""
        return self._share(MESSAGES, "proceeding", " ORDER BY id")

    def personal(self) -> Iterator[Sequence[object]]:
        """(court, proceeding, commitment, seq, field, salt, value)."""
        return self._share(PERSONAL, "proceeding")

    def damage(self) -> Iterator[str]:
        """What SQLite itself finds wrong with the file, and what it passes over in the log beside it."""
        yield from lost_commits(self._where)
        self._sound = True
        for (line,) in self._rows("PRAGMA integrity_check"):
            text = line.decode(errors="backslashreplace") if isinstance(line, bytes) else str(line)
            if text != "ok":
                self._sound = False
                yield text

    def misshapen(self) -> Iterator[str]:
        """What of the tables and triggers is not as it was laid, or holds values of another type."""
        return misshapen(self._rows)

    def _share(
        self, query: str, name: str, order: str = "", *, or_else: str = ""
    ) -> Iterator[Sequence[object]]:
        """The rows about the proceedings of the share: those that ``name`` says, or the column ``or_else``."""
        ends = [(sign, end) for sign, end in zip((SINCE, BEFORE), self._ends, strict=True) if end]
        values = tuple(part for _, end in ends for part in end)
        columns = [column for column in (name, or_else) if column]
        asked = [" AND ".join(sign.format(column) for sign, _ in ends) for column in columns]
        where = f" WHERE ({') OR ('.join(asked)})" if ends else ""
        return self._rows(query + where + order, values * len(columns))

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[Sequence[object]]:
        try:
            yield from self._raw.execute(query, values)
        except DAMAGE as error:
            raise unusable(self._where, error) from error


def verify_file(
    where: str | Path,
    *,
    policy: Policy | None = None,
    evidence: Evidence | None = None,
    only: Collection[str] | None = None,
) -> Verification:
    """What is amiss in the database at ``where``, opened for reading only. Nothing is laid, mended or moved.

    With ``policy`` each step is also held against the edition it is pinned to, with ``evidence`` everything against
    keys and checkpoints kept elsewhere; ``only`` names the proceedings to read. ``StoreUnusable`` if there is no
    database of ours to read.
    """
    with raw_audit(where) as audit:
        return verify(audit, policy=policy, evidence=evidence, only=only)


@contextmanager
def raw_audit(where: str | Path, *, since: Place = None, before: Place = None) -> Iterator[RawAudit]:
    """Everything in the database at ``where``, or a share, opened for reading only; ``StoreUnusable`` if it is none of ours."""
    raw = open_raw(str(where))
    try:
        yield RawAudit(raw, str(where), since=since, before=before)
    finally:
        raw.close()


def open_raw(where: str) -> sqlite3.Connection:
    """A connection that can only read, and reads whatever bytes are there."""
    if not Path(where).is_file():
        raise StoreUnusable(where, Text(zh="没有这个文件", en="there is no such file"))
    place = "file:" + quote(str(Path(where).resolve()))
    beside = [Path(where + ending) for ending in ("-wal", "-journal")]
    still = not any(file.exists() and file.stat().st_size for file in beside)
    # then it may be read where no lock can be taken; a journal would be played back by whoever writes next
    for mode in ("?mode=ro", "?mode=ro&immutable=1")[: 1 + still]:
        raw = sqlite3.connect(place + mode, uri=True, timeout=10.0, isolation_level=None)
        with suppress(*DAMAGE):
            raw.execute("BEGIN")
            raw.execute("SELECT count(*) FROM event").fetchone()
            return raw
        raw.close()
    raise StoreUnusable(where, NOT_OURS if still else UNFINISHED)


def unusable(where: str, error: BaseException) -> StoreUnusable:
    """The error of the database, as one of ours."""
    return StoreUnusable(where, Text(zh=f"数据库报告：{error}", en=f"the database says: {error}"))
