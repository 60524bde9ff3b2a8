"""Where dockets are kept: memory, SQLite or PostgreSQL, behind the store that ``workflows`` asks for."""

from typing import TYPE_CHECKING

from courtqa.storage.adopting import adopt
from courtqa.storage.audit import raw_audit, verify_file
from courtqa.storage.checking import Checked, check_place
from courtqa.storage.checkpoints import (
    Checkpoints,
    checkpoint,
    checkpoints_of,
    courts_of,
    grown_since,
    kept_notes,
)
from courtqa.storage.copying import Copied, copy_docket
from courtqa.storage.opening import Docket
from courtqa.storage.parallel import verify_in_parallel
from courtqa.storage.people import enrol
from courtqa.storage.places import open_store
from courtqa.storage.roles import init_roles
from courtqa.storage.sqlite import SCHEMA, SqliteStore
from courtqa.storage.upgrading import current_schema, upgrade
from courtqa.storage.witness import Witness, prove, witness_of

if TYPE_CHECKING:
    from courtqa.storage.asynchronous import AsyncDocket
    from courtqa.storage.register import NumberRegister

__all__ = [
    "SCHEMA",
    "AsyncDocket",
    "Checked",
    "Checkpoints",
    "Copied",
    "Docket",
    "NumberRegister",
    "SqliteStore",
    "Witness",
    "adopt",
    "check_place",
    "checkpoint",
    "checkpoints_of",
    "copy_docket",
    "courts_of",
    "current_schema",
    "enrol",
    "grown_since",
    "init_roles",
    "kept_notes",
    "open_store",
    "prove",
    "raw_audit",
    "upgrade",
    "verify_file",
    "verify_in_parallel",
    "witness_of",
]


_WHEN_ASKED = {
    "AsyncDocket": "asynchronous",  # it brings asyncio along
    "NumberRegister": "register",  # and this the notices
}


def __getattr__(name: str) -> object:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module 'courtqa.storage' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"courtqa.storage.{_WHEN_ASKED[name]}"), name)
