"""The arithmetic of a narrative's figures: sums, differences, products and quotients of ranges, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from courtqa.errors import UnknownName, did_you_mean

if TYPE_CHECKING:
    from courtqa.evaluation.measure_table import Measures

__all__ = ["Range", "term_text", "value_of"]


class Range(NamedTuple):
    """From the least to the most that a figure may be."""

    low: Fraction
    high: Fraction


Valued = tuple[Fraction, Range]
_SIGNS = {"sum": " + ", "difference": " − ", "product": " × ", "quotient": " ÷ "}


def value_of(term: Any, known: Mapping[str, Valued], measures: Measures | None = None) -> Valued | str:
    """The value of a term and its range; what is wrong with it, in words, when it has none.

    A term is the name of a figure, a number, ``{sum: [...]}``, ``{difference: [...]}``, ``{product: [...]}``,
    ``{quotient: [...]}`` or ``{measured: indicator, unit: name}``.

    >>> known = {"rate": (Fraction(1, 100), Range(Fraction(9, 1000), Fraction(11, 1000)))}
    >>> value, span = value_of({"product": ["rate", "200"]}, known)
    >>> value, span.low, span.high
    (Fraction(2, 1), Fraction(9, 5), Fraction(11, 5))
    """
    if isinstance(term, Mapping) and "measured" in term:
        return _measured(term, measures)
    if isinstance(term, Mapping):
        return _operation(term, known, measures)
    name = str(term)
    if name in known:
        return known[name]
    try:
        number = Fraction(name.replace(",", ""))
    except (ValueError, ZeroDivisionError):
        near = did_you_mean(name, known)
        return f"the unknown figure {name!r}" + (f" (did you mean {near!r}?)" if near else "")
    return number, Range(number, number)


def _operation(
    term: Mapping[str, Any], known: Mapping[str, Valued], measures: Measures | None
) -> Valued | str:
    if len(term) != 1 or next(iter(term)) not in _SIGNS:
        return f"{dict(term)!r}"
    ((kind, parts),) = term.items()
    if not isinstance(parts, list) or len(parts) < 2:
        return f"{kind} of {parts!r}"
    total: Valued | None = None
    for part in parts:
        found = value_of(part, known, measures)
        if isinstance(found, str):
            return found
        if kind == "quotient" and total is not None and found[1].low <= 0 <= found[1].high:
            return f"a quotient by {part!r}, which may be 0"
        total = found if total is None else _joined(kind, total, found)
    return total if total is not None else f"{kind} of nothing"


def _joined(kind: str, one: Valued, two: Valued) -> Valued:
    (a, (low, high)), (b, (least, most)) = one, two
    if kind == "sum":
        return a + b, Range(low + least, high + most)
    if kind == "difference":
        return a - b, Range(low - most, high - least)
    if kind == "product":
        ends = [x * y for x in (low, high) for y in (least, most)]
        return a * b, Range(min(ends), max(ends))
    ends = [x / y for x in (low, high) for y in (least, most)]
    return a / b, Range(min(ends), max(ends))


def _measured(term: Mapping[str, Any], measures: Measures | None) -> Valued | str:
    indicator, unit = str(term["measured"]), str(term.get("unit", "*"))
    if measures is None:
        return f"{indicator!r} from records, but no records"
    try:
        found = measures.total(indicator) if unit == "*" else measures.get(unit, indicator)
    except UnknownName as error:
        return str(error)
    if found.value is None:
        return f"{indicator!r} of {unit!r}, which the records do not give"
    return found.value, Range(found.value, found.value)


def term_text(term: Any) -> str:
    """A term as one reads it.

    >>> term_text({"product": ["rate", {"sum": ["a", "b"]}]})
    'rate × (a + b)'
    """
    if isinstance(term, Mapping) and "measured" in term:
        unit = str(term.get("unit", "*"))
        return str(term["measured"]) + ("" if unit == "*" else f"[{unit}]")
    if not isinstance(term, Mapping):
        return str(term)
    ((kind, parts),) = term.items()
    return _SIGNS[kind].join(
        f"({term_text(part)})" if isinstance(part, Mapping) and "measured" not in part else term_text(part)
        for part in parts
    )
