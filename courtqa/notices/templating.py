"""Templates, kept in: an immutable sandbox, a short list of syntax, values that can never become structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from jinja2 import DictLoader, StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from courtqa.errors import UnfitNotice
from courtqa.notices.values import unfit_character
from courtqa.text import Text

__all__ = ["FOLDER", "RESERVED", "SPACE", "Templates", "compiled", "lint"]

FOLDER = "notices/templates/"
RESERVED = "notice"
SPACE = "\ue000"
"""Stands for a space that came with a value, so that template layout can be dropped and values kept."""

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getitem, nodes.Extends,
    nodes.Block, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Filter, nodes.Getattr,
)  # fmt: skip
LONGEST = 2**16  # characters of one template
DEEPEST = 24  # nodes inside nodes
LOOPS = 3  # loops inside loops
_DECLARATION = re.compile(r"<[!?]")
_LOOP = {"first", "index", "last", "length"}


def _named(tag: str) -> Any:
    markup = Markup(f"<{tag} ref='{{}}'>{{}}</{tag}>")  # noqa: S704  - the tag is ours, format() escapes the rest

    def filter_named(value: Mapping[str, str]) -> Markup:
        if not value:
            return Markup("")
        return markup.format(value["id"], _keep(value["name"]))

    return filter_named


def _each(one: Any) -> Any:
    return lambda values: Markup("、").join(one(value) for value in values)


_FILTERS: dict[str, Any] = {
    "length": len,
    "person": _named("person"),
    "persons": _each(_named("person")),
    "unit": _named("unit"),
    "units": _each(_named("unit")),
    "listed": "、".join,
}


def _keep(value: str) -> str:
    return value.replace(" ", SPACE)


def _finalize(value: object) -> object:
    """What an expression prints: clean text or a whole number, nothing else."""
    if isinstance(value, Markup):
        return value
    if type(value) is str:
        if bad := unfit_character(value):
            _refuse(f"a {bad} character in {value!r}")
        return _keep(value)
    if type(value) is int:
        return str(value)
    return _refuse(f"a value of type {type(value).__name__}: {str(value)[:60]!r}")


def _refuse(what: str) -> NoReturn:
    raise TemplateError(f"a template may print only text and whole numbers, this is {what}")


class Templates:
    """The templates of a policy, compiled once, closed to everything but their context."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._env = ImmutableSandboxedEnvironment(
            loader=DictLoader({path.removeprefix(FOLDER): text for path, text in sources.items()}),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.clear()
        self._env.filters = dict(_FILTERS)
        self._env.tests = {}
        self.sources = {path.removeprefix(FOLDER): text for path, text in sources.items()}
        self._trees: dict[str, nodes.Template] = {}
        self._variables: dict[str, frozenset[str]] = {}

    def render(self, kind: str, name: str, context: Mapping[str, Any]) -> str:
        """The XML that the template makes of the context. UnfitNotice with the place if it can't."""
        try:
            return self._env.get_template(name).render(context)
        except (TemplateError, TypeError, KeyError, OverflowError, AttributeError, RecursionError) as error:
            place = f"{getattr(error, 'name', None) or name}:{getattr(error, 'lineno', None) or '?'}"
            raise UnfitNotice(
                kind, [(place, Text(zh=f"模板未能成文：{error}", en=f"the template failed: {error}"))]
            ) from error

    def chain(self, name: str) -> tuple[str, ...]:
        """The template and those it extends, from the kind's up to the base; stops at one that is missing."""
        found: list[str] = []
        while name in self.sources and name not in found:
            found.append(name)
            parents = [node.template for node in self._tree(name).find_all(nodes.Extends)]
            if not parents or not isinstance(parents[0], nodes.Const):
                break
            name = str(parents[0].value)
        return tuple(found)

    def variables(self, name: str) -> frozenset[str]:
        """The variables that the template and its parents ask for."""
        return frozenset().union(*map(self._asked, self.chain(name)))

    def faults(self, name: str) -> Iterator[tuple[str, str]]:
        """(place, what is wrong) of the template and its parents: missing files, syntax, what is not allowed."""
        seen: list[str] = []
        while True:
            if name in seen:
                yield name, "it extends itself"
                return
            seen.append(name)
            if len(self.sources.get(name, "")) > LONGEST:
                yield name, f"a template of more than {LONGEST} characters"
                return
            if name not in self.sources:
                yield name, "no such template"
                return
            try:
                tree = self._tree(name)
            except TemplateError as error:
                yield f"{name}:{getattr(error, 'lineno', '?')}", f"a syntax error: {error}"
                return
            except RecursionError:
                yield name, "it is nested too deeply"
                return
            yield from ((f"{name}:{line}", what) for line, what in lint(tree))
            parents = [node.template for node in tree.find_all(nodes.Extends)]
            if not parents or not isinstance(parents[0], nodes.Const):
                return
            if len(parents) > 1:
                yield name, "it extends more than one template"
                return
            name = str(parents[0].value)

    def _tree(self, name: str) -> nodes.Template:
        if name not in self._trees:  # many kinds share their parents: each file is parsed once
            self._trees[name] = self._env.parse(self.sources[name], name)
        return self._trees[name]

    def _asked(self, name: str) -> frozenset[str]:
        if name not in self._variables:
            self._variables[name] = frozenset(meta.find_undeclared_variables(self._tree(name)))
        return self._variables[name]


@lru_cache(maxsize=8)
def compiled(sources: tuple[tuple[str, str], ...]) -> Templates:
    """The templates of these (path, text) pairs, compiled once."""
    return Templates(dict(sources))


def lint(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """(line, what is wrong): every piece of syntax that is not on the list."""
    if too_deep := _too_deep(tree, 0, 0):
        yield too_deep
        return
    yield from _lint(tree)


def _too_deep(node: nodes.Node, depth: int, loops: int) -> tuple[int, str] | None:
    loops += isinstance(node, nodes.For)
    if depth > DEEPEST or loops > LOOPS:
        what = "loops" if loops > LOOPS else "blocks and conditions"
        return node.lineno or 1, f"{what} nested more than {LOOPS if loops > LOOPS else DEEPEST} deep"
    for child in node.iter_child_nodes():
        if found := _too_deep(child, depth + 1, loops):
            return found
    return None


def _lint(node: nodes.Node) -> Iterator[tuple[int, str]]:
    line = node.lineno or next((inner.lineno for inner in node.find_all(nodes.Node) if inner.lineno), 1)
    if not isinstance(node, _ALLOWED):
        yield line, f"{type(node).__name__} is not allowed in a template"
    match node:
        case nodes.Getattr(node=nodes.Name(name="loop"), attr=attr) if attr in _LOOP:
            pass
        case nodes.Getattr(attr=attr):
            yield line, f"the attribute .{attr}; write ['{attr}']"
        case nodes.Name(name=name) if name.startswith("_") or name in {
            "self",
            "super",
            "caller",
            "varargs",
            "kwargs",
        }:
            yield line, f"the name {name!r}"
        case nodes.Getitem(arg=nodes.Const(value=str(key))) if not key.startswith("_"):
            pass
        case nodes.Getitem():
            yield line, "a look-up by something other than a plain key"
        case nodes.Filter(name=name, args=args, kwargs=kwargs) if name not in _FILTERS or args or kwargs:
            yield line, f"the filter {name!r}; allowed without arguments: {', '.join(_FILTERS)}"
        case nodes.Extends(template=template) if not isinstance(template, nodes.Const):
            yield line, "a parent that is computed"
        case nodes.For(recursive=True):
            yield line, "a recursive loop"
        case nodes.TemplateData(data=data) if found := _DECLARATION.search(data):
            yield line + data.count("\n", 0, found.start()), "an XML declaration or instruction"
        case _:
            pass
    yield from _children(node.iter_child_nodes())


def _children(children: Iterable[nodes.Node]) -> Iterator[tuple[int, str]]:
    for child in children:
        yield from _lint(child)
