"""The border between YAML and attrs: every value is of the type its field says, or it is refused.

Nothing is coerced: ``"3"`` is not 3, one text is not a list of letters, 1 is not true. A field whose YAML key is
not its name says so in its metadata: ``field(metadata={"key": "from"})``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.cols import homogenous_tuple_structure_factory, is_mapping, is_sequence, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from courtqa.errors import Misfit, did_you_mean
from courtqa.policy.places import Path, Value
from courtqa.policy.reading import describe
from courtqa.text import Text

__all__ = ["converter_for", "day_of", "structure"]

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]


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


def structure(value: Value, type: type[T], converter: Converter) -> T:
    """``value`` as a ``type``. Raises an error that ``misfits`` of this module takes apart."""
    result: T = converter.structure(value, type)
    return result


def misfits(error: BaseException, path: Path = ()) -> Iterator[Misfit]:
    """Every fault in a structuring error, each with its path in YAML's own keys."""
    if isinstance(error, ClassValidationError):
        keys = {field.alias: _key(field) for field in attrs.fields(error.cl)}
        keys |= {field.name: _key(field) for field in attrs.fields(error.cl)}
        for inner in error.exceptions:
            note = _note(inner, AttributeValidationNote)
            if note is None:
                yield from misfits(inner, path)
            elif isinstance(inner, KeyError):
                key = keys[note.name]
                yield Misfit(f"no {key!r}", f"the key {key!r}{_wanted(error.cl, note.name)}", path)
            else:
                yield from misfits(inner, (*path, keys[note.name]))
    elif isinstance(error, IterableValidationError):
        for inner in error.exceptions:
            note = _note(inner, IterableValidationNote)
            yield from misfits(inner, path if note is None else (*path, note.index))
    elif isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from misfits(inner, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from _unknown_keys(error, path)
    elif isinstance(error, Misfit):
        yield Misfit(error.found, error.expected, (*path, *error.path))
    else:
        yield Misfit(f"a value that doesn't hold together ({error})", "values that fit each other", path)


def _note(error: BaseException, type: type[Any]) -> Any:
    return next((note for note in getattr(error, "__notes__", ()) if isinstance(note, type)), None)


def _unknown_keys(error: ForbiddenExtraKeysError, path: Path) -> Iterator[Misfit]:
    known = [_key(field) for field in attrs.fields(error.cl) if field.init]
    for extra in sorted(error.extra_fields):
        near = did_you_mean(extra, known)
        expected = f"{near!r}" if near else "one of the keys " + ", ".join(sorted(known))
        yield Misfit(f"the unknown key {extra!r}", expected, (*path, extra))


def _key(field: attrs.Attribute[Any]) -> str:
    return str(field.metadata.get("key", field.name))


def _wanted(cls: type[Any], name: str) -> str:
    for field in attrs.fields(cls):
        if name in (field.name, field.alias) and (what := _in_words(field.type)):
            return f": {what}"
    return ""


def _in_words(wanted: Any) -> str:
    """What a type asks for, in words; "" where words would not help."""
    origin = get_origin(wanted)
    if origin is Literal:
        return " or ".join(map(str, get_args(wanted)))
    if origin in (Union, types.UnionType):
        return " or ".join(filter(None, map(_in_words, get_args(wanted))))
    if origin is not None:
        return "a list" if origin in (tuple, list, frozenset, set) else "keys with values"
    if attrs.has(wanted):
        return "a text in zh and en" if wanted is Text else "keys with values"
    return _WORDS.get(wanted, "")


_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
    date: "a day as YYYY-MM-DD",
    type(None): "null",
}


def _is_exactly(value: object, wanted: Any) -> bool:
    if wanted is Decimal:
        return type(value) in (int, Decimal)
    return type(value) is wanted


def _primitive(wanted: Any) -> Hook:
    def hook(value: Any, _: Any) -> Any:
        if not _is_exactly(value, wanted):
            raise Misfit(describe(value), _WORDS[wanted])
        return Decimal(value) if wanted is Decimal else value

    return hook


def _literal(wanted: Any) -> Hook:
    options = get_args(wanted)
    listed = [str(option) for option in options]

    def hook(value: Any, _: Any) -> Any:
        for option in options:
            if type(option) is type(value) and option == value:
                return option
        near = did_you_mean(value, listed) if isinstance(value, str) else None
        hint = f" (did you mean {near}?)" if near else ""
        raise Misfit(describe(value), "one of " + ", ".join(listed) + hint)

    return hook


def _anything(value: Any, _: Any) -> Any:
    """Free data, with its lists closed to change."""
    if isinstance(value, list):
        return tuple(_anything(item, _) for item in value)
    if isinstance(value, dict):
        return {key: _anything(item, _) for key, item in value.items()}
    return value


def _is_union(wanted: Any) -> bool:
    return get_origin(wanted) in (Union, types.UnionType)


def _is_attrs(wanted: Any) -> bool:
    return attrs.has(get_origin(wanted) or wanted)


def converter_for(hooks: Mapping[type, Callable[[Any], Any]]) -> Converter:
    """A strict converter. ``hooks`` read the types that have a spelling of their own in YAML."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)

    def union(wanted: Any) -> Hook:
        members = [member for member in get_args(wanted) if member is not type(None)]
        plain = [member for member in members if member in _WORDS]
        rich = [member for member in members if member not in _WORDS]
        optional = len(members) < len(get_args(wanted))

        def hook(value: Any, _: Any) -> Any:
            if value is None and optional:
                return None
            for member in plain:
                if member is not date and _is_exactly(value, member):
                    return converter.structure(value, member)
            if len(rich) == 1 and (not plain or isinstance(value, dict | list)):
                return converter.structure(value, rich[0])
            if plain == [date] or (date in plain and isinstance(value, str)):
                return day_of(value)
            raise Misfit(describe(value), _in_words(wanted))

        return hook

    def of_class(wanted: Any) -> Hook:
        cls = get_origin(wanted) or wanted
        renamed = {
            field.name: override(rename=_key(field))
            for field in attrs.fields(cls)
            if _key(field) != field.name
        }
        build: Any = make_dict_structure_fn(
            wanted,
            converter,
            _cattrs_forbid_extra_keys=True,
            _cattrs_detailed_validation=True,
            **renamed,  # type: ignore[arg-type]
        )

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, dict):
                expected = "a text in both languages: {zh: …, en: …}" if cls is Text else "keys with values"
                raise Misfit(describe(value), expected)
            result = build(value, wanted)
            if isinstance(result, Text):
                _complete(result)
            return result

        return hook

    def of_list(wanted: Any) -> Hook:
        args = get_args(wanted)
        fixed = get_origin(wanted) is tuple and args and args[-1] is not Ellipsis
        item = Union[args] if fixed else (args[0] if args else Any)  # noqa: UP007
        build: Any = homogenous_tuple_structure_factory(tuple[item, ...], converter)
        shape = get_origin(wanted) if get_origin(wanted) in (list, set, frozenset) else tuple

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, list):
                raise Misfit(describe(value), "a list")
            if fixed and len(value) != len(args):
                raise Misfit(describe(value), f"a list of {len(args)}")
            return shape(build(value, wanted)) if shape is not tuple else build(value, wanted)

        return hook

    def of_mapping(wanted: Any) -> Hook:
        build: Any = mapping_structure_factory(wanted, converter)

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, dict):
                raise Misfit(describe(value), "keys with values")
            return build(value, wanted)

        return hook

    converter.register_structure_hook_factory(_is_attrs)(of_class)
    converter.register_structure_hook_factory(is_mapping)(of_mapping)
    converter.register_structure_hook_factory(lambda t: is_sequence(t) or get_origin(t) in _SETS)(of_list)
    converter.register_structure_hook_factory(lambda t: get_origin(t) is Literal)(_literal)
    converter.register_structure_hook_factory(_is_union)(union)
    for primitive in (str, int, bool, Decimal):
        converter.register_structure_hook(primitive, _primitive(primitive))
    converter.register_structure_hook(date, lambda value, _: day_of(value))
    converter.register_structure_hook_func(lambda t: t in (Any, object), _anything)
    for wanted, read in hooks.items():
        converter.register_structure_hook(wanted, _own(read))
    return converter


_SETS = (set, frozenset, tuple, list)


def _own(read: Callable[[Any], Any]) -> Hook:
    return lambda value, _: read(value)


def _complete(text: Text) -> None:
    for language, words in (("zh", text.zh), ("en", text.en)):
        if not words.strip():
            raise Misfit("an empty text", f"the text in {language}", (language,))
