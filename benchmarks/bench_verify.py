"""Verification and replay of a court's year: every check, the bare reading and hashing, and stock ``transitions``.

``python -m benchmarks verify``; ``COURTQA_BENCH_EVENTS`` says how many events (a year: 600000).
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from binascii import unhexlify
from datetime import date
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from sys import intern

from transitions import Machine

from benchmarks.court_year import fill, harbin, simulated
from benchmarks.goals import at_least
from benchmarks.side_by_side import interleaved, ratio, show
from courtqa.policy import Policy
from courtqa.storage import verify_file, verify_in_parallel
from courtqa.storage.audit import raw_audit
from courtqa.workflows import Event, Plan
from courtqa.workflows.canonical import read_json, spelt
from courtqa.workflows.chains import check_trail
from courtqa.workflows.lawful import Lawful
from courtqa.workflows.replay import plan_of_edition

SEAL = b"courtqa.event.v1\x00"
WORK = "replay and verification of a year"
EVENTS = int(os.environ.get("COURTQA_BENCH_EVENTS", "200000"))


def main() -> None:
    policy = harbin()
    with tempfile.TemporaryDirectory() as folder:
        file, source = Path(folder) / "year.db", Path(folder) / "source.db"
        simulated(source, policy)
        count = fill(file, source, EVENTS)
        looked_at(file, policy, count)
        replayed(source, policy)


def looked_at(file: Path, policy: Policy, count: int) -> None:
    """Everything that verification looks at, against reading and hashing alone."""
    if not (found := verify_file(file, policy=policy)).ok:
        raise AssertionError(str(found))

    def within() -> None:
        with raw_audit(file) as audit:
            if list(audit.damage()) or list(audit.misshapen()):
                raise AssertionError

    one, two = "courtqa: every check and the replay, one process", "courtqa: the same, two processes"
    floors = {
        "floor: SQLite's own checks of file and shape": within,
        "floor: read all rows": lambda: read(file),
        "floor: read, hash": lambda: hashed(file),
        "floor: read, hash, parse": lambda: parsed(file),
        "floor: read, hash, parse, spell again": lambda: respelt(file),
    }
    ours = {
        one: lambda: verify_file(file, policy=policy),
        two: lambda: verify_in_parallel(file, processes=2, policy=harbin),
    }
    timings = interleaved({**ours, **floors}, rounds=3)
    goal = "at least 200,000 events a second"
    show(f"verification of {count:,} events", timings, ours=one, goal=goal)
    rate = {each.name: count / each.seconds for each in timings}
    for name, events in rate.items():
        print(f"{name:50} {events:>12,.0f} events a second")
    busy = {
        f"events a second of processor time, {each.name}": count / each.busy
        for each in timings
        if each.name != two
    }
    size = f"{count:,} events, {os.cpu_count()} cores"
    best = max(rate[one], rate[two])
    at_least(WORK, "every check", best, 200_000, size=size, unit="events a second", beside={**rate, **busy})


def rows_of(file: Path) -> sqlite3.Cursor:
    raw = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    raw.text_factory = bytes
    return raw.execute(
        "SELECT court, proceeding, seq, idem, request, body, prev, hash FROM event ORDER BY 1, 2, 3"
    )


def read(file: Path) -> int:
    return sum(1 for _ in rows_of(file))


def sealed(row: tuple[bytes, ...]) -> None:
    if sha256(SEAL + unhexlify(row[6]) + row[5]).hexdigest().encode() != row[7]:
        raise AssertionError


def hashed(file: Path) -> None:
    for row in rows_of(file):
        sealed(row)


def parsed(file: Path) -> None:
    for row in rows_of(file):
        sealed(row)
        read_json(row[5].decode())


def respelt(file: Path) -> None:
    for row in rows_of(file):
        sealed(row)
        text = row[5].decode()
        if spelt(read_json(text)) != text:
            raise AssertionError


class Record:
    """What stock transitions moves."""

    state = ""


def trails_of(file: Path, policy: Policy) -> list[tuple[Plan, tuple[Event, ...]]]:
    """The trails of a docket, each with the plan of the edition it is pinned to."""
    with raw_audit(file) as audit:
        rows = list(audit.events())
    trails = []
    for _, group in groupby(rows, key=lambda row: row[1]):
        events = tuple(link.event for link in check_trail(group))
        opened = events[0].payload["opened"]
        day = date.fromisoformat(opened["edition"])
        trails.append(
            (plan_of_edition(policy, opened["workflow"], day, events[0].definition, who="-"), events)
        )
    return trails


def machine_of(plan: Plan) -> Machine:
    """A stock machine with the same table."""
    states = [*plan.workflow.states]
    machine = Machine(model=None, states=states, initial=plan.workflow.initial, auto_transitions=False)
    for (source, event), ways in plan.table.items():
        for way in ways:
            machine.add_transition(event, source, way.target)
    return machine


def replayed(file: Path, policy: Policy) -> None:
    """The replay alone: the recorded steps walked again, by our tables and by stock ``transitions``."""
    trails = trails_of(file, policy)
    machines = {plan.definition: machine_of(plan) for plan, _ in trails}
    steps = [
        [
            (intern(event.kind), intern(str(event.source)), intern(event.transition), intern(event.target))
            for event in events
            if event.kind in {"step", "lapse"} and event.transition in machines[plan.definition].events
        ]
        for plan, events in trails
    ]
    lawful = {plan.definition: Lawful(plan) for plan, _ in trails}  # as verification asks

    def ours() -> int:
        walked = 0
        for (plan, _), taken in zip(trails, steps, strict=True):
            if not lawful[plan.definition].takes(taken):
                raise AssertionError
            walked += len(taken)
        return walked

    def stock() -> int:
        walked = 0
        for (plan, _), taken in zip(trails, steps, strict=True):
            machine, record = machines[plan.definition], Record()
            for _, source, event, _ in taken:
                record.state = source
                machine.events[event].trigger(record)
                walked += 1
        return walked

    timings = interleaved({"courtqa": ours, "stock transitions": stock}, rounds=5)
    size = f"{ours():,} recorded steps"
    show(f"replay of {size}", timings, ours="courtqa", goal="at least 20 times stock transitions")
    times = ratio(timings, "stock transitions", "courtqa", busy=True)
    at_least(WORK, "stock transitions, the replay alone", times, 20, size=size)
