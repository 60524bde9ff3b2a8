"""Tamperings that compute: hashes made anew, whole histories written by the software itself, old copies, notes outside."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import frozen

from courtqa.storage import checkpoint
from courtqa.storage.lists import ROWS
from courtqa.workflows import KeyFile, new_key
from faults.kept import COURTS, ROUNDS, Twist, copied, write_docket
from faults.scene import OWNED, TRAIL, Attack, Scene, void

__all__ = ["Forger", "hashed"]

TWISTS = (
    *(f"grade of {name}" for name in ("run", "silent")),
    *(f"report of {name}" for name in ("noted", "run", "silent")),
    *(f"day of {name}" for name in ("noted", "run")),
    *(f"subject of {name}" for name in ("waits", "silent", "recused")),
    "remark left out",
    "remark put in",
    "leaders the other way round",
    "not closed",
    "nothing forgotten",
    "nobody recused",
    "one more",
)
SEALED = {
    "@people": ("actor", "relation", "delegation"),
    "@refusals": ("refusal",),
    "@register": ("number",),
}
EVENT, LINE = b"courtqa.event.v1\0", b"courtqa.directory.v1\0"
CHAIN = ("event", "directory", "proceeding", "deadline", "outbox", "personal")
SAID = (("poor", "good"), ("wang", "he"), ("2008-01", "2008-02"), ("officer", "leader"), ("review", "Review"))


def hashed(prefix: bytes, prev: str, body: str) -> str:
    """The hash of a link, as the paper on reliability gives it."""
    return sha256(prefix + bytes.fromhex(prev) + body.encode()).hexdigest()


@frozen
class Forger:
    """Histories written anew with the software, by somebody without the keys but with some of his own."""

    files: tuple[bytes, ...]
    strangers: tuple[dict[str, bytes], ...]  # the notes of other dockets, signed with the court's own key

    @classmethod
    def at_work(cls, folder: Path, seed: int, count: int, keys: KeyFile) -> Forger:
        """So many histories; the first is another docket of the same court, whose notes are good notes."""
        chance = random.Random(seed + 1)
        thief = KeyFile((new_key("hmac-sha256", "m1"), new_key("ed25519", "s1")))
        told = [(what, number, court) for what in TWISTS for number in range(ROUNDS) for court in COURTS]
        files, notes = [], folder / "stranger"
        for number, twist in enumerate(chance.sample(told, count)):
            file = folder / f"forged-{number}.db"
            held = keys if number == 0 else thief if number % 2 else None
            write_docket(
                file,
                seed if number else seed + 100,
                keys=held,
                twist=Twist(*twist),
                after=lambda docket, _: (
                    void(checkpoint(docket.store, docket.court, keys, [notes]))
                    if held is keys  # noqa: B023 - asked within this round only
                    else None
                ),
            )
            files.append(copied(file))
        return cls(tuple(files[1:]), ({one.name: one.read_bytes() for one in sorted(notes.iterdir())},))

    def attacks(self) -> tuple[Attack, ...]:
        """What can be done with them."""
        return (
            Attack("a body changed, hashes made anew", _recompute, 90),
            Attack("an event forged at the end", _append, 40),
            Attack("another history, whole", self._whole, 60),
            Attack("another history, of one proceeding", self._one, 70),
            Attack("a chain rolled back, with its marks", _roll_back, 70),
            Attack("a note outside edited", _edit_note, 25),
            Attack("the newest checkpoint gone, and what it covers changed", _forgotten, 30),
            Attack("a note replayed", self._replay, 15),
            Attack("a list changed, its seal made anew", _reseal_list, 40),
            Attack("a list rolled back, with its seal", _roll_back_list, 20),
        )

    def _whole(self, scene: Scene) -> None:
        """All that is told, from a history that is consistent in itself; marks kept, left away, or the forger's own."""
        marks = scene.chance.choice(["kept", "gone", "forged", "mixed"])
        with closing(_opened(scene.chance.choice(self.files))) as forged:
            for table in CHAIN:
                _copy(scene, forged, table, "1")
            for table in ("mark", "tip", "checkpoint"):
                if marks == "mixed" and table == "mark":
                    for row in forged.execute("SELECT * FROM mark").fetchall():
                        _insert(scene, "mark", row, "INSERT OR IGNORE")
                elif marks == "forged" or (marks == "mixed" and table == "tip"):
                    _copy(scene, forged, table, "1")
                elif marks == "gone" or table == "checkpoint":
                    scene.raw.execute(f"DELETE FROM {table}")

    def _one(self, scene: Scene) -> None:
        """One proceeding of another history, and the directory with it or not."""
        with closing(_opened(scene.chance.choice(self.files))) as forged:
            court, name = scene.chance.choice(
                [
                    row
                    for row in forged.execute(
                        "SELECT court, id FROM proceeding ORDER BY court, id"
                    ).fetchall()
                    if _history(forged, row) != _history(scene.raw, row)
                ]
            )
            tables = scene.chance.choice([CHAIN, (*CHAIN, "mark", "tip"), ("event", "proceeding")])
            for table in tables:
                if table == "directory":
                    _copy(scene, forged, table, f"court = '{court}'")
                else:
                    _copy(scene, forged, table, f"court = '{court}' AND {OWNED[table]} = '{name}'")
            if scene.chance.random() < 0.5:
                scene.raw.execute("DELETE FROM checkpoint WHERE court = ?", (court,))

    def _replay(self, scene: Scene) -> None:
        """The note of another docket, or of another court, in the place of a good one in every place outside."""
        court = scene.chance.choice(COURTS)
        others = {name: note for name, note in self.strangers[0].items() if name.startswith(court)}
        name = scene.chance.choice(sorted(others))
        other = name.replace(court, COURTS[1 - COURTS.index(court)])
        note = scene.chance.choice([others[name], self.strangers[0][other]])
        for place in scene.kept.notes:
            if (scene.folder / place / name).exists():
                (scene.folder / place / name).write_bytes(note)
        if scene.chance.random() < 0.5:
            number = int(name.removesuffix(".note").rpartition("-")[2])
            scene.raw.execute(
                "UPDATE checkpoint SET note = ? WHERE court = ? AND number = ?",
                (note.decode(), court, number),
            )


def _opened(file: bytes) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    copy.deserialize(file)
    return copy


def _history(raw: sqlite3.Connection, of: tuple[str, str]) -> list[Any]:
    return raw.execute(
        "SELECT hash FROM event WHERE court = ? AND proceeding = ? ORDER BY seq", of
    ).fetchall()


def _insert(scene: Scene, table: str, row: tuple[Any, ...], how: str = "INSERT") -> None:
    scene.raw.execute(f"{how} INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _copy(scene: Scene, source: sqlite3.Connection, table: str, where: str) -> None:
    scene.raw.execute(f"DELETE FROM {table} WHERE {where}")
    for row in source.execute(f"SELECT * FROM {table} WHERE {where}").fetchall():
        fresh = (None, *row[1:]) if table in {"outbox", "refusal"} else row  # its number is the file's own
        _insert(scene, table, fresh)


def _link_on(scene: Scene, court: str, name: str, start: int, *, depth: int) -> None:
    """Every hash of a proceeding from an event on, made anew; deeper also what repeats them elsewhere."""
    prev, renamed = "", {}
    for seq, body, before, known in scene.all(
        "SELECT seq, body, prev, hash FROM event WHERE court = ? AND proceeding = ? AND seq >= ? ORDER BY seq",
        *(court, name, start),
    ):
        made = hashed(EVENT, prev or before, body)
        scene.raw.execute(
            "UPDATE event SET prev = ?, hash = ? WHERE court = ? AND proceeding = ? AND seq = ?",
            (prev or before, made, court, name, seq),
        )
        prev, renamed[known] = made, made
    if depth >= 1:
        scene.raw.execute("UPDATE proceeding SET head = ? WHERE court = ? AND id = ?", (prev, court, name))
    if depth >= 2:
        link = ""
        for rowid, body, event, before in scene.all(
            "SELECT rowid, body, event, prev FROM directory WHERE court = ? ORDER BY seq", court
        ):
            text = body.replace(event, renamed.get(event, event))
            made = hashed(LINE, link or before, text)
            scene.raw.execute(
                "UPDATE directory SET event = ?, body = ?, prev = ?, hash = ? WHERE rowid = ?",
                (renamed.get(event, event), text, link or before, made, rowid),
            )
            link = made
        for rowid, key in scene.all("SELECT rowid, key FROM outbox WHERE court = ?", court):
            known, _, rest = key.partition(":")
            scene.change("outbox", rowid, "key", f"{renamed.get(known, known)}:{rest}")
    if depth >= 3:
        scene.raw.execute("DELETE FROM checkpoint WHERE court = ?", (court,))


def _recompute(scene: Scene) -> None:
    row = scene.row("event")
    body = row["body"]
    old, new = scene.chance.choice([each for each in SAID if each[0] in body])
    if scene.chance.random() < 0.4:  # a reason nobody gave
        document = json.loads(body)
        document["reason"] = f"补正{scene.chance.randrange(1000)}"
        changed = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    else:
        changed = body.replace(old, new)
    scene.change("event", row["rowid"], "body", changed)
    snapshot = scene.all(
        "SELECT rowid, snapshot FROM proceeding WHERE court = ? AND id = ?", row["court"], row["proceeding"]
    )[0]
    if scene.chance.random() < 0.5:
        scene.change("proceeding", snapshot[0], "snapshot", snapshot[1].replace(old, new))
    _link_on(scene, row["court"], row["proceeding"], row["seq"], depth=scene.chance.randrange(4))


def _append(scene: Scene) -> None:
    """One more event of a proceeding, copied from any, with a good hash; the row and the tip counted up or not."""
    court, name, version, head, rowid = scene.chance.choice(
        scene.all("SELECT court, id, version, head, rowid FROM proceeding ORDER BY id, court")
    )
    row = scene.row("event", f"court = '{court}'")
    document = json.loads(row["body"]) | {"proceeding": name, "seq": version + 1, "idem": None}
    body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    made = hashed(EVENT, head, body)
    forged = {"proceeding": name, "seq": version + 1, "idem": None, "body": body, "prev": head, "hash": made}
    scene.put("event", row | forged)
    if scene.chance.random() < 0.7:
        scene.change("proceeding", rowid, "version", version + 1)
        scene.change("proceeding", rowid, "head", made)
        scene.raw.execute("UPDATE tip SET seq = ? WHERE court = ? AND chain = ?", (version + 1, court, name))
        mark = scene.row("mark", f"court = '{court}' AND chain = '{name}'")
        scene.put("mark", mark | {"seq": version + 1})


def _roll_back(scene: Scene) -> None:
    """One chain, or one court, as it stood in an old copy older than the newest note: rows, marks and tips together."""
    court = scene.chance.choice(COURTS)
    old = scene.chance.choice(scene.kept.backups[: scene.kept.noted[court]])
    with closing(_opened(old)) as copy:
        (name,) = scene.chance.choice(
            scene.all("SELECT id FROM proceeding WHERE court = ? ORDER BY id", court)
        )
        alone = scene.chance.random() < 0.7
        for table in ("event", "proceeding", "deadline", "outbox", "personal", "mark", "tip"):
            _copy(
                scene,
                copy,
                table,
                f"court = '{court}'" + (f" AND {OWNED[table]} = '{name}'" if alone else ""),
            )
        if not alone or scene.chance.random() < 0.6:
            for table in ("directory", "checkpoint"):
                _copy(scene, copy, table, f"court = '{court}'")
            chain = f"court = '{court}' AND chain = '@directory'"
            for table in ("mark", "tip"):
                _copy(scene, copy, table, chain)


def _reseal_list(scene: Scene) -> None:
    """A row of a list changed or taken out, the seal over it computed anew by somebody without the key."""
    table = scene.chance.choice([table for tables in SEALED.values() for table in tables])
    name = next(each for each, tables in SEALED.items() if table in tables)
    row = scene.row(table)
    if scene.chance.random() < 0.4:
        scene.raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (row["rowid"],))
    else:
        column = scene.chance.choice([one for one in scene.sealed(table) if one not in {"court", "id"}])
        value = row[column]
        scene.change(table, row["rowid"], column, value + 1 if isinstance(value, int) else f"{value}x")
    seal = sha256(b"courtqa.list-genesis.v1\0" + row["court"].encode() + b"\0" + name.encode()).hexdigest()
    count = 0
    for each, cells, where, order in ROWS[name]:
        mine = f"{where} AND court = ?" if where else " WHERE court = ?"
        for told in scene.all(f"SELECT {cells} FROM {each}{mine} ORDER BY {order}", row["court"]):
            spelt = json.dumps(list(told), separators=(",", ":"))
            seal, count = (
                sha256(b"courtqa.list.v1\0" + bytes.fromhex(seal) + spelt.encode()).hexdigest(),
                count + 1,
            )
    (seq, key, mark) = scene.all(
        "SELECT seq, key, mark FROM tip WHERE court = ? AND chain = ?", row["court"], name
    )[0]
    how = scene.chance.choice(["its mark kept", "no mark", "counted on"])
    told = (
        count if name == "@refusals" else seq + (how == "counted on"),
        "-" if how == "no mark" else key,
        seal if how == "no mark" else f"{seal} {mark.partition(' ')[2]}",
    )
    scene.raw.execute(
        "UPDATE tip SET seq = ?, key = ?, mark = ? WHERE court = ? AND chain = ?", (*told, row["court"], name)
    )


def _roll_back_list(scene: Scene) -> None:
    """A list with its seal as an old copy had it, older than the newest note."""
    court, name = scene.chance.choice(COURTS), scene.chance.choice(sorted(SEALED))
    with closing(_opened(scene.chance.choice(scene.kept.backups[: scene.kept.noted[court]]))) as copy:
        for table in SEALED[name]:
            _copy(scene, copy, table, f"court = '{court}'")
        _copy(scene, copy, "tip", f"court = '{court}' AND chain = '{name}'")


def _edit_note(scene: Scene) -> None:
    """A letter of a note changed, taken out or put in."""
    place = scene.chance.choice(sorted(scene.kept.notes))
    name = scene.chance.choice(sorted(scene.kept.notes[place]))
    note = bytearray((scene.folder / place / name).read_bytes())
    at = scene.chance.randrange(len(note))
    how = scene.chance.choice(["bit", "cut", "out", "in"])
    if how == "bit":
        note[at] ^= 1 << scene.chance.randrange(8)
    elif how == "cut":
        del note[at:]
    elif how == "out":
        del note[at]
    else:
        note.insert(at, scene.chance.randrange(256))
    (scene.folder / place / name).write_bytes(bytes(note))


def _forgotten(scene: Scene) -> None:
    """The newest checkpoint taken out of the database and of one place, and an end cut off that it covers."""
    court = scene.chance.choice(COURTS)
    place = scene.chance.choice(sorted(scene.kept.notes))
    newest = max(name for name in scene.kept.notes[place] if name.startswith(court))
    (scene.folder / place / newest).unlink()
    scene.raw.execute(
        "DELETE FROM checkpoint WHERE number = (SELECT max(number) FROM checkpoint WHERE court = ?) AND court = ?",
        (court, court),
    )
    if scene.chance.random() < 0.8:
        number = scene.chance.randrange(scene.kept.noted[court])
        with closing(_opened(scene.kept.backups[number])) as copy:
            tables = [one for one in TRAIL if one != "checkpoint" or scene.chance.random() < 0.5]
            for table in tables:
                _copy(scene, copy, table, f"court = '{court}'")
