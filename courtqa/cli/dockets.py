"""What the commands on a docket have in common: opening it, finding people and proceedings, telling the time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.tables import console
from courtqa.errors import (
    Conflict,
    CourtqaError,
    IdempotencyMismatch,
    StoreUnusable,
    UnknownName,
    did_you_mean,
)
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.policy import Policy
    from courtqa.workflows import Actor, Docket, Plan, Proceeding

__all__ = [
    "CONFLICT",
    "HARBIN",
    "REFUSED",
    "WRONG",
    "At",
    "Data",
    "DataFile",
    "Database",
    "Expect",
    "Key",
    "Language",
    "On",
    "Packs",
    "Which",
    "Who",
    "answering",
    "at_a_desk",
    "day_of_option",
    "known_person",
    "known_proceeding",
    "moment_of",
    "opened_docket",
    "plan_pinned",
    "policy_of",
    "said",
    "unknown",
    "wrong",
]

REFUSED, WRONG, CONFLICT = 1, 2, 5  # 3 and 4 are what ``verify`` finds
HARBIN = ["harbin"]

Database = Annotated[
    str, typer.Argument(metavar="DB", help="The docket's database: a file, or postgresql://user@host/name.")
]
Packs = Annotated[
    list[str],
    typer.Option("--pack", "-p", help="The pack it runs under, by name or folder; may be repeated."),
]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language to answer in.")]
At = Annotated[
    datetime | None,
    typer.Option(
        "--at",
        formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        help="When it is recorded, where the court sits; now if left out. A day alone means noon.",
    ),
]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="The day it takes effect; that of --at if left out."),
]

Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data", "-d", metavar="FIELD=VALUE", help="What the step brings, or FIELD=@FILE; may be repeated."
    ),
]
DataFile = Annotated[
    Path | None,
    typer.Option("--data-file", metavar="FILE", help="The same from a YAML file, for long texts."),
]
Who = Annotated[str, typer.Option("--by", metavar="ID", help="Who acts: someone the docket knows.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The id of a proceeding.")]
Key = Annotated[
    str | None, typer.Option("--key", help="A key of your own: the same request twice is recorded once.")
]
Expect = Annotated[
    int | None, typer.Option("--expect", metavar="N", help="Only if it still is at the version you read.")
]


def policy_of(packs: tuple[str, ...]) -> Policy:
    """The rules; read once where every pack is an installed one, since only a folder is edited meanwhile."""
    from courtqa.kinds import load_policy

    return load_policy(*packs) if any(Path(pack).exists() for pack in packs) else _installed(packs)


@cache
def _installed(packs: tuple[str, ...]) -> Policy:
    from courtqa.kinds import load_policy

    return load_policy(*packs)


@contextmanager
def opened_docket(
    database: str | Path, packs: Sequence[str], *, new: bool = False, court: str | None = None
) -> Iterator[Docket]:
    """The docket in that file, or at that address. Those it knows hold the offices it knows, whatever else is said of them.

    ``COURTQA_KEYS`` names the file of keys, ``COURTQA_CHECKPOINTS`` the places where checkpoints are put.
    """
    from courtqa.storage import Checkpoints
    from courtqa.storage import Docket as Kept
    from courtqa.workflows import KeyFile

    if not new and "://" not in str(database) and not Path(database).is_file():
        raise StoreUnusable(
            str(database),
            Text(
                zh="没有这个文件；先用 courtqa docket people add 建立，写明何人任何职",
                en="there is no such file; `courtqa docket people add` begins one, with who holds which office",
            ),
        )
    policy, keys = policy_of(tuple(packs)), KeyFile.environment()
    places = tuple(filter(None, os.environ.get("COURTQA_CHECKPOINTS", "").split(os.pathsep)))
    when = Checkpoints(places) if places and keys is not None else None
    with Kept(database, policy=policy, court=court, keys=keys, checkpoints=when) as kept:
        yield kept


@contextmanager
def answering(lang: Lang) -> Iterator[None]:
    """What goes wrong inside, said in ``lang``, with the exit code that it stands for."""
    try:
        yield
    except CourtqaError as error:
        said(error.to(lang), stderr=True, style="red")
        taken = isinstance(error, Conflict | IdempotencyMismatch)
        raise typer.Exit(CONFLICT if taken else WRONG) from None


def said(words: str, *, stderr: bool = False, style: str = "") -> None:
    """Print one line as it is: not folded, no markup read into what people wrote."""
    console(stderr=stderr).print(words, style=style, markup=False, soft_wrap=True)


def wrong(faults: Sequence[Text], lang: Lang) -> typer.Exit:
    """The exit for what was asked wrongly, every fault having been said."""
    for fault in faults:
        said(fault.to(lang), stderr=True, style="red")
    return typer.Exit(WRONG)


def known_person(docket: Docket, id: str) -> Actor:
    """Someone the docket knows; UnknownName with the nearest of them otherwise."""
    known = {actor.id: actor for actor in docket.store.actors(docket.court)}
    if id in known:
        return known[id]
    named = [actor.id for actor in known.values() if actor.name == id]
    if named:
        both = ", ".join(named)
        raise CourtqaError(
            Text(zh=f"“{id}”是姓名；请写编号：{both}", en=f"{id} is a name; give the id: {both}")
        )
    if known:
        raise unknown(Text(zh="人员", en="person"), id, known)
    raise CourtqaError(
        Text(
            zh=f"本案卷库尚无任何人员，“{id}”也不在内；先用 courtqa docket people add 登记",
            en=f"this docket knows nobody yet, so not {id!r} either; add people first: courtqa docket people add",
        )
    )


def known_proceeding(docket: Docket, id: str) -> Proceeding:
    """The proceeding of that id; UnknownName with the nearest, or with those still open, otherwise."""
    try:
        return docket.proceeding(id)
    except UnknownName:
        every = docket.proceedings()
        ids = [each.id for each in every]
        near = did_you_mean(id, ids)
        still_open = [each.id for each in every if not each.closed][:20]
        kind = Text(zh="案卷", en="proceeding")
        raise unknown(kind, id, ids if near else still_open or ids[-20:]) from None


def unknown(kind: Text, name: str, known: Iterable[str]) -> CourtqaError:
    """What to say of a name that nobody knows: the one that was probably meant, or all there are."""
    known = tuple(known)
    near = did_you_mean(name, known)
    zh = f"是否指 {near}？" if near else "已有：" + ("、".join(known) or "无")
    en = f"did you mean {near}?" if near else "known: " + (", ".join(known) or "none")
    return CourtqaError(
        Text(zh=f"没有名为“{name}”的{kind.zh}；{zh}", en=f"there is no {kind.en} named {name!r}; {en}")
    )


def plan_pinned(docket: Docket, proceeding: Proceeding) -> Plan:
    """The plan of the edition that the proceeding was opened under."""
    from courtqa.workflows import plan_of

    return plan_of(docket.policy, proceeding.workflow, on=proceeding.edition)


def moment_of(policy: Policy, at: datetime | None) -> datetime | None:
    """The moment meant: at noon of a day, where the court sits. None was named: the docket's clock tells."""
    if at is None:
        return None
    if at.time() == time.min:
        at = datetime.combine(at.date(), time(12))
    return at.replace(tzinfo=policy.zone)


def day_of_option(on: datetime | None) -> date | None:
    """The day of an option."""
    return None if on is None else on.date()


def at_a_desk() -> bool:
    """Whether somebody types, rather than a file or another program."""
    return sys.stdin.isatty()
