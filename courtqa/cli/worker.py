"""``courtqa worker``: what follows from deadlines that passed, and what is to be told outside, as often as it comes up."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtqa.cli.dockets import HARBIN, At, Language, Packs, answering, moment_of, opened_docket, said
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Deliver, Message, Worked

__all__ = ["worker"]

GROUP = "courtqa.deliver"


def worker(
    database: Annotated[str, typer.Argument(metavar="DB", help="A file or an address.")],
    *,
    deliver: Annotated[
        str | None,
        typer.Option(
            "--deliver",
            metavar="FOLDER|-",
            help="Where messages go that no installed handler takes: a file each in a folder, or lines of JSON.",
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
    every: Annotated[float, typer.Option("--every", min=0.1, help="Seconds between rounds.")] = 5.0,
    court: Annotated[
        str | None, typer.Option("--court", help="The court; that of the pack if left out.")
    ] = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Lapse what ran out and deliver what is to be told. As many may run as you like: each deadline and each message
    is taken by one.

    Handlers are the entry points of the group `courtqa.deliver`, named after the topic they take (`*` for all):
    functions of one message. One that raises is tried again later. It ends in good order at SIGTERM or Ctrl-C.

    Example: courtqa worker court.db --once --deliver outbox/
    """
    from courtqa.workflows import Worker

    stop = _stopping()
    with answering(lang):
        handlers = _handlers(deliver)
        with opened_docket(database, pack, court=court) as docket:
            working = Worker(docket, handlers)
            if not handlers and (waiting := len(docket.outbox())):
                said(
                    Text(
                        zh=f"待发 {waiting} 项，无人递送：请用 --deliver",
                        en=f"{waiting} to be told, and nobody to tell them: see --deliver",
                    ).to(lang),
                    stderr=True,
                )
            while not stop.is_set():
                _tell(working.once(at=moment_of(docket.policy, at)), lang)
                if once:
                    break
                stop.wait(every)


def _handlers(deliver: str | None) -> dict[str, Deliver]:
    from importlib.metadata import entry_points

    found: dict[str, Deliver] = {point.name: point.load() for point in entry_points(group=GROUP)}
    if deliver == "-":
        found.setdefault("*", _print)
    elif deliver is not None:
        folder = Path(deliver)
        folder.mkdir(parents=True, exist_ok=True)
        found.setdefault("*", lambda message: _file(folder, message))
    return found


def _file(folder: Path, message: Message) -> None:
    """One file, whole or not at all; the same message twice is the same file."""
    name = "".join(each if each.isalnum() or each in "-_." else "_" for each in message.key)
    made = folder / f".{name}.{os.getpid()}"
    made.write_text(_line(message) + "\n", encoding="utf-8")
    made.replace(folder / f"{name}.json")


def _print(message: Message) -> None:
    sys.stdout.write(_line(message) + "\n")
    sys.stdout.flush()


def _line(message: Message) -> str:
    told: dict[str, Any] = {
        "key": message.key,
        "topic": message.topic,
        "proceeding": message.proceeding,
        "seq": message.seq,
        "payload": message.payload,
    }
    return json.dumps(told, ensure_ascii=False)


def _tell(done: Worked, lang: Lang) -> None:
    if not done:
        return
    facts = (len(done.lapsed), done.reminded, len(done.sent), len(done.failed))
    said(
        Text(
            zh="届满 {} 项，提醒 {} 项，送出 {} 项，未送出 {} 项".format(*facts),
            en="{} lapsed, {} reminded, {} sent, {} failed".format(*facts),
        ).to(lang),
        stderr=True,
    )
    for message, why in done.failed:
        said(f"  {message.key}: {why}", stderr=True, style="red")


def _stopping() -> threading.Event:
    """An event that is set when the process is asked to end."""
    stop = threading.Event()
    asked: Callable[..., None] = lambda *_: stop.set()  # noqa: E731
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, asked)
    return stop
