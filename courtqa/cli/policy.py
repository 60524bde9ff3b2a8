"""``courtqa policy``: check packs, explain a rule, compare policies, list what is assumed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from attrs import evolve

from courtqa.cli.progress import progress
from courtqa.errors import Misfit, PolicyError, Problem, complaints
from courtqa.text import Lang as Language
from courtqa.text import Text

if TYPE_CHECKING:
    from datetime import date

    from courtqa.policy import Policy

__all__ = ["count", "policy_app", "shown"]

policy_app = typer.Typer(
    no_args_is_help=True,
    help="Rules as data: check a pack, explain a number, compare two policies.",
)

Packs = Annotated[list[str], typer.Argument(metavar="PACK...", help="Names or folders, later over earlier.")]
With = Annotated[list[str], typer.Option("--pack", "-p", help="A pack, by name or folder; may be repeated.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language to answer in.")]
HARBIN = ["harbin"]


@policy_app.command("check")
def check(packs: Packs, lang: Lang = "en") -> None:
    """Check packs whole: every fault as file:line, and the packs' own cases.

    Exit code 0: they load and their cases hold. 1: they do not.

    Example: courtqa policy check harbin our_court/
    """
    from courtqa.kinds import load_policy

    try:
        with progress(2, lang) as step:
            step(Text(zh="读取规则包", en="reading the packs"))
            policy = load_policy(*packs)
            step(Text(zh="核对案例", en="playing their cases"))
            results = _cases(policy)
    except PolicyError as error:
        for problem in error.problems:
            typer.echo(shown(problem, lang))
        n, files = len(error.problems), len({problem.file for problem in error.problems})
        told = Text(
            zh=f"{files} 个文件中有 {n} 处问题", en=f"{count(n, 'problem')} in {count(files, 'file')}"
        )
        typer.echo(told.to(lang), err=True)
        raise typer.Exit(1) from None
    failed = [result for result in results if not result.ok]
    for result in failed:
        said = complaints().of_place(result.message) if lang == "zh" else result.message
        typer.echo(f"{_near(result.file)}:{result.line}: {result.name}: {said}")
    if failed:
        n, m = len(results), len(failed)
        told = Text(zh=f"{n} 个案例中 {m} 个不成立", en=f"{m} of {count(n, 'case')} failed")
        typer.echo(told.to(lang), err=True)
        raise typer.Exit(1)
    typer.echo(_checked(policy, len(results)).to(lang))


@policy_app.command("explain")
def explain(
    path: Annotated[
        str, typer.Argument(help="Such as deadlines/case_review/grading or workflows/case_review.")
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day, as YYYY-MM-DD.")],
    pack: With = HARBIN,
    lang: Lang = "en",
) -> None:
    """Say what holds on a day, by which law, from which pack, and what it replaces.

    Example: courtqa policy explain deadlines/case_review/grading --on 2008-05-01 --lang zh
    """
    from courtqa.kinds import load_policy

    typer.echo(load_policy(*pack).explain(path, on=_day(on)).to(lang))


@policy_app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(metavar="PACK_A", help="The pack as it is.")],
    after: Annotated[str, typer.Argument(metavar="PACK_B", help="The pack it is compared with.")],
    over: Annotated[
        bool, typer.Option("--over", help="Lay PACK_B over PACK_A, then compare with PACK_A.")
    ] = False,
    lines: Annotated[
        bool, typer.Option("--lines", help="Every changed value by its path, instead of the memorandum.")
    ] = False,
    lang: Lang = "en",
) -> None:
    """Write a memorandum on what changes: what was, what is, since when, on which article, what lost its basis.

    Example: courtqa policy diff harbin prc_current
    """
    from courtqa.kinds import load_policy

    then = load_policy(before, after) if over else load_policy(after)
    if lines:
        typer.echo(load_policy(before).diff(then).to(lang))
        return
    memo = import_module("courtqa.sanctions").memo
    typer.echo(memo(load_policy(before), then).to(lang))


@policy_app.command("legality")
def legality(
    packs: Packs,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day, as YYYY-MM-DD.")],
    whole: Annotated[
        bool, typer.Option("--all", help="Every step, not only the adverse and the doubtful.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 1 if an adverse step has no basis on that day.")
    ] = False,
    lang: Lang = "en",
) -> None:
    """Say of each step on what it stands on a day, and what has lost its basis.

    Example: courtqa policy legality prc_current --on 2024-01-01
    """
    from courtqa.kinds import load_policy

    found = import_module("courtqa.sanctions").legality(load_policy(*packs), on=_day(on))
    typer.echo(found.to(lang, whole=whole))
    if strict and found.unlawful:
        raise typer.Exit(1)


@policy_app.command("assumptions")
def assumptions(pack: With = HARBIN, lang: Lang = "en") -> None:
    """List what the law leaves open and the packs decide by themselves."""
    from courtqa.kinds import load_policy

    found = load_policy(*pack).assumptions()
    for assumption in found:
        typer.echo(str(assumption))
    typer.echo(f"共 {len(found)} 处假定" if lang == "zh" else count(len(found), "assumption"))


def _day(text: str) -> date:
    from courtqa.policy import day_of

    try:
        return day_of(text)
    except Misfit as misfit:
        raise typer.BadParameter(str(misfit), param_hint="--on") from misfit


def _cases(policy: Policy) -> tuple[Any, ...]:
    """The results of the packs' own cases: the law's doctests."""
    results: tuple[Any, ...] = import_module("courtqa.testing").check_cases(policy)
    return results


def _checked(policy: Policy, cases: int) -> Text:
    """What was checked, in one paragraph."""
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in policy.packs)
    held = {kind: (len(policy.editions(kind)), policy.names(kind)) for kind in policy.kinds()}
    series, dated = (
        len(policy.series_paths()),
        sum(len(policy.series(p).values) for p in policy.series_paths()),
    )
    templates, supposed = len(policy.assets()), len(policy.assumptions())
    zh = [
        f"{packs}：未发现问题",
        *(f"  {kind}：{'、'.join(names)}，共 {n} 个版本" for kind, (n, names) in held.items()),
        f"  数列：{series}，有生效日的值 {dated} 个",
        f"  模板：{templates}",
        f"  案例：{cases} 个全部成立",
        f"  假定：{supposed} 处（用 courtqa policy assumptions 列出）",
        f"  摘要：{policy.digest}",
    ]
    en = [
        f"{packs}: no problem found",
        *(f"  {kind}: {count(n, 'edition')} of {', '.join(names)}" for kind, (n, names) in held.items()),
        f"  series: {series}, with {count(dated, 'dated value')}",
        f"  templates: {templates}",
        f"  cases: {cases} hold",
        f"  assumptions: {supposed} (courtqa policy assumptions lists them)",
        f"  digest: {policy.digest}",
    ]
    return Text(zh="\n".join(zh), en="\n".join(en))


def count(number: int, what: str) -> str:
    """So many of something, with the plural where it is not one."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _near(file: str | Path) -> str:
    """The file as seen from here, where that is shorter."""
    path = Path(file)
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(file)


def shown(problem: Problem, lang: Language) -> str:
    """A problem in one line, its file as seen from here."""
    return evolve(problem, file=_near(problem.file)).to(lang)
