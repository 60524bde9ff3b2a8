"""``courtqa base``: the sums of case records in one file, to report from again and to bring up to date by a month."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from courtqa.cli.progress import progress
from courtqa.errors import CourtqaError, IncomparablePeriods, NotAPeriod, RecordsError
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation import Indicator, Period
    from courtqa.policy import Policy

__all__ = ["base_app"]

Lang = Literal["zh", "en"]
Format = Literal["table", "csv", "json"]

base_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="The sums of case records in one file: report from it again, refresh one month of it.",
)

Saved = Annotated[
    Path, typer.Argument(help="The base: `courtqa evaluate … --save-base base.parquet` makes one.")
]
Language = Annotated[Lang, typer.Option("--lang", help="The language to answer in.")]


@base_app.command("show")
def show_base(  # noqa: PLR0917  the options of a command
    base: Saved,
    period: Annotated[str, typer.Option("--period", help="2007, 2007H1, 2007Q3 or 2007-05.")],
    against: Annotated[
        str | None, typer.Option("--against", help="The period to compare with, of the same length.")
    ] = None,
    min_n: Annotated[
        int, typer.Option("--min-n", min=0, help="Leave out units of which no figure rests on so many cases.")
    ] = 0,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A folder for the tables.")] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="What is printed.")] = "table",
    lang: Language = "en",
) -> None:
    """Report from the base: the same figures as from the records, without them.

    An indicator that the rules now define otherwise is refused: the base was summed up under the old definition.
    """
    from courtqa.cli.figures import Sheet, save, show
    from courtqa.evaluation import Period, load_base, require_comparable

    with _told(lang):
        now, before = Period.parse(period), Period.parse(against) if against else None
        saved = load_base(base, _indicators(base, now))
        if before is not None:
            require_comparable(now, before, saved.base.coverage)
        earlier = None if before is None else saved.base.measures(before)
        sheet = Sheet(saved.cases, saved.base.measures(now), earlier, min_n, names=_names(base, now))
        if out is not None:
            save(sheet, out)
    show(sheet, format, lang)


@base_app.command("refresh")
def refresh_base(  # noqa: PLR0917  the options of a command
    base: Saved,
    cases: Annotated[Path, typer.Argument(help="The records in which anything happened in the month.")],
    month: Annotated[str, typer.Option("--month", help="The month that they replace: 2007-12.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", help="YAML: which of your columns is which.")
    ] = None,
    events: Annotated[Path | None, typer.Option("--events", help="Court events of the month.")] = None,
    staff: Annotated[Path | None, typer.Option("--staff", help="Who was on duty, the whole table.")] = None,
    lang: Language = "en",
) -> None:
    """Replace one month by what newer records say, and leave the others as they are.

    The records must hold every case in which anything happened in that month: filed, closed, appealed, decided …
    Months before are not touched: refresh them too if their cases have changed.
    """
    from courtqa.evaluation import Period, base_of, load_base, read_cases, read_events, read_staff

    with _told(lang):
        span = Period.parse(month)
        if span.kind != "month":
            raise NotAPeriod(month)
        indicators = _indicators(base, span)
        with progress(4, lang) as step:
            step(Text(zh="读取汇总库", en="reading the base"))
            saved = load_base(base, indicators)
            step(Text(zh="读取案件记录", en="reading the records"))
            found = read_cases(cases, mapping=mapping)
            step(Text(zh="统计指标", en="measuring"))
            newer = base_of(
                found,
                indicators,
                by=saved.base.by,
                events=None if events is None else read_events(events),
                staff=None if staff is None else read_staff(staff),
                periods=[span],
            )
            step(Text(zh="保存汇总库", en="saving the sums"))
            saved.refresh(newer, found, span.start).save(base)
    typer.echo(f"{base}: {month} ← {found.defects.summary(lang)}")


@base_app.command("files")
def files_of_base(base: Saved, lang: Language = "en") -> None:
    """List the files that went into the base: name, rows, sha256."""
    from courtqa.evaluation import base_manifest

    with _told(lang):
        told = base_manifest(base)
    for each in told["files"]:
        typer.echo(f"{each['name']}  {each['rows']:,}  {each['sha256']}")


def _names(path: Path, period: Period) -> dict[str, Text]:
    """What the packs of the base call its units."""
    held = (each for each in _rules(path)[0].editions("units") if each.since <= period.last)
    return {key: unit.title for edition in held for key, unit in edition.value.units.items()}


@cache
def _rules(path: Path) -> tuple[Policy, list[str]]:
    """The rules that the base was made by, and its sets of indicators."""
    from courtqa.evaluation import base_manifest
    from courtqa.kinds import load_policy

    recipe = base_manifest(path)["recipe"]
    return load_policy(*recipe["packs"]), recipe["sets"]


def _indicators(path: Path, period: Period) -> dict[str, Indicator]:
    """The indicators that the base was made for, as the rules define them at the end of the period."""
    policy, sets = _rules(path)
    chosen: dict[str, Indicator] = {}
    for name in sets:
        edition = policy.edition("indicators", name, on=period.last)
        chosen |= {key: each for key, each in edition.value.indicators.items() if key not in chosen}
    return chosen


class _told:  # noqa: N801  reads as a statement
    """Errors of ours as a sentence on the error stream: 1 where the records do not allow it, else 2."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if not isinstance(error, CourtqaError):
            return
        from rich.console import Console
        from rich.markup import escape

        Console(stderr=True).print(f"[bold red]courtqa:[/] {escape(error.to(self._lang))}", highlight=False)
        raise typer.Exit(1 if isinstance(error, RecordsError | IncomparablePeriods) else 2) from None
