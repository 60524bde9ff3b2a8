"""Who runs the procedures of the simulated court: judges and chiefs from its staff, officers, guests of hearings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import cattrs
import yaml
from attrs import evolve, frozen

from courtqa.simulation.figures import Assumption, Calibration, Source
from courtqa.simulation.year import CourtYear
from courtqa.text import Text
from courtqa.workflows import Actor, Tenure

__all__ = ["Habits", "Office", "habits", "office"]


@frozen
class Post:
    """An office: the role its people hold, where, and how many they are."""

    role: str
    count: int
    unit: str | None = None


@frozen
class BulletinHabits:
    """How much a bulletin names, and how long it leaves for a reply."""

    most_named: int
    reply_days: int


@frozen
class Habits:
    """How the people of the court work: what they tend to do, and what they write down."""

    title: Text
    references: tuple[Source, ...]
    assumptions: tuple[Assumption, ...]
    docket_opens: date
    handed_over_days: int
    document_days: tuple[int, int]
    reexamination_days: tuple[int, int]
    hearings: int
    offices: Mapping[str, Post]
    habits: Mapping[str, float]
    grades: Mapping[str, float]
    decisions: Mapping[str, float]
    bulletins: BulletinHabits
    words: Mapping[str, Any]

    def says(self, word: str, **facts: object) -> str:
        """What is written down under that word, with its places filled in."""
        text = str(self.words[word]["zh"])
        return text.format(**facts) if facts else text

    def lists(self, word: str) -> list[str]:
        """The several things that may be written down under that word."""
        return [str(each["zh"]) for each in self.words[word]]


@cache
def habits() -> Habits:
    """The habits that ship with courtqa, each with its source or marked an assumption."""
    text = (files("courtqa.simulation") / "office.yaml").read_text(encoding="utf-8")
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(date, lambda value, _: value)
    return converter.structure(yaml.safe_load(text), Habits)


@frozen
class Office:
    """The people of the court as actors, by office, and the judges by their id."""

    posts: Mapping[str, tuple[Actor, ...]]
    judges: Mapping[str, Actor]
    chiefs: Mapping[str, tuple[Actor, Actor]]  # of each division: the chief and the deputy

    def head_apart_from(self, division: str, persons: tuple[str, ...]) -> Actor:
        """The chief of a division or, where the chief is one of the persons, the deputy."""
        chief, deputy = self.chiefs[division]
        return deputy if chief.id in persons else chief

    def officers(self) -> Iterator[Actor]:
        """The people of the offices."""
        for people in self.posts.values():
            yield from people

    def everyone(self) -> Iterator[Actor]:
        """All the people, judges first."""
        yield from self.judges.values()
        yield from self.officers()


def office(court: CourtYear, figures: Calibration, manners: Habits) -> Office:
    """The people of a simulated court. Chief and deputy are the first two presiding judges of their division."""
    judges: dict[str, Actor] = {}
    heads: dict[str, list[Actor]] = {}
    for person, name, role, division in court.staff.select("person", "name", "role", "division").rows():
        actor = Actor.of(person, name, role, "handling_judge", unit=division)
        if role == "presiding_judge" and len(heads.setdefault(division, [])) < 2:
            post = "deputy_division_chief" if heads[division] else "division_chief"
            actor = evolve(actor, tenures=(*actor.tenures, Tenure(post, division)))
            heads[division].append(actor)
        judges[person] = actor
    taken = set(court.staff["name"])
    free = (s + "某" + stem for stem in reversed(figures.stems) for s in figures.surnames)
    names = (name for name in free if name not in taken)
    posts = {
        key: tuple(
            Actor.of(f"{key}_{number}", next(names), post.role, unit=post.unit)
            for number in range(1, post.count + 1)
        )
        for key, post in manners.offices.items()
    }
    return Office(posts, judges, {unit: (both[0], both[1]) for unit, both in heads.items()})
