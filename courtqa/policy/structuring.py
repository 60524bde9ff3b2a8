"""The border between YAML and attrs: every value is of the type its field says, or it is refused.

Nothing is coerced: ``"3"`` is not 3, one text is not a list of letters, 1 is not true. A field whose YAML key is
not its name says so in its metadata: ``field(metadata={"key": "from"})``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import homogenous_tuple_structure_factory, is_mapping, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from courtqa.errors import Misfit, did_you_mean
from courtqa.policy.misfits import key_in_yaml
from courtqa.policy.words import PLAIN, describe, in_words, is_union
from courtqa.text import Text

__all__ = ["converter_for", "day_of"]

Hook = Callable[[Any, Any], Any]
_LISTS = (tuple, list, set, frozenset)


def day_of(value: object) -> date:
    """The day written as ``YYYY-MM-DD``. Raises Misfit for anything else.

    >>> day_of("2008-02-29")
    datetime.date(2008, 2, 29)
    """
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Misfit(describe(value), "a day as YYYY-MM-DD")


def converter_for(hooks: Mapping[type, Callable[[Any], Any]]) -> Converter:
    """A strict converter. ``hooks`` read the types that have a spelling of their own in YAML."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    factories: list[tuple[Callable[[Any], bool], Callable[[Any, Converter], Hook]]] = [
        (lambda wanted: attrs.has(get_origin(wanted) or wanted), _class),
        (is_mapping, _mapping),
        (lambda wanted: get_origin(wanted) in _LISTS or wanted in _LISTS, _list),
        (lambda wanted: get_origin(wanted) is Literal, _literal),
        (is_union, _union),
        (lambda wanted: wanted in (Any, object), lambda _, __: _anything),
    ]
    for concerns, build in factories:
        converter.register_structure_hook_factory(concerns, _with_converter(build, converter))
    for plain in (str, int, bool, Decimal):
        converter.register_structure_hook(plain, _plain(plain))
    converter.register_structure_hook(date, lambda value, _: day_of(value))
    for wanted, reads in hooks.items():
        converter.register_structure_hook(wanted, _own(reads))
    return converter


def _with_converter(build: Callable[[Any, Converter], Hook], converter: Converter) -> Callable[[Any], Hook]:
    return lambda wanted: build(wanted, converter)


def _own(reads: Callable[[Any], Any]) -> Hook:
    return lambda value, _: reads(value)


def _is_exactly(value: object, wanted: Any) -> bool:
    return type(value) in (int, Decimal) if wanted is Decimal else type(value) is wanted


def _plain(wanted: Any) -> Hook:
    def read(value: Any, _: Any) -> Any:
        if not _is_exactly(value, wanted):
            raise Misfit(describe(value), PLAIN[wanted])
        return Decimal(value) if wanted is Decimal else value

    return read


def _anything(value: Any, _: Any) -> Any:
    """Free data, with its lists closed to change."""
    if isinstance(value, list):
        return tuple(_anything(item, _) for item in value)
    if isinstance(value, dict):
        return {key: _anything(item, _) for key, item in value.items()}
    return value


def _literal(wanted: Any, _: Converter) -> Hook:
    options = get_args(wanted)
    listed = [str(option) for option in options]

    def read(value: Any, _: Any) -> Any:
        for option in options:
            if type(option) is type(value) and option == value:
                return option
        near = did_you_mean(value, listed) if isinstance(value, str) else None
        hint = f" (did you mean {near}?)" if near else ""
        raise Misfit(describe(value), "one of " + ", ".join(listed) + hint)

    return read


def _union(wanted: Any, converter: Converter) -> Hook:
    """A choice between plain types, and at most one other: which it is shows in the value itself."""
    members = [member for member in get_args(wanted) if member is not type(None)]
    plain = [member for member in members if member in PLAIN]
    other = [member for member in members if member not in PLAIN]
    optional = len(members) < len(get_args(wanted))

    def read(value: Any, _: Any) -> Any:
        if value is None and optional:
            return None
        if len(members) == 1:
            return converter.structure(value, members[0])
        for member in sorted(plain, key=lambda each: each is Decimal):  # a whole number stays whole if it may
            if _is_exactly(value, member):
                return converter.structure(value, member)
        if date in plain and isinstance(value, str):
            return day_of(value)
        if len(other) == 1:
            return converter.structure(value, other[0])
        raise Misfit(describe(value), in_words(wanted))

    return read


def _class(wanted: Any, converter: Converter) -> Hook:
    fields = attrs.fields(get_origin(wanted) or wanted)
    renamed = {
        field.name: override(rename=key_in_yaml(field))
        for field in fields
        if key_in_yaml(field) != field.name
    }
    build: Any = make_dict_structure_fn(wanted, converter, **renamed)  # type: ignore[arg-type]

    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise Misfit(describe(value), in_words(wanted) or "keys with values")
        result = build(value, wanted)
        if isinstance(result, Text):
            _complete(result)
        return result

    return read


def _complete(text: Text) -> None:
    for language, words in (("zh", text.zh), ("en", text.en)):
        if not words.strip():
            raise Misfit("an empty text", f"the text in {language}", (language,))


def _list(wanted: Any, converter: Converter) -> Hook:
    args, shape = get_args(wanted), get_origin(wanted) or wanted
    fixed = shape is tuple and bool(args) and args[-1] is not Ellipsis
    if fixed:
        return _fixed(args, converter)
    item = args[0] if args else Any
    items_of: Any = tuple.__class_getitem__((item, ...))
    build: Any = homogenous_tuple_structure_factory(items_of, converter)

    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            raise Misfit(describe(value), "a list")
        items = build(value, wanted)
        return items if shape is tuple else shape(items)

    return read


def _fixed(items: tuple[Any, ...], converter: Converter) -> Hook:
    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(items):
            raise Misfit(describe(value), f"a list of {len(items)}")
        return tuple(converter.structure(each, item) for each, item in zip(value, items, strict=True))

    return read


def _mapping(wanted: Any, converter: Converter) -> Hook:
    build: Any = mapping_structure_factory(wanted, converter)

    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise Misfit(describe(value), "keys with values")
        return build(value, wanted)

    return read
