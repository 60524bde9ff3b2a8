"""``courtqa docket lot population | sample``: what a sample of cases needs on file, computed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.dockets import (
    HARBIN,
    Database,
    Language,
    Packs,
    Which,
    answering,
    known_proceeding,
    opened_docket,
    plan_pinned,
    said,
)
from courtqa.errors import CourtqaError
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import GuardCall, Plan

__all__ = ["Out", "Secret", "condition_of", "sample_app", "write_answers"]

sample_app = typer.Typer()

Secret = Annotated[
    str, typer.Option("--secret", help="A secret nobody can guess; it is told only when the lot is drawn.")
]
Out = Annotated[
    Path, typer.Option("--out", help="The data file to write, for courtqa docket do --data-file.")
]


@sample_app.command("population")
def population(
    file: Annotated[Path, typer.Argument(help="The cases, one a line: stratum/case number.")],
    *,
    secret: Secret,
    out: Out,
    lang: Language = "en",
) -> None:
    """Write the population, its size and digest, and a commitment to the secret, for the step that fixes them.

    Example: courtqa docket lot population cases.txt --secret "twelve grey geese on the ice" --out population.yaml
    """
    from courtqa.workflows import by_stratum, commitment, population_digest

    with answering(lang):
        if not file.is_file():
            raise CourtqaError(Text(zh=f"没有文件 {file}", en=f"there is no file {file}"))
        cases = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        try:
            digest, sealed = population_digest(by_stratum(cases)), commitment(secret)
        except ValueError as error:
            raise CourtqaError(Text(zh=f"总体或种子有误：{error}", en=str(error))) from None
        facts = {"population_size": len(cases), "population_digest": digest, "seed_commitment": sealed}
        write_answers(out, {"population": cases, **facts}, lang=lang)


@sample_app.command("sample")
def sample(
    database: Database,
    proceeding: Which,
    *,
    secret: Secret,
    public: Annotated[str, typer.Option("--public", help="The number that was drawn in public.")],
    out: Out,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the draw; its rule may have changed."),
    ] = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Draw a sample from the population on file by the secret and the public number; write the proof. It records nothing.

    Example: courtqa docket lot sample court.db review_campaign-2008-1 --secret "twelve grey geese on the ice"
    --public 28650 --out sample.yaml
    """
    from courtqa.workflows import by_stratum, draw_sample, joint_seed, sizes_of

    with answering(lang), opened_docket(database, pack) as docket:
        found = known_proceeding(docket, proceeding)
        plan = plan_pinned(docket, found)
        call = condition_of(plan, "sample_replays")
        listed = None if call is None else found.data.get(str(call.params["population"]))
        if call is None or not isinstance(listed, list | tuple):
            raise CourtqaError(
                Text(
                    zh=f"{found.id} 没有已定的总体可抽",
                    en=f"{found.id} has no population on file to draw from",
                )
            )
        day = found.opened_on if on is None else on.date()
        share, least = (
            plan.number(value, day) if isinstance(value := call.params[name], str) else value
            for name in ("share", "least")
        )
        strata = by_stratum(listed)
        sizes = sizes_of(strata, share=share, least=int(least))  # type: ignore[arg-type, call-overload]
        drawn = draw_sample(strata, sizes=sizes, seed=joint_seed(secret, public))
        for one in drawn.strata:
            count = Text(
                zh=f"{one.population} 件中抽 {len(one.ids)} 件", en=f"{len(one.ids)} of {one.population}"
            )
            said(f"  {one.stratum}  {count.to(lang)}: {', '.join(one.ids)}")
        given = {name: str(call.params[name]) for name in ("secret", "public", "proof")}
        values = (secret, public, drawn.proof)
        write_answers(out, dict(zip(given.values(), values, strict=True)), lang=lang)


def condition_of(plan: Plan, guard: str) -> GuardCall | None:
    """The first condition of a step by that guard."""
    return next(
        (call for step in plan.workflow.transitions for call in step.when if call.guard == guard), None
    )


def write_answers(out: Path, values: Mapping[str, object], *, lang: Lang) -> None:
    """Write the data file of a step, and say what stands in it."""
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    out.write_text("".join(lines), encoding="utf-8")
    said(Text(zh=f"已写入 {out}：{'、'.join(values)}", en=f"wrote {out}: {', '.join(values)}").to(lang))
