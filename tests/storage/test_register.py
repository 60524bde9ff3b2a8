"""The register of numbers: no gap, no number twice, none taken back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date

import pytest

from courtqa.errors import NumberTaken, UnknownName
from courtqa.notices import MemoryRegister, Number, Register
from courtqa.storage import NumberRegister, open_store

DAY = date(2008, 3, 1)

MANY = """
import sys
from datetime import date
from courtqa.storage import NumberRegister, open_store
register = NumberRegister(open_store(sys.argv[1]))
for n in range(25):
    register.assign(series="bulletin", court="c", year=2008, notice_id=f"{sys.argv[2]}-{n}", model_digest="d",
                    on=date(2008, 3, 1))
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "court.db"


@pytest.fixture(params=["memory", "sqlite"])
def register(request, file):
    if request.param == "memory":
        yield MemoryRegister()
        return
    store = open_store(file)
    yield NumberRegister(store)
    store.close()


def given(register, notice: str, *, series: str = "bulletin", year: int = 2008, digest: str = "d") -> Number:
    return register.assign(series=series, court="c", year=year, notice_id=notice, model_digest=digest, on=DAY)


def test_it_keeps_the_protocol_of_the_notices(register):
    assert isinstance(register, Register)


def test_each_series_and_year_counts_from_one_and_the_total_runs_on(register):
    numbers = [
        given(register, "a"),
        given(register, "b"),
        given(register, "c", year=2009),
        given(register, "d", series="other"),
        given(register, "e", year=2009),
    ]

    assert [(n.series, n.year, n.seq, n.total) for n in numbers] == [
        ("bulletin", 2008, 1, 1),
        ("bulletin", 2008, 2, 2),
        ("bulletin", 2009, 1, 3),
        ("other", 2008, 1, 1),
        ("bulletin", 2009, 2, 4),
    ]
    assert [entry.number for entry in register.entries("bulletin", 2009)] == [numbers[2], numbers[4]]
    assert len(register.entries()) == 5


def test_the_same_notice_keeps_its_number_and_a_changed_one_is_refused(register):
    first = given(register, "a")

    assert given(register, "a") == first
    with pytest.raises(NumberTaken):
        given(register, "a", digest="changed")
    assert len(register.entries()) == 1


def test_a_void_number_is_never_given_again(register):
    number = given(register, "a")

    entry = register.void(number, reason="重复编号", on=DAY)

    assert (entry.void, entry.void_reason, entry.number) == (True, "重复编号", number)
    assert given(register, "b").seq == 2
    assert register.entries()[0] == entry


def test_voiding_what_was_never_given_is_an_error(file):
    store = open_store(file)
    with pytest.raises(UnknownName):
        NumberRegister(store).void(Number("bulletin", "c", 2008, 9, 9), reason="x", on=DAY)
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO number VALUES ('c', 'bulletin', 2008, 4, 4, 'x', 'd', '2008-03-01', 0, '', NULL)",
        "INSERT INTO number VALUES ('c', 'bulletin', 2008, 3, 9, 'x', 'd', '2008-03-01', 0, '', NULL)",
        "INSERT OR REPLACE INTO number VALUES ('c', 'bulletin', 2008, 2, 2, 'x', 'd', '2008-03-01', 0, '', NULL)",
        "INSERT OR REPLACE INTO number VALUES ('c', 'bulletin', 2008, 3, 3, 'a', 'd', '2008-03-01', 0, '', NULL)",
        (
            "INSERT OR REPLACE INTO number (rowid, court, series, year, seq, total, notice_id, model_digest, given_on,"
            " void, void_reason) VALUES (1, 'c', 'bulletin', 2008, 3, 3, 'x', 'd', '2008-03-01', 0, '')"
        ),
        "DELETE FROM number WHERE seq = 2",
        "UPDATE number SET seq = 7 WHERE seq = 2",
        "UPDATE number SET notice_id = 'x', void = 1 WHERE seq = 2",
        "UPDATE number SET model_digest = 'x' WHERE seq = 2",
        "UPDATE number SET void = 0 WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_gaps_removal_and_renumbering(file, statement):
    store = open_store(file)
    register = NumberRegister(store)
    register.void(given(register, "a"), reason="x", on=DAY)
    given(register, "b")
    before = register.entries()

    with closing(sqlite3.connect(file)) as raw, pytest.raises(sqlite3.IntegrityError, match="courtqa"):
        raw.execute(statement)

    assert register.entries() == before
    store.close()


def test_many_processes_leave_no_gap(file):
    open_store(file).close()
    processes = [subprocess.Popen([sys.executable, "-c", MANY, str(file), str(n)]) for n in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]

    store = open_store(file)
    numbers = [entry.number for entry in NumberRegister(store).entries()]
    store.close()

    assert [number.seq for number in numbers] == list(range(1, 76))
    assert [number.total for number in numbers] == list(range(1, 76))
