"""The tables. SQLModel owns them; keys begin with the court, so that they can be split by it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from courtqa.storage.people_rows import PEOPLE_TABLES

__all__ = [
    "TABLES",
    "ActorRow",
    "CheckpointRow",
    "DeadlineRow",
    "DenialRow",
    "DirectoryRow",
    "EventRow",
    "MarkRow",
    "MessageRow",
    "MetaRow",
    "NumberRow",
    "PersonalRow",
    "ProceedingRow",
    "TipRow",
]


class MetaRow(SQLModel, table=True):
    """What the database says about itself."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str


class ProceedingRow(SQLModel, table=True):
    """A proceeding as it stands: always the fold of its events."""

    __tablename__ = "proceeding"
    __table_args__ = (
        UniqueConstraint("court", "open_key"),
        UniqueConstraint("court", "workflow", "year", "serial"),
        Index(
            "proceeding_family",
            "court",
            "parent",
            sqlite_where=text("parent IS NOT NULL"),
            postgresql_where=text("parent IS NOT NULL"),
        ),
        Index("proceeding_at_rest", "court", "closed", "workflow", "definition", "state"),
    )

    court: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    workflow: str
    edition: date
    definition: str
    state: str
    version: int
    closed: bool
    unit: str | None = None
    opened_on: date
    year: int
    serial: int | None = None
    open_key: str | None = None
    parent: str | None = None
    head: str
    recorded_at: str
    snapshot: str


class EventRow(SQLModel, table=True):
    """A sealed event: its body exactly as hashed. Only ever added to."""

    __tablename__ = "event"
    __table_args__ = (
        ForeignKeyConstraint(["court", "proceeding"], ["proceeding.court", "proceeding.id"]),
        UniqueConstraint("court", "proceeding", "idem"),
        CheckConstraint("seq >= 1"),
    )

    court: str = Field(primary_key=True)
    proceeding: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    idem: str | None = None
    request: str
    body: str
    prev: str
    hash: str


class DirectoryRow(SQLModel, table=True):
    """A line of the directory: a proceeding opened or closed. Only ever added to."""

    __tablename__ = "directory"

    court: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: str
    proceeding: str = Field(index=True)
    at: int
    event: str
    body: str
    prev: str
    hash: str


class DeadlineRow(SQLModel, table=True):
    """A clock of a proceeding, as its fold has it, and whether the reminder went out."""

    __tablename__ = "deadline"
    __table_args__ = (
        ForeignKeyConstraint(["court", "proceeding"], ["proceeding.court", "proceeding.id"]),
        Index("deadline_due", "court", "status", "due"),
        Index(
            "deadline_remind",
            "court",
            "remind_on",
            sqlite_where=text("status = 'running' AND reminded = 0 AND remind_on IS NOT NULL"),
            postgresql_where=text("status = 'running' AND NOT reminded AND remind_on IS NOT NULL"),
        ),
    )

    court: str = Field(primary_key=True)
    proceeding: str = Field(primary_key=True)
    clock: str = Field(primary_key=True)
    due: date
    remind_on: date | None = None
    status: str
    reminded: bool = False


class MessageRow(SQLModel, table=True):
    """Something to be done outside, written together with the event that asks for it."""

    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(["court", "proceeding"], ["proceeding.court", "proceeding.id"]),
        UniqueConstraint("court", "key"),
        Index(
            "outbox_waiting",
            "court",
            "id",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str
    court: str
    proceeding: str
    seq: int
    topic: str
    payload: str
    sent_at: str | None = None
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    retry_at: str | None = None  # until then it is in the hands of a worker, or rests after a failure
    failure: str | None = None


class DenialRow(SQLModel, table=True):
    """A step that was refused, with the codes why."""

    __tablename__ = "refusal"
    __table_args__ = (Index("refusal_of", "court", "proceeding"),)

    id: int | None = Field(default=None, primary_key=True)
    court: str
    proceeding: str
    event: str
    by: str
    codes: str
    zh: str
    en: str
    at: str


class ActorRow(SQLModel, table=True):
    """Someone who acted: the name and the offices, kept outside the trail, so that they can be erased.

    Of those enrolled the docket says which offices they hold; of others it keeps those they last acted with.
    """

    __tablename__ = "actor"

    court: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    kind: str
    tenures: str
    enrolled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class NumberRow(SQLModel, table=True):
    """A number given to a notice: one series, one court, one year, no gap, never taken back."""

    __tablename__ = "number"
    __table_args__ = (
        UniqueConstraint("court", "notice_id"),
        UniqueConstraint("court", "series", "total"),
        CheckConstraint("seq >= 1 AND total >= seq"),
    )

    court: str = Field(primary_key=True)
    series: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    total: int
    notice_id: str
    model_digest: str
    given_on: date
    void: bool = False
    void_reason: str = ""
    voided_on: date | None = None


class MarkRow(SQLModel, table=True):
    """A mark over the seal of an event (or of a line of the directory) by a key that is kept elsewhere.

    Only ever added to. ``chain`` is the id of a proceeding, or ``@directory``.
    """

    __tablename__ = "mark"

    court: str = Field(primary_key=True)
    chain: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    key: str = Field(primary_key=True)
    mark: str


class TipRow(SQLModel, table=True):
    """A mark over where a chain ends now: the one thing beside it that changes with it."""

    __tablename__ = "tip"

    court: str = Field(primary_key=True)
    chain: str = Field(primary_key=True)
    seq: int
    key: str
    mark: str


class PersonalRow(SQLModel, table=True):
    """A value about a person, outside the chain, with the salt of the commitment that stands in its place.

    Never changed; removed when it is to be forgotten, and the chain stays whole.
    """

    __tablename__ = "personal"
    __table_args__ = (
        ForeignKeyConstraint(["court", "proceeding"], ["proceeding.court", "proceeding.id"]),
        Index("personal_of_event", "court", "proceeding", "seq"),
    )

    court: str = Field(primary_key=True)
    proceeding: str = Field(primary_key=True)
    commitment: str = Field(primary_key=True)
    seq: int
    field: str
    salt: str
    value: str


class CheckpointRow(SQLModel, table=True):
    """A signed note over all chains, and the chains that grew since the one before. Only ever added to."""

    __tablename__ = "checkpoint"

    court: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    note: str
    heads: str


TABLES = PEOPLE_TABLES | frozenset(
    {
        "actor",
        "checkpoint",
        "deadline",
        "directory",
        "event",
        "mark",
        "meta",
        "number",
        "outbox",
        "personal",
        "proceeding",
        "refusal",
        "tip",
    }
)
