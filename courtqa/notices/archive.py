"""The file of an issued notice: text, data, digests of the templates, DOCX, PDF, events; reprinted to the byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import ZLIB_RUNTIME_VERSION

from attrs import frozen

from courtqa.errors import ArchiveDamaged, Refused, ReprintDiffers
from courtqa.notices.fonts import find_fonts
from courtqa.notices.model import Notice
from courtqa.notices.model_reading import read_model
from courtqa.notices.page_layout import Layout, Profile, layout_for
from courtqa.notices.papers import Papers, notice_id, plain_json
from courtqa.text import Text
from courtqa.workflows import Docket, Proceeding, Reader, Reason, Refusal

__all__ = ["Archive", "archived", "read_archive", "reprint"]

_MOMENT = (1980, 1, 1, 0, 0, 0)
_LARGEST = 64 * 2**20
PARTS = ("data.json", "events.jsonl", "model.json", "notice.docx", "notice.pdf", "sheet.json")


@frozen
class Archive:
    """The parts of a file, each held against the manifest."""

    parts: Mapping[str, bytes]
    manifest: Mapping[str, Any]

    @property
    def model(self) -> Notice:
        """The notice as it went out."""
        return read_model(self.parts["model.json"])

    @property
    def measure(self) -> str | None:
        """The proceeding whose decision it served; None if it served none."""
        return self.manifest.get("measure")


def archived(docket: Docket, proceeding: Proceeding, papers: Papers, *, profile: Profile) -> bytes:
    """The file of a printed notice as one ZIP. The same papers give the same bytes.

    Raises:
        ArchiveDamaged: a paper is missing, or is not the one whose digest the docket holds.
    """
    name, facts = notice_id(proceeding), proceeding.data
    digest = str(facts["model_sha256"])
    parts = {
        "model.json": papers.read(name, "model.json"),
        "sheet.json": papers.read(name, f"sheet-{digest}.json"),
        "data.json": papers.read(name, f"data-{facts['data_sha256']}.json"),
        "notice.docx": papers.read(name, "notice.docx"),
        "notice.pdf": papers.read(name, "notice.pdf"),
        "events.jsonl": b"".join(
            plain_line({"hash": each.hash, "prev": each.prev, "body": each.body})
            for each in docket.trail(proceeding).sealed
        ),
    }
    held = {"notice.docx": "docx_sha256", "notice.pdf": "pdf_sha256", "data.json": "data_sha256"}
    for part, fact in held.items():
        if _sha(parts[part]) != facts[fact]:
            raise ArchiveDamaged(part, _DIFFERS)
    model = read_model(parts["model.json"])
    if model.digest != facts["signed_sha256"]:
        raise ArchiveDamaged("model.json", _DIFFERS)
    layout = layout_for(model.family, model.dated)
    manifest = {
        "format": "courtqa.notice.v1",
        "proceeding": proceeding.id,
        "notice": name,
        **({} if proceeding.parent is None else {"measure": proceeding.parent}),
        "number": list(model.number),
        "sha256": {part: _sha(content) for part, content in parts.items()},
        "layout": {"family": layout.family, "since": layout.since.isoformat(), "standard": layout.standard},
        "profile": profile,
        "made_with": _made_with(layout),
    }
    return _packed({**parts, "manifest.json": plain_json(manifest)})


def read_archive(where: Path | bytes) -> Archive:
    """The file's parts, each as its manifest says.

    Raises:
        ArchiveDamaged: it is no such file, or a part is missing, added or changed; the part is named.
    """
    content = where if isinstance(where, bytes) else where.read_bytes()
    try:
        with ZipFile(BytesIO(content)) as package:
            if sum(info.file_size for info in package.infolist()) > _LARGEST:
                raise ArchiveDamaged("archive", Text(zh="过大", en="too large"))
            parts = {info.filename: package.read(info) for info in package.infolist()}
        manifest = json.loads(parts.pop("manifest.json"))
        kept: dict[str, str] = manifest["sha256"]
    except (BadZipFile, KeyError, ValueError, TypeError) as error:
        unread = Text(zh=f"无法读取（{error}）", en=f"it can't be read ({error})")
        raise ArchiveDamaged("archive", unread) from error
    for name in sorted({*kept, *parts, *PARTS}):
        if name not in parts:
            raise ArchiveDamaged(name, Text(zh="缺失", en="it is missing"))
        if _sha(parts[name]) != kept.get(name):
            raise ArchiveDamaged(name, _DIFFERS)
    return Archive(parts, manifest)


def reprint(where: Path | bytes | Archive, *, reader: Reader | None = None) -> Mapping[str, bytes]:
    """``notice.docx`` and ``notice.pdf`` made anew from the archived text, equal to the originals to the byte.

    Neither today's templates nor today's rules are asked, only the text, its layout's edition and the fonts. The notice
    of a measure needs the ``reader`` (``docket.reader``): once the measure is over, it is opened on record, or refused.

    Raises:
        Refused: it is the notice of a measure, and nobody says who reads it, or they may not.
        ReprintDiffers: the bytes differ; what changed since (typesetter, compressor, fonts) is named.
    """
    from courtqa.notices.docx import to_docx
    from courtqa.notices.pdf import to_pdf

    archive = where if isinstance(where, Archive) else read_archive(where)
    if archive.measure is not None:
        if reader is None:
            name = str(archive.manifest["proceeding"])
            raise Refused(Refusal(name, "reprint", "", (UNNAMED,)))
        reader.proceeding(str(archive.manifest["proceeding"]))
    held = archive.manifest["layout"]
    layout = layout_for(held["family"], date.fromisoformat(held["since"]))
    model = archive.model
    made = {
        "notice.docx": to_docx(model, layout=layout, profile=archive.manifest["profile"]),
        "notice.pdf": to_pdf(model, layout=layout).content,
    }
    different = [name for name, content in made.items() if content != archive.parts[name]]
    if different:
        raise ReprintDiffers(different, _since(archive.manifest["made_with"], _made_with(layout)))
    return made


def plain_line(value: object) -> bytes:
    """The value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


UNNAMED = Reason(
    "sealed_record",
    Text(
        zh="这是一项措施的文书，可能已经封存：须在案卷库中写明何人、为何查阅",
        en="it is the notice of a measure and may be sealed: the docket is to be asked, by name and with a purpose",
    ),
)
_DIFFERS = Text(zh="与登记的摘要不符", en="it is not what its digest says")


def _packed(parts: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as package:  # stored: no compressor's version in the bytes
        for name in sorted(parts):
            info = ZipInfo(name, _MOMENT)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            package.writestr(info, parts[name])
    return target.getvalue()


def _made_with(layout: Layout) -> dict[str, Any]:
    fonts = {use.role: {"family": use.family, "sha256": _font(use.path)} for use in find_fonts(layout).uses}
    return {
        "courtqa": _version("courtqa"),
        "typst": _version("typst"),
        "zlib": ZLIB_RUNTIME_VERSION,
        "fonts": fonts,
    }


def _since(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Text]:
    found = [
        Text(
            zh=f"{name} 由 {then.get(name)} 变为 {now[name]}",
            en=f"{name} was {then.get(name)}, is {now[name]}",
        )
        for name in ("courtqa", "typst", "zlib")
        if then.get(name) != now[name]
    ]
    for role, font in now["fonts"].items():
        was = then["fonts"].get(role, {})
        if was.get("sha256") != font["sha256"]:
            old, new = was.get("family"), font["family"]
            found.append(
                Text(zh=f"字体 {role} 由 {old} 变为 {new}", en=f"the font {role} was {old}, is {new}")
            )
    return found


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _font(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
