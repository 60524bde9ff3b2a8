"""Marks, tips, values about persons, checkpoints; relations and delegations; keys by court; a worker's outbox.

Everybody with offices counts as enrolled afterwards: until now the commands took them for known. Triggers are set
anew when all revisions have run.
"""

from __future__ import annotations

from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

ANEW = ("number", "outbox")
TABLES = {
    "number": """
CREATE TABLE number (
    court VARCHAR NOT NULL, series VARCHAR NOT NULL, year INTEGER NOT NULL, seq INTEGER NOT NULL,
    total INTEGER NOT NULL, notice_id VARCHAR NOT NULL, model_digest VARCHAR NOT NULL, given_on DATE NOT NULL,
    void BOOLEAN NOT NULL, void_reason VARCHAR NOT NULL, voided_on DATE,
    PRIMARY KEY (court, series, year, seq), UNIQUE (court, notice_id), UNIQUE (court, series, total),
    CHECK (seq >= 1 AND total >= seq))""",
    "outbox": """
CREATE TABLE outbox (
    id INTEGER NOT NULL, "key" VARCHAR NOT NULL, court VARCHAR NOT NULL, proceeding VARCHAR NOT NULL,
    seq INTEGER NOT NULL, topic VARCHAR NOT NULL, payload VARCHAR NOT NULL, sent_at VARCHAR,
    attempts INTEGER DEFAULT '0' NOT NULL, retry_at VARCHAR, failure VARCHAR,
    PRIMARY KEY (id), UNIQUE (court, "key"),
    FOREIGN KEY (court, proceeding) REFERENCES proceeding (court, id))""",
    "mark": """
CREATE TABLE mark (
    court VARCHAR NOT NULL, chain VARCHAR NOT NULL, seq INTEGER NOT NULL, "key" VARCHAR NOT NULL,
    mark VARCHAR NOT NULL, PRIMARY KEY (court, chain, seq, "key"))""",
    "tip": """
CREATE TABLE tip (
    court VARCHAR NOT NULL, chain VARCHAR NOT NULL, seq INTEGER NOT NULL, "key" VARCHAR NOT NULL,
    mark VARCHAR NOT NULL, PRIMARY KEY (court, chain))""",
    "personal": """
CREATE TABLE personal (
    court VARCHAR NOT NULL, proceeding VARCHAR NOT NULL, commitment VARCHAR NOT NULL, seq INTEGER NOT NULL,
    field VARCHAR NOT NULL, salt VARCHAR NOT NULL, value VARCHAR NOT NULL,
    PRIMARY KEY (court, proceeding, commitment),
    FOREIGN KEY (court, proceeding) REFERENCES proceeding (court, id))""",
    "checkpoint": """
CREATE TABLE checkpoint (
    court VARCHAR NOT NULL, number INTEGER NOT NULL, note VARCHAR NOT NULL, heads VARCHAR NOT NULL,
    PRIMARY KEY (court, number))""",
    "relation": """
CREATE TABLE relation (
    court VARCHAR NOT NULL, number INTEGER NOT NULL, person VARCHAR NOT NULL, other VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, since DATE NOT NULL, until DATE, recorded_on DATE NOT NULL, recorded_by VARCHAR NOT NULL,
    ended_by VARCHAR, PRIMARY KEY (court, number), CHECK (number >= 1 AND person <> other))""",
    "delegation": """
CREATE TABLE delegation (
    court VARCHAR NOT NULL, number INTEGER NOT NULL, delegator VARCHAR NOT NULL, delegate VARCHAR NOT NULL,
    roles VARCHAR NOT NULL, events VARCHAR NOT NULL, workflows VARCHAR NOT NULL, since DATE NOT NULL, until DATE,
    reference VARCHAR NOT NULL, recorded_on DATE NOT NULL, recorded_by VARCHAR NOT NULL, ended_by VARCHAR,
    PRIMARY KEY (court, number), CHECK (number >= 1 AND delegator <> delegate))""",
}
INDEXES = (
    "CREATE INDEX outbox_waiting ON outbox (court, id) WHERE sent_at IS NULL",
    "CREATE INDEX personal_of_event ON personal (court, proceeding, seq)",
    "CREATE INDEX relation_of_person ON relation (court, person)",
    "CREATE INDEX relation_of_other ON relation (court, other)",
    "CREATE INDEX delegation_between ON delegation (court, delegator, delegate)",
)
KEPT = {
    "number": "court, series, year, seq, total, notice_id, model_digest, given_on, void, void_reason, voided_on",
    "outbox": 'id, "key", court, proceeding, seq, topic, payload, sent_at',
}


def upgrade() -> None:
    """Only SQLite was there before: PostgreSQL begins with this schema."""
    for table in ANEW:
        op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute("DROP INDEX outbox_waiting")
    for statement in TABLES.values():
        op.execute(statement)
    for table in ANEW:
        op.execute(f"INSERT INTO {table} ({KEPT[table]}) SELECT {KEPT[table]} FROM {table}_before")  # noqa: S608
        op.execute(f"DROP TABLE {table}_before")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("ALTER TABLE actor ADD COLUMN enrolled BOOLEAN DEFAULT 0 NOT NULL")
    op.execute("UPDATE actor SET enrolled = 1 WHERE tenures <> '[]'")


def downgrade() -> None:
    """Nothing: what was recorded is never taken away."""
