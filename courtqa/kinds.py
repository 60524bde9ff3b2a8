"""Where the stages meet the policy: which folders a pack may hold, and which names it may use."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from courtqa.errors import Problem
from courtqa.policy import Kind, Offer, Policy, check, load

__all__ = ["check_policy", "kinds", "load_policy", "offers"]

STAGES = ("workflows", "evaluation", "sanctions", "notices")


def _from_stages(name: str) -> list[Any]:
    return [item for stage in STAGES for item in getattr(import_module(f"courtqa.{stage}.kinds"), name, ())]


def kinds() -> tuple[Kind[Any], ...]:
    """The kinds of rule that the stages read: workflows, indicators, ladders, notices …"""
    return tuple(_from_stages("KINDS"))


def offers() -> tuple[Offer, ...]:
    """The names that a pack may use without bringing Python: guards and the like."""
    return tuple(_from_stages("OFFERS"))


def load_policy(*packs: str | Path, extra: Sequence[Offer] = ()) -> Policy:
    """The checked, frozen rules of one or more packs, later laid over earlier.

    A pack is a folder or the name of an installed pack. ``extra`` are offers of your own,
    made with ``@courtqa.guard``.

    Raises:
        PolicyError: the packs have faults; all of them are listed, each with file and line.
    """
    return load(*packs, kinds=kinds(), offers=(*offers(), *extra))


def check_policy(*packs: str | Path, extra: Sequence[Offer] = ()) -> tuple[Problem, ...]:
    """All the faults of the packs, in order of place; empty if there are none."""
    return check(*packs, kinds=kinds(), offers=(*offers(), *extra))
