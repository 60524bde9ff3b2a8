"""The fixed words of a document. The Chinese text is the document; English labels are a courtesy."""

from __future__ import annotations

from courtqa.text import Text

__all__ = ["LABELS", "PREVAILS"]

LABELS = {
    "attachments": Text(zh="附件", en="Attachments"),
    "cc": Text(zh="抄送", en="Copies to"),
    "printed": Text(zh="印发", en="issued"),
    "to": Text(zh="主送", en="To"),
    "number": Text(zh="编号", en="No."),
    "signer": Text(zh="签发人", en="Signed by"),
    "dated": Text(zh="成文日期", en="Dated"),
    "witness": Text(zh="核验码", en="Witness"),
}
PREVAILS = Text(zh="", en="English labels are a courtesy; the Chinese text prevails.")
