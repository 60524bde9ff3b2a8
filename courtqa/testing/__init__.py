"""What the library is tested with, shipped for those who build on it.

Hypothesis is needed only for `machine_of` and the strategies of moves, pytest for `StoreContract`: ``pip install 'courtqa[testing]'``.
"""

from typing import TYPE_CHECKING

from courtqa.testing.cases import CaseResult, check_case, check_cases
from courtqa.testing.moves import Move
from courtqa.testing.people import Cast, cast_of
from courtqa.testing.story import Story, given

if TYPE_CHECKING:
    from courtqa.testing.machine import WorkflowMachine, machine_of
    from courtqa.testing.postgres import PostgresServer, running_postgres
    from courtqa.testing.stores import StoreContract
    from courtqa.testing.strategies import lawful_moves, unlawful_moves

__all__ = [
    "CaseResult",
    "Cast",
    "Move",
    "PostgresServer",
    "StoreContract",
    "Story",
    "WorkflowMachine",
    "cast_of",
    "check_case",
    "check_cases",
    "given",
    "lawful_moves",
    "machine_of",
    "running_postgres",
    "unlawful_moves",
]

_WHEN_ASKED = {
    "PostgresServer": "postgres",
    "StoreContract": "stores",
    "WorkflowMachine": "machine",
    "lawful_moves": "strategies",
    "machine_of": "machine",
    "running_postgres": "postgres",
    "unlawful_moves": "strategies",
}


def __getattr__(name: str) -> object:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    from courtqa.errors import MissingExtra

    try:
        module = import_module(f"{__name__}.{_WHEN_ASKED[name]}")
    except ModuleNotFoundError as error:
        if error.name not in {"hypothesis", "pytest"}:
            raise
        raise MissingExtra(f"courtqa.testing.{name}", "testing") from error
    return getattr(module, name)
