"""The application: pages for people, an interface for programs, one office behind both."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from court_system import api, pages
from court_system.accounts import Sessions
from court_system.desk import Office
from courtqa import Policy


def create_app(
    engine: Engine,
    policy: Policy,
    *,
    secret: str | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """The case system on its own database, with the docket inside it."""
    app = FastAPI(title="Court case system", version="1.0", docs_url="/api/docs", redoc_url=None)
    app.state.office = Office(engine, policy, clock)
    app.state.sessions = Sessions(secret or secrets.token_urlsafe(32))
    app.include_router(api.router)
    app.include_router(pages.router)
    app.middleware("http")(pages.guarded)
    for error in (HTTPException, Exception):
        app.add_exception_handler(error, pages.amiss)
    return app
