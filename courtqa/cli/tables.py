"""Tables for the desk: their headings in both languages, and how they are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as Marked

__all__ = [
    "CODES",
    "DAY",
    "DUE",
    "EDITION",
    "ID",
    "LATE",
    "NUMBER",
    "OPENED",
    "OWNER",
    "PARENT",
    "RULE",
    "STATE",
    "STEPS",
    "SUBJECT",
    "TITLE",
    "UNIT",
    "VALUE",
    "WHAT",
    "WHO",
    "WHY",
    "console",
    "due_on",
    "missed",
    "table",
]

ID = Text(zh="案卷", en="proceeding")
TITLE = Text(zh="事项", en="matter")
STATE = Text(zh="现状", en="state")
OWNER = Text(zh="主办", en="rests with")
DUE = Text(zh="期限", en="due")
STEPS = Text(zh="可办步骤", en="steps")
WHY = Text(zh="理由", en="why")
NUMBER = Text(zh="序", en="no.")
DAY = Text(zh="日期", en="day")
WHO = Text(zh="何人", en="who")
WHAT = Text(zh="何事", en="what")
VALUE = Text(zh="内容", en="value")
LATE = Text(zh="逾期", en="late")
SUBJECT = Text(zh="标的", en="subject")
UNIT = Text(zh="部门", en="unit")
OPENED = Text(zh="立卷", en="opened")
EDITION = Text(zh="依据版本", en="edition")
PARENT = Text(zh="上级案卷", en="opened by")
CODES = Text(zh="原因代码", en="codes")
RULE = Text(zh="规则", en="rule")


def due_on(day: date | None, late: bool, lang: Lang) -> str | Marked:
    """The day, marked where it is past."""
    if day is None:
        return ""
    return missed(f"{day.isoformat()} {LATE.to(lang)}") if late else day.isoformat()


def missed(words: str) -> Marked:
    """Words about something late."""
    from rich.text import Text as Marked

    return Marked(words, style="red")


def console(*, stderr: bool = False) -> Console:
    """Where to print: plain text, and 100 columns unless COLUMNS says otherwise, where no person is looking."""
    from rich.console import Console

    watched = (sys.stderr if stderr else sys.stdout).isatty() or "COLUMNS" in os.environ
    return Console(stderr=stderr, highlight=False, width=None if watched else 100)


def table(
    title: Text,
    head: Sequence[Text],
    rows: Sequence[Sequence[str | Marked]],
    lang: Lang,
    *,
    empty: Text | None = None,
    whole: Sequence[int] = (),
) -> None:
    """Print a table with its title, or what there is to say where it has no rows.

    The cells of the columns ``whole`` stay on one line, however narrow the terminal.
    """
    from rich.markup import escape
    from rich.table import Table

    if not rows and empty is not None:
        console().print(empty.to(lang))
        return
    made = Table(title=title.to(lang), title_justify="left")
    for place, label in enumerate(head):
        made.add_column(label.to(lang), overflow="fold", no_wrap=place in whole)
    for row in rows:
        made.add_row(*(escape(cell) if isinstance(cell, str) else cell for cell in row))
    console().print(made)
