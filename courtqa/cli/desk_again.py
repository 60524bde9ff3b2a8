"""The command to type next: the same once more with the version that was read, or one that asks for what is missing."""

from __future__ import annotations

import shlex
from datetime import datetime, time

import typer

__all__ = ["again", "led"]


def again(context: typer.Context, *, expect: int, by: str | None = None) -> str:
    """The command as it was typed, with the version that was read; by somebody else where that is said."""
    words = ["courtqa", "docket", "do"]
    for option in context.command.params:
        value, source = (
            context.params.get(option.name or ""),
            context.get_parameter_source(option.name or ""),
        )
        if value is None or option.name == "expect" or source is None or source.name != "COMMANDLINE":
            continue
        flag = [] if option.param_type_name == "argument" else [max(option.opts, key=len)]
        value = by if by and option.name == "by" else value
        for word in value if isinstance(value, list | tuple) else [value]:
            words += [*flag, _typed(word)]
    return shlex.join([*words, "--expect", str(expect)])


def led(context: typer.Context) -> str:
    """The command that asks for what is missing and says which version was read; nothing where it can't say as much."""
    given = context.params
    if any(given[name] for name in ("on", "reason", "key", "on_behalf_of")):
        return ""
    words = ["courtqa", "docket", "play", str(given["database"]), given["proceeding"], "--by", given["by"]]
    words += ["--step", given["event"]]
    for pair in given["data"] or ():
        words += ["--data", pair]
    for flag, value in (("--data-file", given["data_file"]), ("--at", given["at"])):
        words += [flag, _typed(value)] if value is not None else []
    for name, flag in (("pack", "--pack"), ("lang", "--lang")):
        source = context.get_parameter_source(name)
        typed = given[name] if source is not None and source.name == "COMMANDLINE" else ()
        for word in [typed] if isinstance(typed, str) else typed:
            words += [flag, word]
    return shlex.join(words)


def _typed(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%dT%H:%M}"
    return str(value)
