"""What the commands about workflows share: their options, and how a pack, an edition and a day are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from courtqa.errors import Misfit

if TYPE_CHECKING:
    from datetime import date

    from courtqa.policy import Edition, Policy
    from courtqa.workflows import Plan

__all__ = ["HARBIN", "Lang", "Name", "On", "With", "day_named", "plan_on", "policy_of"]

Name = Annotated[str, typer.Argument(metavar="NAME", help="A workflow, such as case_review.")]
With = Annotated[list[str], typer.Option("--pack", "-p", help="A pack, by name or folder; may be repeated.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language to answer in.")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day, as YYYY-MM-DD; the newest edition if left out."),
]
HARBIN = ["harbin"]


def policy_of(packs: list[str]) -> Policy:
    """The policy of the packs, later over earlier."""
    from courtqa.kinds import load_policy

    return load_policy(*packs)


def plan_on(policy: Policy, name: str, on: str | None) -> tuple[Edition[Any], Plan]:
    """The edition in force on that day, or the newest, with its plan."""
    from courtqa.workflows import plan_of

    edition = (
        policy.editions("workflows", name)[-1]
        if on is None
        else policy.edition("workflows", name, on=day_named(on))
    )
    return edition, plan_of(policy, name, on=edition.since)


def day_named(text: str) -> date:
    """The day that was written; a refusal in words for anything else."""
    from courtqa.policy import day_of

    try:
        return day_of(text)
    except Misfit as misfit:
        raise typer.BadParameter(str(misfit), param_hint="--on") from misfit
