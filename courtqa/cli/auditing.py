"""What the audit commands have in common: opening without touching, keys, notes, which court."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from courtqa.cli.dockets import WRONG, said
from courtqa.errors import CourtqaError, NotACheckpoint, NotProvable, StoreUnusable
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Audit, Checkpoint, KeyFile, Store, Verification

__all__ = [
    "UNTOLD",
    "court_of",
    "looked_into",
    "notes_at",
    "ring_of",
    "seal_in",
    "signs",
    "stored",
    "telling",
    "verified",
    "wanted",
    "write_privately",
]

UNTOLD = 4
SHORTEST = 16  # characters of a seal that a notice prints


@contextmanager
def looked_into(database: str) -> Iterator[Audit]:
    """Everything in a database, as raw as it lies; a file is opened for reading only."""
    from courtqa.storage import raw_audit

    if "://" not in database:
        with raw_audit(database) as audit:
            yield audit
        return
    with stored(database) as store, store.audit() as audit:
        yield audit


def verified(database: str, policy: Any, evidence: Any, only: set[str] | None) -> Verification:
    """The outcome of looking at everything in a database."""
    from courtqa.workflows import verify

    with looked_into(database) as audit:
        return verify(audit, policy=policy, evidence=evidence, only=only)


def wanted(database: str, proceedings: Sequence[str], since: int | None) -> set[str] | None:
    """The proceedings to read: those named, and those that grew since a checkpoint; None for all."""
    from courtqa.storage import grown_since

    if since is None:
        return set(proceedings) or None
    with looked_into(database) as audit:
        return grown_since(audit, since) | set(proceedings)


def notes_at(places: Sequence[Path], pubkey: str | None) -> tuple[Checkpoint, ...]:
    """The checkpoints kept at these places; ``NotACheckpoint`` where one is none."""
    from courtqa.storage import checkpoints_of

    for place in places:
        if not place.exists():
            raise NotACheckpoint(f"there is nothing at {place}")
    try:
        return checkpoints_of(places, pubkey)
    except (UnicodeDecodeError, OSError) as error:
        raise NotACheckpoint(str(error)) from error


def ring_of(keys: Path | None) -> KeyFile | None:
    """The keys in a file."""
    from courtqa.workflows import KeyFile

    return None if keys is None else KeyFile.read(keys)


def signs(ring: KeyFile) -> bool:
    """Whether one of the keys signs checkpoints."""
    return any(key.kind == "ed25519" for key in ring.keys)


@contextmanager
def stored(database: str) -> Iterator[Store]:
    """The store at an address, which must be there already."""
    if "://" not in database and not Path(database).is_file():
        raise StoreUnusable(database, Text(zh="没有这个文件", en="there is no such file"))
    from courtqa.storage import open_store

    store = open_store(database)
    try:
        yield store
    finally:
        store.close()


def court_of(store: Store, court: str | None) -> str:
    """The court that is meant; the only one there, if none is named."""
    from courtqa.storage import courts_of

    with store.audit() as audit:
        courts = courts_of(audit)
    if court is None and len(courts) == 1:
        return courts[0]
    if court in courts:
        return str(court)
    named = ", ".join(courts) or "-"
    raise CourtqaError(
        Text(zh=f"请用 --court 指明法院：{named}", en=f"say which court with --court: {named}")
    )


def seal_in(printed: str, seals: Mapping[str, int]) -> int | None:
    """The number of the event whose seal begins as printed: all of it, or the sixteen characters of a 核验码.

    A whole 核验码 (proceeding/events/code/checkpoint) must be that of the event it counts to.
    """
    parts = printed.strip().lower().split("/")
    code = (parts[2] if len(parts) > 2 else parts[0]).replace("-", "")
    if len(code) < SHORTEST:
        return None
    found = next((seq for seal, seq in seals.items() if seal.startswith(code)), None)
    return None if len(parts) > 2 and parts[1] != str(found) else found


@contextmanager
def telling(lang: Lang) -> Iterator[None]:
    """What goes wrong inside, said in ``lang``, with the exit code that it stands for."""
    try:
        yield
    except NotProvable:
        raise
    except CourtqaError as error:
        said(error.to(lang), stderr=True, style="red")
        raise typer.Exit(UNTOLD if isinstance(error, StoreUnusable) else WRONG) from None


def write_privately(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    spare = file.with_name(file.name + ".new")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    spare.replace(file)
