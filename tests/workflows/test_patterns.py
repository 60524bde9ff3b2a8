"""The workflow control-flow patterns, by name, each as a small definition and a course through a real docket.

The names are those of N. Russell, A.H.M. ter Hofstede, W.M.P. van der Aalst and N. Mulyar, "Workflow Control-Flow
Patterns: A Revised View" (2006). A definition is written as ``event: from -> to``; a workflow given as ``{}`` is
opened, and finished by the step ``finish`` or cancelled.
"""

from __future__ import annotations

from typing import Any

import pytest

from courtqa.workflows import Proceeding, Subject

from .course import Begin, Course


class TestBasicControl:
    def test_wcp_1_sequence(self, course: Begin) -> None:
        matter = course("""
            main: {steps: [{read: new -> read}, {file: read -> filed}], ends: [filed]}
        """)

        assert matter.refuses("file") == ("wrong_state",)
        matter.does("read")
        matter.does("file")

        assert matter.state() == "filed"

    def test_wcp_2_parallel_split(self, course: Begin) -> None:
        matter = course("""
            main:
              steps: [{split: new -> going, opens: [{workflow: left}, {workflow: right}]}, {end: going -> done}]
              ends: [done]
            left:
            right:
        """)

        matter.does("split")

        assert (len(matter.open("left")), len(matter.open("right"))) == (1, 1)

    def test_wcp_3_synchronization(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {split: new -> waiting, opens: [{workflow: left}, {workflow: right}]}
                - {join: waiting -> done, awaits: [{of: [left, right]}]}
              ends: [done]
            left:
            right:
        """)
        matter.does("split")
        matter.does("finish", matter.of("left")[0])

        assert matter.refuses("join") == ("children_not_done",)
        matter.does("finish", matter.of("right")[0])
        matter.does("join")

        assert matter.state() == "done"

    def test_wcp_4_exclusive_choice(self, course: Begin) -> None:
        matter = course("""
            main:
              fields: {urgent: {type: yes_no}}
              steps:
                - {sort: new -> fast, requires: [urgent], when: [{guard: field_is, field: urgent, value: true}]}
                - {sort: new -> slow, requires: [urgent], when: [{guard: field_is, field: urgent, value: false}]}
              ends: [fast, slow]
        """)

        matter.does("sort", urgent=False)

        assert matter.state() == "slow"

    @pytest.mark.parametrize("way", ["by_post", "in_person"])
    def test_wcp_5_simple_merge(self, course: Begin, way: str) -> None:
        matter = course("""
            main:
              steps: [{by_post: new -> posted}, {in_person: new -> met}, {register: "posted, met -> registered"}]
              ends: [registered]
        """)

        matter.does(way)
        matter.does("register")

        assert matter.state() == "registered"


class TestBranching:
    CHOICE = """
        main:
          steps:
            - {ask_police: choosing -> choosing, opens: [{workflow: police}]}
            - {ask_court: choosing -> choosing, opens: [{workflow: court}]}
            - {ask_bank: choosing -> choosing, opens: [{workflow: bank}]}
            - {wait: choosing -> waiting}
            - {go_on: waiting -> done, clock: true, awaits: [{of: [police, court, bank]}]}
          ends: [done]
        police:
        court:
        bank:
    """

    def test_wcp_6_multi_choice(self, course: Begin) -> None:
        matter = course(self.CHOICE)

        matter.does("ask_police")
        matter.does("ask_bank")

        assert [len(matter.of(name)) for name in ("police", "court", "bank")] == [1, 0, 1]

    def test_wcp_7_structured_synchronizing_merge(self, course: Begin) -> None:
        matter = course(self.CHOICE)
        matter.does("ask_police")
        matter.does("ask_bank")
        matter.does("wait")

        matter.does("finish", matter.of("police")[0])
        still = matter.state()
        matter.does("finish", matter.of("bank")[0])

        assert (still, matter.state()) == ("waiting", "done")

    def test_wcp_7_goes_on_at_once_where_no_branch_was_chosen(self, course: Begin) -> None:
        matter = course(self.CHOICE)

        matter.does("wait")

        assert matter.state() == "done"

    def test_wcp_8_multi_merge(self, course: Begin) -> None:
        matter = course("""
            main:
              steps: [{split: new -> going, opens: [{workflow: left}, {workflow: right}]}, {end: going -> done}]
              ends: [done]
            left: {steps: [{finish: open -> finished, opens: [{workflow: report}]}], ends: [finished]}
            right: {steps: [{finish: open -> finished, opens: [{workflow: report}]}], ends: [finished]}
            report:
        """)
        matter.does("split")

        matter.does("finish", matter.of("left")[0])
        matter.does("finish", matter.of("right")[0])

        assert len(matter.open("report")) == 2

    ONE = """
        main:
          steps:
            - {ask: new -> waiting, opens: [{workflow: left}, {workflow: right}]}
            - {take: waiting -> taken, clock: true, awaits: [{of: [left, right], how: one}]%s}
            - {end: taken -> done}
          ends: [done]
        left:
        right:
    """

    def test_wcp_9_structured_discriminator(self, course: Begin) -> None:
        matter = course(self.ONE % "")
        matter.does("ask")

        matter.does("finish", matter.of("right")[0])
        taken = matter.state()
        matter.does("finish", matter.of("left")[0])

        assert (taken, matter.state()) == ("taken", "taken")

    def test_wcp_29_cancelling_discriminator(self, course: Begin) -> None:
        matter = course(self.ONE % ", cancels: [left, right]")
        matter.does("ask")

        matter.does("finish", matter.of("right")[0])

        assert (matter.state(), matter.state(matter.of("left")[0])) == ("taken", "withdrawn")

    JOIN = """
        main:
          steps:
            - {ask: new -> waiting, opens: [{workflow: opinion, times: 5}]}
            - {decide: waiting -> decided, clock: true, awaits: [{of: [opinion], how: 3}]%s}
            - {end: decided -> done}
          ends: [done]
        opinion:
    """

    def test_wcp_30_structured_partial_join(self, course: Begin) -> None:
        matter = course(self.JOIN % "")
        matter.does("ask")
        opinions = matter.of("opinion")

        for one in opinions[:2]:
            matter.does("finish", one)
        before = matter.state()
        matter.does("finish", opinions[2])

        assert (before, matter.state(), len(matter.open("opinion"))) == ("waiting", "decided", 2)

    def test_wcp_32_cancelling_partial_join(self, course: Begin) -> None:
        matter = course(self.JOIN % ", cancels: [opinion]")
        matter.does("ask")

        for one in matter.of("opinion")[:3]:
            matter.does("finish", one)

        assert [matter.state(one) for one in matter.of("opinion")] == ["finished"] * 3 + ["withdrawn"] * 2


class TestMultipleInstances:
    MANY = """
        main:
          fields: {cases: {type: texts}}
          steps:
            - {draw: new -> going, requires: [cases], opens: [{workflow: scrutiny, for_each: cases, dependent: true}]}
            - {add: going -> going, opens: [{workflow: scrutiny, dependent: true}]}
            - {withdraw: going -> going, cancels: [scrutiny]}
            - {enough: going -> reported, cancels: [scrutiny]}
            - {report: going -> reported, awaits: [{of: [scrutiny], how: %s, in: [finished]}]}
            - {end: reported -> done}
            - {abandon: going -> abandoned}
          ends: [done, abandoned]
        scrutiny:
    """

    def test_wcp_12_multiple_instances_without_synchronization(self, course: Begin) -> None:
        matter = course("""
            main:
              steps: [{send: going -> going, opens: [{workflow: letter}]}, {end: going -> done}]
              ends: [done]
            letter:
        """)

        for _ in range(3):
            matter.does("send")
        matter.does("end")

        assert (matter.state(), len(matter.open("letter"))) == ("done", 3)

    def test_wcp_13_multiple_instances_with_a_priori_design_time_knowledge(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {ask: new -> waiting, opens: [{workflow: opinion, times: 3}]}
                - {join: waiting -> done, clock: true, awaits: [{of: [opinion]}]}
              ends: [done]
            opinion:
        """)
        matter.does("ask")

        for one in matter.of("opinion"):
            assert matter.state() == "waiting"
            matter.does("finish", one)

        assert matter.state() == "done"

    def test_wcp_14_multiple_instances_with_a_priori_run_time_knowledge(self, course: Begin) -> None:
        matter = course(self.MANY % "all")
        matter.does("draw", cases=["民终1号", "民终2号", "民终3号"])

        about = [one.subject.id for one in matter.docket.proceedings(workflow="scrutiny")]

        assert about == ["民终1号", "民终2号", "民终3号"]
        assert matter.refuses("report") == ("children_not_done",)

    def test_wcp_15_multiple_instances_without_a_priori_run_time_knowledge(self, course: Begin) -> None:
        matter = course(self.MANY % "all")
        matter.does("draw", cases=["民终1号"])
        matter.does("finish", matter.of("scrutiny")[0])

        matter.does("add")
        waiting = matter.refuses("report")
        matter.does("finish", matter.open("scrutiny")[0])
        matter.does("report")

        assert (waiting, matter.state()) == (("children_not_done",), "reported")

    def test_wcp_26_cancel_multiple_instance_activity(self, course: Begin) -> None:
        matter = course(self.MANY % "all")
        matter.does("draw", cases=["民终1号", "民终2号"])

        matter.does("withdraw")

        assert (matter.state(), matter.open("scrutiny")) == ("going", [])

    def test_wcp_27_complete_multiple_instance_activity(self, course: Begin) -> None:
        matter = course(self.MANY % "all")
        matter.does("draw", cases=["民终1号", "民终2号"])
        matter.does("finish", matter.of("scrutiny")[0])

        matter.does("enough")

        assert matter.state() == "reported"
        assert [matter.state(one) for one in matter.of("scrutiny")] == ["finished", "withdrawn"]

    def test_wcp_34_static_partial_join_for_multiple_instances(self, course: Begin) -> None:
        matter = course(self.MANY % "2")
        matter.does("draw", cases=["民终1号", "民终2号", "民终3号"])

        matter.does("finish", matter.of("scrutiny")[0])
        one = matter.refuses("report")
        matter.does("finish", matter.of("scrutiny")[1])
        matter.does("report")

        assert (one, matter.state(), len(matter.open("scrutiny"))) == (("children_not_done",), "reported", 1)

    def test_wcp_35_cancelling_partial_join_for_multiple_instances(self, course: Begin) -> None:
        matter = course(
            (self.MANY % "2").replace("in: [finished]}]}", "in: [finished]}], cancels: [scrutiny]}")
        )
        matter.does("draw", cases=["民终1号", "民终2号", "民终3号"])
        for one in matter.of("scrutiny")[:2]:
            matter.does("finish", one)

        matter.does("report")

        assert [matter.state(one) for one in matter.of("scrutiny")] == ["finished", "finished", "withdrawn"]


class TestStates:
    CHOICE = """
        main:
          deadlines: {answer: {budget: deadlines/answer, roll: next_workday, lapse: pass_over}}
          limits: {asked: answer}
          steps:
            - {ask: new -> asked, opens: [{workflow: expertise}]}
            - {answer: asked -> answered}
            - {pass_over: asked -> silent, clock: true}
            - {hear_expert: asked -> advised, clock: true, awaits: [{of: [expertise]}]}
          ends: [answered, silent, advised]
        expertise:
    """

    def test_wcp_16_deferred_choice_taken_by_a_person(self, course: Begin) -> None:
        matter = course(self.CHOICE)
        matter.does("ask")

        matter.does("answer")

        assert matter.state() == "answered"

    def test_wcp_16_deferred_choice_taken_by_the_clock(self, course: Begin) -> None:
        matter = course(self.CHOICE)
        matter.does("ask")

        matter.waits(40)

        assert matter.state() == "silent"

    def test_wcp_16_deferred_choice_taken_by_an_event_outside(self, course: Begin) -> None:
        matter = course(self.CHOICE)
        matter.does("ask")

        matter.does("finish", matter.of("expertise")[0])

        assert matter.state() == "advised"
        assert matter.refuses("answer") == ("closed",)

    def test_wcp_17_interleaved_parallel_routing(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {hear: going -> going, unless: [{guard: happened, event: hear}]}
                - {inspect: going -> going, unless: [{guard: happened, event: inspect}]}
                - {report: going -> going, after: [inspect], unless: [{guard: happened, event: report}]}
                - {close: going -> done, after: [hear, inspect, report]}
              ends: [done]
        """)

        assert matter.refuses("report") == ("not_heard_before",)
        for event in ("inspect", "hear", "report"):
            matter.does(event)
        matter.does("close")

        assert matter.state() == "done"

    def test_wcp_18_milestone(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {accept: new -> accepting, opens: [{workflow: evidence}]}
                - {stop: accepting -> hearing}
                - {end: hearing -> done}
              ends: [done]
            evidence:
              steps:
                - {submit: open -> open, while: {of: parent, workflow: main, in: [accepting]}}
                - {finish: open -> finished}
              ends: [finished]
        """)
        matter.does("accept")
        evidence = matter.of("evidence")[0]

        matter.does("submit", evidence)
        matter.does("stop")

        assert matter.refuses("submit", evidence) == ("outside_milestone",)
        submitted = next(event for event in matter.events(evidence) if event.transition == "submit")
        assert submitted.payload["milestone"] == {"proceeding": matter.id, "state": "accepting"}

    def test_wcp_40_interleaved_routing(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {hear: going -> going, unless: [{guard: happened, event: hear}]}
                - {inspect: going -> going, unless: [{guard: happened, event: inspect}]}
                - {close: going -> done, after: [hear, inspect]}
              ends: [done]
        """)

        for event in ("inspect", "hear", "close"):
            matter.does(event)

        assert matter.state() == "done"


class TestCancellation:
    def test_wcp_19_cancel_activity(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {ask: going -> going, opens: [{workflow: expertise}]}
                - {recall: going -> going, cancels: [expertise]}
                - {end: going -> done}
              ends: [done]
            expertise:
        """)
        matter.does("ask")
        matter.does("recall")
        expertise = matter.of("expertise")[0]

        last = matter.events(expertise)[-1]

        assert (matter.state(), matter.state(expertise)) == ("going", "withdrawn")
        assert (last.kind, last.actor, last.payload["cancelled_by"]) == (
            "cancelled",
            "chen",
            {"proceeding": matter.id, "seq": 3},
        )
        assert matter.refuses("finish", expertise) == ("closed",)

    def test_wcp_20_cancel_case(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {ask: new -> going, opens: [{workflow: expertise, dependent: true}]}
                - {withdraw: going -> withdrawn}
              ends: [withdrawn]
            expertise:
              cancelled: dropped
              steps: [{deepen: open -> deep, opens: [{workflow: survey, dependent: true}]}, {finish: deep -> finished}]
              ends: [finished, dropped]
            survey:
        """)
        matter.does("ask")
        matter.does("deepen", matter.of("expertise")[0])

        matter.does("withdraw")

        assert matter.state(matter.of("expertise")[0]) == "dropped"
        assert matter.state(matter.of("survey")[0]) == "withdrawn"

    def test_wcp_25_cancel_region(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {begin: new -> going, opens: [{workflow: left}, {workflow: right}, {workflow: record}]}
                - {settle: going -> settled, cancels: [left, right]}
                - {end: settled -> done}
              ends: [done]
            left:
            right:
            record:
        """)
        matter.does("begin")

        matter.does("settle")

        assert [matter.open(name) != [] for name in ("left", "right", "record")] == [False, False, True]


class TestIterationAndTriggers:
    def test_wcp_10_arbitrary_cycles(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {write: drafting -> checking}
                - {return_it: "checking, signing -> drafting"}
                - {pass: checking -> signing}
                - {reopen: signing -> checking}
                - {sign: signing -> signed}
              ends: [signed]
        """)

        for event in ("write", "pass", "return_it", "write", "pass", "reopen", "pass", "sign"):
            matter.does(event)

        assert matter.state() == "signed"

    def test_wcp_21_structured_loop(self, course: Begin) -> None:
        """A loop with a limit: at most twice."""
        matter = course("""
            main:
              steps:
                - {write: drafting -> checking}
                - {return_it: checking -> drafting,
                   unless: [{guard: happened_times, event: return_it, at_least: 2}]}
                - {pass: checking -> passed}
              ends: [passed]
        """)
        for event in ("write", "return_it", "write", "return_it", "write"):
            matter.does(event)

        assert matter.refuses("return_it") == ("guard_failed",)
        matter.does("pass")

        assert matter.state() == "passed"

    def test_wcp_22_recursion(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {divide: open -> waiting, opens: [{workflow: main}]}
                - {solve: open -> solved}
                - {put_together: waiting -> solved, clock: true, awaits: [{of: [main]}]}
              ends: [solved]
        """)
        matter.does("divide")
        inner = matter.open("main")[-1]
        matter.does("divide", inner)
        innermost = matter.open("main")[-1]

        matter.does("solve", innermost)

        assert [matter.state(one) for one in (innermost, inner, matter.id)] == ["solved"] * 3

    def test_wcp_23_transient_trigger(self, course: Begin) -> None:
        matter = course("""
            main:
              steps: [{prepare: new -> ready}, {trigger: ready -> started}]
              ends: [started]
        """)

        lost = matter.refuses("trigger")
        matter.does("prepare")

        assert (lost, matter.state()) == (("wrong_state",), "ready")

    def test_wcp_24_persistent_trigger(self, course: Begin) -> None:
        matter = course("""
            main:
              steps:
                - {trigger: "new, ready -> new", unless: [{guard: happened, event: trigger}]}
                - {prepare: new -> ready}
                - {start: ready -> started, after: [trigger]}
              ends: [started]
        """)

        matter.does("trigger")
        matter.does("prepare")
        matter.does("start")

        assert matter.state() == "started"

    def test_wcp_43_explicit_termination(self, course: Begin) -> None:
        matter = course("""
            main: {steps: [{file: new -> filed}, {drop: new -> dropped}], ends: [filed, dropped]}
        """)

        matter.does("drop")

        assert matter.refuses("file") == ("closed",)


def test_the_end_of_a_child_is_told_to_its_parent_in_the_same_breath(course: Begin) -> None:
    matter = course(TestBranching.CHOICE)
    matter.does("ask_police")
    police = matter.of("police")[0]

    matter.does("finish", police)

    told, ended = matter.events()[-1], matter.events(police)[-1]
    assert (told.kind, told.recorded_at, told.effective_on) == (
        "child",
        ended.recorded_at,
        ended.effective_on,
    )
    assert told.payload["ended"] == [{"id": police, "workflow": "police", "state": "finished"}]
    assert [child.ended for child in _children(matter)] == ["finished"]
    assert f"{police} 办结" in matter.docket.trail(matter.id).to("zh")


def test_one_branch_that_ends_otherwise_does_not_count(course: Begin) -> None:
    matter = course("""
        main:
          steps:
            - {ask: new -> waiting, opens: [{workflow: opinion, times: 2}]}
            - {join: waiting -> done, awaits: [{of: [opinion], in: [agreed]}]}
            - {stop: waiting -> stopped}
          ends: [done, stopped]
        opinion: {steps: [{agree: open -> agreed}, {object: open -> objected}], ends: [agreed, objected]}
    """)
    matter.does("ask")
    first, second = matter.of("opinion")
    matter.does("agree", first)
    matter.does("object", second)

    assert matter.refuses("join") == ("children_not_done",)


def test_a_child_that_ends_as_soon_as_it_is_opened_is_known_at_once(course: Begin) -> None:
    matter = course("""
        main:
          steps:
            - {ask: new -> waiting, opens: [{workflow: echo}]}
            - {end: waiting -> done, clock: true, awaits: [{of: [echo], how: one}]}
          ends: [done]
        echo:
          steps:
            - {answer: open -> answered, clock: true, awaits: [{of: [note]}]}
            - {write: open -> open, opens: [{workflow: note}]}
          ends: [answered]
        note:
    """)

    matter.does("ask")

    assert matter.state(matter.of("echo")[0]) == "answered"
    assert matter.state() == "done"


def test_a_step_that_is_taken_by_itself_is_no_persons(course: Begin) -> None:
    matter = course(TestBranching.ONE % "")
    matter.does("ask")

    assert matter.refuses("take") == ("only_the_clock",)


def test_a_cancelled_child_is_neither_counted_nor_waited_for(course: Begin) -> None:
    matter = course(TestMultipleInstances.MANY % "all")
    matter.does("draw", cases=["民终1号", "民终2号"])
    matter.does("withdraw")

    matter.does("report")

    assert matter.state() == "reported"


def test_a_child_may_be_about_what_the_fields_of_its_parent_name(course: Begin) -> None:
    matter = course("""
        main:
          fields: {file: {type: text}, division: {type: unit}, judges: {type: persons}}
          steps:
            - draw: going -> going
              requires: [file, division, judges]
              opens: [{workflow: scrutiny, about: file, unit: division, persons: judges}]
            - {end: going -> done, awaits: [{of: [scrutiny]}]}
          ends: [done]
        scrutiny:
    """)

    matter.does("draw", file="民终1号", division="civil_1", judges=["zhao", "qian"])
    matter.does("draw", file="民终2号", division="civil_2", judges=[])

    found = [one.subject for one in matter.docket.proceedings(workflow="scrutiny")]
    assert found == [
        Subject("matter", "民终1号", "civil_1", ("zhao", "qian"), "民终1号"),
        Subject("matter", "民终2号", "civil_2", (), "民终2号"),
    ]


def test_each_child_of_a_list_is_about_its_entry_in_the_unit_that_is_named(course: Begin) -> None:
    matter = course("""
        main:
          fields: {files: {type: texts}, division: {type: unit}}
          steps:
            - {draw: going -> going, requires: [files, division], opens: [{workflow: scrutiny, for_each: files, unit: division}]}
            - {end: going -> done, awaits: [{of: [scrutiny]}]}
          ends: [done]
        scrutiny:
    """)

    matter.does("draw", files=["民终1号", "民终2号"], division="civil_1")

    found = [(one.subject.id, one.subject.unit) for one in matter.docket.proceedings(workflow="scrutiny")]
    assert found == [("民终1号", "civil_1"), ("民终2号", "civil_1")]


def _children(matter: Course) -> tuple[Any, ...]:
    found: Proceeding = matter.docket.proceeding(matter.id)
    return found.children
