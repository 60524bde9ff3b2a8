"""Golden histories: what was recorded once replays the same for ever, whatever the library or the law became."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from courtqa.workflows import fold, restore, snapshot, unseal
from courtqa.workflows.sealing import Sealed, genesis, seal

FOLDER = Path(__file__).parents[1] / "histories"
HISTORIES = sorted(FOLDER.glob("*.json"))
# SHA-256 of each file: they are never edited. A new file gets a new line.
NEVER_EDITED = dict(
    line.split("  ")[::-1] for line in (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
)


def recorded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def events(path: Path) -> list[Sealed]:
    return [unseal(each["body"], each["prev"], each["hash"]) for each in recorded(path)["sealed"]]


def holds(expected: Any, found: Any) -> bool:
    """Whether all that was recorded is still so. A later version may know more, never something else."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and holds(value, found[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(holds, expected, found))
    return bool(expected == found)


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_history_gives_the_same_proceeding_for_ever(path: Path) -> None:
    proceeding = fold(each.event for each in events(path))

    assert holds(recorded(path)["after"], json.loads(snapshot(proceeding)))
    assert restore(snapshot(proceeding)) == proceeding


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_its_seals_are_still_those_of_its_events(path: Path) -> None:
    sealed = events(path)
    prev = genesis(sealed[0].event.court, sealed[0].event.proceeding)

    for each in sealed:
        assert each.prev == prev
        assert seal(each.event, prev) == each
        prev = each.hash


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_the_file_was_never_edited(path: Path) -> None:
    assert sha256(path.read_bytes()).hexdigest() == NEVER_EDITED[path.name]


def test_no_history_was_ever_taken_away() -> None:
    assert {path.name for path in HISTORIES} == set(NEVER_EDITED)


def test_a_history_that_moved_to_another_edition_is_pinned_to_it() -> None:
    sealed = events(FOLDER / "review_migrated.json")
    proceeding = fold(each.event for each in sealed)

    assert [each.event.kind for each in sealed].count("migrated") == 1
    assert proceeding.edition.isoformat() == "2009-01-01"
    assert proceeding.definition == sealed[-1].event.definition != sealed[0].event.definition
