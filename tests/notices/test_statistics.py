"""The register answers the sentences a court reports about its bulletins (H12-H16)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import RecordsError
from courtqa.notices import (
    IssueRecord,
    MemoryRegister,
    NamedPerson,
    Number,
    read_records,
    sentence,
    tally,
    write_records,
)

TITLES = {
    "inspection_bulletin": "督查通报",
    "petition_bulletin": "信访通报",
    "conduct_bulletin": "纪律作风通报",
}


def record(seq, series="inspection_bulletin", *, on=date(2007, 3, 1), named=()):
    return IssueRecord(
        f"{series}-{seq}", Number(series, "court", on.year, seq, seq), (), "t", TITLES[series], on, "d", tuple(named)
    )  # fmt: skip


def test_the_seeds_sentence_on_inspection_bulletins_comes_out_of_119_records():
    """H12: 119 issues, 117 leader person-times."""
    leader = NamedPerson("p1", leader=True)
    records = [record(seq, named=[leader] if seq > 2 else []) for seq in range(1, 120)]

    (figures,) = tally(records)

    assert (figures.issues, figures.person_times, figures.leader_times, figures.persons) == (119, 117, 117, 1)
    assert sentence(figures).zh == "共印发督查通报119期，点名117人次，均为领导干部。"


def test_the_seeds_sentence_on_petition_bulletins_counts_responsible_persons():
    """H16: 213 issues, 1,064 responsible persons."""
    records = [
        record(seq, "petition_bulletin", named=[NamedPerson(f"p{seq}-{at}") for at in range(5 if seq < 213 else 4)])
        for seq in range(1, 214)
    ]  # fmt: skip

    (figures,) = tally(records)

    assert (figures.issues, figures.person_times, figures.leader_times) == (213, 1064, 0)
    assert sentence(figures).zh == "共印发信访通报213期，点名1064人次。"


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("year", ["2007", "2008"]),
        ("half", ["2007H1", "2007H2", "2008H1"]),
        ("quarter", ["2007Q2", "2007Q3", "2008Q1"]),
        ("month", ["2007-06", "2007-07", "2008-01"]),
    ],
)
def test_periods_split_at_their_first_day(by, periods):
    days = (date(2007, 6, 30), date(2007, 7, 1), date(2008, 1, 1))

    found = tally([record(seq, on=day) for seq, day in enumerate(days, start=1)], by=by)

    assert [each.period for each in found] == periods


def test_a_person_counts_once_an_issue_and_as_a_leader_if_ever_named_as_one():
    named = [NamedPerson("p1"), NamedPerson("p1", leader=True), NamedPerson("p2")]

    (figures,) = tally([record(1, named=named), record(2, named=named[:1])])

    assert (figures.person_times, figures.leader_times, figures.persons) == (3, 1, 2)


def test_a_void_number_is_left_out(issued):
    register = MemoryRegister()
    kept, gone = issued(register), issued(register, "petition_bulletin")
    register.void(gone.number, reason="印错", on=date(2008, 4, 5))

    found = tally([IssueRecord.of(kept), IssueRecord.of(gone)], entries=register.entries())

    assert [each.series for each in found] == ["quality_bulletin"]


def test_an_issued_bulletin_leaves_a_record_of_whom_it_names(issued):
    made = IssueRecord.of(issued(MemoryRegister(), "conduct_bulletin"))

    assert made.printed[0] == "哈中法纪作〔2008〕1号"
    assert NamedPerson("p0501", leader=True) in made.named
    assert len(made.named) == 5


@given(st.lists(st.tuples(st.sampled_from(sorted(TITLES)), st.integers(0, 3)), max_size=30))
def test_the_parts_sum_to_the_whole(drawn):
    records = [
        record(seq, series, on=date(2007, 1 + seq % 12, 1), named=[NamedPerson(f"p{at}") for at in range(count)])
        for seq, (series, count) in enumerate(drawn, start=1)
    ]  # fmt: skip

    whole, parts = tally(records), tally(records, by="month")

    assert sum(each.issues for each in whole) == sum(each.issues for each in parts) == len(records)
    assert sum(each.person_times for each in parts) == sum(count for _, count in drawn)


def test_records_are_read_back_as_they_were_written(tmp_path, issued):
    made = (IssueRecord.of(issued(MemoryRegister())),)
    write_records(tmp_path / "r.jsonl", made)

    assert read_records(tmp_path / "r.jsonl") == made


def test_a_line_that_is_no_record_is_named_with_its_place(tmp_path):
    (tmp_path / "r.jsonl").write_text("{}\n", "utf-8")

    with pytest.raises(RecordsError, match="line 1"):
        read_records(tmp_path / "r.jsonl")
