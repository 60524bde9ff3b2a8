"""What changes from one policy to another, rule by rule and day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from courtqa.policy.explain import shown
from courtqa.policy.places import Path, joined
from courtqa.policy.reference import Reference
from courtqa.policy.rules import DatedValue, Edition
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.policy.policy import Policy

__all__ = ["Change", "PolicyDiff", "diff"]

_MISSING: Any = object()


@frozen
class Change:
    """One difference: at which path, from which day, what it was and what it is."""

    path: str
    since: date | None
    what: Literal["added", "removed", "changed"]
    before: Any
    after: Any
    pack: str
    reason: str | None = None
    reference: Reference | None = None

    def to(self, lang: Lang) -> str:
        """The difference in one line, and why in the next."""
        sign = {"added": "+", "removed": "-", "changed": "~"}[self.what]
        values = {
            "added": shown(self.after, 120),
            "removed": shown(self.before, 120),
            "changed": f"{shown(self.before, 120)} → {shown(self.after, 120)}",
        }[self.what]
        head = f"{sign} {self.path}" + (f" ({self.since})" if self.since else "")
        law = self.reference.text.to(lang) if self.reference else None
        return f"{head}: {values}\n    {'; '.join(filter(None, [self.pack, self.reason, law]))}"

    def __str__(self) -> str:
        return self.to("en")


@frozen
class PolicyDiff:
    """All differences between two policies, by path and day. False when there is none."""

    before: str  # digest
    after: str  # digest
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def to(self, lang: Lang) -> str:
        """All differences as lines of text."""
        old, new, count = self.before[:12], self.after[:12], len(self.changes)
        if not count:
            head = Text(zh=f"规则没有差异（{new}）", en=f"no rule differs ({new})")
        else:
            plural = "s" if count != 1 else ""
            head = Text(zh=f"{count} 处差异，{old} → {new}", en=f"{count} difference{plural}, {old} → {new}")
        return "\n".join([head.to(lang), *(change.to(lang) for change in self.changes)])

    def __str__(self) -> str:
        return self.to("en")


def diff(before: Policy, after: Policy) -> PolicyDiff:
    """What changes from ``before`` to ``after``."""
    changes = [*_time_zone(before, after), *_series(before, after), *_editions(before, after)]
    changes += _assets(before, after)
    ordered = sorted(changes, key=lambda change: (change.path, change.since or date.min))
    return PolicyDiff(before.digest, after.digest, tuple(ordered))


def _time_zone(before: Policy, after: Policy) -> Iterator[Change]:
    if before.time_zone != after.time_zone:
        pack = after.packs[-1].name
        yield Change("time_zone", None, "changed", before.time_zone, after.time_zone, pack)


def _series(before: Policy, after: Policy) -> Iterator[Change]:
    old, new = _dated(before), _dated(after)
    for path, day in sorted(old.keys() | new.keys()):
        was, now = old.get((path, day)), new.get((path, day))
        if now is None and was is not None:
            yield Change(path, day, "removed", was.value, None, was.pack)
        elif now is not None and was is None:
            yield Change(path, day, "added", None, now.value, now.pack, now.amends, now.reference)
        elif now is not None and was is not None and _said(was) != _said(now):
            yield Change(path, day, "changed", was.value, now.value, now.pack, now.amends, now.reference)


def _dated(policy: Policy) -> dict[tuple[str, date], DatedValue]:
    return {
        (path, value.since): value for path in policy.series_paths() for value in policy.series(path).values
    }


def _said(value: DatedValue) -> tuple[Any, ...]:
    return (value.value, value.references, value.note, value.assumption)


def _editions(before: Policy, after: Policy) -> Iterator[Change]:
    old, new = _by_day(before), _by_day(after)
    for path, day in sorted(old.keys() | new.keys()):
        was, now = old.get((path, day)), new.get((path, day))
        if now is None and was is not None:
            yield Change(path, day, "removed", was.title.en, None, was.pack)
        elif now is not None and was is None:
            yield Change(path, day, "added", None, now.title.en, now.pack, now.amends, now.reference)
        elif now is not None and was is not None and was.digest != now.digest:
            yield from _inside(was, now)


def _by_day(policy: Policy) -> dict[tuple[str, date], Edition[Any]]:
    return {
        (edition.path, edition.since): edition for kind in policy.kinds() for edition in policy.editions(kind)
    }


def _inside(was: Edition[Any], now: Edition[Any]) -> Iterator[Change]:
    both = (was, now)
    heads: list[tuple[Path, Any, Any]] = [
        (("title",), was.title.en, now.title.en),
        (("reference",), *_pair(both, lambda edition: [each.text.en for each in edition.references])),
        (("note",), was.note, now.note),
        (("assumptions",), *_pair(both, lambda edition: [each.path for each in edition.assumptions])),
    ]
    heads = [head for head in heads if head[1] != head[2]]
    for path, old, new in [*_leaves(was.body, now.body, ()), *heads]:
        what: Literal["added", "removed", "changed"] = (
            "added" if old is _MISSING else "removed" if new is _MISSING else "changed"
        )
        before, after = (None if value is _MISSING else value for value in (old, new))
        at = joined((now.path, *path))
        yield Change(at, now.since, what, before, after, now.pack, now.amends, now.reference)


def _pair(both: tuple[Edition[Any], Edition[Any]], ask: Callable[[Edition[Any]], Any]) -> tuple[Any, Any]:
    return ask(both[0]), ask(both[1])


def _leaves(old: Any, new: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _leaves(old.get(key, _MISSING), new.get(key, _MISSING), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index, (one, other) in enumerate(zip_longest(old, new, fillvalue=_MISSING)):
            yield from _leaves(one, other, (*path, index))
    elif old is _MISSING or new is _MISSING or type(old) is not type(new) or old != new:
        yield path, old, new


def _assets(before: Policy, after: Policy) -> Iterator[Change]:
    old = {asset.path: asset for asset in before.assets()}
    new = {asset.path: asset for asset in after.assets()}
    for path in sorted(old.keys() | new.keys()):
        was, now = old.get(path), new.get(path)
        if now is None and was is not None:
            yield Change(path, None, "removed", was.sha256[:12], None, was.pack)
        elif now is not None and was is None:
            yield Change(path, None, "added", None, now.sha256[:12], now.pack, now.amends)
        elif now is not None and was is not None and was.sha256 != now.sha256:
            yield Change(path, None, "changed", was.sha256[:12], now.sha256[:12], now.pack, now.amends)
