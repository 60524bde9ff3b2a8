"""The schema of version 0.1.0. That version laid it itself: there is nothing before it to come from."""

from __future__ import annotations

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: a database either has this schema or has none."""


def downgrade() -> None:
    """Nothing: what was recorded is never taken away."""
