"""The case system's own tables: lawsuits, and who may log in. Nothing of courtqa is in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What this system owns in the database."""


class Lawsuit(Base):
    """A lawsuit, and what the higher court made of it."""

    __tablename__ = "lawsuit"

    number: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    division: Mapped[str] = mapped_column(String(40))
    judge: Mapped[str] = mapped_column(ForeignKey("account.person"))
    closed_on: Mapped[date | None]
    appeal_outcome: Mapped[str | None] = mapped_column(String(40))
    review: Mapped[str | None] = mapped_column(String(80))  # the proceeding that was opened with it


class Account(Base):
    """Who may log in, under which name, and which person of the docket that is."""

    __tablename__ = "account"

    person: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    secret: Mapped[str] = mapped_column(String(200))
