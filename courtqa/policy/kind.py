"""What the stages tell the loader: the kinds of rules they read, and the functions that rules may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from attrs import Factory, frozen

if TYPE_CHECKING:
    from courtqa.policy.lookup import Lookup

__all__ = ["Complaint", "Kind", "Offer"]

T = TypeVar("T")
Hooks: TypeAlias = Mapping[type, Callable[[Any], Any]]


@frozen
class Complaint:
    """A fault that a check found inside an edition. The loader turns ``path`` into file and line.

    The path is written with YAML's keys, as they stand in the file.
    """

    path: tuple[str | int, ...]
    found: str
    expected: str


@frozen
class Offer:
    """A function that rules may name: a guard, a measure, an effect. Rules never hold code themselves."""

    kind: str
    name: str
    params: Mapping[str, type]
    function: Callable[..., Any]
    doc: str = ""


def _nothing(value: Any, lookup: Lookup) -> Iterable[Complaint]:  # noqa: ARG001
    return ()


@frozen
class Kind(Generic[T]):
    """A kind of rule: its folder in a pack, the class of one edition, and the check of its sense.

    ``hooks`` read the types that are not written as the plain fields of their class; they take the YAML value
    and raise Misfit where it doesn't fit.
    """

    folder: str
    type: type[T]
    check: Callable[[T, Lookup], Iterable[Complaint]] = _nothing
    hooks: Hooks = Factory(dict)
