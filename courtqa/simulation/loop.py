"""Simulated people run the procedures of two years through a real docket: reviews, hearings, analyses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl
from attrs import frozen

from courtqa.errors import UnknownName
from courtqa.policy import Policy
from courtqa.simulation.agenda import Agenda
from courtqa.simulation.desk import Desk
from courtqa.simulation.draws import Chance
from courtqa.simulation.figures import calibration
from courtqa.simulation.hearings import Petition, hear
from courtqa.simulation.office import Habits, Office, habits, office
from courtqa.simulation.reviews import ReversedCase, review
from courtqa.simulation.year import CourtYear
from courtqa.text import Text
from courtqa.workflows import Docket, Event, plan_of

__all__ = ["Late", "Ran", "run_procedures", "simulated_time"]


def simulated_time(policy: Policy) -> Agenda:
    """The agenda that people live by; open the docket with its ``clock``."""
    start = habits().docket_opens
    calendar = plan_of(policy, "case_review", on=start).calendar
    if calendar is None:
        raise UnknownName("calendar", "of case_review", ())
    return Agenda(start, calendar=calendar, zone=policy.zone)


@frozen
class Late:
    """A time-limit that ran out before its step was taken."""

    proceeding: str
    unit: str
    title: Text
    due: date


@frozen
class Ran:
    """What was run: proceedings by workflow and final state, refusals by code, silences and late steps."""

    proceedings: Mapping[str, int]
    states: Mapping[tuple[str, str], int]
    events: int
    refusals: Mapping[str, int]
    silences: int  # windows that closed without an answer
    late: tuple[Late, ...]
    first: date
    last: date
    office: Office


def run_procedures(
    docket: Docket, court: CourtYear, *, time: Agenda, step: Callable[[int, int], object] | None = None
) -> Ran:
    """A review for every reversed case of the years and hearings for the divided petitions, day by day.

    ``time`` is the agenda whose clock the docket was opened with. ``step`` hears how many matters are done,
    and how many there are. The same court and an empty docket give the same trail.
    """
    figures, manners = calibration(), habits()
    people = office(court, figures, manners)

    def desk(kind: int, number: int) -> Desk:
        return Desk(docket, people, time, manners, Chance.of(court.seed, 6, kind, number))

    chance = Chance.of(court.seed, 6)
    matters = 0
    for number, case in enumerate(_reversed(court)):
        time.add(review(desk(1, number), case, _handed_over(chance, manners, case.decided_on)))
        matters += 1
    for number, petition in enumerate(_divided(court, manners, chance)):
        handed_over = _handed_over(chance, manners, petition.petitioned_on) or petition.petitioned_on
        time.add(hear(desk(2, number), petition, handed_over))
        matters += 1
    first, lapsed = time.today, list[Event]()

    def morning() -> None:
        lapsed.extend(docket.lapse(at=time.now))

    time.run(morning, lambda waiting: step and step(max(0, matters - waiting), matters))
    found = docket.proceedings()
    refusals = Counter(code for denial in docket.refusals() for code in denial.codes)
    return Ran(
        proceedings=Counter(each.workflow for each in found),
        states=Counter((each.workflow, each.state) for each in found),
        events=sum(each.version for each in found),
        refusals=refusals,
        silences=sum(event.transition == "record_silence" for event in lapsed),
        late=tuple(_late(docket, people, lapsed)),
        first=first,
        last=time.today,
        office=people,
    )


def _late(docket: Docket, people: Office, lapsed: Iterable[Event]) -> Iterator[Late]:
    """The lapses that moved nothing, only marked late: with the unit whose turn it was."""
    offices = {post.tenures[0].role: post.tenures[0].unit for post in people.officers()}
    for event in lapsed:
        if event.transition == "record_silence":
            continue
        found = docket.proceeding(event.proceeding)
        workflow = plan_of(docket.policy, found.workflow, on=found.edition).workflow
        owners = workflow.states[event.target].owner
        unit = next((offices[role] for role in owners if role in offices), None) or found.subject.unit
        title = workflow.deadlines[str(event.payload["deadline"])].title
        yield Late(found.id, str(unit), title, event.effective_on - timedelta(1))


def _handed_over(chance: Chance, manners: Habits, day: date) -> date | None:
    """For what happened before the docket opened: the day on which it reached the office."""
    if day >= manners.docket_opens:
        return None
    return manners.docket_opens + timedelta(int(chance.rng.integers(0, manners.handed_over_days)))


def _reversed(court: CourtYear) -> Iterator[ReversedCase]:
    exempt = {name for name, cause in calibration().causes.items() if cause.exempt}
    rows = court.cases.filter(
        pl.col("reversal_cause").is_not_null()
        & pl.col("appeal_decided_on").dt.year().is_between(court.first, court.last)
    ).sort("appeal_decided_on", "case_id")
    for row in rows.iter_rows(named=True):
        yield ReversedCase(
            case_id=row["case_id"],
            number=row["case_number"],
            division=row["division"],
            judge=row["judge"],
            presiding=row["presiding_judge"],
            decided_on=row["appeal_decided_on"],
            outcome=row["appeal_outcome"],
            cause=row["reversal_cause"],
            exempt=row["reversal_cause"] in exempt,
        )


def _divided(court: CourtYear, manners: Habits, chance: Chance) -> Iterator[Petition]:
    """The petitions on which the re-examination is divided; well-founded ones three times as often."""
    rows = court.cases.filter(pl.col("petitioned_on").dt.year().is_between(court.first, court.last)).sort(
        "petitioned_on", "case_id"
    )
    weights = np.where(rows["petition_well_founded"].to_numpy(), 3.0, 1.0)
    years = court.last - court.first + 1
    for at in chance.choose(weights, manners.hearings * years // 2):
        row = rows.row(int(at), named=True)
        yield Petition(
            case_id=row["case_id"],
            number=row["case_number"],
            division=row["division"],
            judge=row["judge"],
            presiding=row["presiding_judge"],
            petitioned_on=row["petitioned_on"],
            well_founded=row["petition_well_founded"],
        )
