"""From a clerk's data to plain values for a template: typed, clean, every fault at once with its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from attrs import field, frozen

from courtqa.errors import UnfitNotice, did_you_mean
from courtqa.notices.kind import NoticeField, NoticeKind
from courtqa.notices.numerals import date_zh
from courtqa.text import Text

__all__ = ["Fitted", "NamedUnit", "fit", "unfit_character"]

T = TypeVar("T")

_REFUSED = {
    "Cc": "control",
    "Cf": "invisible",
    "Cs": "surrogate",
    "Co": "private-use",
    "Zl": "line-separator",
    "Zp": "line-separator",
}


def unfit_character(text: str) -> str | None:
    r"""What the first character is that no document may hold, e.g. ``"control U+0007"``; None if all may stand.

    >>> unfit_character("张三"), unfit_character("张\u202e三")
    (None, 'invisible U+202E')
    """
    for character in text:
        category = unicodedata.category(character)
        if category in _REFUSED:
            return f"{_REFUSED[category]} U+{ord(character):04X}"
        if ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
            return f"not a character U+{ord(character):04X}"
    return None


@frozen
class NamedUnit:
    """A unit as the organisation knows it: its title and its kind."""

    title: str
    kind: str


@frozen
class Fitted:
    """The plain values of a notice, and what they name."""

    values: Mapping[str, Any]
    unit_kinds: frozenset[str]
    persons: tuple[Mapping[str, Any], ...]
    units: tuple[str, ...] = ()  # the ids of those named, each once


def fit(kind: NoticeKind, data: Mapping[str, Any], units: Mapping[str, NamedUnit]) -> Fitted:
    """The data as plain dict, str, int and list, exactly as the kind's fields say.

    Raises:
        UnfitNotice: with every fault and its place.
    """
    fitting = _Fitting(kind, units)
    values = fitting.record(kind.fields, data, "")
    if fitting.faults:
        raise UnfitNotice(kind.name, fitting.faults)
    return Fitted(
        values,
        frozenset(fitting.unit_kinds),
        tuple(fitting.persons),
        tuple(dict.fromkeys(fitting.units_named)),
    )


@frozen
class _Fitting:
    kind: NoticeKind
    units: Mapping[str, NamedUnit]
    faults: list[tuple[str, Text]] = field(factory=list)
    unit_kinds: set[str] = field(factory=set)
    units_named: list[str] = field(factory=list)
    persons: list[Mapping[str, Any]] = field(factory=list)

    def record(self, fields: Mapping[str, NoticeField], data: object, at: str) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            return self._fault(at or "data", "应为字段和值", "expected fields with values", {})
        for extra in data:
            if extra not in fields:
                near = did_you_mean(str(extra), fields)
                hint = (f"，是否指“{near}”", f"; did you mean {near!r}?") if near else ("", "")
                self._fault(
                    _join(at, extra), f"没有此字段{hint[0]}", f"there is no such field{hint[1]}", None
                )
        values: dict[str, Any] = {}
        for name, spec in fields.items():
            place = _join(at, name)
            if data.get(name) is not None:
                values[name] = self._value(spec, data[name], place)
            else:
                values[name] = [] if spec.type in {"texts", "persons", "units", "records"} else ""
                if not spec.optional:
                    self._fault(place, f"缺“{spec.title.zh}”", f"missing: {spec.title.en}", None)
        return values

    def _value(self, spec: NoticeField, value: object, at: str) -> Any:
        several: dict[str, Callable[[object, str], Any]] = {
            "texts": self._text,
            "persons": lambda item, place: self._person(spec, item, place),
            "units": self._unit,
            "records": lambda item, place: self.record(spec.of, item, place),
        }
        if spec.type in several:
            if isinstance(value, str) or not isinstance(value, list | tuple):
                return self._fault(at, "应为列表", "expected a list", [])
            return [several[spec.type](item, f"{at}[{number}]") for number, item in enumerate(value, start=1)]
        single: dict[str, Callable[[object, str], Any]] = {
            "text": self._text,
            "choice": lambda item, place: self._choice(spec, item, place),
            "date": self._date,
            "integer": self._integer,
            "decimal": self._decimal,
            "person": lambda item, place: self._person(spec, item, place),
            "unit": self._unit,
        }
        return single[spec.type](value, at)

    def _text(self, value: object, at: str) -> str:
        if not isinstance(value, str):
            return self._fault(at, f"应为文字，而非 {value!r}", f"expected text, not {value!r}", "")
        if bad := unfit_character(value):
            zh, en = f"含有不可用字符（{bad}）", f"holds a character that no document may hold ({bad})"
            return self._fault(at, zh, en, "")
        return str(value)

    def _choice(self, spec: NoticeField, value: object, at: str) -> str:
        if isinstance(value, str) and value in spec.choices:
            return spec.choices[value].zh
        known = "、".join(spec.choices), ", ".join(spec.choices)
        return self._fault(
            at, f"{value!r} 不在可选项中：{known[0]}", f"{value!r} is not one of {known[1]}", ""
        )

    def _date(self, value: object, at: str) -> str:
        if isinstance(value, date):
            return date_zh(value)
        try:
            return date_zh(date.fromisoformat(value if isinstance(value, str) else ""))
        except ValueError:
            return self._fault(
                at, f"{value!r} 不是日期（写作 2008-04-03）", f"{value!r} is not a day like 2008-04-03", ""
            )

    def _integer(self, value: object, at: str) -> int:
        if type(value) is int:
            return value
        return self._fault(at, f"{value!r} 不是整数", f"{value!r} is not a whole number", 0)

    def _decimal(self, value: object, at: str) -> str:
        if isinstance(value, Decimal) and value.is_finite():
            return f"{value:f}"
        if type(value) is int:
            return str(value)
        zh, en = f"{value!r} 不是十进制数", f"{value!r} is not a decimal number (binary floats are not exact)"
        return self._fault(at, zh, en, "")

    def _person(self, spec: NoticeField, value: object, at: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not {"id", "name"} <= set(value):
            return self._fault(at, "人员须有 id 和 name", "a person has an id and a name", {})
        extra = set(value) - {"id", "name", "post", "leader", "unit"}
        if extra:
            self._fault(at, f"人员没有 {extra}", f"a person has no {', '.join(sorted(extra))}", None)
        if not spec.acting:
            self.persons.append(value)
        if self.kind.naming == "person" or spec.acting:
            named = {"id": self._text(value["id"], at), "name": self._text(value["name"], f"{at}.name")}
        else:
            named = {"id": "", "name": self.kind.unnamed.person.zh}
        named["post"] = self._text(value.get("post") or "", f"{at}.post")
        unit = value.get("unit")
        return {**named, "unit": self._unit(unit, f"{at}.unit") if unit else {"id": "", "name": ""}}

    def _unit(self, value: object, at: str) -> dict[str, Any]:
        if not isinstance(value, str):
            return self._fault(at, "单位须为编号或名称", "a unit is an id or a name", {})
        known = self.units.get(value)
        if known is not None:
            self.unit_kinds.add(known.kind)
            self.units_named.append(value)
        elif self.units and value.isascii() and value.replace("_", "a").isalnum():
            near = did_you_mean(value, self.units)
            hint = (f"，是否指“{near}”", f"; did you mean {near!r}?") if near else ("", "")
            return self._fault(at, f"没有单位 {value!r}{hint[0]}", f"there is no unit {value!r}{hint[1]}", {})
        if self.kind.naming == "none":
            return {"id": "", "name": self.kind.unnamed.unit.zh}
        return {"id": value if known else "", "name": known.title if known else self._text(value, at)}

    def _fault(self, at: str, zh: str, en: str, instead: T) -> T:
        self.faults.append((at, Text(zh=zh, en=en)))
        return instead


def _join(at: str, name: object) -> str:
    return f"{at}.{name}" if at else str(name)
