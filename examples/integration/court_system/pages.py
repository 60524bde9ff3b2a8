"""Pages for people: server-rendered, in Chinese or English, and complete without any script."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from court_system.accounts import COOKIE, LIFETIME, Sessions, fits
from court_system.desk import Office
from court_system.forms import brought, written
from court_system.reversals import lawsuit, reverse
from court_system.tables import Account, Lawsuit
from court_system.view import proceeding as proceeding_view
from court_system.view import words
from courtqa.errors import CourtqaError, IdempotencyMismatch, Refused, UnknownName

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Every page forbids scripts, frames and strange hosts; forms must come from a page of ours."""
    sessions: Sessions = request.app.state.sessions
    ours = not request.url.path.startswith("/api")
    if ours and request.method == "POST" and request.url.path != "/login":
        await request.body()  # kept, so that the page can read it again
        cookie = request.cookies.get(COOKIE, "")
        token = str((await request.form()).get("token", ""))
        if sessions.person(cookie) is None or not sessions.genuine(cookie, token):
            return RedirectResponse("/login?again=1", 303)
    response = await answer(request)
    if ours:
        response.headers.update(SAFE)
    return response


async def amiss(request: Request, error: Exception) -> Response:
    """A page for what is not there or can't be done, and for a mistake of ours; programs get it as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if request.url.path.startswith("/api"):
        return JSONResponse({"detail": getattr(error, "detail", HTTPStatus(status).phrase)}, status)
    told = words(_lang(request))
    said = told.get(f"status_{status}", told["status_500"])
    page = _page(request, "amiss.html", status=status, said=said)
    page.headers.update(SAFE)
    return page


def _lang(request: Request) -> str:
    return "en" if request.cookies.get("lang") == "en" else "zh"


def _page(request: Request, name: str, *, status: int = 200, **told: Any) -> HTMLResponse:
    lang = _lang(request)
    cookie = request.cookies.get(COOKIE, "")
    whole = {
        "lang": lang,
        "words": words(lang),
        "person": None,
        "token": request.app.state.sessions.token(cookie),
        "problem": None,
        "nonce": secrets.token_urlsafe(12),  # a form sent twice is one request
        **told,
    }
    return HTMLResponse(TEMPLATES.get_template(name).render(whole), status)


def _who(request: Request) -> str | None:
    person: str | None = request.app.state.sessions.person(request.cookies.get(COOKIE))
    return person


@router.get("/login")
def login_page(request: Request) -> HTMLResponse:
    """Where one logs in; again, if the session is over."""
    again = words(_lang(request))["log_in_again"] if "again" in request.query_params else None
    return _page(request, "login.html", problem=again)


@router.post("/login")
def login(request: Request, name: str = Form(""), password: str = Form("")) -> Response:
    """A session for whoever knows the password."""
    office: Office = request.app.state.office
    with Session(office.engine) as session:
        account = session.scalar(select(Account).where(Account.person == name))
    if account is None or not fits(password, account.secret):
        return _page(request, "login.html", status=401, problem=words(_lang(request))["bad_login"])
    response = RedirectResponse("/", 303)
    cookie = request.app.state.sessions.cookie(account.person)
    response.set_cookie(COOKIE, cookie, max_age=LIFETIME, httponly=True, samesite="strict")
    return response


@router.post("/logout")
def logout() -> Response:
    """The end of a session."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/language/{lang}")
def language(lang: str, request: Request) -> Response:
    """The other language, on the page where one was."""
    came_from = request.headers.get("referer", "")
    own = str(request.base_url)
    response = RedirectResponse(came_from if came_from.startswith(own) else "/", 303)
    response.set_cookie("lang", "en" if lang == "en" else "zh", samesite="strict")
    return response


@router.get("/")
def worklist(request: Request) -> Response:
    """What waits for whoever looks, and the lawsuits."""
    person = _who(request)
    if person is None:
        return RedirectResponse("/login", 303)
    return _worklist(request, person)


def _worklist(
    request: Request, person: str, *, problem: str | None = None, status: int = 200
) -> HTMLResponse:
    office: Office = request.app.state.office
    with office.desk(person) as desk:
        lang = _lang(request)
        items = [
            {
                "id": item.proceeding.id,
                "title": getattr(item.title, lang),
                "state": getattr(item.state, lang),
                "due": item.due,
                "late": item.late,
            }
            for item in desk.docket.worklist(by=desk.actor)
        ]
        lawsuits = list(desk.session.scalars(select(Lawsuit).order_by(Lawsuit.number)))
        told = {"person": desk.actor.name, "items": items, "lawsuits": lawsuits}
        return _page(request, "worklist.html", status=status, problem=problem, **told)


@router.post("/lawsuits/{number}/reversal")
def reversal(request: Request, number: str, outcome: str = Form(""), received_on: str = Form("")) -> Response:
    """The higher court changed a judgment."""
    person = _who(request)
    assert person is not None, "the guard lets nobody else in"
    office: Office = request.app.state.office
    try:
        day = date.fromisoformat(received_on)
        with office.desk(person) as desk:
            lawsuit(desk, number)
            review = reverse(desk, number, outcome=outcome, received_on=day)
    except ValueError:
        return _worklist(request, person, problem=words(_lang(request))["bad_day"], status=422)
    except CourtqaError as error:
        return _worklist(request, person, problem=_reasons(error, _lang(request)), status=_status(error))
    return RedirectResponse(f"/proceedings/{review.id}?done=1", 303)


@router.get("/proceedings/{id}")
def proceeding(request: Request, id: str) -> Response:
    """A proceeding: where it stands, by when, what may be done and why the rest may not, and its trail."""
    person = _who(request)
    return RedirectResponse("/login", 303) if person is None else _proceeding(request, id, person)


def _proceeding(
    request: Request,
    id: str,
    person: str,
    *,
    problem: str | None = None,
    tried: str = "",
    filled: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """``tried`` is a step that came to nothing, ``filled`` what its form held: it stays, whether or not the step is still open."""
    office: Office = request.app.state.office
    try:
        with office.desk(person) as desk:
            told = proceeding_view(desk, id, _lang(request), done=request.query_params.get("done"))
            given = filled or {}
            still_open = any(one["event"] == tried for one in told["open"])
            return _page(
                request,
                "proceeding.html",
                status=status,
                person=desk.actor.name,
                problem=problem,
                filled={tried: given},
                unsent=[] if still_open else written(proceeding_plan(desk.docket, id), given),
                **told,
            )
    except CourtqaError as error:  # there is none, or it is sealed
        return _worklist(request, person, problem=_reasons(error, _lang(request)), status=_status(error))


@router.post("/proceedings/{id}/{event}")
async def step(request: Request, id: str, event: str) -> Response:
    """A step with what its form brought. Refused: the page again, with the reasons and what was filled in."""
    person = _who(request)
    assert person is not None, "the guard lets nobody else in"
    office: Office = request.app.state.office
    form = {name: str(said) for name, said in (await request.form()).items()}
    try:
        with office.desk(person) as desk:
            plan = proceeding_plan(desk.docket, id)
            version = form.get("version", "")
            after = desk.docket.record(
                id,
                event,
                by=desk.actor,
                data=brought(plan, form),
                reason=form.get("reason", ""),
                key=form.get("key", "")[:80] or None,
                expect=int(version) if version.isdecimal() else 0,
            )
    except UnknownName as error:
        return _worklist(request, person, problem=_reasons(error, _lang(request)), status=404)
    except CourtqaError as error:
        said = _reasons(error, _lang(request))
        return _proceeding(request, id, person, problem=said, tried=event, filled=form, status=409)
    return RedirectResponse(f"/proceedings/{id}?done={after.version}", 303)


def proceeding_plan(docket: Any, id: str) -> Any:
    """The plan that the proceeding is pinned to."""
    from courtqa.workflows import plan_of

    found = docket.proceeding(id)
    return plan_of(docket.policy, found.workflow, on=found.edition)


def _status(error: CourtqaError) -> int:
    return 404 if isinstance(error, UnknownName) else 409


def _reasons(error: CourtqaError, lang: str) -> str:
    if isinstance(error, IdempotencyMismatch):
        return words(lang)["sent_before"]
    if isinstance(error, Refused):
        return "\n".join(getattr(reason.text, lang) for reason in error.refusal.reasons)
    return str(getattr(error.text, lang))
