"""Values for the fields of any workflow: fitting ones, steered by the conditions of a step, and misfits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from courtqa.testing.people import Cast
from courtqa.testing.steering import all_of, days, in_year, linked, month_after, outside
from courtqa.workflows import Field, GuardCall, Plan, Proceeding, Way

__all__ = ["Occasion", "Values", "misfits"]

WORDS = ["查明事实", "适用法律", "程序", "意见", "材料"]
COUNTS = ("at_least", "at_most", "odd")
LASTING = (
    "field_not_empty",
    "day_reached",
)  # conditions on what an opening brings, asked of every later step


@frozen
class Occasion:
    """When a value is asked for: on which way (none: the opening), before which record, on which day, by whom."""

    way: Way | None
    before: Mapping[str, object]
    on: date
    by: str
    ahead: tuple[GuardCall, ...] = ()  # of an opening: what later steps will ask of its data

    @property
    def when(self) -> tuple[GuardCall, ...]:
        """The conditions that must hold."""
        return self.ahead if self.way is None else self.way.transition.when

    @property
    def unless(self) -> tuple[GuardCall, ...]:
        """The conditions that must not."""
        return () if self.way is None else self.way.transition.unless


@frozen
class Values:
    """Where the values of one workflow's fields come from. ``own`` strategies go before all steering."""

    plan: Plan
    cast: Cast
    own: Mapping[str, SearchStrategy[Any]]

    def opening(self, on: date) -> SearchStrategy[dict[str, object]]:
        """What an opening brings."""
        workflow = self.plan.workflow
        opened = {*workflow.open_requires, *workflow.open_allows}
        ahead = tuple(
            call
            for one in workflow.transitions
            for call in one.when
            if call.guard in LASTING and call.params.get("field") in opened
        )
        occasion = Occasion(None, {}, on, "", ahead)
        return _brought(self, workflow.open_requires, workflow.open_allows, occasion)

    def of(self, way: Way, proceeding: Proceeding, on: date, by: str) -> SearchStrategy[dict[str, object]]:
        """What the step needs and some of what it takes, chosen so that its conditions are likely to hold."""
        one = way.transition
        asked = {str(value) for call in one.when for value in call.params.values()}
        needed = (*one.requires, *(name for name in one.allows if name in asked))
        return _brought(self, needed, one.allows, Occasion(way, proceeding.data, on, by))

    def fitting(self, name: str, occasion: Occasion, data: Mapping[str, object]) -> SearchStrategy[Any]:
        """A value for one field; ``data`` is what else is known by then."""
        if name in self.own:
            return self.own[name]
        if occasion.way is None and self._is_year(name):
            return st.just(occasion.on.year)
        values = _plain(self, name, occasion)
        for call in occasion.when:
            known = {**occasion.before, **data}
            values = self._counted(
                self._steered(values, call, name, occasion, known), call, name, occasion, known
            )
        for call in occasion.unless:
            if call.params.get("field") == name and call.guard in {"field_is", "field_in"}:
                values = values.filter(outside(call))
        return values

    def _steered(
        self,
        values: SearchStrategy[Any],
        call: GuardCall,
        name: str,
        occasion: Occasion,
        data: Mapping[str, Any],
    ) -> SearchStrategy[Any]:
        """The values for which the condition is likely to hold."""
        params: Mapping[str, Any] = call.params
        tied = linked(call, name, data, occasion.on)
        if tied is not None:
            return tied
        match call.guard:
            case "external_majority" if params.get("external") == name:
                return st.just(list(data.get(params["members"], ())))
            case "fields_agree" if params["other"] == name and params["one"] in data:
                return st.just(data[params["one"]])
            case _ if params.get("field") != name:
                return values
            case "field_is":
                return st.just(params["value"])
            case "field_in":
                return st.sampled_from(list(params["values"]))
            case "not_heavier" if occasion.before.get(name) in params["order"]:
                order = params["order"]
                return st.sampled_from(order[: order.index(occasion.before[name]) + 1])
            case "lower_than" if self.plan.workflow.fields[name].type in {"integer", "decimal"}:
                limit = int(Decimal(str(data.get(params["than"], 10))))
                kind = str if self.plan.workflow.fields[name].type == "decimal" else int
                return st.integers(0, max(limit - 1, 0)).map(kind)
            case "day_reached":
                return days(occasion.on, 0, -20)
            case "days_ahead" | "days_after":
                sign = 1 if call.guard == "days_ahead" else -1
                least = self._amount(params["at_least"], occasion.on)
                return days(occasion.on, sign * least, sign * (least + 20))
        return values

    def _counted(
        self,
        values: SearchStrategy[Any],
        call: GuardCall,
        name: str,
        occasion: Occasion,
        data: Mapping[str, Any],
    ) -> SearchStrategy[Any]:
        """The same, for conditions that add up, count or follow month after month."""
        params: Mapping[str, Any] = call.params
        match call.guard:
            case "adds_up_to" if name in {params["first"], params["second"], params["third"]}:
                whole = self._amount(params["amount"], occasion.on)
                return st.just(whole if name == params["first"] else 0)
            case "majority_of" if name in {params["majority"], params["minority"]}:
                seats = len(data.get(params["members"]) or ())
                return st.just(seats // 2 if name == params["minority"] else seats - seats // 2)
            case "adds_to_list" if params["listed"] == name:
                return st.just(all_of(occasion.before.get(name), occasion.before.get(params["one"])))
            case _ if params.get("field") != name:
                return values
            case "of_year" if isinstance(data.get(params["year"]), int):
                return values.map(partial(in_year, data[params["year"]]))
            case "next_month":
                return st.just(month_after(occasion.before.get(name), occasion.on, params["start"]))
            case "month_ends":
                first = date(occasion.on.year, params["months"][0], 28) + timedelta(4)
                return st.just(first - timedelta(first.day))
            case "not_more_than" if self.plan.workflow.fields[name].type == "integer":
                return st.integers(0, int(Decimal(str(data.get(params["than"], 10)))))
            case "not_more_than" if self.plan.workflow.fields[name].type == "texts":
                return values.map(lambda entries: entries[: int(Decimal(str(data.get(params["than"], 1))))])
        return values

    def size(self, name: str, occasion: Occasion) -> tuple[int, int, bool]:
        """How many, at least and at most, and whether an odd number, a list or a count must hold."""
        least, most, odd = 1, 12, False
        quorum = None if occasion.way is None else occasion.way.transition.quorum
        if quorum is not None and quorum.members == name:
            odd = quorum.odd
            if quorum.at_least is not None:
                least = max(least, self._amount(quorum.at_least, occasion.on))
            if quorum.more_than_half_of is not None:
                size = self._amount(quorum.more_than_half_of, occasion.on)
                least, most = max(least, size // 2 + 1), size
        for call in occasion.when:
            if call.params.get("field") == name and call.guard in COUNTS:
                odd = odd or call.guard == "odd"
                amount = self._amount(call.params.get("amount", 0), occasion.on)
                least = max(least, amount) if call.guard == "at_least" else least
                most = min(most, amount) if call.guard == "at_most" else most
        return least, max(least, most), odd

    def external(self, name: str, occasion: Occasion) -> str | None:
        """The role that those listed should hold, where one is asked for."""
        quorum = None if occasion.way is None else occasion.way.transition.quorum
        for call in occasion.when:
            if call.guard == "external_majority" and call.params.get("members") == name:
                return next((role for role, known in self.plan.roles.items() if known.external), None)
            if call.guard == "half_at_least" and call.params.get("members") == name:
                return str(call.params["role"])
        return quorum.role if quorum is not None and quorum.members == name else None

    def _is_year(self, name: str) -> bool:
        """Whether later steps hold their days or months against this field."""
        calls = (call for one in self.plan.workflow.transitions for call in one.when)
        return any(call.guard == "of_year" and call.params["year"] == name for call in calls)

    def _amount(self, given: object, on: date) -> int:
        return int(Decimal(str(self.plan.number(given, on) if isinstance(given, str) else given)))


def _plain(values: Values, name: str, occasion: Occasion) -> SearchStrategy[Any]:
    """A value of the field's type."""
    field = values.plan.workflow.fields[name]
    if field.type in {"texts", "persons", "integer", "decimal"}:
        least, most, odd = values.size(name, occasion)
        counts = st.integers(least, most).map(lambda n: n + (odd and n % 2 == 0))
        if field.type == "integer":
            return counts
        if field.type == "decimal":
            return counts.map(str)
        if field.type == "texts":
            return counts.map(lambda n: [f"{WORDS[i % len(WORDS)]}{i}" for i in range(n)])
        role = values.external(name, occasion)
        return counts.flatmap(lambda n: _seats(values.cast, role, n))
    simple: dict[str, SearchStrategy[Any]] = {
        "text": st.sampled_from(WORDS),
        "date": days(occasion.on, -30, 60),
        "yes_no": st.booleans(),
        "sha256": st.binary(min_size=32, max_size=32).map(bytes.hex),
        "person": st.sampled_from([actor.id for actor in values.cast.actors]),
        "unit": st.sampled_from(sorted(values.plan.units) or ["unit"]),
        "name": st.sampled_from(sorted(values.plan.listed.get(field.of, {})) or ["name"]),
    }
    if field.type == "records":
        return st.lists(_row(values, field, occasion), min_size=1, max_size=4)
    return simple[field.type] if field.type in simple else st.sampled_from(sorted(field.choices))


def _row(values: Values, field: Field, occasion: Occasion) -> SearchStrategy[dict[str, object]]:
    """One row of a table: a value for each of its columns."""
    cells: dict[str, SearchStrategy[Any]] = {
        "text": st.sampled_from(WORDS),
        "date": days(occasion.on, -30, 60),
        "integer": st.integers(0, 12),
        "decimal": st.integers(0, 12).map(str),
        "yes_no": st.booleans(),
        "person": st.sampled_from([actor.id for actor in values.cast.actors]),
    }
    return st.fixed_dictionaries({name: cells[column.type] for name, column in field.columns.items()})


def _seats(cast: Cast, role: str | None, count: int) -> SearchStrategy[list[Any]]:
    """So many persons to sit: any, or holders of the role."""
    seats = cast.seats
    first = st.integers(0, max(0, len(seats) - count))
    if role is not None:
        return first.map(lambda at: [{"id": seat, "role": role} for seat in seats[at : at + count]])
    seated: SearchStrategy[list[Any]] = first.map(lambda at: list(seats[at : at + count]))
    named = [actor.id for actor in cast.actors]
    if len(named) < count:
        return seated
    return seated | st.lists(st.sampled_from(named), min_size=count, max_size=count, unique=True)


@st.composite
def _brought(
    draw: DrawFn, values: Values, needed: Sequence[str], allowed: Sequence[str], occasion: Occasion
) -> dict[str, object]:
    names = [*needed, *(name for name in allowed if name not in needed and draw(st.booleans()))]
    first = {
        str(call.params.get(key)) for call in occasion.when for key in ("than", "one", "members", "since")
    }
    data: dict[str, object] = {}
    for name in sorted(dict.fromkeys(names), key=lambda name: name not in first):
        data[name] = draw(values.fitting(name, occasion, data))
    for call in occasion.when:
        field = str(call.params.get("field"))
        if call.guard == "by_named" and field in data and field not in values.own:
            held = data[field]
            data[field] = [occasion.by, *held[1:]] if isinstance(held, list) else occasion.by
    return data


def misfits(field: Field) -> SearchStrategy[object]:
    """Values that the field must not take."""
    wrong: list[object] = [3.5, b"x", {"a": 1.5}, "\x00", "a\u0007b"]
    if field.type not in {"integer", "decimal"}:
        wrong.append(7)
    if field.type not in {"text", "person", "unit", "name"}:
        wrong.append("nothing of the kind")
    if field.type not in {"texts", "persons"}:
        wrong.append(["a list"])
    return st.sampled_from(wrong)
