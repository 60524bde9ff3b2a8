"""Running proceedings move to another edition by a checked plan, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from courtqa.policy import Policy, load
from courtqa.storage import Docket
from courtqa.workflows import KINDS, OFFERS, Actor, Plan, Refusal, Step, Subject, decide, fold, plan_of
from courtqa.workflows.migration import MigrationPlan, migrate, plan_migration
from courtqa.workflows.moving import move_proceedings, survey

from .conftest import PACK, Court, at

Edit = Callable[[str], str]

FIRST = Actor.of("sun", "孙某", "leader", unit="court")
SECOND = Actor.of("qian", "钱某", "leader", unit="court")
OLD, NEW = date(2008, 3, 3), date(2009, 1, 1)


def plain(text: str) -> str:
    """The later edition as it may be: only who may migrate is new."""
    return text.replace("open_by: [clerk]", "open_by: [clerk]\nmigrate_by: [leader]", 1)


def policy_with(folder: Path, edit: Edit, **series: str) -> Policy:
    """The small court's pack with a second edition of the review from 2009 on."""
    pack = folder / "pack"
    shutil.copytree(PACK, pack)
    text = (PACK / "workflows/review/2007-01-01.yaml").read_text(encoding="utf-8")
    (pack / "workflows/review/2009-01-01.yaml").write_text(edit(plain(text)), encoding="utf-8")
    for name, value in series.items():
        path = pack / f"series/deadlines/{name}.yaml"
        reference = "{title: {zh: 新规则, en: New rules}, article: 第1条}"
        added = f"  2009-01-01: {{value: {value}, reference: {reference}}}\n"
        path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + added, encoding="utf-8")
    return load(pack, kinds=KINDS, offers=OFFERS)


def both(policy: Policy) -> tuple[Plan, Plan]:
    return plan_of(policy, "review", on=OLD), plan_of(policy, "review", on=NEW)


def planned(folder: Path, edit: Edit, *states: str, mapping: dict[str, str] | None = None) -> MigrationPlan:
    old, new = both(policy_with(folder, edit))
    return plan_migration(old, new, dict.fromkeys(states, 1), mapping, on=date(2009, 2, 2))


def codes(migration: MigrationPlan) -> set[str]:
    return {each.code for each in migration.objections}


def test_an_edition_that_takes_nothing_away_may_be_moved_to(tmp_path: Path) -> None:
    migration = planned(tmp_path, lambda text: text, "received", "notified", "settling")

    assert migration.ok, migration
    assert [(move.source, move.target) for move in migration.moves] == [
        (state, state) for state in ("received", "notified", "settling")
    ]
    assert [each.text.en for each in migration.changes] == [
        "workflow 'review' changed: migrate_by: (none) → leader"
    ]


def test_every_occupied_state_must_be_mapped(tmp_path: Path) -> None:
    def renamed(text: str) -> str:
        return (
            text.replace("  notified:", "  told:")
            .replace("[notified", "[told")
            .replace("to: notified", "to: told")
        )

    assert codes(planned(tmp_path / "a", renamed, "notified")) == {"unmapped"}
    migration = planned(tmp_path / "b", renamed, "notified", mapping={"notified": "told"})

    assert migration.ok, migration
    assert migration.moves[0].target == "told"


def test_a_mapping_must_name_states_that_exist_and_end_nothing(tmp_path: Path) -> None:
    gone = planned(tmp_path / "a", lambda text: text, "received", mapping={"received": "nowhere"})
    ended = planned(tmp_path / "b", lambda text: text, "received", mapping={"received": "sound"})

    assert codes(gone) == {"no_such_state"}
    assert "ends_it" in codes(ended)


def test_the_step_of_the_person_concerned_is_never_dropped(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text))
    silenced = evolve(
        new.workflow, transitions=tuple(one for one in new.workflow.transitions if one.event != "answer")
    )

    migration = plan_migration(old, evolve_plan(new, silenced), {"notified": 1})

    assert "step_of_the_person_dropped" in codes(migration)


def test_a_hearing_and_a_remedy_are_never_dropped(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text))
    adverse = next(one for one in old.workflow.transitions if one.adverse or one.to == "flawed")
    bare = evolve(adverse, after=(), remedy=None)
    transitions = tuple(bare if one.event == adverse.event else one for one in new.workflow.transitions)

    migration = plan_migration(
        old, evolve_plan(new, evolve(new.workflow, transitions=transitions)), {"settling": 2}
    )

    assert {"hearing_dropped", "remedy_dropped"} <= codes(migration)


def test_an_adverse_step_is_not_laid_on_what_is_under_way(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text))
    adverse = next(one for one in old.workflow.transitions if one.to == "flawed")
    another = evolve(adverse, event="worse")

    migration = plan_migration(
        old,
        evolve_plan(new, evolve(new.workflow, transitions=(*new.workflow.transitions, another))),
        {"settling": 1},
    )

    assert "adverse_step_added" in codes(migration)


def test_a_running_deadline_is_not_shortened(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text, answer="2"))

    migration = plan_migration(old, new, {"notified": 1}, on=date(2009, 2, 2))

    assert codes(migration) == {"deadline_shortened"}
    assert "would shrink" in migration.objections[0].text.en


def test_a_deadline_may_grow(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text, answer="40"))

    assert plan_migration(old, new, {"notified": 1}, on=date(2009, 2, 2)).ok


def test_one_event_moves_a_proceeding_and_the_clock_runs_on(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text))
    court = Court(old)
    before = court.notified()
    migration = plan_migration(old, new, {"notified": 1})

    step = migrate(
        migration, new, before, approved_by=FIRST, by=SECOND, at=at("2008-03-11"), reason="新规施行"
    )

    assert isinstance(step, Step), step
    assert (step.event.kind, step.event.transition) == ("migrated", "migrated")
    assert (step.after.definition, step.after.edition) == (new.definition, date(2009, 1, 1))
    assert step.after.clocks == before.clocks
    assert {done.by for done in step.after.history[-2:]} == {"sun", "qian"}
    answered = decide(
        new, step.after, "answer", by=court.judge, at=at("2008-03-12"), data={"grounds": "不服"}
    )
    assert isinstance(answered, Step)
    assert answered.event.definition == new.definition


@pytest.mark.parametrize(
    ("approved_by", "by", "code"),
    [
        (FIRST, FIRST, "two_persons"),
        (FIRST, Actor.of("wang", "王某", "reviewer", unit="office"), "not_authorised"),
        (FIRST, evolve(SECOND, kind="machine"), "machine_may_not"),
        (FIRST, evolve(SECOND, id="zhao"), "subject_of_it"),
    ],
)
def test_two_distinct_authorised_persons_are_needed(
    tmp_path: Path, approved_by: Actor, by: Actor, code: str
) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text))
    migration = plan_migration(old, new, {"notified": 1})

    found = migrate(
        migration, new, Court(old).notified(), approved_by=approved_by, by=by, at=at("2008-03-11")
    )

    assert isinstance(found, Refusal)
    assert code in found.codes


def test_what_is_not_in_the_plan_stays_where_it_is(tmp_path: Path) -> None:
    old, new = both(policy_with(tmp_path, lambda text: text))
    migration = plan_migration(old, new, {"received": 1})

    found = migrate(migration, new, Court(old).notified(), approved_by=FIRST, by=SECOND, at=at("2008-03-11"))

    assert isinstance(found, Refusal)
    assert found.codes == ("not_of_this_plan",)


def test_a_docket_moves_all_or_none_and_verifies_after(tmp_path: Path) -> None:
    policy = policy_with(tmp_path, lambda text: text)
    court = Court(plan_of(policy, "review", on=OLD))
    with Docket(
        tmp_path / "court.db", policy=policy, court="court", clock=lambda: at("2009-02-02")
    ) as docket:
        for number in (1, 2):
            subject = Subject("case", f"(2008)民终{number}号", "civil_1", ("zhao",))
            docket.open("review", subject=subject, by=court.clerk, at=at("2008-12-30"))
        migration = survey(docket, "review", before=OLD, after=NEW)
        assert [(move.source, move.count) for move in migration.moves] == [("received", 2)]

        moved = move_proceedings(docket, migration, approved_by=FIRST, by=SECOND, at=at("2009-02-02"))

        assert [each.edition for each in moved] == [NEW, NEW]
        assert all(fold(docket.trail(each)) == each for each in moved)
        assert docket.verify().ok, docket.verify()
        reported = docket.record(
            moved[0].id, "report", by=court.chief, at=at("2009-02-03"), data={"findings": ["送达迟延"]}
        )
        assert reported.state == "reviewed"
        assert survey(docket, "review", before=OLD, after=NEW).moves == ()


def evolve_plan(plan: Plan, workflow: object) -> Plan:
    """The plan of a changed workflow, for the comparison of what it says."""
    return evolve(plan, workflow=workflow)
