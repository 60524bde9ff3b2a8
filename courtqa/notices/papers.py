"""The papers of notices under way: a folder a notice, its drafts and what they were made of by their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from courtqa.errors import ArchiveDamaged, Refused
from courtqa.notices.flow import Draft
from courtqa.notices.model_reading import read_model
from courtqa.notices.records import NamedPerson
from courtqa.policy import Policy
from courtqa.text import Text
from courtqa.workflows import Actor, Proceeding, Reason, Refusal

__all__ = ["Papers", "notice_id", "plain_json"]


def plain_json(value: object) -> bytes:
    """The value as JSON in UTF-8, keys sorted; days and decimals as text."""

    def spelt(other: object) -> object:
        if isinstance(other, date | Decimal):
            return str(other)
        raise TypeError(type(other).__name__)

    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, default=spelt).encode() + b"\n"


def notice_id(proceeding: Proceeding) -> str:
    """What a notice under way is called among the papers: its own id where a measure opened it, else its subject's."""
    return str(proceeding.data.get("notice_id") or proceeding.subject.id)


@frozen
class Papers:
    """Where the texts lie while the docket knows them by digest alone."""

    root: Path

    def folder(self, notice_id: str) -> Path:
        """The folder of a notice; its id is taken as a name, never as a path."""
        safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in notice_id).lstrip(".")
        if safe != notice_id:
            safe += "-" + hashlib.sha256(notice_id.encode()).hexdigest()[:8]
        return self.root / safe

    def keep(self, draft: Draft, data: Mapping[str, Any]) -> str:
        """The digest of the data; the draft, its data and its sheet are on file."""
        folder = self.folder(draft.id)
        folder.mkdir(parents=True, exist_ok=True)
        given = plain_json(data)
        found = hashlib.sha256(given).hexdigest()
        sheet = {
            "id": draft.id,
            "kind": draft.kind.name,
            "on": draft.on,
            "by": None if draft.by is None else {"id": draft.by.id, "name": draft.by.name},
            "definition": draft.definition,
            "policy": draft.policy,
            "templates": dict(draft.templates),
            "time_zone": draft.time_zone,
            "named": [asdict(person) for person in draft.named],
            "concerned": list(draft.concerned),
            "sent_to": list(draft.sent_to),
            "data": found,
        }
        _write(folder / f"data-{found}.json", given)
        _write(folder / f"draft-{draft.digest}.json", draft.model.canonical)
        _write(folder / f"sheet-{draft.digest}.json", plain_json(sheet))
        return found

    def draft(self, notice_id: str, digest: str, policy: Policy) -> Draft:
        """The draft of that digest, as it lies on file now: its own digest says whether it was touched.

        Raises:
            ArchiveDamaged: a paper is missing or can't be read.
            Refused: the kind has another edition by now than the one it was drawn up under.
        """
        sheet = self.sheet(notice_id, digest)
        model = read_model(self.read(notice_id, f"draft-{digest}.json"))
        on = date.fromisoformat(sheet["on"])
        edition = policy.edition("notices", sheet["kind"], on=on)
        by = sheet["by"]
        if edition.digest != sheet["definition"]:
            what = Text(
                zh=f"文种 {sheet['kind']} 的规定在起草后已经改变，须重新起草",
                en=f"the rules of the kind {sheet['kind']} changed since it was drawn up: draft it anew",
            )
            raise Refused(Refusal(notice_id, "sign", "", (Reason("edition_changed", what),)))
        return Draft(
            id=sheet["id"],
            model=model,
            digest=digest,
            kind=edition.value,
            by=None if by is None else Actor(by["id"], by["name"]),
            on=on,
            definition=sheet["definition"],
            policy=sheet["policy"],
            templates=tuple(sorted(sheet["templates"].items())),
            time_zone=sheet["time_zone"],
            named=tuple(NamedPerson(**person) for person in sheet["named"]),
            concerned=tuple(sheet["concerned"]),
            sent_to=tuple(sheet["sent_to"]),
        )

    def sheet(self, notice_id: str, digest: str) -> dict[str, Any]:
        """What the draft of that digest was made of: kind, rules, templates, author, data."""
        content: dict[str, Any] = json.loads(self.read(notice_id, f"sheet-{digest}.json"))
        return content

    def read(self, notice_id: str, name: str) -> bytes:
        """A paper. ArchiveDamaged if it is not there."""
        try:
            return (self.folder(notice_id) / name).read_bytes()
        except OSError as error:
            missing = Text(zh="卷内没有这份材料", en="it is not among the papers")
            raise ArchiveDamaged(name, missing) from error

    def write(self, notice_id: str, name: str, content: bytes) -> str:
        """The digest of a paper now on file."""
        _write(self.folder(notice_id) / name, content)
        return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: what a crash interrupts leaves the earlier file."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
