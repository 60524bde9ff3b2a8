"""``courtqa docket lot``: what a lot needs on file, computed: the roster and its seal, the draw and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from attrs import asdict, frozen

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
from courtqa.cli.lot_sample import Out, Secret, condition_of, sample_app, write_answers
from courtqa.errors import CourtqaError
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.workflows import Candidate

__all__ = ["lot_app"]

lot_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
Assign a case, or draw a sample of cases, by lot: seals and proofs are computed, so that nobody copies a digest by hand.

```
docket lot roster judges.yaml --secret "twelve grey geese on the ice" --out roster.yaml
docket do court.db random_assignment-2008-1 fix_roster --by jin --data-file roster.yaml
docket lot draw court.db random_assignment-2008-1 --public 28650 \\\\
    --secret "twelve grey geese on the ice" --out draw.yaml
docket do court.db random_assignment-2008-1 draw --by pan --data-file draw.yaml
```

judges.yaml: `judges: {cui: {load: 9}, deng: {load: 4, absent: true}, feng: {load: 6, capacity: 50}}`
""",
)

lot_app.registered_commands += sample_app.registered_commands


@frozen
class Judge:
    """Someone the lot may fall on. ``capacity`` is per cent of full time."""

    load: int
    capacity: int = 100
    absent: bool = False
    recused: bool = False


@frozen
class Judges:
    """A file of judges, by id."""

    judges: Mapping[str, Judge]


@lot_app.command("roster")
def roster(
    file: Annotated[Path, typer.Argument(help="A YAML file of judges with their loads.")],
    *,
    secret: Secret,
    out: Out,
    lang: Language = "en",
) -> None:
    """Write the roster, its digest, and a commitment to the secret, for the step that fixes them.

    Example: courtqa docket lot roster judges.yaml --secret "twelve grey geese on the ice" --out roster.yaml
    """
    from courtqa.policy import read_as
    from courtqa.workflows import Candidate, commitment, roster_digest

    with answering(lang):
        if not file.is_file():
            raise CourtqaError(Text(zh=f"没有文件 {file}", en=f"there is no file {file}"))
        judges = read_as(Judges, file)[0].judges
        listed = [Candidate(name, **asdict(judge)) for name, judge in sorted(judges.items())]
        try:
            sealed = commitment(secret)
        except ValueError as error:
            raise CourtqaError(Text(zh="种子太短，容易猜中", en=str(error))) from None
        rows = [asdict(each) for each in listed]
        write_answers(
            out,
            {"roster": rows, "roster_digest": roster_digest(listed), "seed_commitment": sealed},
            lang=lang,
        )


@lot_app.command("draw")
def draw(
    database: Database,
    proceeding: Which,
    *,
    secret: Secret,
    public: Annotated[str, typer.Option("--public", help="The number that was added in public.")],
    out: Out,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the draw; its rule may have changed."),
    ] = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Draw from the roster on file by the secret and the public number; write the proof. It records nothing.

    Example: courtqa docket lot draw court.db random_assignment-2008-1 --secret "twelve grey geese on the ice"
    --public 28650 --out draw.yaml
    """
    from courtqa.workflows import draw_judge, joint_seed, read_roster

    with answering(lang), opened_docket(database, pack) as docket:
        found = known_proceeding(docket, proceeding)
        plan = plan_pinned(docket, found)
        call = condition_of(plan, "draw_replays")
        if call is None or "roster" not in found.data:
            raise CourtqaError(
                Text(zh=f"{found.id} 没有冻结的名册可抽", en=f"{found.id} has no roster on file to draw from")
            )
        listed = list(read_roster(found.data["roster"]))
        window = call.params["window"]
        if isinstance(window, str):
            window = plan.number(window, found.opened_on if on is None else on.date())
        assert isinstance(window, int)
        drawn = draw_judge(
            found.subject.id, candidates=listed, seed=joint_seed(secret, public), window=window
        )
        if drawn.chosen is None:
            raise CourtqaError(Text(zh="无人可抽", en="nobody can be drawn: all are absent or recused"))
        _say_chances(listed, dict(drawn.tickets), drawn.chosen, lang)
        given = {name: call.params[name] for name in ("secret", "public", "proof", "drawn")}
        values = (secret, public, drawn.proof, drawn.chosen)
        write_answers(out, dict(zip(map(str, given.values()), values, strict=True)), lang=lang)


def _say_chances(listed: list[Candidate], tickets: Mapping[str, int], chosen: str, lang: Lang) -> None:
    every = sum(tickets.values())
    for one in listed:
        chance = Text(
            zh=f"{tickets.get(one.id, 0)}/{every} 签", en=f"{tickets.get(one.id, 0)} of {every} lots"
        )
        mark = "  ←" if one.id == chosen else ""
        said(f"  {one.id}  {chance.to(lang)}{mark}")
