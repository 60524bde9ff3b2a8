"""A population walks a workflow: where matters wait, and which deadline lapses most, before it is in force.

Everyone acts lawfully: each step is decided by the engine, and what it refuses is not done. How fast people are
is an assumption, not a finding: they take a share of the time they have, drawn log-normally around ``pace``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import define, field, frozen

from courtqa.errors import UnknownName
from courtqa.simulation.agenda import Agenda, Script
from courtqa.simulation.crowd import Crowd, concerned, crowd, one_of
from courtqa.simulation.draws import Chance
from courtqa.simulation.imagined import imagined, needed
from courtqa.workflows import (
    Actor,
    Event,
    Plan,
    Proceeding,
    Refusal,
    Step,
    Subject,
    Transition,
    decide,
    lapse,
    open_proceeding,
)

__all__ = ["Habit", "History", "simulate"]

Supply = Callable[[Plan, Proceeding, Transition], Mapping[str, object]]

_TRIES = 12  # of one step, with other people and other data
_LONGEST = 200  # events after which a matter is left where it is
_STUCK = 40  # days on which nothing could be done
_PATIENT = 30  # of those, after how many a matter is broken off
_ANYWHERE = 4  # states from which a step may be taken that breaks a matter off
_EARLY = 8  # how seldom a matter ends where it could also go on
_UNTIMED = 10.0  # days taken for granted where no deadline runs


@frozen
class Habit:
    """How the imagined people work. ``pace``: the middle share of the time they have that they take."""

    pace: float = 0.55
    spread: float = 0.75  # of the logarithm of that share
    staff: int = 2  # persons per office and unit
    per_day: int = 5  # steps a person takes on one day at the most


@frozen
class History:
    """One matter from its opening to where it ended, or to where nobody could take it further."""

    events: tuple[Event, ...]
    after: Proceeding
    stuck: bool


def simulate(
    plan: Plan,
    *,
    cases: int,
    seed: int,
    start: date,
    over: int = 365,
    habit: Habit | None = None,
    supply: Supply | None = None,
    step: Callable[[int, int], object] | None = None,
) -> tuple[History, ...]:
    """The histories of so many matters, opened evenly over ``over`` days from ``start``. One seed, one outcome.

    ``supply`` brings data that lots can't draw (a proof, a digest); what it gives goes over what was drawn.
    ``step`` hears how many matters are done, and how many there are. UnknownName for a plan without a calendar.
    """
    if plan.calendar is None:
        raise UnknownName("calendar", f"of {plan.workflow.name}", ())
    habit = habit or Habit()
    court = _Court(plan, habit, crowd(plan, staff=habit.staff), supply)
    agenda = Agenda(start, calendar=plan.calendar, zone=plan.time_zone)
    walks = [_Walk(court, agenda, number, Chance.of(seed, 31, number)) for number in range(1, cases + 1)]
    for walk in walks:
        agenda.add(walk.script(start + timedelta(walk.number * over // (cases + 1))))
    agenda.run(lambda: None, lambda waiting: step and step(cases - waiting, cases))
    return tuple(walk.history for walk in walks if walk.proceeding is not None)


@define
class _Court:
    """What all matters share: the plan, the people, and how much each has done on a day."""

    plan: Plan
    habit: Habit
    crowd: Crowd
    supply: Supply | None
    load: Counter[tuple[str, date]] = field(factory=Counter)


@define
class _Walk:
    """One matter on its way."""

    court: _Court
    agenda: Agenda
    number: int
    chance: Chance
    events: list[Event] = field(factory=list)
    proceeding: Proceeding | None = None
    stuck: bool = False

    @property
    def history(self) -> History:
        assert self.proceeding is not None
        return History(tuple(self.events), self.proceeding, self.stuck)

    def script(self, day: date) -> Script:
        """From the opening on: wait, act, and let the clock act where nobody did."""
        yield self.agenda.moment(day, int(self.chance.rng.integers(0, 450)))
        if not self._open():
            return
        idle = 0
        while not self._closed() and len(self.events) < _LONGEST:
            yield from self._wait(self._patience() if not idle else 1 + int(self.chance.rng.integers(0, 3)))
            idle = 0 if self._closed() or self._act(idle) else idle + 1
            if idle > _STUCK:
                self.stuck = True
                return

    def _closed(self) -> bool:
        return self.proceeding is not None and self.proceeding.closed

    def _open(self) -> bool:
        plan, one = self.court.plan, self.court.plan.workflow
        unit = self.court.crowd.units[int(self.chance.rng.integers(len(self.court.crowd.units)))]
        person = concerned(plan, f"person_{self.number}", unit)
        name = f"{one.name}-{self.number}"
        subject = Subject(one.subject, name, unit, (person.id,))
        clerks = [actor for role in one.open_by for actor in self.court.crowd.by_role.get(role, ())]
        for _ in range(_TRIES):
            found = open_proceeding(
                plan,
                id=name,
                court="court",
                subject=subject,
                by=one_of(clerks, self.chance),
                at=self.agenda.now,
                data=self._data(one.open_requires, None),
            )
            if isinstance(found, Step):
                return self._record(found)
        return False

    def _patience(self) -> int:
        """After how many days somebody would act: a share of the time there is."""
        assert self.proceeding is not None
        running = [clock for clock in self.proceeding.clocks if clock.suspended_on is None]
        due = min((clock.due for clock in running), default=None)
        days = _UNTIMED if due is None else max(1.0, float((due - self.agenda.today).days))
        share = self.court.habit.pace * float(self.chance.rng.lognormal(0.0, self.court.habit.spread))
        return max(0, round(days * share))

    def _wait(self, days: int) -> Iterator[datetime]:
        """Until the day has come; on the morning after a last day, the clock acts first."""
        assert self.proceeding is not None
        until = self.agenda.today + timedelta(days)
        while True:
            due = {
                clock.name: clock.due + timedelta(1)
                for clock in self.proceeding.clocks
                if clock.suspended_on is None and not clock.lapsed
            }
            first = min(due, key=lambda name: due[name], default=None)
            if first is None or due[first] > until:
                break
            yield self._morning(due[first])
            found = lapse(self.court.plan, self.proceeding, first, at=self.agenda.now)
            before = self.proceeding.state
            if isinstance(found, Refusal) or not self._record(found) or self._closed():
                break
            if self.proceeding.state != before:
                until = max(until, self.agenda.today + timedelta(self._patience()))
        if not self._closed():
            yield self.agenda.moment(until, int(self.chance.rng.integers(0, 450)))

    def _morning(self, day: date) -> datetime:
        return max(
            self.agenda.now, datetime.combine(day, datetime.min.time(), self.agenda.zone) + timedelta(hours=8)
        )

    def _act(self, idle: int) -> bool:
        """Some step that somebody may take now; whether one was taken.

        A matter doesn't end because its next step must wait: only after ``idle`` vain days is that a way out.
        """
        assert self.proceeding is not None
        here = self.proceeding.state
        ways = [one for one in self.court.plan.workflow.transitions if here in one.source and not one.clock]
        done = Counter(each.event for each in self.proceeding.history)
        keys = {
            at: float(self.chance.rng.random()) ** self._reluctance(one, done) for at, one in enumerate(ways)
        }
        vain = False
        for at in sorted(keys, key=lambda at: -keys[at]):
            if vain and idle < _PATIENT and self._breaks_off(ways[at]):
                return False
            if self._take(ways[at]):
                return True
            vain = vain or not self._breaks_off(ways[at])
        return False

    def _breaks_off(self, one: Transition) -> bool:
        """Whether the step ends the matter from wherever it stands."""
        states = self.court.plan.workflow.states
        return one.to is not None and states[one.to].final and len(one.source) >= _ANYWHERE

    def _reluctance(self, one: Transition, done: Counter[str]) -> int:
        """How seldom a step is taken before others: what ends it early, leads back, or leaves it as it is.

        What another step here waits for is not put off, however often it was done. What may end a matter from many
        states is the rarer in each, so that it is about as rare on the whole way.
        """
        assert self.proceeding is not None
        if one.to in (None, self.proceeding.state):
            return 1 if done[one.event] < self._wanted(one.event) else 5 * (1 + done[one.event])
        if self.court.plan.workflow.states[str(one.to)].final:
            return _EARLY * len(one.source)
        been = sum(event.target == one.to for event in self.events)
        return 1 + 3 * been

    def _wanted(self, event: str) -> int:
        """How often the event must have happened before some other step from here."""
        assert self.proceeding is not None
        here, on = self.proceeding.state, self.agenda.today
        found = 0
        for one in self.court.plan.workflow.transitions:
            if here in one.source and one.event != event:
                found = max(found, int(event in one.after))
                for call in one.when:
                    if call.params.get("event") == event and call.guard in {"happened", "happened_times"}:
                        found = max(found, needed(self.court.plan, call.params.get("at_least", 1), on))
        return found

    def _take(self, one: Transition) -> bool:
        """The step, tried with several people and several data; with all the consents that it needs."""
        assert self.proceeding is not None
        for _ in range(_TRIES):
            data = self._data((*one.requires, *self._some(one.allows)), one)
            given: set[str] = set()
            for _ in range(one.approvals):
                found = self._asked(one, data, given)
                if found is None:
                    break
                if not self._record(found):
                    return False
                if found.event.kind != "approval":
                    return True
                given.add(found.event.actor)
        return False

    def _asked(self, one: Transition, data: Mapping[str, object], given: set[str]) -> Step | None:
        assert self.proceeding is not None
        today = self.agenda.today
        free = [
            actor
            for actor in self._candidates(one, data)
            if actor.id not in given and self.court.load[actor.id, today] < self.court.habit.per_day
        ]
        for _ in range(min(len(free), 4)):
            by = one_of(free, self.chance)
            found = decide(self.court.plan, self.proceeding, one.event, by=by, at=self.agenda.now, data=data)
            if isinstance(found, Step):
                self.court.load[by.id, today] += 1
                return found
        return None

    def _candidates(self, one: Transition, data: Mapping[str, object]) -> Sequence[Actor]:
        assert self.proceeding is not None
        guards = {call.guard: call for call in one.when}
        unit = self.proceeding.subject.unit
        if "by_person_concerned" in guards:
            return [concerned(self.court.plan, self.proceeding.subject.persons[0], unit)]
        people = self.court.crowd.for_step(one, unit)
        if "by_named" in guards:
            known = {**self.proceeding.data, **data}
            named = str(known.get(str(guards["by_named"].params["field"])))
            return [actor for actor in people if actor.id in named] or people
        if one.same_as:
            acted = {done.by for done in self.proceeding.history if done.event in one.same_as}
            return [actor for actor in people if actor.id in acted] or people
        return people

    def _data(self, names: Sequence[str], one: Transition | None) -> dict[str, object]:
        on = self.agenda.today
        held = None if self.proceeding is None else self.proceeding.data
        crowd, chance = self.court.crowd, self.chance
        found = imagined(self.court.plan, names, crowd=crowd, chance=chance, on=on, one=one, held=held)
        if one is not None and self.court.supply is not None and self.proceeding is not None:
            given = self.court.supply(self.court.plan, self.proceeding, one)
            found |= {name: value for name, value in given.items() if name in {*one.requires, *one.allows}}
        return found

    def _some(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if self.chance.rng.random() < 0.5)

    def _record(self, step: Step) -> bool:
        self.events.append(step.event)
        self.proceeding = step.after
        return True
