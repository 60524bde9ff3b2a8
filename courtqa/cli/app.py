"""``courtqa``: the command line as a whole."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from courtqa import __version__
from courtqa.cli.audit import audit_app
from courtqa.cli.base import base_app
from courtqa.cli.bilingual import Bilingual
from courtqa.cli.db import db_app
from courtqa.cli.demo import demo
from courtqa.cli.desk import desk_app
from courtqa.cli.docket import docket_app
from courtqa.cli.doctor import doctor
from courtqa.cli.erase import erase
from courtqa.cli.evaluate import evaluate
from courtqa.cli.export import export
from courtqa.cli.health import health
from courtqa.cli.log import log_app
from courtqa.cli.mapping import mapping_app
from courtqa.cli.notice import notice_app
from courtqa.cli.policy import policy_app
from courtqa.cli.privacy import privacy_app
from courtqa.cli.reconcile import reconcile
from courtqa.cli.simulate import simulate_app
from courtqa.cli.worker import worker
from courtqa.cli.workflow import workflow_app
from courtqa.errors import CourtqaError
from courtqa.text import Lang

__all__ = ["app", "main"]

app = typer.Typer(
    name="courtqa",
    cls=Bilingual,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""
Court quality management, from the case review to the numbered notice. 中文说明：`courtqa --lang zh --help`

**First look** — `courtqa demo --out demo` runs two simulated years through the whole loop and
writes a report, five bulletins and a sealed docket to look at.

**I analyse** — `courtqa evaluate cases.csv --mapping mapping.yaml --period 2007 --by division`
turns a case register into indicators, a year-over-year assessment and a ranking with intervals;
`courtqa mapping suggest cases.csv` begins the mapping.

**I bring our rules** — `courtqa policy check our_court/` checks a pack of workflows, indicators,
ladders and notices; `courtqa policy explain` says which law a number stands on.

**I keep a docket** — `courtqa docket open`, `do` and `play` take a proceeding from step to step,
`courtqa docket worklist court.db --by liu` shows what waits for whom, `courtqa docket verify court.db` whether
anybody touched the trail.
""",
)

app.command("demo")(demo)
app.command("doctor")(doctor)
app.command("evaluate")(evaluate)
app.command("health")(health)
app.add_typer(base_app, name="base")
app.command("reconcile")(reconcile)
app.add_typer(mapping_app, name="mapping")
app.add_typer(policy_app, name="policy")
app.add_typer(workflow_app, name="workflow")
docket_app.command("export")(export)
docket_app.command("erase")(erase)
docket_app.add_typer(desk_app)
app.add_typer(docket_app, name="docket")
app.add_typer(audit_app, name="audit")
app.add_typer(privacy_app, name="privacy")
app.add_typer(db_app, name="db")
app.command("worker")(worker)
app.add_typer(log_app, name="log")
app.add_typer(notice_app, name="notice")
app.add_typer(simulate_app, name="simulate")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"courtqa {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
    lang: Annotated[  # read from the line itself, before any help is written
        Lang | None,
        typer.Option("--lang", help="The language of this help, of messages, and of what is printed."),
    ] = None,
) -> None:
    """The options of the command as a whole."""


def main() -> None:
    """Run the command line; an error of ours is a message, not a traceback."""
    try:
        app()
    except CourtqaError as error:
        Console(stderr=True).print(f"[bold red]courtqa:[/] {error.text.en}\n{error.text.zh}", highlight=False)
        sys.exit(2)
