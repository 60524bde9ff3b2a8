"""What the demo shows after each stage: a sentence or two, and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.cli import demo_words as words
from courtqa.cli.tables import console, table
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation import Evaluation
    from courtqa.notices import Issued
    from courtqa.policy import Policy
    from courtqa.simulation import Accounts, CourtYear, Ran
    from courtqa.storage import Docket
    from courtqa.workflows import Refusal, Verification

__all__ = [
    "decisions_page",
    "show_accounts",
    "show_bulletins",
    "show_court",
    "show_evaluation",
    "show_policy",
    "show_procedures",
    "show_verification",
    "where_to_look",
]


def show_policy(policy: Policy, lang: Lang) -> None:
    """Which packs are in force."""
    said = words.POLICY.fill(
        names=", ".join(pack.name for pack in policy.packs),
        assumed=len(policy.assumptions()),
        digest=policy.digest[:12],
    )
    console().print(said.to(lang))


def show_court(court: CourtYear, lang: Lang) -> None:
    """How large the court is, and the published changes beside the simulated ones."""
    from courtqa.simulation import seen_changes

    said = words.CASES.fill(
        cases=f"{court.cases.height:,}",
        divisions=court.staff["division"].n_unique(),
        judges=court.staff.height,
    )
    console().print(said.to(lang))
    unit = {"percent": "%", "points": Text(zh="个百分点", en="points").to(lang)}
    rows = [
        (
            change.title.to(lang),
            f"{change.published:+.2f} {unit[change.kind]}",
            f"{change.printed:+} {unit[change.kind]}",
            f"{change.error:.1f}",
        )
        for change in seen_changes(court)
    ]
    table(words.CHANGES.fill(first=court.first, last=court.last), words.HEAD_CHANGES, rows, lang)


def show_procedures(docket: Docket, ran: Ran, lang: Lang) -> None:
    """What was run, what was refused, and one trail."""
    from courtqa.workflows import plan_of

    say = console()
    said = words.RAN.fill(
        first=ran.first,
        last=ran.last,
        matters=sum(ran.proceedings.values()),
        events=f"{ran.events:,}",
        silences=ran.silences,
        late=len(ran.late),
    )
    say.print(said.to(lang))
    say.print(words.HANDED.to(lang))
    flows = {name: plan_of(docket.policy, name, on=ran.first).workflow for name in ran.proceedings}
    rows = [
        (flows[name].title.to(lang), flows[name].states[state].title.to(lang), str(count))
        for (name, state), count in sorted(ran.states.items(), key=lambda item: (item[0][0], -item[1]))
    ]
    table(words.WORKFLOWS, words.HEAD_WORKFLOWS, rows, lang)
    denials = docket.refusals()
    plainest = sorted(denials, key=lambda denial: len(denial.codes), reverse=True)
    first = {code: denial for denial in plainest for code in denial.codes}
    refused = [
        (code, str(count), getattr(first[code], lang))
        for code, count in sorted(ran.refusals.items(), key=lambda item: (-item[1], item[0]))
    ]
    table(words.REFUSALS.fill(count=len(denials)), words.HEAD_REFUSALS, refused, lang)
    say.print(words.TRAIL.to(lang))
    say.print(docket.trail(_telling(docket)).to(lang), soft_wrap=True, markup=False)


def _telling(docket: Docket) -> str:
    """A review with an objection, a late step and a final grade: one that shows what the docket is for."""
    reviews = docket.proceedings(workflow="case_review", state="closed")

    def tells(id: int) -> tuple[bool, bool, int]:
        steps = reviews[id].history
        return (any(s.event == "object" for s in steps), any(s.late for s in steps), -len(steps))

    return reviews[max(range(len(reviews)), key=tells)].id


def show_evaluation(report: Evaluation, court: CourtYear, lang: Lang) -> None:
    """The headline figures as measured, the grades, and how far an order can be trusted."""
    from courtqa.simulation import true_places

    say, vertical, horizontal = console(), report.vertical, report.horizontal
    say.print(_told(report, lang))
    grades = Counter(unit.grade for unit in vertical.units.values())
    told = (
        Text(zh="、", en=", ")
        .to(lang)
        .join(
            f"{vertical.grade_text(grade, 'insufficient_data').to(lang)} {grades[grade]}"
            for grade in (*vertical.assessment.grades, None)
            if grades[grade]
        )
    )
    said = words.GRADES.fill(
        units=len(vertical.units),
        told=told,
        judged=vertical.judged,
        seen=vertical.not_level,
        chance=f"{vertical.expected_not_level:.0f}",
    )
    say.print(said.to(lang))
    held, units = 0, 0
    for name, peers in horizontal.peers.items():
        order = peers.composite
        shown = words.SHOWN[order.showing].to(lang)
        said = words.ORDER.fill(group=peers.title.to(lang), shown=shown, rho=f"{order.rankability:.2f}")
        say.print(said.to(lang))
        ranking = horizontal.ranking("reversed_remanded_cases", group=name)
        places = true_places(court.truth, court.last, [place.unit for place in ranking.places])
        units += len(places)
        held += sum(
            place.low is not None and place.high is not None and place.low <= places[place.unit] <= place.high
            for place in ranking.places
        )
    say.print(words.HELD.fill(held=held, units=units).to(lang))


def _told(report: Evaluation, lang: Lang) -> str:
    comma = Text(zh="，", en=", ").to(lang)
    return comma.join(
        f"{report.vertical.indicators[row.indicator].title.to(lang)} {row.change.to(lang)}"
        for row in report.vertical.headline
    )


def show_accounts(accounts: Accounts, lang: Lang) -> None:
    """What was proposed and what was decided."""
    exempt = sum(len(proposal.excluded) for proposal in accounts.proposals)
    said = words.ACCOUNTS.fill(
        proposals=len(accounts.proposals),
        exempt=exempt,
        none=sum(proposal.heaviest is None for proposal in accounts.proposals),
        decisions=len(accounts.decisions),
        let_be=len(accounts.let_be),
        refused=len(accounts.refusals),
    )
    console().print(said.to(lang))
    if not accounts.proposals:
        return
    proposed = Counter(p.heaviest.name for p in accounts.proposals if p.heaviest is not None)
    decided = Counter(decision.rung for decision in accounts.decisions)
    rows = [
        (rung.title.to(lang), str(proposed[name]), str(decided[name]))
        for name, rung in accounts.proposals[0].ladder.value.ascending
        if proposed[name] or decided[name]
    ]
    table(words.DECIDED, words.HEAD_DECISIONS, rows, lang)


def decisions_page(accounts: Accounts, lang: Lang) -> str:
    """The decisions, each with its proposal, as a page of Markdown."""
    return "\n".join(_page(accounts, lang)) + "\n"


def _page(accounts: Accounts, lang: Lang) -> Iterator[str]:
    yield f"# {words.ACCOUNTABILITY.to(lang)}\n"
    by_person = {proposal.person.id: proposal for proposal in accounts.proposals}
    for decision in accounts.decisions:
        yield f"## {decision.person.name}\n"
        yield f"```\n{by_person[decision.person.id].to(lang)}\n```\n"
        yield f"{decision.to(lang)}\n"


def show_bulletins(issued: tuple[Issued, ...], refusals: tuple[Refusal, ...], lang: Lang) -> None:
    """The numbers given, and who was not allowed to sign."""
    for refusal in refusals:
        why = Text(zh=refusal.reasons[0].text.zh, en=refusal.reasons[0].text.en)
        console().print(words.REFUSED_SIGNING.fill(why=why.to(lang)).to(lang))
    rows = [
        (
            notice.signed.draft.kind.series_title.to(lang),
            "  ".join(notice.model.number),
            str(len(notice.model.persons)),
        )
        for notice in issued
    ]
    table(words.ISSUED, words.HEAD_BULLETINS, rows, lang)


def show_verification(result: Verification, lang: Lang) -> None:
    """Whether the trail is whole."""
    console().print(result.text.to(lang))


def where_to_look(out: Path, docket: Docket, lang: Lang) -> None:
    """The files, and the commands that look into them."""
    rows = [
        (str(out / "report.html"), Text(zh="评估报告，用浏览器打开", en="the report; open it in a browser")),
        (
            str(out / "bulletins"),
            Text(zh="五种通报：DOCX、HTML、Markdown", en="the bulletins: DOCX, HTML, Markdown"),
        ),
        (str(out / "decisions.md"), Text(zh="各项决定及其事由", en="the decisions with their grounds")),
        (
            str(out / "records"),
            Text(zh="案件、事件、人员和真实水平", en="cases, events, staff, and the truth"),
        ),
        (
            f"courtqa docket verify {out / 'court.db'}",
            Text(zh="核验封存的记录", en="check the sealed trail again"),
        ),
        (
            f"courtqa docket trail {out / 'court.db'} {_telling(docket)}",
            Text(zh="一件评查的全部记录", en="the whole trail of one review"),
        ),
    ]
    console().print()
    head = (Text(zh="何处", en="where"), Text(zh="何物", en="what"))
    table(words.LOOK, head, [(place, what.to(lang)) for place, what in rows], lang)
