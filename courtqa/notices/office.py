"""The office that issues notices: each step of the way is taken in the docket with the real text in hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from courtqa.errors import Refused
from courtqa.notices.archive import archived
from courtqa.notices.flow import Draft, draft, reasons_against_signing, signed_text
from courtqa.notices.model import Notice
from courtqa.notices.model_reading import read_model
from courtqa.notices.page_layout import Profile, layout_for
from courtqa.notices.papers import Papers, notice_id
from courtqa.notices.records import IssueRecord
from courtqa.notices.register import Register
from courtqa.notices.rendering import render
from courtqa.notices.serving import ISSUE, open_within, witness_line
from courtqa.text import Text
from courtqa.workflows import Actor, Docket, Proceeding, Reason, Refusal, Subject

__all__ = ["NoticeOffice"]


@frozen
class NoticeOffice:
    """Draft, review, sign, number, print, send and file notices in a docket.

    The docket holds who did what and the digests; ``papers`` holds the texts; ``register`` gives the numbers. A text
    that is no longer the one whose digest was reviewed or signed is refused at the next step.
    """

    docket: Docket
    register: Register
    papers: Papers
    profile: Profile = "conventional"

    def draft(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        by: Actor,
        at: datetime,
        joint: bool = False,
        cc: tuple[str, ...] = (),
        id: str | None = None,
        key: str | None = None,
        measure: Proceeding | str | None = None,
    ) -> Proceeding:
        """拟稿: the notice under way. UnfitNotice if the data don't fit; ``joint`` asks for a joint signature.

        ``measure`` is the proceeding whose decision it serves: the step that drafts it is taken there, the notice goes its
        way as what that step opened, carries that proceeding's seal, and is sealed with it.
        """
        made = draft(
            self.docket.policy, kind, data, on=self._day(at), by=by, id=id, cc=cc, earlier=self.records()
        )
        found = self.papers.keep(made, data)
        facts = {"kind": kind, "notice_title": made.model.title, "model_sha256": made.digest}
        facts["data_sha256"] = found
        if measure is not None:
            within = {**facts, "notice_id": made.id}
            return open_within(self.docket, self._found(measure), within, by=by, at=at, key=key)
        subject = Subject("notice", made.id, persons=made.concerned, title=made.model.title)
        data = {**facts, "joint": joint}
        return self.docket.open(ISSUE, subject=subject, by=by, at=at, data=data, key=key)

    def revise(
        self,
        proceeding: Proceeding | str,
        data: Mapping[str, Any],
        *,
        by: Actor,
        at: datetime,
        reasons: str = "",
        cc: tuple[str, ...] = (),
    ) -> Proceeding:
        """修改: another text. After the signature it needs reasons, and goes back to the one who signed."""
        found = self._found(proceeding)
        made = draft(
            self.docket.policy,
            str(found.data["kind"]),
            data,
            on=self._day(at),
            by=self._author(found),
            id=notice_id(found),
            cc=cc,
            earlier=self.records(),
        )
        facts: dict[str, object] = {"model_sha256": made.digest, "notice_title": made.model.title}
        facts["data_sha256"] = self.papers.keep(made, data)
        after = found.state in {"signed", "checked"}
        if after:
            facts["amendment_reasons"] = reasons
        return self.docket.record(
            found, "amend" if after else "revise", by=by, at=at, data=facts, reason=reasons
        )

    def review(
        self, proceeding: Proceeding | str, *, by: Actor, at: datetime, opinion: str = ""
    ) -> Proceeding:
        """核稿: read by somebody other than its author."""
        facts = {"reviewed_sha256": self._text_now(proceeding).digest, "review_opinion": opinion}
        return self.docket.record(proceeding, "review", by=by, at=at, data=facts)

    def cosign(
        self, proceeding: Proceeding | str, *, by: Actor, at: datetime, opinion: str = ""
    ) -> Proceeding:
        """会签: the head of another body or department concerned signs too."""
        facts = {"cosigned_sha256": self._text_now(proceeding).digest, "cosign_opinion": opinion}
        return self.docket.record(proceeding, "cosign", by=by, at=at, data=facts)

    def sign(
        self, proceeding: Proceeding | str, *, by: Actor, at: datetime, opinion: str = "同意印发"
    ) -> Proceeding:
        """签发: dated that day and bound to the signer. Refused with the kind's reasons and the workflow's."""
        found = self._found(proceeding)
        held = self._draft(found)
        day = self._day(at)
        event = "sign_again" if found.state == "amended" else "sign"
        dated = signed_text(held.model, by=by, on=day)
        facts = {
            "approved_sha256": held.model.digest,
            "signed_sha256": dated.digest,
            "signing_opinion": opinion,
            "dated": day.isoformat(),
        }
        against = [
            each
            for each in reasons_against_signing(held, by, day)
            if each.code in {"role_missing", "machine_may_not"}
        ]
        if against:
            raise Refused(
                Refusal(found.id, event, by.id, (*against, *self._more(found, event, by, at, against)))
            )
        after = self.docket.record(found, event, by=by, at=at, data=facts)
        self.papers.write(notice_id(found), f"signed-{dated.digest}.json", dated.canonical)
        return after

    def check(self, proceeding: Proceeding | str, *, by: Actor, at: datetime) -> Proceeding:
        """复核: the signed text once more, before it is numbered."""
        self._stop_if_refused(self._found(proceeding), "check", by=by, at=at)
        facts = {"checked_sha256": self._signed_text(proceeding).digest}
        return self.docket.record(proceeding, "check", by=by, at=at, data=facts)

    def enter(
        self,
        proceeding: Proceeding | str,
        *,
        by: Actor,
        at: datetime,
        copies: int,
        scope: Sequence[str] | None = None,
    ) -> Proceeding:
        """登记: the number, given only now. Interrupted and asked again, the notice keeps the number it has."""
        found = self._found(proceeding)
        self._stop_if_refused(found, "register", by=by, at=at)
        text, day = self._signed_text(found), self._day(at)
        facts: dict[str, object] = {
            "registered_sha256": text.digest,
            "scope": list(scope or text.to),
            "copies": copies,
        }
        if text.digest != found.data.get("signed_sha256"):
            raise Refused(Refusal(found.id, "register", by.id, (CHANGED,)))
        number = self.register.assign(
            series=text.series,
            court=text.court,
            year=day.year,
            notice_id=notice_id(found),
            model_digest=text.digest,
            on=day,
        )
        facts["number"] = "、".join(self._draft(found).kind.number.printed(number))
        return self.docket.record(found, "register", by=by, at=at, data=facts)

    def print(self, proceeding: Proceeding | str, *, by: Actor, at: datetime) -> Proceeding:
        """印制: DOCX and PDF of the registered text, under the layout in force on its day, with its witness line."""
        found = self._found(proceeding)
        self._stop_if_refused(found, "print", by=by, at=at)
        model = self._numbered(found, printed_on=self._day(at))
        layout = layout_for(model.family, model.dated)
        docx = render(model, "docx", layout=layout, profile=self.profile)
        from courtqa.notices.pdf import to_pdf

        pdf = to_pdf(model, layout=layout).content
        write = self.papers.write
        write(notice_id(found), "model.json", model.canonical)
        facts = {
            "docx_sha256": write(notice_id(found), "notice.docx", docx),
            "pdf_sha256": write(notice_id(found), "notice.pdf", pdf),
        }
        return self.docket.record(found, "print", by=by, at=at, data=facts)

    def dispatch(
        self, proceeding: Proceeding | str, *, by: Actor, at: datetime, sent_to: Iterable[str] = ()
    ) -> Proceeding:
        """核发: to every body that the text addresses or copies, one by one, unless ``sent_to`` says otherwise."""
        found = self._found(proceeding)
        self._stop_if_refused(found, "dispatch", by=by, at=at)
        to = list(sent_to) or list(self._draft(found).sent_to)
        return self.docket.record(proceeding, "dispatch", by=by, at=at, data={"sent_to": to})

    def archive(self, proceeding: Proceeding | str, *, by: Actor, at: datetime) -> Proceeding:
        """归档: one file with text, data, digests of the templates, DOCX, PDF and the trail so far."""
        found = self._found(proceeding)
        self._stop_if_refused(found, "archive", by=by, at=at)
        whole = archived(self.docket, found, self.papers, profile=self.profile)
        found_digest = self.papers.write(notice_id(found), "archive.zip", whole)
        return self.docket.record(found, "archive", by=by, at=at, data={"archive_sha256": found_digest})

    def void(self, proceeding: Proceeding | str, *, by: Actor, at: datetime, reasons: str) -> Proceeding:
        """编号作废 before it went out, 撤销 after: the number stays in the register, void, and is never given again."""
        found = self._found(proceeding)
        if found.state not in {"voided", "withdrawn"}:  # else: an interrupted one, taken up again
            out = found.state in {"dispatched", "archived"}
            event, field = ("withdraw", "withdrawal_reasons") if out else ("void_number", "void_reasons")
            found = self.docket.record(found, event, by=by, at=at, data={field: reasons})
        for entry in self.register.entries():
            if entry.notice_id == notice_id(found) and not entry.void:
                self.register.void(entry.number, reason=reasons, on=self._day(at))
        return found

    def records(self, *, sealed: bool = True) -> tuple[IssueRecord, ...]:
        """The issues that hold a valid number, oldest first: what the year's figures and the ladder count.

        ``sealed=False`` leaves out those of measures that are over: what may be handed on.
        """
        held = {entry.notice_id: entry for entry in self.register.entries() if not entry.void}
        found = []
        for each in self.docket.proceedings(workflow=ISSUE):
            entry = held.get(notice_id(each))
            if entry is not None and "number" in each.data and (sealed or not self.docket.is_sealed(each)):
                made = self._draft(each)
                found.append(
                    IssueRecord(
                        notice_id=made.id,
                        number=entry.number,
                        printed=made.kind.number.printed(entry.number),
                        title=made.model.title,
                        series_title=made.model.series_title,
                        on=entry.on,
                        digest=entry.model_digest,
                        named=made.named,
                    )
                )
        return tuple(found)

    def text(self, proceeding: Proceeding | str) -> Notice:
        """The notice as it stands: printed, signed, or as it was drafted last."""
        found = self._found(proceeding)
        if "docx_sha256" in found.data:
            return read_model(self.papers.read(notice_id(found), "model.json"))
        if found.state in {"signed", "checked", "registered"}:
            return self._signed_text(found)
        return self._draft(found).model

    def _numbered(self, found: Proceeding, *, printed_on: date) -> Notice:
        text = self._signed_text(found)
        if text.digest != found.data.get("registered_sha256"):
            raise Refused(Refusal(found.id, "print", "", (CHANGED,)))
        entry = next(e for e in self.register.entries(text.series) if e.notice_id == notice_id(found))
        printed = self._draft(found).kind.number.printed(entry.number)
        line = witness_line(self.docket, found)
        return evolve(text, number=printed, printed_on=printed_on, witness=line)

    def _found(self, proceeding: Proceeding | str) -> Proceeding:
        return self.docket.proceeding(proceeding) if isinstance(proceeding, str) else proceeding

    def _author(self, found: Proceeding) -> Actor:
        return self.docket.actor(found.history[0].by)

    def _draft(self, found: Proceeding) -> Draft:
        return self.papers.draft(notice_id(found), str(found.data["model_sha256"]), self.docket.policy)

    def _text_now(self, proceeding: Proceeding | str) -> Notice:
        return self._draft(self._found(proceeding)).model

    def _signed_text(self, proceeding: Proceeding | str) -> Notice:
        found = self._found(proceeding)
        held = self.papers.read(notice_id(found), f"signed-{found.data.get('signed_sha256', '')}.json")
        return read_model(held)

    def _more(
        self, found: Proceeding, event: str, by: Actor, at: datetime, known: Sequence[Reason]
    ) -> list[Reason]:
        """What the docket has against the step besides, whatever the data."""
        codes = {"missing_data", "guard_failed", *(reason.code for reason in known)}
        steps = {one.event: one.refusal for one in self.docket.allowed(found, by=by, at=at)}
        if event not in steps:
            self.docket.record(found, event, by=by, at=at)  # refused and logged: not a step of this state
        refusal = steps.get(event)
        return [] if refusal is None else [each for each in refusal.reasons if each.code not in codes]

    def _stop_if_refused(self, found: Proceeding, event: str, *, by: Actor, at: datetime) -> None:
        """Before anything outside the docket is done."""
        if reasons := self._more(found, event, by, at, ()):
            raise Refused(Refusal(found.id, event, by.id, tuple(reasons)))

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.docket.policy.time_zone)).date()


CHANGED = Reason(
    "changed_after_signing",
    Text(
        zh="签发后文稿被改动，须报原签发人复审", en="the text changed after it was signed: back to the signer"
    ),
    "党政机关公文处理工作条例 第二十五条",
)
