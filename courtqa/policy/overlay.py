"""How a later pack changes an earlier rule: replace, add, remove, by key, and aloud.

The three speak of the keys of the body. Where such a key holds keys of its own, they speak of those, one level
down; a list is replaced whole or added to:

    amends: our court hears the panel first
    replace: {initial: hearing, deadlines: {report: {…}}}
    add: {states: {hearing: {…}}, transitions: [{…}]}
    remove: {states: [filed]}
"""

from __future__ import annotations

from typing import Self

from attrs import define

from courtqa.errors import Problem, did_you_mean
from courtqa.policy.header import HEADER
from courtqa.policy.places import Document, Path, Place, Value
from courtqa.policy.words import describe

__all__ = ["VERBS", "amend"]

VERBS = ("replace", "add", "remove")


def amend(base: Document, change: Document, problems: list[Problem]) -> tuple[Document, tuple[Path, ...]]:
    """The body of ``base`` after ``change``, and the paths that the change touched."""
    work = _Work.on(base, change, problems)
    for key in change.value:
        if key not in HEADER and key not in VERBS:
            near = did_you_mean(key, VERBS)
            expected = repr(near) if near else "replace, add or remove: the file amends an earlier one"
            problems.append(change.problem((key,), f"the key {key!r}", expected))
    for verb, act in (("remove", work.remove), ("replace", work.replace), ("add", work.add)):
        if verb not in change.value:
            continue
        asked = change.value[verb]
        if verb == "remove" and isinstance(asked, list):
            work.remove_whole(asked)
        elif isinstance(asked, dict):
            for key, value in asked.items():
                act(key, value)
        else:
            problems.append(change.problem((verb,), describe(asked), "the keys of the rule to " + verb))
    unread = base.unread | {path[1:] for path in change.unread if path and path[0] in VERBS}
    return Document(work.body, work.places, change.file, unread), tuple(work.touched)


@define
class _Work:
    body: dict[str, Value]
    places: dict[Path, Place]
    change: Document
    problems: list[Problem]
    touched: list[Path]

    @classmethod
    def on(cls, base: Document, change: Document, problems: list[Problem]) -> Self:
        body = {key: dict(value) if isinstance(value, dict) else value for key, value in base.value.items()}
        return cls(body, dict(base.places), change, problems, [])

    def remove_whole(self, keys: list[Value]) -> None:
        for index, key in enumerate(keys):
            if isinstance(key, str) and key in self.body:
                del self.body[key]
                self._take_away((key,), ("remove", index))
            else:
                self._nothing(("remove", index), describe(key), list(self.body))

    def remove(self, key: str, value: Value) -> None:
        held = self.body.get(key)
        if not isinstance(value, list) or not isinstance(held, dict | list):
            where = ("remove", key)
            if key not in self.body:
                self._nothing(where, repr(key), list(self.body))
            else:
                found = describe(value if not isinstance(value, list) else held)
                self.problems.append(self.change.problem(where, found, "a list of what to take out of it"))
            return
        for index, item in enumerate(value):
            if isinstance(held, list) and item in held:
                held = [other for other in held if other != item]
                self.body[key] = held
                self._forget((key,))
            elif isinstance(held, dict) and isinstance(item, str) and item in held:
                del held[item]
                self._take_away((key, item), ("remove", key, index))
            else:
                known = list(held) if isinstance(held, dict) else [str(other) for other in held]
                self._nothing(("remove", key, index), describe(item), known)

    def replace(self, key: str, value: Value) -> None:
        if key not in self.body:
            self._nothing(("replace", key), repr(key), list(self.body))
            return
        held = self.body[key]
        if not (isinstance(held, dict) and isinstance(value, dict)):
            self._set((key,), ("replace", key), value)
            return
        for inner, item in value.items():
            if inner in held:
                self._set((key, inner), ("replace", key, inner), item)
            else:
                self._nothing(("replace", key, inner), repr(inner), list(held))

    def add(self, key: str, value: Value) -> None:
        held = self.body.get(key)
        if key not in self.body:
            self._set((key,), ("add", key), value)
        elif isinstance(held, dict) and isinstance(value, dict):
            for inner, item in value.items():
                if inner in held:
                    self._twice(("add", key, inner), inner)
                else:
                    self._set((key, inner), ("add", key, inner), item)
        elif isinstance(held, list) and isinstance(value, list):
            self._append(key, held, value)
        else:
            self._twice(("add", key), key)

    def _append(self, key: str, held: list[Value], value: list[Value]) -> None:
        first = len(held)
        self.body[key] = [*held, *value]
        for path, place in self.change.places.items():
            if path[:2] == ("add", key) and len(path) > 2 and isinstance(path[2], int):
                self.places[(key, first + path[2], *path[3:])] = place
        self.touched += [(key, first + index) for index in range(len(value))]

    def _set(self, path: Path, source: Path, value: Value) -> None:
        self._forget(path)
        inside = self.body
        for step in path[:-1]:
            inside = inside[str(step)]  # type: ignore[assignment]
        inside[str(path[-1])] = value
        for other, place in self.change.places.items():
            if other[: len(source)] == source:
                self.places[(*path, *other[len(source) :])] = place

    def _forget(self, path: Path) -> None:
        self.touched.append(path)
        for other in [other for other in self.places if other[: len(path)] == path]:
            del self.places[other]

    def _take_away(self, path: Path, source: Path) -> None:
        """What is gone leaves the place where it was removed, for whoever misses it."""
        self._forget(path)
        self.places[path] = self.change.place(source)

    def _nothing(self, where: Path, what: str, known: list[str]) -> None:
        near = did_you_mean(str(where[-1]), known)
        expected = f"{near!r}" if near else "one of " + (", ".join(known) or "nothing: the rule is empty")
        self.problems.append(self.change.problem(where, f"{what}, which the rule does not hold", expected))

    def _twice(self, where: Path, key: str) -> None:
        self.problems.append(
            self.change.problem(
                where, f"{key!r}, which the rule already holds", "it under replace:, or a new key"
            )
        )
