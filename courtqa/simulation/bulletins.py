"""The five bulletins of the year, made from what the docket, the cases and the decisions hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
from attrs import frozen

from courtqa.notices import date_zh
from courtqa.policy import Policy
from courtqa.sanctions import Finding
from courtqa.simulation.accountability import Accounts
from courtqa.simulation.changes import two_decimals
from courtqa.simulation.loop import Late, Ran
from courtqa.simulation.office import habits
from courtqa.simulation.year import CourtYear
from courtqa.workflows import Docket, Proceeding

__all__ = ["Data", "Material", "bulletin_data"]

Data = dict[str, Any]
GRADES = {"flawed": "瑕疵", "unqualified": "不合格"}


@frozen(eq=False)
class Material:
    """All that the bulletins of a year are made from."""

    policy: Policy
    docket: Docket
    court: CourtYear
    ran: Ran
    accounts: Accounts
    on: date

    @property
    def year(self) -> int:
        """The year that is reported on."""
        return self.court.last

    def person(self, id: str, unit: str | None = None) -> Data:
        """A judge as a notice names one."""
        actor = self.ran.office.judges[id]
        return {"id": id, "name": actor.name, "unit": unit or actor.tenures[0].unit}

    def chief(self, division: str) -> Data:
        """The chief of a division as the leader responsible."""
        chief = self.ran.office.chiefs[division][0]
        return {**self.person(chief.id, division), "post": "庭长", "leader": True}


def bulletin_data(material: Material) -> Mapping[str, Data]:
    """The data of the five bulletins, by kind; what they demand and until when is the same for all."""
    makers = {
        "inspection_bulletin": (_inspection, "inspection", "本院督查室"),
        "conduct_bulletin": (_conduct, "conduct", "本院政治部"),
        "discipline_bulletin": (_discipline, "discipline", "本院监察室"),
        "quality_bulletin": (_quality, "quality", "本院审判管理办公室"),
        "petition_bulletin": (_petition, "petition", "本院信访办公室"),
    }
    return {
        kind: {
            **make(material),
            "demands": habits().lists(f"{word}_demands"),
            "reply_by": material.on + timedelta(habits().bulletins.reply_days),
            "reply_to": office,
        }
        for kind, (make, word, office) in makers.items()
    }


def _reversed_in(material: Material, year: int) -> set[str]:
    reversed_ = pl.col("reversal_cause").is_not_null() & (pl.col("appeal_decided_on").dt.year() == year)
    return set(material.court.cases.filter(reversed_)["case_id"])


def _reviews(material: Material) -> list[Proceeding]:
    """The reviews of the cases that were reversed in the year, whenever they ended."""
    cases = _reversed_in(material, material.year)
    reviews = material.docket.proceedings(workflow="case_review", closed=True)
    return [each for each in reviews if each.subject.id in cases]


def _changed(before: int, after: int) -> str:
    """A change as a bulletin words it."""
    if not before:
        return "—"
    change = two_decimals(Fraction(after - before, before) * 100)
    return f"{'下降' if change < 0 else '上升'}{abs(change)}%"


def _quality(material: Material) -> Data:
    says, reviews = habits().says, _reviews(material)
    grades = Counter(str(each.data.get("final_grade", "")) for each in reviews)
    faulty = [each for each in reviews if each.data.get("final_grade") in GRADES]
    problems: dict[str, list[Proceeding]] = defaultdict(list)
    for each in faulty:
        for finding in _texts(each.data["findings"]):
            problems[finding].append(each)
    return {
        "period": f"{material.year}年",
        "reviewed": len(reviews),
        "reversed": len(_reversed_in(material, material.year)),
        "exempt": sum(each.state == "no_fault_closed" for each in reviews),
        "overview": says(
            "quality_overview",
            before=len(_reversed_in(material, material.year - 1)),
            change=_changed(len(_reversed_in(material, material.year - 1)), len(reviews)),
            sound=grades["excellent"] + grades["qualified"],
            flawed=grades["flawed"],
            unqualified=grades["unqualified"],
            referred=sum(each.state == "discipline_referred" for each in reviews),
            objections=sum(done.event == "object" for each in reviews for done in each.history),
        ),
        "problems": [
            {
                "title": title,
                "facts": says(
                    "quality_problem", count=len(found), units=len({each.subject.unit for each in found})
                ),
            }
            for title, found in sorted(problems.items(), key=lambda item: -len(item[1]))
        ],
        "cases": [
            {
                "number": each.subject.title,
                "handler": material.person(each.subject.persons[0], each.subject.unit),
                "problem": "poor_quality",
                "finding": says(
                    "quality_finding",
                    findings="、".join(_texts(each.data["findings"])),
                    grade=GRADES[str(each.data["final_grade"])],
                ),
            }
            for each in sorted(faulty, key=lambda each: each.data["final_grade"] != "unqualified")[
                : habits().bulletins.most_named
            ]
        ],
    }


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _petition(material: Material) -> Data:
    says, cases = habits().says, material.court.cases
    year = pl.col("petitioned_on").dt.year()
    levels = Counter(cases.filter(year == material.year)["petition_level"].to_list())
    before = cases.filter(year == material.year - 1).height
    hearings = material.docket.proceedings(workflow="petition_hearing", state="followed_up")
    founded = [each for each in hearings if each.data["well_founded"]]
    rows = {row["case_id"]: row for row in cases.filter(year.is_not_null()).iter_rows(named=True)}
    return {
        "period": f"{material.year}年",
        "total": levels.total(),
        **{level: levels[level] for level in ("beijing", "province", "city")},
        "overview": says(
            "petition_overview",
            total=levels.total(),
            before=before,
            change=_changed(before, levels.total()),
            hearings=len(hearings),
            founded=len(founded),
        ),
        "petitions": [
            {
                "person": material.person(each.subject.persons[0], each.subject.unit),
                "level": rows[each.subject.id.partition(":")[2]]["petition_level"],
                "matter": each.subject.title,
                "problem": says("petition_problem", findings="、".join(_texts(each.data["findings"]))),
            }
            for each in founded[: habits().bulletins.most_named]
        ],
    }


def _conduct(material: Material) -> Data:
    says, details = habits().says, ("dress", "clocking", "meeting", "other")
    facts = dict(zip(details, habits().lists("conduct_facts"), strict=True))
    found = material.court.events.filter(
        (pl.col("kind") == "discipline_conduct") & (pl.col("on") >= date(material.year, 10, 1))
    )
    divisions = found["division"].unique(maintain_order=True).to_list()
    return {
        "period": f"{material.year}年第四季度",
        "scope": says("conduct_scope"),
        "overview": says("conduct_overview", count=found.height, units=len(divisions)),
        "breaches": [
            {"person": material.person(person), "day": day, "conduct": detail, "facts": facts[detail]}
            for person, day, detail in found.select("person", "on", "detail").rows()
        ],
        "leaders": [material.chief(division) for division in divisions],
    }


def _discipline(material: Material) -> Data:
    says = habits().says
    return {
        "subject": says("discipline_subject"),
        "background": says("discipline_background"),
        "matters": list(_decided(material)),
        "lessons": says("discipline_lessons"),
    }


def _decided(material: Material) -> Iterator[Data]:
    says = habits().says
    kinds = {"well_founded_petition": "complaints", "conduct_breach": "trial_discipline"}
    kinds |= {"off_duty_misconduct": "violation", "responsible_reversal": "trial_discipline"}
    for decision in material.accounts.decisions[: habits().bulletins.most_named]:
        ground, heard = decision.grounds[-1], decision.heard
        finding = (ground.findings or decision.findings)[-1]
        answer = says("discipline_silent")
        if heard.heard_on is not None:
            answer = says("discipline_answered", day=date_zh(heard.heard_on))
        ladder = material.policy.edition("ladders", decision.ladder, on=decision.on)
        yield {
            "person": material.person(decision.person.id),
            "day": finding.on,
            "conduct": kinds[finding.kind],
            "facts": says(
                "discipline_facts", ground=ground.ground.title.zh, what=_what(material, ground.findings)
            ),
            "rule": says("discipline_rule", ladder=ladder.title.zh, ground=ground.ground.title.zh),
            "heard": says("discipline_heard", day=date_zh(heard.notified_on or decision.on), answer=answer),
            "measure": decision.title.zh,
        }


def _what(material: Material, findings: tuple[Finding, ...]) -> str:
    """The cases or the conduct that a ground is made of."""
    kind = material.policy.edition("notices", "discipline_bulletin", on=material.on).value.fields["matters"]
    choices = kind.of["conduct"].choices
    named = [choices[each.facts].zh if each.facts in choices else each.facts for each in findings]
    return "、".join(
        f"{date_zh(each.on)}{name}" if name not in each.facts else name
        for each, name in zip(findings, named, strict=True)
    )


def _inspection(material: Material) -> Data:
    says = habits().says
    by_unit: dict[str, list[Late]] = defaultdict(list)
    for late in material.ran.late:
        if late.unit != material.docket.court:  # the court as a whole is not one of its own units
            by_unit[late.unit].append(late)
    worst = sorted(by_unit.items(), key=lambda item: (-len(item[1]), item[0]))[
        : habits().bulletins.most_named
    ]
    return {
        "subject": says("inspection_subject"),
        "basis": says("inspection_basis"),
        "inspected_on": material.on,
        "overview": says(
            "inspection_overview",
            matters=sum(material.ran.proceedings.values()),
            events=material.ran.events,
            late=sum(map(len, by_unit.values())),
            units=len(by_unit),
        ),
        "tasks": [
            {
                "unit": unit,
                "task": says("inspection_task", deadline=_most(found)),
                "due": found[-1].due,
                "progress": "late",
                "facts": says("inspection_facts", count=len(found)),
                "leader": material.chief(unit) if unit in material.ran.office.chiefs else None,
            }
            for unit, found in worst
        ],
    }


def _most(found: list[Late]) -> str:
    return Counter(late.title.zh for late in found).most_common(1)[0][0]
