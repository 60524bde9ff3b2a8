"""Making a checkpoint from what is stored, and holding what is stored against a checkpoint kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import Factory, frozen

from courtqa.errors import NotACheckpoint
from courtqa.workflows.attesting.keys import Key
from courtqa.workflows.attesting.merkle import tree_root
from courtqa.workflows.attesting.notes import FIRST, Checkpoint, read_note, signed_note
from courtqa.workflows.attesting.verify_trail import leaf_of
from courtqa.workflows.faults import Fault, fault

__all__ = [
    "Ends",
    "Held",
    "KeptNote",
    "Made",
    "check_kept",
    "ends_at",
    "kept_rows",
    "leaves_of",
    "make_checkpoint",
]

Ends = Mapping[str, tuple[int, str]]  # by chain: the number and the seal of its last event
ALL_ROOTS = 200_000  # leaves that are hashed within a second
DAMAGED = (UnicodeDecodeError, ValueError, TypeError)


@frozen
class KeptNote:
    """A checkpoint as the database keeps it: its note, and the chains that grew since the one before."""

    number: int
    note: str
    heads: str


@frozen
class Made:
    """A checkpoint just made, with what the database keeps of it."""

    checkpoint: Checkpoint
    note: str
    heads: str


@frozen
class Held:
    """What came of holding the stored checkpoints against the given ones."""

    faults: tuple[Fault, ...]
    ends: Ends = Factory(dict)  # where each chain ended at the newest of them; it must still pass there


def leaves_of(ends: Ends) -> list[bytes]:
    """The leaves of the tree, in the order of the chains' names."""
    return [leaf_of(chain, *ends[chain]) for chain in sorted(ends)]


def make_checkpoint(
    court: str, ends: Ends, kept: Sequence[KeptNote], key: Key, *, events: int, until: str
) -> Made | None:
    """The next checkpoint over where all chains end now; None if none grew since the last one.

    The same chains and the same checkpoint before give the same bytes, whoever makes it.
    """
    before = ends_at(kept, len(kept))
    grown = {chain: end for chain, end in ends.items() if before.get(chain) != end}
    if not grown:
        return None
    made = Checkpoint(
        court=court,
        chains=len(ends),
        root=tree_root(leaves_of(ends)),
        number=len(kept) + 1,
        previous=read_note(kept[-1].note).hash if kept else FIRST,
        events=events,
        until=until,
    )
    heads = "".join(f"{grown[chain][0]} {grown[chain][1]} {chain}\n" for chain in sorted(grown))
    return Made(made, signed_note(made, key), heads)


def ends_at(kept: Iterable[KeptNote], number: int) -> dict[str, tuple[int, str]]:
    """Where each chain ended at that checkpoint. ValueError for rows that can't be read."""
    ends: dict[str, tuple[int, str]] = {}
    for row in kept:
        if row.number > number:
            break
        for line in row.heads.splitlines():
            seq, head, chain = line.split(" ", 2)
            ends[chain] = int(seq), head
    return ends


def kept_rows(rows: Iterable[Sequence[object]]) -> list[KeptNote]:
    """The stored checkpoints of one court: rows (number, note, heads) as raw as they lie. ValueError for nonsense."""
    found = [KeptNote(int(str(number)), _text(note), _text(heads)) for number, note, heads in rows]
    if [row.number for row in found] != [*range(1, len(found) + 1)]:
        raise ValueError("the numbers of the checkpoints have a gap")
    return found


def check_kept(
    court: str, rows: Iterable[Sequence[object]], given: Sequence[Checkpoint], verifier: str | None = None
) -> Held:
    """The stored checkpoints against each other and against those kept elsewhere.

    ``given`` were read from their notes already. With ``verifier`` the stored notes must be signed by it as well.
    """
    try:
        kept = kept_rows(rows)
        read = [read_note(row.note, verifier) for row in kept]
    except (NotACheckpoint, *DAMAGED) as error:
        return Held((fault("@checkpoint", 0, "checkpoint_unreadable", why=str(error)),))
    faults = [*_linked(court, read), *_against(court, read, given)]
    try:
        ends = ends_at(kept, len(kept))
        faults.extend(_rooted(kept, read))
    except DAMAGED as error:
        return Held((*faults, fault("@checkpoint", len(kept), "checkpoint_unreadable", why=str(error))))
    return Held(tuple(faults), ends)


def _rooted(kept: Sequence[KeptNote], read: Sequence[Checkpoint]) -> Iterator[Fault]:
    """Each note against the ends kept with it; where there are very many, the newest and as many as are quickly done."""
    ends: dict[str, tuple[int, str]] = {}
    leaves = sum(each.chains for each in read)
    for row, note in zip(kept, read, strict=True):
        ends.update(ends_at([row], row.number))
        spelt = "".join(f"{ends[chain][0]} {ends[chain][1]} {chain}\n" for chain in _chains(row))
        if spelt != row.heads or (
            (row is kept[-1] or leaves <= ALL_ROOTS)
            and (len(ends), tree_root(leaves_of(ends))) != (note.chains, note.root)
        ):
            yield fault("@checkpoint", row.number, "checkpoint_root")
        if row is not kept[-1]:
            leaves -= note.chains


def _chains(row: KeptNote) -> list[str]:
    return sorted(ends_at([row], row.number))


def _linked(court: str, read: Sequence[Checkpoint]) -> Iterator[Fault]:
    previous = FIRST
    for number, each in enumerate(read, 1):
        if (each.court, each.number, each.previous) != (court, number, previous):
            yield fault("@checkpoint", number, "checkpoint_link")
        previous = each.hash


def _against(court: str, read: Sequence[Checkpoint], given: Sequence[Checkpoint]) -> Iterator[Fault]:
    for each in given:
        if each.court != court:
            continue
        if each.number > len(read):
            yield fault("@checkpoint", each.number, "checkpoint_ahead", last=len(read))
        elif each.number < 1 or read[each.number - 1].text != each.text:
            yield fault("@checkpoint", each.number, "checkpoint_differs")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
