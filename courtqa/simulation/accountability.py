"""What follows from final findings: the ladder proposes, the person is heard, the president decides or does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

import polars as pl
from attrs import frozen

from courtqa.errors import Refused
from courtqa.policy import Policy
from courtqa.sanctions import Decision, Finding, Heard, Proposal, ProposedRung, decide, propose
from courtqa.simulation.draws import Chance
from courtqa.simulation.office import Habits, Office, habits
from courtqa.simulation.year import CourtYear
from courtqa.text import Text
from courtqa.workflows import Actor, Docket, Person, Refusal

__all__ = ["Accounts", "findings_of", "settle_accounts"]


@frozen
class Accounts:
    """The proposals, what was decided on some of them, what was refused on the way, and what was let be."""

    proposals: tuple[Proposal, ...]
    decisions: tuple[Decision, ...]
    refusals: tuple[Refusal, ...]
    let_be: tuple[Proposal, ...]


def findings_of(docket: Docket, court: CourtYear) -> Iterator[Finding]:
    """The findings about judges: from closed reviews and hearings, and from the court's own record of conduct.

    Reversals with an exempt cause are among them, so that a proposal can say why they do not count.
    """
    for review in docket.proceedings(workflow="case_review", closed=True):
        data = review.data
        if review.state == "no_fault_closed" or data.get("final_grade") in ("flawed", "unqualified"):
            yield Finding(
                id=review.id,
                kind="responsible_reversal",
                person=review.subject.persons[0],
                on=review.history[-1].on,
                cause=str(data["cause"]),
                source=review.id,
                facts=review.subject.title,
            )
    for hearing in docket.proceedings(workflow="petition_hearing", state="followed_up"):
        if hearing.data["well_founded"]:
            yield Finding(
                id=hearing.id,
                kind="well_founded_petition",
                person=hearing.subject.persons[0],
                on=hearing.history[-1].on,
                source=hearing.id,
                facts=hearing.subject.title,
            )
    kinds = {"discipline_conduct": "conduct_breach", "violation": "off_duty_misconduct"}
    rows = court.events.filter(pl.col("kind").is_in(list(kinds))).with_row_index()
    for number, kind, person, on, detail in rows.select("index", "kind", "person", "on", "detail").rows():
        yield Finding(f"{kind}-{on.year}-{number + 1}", kinds[kind], person, on, facts=detail or "")


def settle_accounts(
    policy: Policy, findings: Iterable[Finding], office: Office, *, seed: int, on: date
) -> Accounts:
    """A proposal for every judge with a finding, and for the graver ones a hearing and the president's decision."""
    manners, chance = habits(), Chance.of(seed, 7)
    by_person: dict[str, list[Finding]] = {}
    for finding in findings:
        by_person.setdefault(finding.person, []).append(finding)
    proposals = [
        propose(
            policy,
            ladder="judges",
            person=Person(person, office.judges[person].name),
            findings=by_person[person],
            on=on,
        )
        for person in sorted(by_person)
    ]
    decisions, refusals, let_be = [], [], []
    for proposal in proposals:
        heaviest = proposal.heaviest
        if heaviest is None or heaviest.rung.level < manners.decisions["from_level"]:
            continue
        if chance.rng.random() < manners.decisions["none"]:
            let_be.append(proposal)
            continue
        decision, refused = _decided(proposal, heaviest, office, manners, chance)
        decisions.append(decision)
        refusals += refused
    return Accounts(tuple(proposals), tuple(decisions), tuple(refusals), tuple(let_be))


def _decided(
    proposal: Proposal, heaviest: ProposedRung, office: Office, manners: Habits, chance: Chance
) -> tuple[Decision, list[Refusal]]:
    president, refused = office.posts["president"][0], list[Refusal]()
    milder = [name for name, rung in proposal.ladder.value.ascending if rung.level == heaviest.rung.level - 1]
    rung = milder[0] if milder and chance.rng.random() < manners.decisions["milder"] else heaviest.name
    reasons = _reasons(manners, proposal.ladder.value.rungs[rung].title)
    notified = proposal.on
    if chance.rng.random() < manners.decisions["hasty"]:
        hasty = office.posts["vice_president"][0]
        refused += _refused(proposal, rung, hasty, _moment(proposal, notified), reasons)
    heard = Heard(proposal.person.id, notified_on=notified, lapsed=True)
    if chance.rng.random() >= manners.decisions["silent"]:
        answered = notified + timedelta(int(chance.rng.integers(2, 10)))
        heard = Heard(proposal.person.id, notified_on=notified, heard_on=answered, said=manners.says("said"))
    chosen = proposal.ladder.value.rungs[rung]
    agreeing = [*office.posts["vice_president"], *office.posts["committee"]][: chosen.approvals]
    moment = _moment(proposal, notified + timedelta(int(manners.decisions["answer_days"])))
    decision = decide(
        proposal, rung, by=president, at=moment, heard=heard, reasons=reasons, approvals=agreeing
    )
    return decision, refused


def _refused(proposal: Proposal, rung: str, by: Actor, at: datetime, reasons: Text) -> list[Refusal]:
    """Someone decides before the person was heard: refused, with every reason."""
    try:
        decide(proposal, rung, by=by, at=at, heard=None, reasons=reasons)
    except Refused as error:
        return [error.refusal]
    return []


def _reasons(manners: Habits, title: Text) -> Text:
    words: Mapping[str, str] = manners.words["decision"]
    return Text(zh=words["zh"].format(rung=title.zh), en=words["en"].format(rung=title.en))


def _moment(proposal: Proposal, day: date) -> datetime:
    return datetime.combine(day, time(10), proposal.policy.zone)
