from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtqa.text import Text
from courtqa.workflows import OFFERS, Done, Facts, FieldName, Role, Subject, guard
from courtqa.workflows.bare_guards import BARE, bare

GUARDS = {offer.name: offer for offer in OFFERS if offer.kind == "guard"}
TITLE = Text(zh="职", en="role")


def ask(name: str, data: dict[str, object], *, before: dict[str, object] | None = None, **params: object):
    return GUARDS[name].function(facts_of(data, before=before), **params)


def facts_of(data: dict[str, object], *, before: dict[str, object] | None = None) -> Facts:
    return Facts(
        data=data,
        before=before or {},
        history=(Done(1, "opened", "a", date(2008, 3, 1)), Done(2, "notify", "b", date(2008, 3, 5))),
        subject=Subject("case", "x"),
        by="a",
        on=date(2008, 3, 10),
        roles={"deputy": Role(TITLE, external=True), "judge": Role(TITLE)},
        value=lambda path: {"days/least": 5}[path],
    )


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


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 5), st.sampled_from(["", "a", "b", "2"]), st.lists(st.just("a"))
)
CALLS = st.one_of(
    st.tuples(st.just("field_is"), st.fixed_dictionaries({"field": st.just("x"), "value": VALUES})),
    st.tuples(
        st.just("field_in"),
        st.fixed_dictionaries({"field": st.just("x"), "values": st.lists(VALUES).map(tuple)}),
    ),
    st.tuples(st.just("field_not_empty"), st.just({"field": "x"})),
    st.tuples(
        st.sampled_from(["at_least", "at_most"]),
        st.fixed_dictionaries({"field": st.just("x"), "amount": st.integers(0, 5)}),
    ),
    st.tuples(
        st.sampled_from(["happened", "not_happened"]),
        st.fixed_dictionaries({"event": st.sampled_from(["notify", "hear"])}),
    ),
)


@given(CALLS, st.dictionaries(st.just("x"), VALUES))
def test_a_bare_test_says_true_only_where_its_guard_does(call: tuple[str, dict[str, object]], data: dict):
    name, params = call
    seen = facts_of(data)

    assert not bare(GUARDS[name], params)(seen) or GUARDS[name].function(seen, **params) is True


@pytest.mark.parametrize("name", sorted(BARE))
def test_a_bare_test_is_quick_where_its_guard_holds(name: str):
    plainly = {
        "field_is": {"field": "x", "value": 2},
        "field_in": {"field": "x", "values": (2, 3)},
        "field_not_empty": {"field": "x"},
        "at_least": {"field": "x", "amount": 2},
        "at_most": {"field": "x", "amount": 2},
        "happened": {"event": "notify"},
        "not_happened": {"event": "hear"},
    }

    assert bare(GUARDS[name], plainly[name])(facts_of({"x": 2}))
    assert not bare(GUARDS[name], plainly[name], expected=False)(facts_of({"x": 2}))


def test_a_guard_of_the_same_name_from_elsewhere_has_no_bare_test():
    @guard
    def field_is(facts: Facts, *, field: FieldName, value: object) -> bool:
        """Never."""
        return False

    assert not bare(field_is, {"field": "x", "value": 2})(facts_of({"x": 2}))
