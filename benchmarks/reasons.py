"""Why a goal is not met, and what was tried: for the page, by the name of the work. No figure is written here."""

from __future__ import annotations

__all__ = ["REASONS"]

REASONS: dict[str, str] = {}
