"""What is drawn of a workflow, in Mermaid, in DOT and as a picture."""

from __future__ import annotations

import re
import shutil
from datetime import date
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest
from attrs import evolve

from courtqa.policy import Policy
from courtqa.text import Lang
from courtqa.workflows import Diagram, Plan, diagram_of, plan_of
from courtqa.workflows.lettering import gathered, width, wrapped

DRAWN = pytest.mark.skipif(
    find_spec("pygraphviz") is None and shutil.which("dot") is None,
    reason="needs Graphviz: pip install 'courtqa[diagrams]'",
)
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def diagram(plan: Plan) -> Diagram:
    return diagram_of(plan, on=date(2008, 3, 3))


def test_every_state_is_a_box_with_its_owner_and_deadline(diagram: Diagram) -> None:
    boxes = {box.id: box for box in diagram.boxes}

    assert boxes["notified"].owner is not None
    assert boxes["notified"].within is not None
    assert boxes["notified"].within.zh.endswith("日内")
    assert [box.id for box in diagram.boxes if box.final] == ["sound", "flawed"]
    assert [box.id for box in diagram.boxes if box.adverse] == ["flawed"]


def test_an_arrow_says_who_takes_the_step_and_by_when(diagram: Diagram) -> None:
    answer = next(
        arrow for arrow in diagram.arrows if arrow.style == "step" and arrow.sources == ("notified",)
    )

    assert answer.target == "settling"
    assert answer.labels[0].lines("en")[1:] == ("judge", "within 15 days")


def test_what_time_alone_does_is_told_apart_from_what_is_adverse(diagram: Diagram) -> None:
    styles = {label.title.en: arrow.style for arrow in diagram.arrows for label in arrow.labels}

    assert styles["record the silence"] == "clock"
    assert {arrow.style for arrow in diagram.arrows if arrow.target == "flawed"} == {"adverse"}


def test_a_step_that_stays_is_written_into_its_box(plan: Plan, diagram: Diagram) -> None:
    staying = {one.event for one in plan.workflow.transitions if one.to is None}
    written = {label.title for box in diagram.boxes for label in box.stays}

    assert written == {one.title for one in plan.workflow.transitions if one.event in staying}


def test_steps_from_many_states_meet_before_they_arrive(plan: Plan) -> None:
    many = evolve(
        plan.workflow.transitions[0], event="drop", source=("received", "reviewed", "notified"), to="sound"
    )
    changed = evolve(plan, workflow=evolve(plan.workflow, transitions=(*plan.workflow.transitions, many)))

    arrow = diagram_of(changed).arrows[-1]

    assert arrow.sources == ("received", "reviewed", "notified")
    assert len(arrow.labels) == 1
    assert diagram_of(changed).mermaid("en").count("--- meeting") == 3


@pytest.mark.parametrize("lang", LANGS)
def test_mermaid_names_every_state_and_step(diagram: Diagram, lang: Lang) -> None:
    text = diagram.mermaid(lang)
    words = re.sub(r"<br/>", "", text).replace(" ", "")

    assert text.startswith("flowchart TD\n")
    for box in diagram.boxes:
        assert box.title.to(lang).replace(" ", "") in words
    for arrow in diagram.arrows:
        for label in arrow.labels:
            assert label.title.to(lang).replace(" ", "") in words


def test_mermaid_never_sees_its_own_marks_in_a_title(plan: Plan) -> None:
    hostile = evolve(plan.workflow.states["received"].title, en='a "b" <c> | #d')
    states = {**plan.workflow.states, "received": evolve(plan.workflow.states["received"], title=hostile)}

    text = diagram_of(evolve(plan, workflow=evolve(plan.workflow, states=states))).mermaid("en")

    assert "a #quot;b#quot; #lt;c#gt; #124; #35;d" in text


@DRAWN
@pytest.mark.parametrize("lang", LANGS)
def test_the_picture_is_whole_and_says_everything(diagram: Diagram, lang: Lang) -> None:
    root = ElementTree.fromstring(diagram.svg(lang))
    words = "".join(root.itertext()).replace(" ", "")

    for box in diagram.boxes:
        assert box.title.to(lang).replace(" ", "") in words
    texts = [each for each in root.iter() if each.tag.endswith("}text")]
    assert len(texts) > len(diagram.boxes)


@DRAWN
def test_no_two_boxes_of_a_picture_lie_on_each_other(diagram: Diagram) -> None:
    root = ElementTree.fromstring(diagram.svg("zh"))
    boxes = [
        tuple(float(each.attrib[key]) for key in ("x", "y", "width", "height"))
        for each in root.iter()
        if each.tag.endswith("}rect") and each.get("rx") == "9"
    ]

    assert len(boxes) == len(diagram.boxes)
    for number, (x, y, wide, high) in enumerate(boxes):
        for left, top, broad, tall in boxes[number + 1 :]:
            assert x + wide <= left or left + broad <= x or y + high <= top or top + tall <= y


@DRAWN
def test_the_same_diagram_gives_the_same_picture(diagram: Diagram) -> None:
    assert diagram.svg("en") == diagram.svg("en")


def test_the_lengths_are_those_of_the_day(policy: Policy) -> None:
    plan = plan_of(policy, "review", on=date(2008, 3, 3))
    before = diagram_of(plan, on=date(1999, 1, 1))

    assert {box.within for box in before.boxes} == {None}


def test_lines_break_where_a_reader_would() -> None:
    assert wrapped("责令整改（限期）", 5) == ("责令整改", "（限期）")
    assert wrapped("refer to discipline supervision", 10) == ("refer to discipline", "supervision")
    assert gathered(["院长", "10日内"], 12) == ("院长 · 10日内",)
    assert width("评") > width("a") > width("i")
