"""The packs that ship with courtqa: data only."""

from pathlib import Path

__all__ = ["folder"]


def folder() -> Path:
    """The folder of the built-in packs; each pack is a folder in it."""
    return Path(__file__).parent
