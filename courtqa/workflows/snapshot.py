"""A proceeding as one canonical text, for the row that a store keeps of it."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from courtqa.workflows.canonical import canonical, read_json, spelt
from courtqa.workflows.records import Actor, Approval, Clock, Done, Proceeding, Subject
from courtqa.workflows.restoring import restored

__all__ = ["actor_of", "clock_row", "clocks_of", "restore", "snapshot", "tenures", "told"]

_MOST = 1 << 14
_told: dict[int, tuple[tuple[Done, ...], str]] = {}  # by its last step, which is kept and so keeps its number
_converter = Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_converter.register_structure_hook_func(lambda kind: kind is object, lambda value, _: value)

# left out where they say nothing, so that a row written before they were known still compares
_LATER: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Done, ("on_behalf_of",)),
    (Approval, ("on_behalf_of", "until")),
    (Clock, ("roll", "excluding", "stopped_by", "stood", "grants", "moves")),
    (Proceeding, ("flagged", "children")),
)
for _kind, _names in _LATER:
    _quiet: Any = {name: override(omit_if_default=True) for name in _names}
    _converter.register_unstructure_hook(_kind, make_dict_unstructure_fn(_kind, _converter, **_quiet))


def snapshot(proceeding: Proceeding) -> str:
    """The proceeding as canonical JSON: equal texts, equal proceedings.

    It is not checked again: all of it was sealed before. What was done stays as it was, and so do most clocks: each
    is spelt once and set in.
    """
    one = proceeding
    approvals = ",".join([_spelt(_converter.unstructure(given)) for given in one.approvals])
    children = flagged = ""
    if one.children:
        children = f'"children":{_spelt([_converter.unstructure(child) for child in one.children])},'
    if one.flagged:
        flagged = f'"flagged":{_spelt(one.flagged)},'
    parent = "null" if one.parent is None else _word(one.parent)
    return (
        f'{{"approvals":[{approvals}],{children}"clocks":[{",".join(map(_clock, one.clocks))}],'
        f'"closed":{"true" if one.closed else "false"},"court":{_word(one.court)},'
        f'"data":{_spelt(one.data) if one.data else "{}"},"definition":{_word(one.definition)},'
        f'"edition":"{one.edition.isoformat()}",{flagged}"history":[{_history(one.history)}],'
        f'"id":{_word(one.id)},"opened_on":"{one.opened_on.isoformat()}","parent":{parent},'
        f'"policy":{_word(one.policy)},"recused":{_spelt(one.recused) if one.recused else "[]"},'
        f'"state":{_word(one.state)},"subject":{_subject(one.subject)},"version":{one.version},'
        f'"workflow":{_word(one.workflow)}}}'
    )


def _word(text: str) -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return _spelt(text)


@lru_cache(maxsize=4_096)
def _subject(subject: Subject) -> str:
    return _spelt(_converter.unstructure(subject))


def _history(history: tuple[Done, ...]) -> str:
    """The texts of all that was done. Mostly one step more than was told before: that much is known already."""
    if not history:
        return ""
    last, before = history[-1], history[:-1]
    known = _told.get(id(last))
    if known is not None and known[0] is history:
        return known[1]
    earlier = _told.pop(id(before[-1]), None) if before else None
    if earlier is not None and earlier[0] == before:
        told = f"{earlier[1]},{_done(last)}"
    else:
        told = ",".join(map(_done, history))
    if len(_told) >= _MOST:
        _told.clear()
    _told[id(last)] = history, told
    return told


def _done(one: Done) -> str:
    behalf = "" if one.on_behalf_of is None else f'"on_behalf_of":{_word(one.on_behalf_of)},'
    return (
        f'{{"by":{_word(one.by)},"event":{_word(one.event)},"late":{"true" if one.late else "false"},'
        f'"on":"{one.on.isoformat()}",{behalf}"seq":{one.seq}}}'
    )


@lru_cache(maxsize=_MOST)
def _clock(one: Clock) -> str:
    return _spelt(_converter.unstructure(one))


def _spelt(value: object) -> str:
    try:
        return spelt(value)
    except (TypeError, ValueError):
        return canonical(value)


def told(record: object) -> Any:
    """A record of a proceeding in JSON's types, as ``snapshot`` has it."""
    return _converter.unstructure(record)


def restore(text: str) -> Proceeding:
    """The proceeding that ``snapshot`` wrote."""
    told = read_json(text)
    try:
        return restored(told)
    except (KeyError, TypeError, ValueError, AttributeError):  # not plainly told: what is amiss, if anything?
        return _converter.structure(told, Proceeding)


@lru_cache(maxsize=4_096)
def tenures(actor: Actor) -> str:
    """The offices of an actor, as canonical JSON; behind them a check over all that is kept of the actor."""
    offices = _converter.unstructure(actor.tenures)
    return canonical([*offices, _check(actor.id, actor.name, actor.kind, offices)])


def actor_of(id: str, name: str, kind: str, offices: str) -> Actor:
    """The actor with the offices that ``tenures`` wrote."""
    kept = [each for each in json.loads(offices) if not isinstance(each, str)]
    fields = {"id": id, "name": name, "kind": kind, "tenures": kept}
    return _converter.structure(fields, Actor)


def is_damaged(id: str, name: str, kind: str, offices: str) -> bool:
    """Whether what is kept of an actor does not fit its check. Of those kept without one nobody can tell."""
    try:
        kept = json.loads(offices)
        told = [each for each in kept if not isinstance(each, str)]
        return bool(len(told) != len(kept) and kept != [*told, _check(id, name, kind, told)])
    except (ValueError, TypeError):
        return True


def _check(*told: object) -> str:
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]  # whatever signs a name has


def clocks_of(proceeding: Proceeding) -> dict[str, dict[str, Any]]:
    """The row of each clock, by name: the day it lapses, the day to remind, whether it runs."""
    return {clock.name: clock_row(clock) for clock in proceeding.clocks}


def clock_row(clock: Clock) -> dict[str, Any]:
    """The day it lapses, the day to remind, whether it runs."""
    if clock.lapsed:
        status = "lapsed"
    elif clock.suspended_on is not None:
        status = "suspended"
    else:
        status = "running"
    return {
        "due": clock.due.isoformat(),
        "remind_on": clock.remind_on.isoformat() if clock.remind_on else None,
        "status": status,
    }
