"""Making checkpoints and putting them where the database's administrator can't change them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import define, field, frozen

from courtqa.errors import CheckpointDiffers, Conflict, CourtqaError, NotACheckpoint
from courtqa.text import Text
from courtqa.workflows import (
    LISTS,
    Audit,
    Checkpoint,
    KeptNote,
    KeyFile,
    Made,
    Store,
    make_checkpoint,
    read_note,
    seal_in_tip,
)
from courtqa.workflows.attesting import DIRECTORY, ends_at, kept_rows

__all__ = [
    "Checkpoints",
    "Watch",
    "checkpoint",
    "checkpoints_of",
    "courts_of",
    "grown_since",
    "kept_notes",
    "notes_at",
    "publish",
]

APPENDED = ".notes"  # a place with this ending is one file, to which each note is added
ROUNDS = 5


@frozen
class Checkpoints:
    """When a docket makes checkpoints, and where it puts them besides its database.

    A place is a folder, one file for each note, or a file ``….notes`` to which they are added. At least one of them
    should be on another machine. A setting of the docket; no rule of law says how often.
    """

    places: tuple[str | Path, ...]
    every: int | None = 1000  # events; None: not by number
    seconds: float | None = 60.0  # at the next event, or the next round of a worker; None: not by time
    at_decisions: bool = True  # at each step that is adverse to a person


@define
class Watch:
    """Makes the checkpoints of a docket as its settings say. ``trouble`` is why the last one could not be made."""

    store: Store
    court: str
    keys: KeyFile
    settings: Checkpoints
    trouble: CourtqaError | None = None
    since: int = 0
    looked: float = field(factory=time.monotonic)
    lock: threading.Lock = field(factory=threading.Lock)

    def __call__(self, events: int, adverse: bool) -> None:
        """So many events were committed. A step that is recorded stands, whatever becomes of its checkpoint.

        A worker says 0 after each round: others may have recorded something meanwhile.
        """
        with self.lock:
            self.since += events
            every, seconds = self.settings.every, self.settings.seconds
            full = every is not None and self.since >= every
            aged = seconds is not None and time.monotonic() - self.looked >= seconds
            if not full and not aged and not (adverse and self.settings.at_decisions):
                return
            self.looked = time.monotonic()
            try:
                checkpoint(self.store, self.court, self.keys, self.settings.places)
            except CourtqaError as error:
                self.trouble = error
            else:
                self.trouble, self.since = None, 0


def checkpoint(store: Store, court: str, keys: KeyFile, places: Iterable[str | Path] = ()) -> Made | None:
    """The checkpoint over all that is recorded now, kept and published; None if nothing is new.

    Reading goes beside the writers. Whatever an earlier run could not publish is published too.
    """
    made, kept = None, []
    for attempt in range(ROUNDS):
        with store.audit() as audit:
            kept = kept_notes(audit, court)
            ends, events, until = _ends(audit, court)
        made = make_checkpoint(court, ends, kept, keys.signing, events=events, until=until)
        if made is None:
            break
        new = KeptNote(made.checkpoint.number, made.note, made.heads)
        try:
            store.transact(court, lambda transaction, new=new: transaction.checkpoint(new))  # type: ignore[misc]
        except Conflict:  # somebody else made it
            if attempt == ROUNDS - 1:
                raise
            continue
        kept = [*kept, new]
        break
    publish(court, kept, places)
    return made


def kept_notes(audit: Audit, court: str) -> list[KeptNote]:
    """The checkpoints that the database keeps of a court."""
    rows = [row[1:] for row in audit.checkpoints() if _text(row[0]) == court]
    try:
        return kept_rows(rows)
    except (UnicodeDecodeError, ValueError) as error:
        raise NotACheckpoint(str(error)) from error


def publish(court: str, kept: Sequence[KeptNote], places: Iterable[str | Path]) -> None:
    """Put each note where it is not yet. ``CheckpointDiffers`` where another stands in its place."""
    for place in map(Path, places):
        try:
            there = {
                each.number: note for note in notes_at(place) if (each := read_note(note)).court == court
            }
            for row in kept:
                if row.number not in there:
                    _add(place, court, row)
                elif read_note(there[row.number]).text != read_note(row.note).text:
                    raise CheckpointDiffers(str(place), row.number)
        except OSError as error:
            raise CourtqaError(
                Text(
                    zh=f"检查点无法写入 {place}：{error}",
                    en=f"the checkpoint can't be put at {place}: {error}",
                )
            ) from error


def notes_at(place: str | Path) -> list[str]:
    """The notes at a place: a folder, a file of notes, or a single one."""
    place = Path(place)
    if place.is_dir():
        return [file.read_text("utf-8", "replace") for file in sorted(place.glob("*.note"))]
    if not place.exists():
        return []
    parts = place.read_text("utf-8", "replace").split("\n\n")
    # the text of a note, an empty line, its signatures; the next note follows at once
    notes: list[str] = []
    head = parts[0]
    for part in parts[1:]:
        marks = [line for line in part.splitlines(keepends=True) if line.startswith("\u2014 ")]
        notes.append(head + "\n\n" + "".join(marks))
        head = "".join(line for line in part.splitlines(keepends=True) if not line.startswith("\u2014 "))
    return notes or [head]


def _add(place: Path, court: str, row: KeptNote) -> None:
    appended = place.suffix == APPENDED
    folder = place.parent if appended else place
    folder.mkdir(parents=True, exist_ok=True)
    file = place if appended else place / f"{court}-{row.number:06d}.note"
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if appended else os.O_EXCL)
    with suppress(FileExistsError):  # another process was first; what it wrote is looked at next time
        handle = os.open(file, flags, 0o644 if appended else 0o444)
        try:
            os.write(handle, row.note.encode())
            os.fsync(handle)
        finally:
            os.close(handle)


def _ends(audit: Audit, court: str) -> tuple[dict[str, tuple[int, str]], int, str]:
    ends: dict[str, tuple[int, str]] = {}
    events, until = 0, ""
    for whose, chain, version, head, recorded_at in audit.ends():
        if _text(whose) == court:
            ends[_text(chain)] = int(str(version)), _text(head)
            events, until = events + int(str(version)), max(until, _text(recorded_at))
    for whose, chain, seq, _, mark in audit.tips():
        if _text(whose) == court and _text(chain) in LISTS:
            ends[_text(chain)] = int(str(seq)), seal_in_tip(_text(mark))
    for line in audit.directory():
        if _text(line[0]) == court:
            ends[DIRECTORY] = int(str(line[1])), _text(line[8])
    return ends, events, until


def _text(value: object) -> str:
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else str(value)


def checkpoints_of(places: Iterable[str | Path], verifier: str | None) -> tuple[Checkpoint, ...]:
    """The checkpoints kept at these places; ``NotACheckpoint`` for one that is none, or signed by another key."""
    return tuple(read_note(note, verifier) for place in places for note in notes_at(place))


def courts_of(audit: Audit) -> tuple[str, ...]:
    """The courts that have proceedings there."""
    return tuple(sorted({_text(row[0]) for row in audit.ends()}))


def grown_since(audit: Audit, number: int) -> set[str]:
    """The proceedings, of any court, whose chains end elsewhere than at that checkpoint."""
    grown: set[str] = set()
    for court in courts_of(audit):
        then = ends_at(kept_notes(audit, court), number)
        now, _, _ = _ends(audit, court)
        grown |= {chain for chain, end in now.items() if then.get(chain) != end}
        grown |= {chain for chain in then if chain not in now}
    return grown
