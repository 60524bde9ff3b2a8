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
_MARKS = 26  # the quotation marks in a line of the directory


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
        if not _spelt(body, columns):
            said, _ = _object(body)
            if any(said.get(name) != value for name, value in columns.items()):
                yield fault(str(proceeding), at, "directory_misfiled")


def _spelt(body: bytes, columns: dict[str, Any]) -> bool:
    """Whether the line is plainly the one that its columns make: the quick answer, which errs to no."""
    start = body.rfind(b'"recorded_at":"') + 15
    moment = body[start : start + 27].decode("ascii", "replace")
    court, seq, kind, proceeding, at, event = columns.values()
    if type(seq) is not int or type(at) is not int or not 0 < seq <= _LARGEST or not 0 < at <= _LARGEST:
        return False
    if not all(type(each) is str for each in (court, kind, proceeding, event)):
        return False
    told = (
        f'{{"at":{at},"court":"{court}","event":"{event}","kind":"{kind}","proceeding":"{proceeding}",'
        f'"recorded_at":"{moment}","seq":{seq},"v":1}}'
    )
    return (
        told.isascii()
        and told.isprintable()
        and told.count('"') == _MARKS
        and "\\" not in told
        and told.encode() == body
    )


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
