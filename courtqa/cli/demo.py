"""``courtqa demo``: two simulated years through the whole loop, and where to look at what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli import demo_pages as pages
from courtqa.cli import demo_words as words
from courtqa.cli.tables import console
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from courtqa.policy import Policy
    from courtqa.simulation import Accounts, CourtYear, Ran
    from courtqa.storage import Docket

__all__ = ["demo"]

FIRST, LAST = 2006, 2007
DAYS_TO_PROPOSE, DAYS_TO_ISSUE = 7, 6  # the pace of the demo
MARK = ".courtqa-demo"


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path("demo"),
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same court.")] = 2008,
    lang: Annotated[Lang, typer.Option("--lang", help="The language to speak.")] = "en",
) -> None:
    """Run two simulated years of a court through the whole loop, and say where to look.

    A review for every reversed case and public hearings for divided petitions, run through a real docket by
    simulated people; the year against the year before and the divisions beside each other; proposals, hearings
    and decisions; the five bulletins; one report; and a check that nobody touched the trail. Needs no network.

    An earlier demo in the folder is replaced. Any other folder that is not empty is left alone.

    Example: `courtqa demo --out demo --seed 2008 --lang zh`
    """
    began = perf_counter()
    _make_room(out, lang)
    say = console()
    say.print(words.OPENING.fill(first=FIRST, last=LAST, seed=seed).to(lang))
    policy, court = _records(out, seed, lang)
    docket, ran = _procedures(policy, court, out, lang)
    _evaluation(policy, court, out, lang)
    accounts = _accountability(policy, docket, court, ran, out=out, lang=lang)
    _bulletins(policy, docket, court, ran, accounts, out=out, lang=lang)
    sound = _verified(docket, lang)
    pages.where_to_look(out, docket, lang)
    say.print(words.DONE.fill(seconds=f"{perf_counter() - began:.0f}").to(lang))
    if not sound:
        raise typer.Exit(3)


def _make_room(out: Path, lang: Lang) -> None:
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        console(stderr=True).print(words.NOT_EMPTY.fill(out=out).to(lang))
        raise typer.Exit(2)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).touch()


def _records(out: Path, seed: int, lang: Lang) -> tuple[Policy, CourtYear]:
    _heading(1, words.RULES, lang)
    from courtqa.kinds import load_policy

    policy = load_policy("harbin")
    pages.show_policy(policy, lang)
    _heading(2, words.RECORDS, lang)
    from courtqa.simulation import court_years

    with _waiting(words.SIMULATING, lang):
        court = court_years(FIRST, LAST, seed=seed)
        court.write(out / "records")
    pages.show_court(court, lang)
    return policy, court


def _procedures(policy: Policy, court: CourtYear, out: Path, lang: Lang) -> tuple[Docket, Ran]:
    _heading(3, words.PROCEDURES, lang)
    from courtqa.simulation import run_procedures, simulated_time
    from courtqa.storage import Docket
    from courtqa.workflows import seeded_salts

    time = simulated_time(policy)
    docket = Docket(out / "court.db", policy=policy, clock=time.clock, salts=seeded_salts("demo"))
    with _bar(words.RUNNING, lang) as step:
        ran = run_procedures(docket, court, time=time, step=step)
    pages.show_procedures(docket, ran, lang)
    return docket, ran


def _evaluation(policy: Policy, court: CourtYear, out: Path, lang: Lang) -> None:
    _heading(4, words.EVALUATION, lang)
    from courtqa import evaluation

    with _waiting(words.EVALUATING, lang):
        records = out / "records"
        report = evaluation.evaluate(
            evaluation.read_cases(records / "cases.csv"),
            policy=policy,
            period=str(LAST),
            by="division",
            events=evaluation.read_events(records / "events.csv"),
            staff=evaluation.read_staff(records / "staff.csv"),
        )
    pages.show_evaluation(report, court, lang)
    with _waiting(words.REPORTING, lang):
        report.save(out / "report.html")


def _accountability(
    policy: Policy, docket: Docket, court: CourtYear, ran: Ran, *, out: Path, lang: Lang
) -> Accounts:
    _heading(5, words.ACCOUNTABILITY, lang)
    from courtqa.simulation import findings_of, settle_accounts

    day = ran.last + timedelta(DAYS_TO_PROPOSE)
    accounts = settle_accounts(policy, findings_of(docket, court), ran.office, seed=court.seed, on=day)
    pages.show_accounts(accounts, lang)
    (out / "decisions.md").write_text(pages.decisions_page(accounts, lang), encoding="utf-8")
    return accounts


def _bulletins(
    policy: Policy, docket: Docket, court: CourtYear, ran: Ran, accounts: Accounts, *, out: Path, lang: Lang
) -> None:
    _heading(6, words.BULLETINS, lang)
    from courtqa.simulation import Material, bulletin_data, issue_bulletins, write_bulletins

    with _waiting(words.WRITING, lang):
        decided = max((decision.on for decision in accounts.decisions), default=ran.last)
        material = Material(policy, docket, court, ran, accounts, decided + timedelta(DAYS_TO_ISSUE))
        issued, refusals = issue_bulletins(material, bulletin_data(material), docket.register)
        write_bulletins(issued, out / "bulletins")
    pages.show_bulletins(issued, refusals, lang)


def _verified(docket: Docket, lang: Lang) -> bool:
    _heading(7, words.VERIFICATION, lang)
    with _waiting(words.VERIFYING, lang):
        result = docket.verify()
    pages.show_verification(result, lang)
    return result.ok


def _heading(number: int, title: Text, lang: Lang) -> None:
    say = console()
    say.print()
    say.rule(f"{number}  {title.to(lang)}", align="left")


@contextmanager
def _waiting(what: Text, lang: Lang) -> Iterator[None]:
    """A sign of life while something runs."""
    with console().status(what.to(lang)):
        yield


@contextmanager
def _bar(what: Text, lang: Lang) -> Iterator[Callable[[int, int], None]]:
    """A bar that hears how many matters are done, and how many there are."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(), transient=True) as progress:
        task = progress.add_task(what.to(lang), total=None)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield step
