"""Plays a story in a docket, step by step, and says what happens; what is refused is told with its reasons."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import courtqa
from courtqa import Actor, Docket, Refused, Subject
from courtqa.sanctions import Finding, opened_standing, standing_of
from courtqa.workflows import Person, Proceeding, plan_of


class Teller:
    """One story about one person. Each verb of the story is a method."""

    def __init__(self, docket: Docket, tale: dict[str, Any], lang: str) -> None:
        self.docket, self.policy, self.tale, self.lang = docket, docket.policy, tale, lang
        self.people = {
            one: Actor.of(one, name, role, unit=unit) for one, (name, role, unit) in tale["people"].items()
        }
        self.hero = Person(tale["hero"], self.people[tale["hero"]].name)
        self.here: list[Proceeding] = []  # where the story is: a proceeding, and the child it went into
        self.findings: list[Finding] = []
        self.known: dict[str, Any] = {}

    def play(self) -> None:
        """The story from its first entry to the last."""
        for entry in self.tale["story"]:
            (verb, first), *rest = entry.items()
            getattr(self, verb)(first, **dict(rest))

    def say(self, text: dict[str, str]) -> None:
        print(f"\n{text[self.lang]}")

    def reviews(self, _: str) -> None:
        """The reviews of all cases that were reversed or remanded; each gives a finding with its cause."""
        for one in self.tale["reviews"]:
            facts = {"$cause": one["cause"], "$finding": one.get("finding")}
            subject = Subject("case", one["case"], self.tale["unit"], (self.hero.id,))
            data = {"appellate_document_received_on": one["day"], "appellate_outcome": "reversed"}
            held = self._opened("case_review", subject, "liu", one["day"], data)
            for days, by, event, brought in (
                self.tale["each"] + self.tale["fault" if one.get("finding") else "exempt"]
            ):
                at = self._at(one["day"] + timedelta(days))
                if by is None:
                    self.docket.lapse(at=at)
                else:
                    data = self._filled(brought, **facts)
                    held = self.docket.record(
                        self.docket.proceeding(held.id), event, by=self.people[by], at=at, data=data
                    )
            self._found(held, one)

    def _found(self, review: Proceeding, one: dict[str, Any]) -> None:
        fields, ended = self._workflow(review).fields, review.history[-1].on
        said = [fields["cause"].choices[one["cause"]].title.to(self.lang)]
        if one.get("finding"):
            said += [
                fields["final_grade"].choices[str(review.data["final_grade"])].title.to(self.lang),
                one["finding"],
            ]
        print(f"  {one['day']} – {ended}  {one['case']}: {'; '.join(said)}")
        self.findings.append(
            Finding(
                review.id, "responsible_reversal", self.hero.id, ended, cause=one["cause"], source=review.id
            )
        )

    def propose(self, on: date) -> None:
        made = courtqa.propose(self.policy, ladder="judges", person=self.hero, findings=self.findings, on=on)
        print("\n".join(f"  {line}" for line in made.to(self.lang).splitlines()))
        self.known["$findings"] = [each.id for each in made.findings]

    def open(self, workflow: str, by: str, at: date, data: dict[str, Any]) -> None:
        subject = Subject("person", self.hero.id, self.tale["unit"], (self.hero.id,), self.hero.name)
        self.here = [self._opened(workflow, subject, by, at, self._filled(data))]

    def enter(self, workflow: str) -> None:
        """Go on in the child that was opened last."""
        self.here.append(self.docket.proceedings(workflow=workflow)[-1])

    def leave(self, _: str) -> None:
        self.here.pop()

    def do(self, event: str, by: str, at: date, data: Any = None, told: Any = None) -> None:
        before = self.docket.proceeding(self.here[-1].id)
        title = self._plan(before).event_title(event).to(self.lang)
        head = f"  {at}  {self.people[by].name}  "
        try:
            after = self.docket.record(
                before, event, by=self.people[by], at=self._at(at), data=self._filled(data or {})
            )
        except Refused as refused:
            why = "; ".join(reason.text.to(self.lang) for reason in refused.refusal.reasons)
            print(f"{head}✗ {title}: {told[self.lang]}{'：' if self.lang == 'zh' else ': '}{why}")
            return
        state = self._workflow(after).states[after.state].title.to(self.lang)
        said = [each for key, each in self._filled(data or {}).items() if key in self.tale["quote"]]
        print(
            f"{head}{title} → {state}",
            *([f"({told[self.lang]})"] if told else []),
            *(f"“{each}”" for each in said),
        )

    def notice(self, kind: str, by: str, sign: str, at: date, data: dict[str, Any]) -> None:
        drafted = courtqa.draft(self.policy, kind, self._filled(data), on=at, by=self.people[by])
        signed = courtqa.sign(drafted, by=self.people[sign], at=self._at(at))
        text = courtqa.render(
            courtqa.issue(signed, self.docket.register, by=self.people["wen"], on=at), "markdown"
        )
        found = re.search(r"\S+〔\d+〕\d+号", text)
        self.known["$number"] = found.group() if found else ""
        print("\n".join(f"    | {line}" for line in text.splitlines() if line.strip("-| ")))

    def standing(self, on: date, purpose: dict[str, str] | None = None) -> None:
        """The standing of the person: what is over is shown for a stated purpose only."""
        why = "" if purpose is None else purpose[self.lang]
        print(*([f"  [{why}]"] if why else []), end="\n" if why else "")
        if why:  # the record is opened to the judge, and says so from now on
            found = opened_standing(
                self.docket, self.hero.id, on=on, by=self.people[self.hero.id], purpose=why, at=self._at(on)
            )
        else:
            found = standing_of(self.docket, self.hero.id, on=on)
        print("  " + found.to(self.lang, purpose=why).replace("\n", "\n  "))

    def _opened(self, workflow: str, subject: Subject, by: str, on: date, data: dict[str, Any]) -> Proceeding:
        return self.docket.open(workflow, subject=subject, by=self.people[by], at=self._at(on), data=data)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(9), tzinfo=self.policy.zone)

    def _plan(self, proceeding: Proceeding) -> Any:
        return plan_of(self.policy, proceeding.workflow, on=proceeding.edition)

    def _workflow(self, proceeding: Proceeding) -> Any:
        return self._plan(proceeding).workflow

    def _filled(self, value: Any, **facts: Any) -> Any:
        """The data, with what the story has brought so far in the place of $names."""
        if isinstance(value, dict):
            return {key: self._filled(each, **facts) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each, **facts) for each in value]
        return (self.known | facts).get(value, value) if isinstance(value, str) else value
