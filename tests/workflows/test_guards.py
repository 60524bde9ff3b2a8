from __future__ import annotations

from datetime import date

import pytest

from courtqa.text import Text
from courtqa.workflows import OFFERS, Done, Facts, FieldName, Role, Subject, guard

GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
TITLE = Text(zh="职", en="role")


def ask(name: str, data: dict[str, object], *, before: dict[str, object] | None = None, **params: object):
    facts = Facts(
        data=data,
        before=before or {},
        history=(Done(1, "opened", "a", date(2008, 3, 1)), Done(2, "notify", "b", date(2008, 3, 5))),
        subject=Subject("case", "x"),
        by="a",
        on=date(2008, 3, 10),
        roles={"deputy": Role(TITLE, external=True), "judge": Role(TITLE)},
        value=lambda path: {"days/least": 5}[path],
    )
    return GUARDS[name].function(facts, **params)


@pytest.mark.parametrize(
    ("name", "data", "params", "holds"),
    [
        ("field_is", {"x": "a"}, {"field": "x", "value": "a"}, True),
        ("field_is", {}, {"field": "x", "value": "a"}, False),
        ("field_in", {"x": "a"}, {"field": "x", "values": ("a", "b")}, True),
        ("field_in", {"x": "c"}, {"field": "x", "values": ("a", "b")}, False),
        ("field_not_empty", {"x": []}, {"field": "x"}, False),
        ("field_not_empty", {"x": ["a"]}, {"field": "x"}, True),
        ("at_least", {"x": 5}, {"field": "x", "amount": "days/least"}, True),
        ("at_least", {"x": "4.99"}, {"field": "x", "amount": "days/least"}, False),
        ("at_least", {"x": ["a", "b"]}, {"field": "x", "amount": 2}, True),
        ("at_most", {"x": 3}, {"field": "x", "amount": 2}, False),
        ("at_most", {}, {"field": "x", "amount": 2}, False),
        ("odd", {"x": ["a", "b", "c"]}, {"field": "x"}, True),
        ("odd", {"x": ["a", "b", "b"]}, {"field": "x"}, False),
        ("happened", {}, {"event": "notify"}, True),
        ("happened", {}, {"event": "hear"}, False),
        ("happened_times", {}, {"event": "notify", "at_least": 1}, True),
        ("happened_times", {}, {"event": "notify", "at_least": 2}, False),
        ("not_happened", {}, {"event": "notify"}, False),
        ("lower_than", {"x": 2, "y": 3}, {"field": "x", "than": "y"}, True),
        ("lower_than", {"x": 3, "y": 3}, {"field": "x", "than": "y"}, False),
        ("lower_than", {"x": 2}, {"field": "x", "than": "y"}, False),
        ("days_since", {}, {"event": "notify", "at_least": "days/least"}, True),
        ("days_since", {}, {"event": "notify", "at_least": 6}, False),
        ("days_since", {}, {"event": "hear", "at_least": 1}, False),
        ("days_ahead", {"x": "2008-03-15"}, {"field": "x", "at_least": 5}, True),
        ("days_ahead", {"x": "2008-03-14"}, {"field": "x", "at_least": 5}, False),
        ("day_reached", {"x": "2008-03-10"}, {"field": "x"}, True),
        ("day_reached", {"x": "2008-03-11"}, {"field": "x"}, False),
        ("items_when", {"x": "flawed"}, {"items": "i", "field": "x", "values": ("flawed",)}, False),
        ("items_when", {"x": "sound"}, {"items": "i", "field": "x", "values": ("flawed",)}, True),
        (
            "external_majority",
            {"x": ["a", "b", "c"], "y": ["a", "b", "z"]},
            {"members": "x", "external": "y"},
            True,
        ),
        (
            "external_majority",
            {"x": ["a", "b", "c", "d"], "y": ["a", "b"]},
            {"members": "x", "external": "y"},
            False,
        ),
        (
            "external_majority",
            {
                "x": [
                    {"id": "a", "role": "deputy"},
                    {"id": "b", "role": "deputy"},
                    {"id": "c", "role": "judge"},
                ]
            },
            {"members": "x"},
            True,
        ),
        ("external_majority", {}, {"members": "x"}, False),
    ],
)
def test_a_guard_holds_or_says_why_not_in_both_languages(name, data, params, holds) -> None:
    answer = ask(name, data, **params)

    assert (answer is True) is holds
    if not holds:
        assert isinstance(answer, Text)
        assert answer.zh
        assert answer.en


def test_a_grade_is_never_made_heavier() -> None:
    order = ("sound", "flawed")

    assert ask("not_heavier", {"g": "sound"}, before={"g": "flawed"}, field="g", order=order) is True
    assert ask("not_heavier", {"g": "flawed"}, before={"g": "sound"}, field="g", order=order) is not True


def test_a_function_becomes_a_guard_with_its_parameters_read_from_its_signature() -> None:
    @guard
    def weekday_only(facts: Facts, *, field: FieldName, days: int | None = None) -> bool | Text:
        """The field holds something."""
        return bool(facts.data.get(field)) or days is None

    assert (weekday_only.kind, weekday_only.name) == ("guard", "weekday_only")
    assert weekday_only.params == {"field": FieldName, "days": int}
    assert weekday_only.doc == "The field holds something."
