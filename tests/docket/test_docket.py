"""The docket as its users meet it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from courtqa.errors import Conflict, DefinitionMissing, IdempotencyMismatch, Refused, UnknownName
from courtqa.policy import load
from courtqa.workflows import KINDS, OFFERS, Docket, Subject


def test_a_review_runs_its_course_and_opens_an_analysis(desk):
    closed = desk.closed()

    assert closed.closed
    (child,) = desk.docket.proceedings(workflow="analysis")
    assert child.parent == closed.id
    assert child.data == {"grounds": "不服"}
    assert [each.event for each in closed.history] == [
        "opened", "report", "grade", "answer", "close", "close",
    ]  # fmt: skip
    assert desk.docket.verify().ok


def test_what_a_call_returns_is_what_is_stored(desk):
    for proceeding in (desk.opened(1), desk.notified(2), desk.closed(3)):
        assert desk.docket.proceeding(proceeding.id) == proceeding


def test_ids_say_the_workflow_the_year_and_the_number(desk):
    ids = [desk.opened(n).id for n in (1, 2, 3)]

    assert ids == ["review-2008-1", "review-2008-2", "review-2008-3"]


def test_a_refused_event_leaves_no_trace_but_in_the_log(desk):
    review = desk.opened()

    with pytest.raises(Refused) as refused:
        desk.docket.record(review, "report", by=desk.other_chief, at=desk.day(1))

    assert set(refused.value.refusal.codes) == {"wrong_unit", "missing_data"}
    assert desk.docket.proceeding(review.id) == review
    assert len(desk.docket.trail(review)) == 1
    (denial,) = desk.docket.refusals(review)
    assert (denial.event, denial.by, set(denial.codes)) == ("report", "he", {"wrong_unit", "missing_data"})


def test_a_refused_opening_stands_in_the_log_under_its_workflow(desk):
    with pytest.raises(Refused):
        desk.docket.open("review", subject=Subject("case", "1"), by=desk.judge, at=desk.start)

    assert desk.docket.proceedings() == ()
    assert [denial.codes for denial in desk.docket.refusals("review")] == [("not_open_by",)]


def test_a_proceeding_that_was_read_before_somebody_acted_is_a_conflict(desk):
    review = desk.opened()
    desk.docket.record(review, "annotate", by=desk.chief, at=desk.day(1))

    with pytest.raises(Conflict) as conflict:
        desk.docket.record(review, "annotate", by=desk.officer, at=desk.day(1))

    assert (conflict.value.expected, conflict.value.found) == (1, 2)


def test_by_id_alone_the_event_is_decided_on_what_is_there(desk):
    review = desk.opened()
    desk.docket.record(review.id, "annotate", by=desk.chief, at=desk.day(1))

    again = desk.docket.record(review.id, "annotate", by=desk.officer, at=desk.day(1))

    assert again.version == 3


def test_an_unknown_proceeding_is_named(desk):
    with pytest.raises(UnknownName, match="review-1999-1"):
        desk.docket.record("review-1999-1", "annotate", by=desk.chief)
    with pytest.raises(UnknownName, match="review-1999-1"):
        desk.docket.trail("review-1999-1")


def test_opening_twice_with_one_key_opens_one(desk):
    first = desk.opened(key="k")

    assert desk.opened(key="k") == first
    with pytest.raises(IdempotencyMismatch):
        desk.opened(2, key="k")
    assert len(desk.docket.proceedings()) == 1


def test_the_worklist_holds_what_the_office_may_move_first_due_first(desk):
    desk.notified(1)
    late = desk.opened(2)

    chief, other, judge = (
        desk.docket.worklist(by=by, on=date(2008, 2, 1)) for by in (desk.chief, desk.other_chief, desk.judge)
    )

    assert [(item.proceeding.id, item.due, item.late) for item in chief] == [
        (late.id, date(2008, 1, 17), True)
    ]
    assert "report" in chief[0].steps
    assert str(chief[0].title) == "review 民终2号"
    assert other == ()
    assert [item.proceeding.state for item in judge] == ["notified"]


def test_someone_recused_has_nothing_on_the_worklist(desk):
    review = desk.opened()
    desk.docket.recuse(review, "liu", by=desk.leaders[0], at=desk.day(1), reason="亲属")

    assert desk.docket.worklist(by=desk.chief, on=date(2008, 1, 9)) == ()
    with pytest.raises(Refused) as refused:
        desk.docket.record(review.id, "report", by=desk.chief, at=desk.day(2), data={"report": "x"})
    assert "recused" in refused.value.refusal.codes


def test_due_lists_what_ends_by_a_day_and_within_days_after_it(desk):
    desk.opened()  # ten days from 7 January end on 17 January

    assert desk.docket.due(on=date(2008, 1, 16)) == ()
    (item,) = desk.docket.due(on=date(2008, 1, 16), within=1)
    assert (item.due, item.late) == (date(2008, 1, 17), False)
    (item,) = desk.docket.due(on=date(2008, 1, 18))
    assert item.late
    assert "17" in item.reason.zh


def test_the_last_day_is_not_late_and_the_day_after_is(desk):
    review = desk.notified()  # five days from 9 January: 14 January
    assert desk.docket.lapse(at=desk.day(7)) == ()  # the 14th

    (event,) = desk.docket.lapse(at=desk.day(8))  # the 15th

    assert (event.kind, event.transition, event.target) == ("lapse", "record_silence", "settled")
    assert event.effective_on == date(2008, 1, 15)
    assert desk.docket.lapse(at=desk.day(9)) == ()
    assert desk.docket.proceeding(review.id).state == "settled"


def test_a_lapse_without_a_step_only_marks_and_is_claimed_once(desk):
    review = desk.opened()

    (event,) = desk.docket.lapse(at=desk.day(30))

    assert (event.kind, event.target) == ("lapse", "received")
    assert desk.docket.lapse(at=desk.day(31)) == ()
    reported = desk.docket.record(review.id, "report", by=desk.chief, at=desk.day(31), data={"report": "迟"})
    assert reported.history[-1].late
    assert desk.docket.verify().ok


def test_a_reminder_goes_out_once(desk):
    review = desk.opened()

    for _ in range(2):
        desk.docket.lapse(at=desk.day(8))  # two days before the 17th

    (message,) = desk.docket.outbox()
    assert (message.topic, message.payload["clock"], message.proceeding) == ("reminder", "report", review.id)
    assert desk.docket.sent(message, at=desk.day(8))
    assert not desk.docket.sent(message, at=desk.day(9))
    assert desk.docket.outbox() == ()
    assert [each.sent_at for each in desk.docket.outbox(sent=True)] == [desk.day(8)]


def test_the_trail_prints_in_both_languages_and_names_the_rule_that_was_missed(desk):
    review = desk.opened()
    desk.docket.record(review, "report", by=desk.chief, at=desk.day(20), data={"report": "迟"})

    trail = desk.docket.trail(review)

    assert [event.transition for event in trail] == ["opened", "report"]
    assert trail[1].recorded_at == desk.day(20)
    assert "第三条" in trail.to("zh")
    assert "逾期：报告期限" in trail.to("zh")
    assert "late: time to report" in str(trail)
    assert (
        len({len(line.encode("gb18030").split(b"2008")[0]) for line in trail.to("zh").splitlines()[2:]}) == 1
    )


def test_a_proceeding_stays_with_the_edition_it_was_opened_under(desk, policy, tmp_path):
    review = desk.opened()
    overlay = tmp_path / "later"
    (overlay / "workflows/review").mkdir(parents=True)
    (overlay / "pack.yaml").write_text(
        (desk_pack := policy.packs[0].folder / "pack.yaml").read_text().replace("small", "later")
    )
    text = (desk_pack.parent / "workflows/review/2000-01-01.yaml").read_text()
    (overlay / "workflows/review/2008-01-08.yaml").write_text(
        text.replace("event: report", "event: hand_in").replace(
            "not_same_as: [report]", "not_same_as: [hand_in]"
        )
    )
    later = Docket(
        desk.docket.store, load(desk_pack.parent, overlay, kinds=KINDS, offers=OFFERS), desk.docket.court
    )

    moved = later.record(review, "report", by=desk.chief, at=desk.day(3), data={"report": "旧"})
    fresh = later.open(
        "review", subject=Subject("case", "2", unit="civil_1"), by=desk.officer, at=desk.day(3)
    )

    assert (moved.edition, fresh.edition) == (date(2000, 1, 1), date(2008, 1, 8))
    assert later.allowed(fresh, by=desk.chief, at=desk.day(3))[0].event == "hand_in"
    assert later.verify().ok
    with pytest.raises(DefinitionMissing):
        desk.docket.record(fresh, "report", by=desk.chief, at=desk.day(3), data={"report": "?"})
    assert desk.docket.verify().rules == {"definition_missing"}


def test_two_courts_in_one_file_do_not_see_each_other(file, new_desk, policy):
    here = new_desk(file)
    there = Docket(here.docket.store, policy, "other_court")
    review = here.opened()
    other = there.open("review", subject=Subject("case", "1"), by=here.officer, at=here.start)

    assert review.id == other.id
    assert there.proceeding(other.id).court == "other_court"
    assert [each.court for each in here.docket.proceedings()] == ["small_court"]
    assert here.docket.verify().counts["proceedings"] == 2
    assert here.docket.verify().ok


def test_recorded_late_takes_effect_on_its_own_day(desk):
    review = desk.opened()
    review = desk.docket.record(review, "annotate", by=desk.chief, at=desk.day(2))

    earlier = desk.day(2) - timedelta(hours=3)
    review = desk.docket.record(review, "annotate", by=desk.chief, at=earlier)

    last = desk.docket.trail(review)[2]
    assert last.recorded_at == desk.day(2)
    assert last.effective_on == date(2008, 1, 9)
