"""Well over a hundred bad files, each with what must come of it: refused in a sentence, or read without a change."""

from __future__ import annotations

import gzip
import importlib.util
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from courtqa.errors import RecordsError
from courtqa.evaluation import Cases, read_cases
from courtqa.evaluation.jail import Limits, read_in_jail


def beside(name: str) -> ModuleType:
    """A module of this folder that holds no tests."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


values, books = beside("bad_values"), beside("bad_workbooks")
REJECTED = values.REJECTED
COLUMNS = ",".join(books.COLUMNS)
GOOD = ",".join(books.GOOD)
MAPPING = """
title: {zh: 案件, en: Cases}
columns: {case_id: case_id, division: division, filed_on: filed_on, closed_on: closed_on}
keep:
  amount: {column: amount, type: number}
  pages: {column: pages, type: integer}
"""
CSV = f"{COLUMNS}\n{GOOD}\n"
GZ_BOMB = gzip.compress(b"a" * (8 << 20), 1) * 75  # 600 MiB in less than 3


def odd(column: str, written: str) -> str:
    """A file of three rows, the one in the middle odd in one column."""
    cells = dict(zip(books.COLUMNS, ("2", *books.GOOD[1:]), strict=True)) | {column: written}
    return f"{COLUMNS}\n{GOOD}\n{','.join(cells.values())}\n{GOOD.replace('1', '3', 1)}\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Cases]:
    def from_bytes(content: bytes, suffix: str = ".csv", more: str = "") -> Cases:
        records, mapping = tmp_path / f"records{suffix}", tmp_path / "mapping.yaml"
        records.write_bytes(content)
        mapping.write_text(MAPPING + more, encoding="utf-8")
        cases = read_cases(records, mapping)

        report = cases.defects
        assert report.accepted + report.rejected == report.rows
        assert sum(each.rejected for each in report) == report.rejected
        return cases

    return from_bytes


def wanted() -> Iterator[Any]:
    for name, (written, found, defects) in values.TEXTS.items():
        yield pytest.param("case_id", written, found, defects, id=f"id_{name}")
    for name, (written, found, defects) in values.DAYS.items():
        yield pytest.param("filed_on", written, found, defects, id=f"day_{name}")
    for name, (written, found) in values.NUMBERS.items():
        yield pytest.param("amount", written, found, (), id=f"number_{name}")
    for name, (written, found) in values.WHOLES.items():
        yield pytest.param("pages", written, found, (), id=f"whole_{name}")


@pytest.mark.parametrize(("column", "written", "found", "defects"), list(wanted()))
def test_an_odd_value_is_taken_as_it_is_or_its_row_is_rejected(
    read: Any, column: str, written: str, found: object, defects: tuple[str, ...]
) -> None:
    cases = read(odd(column, written).encode())

    held = cases.frame.filter(pl.col("record") == 2)
    if found is REJECTED:
        assert held.is_empty()
        assert [(each.row, each.found) for each in cases.defects[f"{column}_unreadable"].first] == [
            (2, written.strip('"'))
        ]
    else:
        assert held.get_column(column).item() == found
        assert {each.code for each in cases.defects if each.count} == set(defects)
    assert cases.frame.filter(pl.col("record") != 2).height == 2


REFUSED_TEXTS: dict[str, tuple[bytes, str, str]] = {
    "nothing_at_all": (b"", ".csv", "the file is empty"),
    "a_mark_alone": (b"\xef\xbb\xbf", ".csv", "the file is empty"),
    "another_header": (b"a,b\n1,2\n", ".csv", "there is no column 'case_id'"),
    "a_header_in_capitals": (CSV.replace("case_id", "Case_Id").encode(), ".csv", "did you mean 'Case_Id'"),
    "semicolons": (CSV.replace(",", ";").encode(), ".csv", "there is no column 'case_id'"),
    "a_header_twice": (CSV.replace("pages", "amount").encode(), ".csv", "stands twice (column 6)"),
    "a_header_without_name": (CSV.replace("pages", " ").encode(), ".csv", "column 6 has no name"),
    "a_row_too_short": ((CSV + "2,a\n").encode(), ".csv", "record 2 (line 3) has 2 columns"),
    "a_row_too_long": ((CSV + GOOD + ",x\n").encode(), ".csv", "record 2 (line 3) has 7 columns"),
    "a_blank_line_between": ((CSV + "\n" + GOOD + "\n").encode(), ".csv", "record 2 (line 3) has 0 columns"),
    "a_quote_that_never_closes": ((CSV + '2,"a,b\n').encode(), ".csv", "unexpected end of data"),
    "a_quote_in_the_middle": ((CSV + '2,"a"b,,,,\n').encode(), ".csv", "line 3: "),
    "a_field_beyond_the_limit": (
        (CSV + "2," + "x" * 131_073 + ",,,,\n").encode(),
        ".csv",
        "field larger than",
    ),
    "a_nul": ((CSV + "2,a\x00b,,,,\n").encode(), ".csv", "line 3 holds a NUL character"),
    "gbk": ((CSV + "2,民一庭,,,,\n").encode("gbk"), ".csv", "line 3 holds bytes that are not utf-8"),
    "gb18030": ((CSV + "2,𠮷一庭,,,,\n").encode("gb18030"), ".csv", "not utf-8; name the encoding"),
    "big5": ((CSV + "2,民一庭,,,,\n").encode("big5"), ".csv", "line 3 holds bytes that are not utf-8"),
    "latin_1": ((CSV + "2,Zürich,,,,\n").encode("latin-1"), ".csv", "line 3 holds bytes that are not utf-8"),
    "utf_16": (CSV.encode("utf-16"), ".csv", "line 1 holds bytes that are not utf-8"),
    "utf_16_without_mark": (CSV.encode("utf-16-le"), ".csv", "line 1 holds a NUL character"),
    "utf_32": (CSV.encode("utf-32"), ".csv", "holds"),
    "a_lone_surrogate": (
        CSV.encode() + b"2,\xed\xa0\x80,,,,\n",
        ".csv",
        "line 3 holds bytes that are not utf-8",
    ),
    "an_overlong_slash": (
        CSV.encode() + b"2,\xc0\xaf,,,,\n",
        ".csv",
        "line 3 holds bytes that are not utf-8",
    ),
    "a_cut_character": ((CSV + "2,民").encode()[:-1], ".csv", "line 3 holds bytes that are not utf-8"),
    "a_workbook_called_csv": (books.book(books.table()), ".csv", "holds"),
    "a_picture_called_csv": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, ".csv", "holds"),
    "json_called_csv": (b'[{"case_id": 1}]', ".csv", "was not read"),
    "html_called_csv": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", ".csv", "no column"),
    "a_pdf": (b"%PDF-1.7\n", ".pdf", "only CSV"),
    "no_suffix": (CSV.encode(), "", "only CSV"),
    "a_zip": (books.book(books.table()), ".zip", "only CSV"),
    "gzip_that_is_none": (CSV.encode(), ".csv.gz", "the compressed file is damaged"),
    "gzip_cut_short": (gzip.compress(CSV.encode())[:-9], ".csv.gz", "the compressed file is damaged"),
    "a_gzip_bomb": (GZ_BOMB, ".csv.gz", "it unpacks to more than 512 MiB"),
    "a_gzipped_workbook": (gzip.compress(books.book(books.table())), ".xlsx.gz", "only CSV"),
    "a_thousand_columns_of_nothing": (b"," * 1_000 + b"\n", ".csv", "column 1 has no name"),
}


@pytest.mark.parametrize(("content", "suffix", "message"), REFUSED_TEXTS.values(), ids=list(REFUSED_TEXTS))
def test_a_file_that_is_no_sound_table_is_refused_whole(
    read: Any, content: bytes, suffix: str, message: str
) -> None:
    with pytest.raises(RecordsError) as refused:
        read(content, suffix)
    assert message in str(refused.value)
    assert refused.value.text.zh != refused.value.text.en


READ_TEXTS: dict[str, tuple[bytes, str, str]] = {
    "a_byte_order_mark": (b"\xef\xbb\xbf" + CSV.encode(), ".csv", ""),
    "no_line_end_at_the_end": (CSV.rstrip().encode(), ".csv", ""),
    "line_ends_of_windows": (CSV.replace("\n", "\r\n").encode(), ".csv", ""),
    "line_ends_of_old_macintosh": (CSV.replace("\n", "\r").encode(), ".csv", ""),
    "gb18030_that_is_named": (CSV.encode("gb18030"), ".csv", "encoding: gb18030"),
    "utf_16_that_is_named": (CSV.encode("utf-16"), ".csv", "encoding: utf-16"),
    "tabs_that_are_named": (CSV.replace(",", "\t").encode(), ".tsv", 'separator: "\\t"'),
    "gzip": (gzip.compress(CSV.encode()), ".csv.gz", ""),
    "quotes_everywhere": (
        "".join(f'"{line.replace(",", chr(34) + "," + chr(34))}"\n' for line in CSV.split()[:1]).encode()
        + (GOOD + "\n").encode(),
        ".csv",
        "",
    ),
}


@pytest.mark.parametrize(("content", "suffix", "more"), READ_TEXTS.values(), ids=list(READ_TEXTS))
def test_a_sound_table_is_read_however_its_lines_end(
    read: Any, content: bytes, suffix: str, more: str
) -> None:
    cases = read(content, suffix, more)

    assert cases.frame.select("case_id", "division", "amount", "pages").row(0) == ("1", "Civil 1", 10.5, 3)
    assert len(cases) == 1


def test_mixed_line_ends_lose_no_row(read: Any) -> None:
    cases = read(f"{COLUMNS}\r\n{GOOD}\n{GOOD}\r{GOOD}\r\n".encode())

    assert cases.frame.get_column("case_id").to_list() == ["1", "1", "1"]
    assert cases.defects["case_id_repeated"].count == 2


REFUSED_BOOKS: dict[str, tuple[bytes, str, str]] = {
    "no_package": (CSV.encode(), ".xlsx", "not a readable Excel file"),
    "nothing_at_all": (b"", ".xlsx", "not a readable Excel file"),
    "cut_short": (books.book(books.table())[:-40], ".xlsx", "not a readable Excel file"),
    "a_package_of_something_else": (books.book(books.table()).replace(b"workbook.xml", b"wordbook.xml"), ".xlsx", "not a readable"),
    "text_called_xls": (CSV.encode(), ".xls", "not a readable Excel file"),
    "html_called_xls": (b"<html><table></table></html>", ".xls", "not a readable Excel file"),
    "broken_xml": (books.book("<worksheet><sheetData>"), ".xlsx", "not a readable Excel file"),
    "a_zip_bomb": (books.zip_bomb(), ".xlsx", "times its size: a bomb"),
    "a_bomb_that_lies": (books.lying_bomb(), ".xlsx", "was not read"),
    "cells_at_the_ends_of_the_sheet": (books.sparse(), ".xlsx", "scattered over too wide a sheet"),
    "an_entity_that_reaches_outside": (books.book(books.entities("outside")), ".xlsx", "declares a document type"),
    "entities_that_grow": (books.book(books.entities("growing")), ".xlsx", "declares a document type"),
    "a_password": (books.locked(books.book(books.table())), ".xlsx", "was not read"),
    "an_empty_sheet": (books.book(books.sheet()), ".xlsx", "the file is empty"),
    "no_sheet": (books.book(), ".xlsx", "the file is empty"),
    "a_header_twice": (books.book(books.sheet([books.text("case_id")] * 2)), ".xlsx", "stands twice"),
    "a_header_without_name": (books.book(books.sheet([books.text("case_id"), "", books.text("c")])), ".xlsx", "column 2 has no name"),
    "two_sheets": (books.book(books.table(), books.table()), ".xlsx", "several sheets: Sheet1, Sheet2"),
    "a_formula_never_calculated": (books.book(books.table(amount="><f>1+1</f>")), ".xlsx", "cell E3 holds a formula without a result"),
    "a_number_of_twenty_digits": (books.book(books.table(case_id=books.number("20250123456789012345"))), ".xlsx", "cell A3 holds a number of more than the 15 digits"),
    "a_number_beyond_all_numbers": (books.book(books.table(amount=books.number("1e400"))), ".xlsx", "cell E3 holds a number"),
    "a_number_that_is_none": (books.book(books.table(amount=books.number("ten"))), ".xlsx", "not a readable Excel file"),
    "a_text_that_is_not_there": (books.book(books.table(case_id='t="s"><v>7</v>'), shared="<si><t>a</t></si>"), ".xlsx", "was not read"),
    "a_cell_without_a_place": (books.book(books.table().replace('r="A3"', 'r="3A"')), ".xlsx", "not a readable Excel file"),
    "five_thousand_parts": (books.book(books.table(), more={f"x/{at}": b"" for at in range(5_100)}), ".xlsx", "too many parts"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "suffix", "message"), REFUSED_BOOKS.values(), ids=list(REFUSED_BOOKS))
def test_a_hostile_or_broken_workbook_is_refused_whole(
    read: Any, content: bytes, suffix: str, message: str
) -> None:
    with pytest.raises(RecordsError) as refused:
        read(content, suffix)
    assert message in str(refused.value)


DATES = ("yyyy\\-mm\\-dd", "00000", "#,##0.00", "0.00%", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;")
SEEN: dict[str, tuple[dict[str, str], dict[str, object], str]] = {
    "a_day": ({"filed_on": books.number("39084", 1)}, {"filed_on": "2007-01-02"}, ""),
    "a_chinese_day": ({"filed_on": books.number("39084", 5)}, {"filed_on": "2007-01-02"}, ""),
    "a_day_counted_from_1904": (
        {"filed_on": books.number("37622", 1)},
        {"filed_on": "2007-01-02"},
        '<workbookPr date1904="1"/>',
    ),
    "a_day_that_never_was": ({"filed_on": books.number("60", 1)}, {"filed_on": REJECTED}, ""),
    "a_number_for_a_day": ({"filed_on": books.number("39084")}, {"filed_on": REJECTED}, ""),
    "zeros_that_a_format_shows": ({"case_id": books.number("123", 2)}, {"case_id": "00123"}, ""),
    "a_plain_number_as_id": ({"case_id": books.number("123")}, {"case_id": "123"}, ""),
    "fifteen_digits": ({"case_id": books.number("123456789012345")}, {"case_id": "123456789012345"}, ""),
    "a_decorated_number": ({"amount": books.number("1234.5", 3)}, {"amount": 1234.5}, ""),
    "a_tenth": ({"amount": books.number("0.1")}, {"amount": 0.1}, ""),
    "a_truth": ({"case_id": 't="b"><v>1</v>'}, {"case_id": "TRUE"}, ""),
    "an_error": ({"filed_on": 't="e"><v>#N/A</v>'}, {"filed_on": REJECTED}, ""),
    "a_formula_with_its_result": ({"case_id": 't="str"><f>A1</f><v>7</v>'}, {"case_id": "7"}, ""),
    "a_text_of_digits": (
        {"case_id": books.text("00250843520028260001")},
        {"case_id": "00250843520028260001"},
        "",
    ),
    "the_name_na": ({"case_id": books.text("NA")}, {"case_id": "NA"}, ""),
    "markup": ({"case_id": books.text("a<b>&c")}, {"case_id": "a<b>&c"}, ""),
    "a_text_like_a_formula": ({"case_id": books.text("=1+1")}, {"case_id": "=1+1"}, ""),
    "an_empty_cell": ({"amount": ""}, {"amount": None}, ""),
}


@pytest.mark.parametrize(("cells", "found", "settings"), SEEN.values(), ids=list(SEEN))
def test_a_cell_is_read_as_the_person_sees_it(
    read: Any, cells: dict[str, str], found: dict[str, object], settings: str
) -> None:
    cases = read(books.book(books.table(**cells), formats=DATES, settings=settings), ".xlsx")

    held = cases.frame.filter(pl.col("record") == 2)
    for column, value in found.items():
        if value is REJECTED:
            assert (held.height, cases.defects[f"{column}_unreadable"].rejected) == (0, 1)
        else:
            read_as = held.get_column(column).item()
            assert (read_as.isoformat() if hasattr(read_as, "isoformat") else read_as) == value


def test_one_of_several_sheets_is_read_when_it_is_named(read: Any) -> None:
    other = books.sheet([books.text("nothing")])
    package = books.book(other, books.table(), names=("注", "案件"))

    assert len(read(package, ".xlsx", "sheet: 案件")) == 2
    with pytest.raises(RecordsError, match="there is no sheet 'Cases'; it has 注, 案件"):
        read(package, ".xlsx", "sheet: Cases")


def test_a_hidden_sheet_is_not_taken_for_the_records(read: Any) -> None:
    assert len(read(books.book(books.table(), books.table(), hidden=(2,)), ".xlsx")) == 2


def test_a_title_above_the_header_is_passed_over_when_the_mapping_says_so(read: Any) -> None:
    titled = books.sheet(
        [books.text("2007年登记")],
        [books.text(name) for name in books.COLUMNS],
        [books.text(v) for v in books.GOOD],
    )

    assert len(read(books.book(titled), ".xlsx", "header_row: 2")) == 1
    with pytest.raises(RecordsError, match="it has no row 9"):
        read(books.book(titled), ".xlsx", "header_row: 9")


def parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


ROWS = pl.DataFrame({name: [value] for name, value in zip(books.COLUMNS, books.GOOD, strict=True)})
REFUSED_PARQUET: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not a readable Parquet file"),
    "text": (CSV.encode(), "not a readable Parquet file"),
    "cut_short": (parquet(ROWS)[:-20], "not a readable Parquet file"),
    "cut_in_the_middle": (parquet(ROWS)[:200] + parquet(ROWS)[-8:], "not a readable Parquet file"),
    "lists": (parquet(ROWS.with_columns(pages=pl.concat_list("pages"))), "hold lists, records or bytes"),
    "bytes": (parquet(ROWS.with_columns(pages=pl.lit(b"x"))), "hold lists, records or bytes"),
    "records": (parquet(ROWS.with_columns(pages=pl.struct("pages"))), "hold lists, records or bytes"),
    "a_column_too_few": (parquet(ROWS.drop("pages")), "there is no column 'pages'"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), REFUSED_PARQUET.values(), ids=list(REFUSED_PARQUET))
def test_a_parquet_file_that_is_no_table_is_refused(read: Any, content: bytes, message: str) -> None:
    with pytest.raises(RecordsError, match=message):
        read(content, ".parquet")


def test_epoch_milliseconds_in_a_column_of_numbers_are_no_days(read: Any) -> None:
    cases = read(parquet(ROWS.with_columns(filed_on=pl.lit(1167696000000))), ".parquet")

    assert (len(cases), cases.defects["filed_on_unreadable"].rejected) == (0, 1)


def test_a_number_that_is_none_in_a_column_of_numbers_is_no_number(read: Any) -> None:
    odd_numbers = pl.concat(
        [ROWS.with_columns(amount=pl.lit(number)) for number in (float("nan"), float("inf"), 1.0)]
    )
    cases = read(parquet(odd_numbers), ".parquet")

    assert cases.frame.get_column("amount").to_list() == [1.0]


def test_what_costs_too_much_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    flood, sound = tmp_path / "flood.xlsx", tmp_path / "sound.csv"
    flood.write_bytes(books.cell_flood(60_000))
    sound.write_text(CSV, encoding="utf-8")

    with pytest.raises(RecordsError, match="more than 50,000 cells"):
        read_in_jail(flood, encoding="utf-8", separator=",", limits=Limits(cells=50_000))
    with pytest.raises(RecordsError, match="memory"):
        read_in_jail(flood, encoding="utf-8", separator=",", limits=Limits(memory=300 << 20))
    assert read_in_jail(sound, encoding="utf-8", separator=",")[0].height == 1


def test_a_changed_byte_changes_the_digest(read: Any) -> None:
    assert read(CSV.encode()).sha256 != read(CSV.replace("10.5", "10.6").encode()).sha256


def test_there_are_more_than_a_hundred_bad_files() -> None:
    lists = (list(wanted()), REFUSED_TEXTS, READ_TEXTS, REFUSED_BOOKS, SEEN, REFUSED_PARQUET)

    assert sum(map(len, lists)) >= 180
