"""A small court: a policy of two workflows, the people who act in it, and dockets to act on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from attrs import frozen

from courtqa.policy import Policy, load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Proceeding, Subject

PACK = Path(__file__).parent / "pack"
START = datetime(2008, 1, 7, 1, tzinfo=UTC)  # nine in the morning in Harbin
OFFICER = Actor.of("wang", "王某", "officer", unit="office")
CHIEF = Actor.of("liu", "刘某", "chief", unit="civil_1")
OTHER_CHIEF = Actor.of("he", "何某", "chief", unit="civil_2")
JUDGE = Actor.of("zhao", "赵某", "judge", unit="civil_1")
LEADERS = (Actor.of("sun", "孙某", "leader"), Actor.of("qian", "钱某", "leader"))


@frozen
class Desk:
    """A docket, its people, and the usual course of a review."""

    docket: Docket
    officer: Actor = OFFICER
    chief: Actor = CHIEF
    other_chief: Actor = OTHER_CHIEF
    judge: Actor = JUDGE
    leaders: tuple[Actor, Actor] = LEADERS
    start: datetime = START

    def day(self, days: int) -> datetime:
        """The moment so many days after the start."""
        return self.start + timedelta(days)

    def opened(self, number: int = 1, *, key: str | None = None) -> Proceeding:
        """A review just opened."""
        subject = Subject(
            "case", f"民终{number}号", unit="civil_1", persons=("zhao",), title=f"民终{number}号"
        )
        return self.docket.open("review", subject=subject, by=self.officer, at=self.start, key=key)

    def notified(self, number: int = 1) -> Proceeding:
        """A review that has been reported and graded: the judge's time to answer runs."""
        reported = self.docket.record(
            self.opened(number), "report", by=self.chief, at=self.day(1), data={"report": "已查"}
        )
        return self.docket.record(reported, "grade", by=self.officer, at=self.day(2), data={"grade": "poor"})

    def closed(self, number: int = 1) -> Proceeding:
        """A review that ran its whole course."""
        settled = self.docket.record(
            self.notified(number), "answer", by=self.judge, at=self.day(3), data={"grounds": "不服"}
        )
        half = self.docket.record(settled, "close", by=self.leaders[0], at=self.day(4))
        return self.docket.record(half, "close", by=self.leaders[1], at=self.day(5))


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load(PACK, kinds=KINDS, offers=OFFERS)


@pytest.fixture
def new_desk(policy: Policy) -> Iterator[Callable[..., Desk]]:
    """A desk on the docket at a path, in memory unless one is named."""
    made: list[Docket] = []

    def make(where: str | Path = ":memory:") -> Desk:
        made.append(Docket(where, policy=policy, clock=lambda: START))
        return Desk(made[-1])

    yield make
    for docket in made:
        docket.close()


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    return new_desk()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "court.db"


@pytest.fixture
def forge() -> Callable[..., None]:
    """What somebody with the file in hands can do: any statement, no foreign keys, and the triggers back in the end."""

    def tamper(file: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
        with sqlite3.connect(file) as raw:
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                raw.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                raw.execute(statement, values)
            for _, words in triggers:
                raw.execute(words)
        raw.close()

    return tamper


@pytest.fixture(scope="session")
def strict_policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """The same rules, where reports and grounds are about a person, and a grade bears on one."""
    folder = tmp_path_factory.mktemp("strict") / "pack"
    copytree(PACK, folder)
    for name in ("review", "analysis"):
        file = folder / "workflows" / name / "2000-01-01.yaml"
        text = file.read_text("utf-8")
        for field in ("report", "grounds"):
            text = re.sub(rf"(\n  {field}: {{title: .*type: text)}}", r"\1, personal: true}", text)
        text = text.replace(
            "\n    requires: [grade]",
            "\n    requires: [grade]\n    adverse: true\n    after: [report]\n    remedy: answer"
            "\n    authority: {zh: 测试规则第二条, en: Rules for tests 2}",
        )
        file.write_text(text, "utf-8")
    return load(folder, kinds=KINDS, offers=OFFERS)
