"""From a draft to an issued notice: drafted by one, signed by another, numbered last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from courtqa.errors import Refused, UnfitNotice
from courtqa.notices.circulation import Circulation, circulate, naming_of, over_frequency
from courtqa.notices.distribution import Distribution
from courtqa.notices.drawing import drawn, templates_of
from courtqa.notices.kind import NoticeKind
from courtqa.notices.model import Notice
from courtqa.notices.parsing import parse
from courtqa.notices.records import IssueRecord, NamedPerson
from courtqa.notices.register import Number, Register
from courtqa.notices.templating import FOLDER, RESERVED
from courtqa.notices.values import Fitted, NamedUnit, fit
from courtqa.policy import Policy
from courtqa.text import Text
from courtqa.workflows import Actor, Reason, Refusal

__all__ = ["Draft", "Issued", "Signed", "draft", "issue", "reasons_against_signing", "sign", "signed_text"]


@frozen
class Draft:
    """A notice before it is signed: no day, no number."""

    id: str
    model: Notice
    digest: str
    kind: NoticeKind
    by: Actor | None
    on: date
    definition: str  # sha256 of the kind's edition
    policy: str  # sha256 of the whole policy
    templates: tuple[tuple[str, str], ...]  # (path, sha256)
    time_zone: str
    named: tuple[NamedPerson, ...] = ()  # each once
    sent_to: tuple[str, ...] = ()  # the bodies one by one
    concerned: tuple[str, ...] = ()  # the ids of those it is about, named or not: they may not act on it


@frozen
class Signed:
    """A notice with its day, bound to its signer. Any later change of the model voids the signature."""

    draft: Draft
    model: Notice
    digest: str
    by: Actor
    at: datetime
    opinion: str


@frozen
class Issued:
    """A notice with its number, as it goes out."""

    signed: Signed
    model: Notice
    number: Number
    by: Actor
    on: date

    def _repr_html_(self) -> str:
        return self.model._repr_html_()


def draft(
    policy: Policy,
    kind: str,
    data: Mapping[str, Any],
    *,
    on: date,
    by: Actor | None = None,
    id: str | None = None,
    cc: tuple[str, ...] = (),
    earlier: Iterable[IssueRecord] = (),
) -> Draft:
    """The notice that the data make under the kind in force on that day.

    A draft without an author (``by``) can be read, not signed. ``cc`` adds recipients of copies. ``earlier`` are the
    issues that went out: by them a person named again is reported higher, and a series keeps its frequency.

    Raises:
        UnfitNotice: the data don't fit the fields; every fault is listed.
        NotInForce: the kind is not in force on that day.
    """
    edition = policy.edition("notices", kind, on=on)
    spec: NoticeKind = edition.value
    fitted = fit(spec, data, _units(policy, on))
    distribution: Distribution = policy.edition("distributions", spec.distribution, on=on).value
    _may_name(spec, distribution, fitted)
    assets = {asset.path: asset for asset in policy.assets(FOLDER)}
    earlier = tuple(earlier)
    if (over := over_frequency(spec, earlier, on=on)) is not None:
        raise UnfitNotice(kind, [("at_most", over)])
    circulation = circulate(
        policy,
        distribution,
        on=on,
        kinds=fitted.unit_kinds,
        units=fitted.units,
        nth=naming_of((str(p["id"]) for p in fitted.persons), earlier, distribution, on=on),
    )
    head = _head(spec, circulation, cc)
    xml = drawn(policy, kind, spec.template, {**fitted.values, RESERVED: head})
    model = parse(
        xml,
        kind=kind,
        series=spec.series,
        court=_court(policy, on),
        sealed=spec.sealed,
        family=spec.family,
        upward=distribution.direction == "upward",
    )
    used = [FOLDER + name for name in templates_of(policy).chain(spec.template)]
    return Draft(
        id=id or f"{kind}-{on:%Y%m%d}-{model.digest[:12]}",
        model=model,
        digest=model.digest,
        kind=spec,
        by=by,
        on=on,
        definition=edition.digest,
        policy=policy.digest,
        templates=tuple((path, assets[path].sha256) for path in used),
        time_zone=policy.time_zone,
        named=tuple(dict.fromkeys(NamedPerson(str(p["id"]), p.get("leader") is True) for p in fitted.persons))
        if spec.naming == "person"
        else (),
        sent_to=(*circulation.sent_to, *cc),
        concerned=tuple(dict.fromkeys(str(person["id"]) for person in fitted.persons)),
    )


def sign(draft: Draft, *, by: Actor, at: datetime, opinion: str = "同意印发") -> Signed:
    """The notice, dated with the court's day of ``at`` and bound to ``by``.

    Raises:
        Refused: with all the reasons: own draft, no authority, a changed draft, a machine.
    """
    day = at.astimezone(ZoneInfo(draft.time_zone)).date()
    reasons = tuple(reasons_against_signing(draft, by, day))
    if reasons:
        raise Refused(Refusal(draft.id, "sign", by.id, reasons))
    model = signed_text(draft.model, by=by, on=day)
    return Signed(draft, model, model.digest, by, at, opinion)


def signed_text(text: Notice, *, by: Actor, on: date) -> Notice:
    """The text with the day of its signature; an upward one also says who signed it."""
    return evolve(text, dated=on, signer=by.name if text.upward else "")


def issue(signed: Signed, register: Register, *, by: Actor, on: date) -> Issued:
    """The notice with the next number of its series.

    Issued again with the same register, it keeps its number.

    Raises:
        Refused: the text is not the one that was signed, or the day is before the signature.
    """
    reasons = tuple(_against_issue(signed, on))
    if reasons:
        raise Refused(Refusal(signed.draft.id, "issue", by.id, reasons))
    number = register.assign(
        series=signed.model.series,
        court=signed.model.court,
        year=on.year,
        notice_id=signed.draft.id,
        model_digest=signed.digest,
        on=on,
    )
    printed = evolve(signed.model, number=signed.draft.kind.number.printed(number), printed_on=on)
    return Issued(signed, printed, number, by, on)


def reasons_against_signing(draft: Draft, by: Actor, day: date) -> Iterator[Reason]:
    """Why ``by`` may not sign the draft that day: all the reasons."""
    if draft.model.digest != draft.digest:
        yield _reason("changed", "文稿在起草登记后被改动", "the draft was changed after it was drawn up")
    if draft.by is None:
        yield _reason("no_author", "文稿没有起草人", "the draft has no author; name one with by=")
    elif draft.by.id == by.id:
        yield _reason("same_person", "起草人不得签发自己的文稿", "nobody signs their own draft")
    if by.kind != "human":
        yield _reason("machine_may_not", "只有人可以签发", "only a person may sign")
    if not set(by.roles(day)) & set(draft.kind.sign_by):
        roles = "、".join(draft.kind.sign_by), " or ".join(draft.kind.sign_by)
        yield _reason(
            "role_missing", f"{by.name} 当日不是 {roles[0]}", f"{by.name} is not {roles[1]} that day"
        )
    if day < draft.on:
        yield _reason(
            "before_the_draft", f"签发日 {day} 早于起草日", f"{day} is before the draft of {draft.on}"
        )
    if by.id in draft.concerned:
        yield _reason("subject_of_it", f"本文涉及{by.name}本人", f"it is about {by.name}")


def _against_issue(signed: Signed, on: date) -> Iterator[Reason]:
    rule = "人民法院公文处理办法；签发后作实质性修改的，应报原签发人复审"
    if signed.model.digest != signed.digest or signed.draft.model.digest != signed.draft.digest:
        yield _reason(
            "changed_after_signing",
            "签发后文稿被改动，须重新签发",
            "the text changed after it was signed",
            rule,
        )
    if signed.model.dated is None or on < signed.model.dated:
        yield _reason("before_signing", f"印发日 {on} 早于签发日", f"{on} is before the day of signing")


def _reason(code: str, zh: str, en: str, rule: str | None = None) -> Reason:
    return Reason(code, Text(zh=zh, en=en), rule)


def _head(spec: NoticeKind, circulation: Circulation, cc: tuple[str, ...]) -> dict[str, Any]:
    return {
        "org": spec.org.zh,
        "series": spec.series_title.zh,
        "to": [recipient.title.zh for recipient in circulation.to],
        "cc": [*(recipient.title.zh for recipient in circulation.cc), *cc],
        "signature": spec.org.zh,
        "printer": spec.printer.zh,
    }


def _may_name(spec: NoticeKind, distribution: Distribution, fitted: Fitted) -> None:
    """H10: whom the bulletins of that day reach."""
    faults = [
        (f"unit:{kind}", Text(zh=f"当时通报不及于 {kind}", en=f"notices of that day do not reach a {kind}"))
        for kind in sorted(fitted.unit_kinds - set(distribution.reaches))
    ]
    if distribution.names == "leaders":
        faults += [
            (f"person:{p['id']}", Text(zh="当时只通报领导干部", en="notices of that day name leaders only"))
            for p in fitted.persons
            if p.get("leader") is not True
        ]
    if faults:
        raise UnfitNotice(spec.name, faults)


def _units(policy: Policy, on: date) -> dict[str, NamedUnit]:
    """The units of the policy by id, where it has any."""
    found: dict[str, NamedUnit] = {}
    for name in policy.names("units"):
        for key, unit in policy.edition("units", name, on=on).value.units.items():
            found[key] = NamedUnit(unit.title.zh, unit.kind)
    return found


def _court(policy: Policy, on: date) -> str:
    names = policy.names("units")
    return str(policy.edition("units", next(iter(names)), on=on).value.court) if names else "court"
