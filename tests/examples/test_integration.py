"""The case system with the docket inside: one transaction, three people, two processes, pages without scripts."""

from __future__ import annotations

import base64
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from sqlalchemy import create_engine
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

import courtqa
from courtqa import Docket
from courtqa.testing.postgres import HOW_TO_GET_IT, postgres_binaries, running_postgres

EXAMPLE = Path(__file__).parents[2] / "examples" / "integration"
sys.path.insert(0, str(EXAMPLE))

from court_system import create_app  # noqa: E402
from court_system.sample import lay  # noqa: E402
from court_system.tables import Lawsuit  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402

NOW = datetime(2008, 9, 18, 1, tzinfo=UTC)
CASE, OTHER = "2008-cv1-0042", "2008-cv1-0057"


@pytest.fixture(scope="module")
def policy() -> courtqa.Policy:
    return courtqa.load_policy("harbin")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.once)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('court') / 'court.db'}"
        return
    if postgres_binaries() is None:
        pytest.skip(HOW_TO_GET_IT)
    with running_postgres() as server:
        yield server.new_database().replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="module")
def app(database: str, policy: courtqa.Policy):
    engine = create_engine(database)
    lay(engine, policy)
    yield create_app(engine, policy, secret="for the test", clock=lambda: NOW)
    engine.dispose()


def at_work(app, name: str) -> TestClient:
    """Somebody's browser, logged in."""
    client = TestClient(app)
    assert (
        client.post("/login", data={"name": name, "password": name}, follow_redirects=False).status_code
        == 303
    )
    client.cookies.set("lang", "en")
    return client


def token(page: str) -> str:
    return re.findall(r'name="token" value="(\w+)"', page)[0]


def reverse(client: TestClient, case: str, **said: str):
    form = {"token": token(client.get("/").text), "outcome": "reversed", "received_on": "2008-09-18", **said}
    return client.post(f"/lawsuits/{case}/reversal", data=form)


def step(client: TestClient, url: str, event: str, **said: str):
    page = client.get(url).text
    version = re.findall(r'name="version" value="(\d+)"', page) or ["1"]
    return client.post(f"{url}/{event}", data={"token": token(page), "version": version[0], **said})


def basic(name: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{name}".encode()).decode()}


def test_three_people_take_a_reversal_through_its_first_steps(app):
    zhou, wang, chen = (at_work(app, name) for name in ("zhou", "wang", "chen"))

    opened = reverse(zhou, CASE)
    url = opened.url.path
    registered = step(zhou, url, "register", appellate_reasons="适用法律错误")

    assert "What you may do" in opened.text
    assert "the opening" in opened.text
    assert "under the division&#39;s own review" in registered.text
    assert "by 2008-09-28" in registered.text

    refused = step(wang, url, "submit_self_review", self_review_report="我自己看过了")
    assert refused.status_code == 409
    assert "Not done" in refused.text
    analysed = step(wang, url, "submit_self_analysis", self_analysis="引用条文有误")
    assert "submit the written analysis" in analysed.text
    reviewed = step(chen, url, "submit_self_review", self_review_report="属适用法律错误")
    assert "under the court" in reviewed.text
    assert "王某" in reviewed.text


def test_what_the_docket_refuses_leaves_the_case_system_untouched(app):
    wang = at_work(app, "wang")

    refused = reverse(wang, OTHER)

    assert refused.status_code == 409
    with Session(app.state.office.engine) as session:
        assert session.get(Lawsuit, OTHER).appeal_outcome is None
        docket = Docket(session, policy=app.state.office.policy)
        assert any(denial.by == "wang" for denial in docket.refusals())


def test_a_form_sent_twice_is_one_step_and_one_changed_meanwhile_is_told_so(app):
    zhou = at_work(app, "zhou")
    url = reverse(zhou, OTHER).url.path
    hidden = dict(re.findall(r'name="(token|version|key)" value="([^"]+)"', zhou.get(url).text))

    once, again = (zhou.post(f"{url}/register", data={**hidden, "appellate_reasons": "甲"}) for _ in range(2))
    changed = zhou.post(f"{url}/register", data={**hidden, "appellate_reasons": "乙"})

    assert [page.status_code for page in (once, again, changed)] == [200, 200, 409]
    assert str(once.url) == str(again.url)
    assert "recorded as number 2" in again.text
    assert "This form was sent before" in changed.text
    assert "What you wrote (not recorded)" in changed.text
    assert "乙" in changed.text
    with Session(app.state.office.engine) as session:
        assert len(Docket(session, policy=app.state.office.policy).trail(url.rpartition("/")[2])) == 2


def test_what_is_not_there_is_said_on_a_page_and_to_programs_as_json(app):
    zhou = at_work(app, "zhou")
    pages = [zhou.get(f"/{path}") for path in ("nowhere", "proceedings/case_review-2008-1/register")]

    assert [page.status_code for page in pages] == [404, 405]
    assert all("Something is amiss" in page.text for page in pages)
    assert all("Content-Security-Policy" in page.headers for page in pages)
    assert zhou.get("/proceedings/none").status_code == 404
    assert zhou.get("/api/nowhere").json() == {"detail": "Not Found"}
    over = zhou.post(f"/lawsuits/{CASE}/reversal", data={"token": "0"})
    assert "Your session is over" in over.text


def test_who_hears_yes_may_rely_on_it(app):
    told: list[str] = []
    listen(app.state.office.engine, "commit", lambda _: told.append("committed"))

    async def watched(scope, receive, send):
        async def sending(message):
            told.append(message["type"])
            await send(message)

        await app(scope, receive, sending)

    answer = TestClient(watched, headers=basic("zhou")).get("/api/worklist")

    assert answer.status_code == 200
    assert told.index("committed") < told.index("http.response.start")


def test_a_form_from_elsewhere_or_without_a_session_does_nothing(app):
    zhou = at_work(app, "zhou")

    forged = zhou.post(f"/lawsuits/{OTHER}/reversal", data={"token": "0" * 64}, follow_redirects=False)
    nobody = TestClient(app).get("/", follow_redirects=False)

    assert forged.headers["location"] == "/login?again=1"
    assert nobody.headers["location"] == "/login"
    assert TestClient(app).post("/login", data={"name": "zhou", "password": "wrong"}).status_code == 401


def test_what_a_person_writes_stays_text(app):
    zhou = at_work(app, "zhou")

    page = step(
        zhou, "/proceedings/case_review-2008-1", "register", appellate_reasons="<script>alert(1)</script>"
    )

    assert "<script>" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_program_hears_every_reason(app):
    client = TestClient(app, headers=basic("wang"))

    said = client.post("/api/proceedings/case_review-2008-1/steps", json={"event": "submit_court_review"})

    assert said.status_code == 409
    assert "role_missing" in said.json()["detail"]["codes"]
    assert client.get("/api/proceedings/case_review-1999-1").status_code == 404
    assert TestClient(app).get("/api/worklist").status_code == 401


def test_another_process_sees_the_same_docket(app, database):
    if database.startswith("sqlite"):
        where = database.removeprefix("sqlite:///")
        command = [
            sys.executable,
            "-m",
            "courtqa",
            "docket",
            "show",
            where,
            "case_review-2008-1",
            "--lang",
            "en",
        ]
        shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

        assert "case_review-2008-1" in shown.stdout, shown.stderr
    with Docket(database.replace("+psycopg", ""), policy=app.state.office.policy) as other:
        assert other.verify().ok
        assert other.proceeding("case_review-2008-1").version >= 2


@pytest.mark.once
def test_the_interface_keeps_its_own_schema(app, database):
    if not database.startswith("sqlite"):
        return  # the interface is the same whatever keeps the docket
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def asked(case):
            case.call_and_validate(headers=basic("zhou"))

        asked()


@pytest.fixture
def address(app) -> Iterator[str]:
    """The case system answering at a port of this machine."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.once
def test_a_person_works_in_a_browser_without_scripts(address, database):
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    from shutil import which

    chromium = which("chromium") or which("google-chrome") or which("chromium-browser")
    if chromium is None:
        pytest.skip("no browser: apt-get install chromium")
    if not database.startswith("sqlite"):
        return
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
        page.goto(f"{address}/login")
        page.fill("#name", "sun")
        page.fill("#password", "sun")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=待办事项")

        assert page.inner_text("h1") == "待办事项"

        page.click("text=发改案件评查")
        assert "您可以办理" in page.inner_text("main")
        page.click("text=English")
        assert "What you may do" in page.inner_text("main")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        browser.close()
