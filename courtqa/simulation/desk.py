"""A desk: where a simulated person takes a step, is refused, or waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from attrs import frozen

from courtqa.errors import Refused
from courtqa.simulation.agenda import Agenda
from courtqa.simulation.draws import Chance
from courtqa.simulation.office import Habits, Office
from courtqa.workflows import Actor, Docket, Proceeding

__all__ = ["Desk"]


@frozen
class Desk:
    """One matter's view of the court: the docket, the people, the calendar, and its own seeded chance."""

    docket: Docket
    office: Office
    agenda: Agenda
    manners: Habits
    chance: Chance

    def one_of(self, key: str, *, apart_from: Sequence[str] = ()) -> Actor:
        """Someone of that office, by lot."""
        people = [actor for actor in self.office.posts[key] if actor.id not in apart_from]
        return people[int(self.chance.rng.integers(len(people)))]

    def happens(self, habit: str) -> bool:
        """Whether the habit shows this time."""
        return bool(self.chance.rng.random() < self.manners.habits[habit])

    def draw(self, shares: Mapping[str, float]) -> str:
        """One of the names, by its share."""
        weights = np.array(list(shares.values()))
        return str(self.chance.rng.choice(list(shares), p=weights / weights.sum()))

    def some(self, word: str) -> list[str]:
        """One or two of the things that may be written down."""
        things = self.manners.lists(word)
        count = 1 + int(self.chance.rng.random() < 0.3)
        return [things[at] for at in sorted(self.chance.choose(np.ones(len(things)), count))]

    def on(self, day: date) -> datetime:
        """Some moment of the working day on or after ``day``, not before now."""
        minutes = int(self.chance.rng.integers(0, 450))
        return max(self.agenda.moment(day, minutes), self.soon())

    def within(self, least: int, most: int) -> datetime:
        """Some moment in so many calendar days; the slow take three times as long."""
        days = int(self.chance.rng.integers(least, most + 1))
        return self.on(self.agenda.today + timedelta(days * 3 if self.happens("slow") else days))

    def soon(self) -> datetime:
        """A few minutes from now."""
        return self.agenda.now + timedelta(minutes=int(self.chance.rng.integers(3, 25)))

    def record(self, proceeding: Proceeding, event: str, by: Actor, **data: object) -> Proceeding:
        """The proceeding after the step, taken by somebody who reads it as it stands now."""
        key = f"{event}:{proceeding.version}"
        return self.docket.record(self.look(proceeding), event, by=by, data=data, key=key)

    def refused(self, proceeding: Proceeding, event: str, by: Actor, **data: object) -> bool:
        """Try a step that the rules should not allow; True when they did not. The docket logs the refusal."""
        try:
            self.docket.record(self.look(proceeding), event, by=by, data=data)
        except Refused:
            return True
        return False

    def look(self, proceeding: Proceeding) -> Proceeding:
        """The proceeding as it stands now; clocks may have moved it."""
        return self.docket.proceeding(proceeding.id)
