"""The arrays that are sent to PostgreSQL hold what was put in, whatever its characters."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from courtqa.storage.bulk import array
from courtqa.testing.postgres import PostgresServer

TEXT = some.text(some.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
AWKWARD = ["", "NULL", "null", "{}", '"', "\\", '\\"', "a,b", " ", "\n", "{\"a\": '\\\\'}", "（一）"]


@pytest.mark.once
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=some.lists(some.none() | TEXT | some.sampled_from(AWKWARD), min_size=1, max_size=8))
def test_a_text_comes_back_as_it_was_sent(server: PostgresServer, texts: list[str | None]) -> None:
    psycopg = pytest.importorskip("psycopg", reason="pip install 'courtqa[postgres]'")
    with psycopg.connect(server.url()) as held:
        row = held.execute("SELECT %s::text[]", (array(texts),)).fetchone()

    assert row[0] == texts


@pytest.mark.once
def test_numbers_and_answers_come_back_as_they_were_sent(server: PostgresServer) -> None:
    psycopg = pytest.importorskip("psycopg", reason="pip install 'courtqa[postgres]'")
    with psycopg.connect(server.url()) as held:
        row = held.execute(
            "SELECT %s::int[], %s::boolean[]", (array([1, -2, None]), array([True, False, None]))
        ).fetchone()

    assert row == ([1, -2, None], [True, False, None])
