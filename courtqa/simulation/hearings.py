"""A petition on which the re-examination is divided is heard in public, before guests of the court."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta

from attrs import frozen

from courtqa.simulation.agenda import Script
from courtqa.simulation.analyses import analyse
from courtqa.simulation.desk import Desk
from courtqa.workflows import Actor, Proceeding, Subject

__all__ = ["Petition", "hear"]

Part = Generator[datetime, None, Proceeding]


@frozen
class Petition:
    """A petition against a closed case, with what the simulation knows about it."""

    case_id: str
    number: str
    division: str
    judge: str
    presiding: str
    petitioned_on: date
    well_founded: bool


def hear(desk: Desk, petition: Petition, not_before: date) -> Script:
    """The hearing of one petition, from the proposal to the follow-up."""
    least, most = desk.manners.reexamination_days
    asked = petition.petitioned_on + timedelta(int(desk.chance.rng.integers(least, most + 1)))
    yield desk.on(max(asked, not_before))
    says, officer = desk.manners.says, desk.one_of("petition")
    petitioner = Actor.of(f"petitioner:{petition.case_id}", "信访人", "petitioner")
    persons = tuple(dict.fromkeys((petition.judge, petition.presiding, petitioner.id)))
    found = desk.docket.open(
        "petition_hearing",
        subject=Subject(
            "petition", f"petition:{petition.case_id}", petition.division, persons, petition.number
        ),
        by=officer,
        data={
            "requested_on": desk.agenda.today,
            "reexamination_opinions": desk.manners.lists("opinions"),
            "selection_ground": desk.draw({"divided_opinion": 0.6, "both": 0.4}),
        },
        key=f"hearing:{petition.case_id}",
    )
    yield desk.within(1, 5)
    found = desk.record(found, "approve", desk.one_of("vice_president"))
    found = yield from _prepared(desk, found, officer)
    if desk.happens("withdrawn"):
        yield desk.within(1, 3)
        desk.record(found, "withdraw", petitioner, withdrawal_statement=says("withdrawal"))
        return
    if desk.happens("recused_chair"):
        found = yield from _with_another_chair(desk, found, officer)
    chair = _chair(desk, found)
    found = yield from _sitting(desk, found, chair)
    found = yield from _opinion(desk, petition, found, chair)
    yield desk.within(2, 8)
    found = desk.record(found, "serve", officer, written_conclusion=says("conclusion"))
    if found.data["well_founded"] and found.data.get("findings") and desk.happens("analysed"):
        yield desk.within(1, 5)
        found = desk.record(found, "nominate_for_analysis", officer)
        desk.agenda.add(analyse(desk, found))
    yield desk.within(10, 26)
    desk.record(found, "close", officer, follow_up_report=says("follow_up"))


def _prepared(desk: Desk, found: Proceeding, officer: Actor) -> Part:
    yield desk.within(0, 2)
    if desk.happens("short_notice"):
        soon = desk.agenda.today + timedelta(3)
        desk.refused(found, "schedule", officer, hearing_on=soon, place=desk.manners.says("place"))
        yield desk.soon()
    found = _scheduled(desk, found, officer)
    yield desk.within(0, 2)
    chair, guests, inside = desk.one_of("chair"), _guests(desk), _inside(desk)
    if desk.happens("inside_panel"):
        few = [*inside, *guests[:2]]
        desk.refused(found, "form_panel", officer, **_panel(chair, few, outside=guests[:2]))
        yield desk.soon()
    return desk.record(found, "form_panel", officer, **_panel(chair, [*guests, *inside[:2]], outside=guests))


def _scheduled(desk: Desk, found: Proceeding, officer: Actor) -> Proceeding:
    ahead = timedelta(int(desk.chance.rng.integers(8, 14)))
    day = desk.agenda.calendar.next_workday(desk.agenda.today + ahead)
    return desk.record(found, "schedule", officer, hearing_on=day, place=desk.manners.says("place"))


def _guests(desk: Desk) -> list[str]:
    return [desk.one_of(key).id for key in ("deputy", "cppcc", "community")]


def _inside(desk: Desk) -> list[str]:
    return [actor.id for actor in desk.office.posts["committee"][:3]]


def _panel(chair: Actor, panel: list[str], *, outside: list[str]) -> dict[str, object]:
    return {"chair": chair.id, "panel": panel, "external_members": outside, "conflicts_checked": True}


def _chair(desk: Desk, found: Proceeding) -> Actor:
    return next(actor for actor in desk.office.posts["chair"] if actor.id == found.data["chair"])


def _with_another_chair(desk: Desk, found: Proceeding, officer: Actor) -> Part:
    """The recused chair is kept out; the hearing is put off, notified anew and given another chair."""
    chair = _chair(desk, found)
    desk.docket.recuse(found.id, chair.id, by=officer, reason=desk.manners.says("recusal"))
    desk.refused(found, "open_hearing", chair, open_to_public=True)
    yield desk.soon()
    found = desk.record(found, "postpone", officer, postponement_ground="recusal_request")
    yield desk.within(0, 2)
    found = _scheduled(desk, found, officer)
    yield desk.within(0, 2)
    another = next(actor for actor in desk.office.posts["chair"] if actor.id != chair.id)
    guests = _guests(desk)
    panel = [*guests, *_inside(desk)[:2]]
    return desk.record(found, "form_panel", officer, **_panel(another, panel, outside=guests))


def _sitting(desk: Desk, found: Proceeding, chair: Actor) -> Part:
    says = desk.manners.says
    day = date.fromisoformat(str(found.data["hearing_on"]))
    if desk.happens("too_early") and desk.agenda.today < day:
        desk.refused(found, "open_hearing", chair, open_to_public=True)
    yield desk.on(day)
    found = desk.record(found, "open_hearing", chair, open_to_public=True)
    yield desk.soon()
    found = desk.record(
        found,
        "hear_statements",
        chair,
        petitioner_statement=says("petitioner_statement"),
        handler_statement=says("handler_statement"),
    )
    yield desk.soon()
    found = desk.record(found, "begin_questioning", chair)
    if desk.happens("suspended"):
        found = desk.record(found, "suspend", chair, suspension_ground="expertise")
        yield desk.within(15, 35)
        found = desk.record(found, "resume", chair)
    yield desk.soon()
    found = desk.record(found, "begin_debate", chair)
    yield desk.soon()
    words = desk.manners.lists("final_statements")
    found = desk.record(found, "hear_final_statements", chair, final_statements=words)
    yield desk.soon()
    return desk.record(found, "adjourn", chair, transcript=says("transcript"))


def _opinion(desk: Desk, petition: Petition, found: Proceeding, chair: Actor) -> Part:
    says = desk.manners.says
    opinion: dict[str, object] = {
        "majority_opinion": says("well_founded" if petition.well_founded else "unfounded"),
        "well_founded": petition.well_founded,
    }
    if petition.well_founded:
        opinion["findings"] = desk.some("hearing_findings")
    yield desk.within(1, 4)
    if desk.happens("divided"):
        votes: dict[str, object] = {"minority_view": says("minority"), "votes_for": 4, "votes_against": 1}
        found = desk.record(found, "record_divided_opinion", chair, **opinion, **votes)
    else:
        found = desk.record(found, "record_unanimous_opinion", chair, **opinion)
    yield desk.within(0, 3)
    if desk.happens("reserved"):
        found = desk.record(found, "reserve", chair)
        yield desk.within(3, 14)
        return found
    return desk.record(found, "announce", chair)
