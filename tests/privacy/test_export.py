"""A pseudonymised export: nobody can be found in its bytes, nor computed from its counts."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.errors import RecordsError
from courtqa.evaluation.privacy import Column, ExportSpec, anonymity, export, read_spec
from courtqa.evaluation.privacy.cells import suppressed

PLANTED = 10_000
SPEC = ExportSpec(
    (
        Column("case", "pseudonym", of="case"),
        Column("judge", "pseudonym", of="person"),
        Column("presiding", "pseudonym", of="person"),
        Column("division", "category"),
        Column("cause", "category"),
        Column("filed_on", "month"),
        Column("days", "band", width=30),
    ),
    counts=(("division", "cause"), ("filed_on", "division")),
)


def identifiers() -> list[str]:
    """Ten thousand of the kinds that identify a person, no two alike."""
    family, given_name = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
    names = [a + b + c for a, b, c in product(family, given_name, given_name)][: PLANTED // 4]
    cards = [f"23010219{70 + n % 30}{n % 12 + 1:02d}{n % 28 + 1:02d}{n:04d}X" for n in range(PLANTED // 4)]
    phones = [f"139{n:08d}" for n in range(11_111_111, 11_111_111 + PLANTED // 4)]
    cases = [f"（2007）哈民二终字第{n}号" for n in range(100_000, 100_000 + PLANTED // 4)]
    return names + cards + phones + cases


@pytest.fixture(scope="module")
def records() -> tuple[pl.DataFrame, list[str]]:
    """Cases into every column of which identifiers have strayed, those that are handed on included."""
    planted = identifiers()
    count, ids = PLANTED // 4, planted
    base = pl.DataFrame(
        {
            "case": ids[3 * count :],
            "judge": ids[:count],
            "presiding": list(reversed(ids[:count])),
            "party_card": ids[count : 2 * count],
            "phone": ids[2 * count : 3 * count],
            "facts": [
                f"当事人{a}（{b}），电话{c}"
                for a, b, c in zip(ids[:count], ids[count:], ids[2 * count :], strict=False)
            ],
            "division": [ids[n] if n % 50 == 0 else f"民{n % 4}庭" for n in range(count)],
            "cause": [
                ids[2 * count + n] if n % 70 == 0 else ["合同", "婚姻", "侵权"][n % 3] for n in range(count)
            ],
            "filed_on": [
                ids[count + n] if n % 90 == 0 else f"2007-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
                for n in range(count)
            ],
            "days": [ids[2 * count + n] if n % 110 == 0 else str(n % 200) for n in range(count)],
        }
    )
    return base, planted


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_i21_none_of_ten_thousand_planted_identifiers_is_in_the_bytes(records, tmp_path, form):
    frame, planted = records
    made = export(frame, SPEC)
    made.write(tmp_path, purpose="研究", recipient="某大学", format=form)

    written = b"".join(file.read_bytes() for file in sorted(tmp_path.iterdir()))
    if form == "parquet":  # compressed pages are no hiding place: look at what a reader sees, too
        written += pl.read_parquet(tmp_path / "records.parquet").write_csv().encode()
        made.frame.write_parquet(tmp_path / "plain", compression="uncompressed")
        written += (tmp_path / "plain").read_bytes()
    found = [each for each in planted if each.encode() in written]
    assert len(set(planted)) == PLANTED
    assert found == []
    assert frame.write_csv().count("当事人") == frame.height  # they were there
    assert made.frame.height > frame.height * 0.9


def test_no_row_is_alike_to_fewer_than_the_smallest_group(records):
    made = export(records[0], SPEC)

    assert made.anonymity.smallest >= 5
    assert anonymity(made.frame, SPEC.shown).smallest == made.anonymity.smallest
    assert f"{made.anonymity.smallest - 1} others" in made.anonymity.text.en


def test_a_person_has_one_pseudonym_in_an_export_and_another_in_the_next(records):
    frame, _ = records
    one, two = export(frame, SPEC, key=b"1" * 32).frame, export(frame, SPEC, key=b"2" * 32).frame

    assert set(one["judge"]) & set(one["presiding"])
    assert not set(one["judge"]) & set(two["judge"])
    assert not set(one["case"]) & set(one["judge"])
    assert export(frame, SPEC, key=b"1" * 32).frame.equals(one)


def test_the_key_is_destroyed_or_sealed_and_the_record_says_which(records, tmp_path):
    made = export(records[0], SPEC)
    gone = made.write(tmp_path / "a", purpose="研究", recipient="某大学")
    kept = made.write(tmp_path / "b", purpose="研究", recipient="某大学", seal=tmp_path / "key")

    assert (gone["key"], kept["key"]) == ("destroyed", "sealed")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o400
    assert made.key.hex().encode() not in b"".join(file.read_bytes() for file in (tmp_path / "b").iterdir())
    assert json.loads((tmp_path / "a" / "export.json").read_text()) == gone
    for told in gone["files"]:
        assert told["sha256"] == sha256((tmp_path / "a" / told["name"]).read_bytes()).hexdigest()
    assert gone["left_out"] == ["party_card", "phone", "facts"]


tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=3
    )
)


@settings(max_examples=25, deadline=None)
@given(tables)
def test_no_small_count_can_be_told_from_the_sums(cells):
    inner = np.array(cells)
    table = np.zeros((inner.shape[0] + 1, inner.shape[1] + 1), dtype=np.int64)
    table[:-1, :-1] = inner
    table[-1, :] = table[:-1].sum(axis=0)
    table[:, -1] = table[:, :-1].sum(axis=1)

    hidden = suppressed(table, 5)

    small = {cell for cell in np.ndindex(*table.shape) if 0 < table[cell] < 5}
    assert small <= hidden
    for (
        cell
    ) in small:  # somebody who knows all that is shown, and moves along one rectangle, finds another table
        assert any(_alike(table, hidden, cell, sign) for sign in (1, -1)), (table, hidden, cell)


def _alike(table, hidden, cell, sign) -> bool:
    """Whether a table with one more or less in ``cell`` shows the same; found by solving for whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    height, width = table.shape
    place = {one: n for n, one in enumerate(np.ndindex(height, width))}
    rows, low = [], []
    for line in [[(r, c) for c in range(width)] for r in range(height)] + [
        [(r, c) for r in range(height)] for c in range(width)
    ]:
        row = np.zeros(len(place))
        for n, one in enumerate(line):
            row[place[one]] = -1 if n == len(line) - 1 else 1
        rows.append(row)
        low.append(0)
    lower = np.array([0 if one in hidden else table[one] for one in place], dtype=float)
    upper = np.array([1000 if one in hidden else table[one] for one in place], dtype=float)
    if sign > 0:
        lower[place[cell]] = table[cell] + 1
    else:
        upper[place[cell]] = table[cell] - 1
    found = milp(
        np.zeros(len(place)),
        constraints=LinearConstraint(np.array(rows), low, low),
        bounds=Bounds(lower, upper),
        integrality=np.ones(len(place)),
    )
    return found.status == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "columns: {}",
        "columns: {a: secret}",
        "columns: {a: month}\nextra: 1",
        "columns: {a: pseudonym}\ncounts: [[a, a]]",
        "[",
        "columns: {a: month}\nsmallest: 1",
    ],
)
def test_a_specification_that_says_something_else_is_refused(tmp_path, text):
    file = tmp_path / "spec.yaml"
    file.write_text(text)

    with pytest.raises(RecordsError):
        read_spec(file)


def test_the_command_writes_what_may_leave(records, tmp_path):
    records[0].write_csv(tmp_path / "cases.csv")
    (tmp_path / "spec.yaml").write_text(
        "columns:\n  judge: {pseudonym: person}\n  division: category\n  filed_on: month\n  days: {band: 60}\n"
        "counts: [[division, filed_on]]\n"
    )
    words = [
        "privacy",
        "export",
        tmp_path / "cases.csv",
        "--spec",
        tmp_path / "spec.yaml",
        "--out",
        tmp_path / "out",
    ]
    done = CliRunner().invoke(
        app, [*map(str, words), "--purpose", "研究", "--recipient", "某大学", "--lang", "zh"]
    )

    assert done.exit_code == 0, done.output
    assert "无法区分" in done.output
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "records.csv",
        "counts-division-filed_on.csv",
        "export.json",
    }
