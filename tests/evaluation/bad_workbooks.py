"""Workbooks made by hand, part by part, honest and hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
COLUMNS = ("case_id", "division", "filed_on", "closed_on", "amount", "pages")
GOOD = ("1", "Civil 1", "2007-01-02", "2007-03-04", "10.5", "3")


def text(value: str) -> str:
    escaped = value.replace("&", "&amp;").replace("<", "&lt;")
    return f't="inlineStr"><is><t xml:space="preserve">{escaped}</t></is>'


def number(value: str, style: int = 0) -> str:
    return f's="{style}"><v>{value}</v>'


def row(at: int, cells: Sequence[str]) -> str:
    made = "".join(f'<c r="{chr(65 + place)}{at}" {cell}</c>' for place, cell in enumerate(cells) if cell)
    return f'<row r="{at}">{made}</row>'


def sheet(*rows: Sequence[str], start: int = 1, before: str = "", after: str = "") -> str:
    held = "".join(row(at, cells) for at, cells in enumerate(rows, start=start))
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{held}</sheetData>{after}</worksheet>'


def table(**odd: str) -> str:
    """A header, an ordinary row, and a row with odd cells."""
    cells = [odd.get(name, text(value)) for name, value in zip(COLUMNS, ("2", *GOOD[1:]), strict=True)]
    return sheet([text(name) for name in COLUMNS], [text(value) for value in GOOD], cells)


def book(
    *sheets: str,
    names: Sequence[str] = (),
    hidden: Sequence[int] = (),
    formats: Sequence[str] = (),
    settings: str = "",
    shared: str | None = None,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A package of these sheets."""
    titles = names or [f"Sheet{at}" for at in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"{" state=" + chr(34) + "hidden" + chr(34) if at in hidden else ""}/>'
        for at, name in enumerate(titles, start=1)
    )
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    looks = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(formats)))
    parts = {
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{settings}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACK}">{relations}</Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs>{looks}</cellXfs></styleSheet>',
    } | {f"xl/worksheets/sheet{at}.xml": each for at, each in enumerate(sheets, start=1)}
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{shared}</sst>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **(more or {})}.items():
            package.writestr(name, content)
    return held.getvalue()


def zip_bomb() -> bytes:
    """A sheet that packs 400 to 1."""
    return book(sheet([text("case_id")]), more={"xl/media/blob.bin": b"\0" * (16 << 20)})


def lying_bomb() -> bytes:
    """A sheet whose unpacked size is understated in the directory of the package."""
    body = (HEAD + f'<worksheet xmlns="{MAIN}"><sheetData>').encode() + b" " * (8 << 20)
    made = book(body.decode("latin-1"))
    real, small = len(body).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    return made.replace(real, small)


def cell_flood(cells: int) -> bytes:
    """Many short rows."""
    return book(sheet(*([number("1")] for _ in range(cells))))


def sparse() -> bytes:
    """Two cells at the ends of the largest sheet."""
    far = f'<row r="1048576"><c r="XFD1048576" {text("x")}</c></row>'
    return book(
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{row(1, [text("case_id")])}{far}</sheetData></worksheet>'
    )


def entities(kind: str) -> str:
    """Document types that reach outside, or that grow."""
    if kind == "outside":
        told = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    else:
        grown = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
        told = f'<!DOCTYPE x [<!ENTITY e0 "ha">{grown}]>'
    name = "e" if kind == "outside" else "e9"
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>&{name};</t></is></c></row>'
    return f'{HEAD.replace("?>", "?>" + told)}<worksheet xmlns="{MAIN}"><sheetData>{cell}</sheetData></worksheet>'


def locked(package: bytes) -> bytes:
    """The same with the mark of a password on every part."""
    return package.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
