"""``courtqa notice draft … archive``: a notice on its way through a docket, one command a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    At,
    Database,
    Key,
    Language,
    Packs,
    Which,
    Who,
    answering,
    known_person,
    known_proceeding,
    moment_of,
    opened_docket,
    said,
)
from courtqa.cli.standing import hidden_line
from courtqa.errors import Refused
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.notices import NoticeOffice
    from courtqa.workflows import Actor, Proceeding

__all__ = ["add_steps"]

PapersAt = Annotated[
    Path | None,
    typer.Option("--papers", metavar="FOLDER", help="Where the texts lie; beside the database if left out."),
]
Data = Annotated[
    Path, typer.Argument(metavar="DATA.yaml", exists=True, dir_okay=False, help="See `notice new`.")
]
Opinion = Annotated[str | None, typer.Option("--opinion", help="What is written beside the name.")]
Reasons = Annotated[str, typer.Option("--reason", help="Why; it goes on file.")]
Why = Annotated[str, typer.Option("--reason", help="Why; asked for after the signature.")]
Copies = Annotated[int, typer.Option("--copies", min=1, help="How many are printed.")]
REVISE = (
    "修改: give it another text. After the signature it needs a reason and goes back to the one who signed."
)
NEXT = Text(zh="下一步", en="next")


Take = Callable[..., "Proceeding"]


def _option(name: str, of: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=of, default=default)


NEW_DATA = Parameter("data", Parameter.POSITIONAL_OR_KEYWORD, annotation=Data)
FIRST = (
    Parameter("database", Parameter.POSITIONAL_OR_KEYWORD, annotation=Database),
    Parameter("notice", Parameter.POSITIONAL_OR_KEYWORD, annotation=Which),
)
LAST = (
    _option("by", Who),
    _option("papers", PapersAt, None),
    _option("at", At, None),
    _option("pack", Packs, HARBIN),
    _option("lang", Language, "en"),
)


def _command(take: Take, *own: Parameter) -> Callable[..., None]:
    """A command that takes a step with a notice: what all of them ask for, and what this one asks ``own``."""

    def command(**given: Any) -> None:
        database, notice, by, at = (given.pop(name) for name in ("database", "notice", "by", "at"))
        mine = {each.name: given.pop(each.name) for each in own}

        def work(office: NoticeOffice, who: Actor, moment: datetime) -> Proceeding:
            found = known_proceeding(office.docket, notice)
            return take(office, found, by=who, at=moment, **mine)

        _taken(work, database, by, at, **given)

    placed = sorted((*FIRST, *own, *LAST), key=lambda each: each.kind)
    command.__signature__ = Signature(placed)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in placed}
    return command


def _taking(step: str) -> Take:
    def take(office: NoticeOffice, found: Proceeding, **given: Any) -> Proceeding:
        said_too = {name: value for name, value in given.items() if value is not None}
        after: Proceeding = getattr(office, step)(found, **said_too)
        return after

    return take


def _reasoned(event: str, field: str) -> Take:
    def take(office: NoticeOffice, found: Proceeding, *, reason: str, **given: Any) -> Proceeding:
        if not event:
            return office.void(found, reasons=reason, **given)
        return office.docket.record(found, event, data={field: reason}, **given)

    return take


def _revised(office: NoticeOffice, found: Proceeding, *, data: Path, reason: str, **given: Any) -> Proceeding:
    return office.revise(found, _values(data), reasons=reason, **given)


def add_steps(app: typer.Typer) -> None:
    """The steps of the way, as commands of ``app``."""
    app.command("draft")(draft)
    app.command("revise", help=_help(REVISE, "revise", " data.yaml --reason 数字有误"))(
        _command(_revised, NEW_DATA, _option("reason", Why, ""))
    )
    for name, about in (
        ("review", "核稿: read a draft, as somebody other than its author."),
        ("cosign", "会签: sign a draft jointly, for another department or body."),
        ("sign", "签发: sign it; the day is dated, the text is bound to the signer."),
    ):
        app.command(name, help=_help(about, name))(_command(_taking(name), _option("opinion", Opinion, None)))
    for name, about in (
        ("recheck", "复核: look at the signed text once more before it is numbered."),
        ("print", "印制: make the DOCX and the PDF of the registered text."),
        ("dispatch", "核发: send it to those it is addressed to."),
        ("archive", "归档: file text, data, documents and events as one archive.zip."),
    ):
        step = "check" if name == "recheck" else name
        app.command(name, help=_help(about, name))(_command(_taking(step)))
    about = "登记: give it its number, the next of its series, with range and copies."
    copies = _option("copies", Copies)
    app.command("register", help=_help(about, "register", " --copies 60"))(_command(_taking("enter"), copies))
    app.command("records")(records)
    for name, event, field, about in (
        ("return", "return_draft", "return_reasons", "退回: send a draft back, with reasons."),
        ("drop", "drop", "drop_reasons", "撤稿: take one's own draft back before it is signed."),
        ("repeal", "repeal", "repeal_reasons", "废止: end the effect of what went out, from that day."),
        ("withdraw", "", "", "撤销: withdraw what went out, or void a number before; the number stays."),
    ):
        taken = _command(_reasoned(event, field), _option("reason", Reasons))
        app.command(name, help=_help(about, name, ' --reason "…"'))(taken)


def _help(about: str, name: str, more: str = "") -> str:
    return f"{about}\n\nExample: courtqa notice {name} court.db notice_issue-2008-1{more} --by wen"


def draft(
    database: Database,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as quality_bulletin.")],
    data: Data,
    *,
    by: Who,
    joint: Annotated[bool, typer.Option("--joint", help="It is to be signed jointly.")] = False,
    measure: Annotated[
        str | None, typer.Option("--measure", metavar="ID", help="The measure whose decision it serves.")
    ] = None,
    papers: PapersAt = None,
    at: At = None,
    key: Key = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """拟稿: draw a notice up from a data file and put it on its way.

    Example: courtqa notice draft court.db quality_bulletin data.yaml --by lin
    """

    def work(office: NoticeOffice, who: Actor, moment: datetime) -> Proceeding:
        served = None if measure is None else known_proceeding(office.docket, measure)
        return office.draft(kind, _values(data), by=who, at=moment, joint=joint, key=key, measure=served)

    _taken(work, database, by, at, papers=papers, pack=pack, lang=lang)


def records(
    database: Database,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="RECORDS.jsonl", dir_okay=False, help="The file to write.")
    ],
    *,
    papers: PapersAt = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Write a line for each issue that holds a valid number, for `notice stats` to count.

    The notices of measures that are over are sealed, and left out.

    Example: courtqa notice records court.db --out records.jsonl
    """
    from courtqa.notices import write_records

    with answering(lang), _office(database, papers, pack) as office:
        found, whole = office.records(sealed=False), office.records()
    write_records(out, found)
    said(f"{out}: {len(found)}")
    hidden_line(len(whole) - len(found), lang)


Work = Callable[["NoticeOffice", "Actor", datetime], "Proceeding"]


def _taken(
    work: Work,
    database: str | Path,
    by: str,
    at: datetime | None,
    *,
    papers: Path | None,
    pack: list[str],
    lang: Lang,
) -> None:
    """Take the step and say where the notice stands now; every reason, if it may not happen."""
    with answering(lang), _office(database, papers, pack) as office:
        moment = moment_of(office.docket.policy, at) or office.docket.now()
        try:
            after = work(office, known_person(office.docket, by), moment)
        except Refused as refused:
            for reason in refused.refusal.reasons:
                said(f"{reason.text.to(lang)}", stderr=True, style="red")
                if reason.rule:
                    said(f"  {reason.rule}", stderr=True)
            raise typer.Exit(REFUSED) from None
        _say(office, after, lang)


@contextmanager
def _office(database: str | Path, papers: Path | None, pack: list[str]) -> Iterator[NoticeOffice]:
    from courtqa.notices import NoticeOffice, Papers
    from courtqa.storage import NumberRegister

    beside = Path("court.papers") if "://" in str(database) else Path(database).with_suffix(".papers")
    folder = papers or beside
    with opened_docket(database, pack) as docket:
        numbers: Any = NumberRegister
        yield NoticeOffice(docket, numbers(docket.store), Papers(folder))


def _say(office: NoticeOffice, after: Proceeding, lang: Lang) -> None:
    from courtqa.cli.dockets import plan_pinned
    from courtqa.notices import notice_id

    workflow = plan_pinned(office.docket, after).workflow
    state = workflow.states[after.state].title.to(lang)
    number = after.data.get("number") or ""
    title = after.data.get("notice_title") or after.subject.title
    said(f"{after.id}  {title}  {state}  {number}".rstrip())
    steps = [each.title.to(lang) for each in workflow.transitions if after.state in each.source]
    if steps:
        said(f"{NEXT.to(lang)}: {', '.join(dict.fromkeys(steps))}")
    if after.state in {"printed", "archived"}:
        folder = office.papers.folder(notice_id(after))
        names = ("notice.docx", "notice.pdf") if after.state == "printed" else ("archive.zip",)
        for name in names:
            said(str(folder / name))


def _values(data: Path) -> Any:
    from courtqa.policy import read_document

    return read_document(data.read_bytes(), file=str(data)).value
