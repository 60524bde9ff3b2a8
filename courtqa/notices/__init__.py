"""Notices: data become a typed document, signed by one person, numbered last, rendered four ways."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courtqa.notices.archive import Archive, read_archive, reprint
    from courtqa.notices.batch import draft_all, issue_all
    from courtqa.notices.circulation import Circulation, address_book, circulate, naming_of
    from courtqa.notices.distribution import AddressBook, Distribution, Recipient, Repeat
    from courtqa.notices.docx_check import Fault, check_docx
    from courtqa.notices.flow import Draft, Issued, Signed, draft, issue, sign
    from courtqa.notices.fonts import FontReport, FontUse, find_fonts
    from courtqa.notices.kind import Frequency, NoticeField, NoticeKind, NumberScheme
    from courtqa.notices.model import Heading, Items, Notice, Paragraph, Span, Table
    from courtqa.notices.model_reading import read_model
    from courtqa.notices.numerals import count_han, date_han, date_zh
    from courtqa.notices.office import NoticeOffice
    from courtqa.notices.page_layout import Layout, layout_for, layouts
    from courtqa.notices.papers import Papers, notice_id
    from courtqa.notices.pdf import Pdf, to_pdf
    from courtqa.notices.records import IssueRecord, NamedPerson, read_records, write_records
    from courtqa.notices.redaction import Redacted, identifiers_in, redact, stand_in_of
    from courtqa.notices.register import Entry, MemoryRegister, Number, Register
    from courtqa.notices.rendering import render
    from courtqa.notices.statistics import Tally, sentence, tally
    from courtqa.notices.witness import witness_of

__all__ = [
    "AddressBook",
    "Archive",
    "Circulation",
    "Distribution",
    "Draft",
    "Entry",
    "Fault",
    "FontReport",
    "FontUse",
    "Frequency",
    "Heading",
    "IssueRecord",
    "Issued",
    "Items",
    "Layout",
    "MemoryRegister",
    "NamedPerson",
    "Notice",
    "NoticeField",
    "NoticeKind",
    "NoticeOffice",
    "Number",
    "NumberScheme",
    "Papers",
    "Paragraph",
    "Pdf",
    "Recipient",
    "Redacted",
    "Register",
    "Repeat",
    "Signed",
    "Span",
    "Table",
    "Tally",
    "address_book",
    "check_docx",
    "circulate",
    "count_han",
    "date_han",
    "date_zh",
    "draft",
    "draft_all",
    "find_fonts",
    "identifiers_in",
    "issue",
    "issue_all",
    "layout_for",
    "layouts",
    "naming_of",
    "notice_id",
    "read_archive",
    "read_model",
    "read_records",
    "redact",
    "render",
    "reprint",
    "sentence",
    "sign",
    "stand_in_of",
    "tally",
    "to_pdf",
    "witness_of",
    "write_records",
]

_MODULES = {
    "archive": ("Archive", "read_archive", "reprint"),
    "batch": ("draft_all", "issue_all"),
    "circulation": ("Circulation", "address_book", "circulate", "naming_of"),
    "distribution": ("AddressBook", "Distribution", "Recipient", "Repeat"),
    "docx_check": ("Fault", "check_docx"),
    "flow": ("Draft", "Issued", "Signed", "draft", "issue", "sign"),
    "fonts": ("FontReport", "FontUse", "find_fonts"),
    "kind": ("Frequency", "NoticeField", "NoticeKind", "NumberScheme"),
    "model": ("Heading", "Items", "Notice", "Paragraph", "Span", "Table"),
    "model_reading": ("read_model",),
    "numerals": ("count_han", "date_han", "date_zh"),
    "office": ("NoticeOffice",),
    "page_layout": ("Layout", "layout_for", "layouts"),
    "papers": ("Papers", "notice_id"),
    "pdf": ("Pdf", "to_pdf"),
    "records": ("IssueRecord", "NamedPerson", "read_records", "write_records"),
    "redaction": ("Redacted", "identifiers_in", "redact", "stand_in_of"),
    "register": ("Entry", "MemoryRegister", "Number", "Register"),
    "rendering": ("render",),
    "statistics": ("Tally", "sentence", "tally"),
    "witness": ("witness_of",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'courtqa.notices' has no attribute {name!r}")
    value = getattr(import_module(f"courtqa.notices.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
