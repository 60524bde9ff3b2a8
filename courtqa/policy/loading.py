"""From folders to a policy: find the packs, read all their files, lay later over earlier, check the whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import define, field

from courtqa.errors import PolicyError, Problem
from courtqa.policy.editions import edition_of
from courtqa.policy.kind import Kind, Offer
from courtqa.policy.lookup import Lookup
from courtqa.policy.pack import Pack, in_order
from courtqa.policy.places import Document
from courtqa.policy.policy import Policy
from courtqa.policy.reading import decode
from courtqa.policy.rules import Asset, Edition, Series
from courtqa.policy.series import series_of
from courtqa.policy.shelf import AssetFile, EditionFile, SeriesFile, files_of
from courtqa.policy.structuring import converter_for

__all__ = ["check", "load"]

_AMENDS = re.compile(r"\{#-?\s*amends:\s*(?P<reason>.*?)\s*-?#\}", re.DOTALL)


def load(*packs: str | Path, kinds: Sequence[Kind[Any]], offers: Sequence[Offer] = ()) -> Policy:
    """The policy that the packs make together, later ones laid over earlier ones.

    ``kinds`` are the kinds of rules to read, ``offers`` the functions that the rules may name. Raises PolicyError
    with every problem found, each with its file and line.
    """
    policy, problems = _load(packs, kinds, offers)
    if problems or policy is None:
        raise PolicyError(problems)
    return policy


def check(
    *packs: str | Path, kinds: Sequence[Kind[Any]], offers: Sequence[Offer] = ()
) -> tuple[Problem, ...]:
    """Every problem of the packs, in order of place; empty when they would load."""
    return _load(packs, kinds, offers)[1]


@define
class _Gathered:
    """What has been read so far, and what was refused on the way."""

    problems: list[Problem] = field(factory=list)
    refused: set[str] = field(factory=set)
    editions: dict[str, dict[str, list[Edition[Any]]]] = field(factory=dict)
    bodies: dict[str, Document] = field(factory=dict)  # by edition path and day
    series: dict[str, Series] = field(factory=dict)
    assets: dict[str, Asset] = field(factory=dict)


def _load(
    packs: Sequence[str | Path], kinds: Sequence[Kind[Any]], offers: Sequence[Offer]
) -> tuple[Policy | None, tuple[Problem, ...]]:
    gathered = _Gathered()
    by_folder = {kind.folder: kind for kind in kinds}
    converter = converter_for({})
    ordered = in_order(*packs, converter=converter, problems=gathered.problems)
    if not packs:
        gathered.problems.append(Problem("(no pack)", 1, "no pack", "at least one pack, by name or folder"))
    files = [file for pack in ordered for file in files_of(pack, tuple(by_folder), gathered.problems)]
    _read_editions(gathered, [file for file in files if isinstance(file, EditionFile)], by_folder)
    for path, several in _grouped(
        (file.path, file) for file in files if isinstance(file, SeriesFile)
    ).items():
        series = series_of(several, converter=converter, problems=gathered.problems)
        if series is None:
            gathered.refused.add(f"series/{path}")
        else:
            gathered.series[path] = series
    _read_assets(gathered, [file for file in files if isinstance(file, AssetFile)])
    zone = _time_zone(ordered, gathered.problems)
    policy = Policy(
        tuple(ordered),
        zone,
        {
            kind: {name: tuple(dated) for name, dated in names.items()}
            for kind, names in gathered.editions.items()
        },
        gathered.series,
        gathered.assets,
        _offers(offers, gathered.problems),
    )
    _check_sense(gathered, policy, by_folder)
    return policy, tuple(sorted(set(gathered.problems)))


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return groups


def _read_editions(gathered: _Gathered, files: list[EditionFile], kinds: Mapping[str, Kind[Any]]) -> None:
    converters = {folder: converter_for(kind.hooks) for folder, kind in kinds.items()}
    groups = _grouped(((file.kind, file.name, file.since), file) for file in files)
    for (kind, name, since), several in sorted(groups.items(), key=lambda item: item[0]):
        edition, body = edition_of(
            several, type=kinds[kind].type, converter=converters[kind], problems=gathered.problems
        )
        if edition is None or body is None:
            gathered.refused.add(f"{kind}/{name}")
            continue
        gathered.editions.setdefault(kind, {}).setdefault(name, []).append(edition)
        gathered.bodies[f"{kind}/{name}@{since}"] = body


def _read_assets(gathered: _Gathered, files: list[AssetFile]) -> None:
    for file in files:
        text, problems = decode(file.file.read_bytes(), file=str(file.file))
        gathered.problems += problems
        if text is None or problems:
            gathered.refused.add(f"asset/{file.path}")
            continue
        earlier = gathered.assets.get(file.path)
        said = _AMENDS.match(text)
        reason = said["reason"] if said else None
        if earlier is not None and not reason:
            found = f"the template {file.path}, which the pack {earlier.pack} already gives"
            expected = "another name, or {# amends: the reason #} at its beginning"
            gathered.problems.append(Problem(str(file.file), 1, found, expected))
        elif earlier is None and said:
            found = f"an amendment of {file.path}, which no earlier pack gives"
            gathered.problems.append(Problem(str(file.file), 1, found, "a template of an earlier pack"))
        digest = sha256(text.encode()).hexdigest()
        gathered.assets[file.path] = Asset(file.path, text, digest, file.pack.name, reason, earlier)


def _time_zone(packs: list[Pack], problems: list[Problem]) -> str:
    zones = {pack.time_zone: pack for pack in reversed(packs) if pack.time_zone is not None}
    if packs and not zones:
        problems.append(packs[0].problem("name", "no 'time_zone'", "one such as Asia/Shanghai"))
    if len(zones) > 1:
        pack = next(pack for pack in reversed(packs) if pack.time_zone is not None)
        others = sorted(zone for zone in zones if zone not in (None, pack.time_zone))
        found = f"the time zone {pack.time_zone!r}"
        problems.append(pack.problem("time_zone", found, f"{others[0]!r}, as the earlier pack has it"))
    return next((zone for zone in zones if zone), "UTC")


def _offers(offers: Sequence[Offer], problems: list[Problem]) -> dict[tuple[str, str], Offer]:
    known: dict[tuple[str, str], Offer] = {}
    for offer in offers:
        if known.setdefault((offer.kind, offer.name), offer) is not offer:
            found = f"a second {offer.kind} named {offer.name!r}"
            code = getattr(offer.function, "__code__", None)
            file, line = (code.co_filename, code.co_firstlineno) if code else ("(offers)", 1)
            problems.append(Problem(file, line, found, "another name"))
    return known


def _check_sense(gathered: _Gathered, policy: Policy, kinds: Mapping[str, Kind[Any]]) -> None:
    """Let every kind check its editions against the whole. What hangs on a refused rule waits for its repair."""
    for kind in sorted(gathered.editions):
        for edition in policy.editions(kind):
            lookup = Lookup(policy, gathered.refused)
            complaints = list(kinds[kind].check(edition.value, lookup))
            if lookup.unsure:
                continue
            body = gathered.bodies[f"{kind}/{edition.name}@{edition.since}"]
            gathered.problems += [
                body.problem(complaint.path, complaint.found, complaint.expected) for complaint in complaints
            ]
