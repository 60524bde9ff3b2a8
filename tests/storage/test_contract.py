"""One contract, three stores."""

from __future__ import annotations

import pytest

from courtqa.storage import open_store
from courtqa.storage.memory import MemoryStore
from courtqa.testing import StoreContract


class TestMemory(StoreContract):
    @pytest.fixture
    def connect(self):
        store = MemoryStore()
        return lambda: store


class TestSqlite(StoreContract):
    @pytest.fixture
    def connect(self, tmp_path):
        return lambda: open_store(tmp_path / "court.db")


@pytest.mark.once
class TestPostgres(StoreContract):
    @pytest.fixture
    def connect(self, emptied):
        address = emptied()
        return lambda: open_store(address)
