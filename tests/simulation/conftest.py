"""One small simulated court whose procedures have run, shared by the tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

import courtqa
from courtqa.policy import Policy
from courtqa.simulation import CourtYear, court_year
from courtqa.simulation.loop import Ran, run_procedures, simulated_time
from courtqa.storage import Docket
from courtqa.workflows import seeded_salts


@frozen(eq=False)
class Lived:
    """A year, its docket, and what ran in it."""

    policy: Policy
    court: CourtYear
    docket: Docket
    ran: Ran


@pytest.fixture(scope="session")
def harbin() -> Policy:
    return courtqa.load_policy("harbin")


@pytest.fixture(scope="session")
def live(harbin: Policy) -> Callable[[Path, int], Lived]:
    """Runs the procedures of a seeded 2007 in a docket at a place."""

    def run(where: Path, seed: int) -> Lived:
        court = court_year(2007, seed=seed)
        time = simulated_time(harbin)
        docket = Docket(where, policy=harbin, clock=time.clock, salts=seeded_salts("loop"))
        return Lived(harbin, court, docket, run_procedures(docket, court, time=time))

    return run


@pytest.fixture(scope="session")
def lived(live: Callable[[Path, int], Lived], tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return live(tmp_path_factory.mktemp("lived") / "court.db", 11)
