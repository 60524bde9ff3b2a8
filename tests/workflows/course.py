"""Workflows written in short, and a course through a docket of them.

A definition is written as ``event: from -> to``; a workflow given as nothing is opened, and finished by the step
``finish`` or cancelled. Titles, owners and offices are filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from courtqa.errors import Refused
from courtqa.storage import Docket
from courtqa.workflows import Actor, Clock, Event, Subject

CLERK = Actor.of("chen", "陈某", "clerk", unit="office")
START = datetime(2008, 3, 3, 2, tzinfo=UTC)
HEAD = "name: {name}\ntitle: {{zh: 样式, en: patterns}}\nversion: '1'\ntime_zone: Asia/Shanghai\n"
RULE = {"title": {"zh": "样式", "en": "Patterns"}, "article": "第1条"}
SIMPLE = {
    "steps": [{"finish": "open -> finished"}],
    "cancelled": "withdrawn",
    "ends": ["finished", "withdrawn"],
}


class Course:
    """A proceeding of the workflow ``main``, and what becomes of it and its children."""

    def __init__(self, docket: Docket) -> None:
        self.docket = docket
        self.day = 0
        self.id = docket.open("main", subject=Subject("matter", "M1"), by=CLERK, at=START).id

    def does(self, event: str, on: str | None = None, /, **data: object) -> None:
        """A step that must be allowed, one day after the one before."""
        self.day += 1
        self.docket.record(on or self.id, event, by=CLERK, at=START + timedelta(self.day), data=data)

    def refuses(self, event: str, on: str | None = None, /, **data: object) -> tuple[str, ...]:
        """The codes of a step that must not be allowed."""
        with pytest.raises(Refused) as refused:
            self.docket.record(on or self.id, event, by=CLERK, at=START + timedelta(self.day + 1), data=data)
        return refused.value.refusal.codes

    def waits(self, days: int) -> None:
        """So many days pass, and the clock looks."""
        self.day += days
        self.docket.lapse(at=START + timedelta(self.day))

    def state(self, on: str | None = None) -> str:
        """Where it rests."""
        return self.docket.proceeding(on or self.id).state

    def of(self, workflow: str) -> list[str]:
        """The ids of all proceedings of a workflow, in order of opening."""
        return [one.id for one in self.docket.proceedings(workflow=workflow)]

    def open(self, workflow: str) -> list[str]:
        """The ids of those under way."""
        return [one.id for one in self.docket.proceedings(workflow=workflow, closed=False)]

    def clock(self, name: str) -> Clock:
        """The clock of that name."""
        return next(clock for clock in self.docket.proceeding(self.id).clocks if clock.name == name)

    def events(self, on: str | None = None) -> list[Event]:
        """The trail."""
        return list(self.docket.trail(on or self.id))


def write_pack(folder: Path, definitions: str, **files: str) -> Path:
    """A pack of these definitions, written in short, with other files (``series__x`` is ``series/x.yaml``)."""
    head = HEAD.format(name="short") + yaml.safe_dump({"reference": RULE})
    (folder / "pack.yaml").write_text(head, encoding="utf-8")
    for name, short in yaml.safe_load(definitions).items():
        text = yaml.safe_dump(_definition(name, short or SIMPLE), allow_unicode=True)
        _write(folder / "workflows" / name / "2007-01-01.yaml", text)
    for name, text in files.items():
        _write(folder.joinpath(*name.split("__")).with_suffix(".yaml"), text)
    return folder


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _definition(name: str, short: dict[str, Any]) -> dict[str, Any]:
    """The whole edition: titles, owners and offices filled in."""
    steps, states = [], {}
    for step in short["steps"]:
        rest = dict(step)
        event = next(iter(rest))
        source, _, target = (part.strip() for part in rest.pop(event).partition("->"))
        sources = [one.strip() for one in source.split(",")]
        for state in [*sources, target]:
            states.setdefault(state, {"title": _title(state), "note": "样式"})
        way = {"event": event, "title": _title(event), "from": sources, "by": ["clerk"], **rest}
        if [target] != sources:
            way["to"] = target
        if way.get("clock"):
            del way["by"]
        steps.append(way)
    for state in short["ends"]:
        states.setdefault(state, {"title": _title(state)})
        states[state] = {"title": _title(state), "final": True}
    for state, deadline in short.get("limits", {}).items():
        states[state]["deadline"] = deadline
    kept = {key: short[key] for key in ("fields", "deadlines", "cancelled") if key in short}
    for one in (*kept.get("fields", {}).items(), *kept.get("deadlines", {}).items()):
        one[1]["title"] = _title(one[0])
    head = {"title": _title(name), "reference": RULE, "subject": "matter", "open_by": ["clerk"]}
    takes = {"open_allows": short["takes"]} if "takes" in short else {}
    initial = steps[0]["from"][0]
    return {**head, **kept, **takes, "initial": initial, "states": states, "transitions": steps}


def _title(name: str) -> dict[str, str]:
    return {"zh": name, "en": name.replace("_", " ")}


Begin = Callable[[str], Course]
