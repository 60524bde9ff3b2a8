"""Records that every step makes: frozen like all others, and made in half the time.

A frozen class refuses assignment, so attrs lays its fields down one by one past that refusal. Here they are assigned
to a draft, which is of a class with the same fields that takes assignments; before anybody has seen it, it becomes a
record of its own class, which takes none.
"""

from __future__ import annotations

from typing import Any, TypeVar

from attrs import field, fields, make_class

__all__ = ["drafted"]

T = TypeVar("T", bound=type[Any])
_past_the_refusal = object.__setattr__


def drafted(kind: T) -> T:
    """The frozen class, whose records are laid down as drafts. It must be made with ``weakref_slot=False``."""

    def begin(record: object) -> None:
        _past_the_refusal(record, "__class__", draft)

    def finish(record: object) -> None:
        record.__class__ = kind

    draft = make_class(
        kind.__name__,
        {each.name: field(default=each.default) for each in fields(kind)},
        class_body={"__attrs_pre_init__": begin, "__attrs_post_init__": finish},
        eq=False,
        slots=True,
        weakref_slot=False,
    )
    kind.__attrs_pre_init__ = begin
    kind.__init__ = draft.__init__  # type: ignore[misc]
    return kind
