"""What Alembic runs: the revisions, on the connection that it was handed, in one transaction."""

from __future__ import annotations

from alembic import context

__all__: list[str] = []

context.configure(
    connection=context.config.attributes["connection"],
    version_table="courtqa_version",  # there only while it runs: the host may have an alembic_version of its own
    transactional_ddl=True,
)
context.run_migrations()
