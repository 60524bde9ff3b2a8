"""The fault battery in short: every promise that it counts is kept. ``make faults`` tries it at length."""

from __future__ import annotations

from importlib import import_module

import pytest
from attrs import evolve

from courtqa.testing.postgres import HOW_TO_GET_IT, postgres_binaries
from faults.__main__ import NAMES
from faults.figure import Figure
from faults.page import page

SCALES = {
    "kills": 0.003,
    "statements": 0.15,
    "power": 0.004,
    "disk": 0.02,
    "writers": 0.02,
    "repeats": 0.03,
    "races": 0.005,
    "clocks": 0.05,
    "flips": 0.02,
    "tampering": 0.025,
    "backup": 0.04,
    "postgres": 0.04,
}


@pytest.mark.once
@pytest.mark.parametrize("name", NAMES)
def test_what_the_docket_survives(name: str):
    if name == "postgres" and postgres_binaries() is None:
        pytest.skip(HOW_TO_GET_IT)

    figure = import_module(f"faults.{name}").run(SCALES[name], 2008)

    assert figure.good, figure.words


def test_a_broken_promise_is_seen_and_said():
    broken = Figure("fire", "nothing lost", {"fires": 2}, {"lost": 1})

    assert not broken.good
    assert "| fire | nothing lost | 2 fires: 1 lost | 0 | **broken** |" in page([broken], 1, 1)


def test_what_was_not_tried_again_stays_on_the_page():
    fire, flood = (Figure(name, "nothing lost", {"tries": 2}, {"lost": 0}, 3) for name in ("fire", "flood"))
    both = page([fire, flood], 1, 1)

    assert page([evolve(fire, seconds=7)], 1, 1, both) == both.replace("| 3 |", "| 7 |", 1)
    assert page([fire], 0.5, 1, both) == page([fire], 0.5, 1)


def test_a_battery_that_tried_nothing_proves_nothing():
    assert not Figure("fire", "nothing lost", {"fires": 0}, {"lost": 0}).good
