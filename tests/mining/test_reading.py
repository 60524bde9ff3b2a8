"""A log from outside is not trusted: no DTD, no entity, no bomb; and no event is dropped in silence."""

from __future__ import annotations

import gzip
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from courtqa.errors import RecordsError
from courtqa.workflows.mining import LogNames, read_log

DATE = '<date key="time:timestamp" value="{}"/>'
EVENT = '<event><string key="concept:name" value="{}"/>' + DATE + "</event>"
TRACE = '<trace><string key="concept:name" value="{}"/>{}</trace>'
AT = "2008-03-03T10:00:00+08:00"


def xes(tmp_path: Path, body: str, *, head: str = "") -> Path:
    file = tmp_path / "log.xes"
    file.write_text(f'{head}<log xes.version="1849.2016">{body}</log>', encoding="utf-8")
    return file


ENTITY = '<!DOCTYPE log [<!ENTITY a "aaaa">]>'
BOMB = '<!DOCTYPE log [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE log SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("head", [ENTITY, BOMB, OUTSIDE], ids=["entity", "bomb", "outside"])
def test_a_log_with_a_dtd_is_refused(tmp_path, head: str) -> None:
    with pytest.raises(RecordsError, match="carries a DTD or an entity"):
        read_log(xes(tmp_path, "", head=head))


def test_a_log_that_nests_too_deep_is_refused(tmp_path) -> None:
    deep = '<string key="a" value="b">' * 40 + "</string>" * 40

    with pytest.raises(RecordsError, match="inside each other"):
        read_log(xes(tmp_path, f"<trace>{deep}</trace>"))


def test_a_value_that_is_too_long_is_refused(tmp_path) -> None:
    with pytest.raises(RecordsError, match="more than 65536 characters"):
        read_log(xes(tmp_path, TRACE.format("x" * 70_000, "")))


def test_a_file_that_unpacks_to_far_more_is_refused(tmp_path) -> None:
    file = tmp_path / "log.xes.gz"
    file.write_bytes(gzip.compress(b'<log xes.version="1.0">' + b" " * 20_000_000 + b"</log>"))

    with pytest.raises(RecordsError, match="far more than it is"):
        read_log(file)


def test_a_file_above_the_limit_is_refused(tmp_path) -> None:
    with pytest.raises(RecordsError, match="more than 100 bytes"):
        read_log(xes(tmp_path, TRACE.format("c", EVENT.format("a", AT))), largest=100)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<log><trace>", "no sound XML"),
        (b"<html/>", "begins with html"),
        (b"", "no sound XML"),
        (b"\xff\xfe\x00", "no sound XML"),
    ],
)
def test_what_is_no_log_is_refused_with_its_line(tmp_path, content: bytes, told: str) -> None:
    file = tmp_path / "log.xes"
    file.write_bytes(content)

    with pytest.raises(RecordsError, match=told):
        read_log(file)


def test_a_truncated_archive_and_a_missing_file_are_refused(tmp_path) -> None:
    file = tmp_path / "log.csv.gz"
    file.write_bytes(gzip.compress(b"case:concept:name,concept:name,time:timestamp\n" * 50)[:40])

    with pytest.raises(RecordsError, match="cannot be read"):
        read_log(file)
    with pytest.raises(RecordsError, match="cannot be read"):
        read_log(tmp_path / "nothing.xes")
    with pytest.raises(RecordsError, match=r"expected \.xes or \.csv"):
        read_log(tmp_path / "log.parquet")


def test_what_cannot_be_taken_over_is_listed_with_its_line(tmp_path) -> None:
    good, naive, nameless = (
        EVENT.format("a", AT),
        EVENT.format("b", "2008-03-03T10:00:00"),
        f"<event>{DATE}</event>",
    )
    body = "\n".join(
        [
            TRACE.format("one", good + "\n" + naive),
            TRACE.format("one", good),
            TRACE.format("", good),
            TRACE.format("two", nameless.format(AT)),
            good,
        ]
    )

    log = read_log(xes(tmp_path, body))

    assert [case.id for case in log.cases] == ["one", "two"]
    assert log.events == 1
    assert [(each.line, each.text.en) for each in log.rejected] == [
        (6, "an event outside any case"),
        (2, "b without a moment and its offset"),
        (3, "the case one stands twice"),
        (4, "a case without an id"),
        (5, "an event without an activity"),
    ]


def test_a_moment_without_offset_needs_the_zone_of_the_court(tmp_path) -> None:
    body = TRACE.format("one", EVENT.format("a", "2008-03-03T10:00:00"))

    log = read_log(xes(tmp_path, body), zone=ZoneInfo("Asia/Shanghai"))

    assert log.rejected == ()
    assert log.cases[0].events[0].at.astimezone(UTC).hour == 2


def test_attributes_inside_attributes_are_counted_as_left_out(tmp_path) -> None:
    nested = '<string key="a" value="1"><int key="b" value="2"/></string><list key="l"><values/></list>'

    log = read_log(xes(tmp_path, f'<trace><string key="concept:name" value="c"/>{nested}</trace>'))

    assert log.cases[0].attributes == {"a": "1"}
    assert log.left_out == {"b": 1, "l": 1, "": 1}


def test_csv_contradictions_and_broken_rows_are_listed(tmp_path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(
        "case:concept:name,case:unit,concept:name,time:timestamp\n"
        f"c1,civil,a,{AT}\n"
        f"c1,criminal,b,{AT}\n"
        f"c1,civil,c\n"
        "c1,civil,d,yesterday\n",
        encoding="utf-8-sig",
    )

    log = read_log(file)

    assert log.cases[0].variant == ("a", "b")
    assert [each.text.en for each in log.rejected] == [
        "unit of the case c1 is criminal here, civil before",
        "a row of 3 cells, not 4",
        "d without a moment and its offset",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "columns are missing: case:concept:name"),
        ("a,a\n", "columns stand twice: a"),
        ("", "columns are missing"),
    ],
)
def test_csv_without_its_columns_is_refused(tmp_path, text: str, told: str) -> None:
    file = tmp_path / "log.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(RecordsError, match=told):
        read_log(file)


def test_csv_in_another_encoding_is_refused(tmp_path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes("case:concept:name,concept:name,time:timestamp\n案,立案,x\n".encode("gb18030"))

    with pytest.raises(RecordsError, match="is not UTF-8"):
        read_log(file)


def test_a_log_with_names_of_its_own_is_read_by_them(tmp_path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(
        f'case:号,步骤,时间,case:期限\n甲1,"立案\n登记",{AT},2008-04-03T00:00:00+08:00\n', encoding="utf-8"
    )

    log = read_log(file, names=LogNames(case="号", activity="步骤", at="时间", due="期限"))

    assert log.cases[0].id == "甲1"
    assert log.cases[0].variant == ("立案\n登记",)
    assert log.cases[0].due_at.date() == date(2008, 4, 3)
