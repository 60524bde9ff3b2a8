"""The interface for programs: JSON in, JSON out, refusals with their reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from court_system.accounts import fits
from court_system.desk import Desk
from court_system.reversals import lawsuit, reverse
from court_system.tables import Account, Lawsuit
from courtqa.errors import Conflict, CourtqaError, IdempotencyMismatch, Refused, UnknownName
from courtqa.workflows import Proceeding

router = APIRouter(prefix="/api", tags=["api"])
basic = HTTPBasic()
Name = Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[\w\-（）〔〕()]+$")]


class Told(BaseModel):
    """What the docket says of a proceeding."""

    id: str
    workflow: str
    state: str
    version: int
    closed: bool
    due: dict[str, date]


class Reversal(BaseModel):
    """What the higher court made of a judgment."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["reversed", "partly_reversed", "remanded"]
    received_on: date


class Step(BaseModel):
    """A step to record. ``expect`` is the version that was read; a step adverse to a person needs it."""

    model_config = ConfigDict(extra="forbid")

    event: Annotated[str, Field(min_length=1, max_length=60)]
    data: dict[str, Any] = {}
    expect: Annotated[int, Field(ge=1, le=2**31)] | None = None
    key: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[\w\-:.]+$")] | None = None


class Why(BaseModel):
    """Why something was refused: codes for programs, sentences for people."""

    codes: list[str]
    zh: str
    en: str


class Refusal(BaseModel):
    """The body of a refusal."""

    detail: Why


SAID: dict[int | str, dict[str, Any]] = {
    401: {"description": "not logged in"},
    404: {"model": Refusal, "description": "there is none of that name"},
    409: {"model": Refusal, "description": "refused, with every reason; or somebody was first"},
}


def caller(request: Request, given: Annotated[HTTPBasicCredentials, Depends(basic)]) -> str:
    """Who calls, by name and password."""
    with Session(request.app.state.office.engine) as session:
        account = session.scalar(select(Account).where(Account.person == given.username))
    if account is None or not fits(given.password, account.secret):
        raise HTTPException(401, "unknown name or password", {"WWW-Authenticate": "Basic"})
    return account.person


def at_desk(request: Request, person: Annotated[str, Depends(caller)]) -> Iterator[Desk]:
    """A desk for the request; what the docket refuses becomes an answer with its reasons."""
    try:
        with request.app.state.office.desk(person) as desk:
            yield desk
    except Refused as error:
        raise HTTPException(409, _why(error, list(error.refusal.codes))) from error
    except (Conflict, IdempotencyMismatch) as error:
        raise HTTPException(409, _why(error, [type(error).__name__])) from error
    except UnknownName as error:
        raise HTTPException(404, _why(error, ["unknown"])) from error
    except CourtqaError as error:
        raise HTTPException(409, _why(error, [type(error).__name__])) from error


# the desk closes, and with it the transaction is committed, before the answer is sent: who hears yes may rely on it
AtDesk = Annotated[Desk, Depends(at_desk, scope="function")]


def _why(error: CourtqaError, codes: list[str]) -> dict[str, object]:
    return {"codes": codes, "zh": error.text.zh, "en": error.text.en}


def _told(proceeding: Proceeding) -> Told:
    return Told(
        id=proceeding.id,
        workflow=proceeding.workflow,
        state=proceeding.state,
        version=proceeding.version,
        closed=proceeding.closed,
        due={clock.name: clock.due for clock in proceeding.clocks},
    )


@router.get("/lawsuits", responses=SAID)
def lawsuits(desk: AtDesk) -> list[dict[str, str | None]]:
    """Every lawsuit, with its review if there is one."""
    found = desk.session.scalars(select(Lawsuit).order_by(Lawsuit.number))
    return [
        {"number": one.number, "title": one.title, "outcome": one.appeal_outcome, "review": one.review}
        for one in found
    ]


@router.post("/lawsuits/{number}/reversal", responses=SAID)
def reversal(number: Name, said: Reversal, desk: AtDesk) -> Told:
    """Say that a judgment was reversed: its review is opened in the same transaction."""
    lawsuit(desk, number)
    return _told(reverse(desk, number, outcome=said.outcome, received_on=said.received_on))


@router.get("/proceedings/{id}", responses=SAID)
def proceeding(id: Name, desk: AtDesk) -> Told:
    """A proceeding as it stands."""
    return _told(desk.docket.reader(desk.actor).proceeding(id))


@router.post("/proceedings/{id}/steps", responses=SAID)
def step(id: Name, said: Step, desk: AtDesk) -> Told:
    """Record a step, or hear every reason why not."""
    return _told(
        desk.docket.record(id, said.event, by=desk.actor, data=said.data, expect=said.expect, key=said.key)
    )


@router.get("/worklist", responses=SAID)
def worklist(desk: AtDesk) -> list[dict[str, str | None]]:
    """What waits for the caller."""
    return [
        {
            "proceeding": item.proceeding.id,
            "title": item.title.en,
            "state": item.state.en,
            "due": None if item.due is None else item.due.isoformat(),
        }
        for item in desk.docket.worklist(by=desk.actor)
    ]
