"""A court's year of events in a file: the trails of a simulated docket, many times over, each time of another court.

Every copy has other words in its free texts, is sealed anew, and has its own directory and rows: what verification
reads is as long and as varied as if it had been recorded.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from courtqa.policy import Policy
from courtqa.storage import SqliteStore
from courtqa.workflows.canonical import canonical
from courtqa.workflows.fold import fold
from courtqa.workflows.sealing import directory_genesis, event_of, genesis, link
from courtqa.workflows.snapshot import snapshot

FREE = 12  # a text of so many characters is no code
COLUMNS = "court, id, workflow, edition, definition, state, version, closed, unit, opened_on, year, serial, open_key, parent, head, recorded_at, snapshot"


def fill(file: Path, source: Path, events: int) -> int:
    """Write at least so many events into ``file``; how many there are."""
    SqliteStore(file).close()
    raw = sqlite3.connect(file, isolation_level=None)  # for what no store would do
    with sqlite3.connect(source) as simulated:
        simulated.row_factory = sqlite3.Row
        rows = [dict(row) for row in simulated.execute("SELECT * FROM event ORDER BY court, proceeding, seq")]
        kept = {row["id"]: dict(row) for row in simulated.execute("SELECT * FROM proceeding")}
        clocks = [dict(row) for row in simulated.execute("SELECT * FROM deadline")]
        lines = [dict(row) for row in simulated.execute("SELECT * FROM directory ORDER BY seq")]
        messages = [dict(row) for row in simulated.execute("SELECT * FROM outbox ORDER BY id")]
    simulated.close()
    for row in rows:
        row["request"] = row["request"].removeprefix("salted:")
    bodies = [(row, {**json.loads(row["body"]), "request": row["request"]}) for row in rows]
    written, copy = 0, 0
    raw.execute("PRAGMA synchronous = OFF")
    triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    while written < events:
        copy += 1
        court = f"court_{copy:04d}"
        raw.execute("BEGIN")
        raw.execute("PRAGMA defer_foreign_keys = ON")
        seals: dict[tuple[str, int], str] = {}
        trail: list[Any] = []
        for row, body in bodies:
            name, seq = row["proceeding"], row["seq"]
            text = canonical({**body, "court": court, "payload": _varied(body["payload"], copy)})
            prev = genesis(court, name) if seq == 1 else seals[name, seq - 1]
            seals[name, seq] = link(prev, text.encode())
            raw.execute(
                "INSERT INTO event (court, proceeding, seq, idem, request, body, prev, hash) VALUES (?,?,?,?,?,?,?,?)",
                (court, name, seq, row["idem"], row["request"], text, prev, seals[name, seq]),
            )
            trail = [*trail, event_of(json.loads(text))] if seq > 1 else [event_of(json.loads(text))]
            if seq == kept[name]["version"]:
                row_of = {
                    **kept[name],
                    "court": court,
                    "head": seals[name, seq],
                    "snapshot": snapshot(fold(trail)),
                }
                raw.execute(
                    f"INSERT INTO proceeding ({COLUMNS}) VALUES ({', '.join(':' + c for c in COLUMNS.split(', '))})",
                    row_of,
                )
        for clock in clocks:
            raw.execute(
                "INSERT INTO deadline (court, proceeding, clock, due, remind_on, status, reminded)"
                " VALUES (:court, :proceeding, :clock, :due, :remind_on, :status, :reminded)",
                {**clock, "court": court},
            )
        for one in messages:
            posted = seals[one["proceeding"], one["seq"]] + one["key"][64:]
            if "/" in one["key"]:
                posted = court + one["key"][one["key"].index("/") :]
            raw.execute(
                "INSERT INTO outbox (key, court, proceeding, seq, topic, payload, sent_at)"
                " VALUES (:key, :court, :proceeding, :seq, :topic, :payload, :sent_at)",
                {**one, "court": court, "key": posted},
            )
        prev = directory_genesis(court)
        for line in lines:
            seal = seals[line["proceeding"], line["at"]]
            text = canonical({**json.loads(line["body"]), "court": court, "event": seal})
            made = link(prev, text.encode(), directory=True)
            raw.execute(
                "INSERT INTO directory (court, seq, kind, proceeding, at, event, body, prev, hash)"
                " VALUES (?,?,?,?,?,?,?,?,?)",
                (court, line["seq"], line["kind"], line["proceeding"], line["at"], seal, text, prev, made),
            )
            prev = made
        raw.execute("COMMIT")
        written += len(rows)
    for _, words in triggers:
        raw.execute(words)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return written


def _varied(payload: dict[str, Any], copy: int) -> dict[str, Any]:
    """The payload with other words in its free texts; commitments become texts, for their values stay behind."""
    if "approvals" in payload:
        told = [{**each, "request": each["request"].removeprefix("salted:")} for each in payload["approvals"]]
        payload = {**payload, "approvals": told}
    if "data" not in payload:
        return payload
    data = {name: _other(value, copy) for name, value in payload["data"].items()}
    return {**payload, "data": data}


def _other(value: object, copy: int) -> object:
    if isinstance(value, dict) and "commitment" in value:
        return f"{value['commitment']} {copy}"
    return f"{value}（{copy}）" if isinstance(value, str) and len(value) >= FREE else value


@cache
def harbin() -> Policy:
    """The pack of the simulated court, read once in each process."""
    from courtqa import load_policy

    return load_policy("harbin")


def simulated(file: Path, policy: Policy) -> None:
    """A simulated docket to copy from: what ``courtqa demo`` runs, into a file."""
    from courtqa.simulation import court_years, run_procedures, simulated_time
    from courtqa.storage import Docket

    time = simulated_time(policy)
    with Docket(file, policy=policy, clock=time.clock) as docket:
        run_procedures(docket, court_years(2006, 2007, seed=2008), time=time)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", type=Path, required=True, help="court.db of `courtqa demo`")
    parser.add_argument("--events", type=int, default=600_000)
    words = parser.parse_args()
    started = datetime.now(UTC)
    print(fill(words.file, words.source, words.events), "events", datetime.now(UTC) - started)
