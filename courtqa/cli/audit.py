"""``courtqa audit``: keys, checkpoints, proofs, and whether anybody touched what was recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtqa.cli.auditing import (
    UNTOLD,
    court_of,
    notes_at,
    ring_of,
    seal_in,
    signs,
    stored,
    telling,
    verified,
    wanted,
    write_privately,
)
from courtqa.cli.dockets import HARBIN, WRONG, Language, Packs, opened_docket, policy_of, said
from courtqa.cli.standing import LookedAtBy, Purpose, opened
from courtqa.cli.tables import CODES, ID, NUMBER, WHAT, console, table
from courtqa.errors import CourtqaError, NotACheckpoint, NotProvable, StoreUnusable
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Verification

__all__ = ["audit_app"]

TOUCHED = 3
_VERIFYING = Text(zh="核验案卷", en="verifying the docket")

audit_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
Prove that a docket is as it was recorded: keys, checkpoints kept elsewhere, proofs. 案卷核验。

Once: `audit keygen keys` makes the keys, to be kept outside the database. Now and then: `audit checkpoint court.db
--keys keys --to /other/machine`. At any time: `audit verify court.db --keys keys --checkpoint /other/machine
--pubkey KEY`.

Exit codes: 0 as it was recorded · 2 asked wrongly · 3 touched, and every fault is named · 4 can't be told.
""",
)

Where = Annotated[str, typer.Argument(metavar="DB", help="The docket's database: a file, or postgresql://….")]
Keys = Annotated[
    Path | None,
    typer.Option("--keys", envvar="COURTQA_KEYS", help="The file of keys, outside the database."),
]
Court = Annotated[
    str | None, typer.Option("--court", help="The court; the only one in the database if left out.")
]
Place = Annotated[
    list[Path] | None, typer.Option("--to", help="A folder, or a file ….notes; may be repeated.")
]


@audit_app.command("keygen")
def keygen(
    file: Annotated[Path, typer.Argument(help="Where to keep the keys; new ones are added to those there.")],
    name: Annotated[str, typer.Option("--name", help="What the keys are called, without a space.")] = "court",
    lang: Language = "en",
) -> None:
    """Make a key that marks every event and one that signs checkpoints, readable by you alone.

    Run again, it adds newer keys: these are used from then on, the older ones still verify what they marked. What it
    prints is the public key: give it to whoever may want to check.
    """
    from courtqa.workflows import KeyFile, new_key

    with telling(lang):
        there = KeyFile.read(file) if file.exists() else KeyFile()
        count = 1 + sum(key.kind == "ed25519" for key in there.keys)
        new = (new_key("hmac-sha256", f"{name}-mark-{count}"), new_key("ed25519", f"{name}-sign-{count}"))
        text = KeyFile.parse(KeyFile((*there.keys, *new)).text).text
        write_privately(file, text)
    typer.echo(new[1].verifier)


@audit_app.command("verify")
def verify(
    database: Where,
    *,
    keys: Keys = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="Notes kept elsewhere: a file or a folder; may be repeated."),
    ] = None,
    pubkey: Annotated[
        str | None, typer.Option("--pubkey", help="The public key they are signed with.")
    ] = None,
    proceeding: Annotated[
        list[str] | None, typer.Option("--proceeding", help="Only the events of this one; may be repeated.")
    ] = None,
    since: Annotated[
        int | None, typer.Option("--since", metavar="N", help="Only what grew since checkpoint N.")
    ] = None,
    pack: Annotated[
        list[str] | None, typer.Option("--pack", "-p", help="Also hold each step against these rules.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    lang: Language = "en",
) -> None:
    """Whether anybody touched what was recorded. Nothing is changed, whatever bytes are there."""
    from courtqa.kinds import load_policy
    from courtqa.workflows import Evidence

    try:
        notes = notes_at(checkpoint or [], pubkey)
        ring = ring_of(keys)
        verifier = pubkey or (ring.signing.verifier if ring is not None and signs(ring) else None)
        policy = load_policy(*pack) if pack else None
        only = wanted(database, proceeding or [], since)
        with console(stderr=True).status(_VERIFYING.to(lang)):
            found = verified(database, policy, Evidence(ring, notes, verifier), only)
    except NotACheckpoint as error:
        said(error.to(lang), stderr=True, style="red")
        raise typer.Exit(UNTOLD) from None
    except CourtqaError as error:
        said(error.to(lang), stderr=True, style="red")
        raise typer.Exit(UNTOLD if isinstance(error, StoreUnusable) else WRONG) from None
    except Exception as error:  # noqa: BLE001 - whatever bytes are given, the answer is an exit code
        said(f"{type(error).__name__}: {error}", stderr=True, style="red")
        raise typer.Exit(UNTOLD) from None
    _say(found, lang, as_json=as_json)
    if not found.ok:
        raise typer.Exit(UNTOLD if found.rules == {"unreadable"} else TOUCHED)


@audit_app.command("adopt")
def adopt(database: Where, *, keys: Keys = None, court: Court = None, lang: Language = "en") -> None:
    """Mark a trail that was begun without keys. It is verified first; nobody should write meanwhile."""
    from courtqa.storage import adopt as adopted

    with telling(lang), stored(database) as store:
        ring = ring_of(keys)
        if ring is None:
            raise typer.BadParameter("--keys FILE is needed: `courtqa audit keygen` makes one")
        count = adopted(store, court_of(store, court), ring)
    said(Text(zh=f"已标记 {count} 条", en=f"marked: {count}").to(lang))


@audit_app.command("checkpoint")
def checkpoint(
    database: Where,
    *,
    keys: Keys = None,
    to: Place = None,
    court: Court = None,
    lang: Language = "en",
) -> None:
    """Sign where all chains end now, and put the note outside the database. The same content gives the same note."""
    from courtqa.storage import checkpoint as made_from

    with telling(lang), stored(database) as store:
        ring = ring_of(keys)
        if ring is None:
            raise typer.BadParameter("--keys FILE is needed: `courtqa audit keygen` makes one")
        name = court_of(store, court)
        made = made_from(store, name, ring, to or [])
    if made is None:
        said(
            Text(zh="自上一检查点以来没有新的记录", en="nothing was recorded since the last checkpoint").to(
                lang
            )
        )
    else:
        typer.echo(made.note, nl=False)


@audit_app.command("prove")
def prove(
    database: Where,
    proceeding: Annotated[str, typer.Argument(help="The id of a proceeding.")],
    seq: Annotated[int, typer.Argument(help="The number of the event in it.")],
    *,
    by: LookedAtBy = None,
    purpose: Purpose = "",
    pack: Packs = HARBIN,
    court: Court = None,
    lang: Language = "en",
) -> None:
    """A proof of one event for the other side, as JSON. `audit verifier` prints the program that checks it.

    It tells what the event says, word for word: from a sealed record one is made only for an office of the procedure and
    a stated purpose, on record. To check a proof, or a seal (`audit witness`), nobody needs to be let in.
    """
    from courtqa.storage import prove as proved
    from courtqa.workflows import is_sealed

    try:
        with telling(lang):
            with stored(database) as store:
                name = court_of(store, court)
                found = store.proceeding(name, proceeding)
                sealed = found is not None and is_sealed(store, policy_of(tuple(pack)), found)
            if sealed:
                with opened_docket(database, pack, court=name) as docket:
                    opened(docket, docket.proceeding(proceeding), by, purpose, lang)
            with stored(database) as store:
                text = proved(store, name, proceeding, seq)
    except NotProvable as error:
        said(error.to(lang), stderr=True, style="red")
        raise typer.Exit(UNTOLD) from None
    typer.echo(text, nl=False)


@audit_app.command("verifier")
def verifier() -> None:
    """Print the program for the other side: one file, nothing but Python's standard library.

    Example: courtqa audit verifier > verify_trail.py; python verify_trail.py proof.json --pubkey KEY
    """
    from courtqa.workflows.attesting import verify_trail

    typer.echo(Path(verify_trail.__file__).read_text("utf-8"), nl=False)


@audit_app.command("witness")
def witness(
    database: Where,
    proceeding: Annotated[str, typer.Argument(help="The id of a proceeding.")],
    *,
    seal: Annotated[
        str | None, typer.Option("--seal", help="The code or seal that a notice prints: is it in the trail?")
    ] = None,
    court: Court = None,
    lang: Language = "en",
) -> None:
    """The line that a served notice prints; or, with a line already served, whether the trail still holds its seal.

    Exit code 3: the seal that was served is not in the trail.
    """
    from courtqa.storage import witness_of

    with telling(lang), stored(database) as store:
        name = court_of(store, court)
        told = witness_of(store, name, proceeding)
        seals = {each.hash: each.event.seq for each in store.trail(name, proceeding)}
    if seal is None:
        typer.echo(told.text.to(lang))
        return
    at = seal_in(seal, seals)
    if at is None:
        said(
            Text(zh="案卷记录中没有这个封印", en="this seal is not in the trail").to(lang),
            stderr=True,
            style="red",
        )
        raise typer.Exit(TOUCHED)
    said(Text(zh=f"是第 {at} 号记录的封印", en=f"it is the seal of event {at}").to(lang))


def _say(found: Verification, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        faults: list[dict[str, Any]] = [
            {"proceeding": each.proceeding, "seq": each.seq, "rule": each.rule, "text": each.text.to(lang)}
            for each in found.faults
        ]
        typer.echo(json.dumps({"ok": found.ok, **found.counts, "faults": faults}, ensure_ascii=False))
        return
    console().print(found.text.to(lang), style="green" if found.ok else "bold red", markup=False)
    if not found.ok:
        rows = [(each.proceeding, str(each.seq), each.rule, each.text.to(lang)) for each in found.faults]
        table(Text(zh="不符之处", en="Faults"), (ID, NUMBER, CODES, WHAT), rows, lang)
