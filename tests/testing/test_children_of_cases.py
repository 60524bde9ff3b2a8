"""Worked cases with children: they end when the case says so, and a case may say that nothing was in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtqa.kinds import load_policy
from courtqa.policy import Policy
from courtqa.testing import CaseResult, check_case

REFERENCE = "reference: {title: 样式, article: 第1条}"
MAIN = f"""\
title: {{zh: 汇总, en: main}}
{REFERENCE}
subject: matter
open_by: [clerk]
initial: new
fields:
  names: {{title: {{zh: 名单, en: names}}, type: texts}}
states:
  new: {{title: {{zh: 新, en: new}}, note: 样式}}
  asking: {{title: {{zh: 征询, en: asking}}, note: 样式}}
  told: {{title: {{zh: 已答, en: told}}, note: 样式}}
  done: {{title: {{zh: 完毕, en: done}}, final: true}}
transitions:
  - event: ask
    title: {{zh: 征询, en: ask}}
    from: [new]
    to: asking
    by: [clerk]
    requires: [names]
    opens: [{{workflow: opinion, for_each: names}}]
  - event: go_on
    title: {{zh: 齐备, en: go on}}
    from: [asking]
    to: told
    clock: true
    awaits: [{{of: [opinion], in: [given]}}]
  - {{event: close, title: {{zh: 办结, en: close}}, from: [told], to: done, by: [clerk], awaits: [{{of: [opinion]}}]}}
"""
OPINION = f"""\
title: {{zh: 意见, en: opinion}}
{REFERENCE}
subject: matter
open_by: [clerk]
initial: open
states:
  open: {{title: {{zh: 待答, en: open}}, note: 样式}}
  given: {{title: {{zh: 已出具, en: given}}, final: true}}
  refused: {{title: {{zh: 未出具, en: refused}}, final: true}}
transitions:
  - {{event: give, title: {{zh: 出具, en: give}}, from: [open], to: given, by: [clerk]}}
  - {{event: refuse, title: {{zh: 不出具, en: refuse}}, from: [open], to: refused, by: [clerk]}}
"""
PACK = f"""\
name: short
title: {{zh: 样式, en: patterns}}
version: "1"
time_zone: Asia/Shanghai
{REFERENCE}
"""
ROLES = f"""\
title: {{zh: 职务, en: roles}}
{REFERENCE}
roles: {{clerk: {{title: {{zh: 书记员, en: clerk}}}}}}
"""
CASE = """\
title: {zh: 样式, en: pattern}
workflow: main
people: {chen: {name: 陈某, roles: [clerk], unit: office}}
opened:
  by: chen
  at: 2008-03-03
  subject: {id: M1, unit: office}
steps:
  - event: ask
    by: chen
    at: 2008-03-04
    data: {names: [a, b]}
    expect:
      state: asking
      opens: [opinion, opinion]
      about: [{id: a, unit: office, title: a}, {id: b, unit: office, title: b}]
  - child_ends: {workflow: opinion, state: given}
    at: 2008-03-05
    expect: {state: asking}
  - child_ends: {workflow: opinion, state: given}
    at: 2008-03-06
    # both are there: it goes on by itself
    expect: {state: told}
  - {event: close, by: chen, at: 2008-03-07}
finally: {state: done, closed: true, history: [ask, go_on, close]}
"""


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    folder = tmp_path_factory.mktemp("short")
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    rules = {"workflows/main": MAIN, "workflows/opinion": OPINION, "roles/court": ROLES}
    for name, text in rules.items():
        file = folder / name / "2007-01-01.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    return load_policy(folder)


def played(policy: Policy, folder: Path, text: str) -> tuple[CaseResult, ...]:
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    return check_case(policy, file)


def test_a_parent_goes_on_when_its_children_have_ended(short: Policy, tmp_path: Path) -> None:
    assert [result.message for result in played(short, tmp_path, CASE)] == [""]


def test_several_children_may_end_at_once(short: Policy, tmp_path: Path) -> None:
    first, _, rest = CASE.partition("  - child_ends")
    _, _, second = rest.partition("  - child_ends")
    once = f"{first}  - child_ends{second}".replace("state: given}", "state: given, times: 2}")

    assert [result.message for result in played(short, tmp_path, once)] == [""]


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("state: given}", "state: open}", "found the state 'open', expected a final state of opinion"),
        ("state: given}", "state: given, times: 3}", "found 2 opinion under way, expected at least 3"),
        ("workflow: opinion, state", "workflow: opinoin, state", "found 0 opinoin under way"),
        ("{id: b, unit: office", "{id: c, unit: office", "found a child with the id 'b', expected 'c'"),
        ("[{id: a, unit: office, title: a}, ", "[", "found 2 children, expected 1"),
        ("    expect: {state: told}", "    expect: {state: asking}", "found the state told"),
        (
            "at: 2008-03-05\n",
            "at: 2008-03-05\n    event: close\n",
            "found event and child_ends, expected one of event, lapse, recuse, child_ends",
        ),
        ("- {event: close,", "- {", "found nothing that happens"),
    ],
)
def test_what_cannot_end_so_is_named(
    short: Policy, tmp_path: Path, written: str, instead: str, message: str
) -> None:
    assert written in CASE

    results = played(short, tmp_path, CASE.replace(written, instead, 1))

    assert any(message in result.message for result in results), "\n".join(map(str, results))


def test_a_step_that_waits_is_refused_until_the_children_have_ended(short: Policy, tmp_path: Path) -> None:
    refused = CASE.replace("state: given}", "state: refused}").replace("{state: told}", "{state: asking}")

    results = played(short, tmp_path, refused)

    # the one that was refused does not count as given, so nobody may close from where it waits
    assert "wrong_state" in results[0].message


BEFORE = CASE.partition("steps:")[0].replace("at: 2008-03-03", "at: 2006-12-31")


def test_a_case_may_show_that_nothing_was_in_force(short: Policy, tmp_path: Path) -> None:
    results = played(short, tmp_path, BEFORE + "  in_force: false\n")

    assert [result.message for result in results] == [""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BEFORE, "main"),
        (
            BEFORE.replace("2006-12-31", "2007-01-01") + "  in_force: false\n",
            "found the edition of 2007-01-01",
        ),
        (BEFORE + "  in_force: false\nfinally: {state: done}\n", "found what happens later"),
    ],
)
def test_what_was_in_force_after_all_is_named(short: Policy, tmp_path: Path, text: str, message: str) -> None:
    results = played(short, tmp_path, text)

    assert not results[0].ok
    assert message in results[0].message
