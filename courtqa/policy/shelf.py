"""What stands in the folder of a pack: the files of its editions, series and assets, by their place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from courtqa.errors import Misfit, Problem, did_you_mean
from courtqa.policy.pack import HEAD, Pack
from courtqa.policy.structuring import day_of

__all__ = ["FOLDERS", "AssetFile", "EditionFile", "SeriesFile", "files_of"]

FOLDERS = (
    "assessments",
    "calendars",
    "cases",
    "indicators",
    "ladders",
    "notices",
    "roles",
    "series",
    "units",
    "workflows",
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_A_NAME = "a name of small letters, digits and _"


@frozen
class EditionFile:
    """``<kind>/<name>/<day>.yaml``."""

    pack: Pack
    file: Path
    kind: str
    name: str
    since: date


@frozen
class SeriesFile:
    """``series/**/<name>.yaml``; its path is that of the file within ``series/``."""

    pack: Pack
    file: Path
    path: str


@frozen
class AssetFile:
    """A template; its path is relative to the pack, with slashes."""

    pack: Pack
    file: Path
    path: str


@frozen
class _Misplaced:
    """A file that no rule can be read from, where it stands."""

    found: str
    expected: str


def files_of(
    pack: Pack, kinds: Sequence[str], problems: list[Problem]
) -> Iterator[EditionFile | SeriesFile | AssetFile]:
    """The rule files of a pack, in order of their paths. Folders of kinds not asked for are left alone."""
    for file in _walk(pack.folder, problems):
        found = _classified(pack, file, kinds)
        if isinstance(found, _Misplaced):
            problems.append(Problem(str(file), 1, found.found, found.expected))
        elif found is not None:
            yield found


def _classified(
    pack: Pack, file: Path, kinds: Sequence[str]
) -> EditionFile | SeriesFile | AssetFile | _Misplaced | None:
    parts = file.relative_to(pack.folder).parts
    if file.suffix == ".yml":
        return _Misplaced("a file that ends in .yml", "a name that ends in .yaml")
    if file.suffix == ".j2" and parts[0] in kinds:
        return AssetFile(pack, file, "/".join(parts))
    if file.suffix != ".yaml" or parts == (HEAD,):
        return None
    if len(parts) == 1:
        return _Misplaced("a rule outside any folder", "a place such as workflows/<name>/<day>.yaml")
    known = {*FOLDERS, *kinds}
    if parts[0] not in known:
        near = did_you_mean(parts[0], known)
        return _Misplaced(
            f"the unknown folder {parts[0]!r}", repr(near) if near else "one of " + ", ".join(sorted(known))
        )
    if parts[0] == "series":
        return _series(pack, file, (*parts[1:-1], file.stem))
    return _edition(pack, file, parts) if parts[0] in kinds else None


def _series(pack: Pack, file: Path, names: tuple[str, ...]) -> SeriesFile | _Misplaced:
    wrong = [name for name in names if not _NAME.fullmatch(name)]
    return _Misplaced(f"the name {wrong[0]!r}", _A_NAME) if wrong else SeriesFile(pack, file, "/".join(names))


def _edition(pack: Pack, file: Path, parts: tuple[str, ...]) -> EditionFile | _Misplaced:
    if len(parts) != 3:
        return _Misplaced("an edition out of its place", f"{parts[0]}/<name>/<day>.yaml")
    if not _NAME.fullmatch(parts[1]):
        return _Misplaced(f"the name {parts[1]!r}", _A_NAME)
    try:
        return EditionFile(pack, file, parts[0], parts[1], day_of(file.stem))
    except Misfit:
        return _Misplaced(f"the file name {file.name!r}", "the day in force as YYYY-MM-DD.yaml")


def _walk(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted([*files, *folders]):
            path = Path(root) / name
            if path.is_symlink():
                if name in folders or path.suffix in (".yaml", ".j2"):
                    problems.append(Problem(str(path), 1, "a symbolic link", "a file or folder of its own"))
                if name in folders:
                    folders.remove(name)
            elif name in files and not name.startswith("."):
                yield path
