"""Workflows written in Python are the same as those from YAML, and held to the same rules."""

from __future__ import annotations

import inspect
import shutil
from datetime import date
from pathlib import Path

import pytest
from attrs import fields

from courtqa.errors import PolicyError
from courtqa.kinds import load_policy
from courtqa.packs import folder
from courtqa.policy import Policy, Reference, load
from courtqa.workflows import KINDS, OFFERS, Deadline, Field, State, Transition, Workflow
from courtqa.workflows.build import Draft, asks, workflow
from courtqa.workflows.writing import edition_file

from .conftest import PACK

LAW = Reference(title="申诉规则", article="第9条")


def appeal() -> Draft:
    """The appeal of the small court, in Python."""
    return (
        workflow(
            "appeal",
            ("申诉", "appeal"),
            since=date(2007, 1, 1),
            subject="case",
            open_by="judge",
            open_requires="grade",
        )
        .field(
            "grade",
            ("等次", "grade"),
            "choice",
            choices={"sound": ("合格", "sound"), "flawed": ("瑕疵", "flawed")},
        )
        .deadline(
            "appeal", ("申诉期限", "time to appeal"), "deadlines/appeal", roll="next_workday", lapse="expire"
        )
        .state("open", ("可申诉", "open to appeal"), owner="judge", deadline="appeal")
        .state("appealed", ("已申诉", "appealed"), final=True)
        .state("expired", ("逾期", "expired"), final=True)
        .step("appeal", ("申诉", "appeal"), "open", to="appealed", by="judge", not_subject=False)
        .step("expire", ("逾期", "expire"), "open", to="expired", clock=True)
    )


def test_python_and_yaml_give_the_same_workflow(policy: Policy) -> None:
    written = policy.edition("workflows", "appeal", on=date(2008, 1, 1)).value

    assert appeal().workflow == written


def test_the_same_linter_runs_on_it(policy: Policy) -> None:
    assert appeal().faults(policy) == ()
    stray = appeal().state("nowhere", ("无路可到", "out of reach"), owner=["juge"])

    found = stray.faults(policy)

    assert any("'juge'" in each.found for each in found)


def test_an_adverse_step_without_its_safeguards_is_found(policy: Policy) -> None:
    harsh = appeal().step("punish", ("处分", "punish"), "open", to="expired", by="judge", adverse=True)

    found = " ".join(each.found for each in harsh.faults(policy))

    for missing in ("authority", "after", "remedy"):
        assert f"without `{missing}`" in found


def test_a_method_leaves_its_draft_as_it_was() -> None:
    draft = appeal()
    draft.state("more", ("更多", "more"), final=True)

    assert "more" not in draft.workflow.states


def test_a_condition_is_a_name_with_closed_parameters() -> None:
    assert asks("field_in", field="grade", values=["sound"]).params["values"] == ("sound",)


def test_what_is_written_out_loads_as_the_same_workflow(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    (pack / "workflows/appeal/2007-01-01.yaml").write_text(appeal().yaml(LAW, note="H1."), encoding="utf-8")

    again = load(pack, kinds=KINDS, offers=OFFERS).edition("workflows", "appeal", on=date(2008, 1, 1))

    assert again.value == appeal().workflow
    assert (again.references, again.note) == ((LAW,), "H1.")


def test_every_workflow_of_the_built_in_pack_survives_being_written_out(tmp_path: Path) -> None:
    source = Path(folder()) / "harbin"
    try:
        policy = load_policy(source)
    except PolicyError as error:
        pytest.fail(str(error))
    copy = tmp_path / "harbin"
    shutil.copytree(source, copy)
    for edition in policy.editions("workflows"):
        text = edition_file(edition.value, edition.references, note=edition.note)
        (copy / edition.path / f"{edition.since}.yaml").write_text(text, encoding="utf-8")

    again = load_policy(copy)

    assert [each.value for each in again.editions("workflows")] == [
        each.value for each in policy.editions("workflows")
    ]


@pytest.mark.parametrize(
    ("method", "made"),
    [
        (Draft.field, Field),
        (Draft.deadline, Deadline),
        (Draft.state, State),
        (Draft.step, Transition),
        (workflow, Workflow),
    ],
)
def test_the_builder_knows_every_key_of_the_definition(method: object, made: type) -> None:
    taken = set(inspect.signature(method).parameters)  # type: ignore[arg-type]

    built_up = {"initial", "states", "transitions", "fields", "deadlines"}

    assert {field.name for field in fields(made)} - built_up <= taken
