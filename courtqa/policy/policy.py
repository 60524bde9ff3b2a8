"""The loaded policy: all rules of one or more packs, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from courtqa.errors import NotInForce, UnknownName
from courtqa.policy.canonical import digest_of
from courtqa.policy.kind import Offer
from courtqa.policy.pack import Pack
from courtqa.policy.places import joined, rule_path
from courtqa.policy.rules import Asset, Assumption, DatedValue, Edition, Series

if TYPE_CHECKING:
    from courtqa.policy.diff import PolicyDiff
    from courtqa.policy.explain import Explanation

__all__ = ["Policy"]


@frozen(eq=False)
class Policy:
    """The rules of a court. Read by every stage, changed by none.

    Two policies with the same digest have the same rules, wherever their folders stand.
    """

    packs: tuple[Pack, ...]
    time_zone: str
    _editions: Mapping[str, Mapping[str, tuple[Edition[Any], ...]]] = field(repr=False)
    _series: Mapping[str, Series] = field(repr=False)
    _assets: Mapping[str, Asset] = field(repr=False)
    _offers: Mapping[tuple[str, str], Offer] = field(repr=False)
    digest: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "digest", digest_of(self._content()))

    def _content(self) -> dict[str, Any]:
        return {
            "assets": {asset.path: asset.sha256 for asset in self._assets.values()},
            "editions": {
                edition.path: {each.since.isoformat(): each.digest for each in dated}
                for names in self._editions.values()
                for dated in names.values()
                for edition in dated[:1]
            },
            "series": {series.path: series.digest for series in self._series.values()},
            "time_zone": self.time_zone,
        }

    @property
    def zone(self) -> ZoneInfo:
        """The court's time zone, in which its days begin and end."""
        return ZoneInfo(self.time_zone)

    def kinds(self) -> tuple[str, ...]:
        """The kinds that have editions."""
        return tuple(sorted(self._editions))

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of a kind's editions, sorted."""
        return tuple(sorted(self._editions.get(kind, {})))

    def editions(self, kind: str, name: str | None = None) -> tuple[Edition[Any], ...]:
        """All editions of a kind, or of one name, by name and day. Raises UnknownName for a name it lacks."""
        names: Mapping[str, tuple[Edition[Any], ...]] = self._editions.get(kind, {})
        if name is None:
            return tuple(edition for each in sorted(names) for edition in names[each])
        if name not in names:
            raise UnknownName(kind, name, names)
        return names[name]

    def edition(self, kind: str, name: str, *, on: date) -> Edition[Any]:
        """The edition in force on that day. Raises UnknownName or NotInForce."""
        editions = self.editions(kind, name)
        in_force: list[Edition[Any]] = [edition for edition in editions if edition.since <= on]
        if in_force:
            return in_force[-1]
        raise NotInForce(joined((kind, name)), on, [edition.since for edition in editions])

    def series_paths(self) -> tuple[str, ...]:
        """The paths of all series, sorted."""
        return tuple(sorted(self._series))

    def series(self, path: str) -> Series:
        """The series at that path (``deadlines/case_review/report``). Raises UnknownName."""
        found = self._series.get(rule_path(path))
        if found is None:
            raise UnknownName("series", path, self._series)
        return found

    def value(self, path: str, *, on: date) -> Any:
        """The value of a series on that day. Raises UnknownName or NotInForce."""
        return self.series(path).at(on).value

    def dated_value(self, path: str, *, on: date) -> DatedValue:
        """The value of a series on that day, with its law and its place."""
        return self.series(path).at(on)

    def asset(self, path: str) -> Asset:
        """The text file at that path (``notices/templates/bulletin.xml.j2``). Raises UnknownName."""
        if path not in self._assets:
            raise UnknownName("template", path, self._assets)
        return self._assets[path]

    def assets(self, prefix: str = "") -> tuple[Asset, ...]:
        """The text files whose path begins so, by path."""
        return tuple(self._assets[path] for path in sorted(self._assets) if path.startswith(prefix))

    def offer(self, kind: str, name: str) -> Offer:
        """The function that rules may name so. Raises UnknownName."""
        if (kind, name) not in self._offers:
            raise UnknownName(kind, name, (offer.name for offer in self.offers(kind)))
        return self._offers[kind, name]

    def offers(self, kind: str) -> tuple[Offer, ...]:
        """All functions offered for that kind, by name."""
        return tuple(offer for key, offer in sorted(self._offers.items()) if key[0] == kind)

    def assumptions(self) -> tuple[Assumption, ...]:
        """All that the packs assume where the law leaves it open, by path and day."""
        dated = [
            Assumption(series.path, value.since, value.note or "", value.pack, value.file, value.line)
            for series in self._series.values()
            for value in series.values
            if value.assumption
        ]
        bodies = [found for edition in self._all() for found in edition.assumptions]
        return tuple(sorted([*dated, *bodies], key=lambda found: (found.path, found.since)))

    def _all(self) -> tuple[Edition[Any], ...]:
        return tuple(edition for kind in self.kinds() for edition in self.editions(kind))

    def explain(self, path: str, *, on: date) -> Explanation:
        """What holds at a path on that day, by what law, from which pack, and what it shadows."""
        from courtqa.policy.explain import explain

        return explain(self, path, on=on)

    def diff(self, other: Policy) -> PolicyDiff:
        """What changes from this policy to ``other``."""
        from courtqa.policy.diff import diff

        return diff(self, other)
