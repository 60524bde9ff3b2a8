"""Tamperings with rows and schema: what somebody does who can run any statement, written from the promises alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from faults.kept import COURTS
from faults.scene import LISTS, OWNED, TRAIL, Attack, Scene, void

__all__ = ["ATTACKS"]

OPENED = "SELECT court, id FROM proceeding ORDER BY court, id"


def _otherwise(scene: Scene, table: str, column: str, value: object) -> object:
    """Another value for a cell: near, of another row, empty, or of another type."""
    chance = scene.chance
    borrowed = chance.choice(scene.all(f'SELECT "{column}" FROM {table}'))[0]
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, 0, 10**12, None, f"{value}x", borrowed])
    if not isinstance(value, str) or not value:
        return chance.choice(["x", "2030-01-01", 7, borrowed, None if value == "" else ""])
    place = chance.randrange(len(value))
    letter = chance.choice("0123456789abcdefz ")
    spoilt = value[:place] + letter + value[place + 1 :]
    near = [spoilt, value[:place], value + " ", value.swapcase(), value[:place] + value[place + 1 :]]
    return chance.choice([*near, spoilt, spoilt, borrowed, borrowed, "", None, value.encode(), 7])


def _edit(table: str) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        row = scene.row(table)
        column = scene.chance.choice(scene.sealed(table))
        scene.change(table, row["rowid"], column, _otherwise(scene, table, column, row[column]))

    return act


def _delete(table: str) -> Callable[[Scene], None]:
    return lambda scene: void(
        scene.raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (scene.row(table)["rowid"],))
    )


def _insert(table: str) -> Callable[[Scene], None]:
    """A row copied, with something told otherwise so that the database takes it."""

    def act(scene: Scene) -> None:
        row = scene.row(table)
        for column in scene.columns(table):
            if column in ("seq", "number", "id", "chain", "commitment", "clock", "key") and column in row:
                row[column] = _fresh(scene, row[column])
        for column in ("idem", "open_key", "serial", "notice_id", "total"):
            if column in row and row[column] is not None:
                row[column] = _fresh(scene, row[column])
        scene.put(table, row)

    return act


def _fresh(scene: Scene, value: object) -> object:
    step = scene.chance.randrange(1, 400)
    return value + step if isinstance(value, int) else f"{value}-{step}"


def _type(table: str) -> Callable[[Scene], None]:
    """A cell with the same bytes and another storage type."""

    def act(scene: Scene) -> None:
        row = scene.row(table)
        column = scene.chance.choice([one for one in scene.sealed(table) if row[one] is not None])
        value = row[column]
        scene.change(table, row["rowid"], column, str(value).encode())

    return act


def _swap(table: str, columns: tuple[str, ...], alike: str) -> Callable[[Scene], None]:
    """Two rows of the same owner exchange these cells."""

    def act(scene: Scene) -> None:
        one = scene.row(table)
        other = scene.row(table, f"\"{alike}\" = '{one[alike]}' AND court = '{one['court']}'")
        parked = {column: f"parked-{column}" if isinstance(one[column], str) else -7 for column in columns}
        for rowid, cells in ((one["rowid"], parked), (other["rowid"], one), (one["rowid"], other)):
            named = ", ".join(f'"{column}" = ?' for column in columns)
            values = (*(cells[column] for column in columns), rowid)
            scene.raw.execute(f"UPDATE {table} SET {named} WHERE rowid = ?", values)

    return act


def _truncate(scene: Scene) -> None:
    """The last events of a proceeding cut off, alone or with what stands beside them."""
    court, name = scene.chance.choice(scene.all(OPENED))
    (length,) = scene.all("SELECT max(seq) FROM event WHERE court = ? AND proceeding = ?", court, name)[0]
    kept = scene.chance.randrange(length)
    beside = scene.chance.random() < 0.6
    for table in ("event", "mark", "personal", "outbox") if beside else ("event",):
        scene.raw.execute(
            f"DELETE FROM {table} WHERE court = ? AND {OWNED[table]} = ? AND seq > ?", (court, name, kept)
        )
    if beside and kept:
        (head,) = scene.all(
            "SELECT hash FROM event WHERE court = ? AND proceeding = ? AND seq = ?", court, name, kept
        )[0]
        scene.raw.execute(
            "UPDATE proceeding SET version = ?, head = ? WHERE court = ? AND id = ?",
            (kept, head, court, name),
        )
        scene.raw.execute("UPDATE tip SET seq = ? WHERE court = ? AND chain = ?", (kept, court, name))


def _drop(scene: Scene) -> None:
    """A proceeding gone from every table, with or without its lines in the directory."""
    court, name = scene.chance.choice(scene.all(OPENED))
    listed = scene.chance.random() < 0.5
    for table, column in OWNED.items():
        if table != "directory" or listed:
            scene.raw.execute(f"DELETE FROM {table} WHERE court = ? AND {column} = ?", (court, name))
    if listed and scene.chance.random() < 0.5:  # the directory closes its ranks
        rows = scene.all("SELECT rowid FROM directory WHERE court = ? ORDER BY seq", court)
        for seq, (rowid,) in enumerate(rows, start=1):
            scene.change("directory", rowid, "seq", seq)


def _move(scene: Scene) -> None:
    """The events of one proceeding given to another, at its end or in the place of its own."""
    court, name = scene.chance.choice(scene.all(OPENED))
    other_court, other = scene.chance.choice(scene.all(OPENED))
    (length,) = scene.all(
        "SELECT coalesce(max(seq), 0) FROM event WHERE court = ? AND proceeding = ?", other_court, other
    )[0]
    row = scene.row("event", f"court = '{court}' AND proceeding = '{name}'")
    how = scene.chance.choice(["append", "replace", "copy"])
    if how == "replace":
        scene.raw.execute(
            "DELETE FROM event WHERE court = ? AND proceeding = ? AND seq = ?",
            (other_court, other, row["seq"]),
        )
    if how != "copy":
        scene.raw.execute("DELETE FROM event WHERE rowid = ?", (row["rowid"],))
    seq = row["seq"] if how == "replace" else length + 1
    scene.put("event", row | {"court": other_court, "proceeding": other, "seq": seq, "idem": None})


def _other_court(scene: Scene) -> None:
    """A whole proceeding given to the other court, under its own number or a new one."""
    court, name = scene.chance.choice(scene.all(OPENED))
    other = COURTS[1 - COURTS.index(court)]
    named = f"{name}-{scene.chance.randrange(50, 99)}"
    for table, column in OWNED.items():
        if table != "directory" and scene.chance.random() < 0.9:
            scene.raw.execute(
                f"UPDATE {table} SET court = ?, {column} = ? WHERE court = ? AND {column} = ?",
                (other, named, court, name),
            )


def _replace(scene: Scene) -> None:
    """INSERT OR REPLACE over a row that stands, with the triggers where they are."""
    table = scene.chance.choice(TRAIL)
    row = scene.row(table)
    column = scene.chance.choice(scene.sealed(table))
    row[column] = _otherwise(scene, table, column, row[column])
    scene.put(table, row, how="INSERT OR REPLACE")


def _refused_edit(scene: Scene) -> None:
    """A plain edit or deletion, with the triggers where they are."""
    table = scene.chance.choice(TRAIL)
    scene.chance.choice([_edit(table), _delete(table), _insert(table)])(scene)


def _schema(scene: Scene) -> None:
    """A trigger, an index or a table's own words changed, as text or by statement."""
    kind, name, table = scene.chance.choice(
        scene.all(
            "SELECT type, name, tbl_name FROM sqlite_master "
            "WHERE sql IS NOT NULL AND tbl_name IN ({}) ORDER BY name".format(
                ", ".join(f"'{one}'" for one in TRAIL)
            )
        )
    )
    old, new = scene.chance.choice(
        [
            ("NOT NULL", ""),
            ("VARCHAR", "BLOB"),
            ("UNIQUE", "CHECK (1) --"),
            ("BEFORE", "AFTER"),
            ("ABORT", "IGNORE"),
            ("WHEN ", "WHEN 0 AND "),
            ("IS NOT", "IS"),
            ("INTEGER", "TEXT"),
            (" >= 1", " >= 0"),
            ("seq >= 1", "1 >= seq"),
            ("person <> other", "other <> +person"),
            ("court", "COURT"),
        ]
    )
    how = scene.chance.choice(["words", "words", "dropped", "another"])
    if how == "words":
        scene.raw.execute("PRAGMA writable_schema = ON")
        scene.raw.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?", (old, new, name)
        )
        scene.raw.execute("PRAGMA writable_schema = RESET")
    elif how == "dropped" and kind != "table":
        scene.raw.execute(f"DROP {kind} {name}")
    else:
        mine, spelt = (
            f"mine_{scene.chance.randrange(10**6)}",
            scene.chance.choice([table, f'"{table.upper()}"']),
        )
        scene.raw.execute(
            scene.chance.choice(
                [
                    f"CREATE TRIGGER {mine} AFTER INSERT ON /* mine */ {spelt} BEGIN SELECT 1; END",
                    f"CREATE INDEX {mine} ON {spelt} (abs(rowid))",
                ]
            )
        )


def _no_triggers(scene: Scene) -> None:
    """All triggers of some tables left away: nothing else is changed, but it can be."""
    tables = scene.chance.sample(TRAIL, scene.chance.randrange(1, 5))
    for (name,) in scene.all(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({})".format(
            ", ".join(f"'{one}'" for one in tables)
        )
    ):
        scene.raw.execute(f"DROP TRIGGER {name}")


def _blank(scene: Scene) -> None:
    """A whole table emptied, or of one court."""
    table = scene.chance.choice(TRAIL)
    court = scene.chance.choice(["1", *(f"court = '{one}'" for one in COURTS)])
    scene.raw.execute(f"DELETE FROM {table} WHERE {court}")


def _of_backup(scene: Scene) -> None:
    """Rows of one table as an old copy had them, the others as they are."""
    table = scene.chance.choice(TRAIL)
    old = scene.folder / "old.db"
    old.write_bytes(scene.chance.choice(scene.kept.backups[:-1]))
    with closing(sqlite3.connect(old)) as copy:
        rows = copy.execute(f"SELECT * FROM {table}").fetchall()
    old.unlink()
    scene.raw.execute(f"DELETE FROM {table}")
    if rows:
        scene.raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


ATTACKS = (
    *(Attack(f"a cell of {table} edited", _edit(table), 15 if table in LISTS else 30) for table in TRAIL),
    *(Attack(f"a row of {table} deleted", _delete(table), 6 if table in LISTS else 14) for table in TRAIL),
    *(Attack(f"a row of {table} put in", _insert(table), 6 if table in LISTS else 12) for table in TRAIL),
    *(Attack(f"a cell of {table} of another type", _type(table), 8) for table in TRAIL),
    Attack("two refusals exchanged", _swap("refusal", ("event", "by", "at"), "court"), 6),
    Attack("two numbers exchanged", _swap("number", ("notice_id",), "court"), 6),
    Attack("two offices exchanged", _swap("actor", ("tenures",), "court"), 6),
    Attack("two events in each other's place", _swap("event", ("seq",), "proceeding"), 20),
    Attack("two events with each other's words", _swap("event", ("body", "hash", "prev"), "proceeding"), 15),
    Attack("two lines of the directory in each other's place", _swap("directory", ("seq",), "court"), 15),
    Attack("two marks in each other's place", _swap("mark", ("mark",), "court"), 12),
    Attack("two tips in each other's place", _swap("tip", ("seq", "mark"), "court"), 12),
    Attack("two notes in each other's place", _swap("checkpoint", ("note",), "court"), 4),
    Attack("two values about persons exchanged", _swap("personal", ("salt", "value"), "court"), 12),
    Attack("the end of a proceeding cut off", _truncate, 50),
    Attack("a proceeding dropped from every table", _drop, 40),
    Attack("events given to another proceeding", _move, 50),
    Attack("a proceeding given to the other court", _other_court, 20),
    Attack("INSERT OR REPLACE", _replace, 60, triggers="kept"),
    Attack("edited without dropping triggers", _refused_edit, 60, triggers="kept"),
    Attack("a schema with other words", _schema, 60, triggers="as they are"),
    Attack("triggers left away", _no_triggers, 15, triggers="as they are"),
    Attack("a table emptied", _blank, 20),
    Attack("one table of an old copy", _of_backup, 25),
)
