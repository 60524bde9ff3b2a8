"""What comes in is accepted or rejected, and what goes out is what was meant."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courtqa.errors import UnfitNotice
from courtqa.evaluation import read_cases
from courtqa.notices import draft, render
from courtqa.notices.templating import Templates

MAPPING = """
title: {zh: 案件, en: Cases}
columns: {case_id: case_id, division: division, filed_on: filed_on, closed_on: closed_on}
"""


class Reader(HTMLParser):
    """The texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


VALUES = st.sampled_from(
    ["1", "2", "", "civil_1", "2007-01-31", "2007-02-30", "3809-01-01", "NaN", "0123", "赵某", " ", "-"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=8))
def test_i18_every_row_is_accepted_or_rejected_with_its_place(tmp_path, rows):
    records, mapping = tmp_path / "cases.csv", tmp_path / "mapping.yaml"
    lines = ["case_id,division,filed_on,closed_on", *(",".join(row) for row in rows)]
    records.write_text("\n".join(lines) + "\n", "utf-8")
    mapping.write_text(MAPPING, "utf-8")

    report = read_cases(records, mapping).defects

    assert report.accepted + report.rejected == report.rows == len(rows)
    assert bool(report.rejected) <= bool(list(report))


@pytest.mark.parametrize(
    "source",
    [
        "{{ x.__class__ }}",
        "{{ x|attr('y') }}",
        "{% include '/etc/passwd' %}",
        "{{ range(9) }}",
        "{{ cycler }}",
        "{{ x|safe }}",
    ],
)
def test_i19_a_template_reaches_nothing_but_its_context(source):
    with pytest.raises(UnfitNotice):
        Templates({"t.xml.j2": f"<notice>{source}</notice>"}).render(
            "t", "t.xml.j2", {"x": {"y": "甲"}, "y": "y"}
        )


def printed(model) -> str:
    """The text of a document, as it is rendered and read back."""
    reader = Reader()
    reader.feed(render(model, "html"))
    return "".join(reader.texts)


@pytest.mark.parametrize(
    "value", ["A&B<公司>", "</w:t></w:p>", "{{ 7 * 7 }}", "# 一", "[甲](http://a)", "“引号”\\end"]
)
def test_i20_every_value_stands_in_the_document_as_it_is_and_changes_no_structure(harbin, value):
    kind, on = "quality_bulletin", date(2008, 4, 1)
    example = harbin.edition("notices", kind, on=on).value.example
    name = next(key for key, told in example.items() if isinstance(told, str) and not told[:1].isdigit())
    plain, hostile = (draft(harbin, kind, {**example, name: each}, on=on).model for each in ("平常", value))

    assert value in printed(hostile)
    assert [type(block) for block in hostile.blocks] == [type(block) for block in plain.blocks]
