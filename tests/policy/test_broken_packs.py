"""One folder per fault under tests/broken_packs: each is refused, with the very words of its expected.txt.

A folder is a pack, or holds packs to lay over each other in the order of their names (``1_first``, ``2_second``).
A line of expected.txt is ``file:line: found …, expected …``, the file relative to the folder. Folders that begin
with ``_`` are good packs that others extend.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from courtqa.kinds import check_policy, load_policy

FOLDER = Path(__file__).parents[1] / "broken_packs"
FAULTS = sorted(path for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_"))


def packs_in(folder: Path) -> list[Path]:
    """The folder itself, or the numbered packs in it."""
    numbered = sorted(path for path in folder.iterdir() if path.is_dir() and path.name[0].isdigit())
    return numbered or [folder]


def problems_of(folder: Path) -> list[str]:
    """The problems of the packs, their files as seen from the folder."""
    return [str(problem).replace(f"{folder}/", "") for problem in check_policy(*packs_in(folder))]


@pytest.mark.parametrize("folder", FAULTS, ids=lambda folder: folder.name)
def test_a_broken_pack_is_refused_with_file_and_line(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()

    assert problems_of(folder) == expected
    assert expected


@pytest.mark.parametrize("folder", sorted(FOLDER.glob("_*")), ids=lambda folder: folder.name)
def test_the_packs_that_broken_packs_extend_are_whole(folder: Path) -> None:
    assert load_policy(folder).digest
