"""``courtqa docket play``: a proceeding taken further by question and answer, typed or piped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from courtqa.cli.answers import LISTS, answer, answers, named, wants, with_title
from courtqa.cli.desk_refusal import say_refusal
from courtqa.cli.desk_words import optional_of, say_after, say_standing
from courtqa.cli.dockets import (
    HARBIN,
    REFUSED,
    WRONG,
    At,
    Data,
    Database,
    DataFile,
    Language,
    Packs,
    answering,
    at_a_desk,
    known_person,
    known_proceeding,
    moment_of,
    opened_docket,
    plan_pinned,
    said,
    wrong,
)
from courtqa.cli.standing import refuse_sealed
from courtqa.errors import Refused, did_you_mean
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from courtqa.workflows import Actor, Allowed, Docket, Plan, Proceeding

__all__ = ["play"]

NOTHING = Text(zh="现无可办步骤", en="nothing may be done by this person now")
CHOOSE = Text(zh="步骤（序号或名称，回车结束）", en="step (number or name, Enter to stop)")
NO_SUCH = Text(zh="没有“{asked}”这一步骤", en="there is no step {asked!r} here")
MEANT = Text(zh="；是否指 {near}？", en="; did you mean {near}?")
LEAVE_OUT = Text(zh="可略，回车跳过", en="Enter to leave out")
ONE_BY_ONE = Text(zh="逐项输入，空行结束", en="one a line, an empty line ends")
NEEDED = Text(zh="此项必填", en="this is needed")
SURE = Text(
    zh="“{step}”不利于个人。您已阅第 {n} 版，确认办理？（是/否）",
    en="{step!r} is adverse to a person. You have read version {n}: go on? (yes/no)",
)
STOPPED = Text(zh="未办理", en="not done")


def play(
    database: Database,
    proceeding: Annotated[str, typer.Argument(metavar="ID", help="The id of a proceeding.")],
    *,
    by: Annotated[str, typer.Option("--by", metavar="ID", help="Who acts: someone the docket knows.")],
    step: Annotated[str | None, typer.Option("--step", help="Begin with this step.")] = None,
    data: Data = None,
    data_file: DataFile = None,
    at: At = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    r"""Be led through a proceeding: choose among the steps open to you, answer what each needs, see what follows.

    With --step it begins there; what --data says of that step already is not asked again.

    Each line of a pipe is one answer. Exit code 0: the last step was recorded. 1: it was refused.

    Example: printf 'register\nfacts unclear\n' | courtqa docket play court.db case_review-2008-1 --by zhou
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor, found = known_person(docket, by), known_proceeding(docket, proceeding)
        moment = moment_of(docket.policy, at)
        refuse_sealed(docket, found, lang)
        say_standing(docket, found, lang)
        first = None if step is None else _named(docket.allowed(found, by=actor, at=moment), step, lang)
        brought = (
            {}
            if first is None
            else _brought(docket, found, first, data=data or (), file=data_file, lang=lang)
        )
        refused = False
        while not found.closed:
            known = docket.allowed(found, by=actor, at=moment)
            steps = [each for each in known if each]
            if not steps:
                said(NOTHING.to(lang))
                break
            taken = first or _choose(steps, [each for each in known if not each], lang)
            if taken is None:
                break
            outcome = _take(docket, found, taken, by=actor, at=moment, lang=lang, brought=brought)
            first, brought = None, {}
            refused = outcome is None
            found = docket.proceeding(found.id)
    if refused:
        raise typer.Exit(REFUSED)


def _named(known: Sequence[Allowed], step: str, lang: Lang) -> Allowed:
    """The step of that name, where it is open; otherwise every reason why not is said."""
    found = next((each for each in known if each.event == step), None)
    if found is not None and found.refusal is None:
        return found
    if found is None or found.refusal is None:
        said(NO_SUCH.to(lang).format(asked=step), stderr=True, style="red")
        raise typer.Exit(WRONG)
    for why in found.refusal.reasons:
        said(f"  {why.code}: {why.text.to(lang)}", stderr=True, style="red")
    raise typer.Exit(REFUSED)


def _brought(
    docket: Docket,
    proceeding: Proceeding,
    step: Allowed,
    *,
    data: Sequence[str],
    file: Path | None,
    lang: Lang,
) -> Mapping[str, object]:
    """What was said of the step beforehand, by field."""
    plan = plan_pinned(docket, proceeding)
    takes = (*step.requires, *optional_of(plan, proceeding.state, step))
    given, faults = answers(plan, takes, data, file)
    if faults:
        raise wrong(faults, lang)
    return given


def _choose(steps: Sequence[Allowed], closed: Sequence[Allowed], lang: Lang) -> Allowed | None:
    """The step that was chosen; None to stop. One that is closed to this person says why."""
    for number, step in enumerate(steps, 1):
        said(f"  {number}  {with_title(step.event, step.title.to(lang))}")
    by_word = {
        word: step
        for number, step in enumerate(steps, 1)
        for word in (step.title.zh, step.title.en, str(number), step.event)
    }
    while True:
        asked = _ask(CHOOSE.to(lang))
        if not asked:
            return None
        if asked in by_word:
            return by_word[asked]
        shut = next((step.refusal for step in closed if asked in (step.event, step.title.to(lang))), None)
        if shut is not None:
            for why in shut.reasons:
                said(f"  {why.code}: {why.text.to(lang)}", style="red")
            continue
        near = did_you_mean(asked, by_word)
        hint = "" if near is None else MEANT.to(lang).format(near=by_word[near].event)
        said(NO_SUCH.to(lang).format(asked=asked) + hint, style="red")


def _take(
    docket: Docket,
    proceeding: Proceeding,
    step: Allowed,
    *,
    by: Actor,
    at: datetime | None,
    lang: Lang,
    brought: Mapping[str, object],
) -> Proceeding | None:
    """The proceeding after the step, or None where it was refused or not gone through with."""
    plan = plan_pinned(docket, proceeding)
    data: dict[str, object] = dict(brought)
    for name in (*step.requires, *optional_of(plan, proceeding.state, step)):
        if name in brought:
            continue
        needed = name in step.requires
        value = _value(plan, name, needed=needed, lang=lang)
        if value is None and needed:
            said(STOPPED.to(lang))
            return None
        if value is not None:
            data[name] = value
    if any(way.adverse for way in plan.table[proceeding.state, step.event]):
        sure = SURE.to(lang).format(step=step.title.to(lang), n=proceeding.version)
        if (_ask(sure) or "").lower() not in {"yes", "y", "是"}:
            said(STOPPED.to(lang))
            return None
    try:
        after = docket.record(proceeding, step.event, by=by, at=at, data=data)
    except Refused as error:
        say_refusal(docket, error.refusal, plan, proceeding=proceeding, needed=(), lang=lang, at=at)
        return None
    say_after(docket, proceeding, after, by=by, at=at, lang=lang)
    return after


def _value(plan: Plan, name: str, *, needed: bool, lang: Lang) -> object | None:
    """What was answered for a field, asked again until it fits; None if left out or the lines are over."""
    several = plan.workflow.fields[name].type in LISTS
    hints = [wants(plan, name, lang)]
    hints += [ONE_BY_ONE.to(lang)] if several else []
    hints += [] if needed else [LEAVE_OUT.to(lang)]
    said(f"  {named(plan, name)}: {'; '.join(hints)}")
    while True:
        given = _lines(name) if several else [line] if (line := _ask(name)) else line
        if given is None:
            return None
        if not given:
            if not needed:
                return None
            said(NEEDED.to(lang), style="red")
            continue
        value, fault = answer(plan, name, list(given))
        if fault is None:
            return value
        said(fault.to(lang), style="red")


def _lines(name: str) -> list[str] | None:
    """Lines until an empty one; None where nothing more comes at all."""
    found: list[str] = []
    while line := _ask(name):
        found.append(line)
    return None if line is None and not found else found


def _ask(prompt: str) -> str | None:
    """The next line, without the spaces around it; None when there are no more. What was piped is shown."""
    try:
        given = input(f"{prompt}> ").strip()
    except EOFError:
        typer.echo()
        return None
    if not at_a_desk():
        typer.echo(given)
    return given
