"""A decision: what a named person decided, with reasons. Every missing requirement alone prevents it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from courtqa.errors import NotInForce, Refused
from courtqa.sanctions.bases import basis_of
from courtqa.sanctions.findings import Finding
from courtqa.sanctions.hearing import Heard, unheard
from courtqa.sanctions.ladder import Rung
from courtqa.sanctions.proposal import Met, Proposal
from courtqa.text import Lang, Text
from courtqa.workflows import Actor, Person, Reason, Refusal

__all__ = ["Decision", "RemedyWindow", "decide", "refusal"]


@frozen
class RemedyWindow:
    """Where the decision may be contested, and until which day."""

    title: Text
    to: Text
    until: date


@frozen
class Decision:
    """A measure imposed: by whom, why, under which rule, until when, and how to contest it."""

    person: Person
    ladder: str
    since: date
    definition: str  # sha256 of the ladder's edition
    policy: str  # sha256 of the whole policy
    rung: str
    title: Text
    on: date
    at: datetime
    by: Actor
    approvals: tuple[Actor, ...]
    reasons: Text
    grounds: tuple[Met, ...]
    findings: tuple[Finding, ...]
    heard: Heard
    ends_on: date | None
    review_on: date | None
    remedy: RemedyWindow
    form: str | None = None

    def in_force(self, on: date) -> bool:
        """Whether the measure still runs on that day; it ends by itself."""
        return self.on <= on and (self.ends_on is None or on <= self.ends_on)

    def to(self, lang: Lang) -> str:
        """The decision in words."""
        return Text(zh=self._zh(), en=self._en()).to(lang)

    def __str__(self) -> str:
        return self.to("en")

    def to_notice_data(self) -> dict[str, Any]:
        """The decision as plain data, for the fields of a notice."""
        return {
            "person": {"id": self.person.id, "name": self.person.name},
            "measure": self.title.zh,
            "reasons": self.reasons.zh,
            "decided_on": self.on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else "",
            "review_on": self.review_on.isoformat() if self.review_on else "",
            "remedy": self.remedy.title.zh,
            "remedy_to": self.remedy.to.zh,
            "remedy_until": self.remedy.until.isoformat(),
            "grounds": [met.text.zh for met in self.grounds],
        }

    def _zh(self) -> str:
        until = f"至 {self.ends_on} 止" if self.ends_on else f"于 {self.review_on} 复核"
        return (
            f"{self.on} {self.by.name} 决定：对 {self.person.name} {self.title.zh}，{until}。理由：{self.reasons.zh}。"
            f"不服的，可于 {self.remedy.until} 前向{self.remedy.to.zh}{self.remedy.title.zh}。"
        )

    def _en(self) -> str:
        until = f"until {self.ends_on}" if self.ends_on else f"to be reviewed on {self.review_on}"
        return (
            f"{self.on}: {self.by.name} decided: {self.title.en} of {self.person.name}, {until}. "
            f"Reasons: {self.reasons.en}. Remedy: {self.remedy.title.en}, to {self.remedy.to.en}, "
            f"until {self.remedy.until}."
        )


def decide(
    proposal: Proposal,
    rung: str,
    *,
    by: Actor,
    at: datetime,
    heard: Heard | None,
    reasons: Text | str,
    approvals: Iterable[Actor] = (),
    recused: Iterable[str] = (),
    on: date | None = None,
    form: str | None = None,
) -> Decision:
    """The decision of ``by`` to impose ``rung``, on the day ``on`` (the court's day of ``at``).

    ``form`` is the one it takes, where the rung has several (a warning, a demerit …).

    Raises:
        Refused: with *all* the reasons why it may not be made.
    """
    day = on or at.astimezone(ZoneInfo(proposal.policy.time_zone)).date()
    agreed = tuple(approvals)
    said = reasons if isinstance(reasons, Text) else Text(zh=reasons, en=reasons)
    refused = refusal(
        proposal,
        rung,
        by=by,
        on=day,
        heard=heard,
        reasons=said,
        approvals=agreed,
        recused=tuple(recused),
        form=form,
    )
    chosen = proposal.ladder.value.rungs.get(rung)
    if refused is not None or chosen is None or chosen.remedy is None or heard is None:
        raise Refused(refused or Refusal(_matter(proposal), rung, by.id, ()))
    lasts = chosen.forms[form].lasts if form is not None and form in chosen.forms else chosen.lasts
    return Decision(
        person=proposal.person,
        ladder=proposal.ladder.name,
        since=proposal.ladder.since,
        definition=proposal.ladder.digest,
        policy=proposal.policy.digest,
        rung=rung,
        title=chosen.forms[form].title if form is not None and form in chosen.forms else chosen.title,
        on=day,
        at=at,
        by=by,
        approvals=agreed,
        reasons=said,
        grounds=tuple(
            met for each in proposal.rungs if each.rung.level >= chosen.level for met in each.grounds
        ),
        findings=proposal.findings,
        heard=heard,
        ends_on=lasts.after(day) if lasts else None,
        review_on=chosen.review.after(day) if chosen.review else None,
        remedy=RemedyWindow(chosen.remedy.title, chosen.remedy.to, chosen.remedy.within.after(day)),
        form=form,
    )


def refusal(
    proposal: Proposal,
    rung: str,
    *,
    by: Actor,
    on: date,
    heard: Heard | None,
    reasons: Text,
    approvals: tuple[Actor, ...] = (),
    recused: tuple[str, ...] = (),
    form: str | None = None,
) -> Refusal | None:
    """All the reasons why ``by`` may not impose ``rung`` on that day, or None if nothing stands against it."""
    found: list[Reason] = list(_rule_in_force(proposal, on))
    chosen = proposal.ladder.value.rungs.get(rung)
    if chosen is None:
        known = ", ".join(proposal.ladder.value.rungs)
        found.append(
            _reason("no_such_rung", f"阶梯中没有“{rung}”", f"the ladder has no rung {rung!r}; it has {known}")
        )
    else:
        found += _basis(proposal, chosen, on)
        found += _form(chosen, form)
        found += _grounds(proposal, chosen)
        found += _authority(proposal, chosen, by, on, recused)
        found += _approvals(chosen, approvals, on=on, barred={by.id, proposal.person.id, *recused})
        found += _ways_out(chosen)
    found += unheard(heard, person=proposal.person.id, ladder=proposal.ladder.value, on=on)
    if not reasons.zh.strip() or not reasons.en.strip():
        found.append(_reason("no_reasons", "未写明理由", "no reasons are given"))
    law = None if chosen is None else _rule(chosen)
    named = tuple(evolve(each, rule=each.rule or law) for each in found)
    return Refusal(_matter(proposal), rung, by.id, named) if named else None


def _matter(proposal: Proposal) -> str:
    return f"{proposal.ladder.name}:{proposal.person.id}"


def _rule_in_force(proposal: Proposal, on: date) -> Iterator[Reason]:
    name = proposal.ladder.name
    if on < proposal.on:
        yield _reason(
            "before_the_proposal", f"决定日 {on} 早于建议日 {proposal.on}", f"{on} is before the proposal"
        )
    try:
        current = proposal.policy.edition("ladders", name, on=on)
    except NotInForce as error:
        yield Reason("rule_not_in_force", error.text)
        return
    if current.digest not in _editions(proposal):
        yield _reason(
            "rule_changed",
            f"建议所依的版本（{proposal.ladder.since}）已被 {current.since} 版取代，须重新建议",
            f"the proposal stands on the edition of {proposal.ladder.since}, that day's is {current.since}: propose anew",
        )


def _editions(proposal: Proposal) -> set[str]:
    """The edition it stands on, and the one it was compared with: of the two the milder applies."""
    return {each.digest for each in (proposal.ladder, proposal.compared) if each is not None}


def _basis(proposal: Proposal, chosen: Rung, on: date) -> Iterator[Reason]:
    """The rule itself, apart from the ladder that names it: not yet, no longer, or never read anywhere."""
    if chosen.rule is None:
        return
    basis = basis_of(proposal.policy, chosen.rule, on=on)
    if not basis:
        yield Reason("basis_missing", basis.text, basis.law.zh)


def _form(chosen: Rung, form: str | None) -> Iterator[Reason]:
    known = ", ".join(chosen.forms)
    if chosen.forms and form not in chosen.forms:
        yield _reason(
            "no_such_form", f"须写明种类：{known}", f"its form must be named: {known}", _rule(chosen)
        )
    elif form is not None and not chosen.forms:
        yield _reason(
            "no_such_form", f"“{chosen.title.zh}”不分种类", f"{chosen.title.en} has no forms", _rule(chosen)
        )


def _rule(chosen: Rung) -> str | None:
    return chosen.basis.zh if chosen.basis else None


def _grounds(proposal: Proposal, chosen: Rung) -> Iterator[Reason]:
    basis = _rule(chosen)
    reached = proposal.heaviest
    if reached is None or reached.rung.level < chosen.level:
        title = chosen.title
        yield _reason("no_grounds", f"没有达到“{title.zh}”的事由", f"no ground reaches “{title.en}”", basis)
    if not proposal.findings:
        yield _reason(
            "no_final_finding",
            "没有已经生效的认定",
            "there is no final finding; a figure alone decides nothing",
            basis,
        )


def _authority(
    proposal: Proposal, chosen: Rung, by: Actor, on: date, recused: tuple[str, ...]
) -> Iterator[Reason]:
    basis = _rule(chosen)
    if by.kind != "human":
        yield _reason("machine_may_not", "只有人可以作出决定", "only a person may decide")
    if not set(by.roles(on)) & set(chosen.authority):
        roles = "、".join(chosen.authority), " or ".join(chosen.authority)
        held = [t.role for t in by.tenures if t.role in chosen.authority]
        code = "not_in_tenure" if held else "role_missing"
        yield _reason(
            code, f"{by.name} 当日无权决定（须为 {roles[0]}）", f"{by.name} is not {roles[1]} that day", basis
        )
    if by.id == proposal.person.id:
        yield _reason("subject_of_it", "任何人不得决定自己的事", "nobody decides on themselves")
    if by.id in recused:
        yield _reason("recused", f"{by.name} 已回避", f"{by.name} is recused")


def _approvals(chosen: Rung, approvals: tuple[Actor, ...], *, on: date, barred: set[str]) -> Iterator[Reason]:
    valid = {
        actor.id
        for actor in approvals
        if actor.kind == "human" and actor.id not in barred and set(actor.roles(on)) & set(chosen.approved_by)
    }
    if len(valid) < chosen.approvals:
        roles = "、".join(chosen.approved_by), " or ".join(chosen.approved_by)
        yield _reason(
            "approval_missing",
            f"须有 {chosen.approvals} 名他人（{roles[0]}）同意，现有 {len(valid)} 名",
            f"{chosen.approvals} others ({roles[1]}) must agree, {len(valid)} did",
            _rule(chosen),
        )


def _ways_out(chosen: Rung) -> Iterator[Reason]:
    if chosen.lasts is None and chosen.review is None and not chosen.forms:
        yield _reason("no_end", "没有终止或复核日期", "it has neither an end nor a review date")
    if chosen.remedy is None:
        yield _reason("no_remedy", "没有救济途径", "it leaves no remedy")


def _reason(code: str, zh: str, en: str, rule: str | None = None) -> Reason:
    return Reason(code, Text(zh=zh, en=en), rule)
