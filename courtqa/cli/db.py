"""``courtqa db``: the database itself: lay or upgrade it, look whether it is fit, copy it, set its roles up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from courtqa.cli.dockets import Language, answering, said
from courtqa.cli.tables import table
from courtqa.text import Text

__all__ = ["db_app"]

db_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
The database that a docket is kept in: a file, `sqlite:///file` or `postgresql://user@host/name`.

```
db upgrade court.db
db check postgresql://courtqa_app@db.court.local/quality
db copy court.db postgresql://postgres@db.court.local/quality
db init-roles postgresql://postgres@db.court.local/quality
```

Exit codes: 0 done, or fit · 1 not fit · 2 it can't be used, and why.
""",
)

Where = Annotated[str, typer.Argument(metavar="DB", help="A file or an address.")]


@db_app.command("upgrade")
def upgrade(where: Where, lang: Language = "en") -> None:
    """Bring it to the schema of this version, in one transaction; an empty place is laid.

    Example: courtqa db upgrade court.db
    """
    from courtqa.storage import upgrade as upgraded

    with answering(lang):
        before, after = upgraded(_plain(where))
    if before is None:
        told = Text(zh=f"已建表，结构版本 {after}", en=f"laid, schema {after}")
    elif before == after:
        told = Text(zh=f"已是结构版本 {after}，无需升级", en=f"already at schema {after}; nothing to do")
    else:
        told = Text(zh=f"结构版本 {before} → {after}", en=f"schema {before} → {after}")
    said(told.to(lang), style="green")


@db_app.command("current")
def current(where: Where, lang: Language = "en") -> None:
    """Which schema it has.

    Example: courtqa db current court.db
    """
    from courtqa.storage import SCHEMA, current_schema

    with answering(lang):
        found = current_schema(_plain(where), reading=True)
    none = Text(zh="其中没有案卷库", en="there is no docket in it")
    told = Text(zh=f"结构版本 {found}，本版为 {SCHEMA}", en=f"schema {found}; this version writes {SCHEMA}")
    said((none if found is None else told).to(lang))


@db_app.command("check")
def check(where: Where, lang: Language = "en") -> None:
    """Whether it is fit: schema, triggers, and that what is acknowledged is durable. Nothing is changed.

    Example: courtqa db check court.db
    """
    from courtqa.storage import check_place

    with answering(lang):
        checks = check_place(_plain(where))
    rows = [
        (
            one.name.to(lang),
            one.found,
            "✓" if one.ok else "✗",
            "" if one.advice is None else one.advice.to(lang),
        )
        for one in checks
    ]
    head = (
        Text(zh="项目", en="what"),
        Text(zh="现状", en="found"),
        Text(zh="合格", en="fit"),
        Text(zh="处理", en="what to do"),
    )
    table(Text(zh="数据库", en="Database"), head, rows, lang)
    if not all(one.ok for one in checks):
        raise typer.Exit(1)


@db_app.command("copy")
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A file or an address.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty one.")],
    *,
    batch: Annotated[int, typer.Option("--batch", min=1, help="Rows at a time.")] = 1_000,
    lang: Language = "en",
) -> None:
    """Copy everything into an empty place: SQLite to PostgreSQL, or back. Both sides are verified.

    Nothing stands in the new place unless both verify and every chain ends with the same seal.

    Example: courtqa db copy court.db postgresql://postgres@db.court.local/quality
    """
    from courtqa.storage import copy_docket

    with answering(lang), _bars() as told:
        copied = copy_docket(_plain(source), _plain(target), batch=batch, told=told)
    said(
        Text(
            zh=f"已复制 {sum(copied.rows.values())} 行；{copied.ends} 条链两边末端封印相同",
            en=f"copied {sum(copied.rows.values())} rows; {copied.ends} chains end with the same seal on both sides",
        ).to(lang)
    )
    said(copied.target.text.to(lang), style="green")


@db_app.command("init-roles")
def init_roles(
    where: Where,
    *,
    app: Annotated[str, typer.Option("--app", help="The role that works.")] = "courtqa_app",
    owner: Annotated[str, typer.Option("--owner", help="The role that owns.")] = "courtqa_owner",
    lang: Language = "en",
) -> None:
    """Make the two roles on PostgreSQL: one owns the tables, the other can add events and never change one.

    Example: courtqa db init-roles postgresql://postgres@db.court.local/quality
    """
    from courtqa.storage import init_roles as made

    with answering(lang):
        made(where, app=app, owner=owner)
    said(
        Text(
            zh=f"表归 {owner}，不能登录；{app} 只能增加记录。请为 {app} 设定口令或其他登录方式",
            en=f"the tables are {owner}'s, who can't log in; {app} can add events and change none. "
            f"Give {app} a password, or another way to log in",
        ).to(lang),
        style="green",
    )


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], object]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def told(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=total)
            progress.update(tasks[name], completed=done)

        yield told


def _plain(where: str) -> str:
    return where.removeprefix("sqlite:///")
