"""The published numbers as a page: what was printed, what we make of it, and the test that cites it."""

from __future__ import annotations

from collections.abc import Mapping

from courtqa.simulation.published.number import Published

__all__ = ["TABLES", "numbers", "page"]

_REAL = "tests/evaluation/test_real_"
TABLES: Mapping[str, str] = {
    "appeals/rank_chambers_2014, rank_judges_2014_min100, rank_origin_districts_2014_min100": _REAL
    + "appeals.py::test_counts_rates_and_ranks_of_the_year_are_the_published_ones",
    "appeals/chamber_by_month_2014, chamber_by_quarter_2014, chamber_by_half_2014": _REAL
    + "appeals.py::test_shorter_periods_are_summed_from_the_same_base",
    "appeals/half_over_half_2014": _REAL
    + "appeals.py::test_the_second_half_is_compared_with_the_first_in_points",
    "appeals/closures_per_judge_2014": _REAL
    + "appeals.py::test_decisions_per_rapporteur_count_each_rapporteur_once_a_chamber",
    "consumer_appeals/by_year, by_quarter, by_month": _REAL
    + "consumer_appeals.py::test_the_whole_set_by_period",
    "consumer_appeals/by_comarca_year_min10": _REAL + "consumer_appeals.py::test_districts_by_year",
    "consumer_appeals/rank_comarca_min10": _REAL
    + "consumer_appeals.py::test_districts_over_both_years_with_their_ranks",
    "case_register/departments_2006_2008, judges_2006_2008": _REAL
    + "register.py::test_the_flow_of_three_years_is_the_expected_one",
    "case_register/known_defects": _REAL + "register.py::test_every_known_defect_is_found_and_counted",
    "workdays/expected_workdays_by_year": "tests/workflows/test_calendar.py::",
    "permit_log/by_department_year, by_department, by_responsible, activity_counts, variants": "tests/mining/test_permit_log.py::",
}
"""The expected tables of the real data sets, computed apart from this project, and the tests that reproduce them."""


def numbers() -> tuple[Published, ...]:
    """All of them, by where they come from."""
    from courtqa.simulation.published.court_figures import COURTS
    from courtqa.simulation.published.days import DEADLINES
    from courtqa.simulation.published.textbooks import TEXTBOOKS

    return (*TEXTBOOKS, *COURTS, *DEADLINES)


def page(command: str) -> str:
    """The page in Markdown. A number that is not ours is marked: a gap is seen at a glance."""
    found = [(each, _ours(each)) for each in numbers()]
    gaps = [each.title for each, ours in found if not each.reproduced(ours)]
    lines = [
        "# Published numbers 已发表的数字",
        "",
        "Every number that the tests cite, recomputed from the published data by",
        "",
        f"```text\n{command}\n```",
        "",
        f"{len(found)} numbers, {len(found) - len(gaps)} reproduced"
        + (f"; not reproduced: {'; '.join(gaps)}." if gaps else ". None is missing."),
    ]
    source = ""
    for each, ours in found:
        if each.source != source:
            source = each.source
            lines += [
                "",
                f"## {source}",
                "",
                "| number | printed | ours | test |",
                "| --- | ---: | ---: | --- |",
            ]
        mark = ours if each.reproduced(ours) else f"**{ours}**"
        lines.append(f"| {each.title} | {each.printed} | {mark} | {_link(each.test)} |")
    lines += [
        "",
        "## Tables of real data, computed apart from this project",
        "",
        "The data are not in this repository; where they are at hand (`COURTQA_DATA`) every cell is compared.",
        "",
        "| table | test |",
        "| --- | --- |",
        *(f"| {name} | {_link(test)} |" for name, test in TABLES.items()),
        "",
    ]
    return "\n".join(lines)


def _ours(each: Published) -> str:
    if each.needs is not None:
        from importlib.util import find_spec

        if find_spec(each.needs) is None:
            return f"needs {each.needs}"
    return each.ours()


def _link(test: str) -> str:
    file, _, name = test.partition("::")
    where = file.removeprefix("tests/")
    return f"`{where}` {name.removeprefix('test_').replace('_', ' ')}".strip()
