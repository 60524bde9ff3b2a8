"""What holds at a path on a day, and why: the value, its law, its pack, and what it shadows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from courtqa.errors import UnknownName
from courtqa.policy.editions import inside
from courtqa.policy.places import Path, joined, rule_path
from courtqa.policy.reference import Reference
from courtqa.policy.rules import Asset, DatedValue, Edition, Series
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.policy.policy import Policy

__all__ = ["Explanation", "Shadow", "explain", "shown"]


@frozen
class Shadow:
    """What an earlier pack said, and why the later one replaced it."""

    pack: str
    value: Any
    place: str
    reason: str | None


@frozen
class Explanation:
    """What holds at a path on a day. ``print`` it, or ask it for either language."""

    path: str
    on: date
    title: Text
    value: Any
    unit: str | None
    since: date | None
    until: date | None  # the day of the next value, when one is known
    references: tuple[Reference, ...]
    pack: str
    place: str
    note: str | None
    assumption: str | None
    shadows: tuple[Shadow, ...]

    def to(self, lang: Lang) -> str:
        """The explanation as lines of text."""
        words = _WORDS[lang]
        rows = [(words["value"], shown(self.value) + (f" {self.unit}" if self.unit else ""))]
        if self.since:
            until = f" {words['until']} {self.until}" if self.until else ""
            rows.append((words["since"], f"{self.since}{until}"))
        rows += [(words["law"], reference.text.to(lang)) for reference in self.references]
        rows.append((words["place"], self.place))
        if self.note:
            rows.append((words["note"], " ".join(self.note.split())))
        if self.assumption:
            rows.append((words["assumption"], " ".join(self.assumption.split())))
        for shadow in self.shadows:
            reason = f" ({shadow.reason})" if shadow.reason else ""
            rows.append((words["shadows"], f"{shown(shadow.value)} — {shadow.place}{reason}"))
        width = max(_width(label) for label, _ in rows)
        lines = [f"  {label}{' ' * (width - _width(label))}  {text}" for label, text in rows]
        return "\n".join([f"{self.path}  {self.title.to(lang)}  ({words['on']} {self.on})", *lines])

    def __str__(self) -> str:
        return self.to("en")


_WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "on": "on",
        "value": "value",
        "since": "in force from",
        "until": "until",
        "law": "law",
        "place": "stands in",
        "note": "note",
        "assumption": "assumption",
        "shadows": "replaces",
    },
    "zh": {
        "on": "适用日",
        "value": "取值",
        "since": "施行日期",
        "until": "至",
        "law": "依据",
        "place": "出处",
        "note": "说明",
        "assumption": "假定",
        "shadows": "取代",
    },
}


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def shown(value: Any, longest: int = 300) -> str:
    """A value of YAML in one line, cut where it grows too long."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            return f"{value['zh']} / {value['en']}"
        text = ", ".join(f"{key}: {shown(item, 80)}" for key, item in value.items())
        text = "{" + text + "}"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(shown(item, 80) for item in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def explain(policy: Policy, path: str, *, on: date) -> Explanation:
    """What holds at ``path`` on that day. Raises UnknownName or NotInForce.

    A path is that of a series (``deadlines/case_review/report``), of an edition (``workflows/case_review``), of a
    place inside one (``workflows/case_review/states/filed``), or of a template.
    """
    if path in {asset.path for asset in policy.assets()}:
        return _of_asset(policy.asset(path), on)
    steps = rule_path(path)
    if steps in policy.series_paths():
        series = policy.series(steps)
        return _of_series(series, series.at(on), on)
    kind, _, rest = steps.partition("/")
    name, _, inner = rest.partition("/")
    if kind not in policy.kinds() or not name:
        kinds = [joined((kind, name)) for kind in policy.kinds() for name in policy.names(kind)]
        raise UnknownName("rule", path, [*policy.series_paths(), *kinds, *(a.path for a in policy.assets())])
    return _of_edition(policy, policy.edition(kind, name, on=on), inner, on)


def _of_series(series: Series, value: DatedValue, on: date) -> Explanation:
    return Explanation(
        path=series.path,
        on=on,
        title=series.title,
        value=value.value,
        unit=series.unit,
        since=value.since,
        until=_next([each.since for each in series.values], value.since),
        references=value.references,
        pack=value.pack,
        place=f"{value.pack}/{value.file}:{value.line}",
        note=None if value.assumption else value.note,
        assumption=value.note if value.assumption else None,
        shadows=tuple(_shadows_of(value)),
    )


def _shadows_of(value: DatedValue) -> list[Shadow]:
    shadows = []
    reason, earlier = value.amends, value.shadows
    while earlier is not None:
        place = f"{earlier.pack}/{earlier.file}:{earlier.line}"
        shadows.append(Shadow(earlier.pack, earlier.value, place, reason))
        reason, earlier = earlier.amends, earlier.shadows
    return shadows


def _next(days: list[date], since: date) -> date | None:
    return min((day for day in days if day > since), default=None)


def _of_edition(policy: Policy, edition: Edition[Any], inner: str, on: date) -> Explanation:
    steps: Path = tuple(inner.split("/")) if inner else ()
    exists, value = inside(edition.body, steps)
    if not exists:
        raise UnknownName("rule", joined((edition.path, *steps)), _addresses(edition))
    editions = policy.editions(edition.kind, edition.name)
    place = _place(edition, steps)
    return Explanation(
        path=joined((edition.path, *steps)),
        on=on,
        title=edition.title,
        value=value,
        unit=None,
        since=edition.since,
        until=_next([each.since for each in editions], edition.since),
        references=edition.references,
        pack=place.partition("/")[0],
        place=place,
        note=edition.note,
        assumption=_assumption(edition, joined((edition.path, *steps))),
        shadows=tuple(_shadowed_editions(edition, steps, value)),
    )


def _place(edition: Edition[Any], steps: Path) -> str:
    keyed = {tuple(map(str, path)): place for path, place in edition.places.items()}
    for length in range(len(steps), 0, -1):
        if (found := keyed.get(tuple(map(str, steps[:length])))) is not None:
            return f"{found.file}:{found.line}"
    return f"{edition.pack}/{edition.file}:1"


def _addresses(edition: Edition[Any]) -> list[str]:
    return sorted({joined((edition.path, *path)) for path in edition.places if path})


def _assumption(edition: Edition[Any], path: str) -> str | None:
    notes = [
        assumed.note
        for assumed in edition.assumptions
        if path == assumed.path or path.startswith(assumed.path + "/")
    ]
    return "; ".join(notes) or None


def _shadowed_editions(edition: Edition[Any], steps: Path, value: Any) -> list[Shadow]:
    shadows = []
    reason, earlier = edition.amends, edition.shadows
    while earlier is not None:
        exists, before = inside(earlier.body, steps)
        if exists and before != value:
            shadows.append(Shadow(earlier.pack, before, _place(earlier, steps), reason))
        value, reason, earlier = before, earlier.amends, earlier.shadows
    return shadows


def _of_asset(asset: Asset, on: date) -> Explanation:
    shadows = []
    reason, earlier = asset.amends, asset.shadows
    while earlier is not None:
        shadows.append(Shadow(earlier.pack, earlier.sha256, f"{earlier.pack}/{earlier.path}:1", reason))
        reason, earlier = earlier.amends, earlier.shadows
    return Explanation(
        path=asset.path,
        on=on,
        title=Text(zh="模板", en="template"),
        value=f"sha256 {asset.sha256}",
        unit=None,
        since=None,
        until=None,
        references=(),
        pack=asset.pack,
        place=f"{asset.pack}/{asset.path}:1",
        note=None,
        assumption=None,
        shadows=tuple(shadows),
    )
