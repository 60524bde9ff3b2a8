"""What stays of an issued notice beside its number: one line each, from which the year's figures are counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from courtqa.errors import RecordsError
from courtqa.notices.register import Number
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.notices.flow import Issued

__all__ = ["IssueRecord", "NamedPerson", "read_records", "write_records"]


@frozen
class NamedPerson:
    """A person that a notice names, and whether as a leader."""

    id: str
    leader: bool = False


@frozen
class IssueRecord:
    """One issued notice: its number, its day, its text's digest, whom it names."""

    notice_id: str
    number: Number
    printed: tuple[str, ...]
    title: str
    series_title: str
    on: date
    digest: str
    named: tuple[NamedPerson, ...]

    @classmethod
    def of(cls, issued: Issued) -> IssueRecord:
        """The record of a notice that has gone out."""
        model, draft = issued.model, issued.signed.draft
        return cls(
            notice_id=draft.id,
            number=issued.number,
            printed=model.number,
            title=model.title,
            series_title=model.series_title,
            on=issued.on,
            digest=issued.signed.digest,
            named=draft.named,
        )

    def line(self) -> str:
        """The record as one line of JSON, keys in order."""
        number = self.number
        content = {
            "id": self.notice_id,
            "series": number.series,
            "court": number.court,
            "year": number.year,
            "seq": number.seq,
            "total": number.total,
            "number": list(self.printed),
            "title": self.title,
            "series_title": self.series_title,
            "on": self.on.isoformat(),
            "digest": self.digest,
            "named": [{"id": person.id, "leader": person.leader} for person in self.named],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_line(cls, line: str) -> IssueRecord:
        """The record that a line holds. ValueError, KeyError or TypeError if it holds none."""
        held = json.loads(line)
        return cls(
            notice_id=held["id"],
            number=Number(held["series"], held["court"], held["year"], held["seq"], held["total"]),
            printed=tuple(held["number"]),
            title=held["title"],
            series_title=held["series_title"],
            on=date.fromisoformat(held["on"]),
            digest=held["digest"],
            named=tuple(NamedPerson(person["id"], person["leader"]) for person in held["named"]),
        )


def write_records(path: Path, records: Iterable[IssueRecord]) -> None:
    """A file of the records, a line each; what it held before is replaced."""
    path.write_text("".join(record.line() + "\n" for record in records), "utf-8")


def read_records(*paths: Path) -> tuple[IssueRecord, ...]:
    """The records of the files, in order.

    Raises:
        RecordsError: a line holds no record; file and line are named.
    """
    return tuple(record for path in paths for record in _read(path))


def _read(path: Path) -> Iterator[IssueRecord]:
    for at, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            yield IssueRecord.from_line(line)
        except (ValueError, KeyError, TypeError) as error:
            problem = Text(zh=f"第{at}行不是通报记录（{error}）", en=f"line {at}: not a notice ({error})")
            raise RecordsError(str(path), [problem]) from error
