"""Reading stored chains that may hold anything: each row is judged, none is trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import frozen

from courtqa.errors import NotCanonical
from courtqa.workflows.canonical import parse
from courtqa.workflows.faults import Fault, fault
from courtqa.workflows.records import Event
from courtqa.workflows.sealing import directory_genesis, event_of, genesis, link

__all__ = ["Link", "check_directory", "check_trail", "plain"]

Row = Sequence[object]
_LARGEST = 2**53 - 1
_LINE = b'{"at":%d,"court":"%b","event":"%b","kind":"%b","proceeding":"%b","recorded_at":"%b","seq":%d,"v":1}'
_MARKS = _LINE.count(b'"')


@frozen
class Link:
    """A stored event as it was judged: its number, its seal as computed from its bytes, what it says."""

    seq: int
    seal: str
    event: Event | None
    faults: tuple[Fault, ...]


def plain(value: object) -> Any:
    """A stored value for comparing: bytes as text, whatever they are; a whole number or null as it is."""
    if type(value) is bytes:
        return value.decode("utf-8", "backslashreplace")
    return value if value is None or isinstance(value, int) else f"{value!r}"


def check_trail(rows: Iterable[Row]) -> Iterator[Link]:
    """Each event of one proceeding, judged. Rows are as ``Audit.events`` gives them."""
    prev, last = "", None
    for expected, row in enumerate(rows, 1):
        court, proceeding, seq, idem, request, _, linked, stored = map(plain, row)
        if expected == 1:
            prev = genesis(court if isinstance(court, str) else "", str(proceeding))
        faults: list[Fault] = []
        body = _bytes(row[5])
        seal = _link(linked, body)
        if seq != expected:
            faults.append(fault(str(proceeding), seq, "seq_not_contiguous", expected=expected))
        if linked != prev:
            faults.append(fault(str(proceeding), seq, "link_broken"))
        if seal != stored:
            faults.append(fault(str(proceeding), seq, "hash_mismatch"))
        said, event, why = _event(body)
        if event is None:
            faults.append(fault(str(proceeding), seq, "body_unreadable", why=why))
        else:
            columns = {
                "court": court,
                "proceeding": proceeding,
                "seq": seq,
                "idem": "" if idem is None else idem or None,  # an empty one is never stored
                "request": request,
            }
            faults.extend(
                fault(str(proceeding), seq, "misfiled", column=name)
                for name, value in columns.items()
                if said[name] != value
            )
            if last is not None and event.recorded_at < last.recorded_at:
                faults.append(fault(str(proceeding), seq, "time_went_back"))
        yield Link(seq if isinstance(seq, int) else 0, seal, event, tuple(faults))
        prev, last = str(stored), event or last


def check_directory(rows: Iterable[Row]) -> Iterator[Fault]:
    """What is amiss in the directory of one court. Rows are as ``Audit.directory`` gives them."""
    prev = ""
    for expected, row in enumerate(rows, 1):
        if expected > 1 and _follows(row, prev, expected):
            prev = str(plain(row[8]))
            continue
        body = _bytes(row[6])
        court, seq, kind, proceeding, at, event, _, linked, stored = map(plain, (*row[:6], None, *row[7:]))
        if expected == 1:
            prev = directory_genesis(str(court))
        if seq != expected:
            yield fault(str(proceeding), at, "directory_gap", expected=expected)
        if linked != prev:
            yield fault(str(proceeding), at, "directory_link")
        if _link(linked, body, directory=True) != stored:
            yield fault(str(proceeding), at, "directory_hash")
        prev = str(stored)
        columns = {
            "court": court,
            "seq": seq,
            "kind": kind,
            "proceeding": proceeding,
            "at": at,
            "event": event,
        }
        said, _ = _object(body)
        if any(said.get(name) != value for name, value in columns.items()):
            yield fault(str(proceeding), at, "directory_misfiled")


def _follows(row: Any, prev: str, expected: int) -> bool:
    """Whether the line is plainly the one that its columns make, behind the one before: the quick answer, which errs to no."""
    court, seq, kind, proceeding, at, event, body, linked, stored = row
    try:
        start = body.rfind(b'"recorded_at":"') + 15
        told = _LINE % (at, court, event, kind, proceeding, body[start : start + 27], seq)
        return (
            told == body
            and type(at) is type(seq) is int
            and 0 < at <= _LARGEST
            and seq == expected
            and linked.decode() == prev
            and told.count(b'"') == _MARKS
            and b"\\" not in told
            and told.isascii()
            and told.decode().isprintable()
            and link(prev, body, directory=True).encode() == stored
        )
    except (TypeError, AttributeError, ValueError):
        return False


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode(errors="backslashreplace")


def _link(prev: object, body: bytes, *, directory: bool = False) -> str:
    try:
        return link(str(prev), body, directory=directory)
    except ValueError:
        return "-"


def _object(body: bytes) -> tuple[dict[str, Any], str]:
    try:
        said = parse(body.decode())
    except UnicodeDecodeError:
        return {}, "it is not UTF-8"
    except NotCanonical as error:
        return {}, error.found
    return (said, "") if isinstance(said, dict) else ({}, "it is not an object")


def _event(body: bytes) -> tuple[dict[str, Any], Event | None, str]:
    said, why = _object(body)
    if why:
        return said, None, why
    try:
        return said, event_of(said), ""
    except Exception as error:  # noqa: BLE001 - hashed nonsense may fail in any way; judging it may not
        return said, None, f"{type(error).__name__}: {error}"
