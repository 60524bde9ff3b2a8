"""The built-in pack: whole, counted, quoted word for word, in both languages, its assumptions open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from courtqa.kinds import check_policy
from courtqa.policy import Policy, Reference
from courtqa.text import Text
from courtqa.workflows import Transition

DAY = date(2008, 1, 1)
KINDS = ("units", "roles", "calendars", "workflows")
SEED = "五项机制"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ITEM = re.compile(r"\bH(\d+)(?:-H(\d+))?")
# The items of the inventory that the procedures of this pack stand on.
PROCEDURES = {17, 20, 21, 22, 23, *range(41, 46), 52, 53}


def test_the_pack_has_no_faults() -> None:
    assert [str(problem) for problem in check_policy("harbin")] == []


def test_eighteen_basic_courts_and_thirty_one_departments_as_counted_in_the_text(harbin: Policy) -> None:
    organisation = harbin.edition("units", "court", on=DAY).value

    counts = Counter(unit.kind for unit in organisation.units.values())

    assert counts == {"court": 1, "basic_court": 18, "trial_division": 17, "administrative_department": 14}


def test_every_line_of_the_caseload_has_its_divisions(harbin: Policy) -> None:
    organisation = harbin.edition("units", "court", on=DAY).value

    lines = Counter(unit.line for unit in organisation.units.values() if unit.kind == "trial_division")

    assert lines == {
        "civil": 7,
        "complaint_retrial_compensation": 5,
        "criminal": 2,
        "enforcement": 2,
        "administrative": 1,
    }


def test_the_four_judicial_functions_are_roles(harbin: Policy) -> None:
    roles = harbin.edition("roles", "court", on=DAY).value.roles

    functions = [
        roles[name].title.zh for name in ("presiding_judge", "lead_judge", "panel_judge", "assistant_judge")
    ]

    assert functions == ["审判长", "主审法官", "合议法官", "辅助法官"]
    assert [name for name, role in roles.items() if role.machine] == ["clock"]


def test_the_procedures_quote_the_items_they_stand_on(harbin: Policy) -> None:
    stands = items(harbin)

    missing = {f"H{number}" for number in PROCEDURES - stands.keys()}

    assert missing == set()


def test_every_quotation_of_the_text_is_word_for_word(harbin: Policy, seed: str) -> None:
    quoted = [
        (path, reference.quotation)
        for path, reference in references(harbin)
        if reference.quotation is not None and SEED in reference.text.zh
    ]

    wrong = [(path, words) for path, words in quoted if words not in seed]

    assert len(quoted) > 20
    assert wrong == []


def test_every_text_has_both_languages(harbin: Policy) -> None:
    mixed = [
        (edition.name, text)
        for kind in KINDS
        for edition in harbin.editions(kind)
        for text in (edition.title, *texts(edition.value))
        if not CHINESE.search(text.zh) or CHINESE.search(text.en) or not text.en.strip()
    ]

    assert mixed == []


def test_every_assumption_says_why(harbin: Policy) -> None:
    silent = [found.path for found in harbin.assumptions() if not found.note.strip()]

    assert silent == []


def test_a_number_that_the_text_does_not_give_is_an_assumption(harbin: Policy) -> None:
    claimed = [
        path
        for path in harbin.series_paths()
        if path.startswith(("deadlines/", "committees/"))
        for value in harbin.series(path).values
        if SEED in value.reference.text.zh
        and not value.assumption
        and str(value.value) not in (value.reference.quotation or "")
    ]

    assert claimed == []


TOLD = {
    "hold_dialogue",
    "notify_judge",
    "notify_person",
    "notify_unit",
    "tell_facts",
}  # each tells the person what of


def test_every_step_against_a_person_is_told_before_and_has_a_remedy_and_more_than_one_decider(
    harbin: Policy,
) -> None:
    adverse = [
        (edition.name, transition, edition.value)
        for edition in harbin.editions("workflows")
        for transition in edition.value.transitions
        if transition.adverse
    ]

    assert adverse
    for name, transition, workflow in adverse:
        assert TOLD & set(transition.after), (
            name,
            transition.event,
        )
        steps = {one.event for one in workflow.transitions}
        assert transition.remedy in steps.union(harbin.names("workflows")), (name, transition.event)
        decided_before = [one for one in workflow.transitions if one.to in transition.source]
        assert joint(transition) or all(map(joint, decided_before)), (name, transition.event)
        assert not transition.clock, (name, transition.event)


def joint(transition: Transition) -> bool:
    """Whether it takes more than one person: several at once, or another than whoever proposed it."""
    return transition.approvals > 1 or transition.quorum is not None or "opened" in transition.not_same_as


def items(policy: Policy) -> dict[int, list[str]]:
    """Which items of the inventory stand where."""
    found: dict[int, list[str]] = {}
    for path, note in notes(policy):
        for first, last in ITEM.findall(note):
            for number in range(int(first), int(last or first) + 1):
                found.setdefault(number, []).append(path)
    return found


def notes(policy: Policy) -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        for edition in policy.editions(kind):
            yield f"{kind}/{edition.name}", edition.note or ""
            for text in values_of(edition.value, str):
                yield f"{kind}/{edition.name}", text
    for path in policy.series_paths():
        for value in policy.series(path).values:
            yield path, value.note or ""


def references(policy: Policy) -> Iterator[tuple[str, Reference]]:
    for kind in policy.kinds():
        for edition in policy.editions(kind):
            yield from ((f"{kind}/{edition.name}", reference) for reference in edition.references)
    for path in policy.series_paths():
        for value in policy.series(path).values:
            yield from ((path, reference) for reference in value.references)


def texts(value: Any) -> Iterator[Text]:
    return values_of(value, Text)


def values_of(value: Any, wanted: type) -> Iterator[Any]:
    """Every value of a type in a structure of records."""
    if isinstance(value, wanted):
        yield value
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from values_of(getattr(value, field.name), wanted)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from values_of(item, wanted)
    elif isinstance(value, tuple):
        for item in value:
            yield from values_of(item, wanted)
