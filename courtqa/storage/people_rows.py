"""The tables of the register of persons, beside that of the actors: who is related to whom, whose power was lent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

__all__ = ["PEOPLE_TABLES", "DelegationRow", "RelationRow"]

PEOPLE_TABLES = frozenset({"delegation", "relation"})


class RelationRow(SQLModel, table=True):
    """A tie between two persons. Only its end is ever changed."""

    __tablename__ = "relation"
    __table_args__ = (
        Index("relation_of_person", "court", "person"),
        Index("relation_of_other", "court", "other"),
        CheckConstraint("number >= 1 AND person <> other"),
    )

    court: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str
    other: str
    kind: str
    since: date
    until: date | None = None  # the first day on which it is over
    recorded_on: date
    recorded_by: str
    ended_by: str | None = None  # who recorded its end


class DelegationRow(SQLModel, table=True):
    """A power lent by one person to another. Only its end is ever changed."""

    __tablename__ = "delegation"
    __table_args__ = (
        Index("delegation_between", "court", "delegator", "delegate"),
        CheckConstraint("number >= 1 AND delegator <> delegate"),
    )

    court: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    delegator: str
    delegate: str
    roles: str  # JSON: a list of ids
    events: str  # JSON: a list of ids; an empty one means all
    workflows: str  # JSON: a list of ids; an empty one means all
    since: date
    until: date | None = None  # the first day on which it is over
    reference: str
    recorded_on: date
    recorded_by: str
    ended_by: str | None = None  # who recorded its end
