"""Places to keep dockets in: files, memory, and a PostgreSQL server of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from courtqa.testing.postgres import HOW_TO_GET_IT, PostgresServer, postgres_binaries, running_postgres


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    if postgres_binaries() is None:
        pytest.skip(HOW_TO_GET_IT)
    pytest.importorskip("psycopg", reason="pip install 'courtqa[postgres]'")
    with running_postgres() as running:
        yield running


@pytest.fixture
def database(server: PostgresServer) -> str:
    """The address of a database of this test's own."""
    return server.new_database()


@pytest.fixture
def emptied(server: PostgresServer) -> Callable[[], str]:
    """The address of a database that is emptied of everything ours."""
    return server.emptied_database
