"""A pack: a folder of rules with a head, found by its folder or by its name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import field, frozen
from cattrs import Converter

from courtqa.errors import Problem, UnknownName, did_you_mean
from courtqa.policy.header import fit, references_at
from courtqa.policy.places import Document
from courtqa.policy.reading import read
from courtqa.policy.reference import Reference
from courtqa.text import Text

__all__ = ["Pack", "find_pack", "in_order"]

HEAD = "pack.yaml"
GROUP = "courtqa.packs"
_BUILT_IN = Path(__file__).parents[1] / "packs"


@frozen
class Pack:
    """The head of a pack."""

    name: str
    title: Text
    version: str
    time_zone: str | None
    references: tuple[Reference, ...]
    note: str | None
    extends: tuple[str, ...]
    folder: Path = field(eq=False, repr=False)
    cases: tuple[Path, ...] = field(default=(), eq=False, repr=False)  # the law's doctests
    lines: Mapping[str, int] = field(factory=dict, eq=False, repr=False)  # of the keys in pack.yaml

    def problem(self, key: str, found: str, expected: str) -> Problem:
        """A fault of the pack's head, at one of its keys."""
        return Problem(str(self.folder / HEAD), self.lines.get(key, 1), found, expected)


@frozen
class _Head:
    name: str
    title: Text
    version: str
    extends: tuple[str, ...] = ()
    time_zone: str | None = None
    note: str | None = None


def find_pack(name_or_path: str | Path) -> Path:
    """The folder of a pack: a name is looked up among the installed packs, then as a folder.

    Raises UnknownName.
    """
    given = Path(name_or_path)
    if isinstance(name_or_path, Path) or os.sep in name_or_path or name_or_path.startswith("."):
        if given.is_dir():
            return given
        raise UnknownName("pack folder", str(name_or_path), _installed())
    for entry in entry_points(group=GROUP):
        if entry.name == name_or_path:
            shelf = Path(entry.load()())
            return shelf if (shelf / HEAD).is_file() else shelf / entry.name
    if (_BUILT_IN / name_or_path / HEAD).is_file():
        return _BUILT_IN / name_or_path
    if given.is_dir():
        return given
    raise UnknownName("pack", name_or_path, _installed())


def _installed() -> set[str]:
    return {entry.name for entry in entry_points(group=GROUP)}


def in_order(*packs: str | Path, converter: Converter, problems: list[Problem]) -> list[Pack]:
    """The packs with all that they extend, earlier ones first, each once."""
    found: dict[Path, Pack] = {}
    for given in packs:
        try:
            folder = find_pack(given)
        except UnknownName as error:
            problems.append(_missing(error, str(given), 1))
        else:
            _visit(folder, (), found, converter=converter, problems=problems)
    names: dict[str, Path] = {}
    for pack in found.values():
        if pack.name in names:
            where = f"the pack name {pack.name!r}, already taken by {names[pack.name]}"
            problems.append(pack.problem("name", where, "another name"))
        names.setdefault(pack.name, pack.folder)
    return list(found.values())


def _near(folder: Path, name: str) -> str | Path:
    """The name of a pack as a pack in ``folder`` means it: a path leads from there."""
    return Path(os.path.normpath(folder / name)) if "/" in name or name.startswith(".") else name


def _missing(error: UnknownName, file: str, line: int) -> Problem:
    near = did_you_mean(error.name, error.known)
    known = f"{near!r}" if near else "a folder, or one of " + (", ".join(error.known) or "no installed packs")
    return Problem(file, line, f"no pack {error.name!r}", known)


def _visit(
    folder: Path,
    above: tuple[Path, ...],
    found: dict[Path, Pack],
    *,
    converter: Converter,
    problems: list[Problem],
) -> None:
    here = folder.resolve()
    if here in found:
        return
    result = _read_head(folder, converter=converter, problems=problems)
    if result is None:
        return
    pack, document = result
    for index, name in enumerate(pack.extends):
        place = document.place(("extends", index))
        try:
            base = find_pack(_near(folder, name))
        except UnknownName as error:
            problems.append(_missing(error, place.file, place.line))
            continue
        if base.resolve() in (*above, here):
            chain = "a circle: " + " → ".join(path.name for path in (*above, here, base.resolve()))
            problems.append(Problem(place.file, place.line, chain, "packs that extend earlier packs only"))
        else:
            _visit(base, (*above, here), found, converter=converter, problems=problems)
    found.setdefault(here, pack)


def _read_head(
    folder: Path, *, converter: Converter, problems: list[Problem]
) -> tuple[Pack, Document] | None:
    file = folder / HEAD
    if not file.is_file():
        problems.append(
            Problem(str(file), 1, "no such file", "pack.yaml with name, title, version and reference")
        )
        return None
    document, faults = read(file.read_bytes(), file=str(file))
    problems += faults
    if document is None:
        return None
    rest = {key: value for key, value in document.value.items() if key != "reference"}
    head = fit(rest, _Head, at=(), document=document, converter=converter, problems=problems)
    references = references_at(
        document.value, at=(), document=document, converter=converter, problems=problems
    )
    if head is None:
        return None
    if head.time_zone is not None and not _is_zone(head.time_zone):
        found = f"the time zone {head.time_zone!r}"
        problems.append(document.problem(("time_zone",), found, "an IANA name such as 'Asia/Shanghai'"))
    pack = Pack(
        head.name,
        head.title,
        head.version,
        head.time_zone,
        references,
        head.note,
        head.extends,
        folder,
        tuple(sorted((folder / "cases").rglob("*.yaml"))),
        {key: document.place((key,)).line for key in document.value},
    )
    return pack, document


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
