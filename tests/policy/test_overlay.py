"""Later over earlier: add freely, replace aloud, and the whole is checked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import Factory, frozen
from hypothesis import given
from hypothesis import strategies as st

from courtqa.errors import PolicyError
from courtqa.policy import Kind, Policy, load
from courtqa.policy.overlay import amend
from courtqa.policy.reading import read_document

WritePack = Callable[..., Path]
ON = date(2008, 6, 1)
AMENDS = "amends: our court is small\nreference: {title: 院规, article: 第9条}\n"


@frozen
class Rule:
    """A rule of every shape: a word, a list, keys."""

    first: str
    steps: tuple[str, ...] = ()
    terms: Mapping[str, int] = Factory(dict)


KINDS: list[Kind[Any]] = [Kind("rules", Rule)]
BODY = "first: filed\nsteps: [read, hear]\nterms: {answer: 30, appeal: 15}\n"
FILE = "rules/hearing/2008-01-01.yaml"


@pytest.fixture
def overlaid(write_pack: WritePack, head: str) -> Callable[[str], Policy]:
    """A function that lays a change over the rule above."""
    write_pack("base", {FILE: head + "assumptions: [{at: terms.answer, note: a guess}]\n" + BODY})

    def lay(change: str) -> Policy:
        return load(write_pack("over", {FILE: AMENDS + change}, extends="../base"), kinds=KINDS)

    return lay


def rule_of(policy: Policy) -> Rule:
    rule = policy.edition("rules", "hearing", on=ON).value
    assert isinstance(rule, Rule)
    return rule


def test_replace_add_and_remove_work_by_key_one_level_down(overlaid: Callable[[str], Policy]) -> None:
    policy = overlaid(
        "replace: {first: heard, terms: {answer: 20}}\nadd: {terms: {reply: 5}, steps: [vote]}\n"
        "remove: {terms: [appeal], steps: [read]}\n"
    )

    assert rule_of(policy) == Rule("heard", ("hear", "vote"), {"answer": 20, "reply": 5})


def test_a_key_is_removed_whole(overlaid: Callable[[str], Policy]) -> None:
    assert rule_of(overlaid("remove: [steps]\n")).steps == ()


def test_a_list_is_replaced_whole(overlaid: Callable[[str], Policy]) -> None:
    assert rule_of(overlaid("replace: {steps: [decide]}\n")).steps == ("decide",)


def test_the_amended_edition_tells_its_law_its_reason_and_what_it_shadows(
    overlaid: Callable[[str], Policy],
) -> None:
    edition = overlaid("replace: {terms: {answer: 20}}\n").edition("rules", "hearing", on=ON)

    assert (edition.pack, edition.amends) == ("over", "our court is small")
    assert [reference.article for reference in edition.references] == ["第9条", "第1条"]
    assert edition.shadows is not None
    assert edition.shadows.value.terms["answer"] == 30


def test_an_assumption_ends_where_the_amendment_settles_it(overlaid: Callable[[str], Policy]) -> None:
    assert overlaid("replace: {terms: {answer: 20}}\n").assumptions() == ()
    assert [found.path for found in overlaid("replace: {first: heard}\n").assumptions()] == [
        "rules/hearing/terms/answer"
    ]


def test_the_whole_is_checked_again(overlaid: Callable[[str], Policy]) -> None:
    with pytest.raises(PolicyError, match="no 'first'"):
        overlaid("remove: [first]\n")


def test_a_fault_in_an_amendment_is_found_in_the_amending_file(overlaid: Callable[[str], Policy]) -> None:
    with pytest.raises(PolicyError, match=re.escape(f"over/{FILE}:4: found the text '20', expected a whole")):
        overlaid('add: {steps: [vote]}\nreplace: {terms: {answer: "20"}}\n')


def test_an_empty_overlay_changes_nothing(write_pack: WritePack, head: str) -> None:
    base = load(write_pack("base", {FILE: head + BODY}), kinds=KINDS)
    over = load(write_pack("over", extends="../base"), kinds=KINDS)

    assert over.digest == base.digest
    assert not base.diff(over)
    assert [pack.name for pack in over.packs] == ["base", "over"]


def test_another_day_of_an_edition_just_adds(write_pack: WritePack, head: str) -> None:
    write_pack("base", {FILE: head + BODY})
    over = write_pack("over", {"rules/hearing/2009-01-01.yaml": head + "first: heard\n"}, extends="../base")

    policy = load(over, kinds=KINDS)

    assert policy.edition("rules", "hearing", on=date(2008, 12, 31)).value.first == "filed"
    assert policy.edition("rules", "hearing", on=date(2009, 1, 1)).value.first == "heard"


def test_three_packs_amend_one_after_the_other(write_pack: WritePack, head: str) -> None:
    write_pack("base", {FILE: head + BODY})
    write_pack("city", {FILE: AMENDS + "replace: {terms: {answer: 20}}\n"}, extends="../base")
    last = write_pack("court", {FILE: AMENDS + "replace: {terms: {answer: 10}}\n"}, extends="../city")

    explained = load(last, kinds=KINDS).explain("rules/hearing/terms/answer", on=ON)

    assert (explained.value, explained.pack) == (10, "court")
    assert [(shadow.pack, shadow.value) for shadow in explained.shadows] == [("city", 20), ("base", 30)]


words = st.text(alphabet="abc", min_size=1, max_size=3)
bodies = st.dictionaries(words, st.integers() | st.dictionaries(words, st.integers(), max_size=3), max_size=4)


@given(bodies)
def test_an_amendment_without_changes_leaves_every_body_as_it_is(body: dict[str, Any]) -> None:
    from courtqa.policy.canonical import canonical

    base = read_document(canonical(body)) if body else read_document("{}")
    problems: list[Any] = []
    after, touched = amend(base, read_document("amends: nothing"), problems)

    assert (after.value, touched, problems) == (base.value, (), [])


@given(bodies, words, st.integers())
def test_what_is_added_and_then_removed_leaves_no_trace(body: dict[str, Any], key: str, value: int) -> None:
    from courtqa.policy.canonical import canonical

    body.pop(key, None)
    base = read_document(canonical(body))
    problems: list[Any] = []
    added, _ = amend(base, read_document(f'add: {{"{key}": {value}}}'), problems)
    back, _ = amend(added, read_document(f'remove: ["{key}"]'), problems)

    assert problems == []
    assert back.value == base.value
