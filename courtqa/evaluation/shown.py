"""Results as small HTML tables: what a notebook shows of one that is named on the last line of a cell."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

__all__ = ["MOST", "table_html"]

MOST = 40
"""How many rows are shown; the rest are counted."""

_HIDDEN = frozenset({"as_of", "status", "edition", "policy_digest", "period"})


def table_html(
    frame: pl.DataFrame, *, caption: str, lines: Iterable[str] = (), hidden: Iterable[str] = _HIDDEN
) -> str:
    """The table with its caption, at most ``MOST`` rows; ``lines`` of text above it. Every text is escaped."""
    kept = [name for name in frame.columns if name not in set(hidden)]
    numeric = {name for name in kept if frame.schema[name].is_numeric()}
    head = "".join(f"<th>{escape(name)}</th>" for name in kept)
    body = "".join(
        "<tr>"
        + "".join(_cell(value, name in numeric) for name, value in zip(kept, row, strict=True))
        + "</tr>"
        for row in frame.select(kept).head(MOST).iter_rows()
    )
    rest = frame.height - MOST
    more = f"<p>… +{rest}</p>" if rest > 0 else ""
    said = "".join(f"<div>{escape(line)}</div>" for line in lines)
    return (
        f"{said}<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>{more}"
    )


def _cell(value: object, numeric: bool) -> str:
    style = ' style="text-align:right"' if numeric else ""
    return f"<td{style}>{_text(value)}</td>"


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() or abs(value) >= 10_000 else f"{value:.4g}"
    return escape(str(value))
