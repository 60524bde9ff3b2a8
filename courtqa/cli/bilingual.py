"""Help in both languages: the declarations hold the English, ``help/*.zh.toml`` the Chinese beside it.

``--lang zh`` anywhere on the command line, ``COURTQA_LANG=zh``, or a Chinese locale asks for Chinese. Nothing of this
is loaded for a command that runs in English.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from courtqa.text import LANGUAGES, Lang

__all__ = ["Bilingual", "language_asked", "words"]

_FOLDER = Path(__file__).parent / "help"
_HELP_HELP = "Show this message and exit."
_MARK = r"[\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026]"
_CHINESE = r"[\u2e80-\u9fff]"
_LINE_END = re.compile(rf"(?<={_MARK})\n(?!\n)|(?<!\n)\n(?={_MARK})|(?<={_CHINESE})\n(?={_CHINESE})")


class Bilingual(TyperGroup):
    """The command as a whole: every command of it takes ``--lang`` and says its help in that language."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run the command line in the language that was asked for."""
        given = list(sys.argv[1:] if args is None else args)
        asked = language_asked(given, os.environ)
        _offer_language(self, asked, next(each for each in self.params if each.name == "lang"))
        if asked != "zh":
            return super().main(given, *rest, **extra)
        _in_chinese(self, "courtqa")
        with _chinese_frame():
            return super().main(given, *rest, **extra)


def language_asked(given: Sequence[str], environment: Mapping[str, str]) -> Lang | None:
    """The language of the last ``--lang`` before ``--``, else of the environment; None if nobody says."""
    line = list(given[: given.index("--")] if "--" in given else given)
    named = [after for word, after in pairwise(line) if word == "--lang"]
    named += [word.removeprefix("--lang=") for word in line if word.startswith("--lang=")]
    told = next((name for name in reversed(named) if name in LANGUAGES), environment.get("COURTQA_LANG"))
    if told in LANGUAGES:
        return told
    locale = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), ""
    )
    return "zh" if locale.lower().startswith("zh") else None


@cache
def words(name: str) -> dict[str, Any]:
    """One of the files with the Chinese: commands, options, frame."""
    import tomllib

    return tomllib.loads((_FOLDER / f"{name}.zh.toml").read_text(encoding="utf-8"))


def _offer_language(command: Any, asked: Lang | None, option: Any) -> None:
    """``--lang`` on every command; where a command has one of its own, what was asked for is its default."""
    own = [each for each in command.params if "--lang" in each.opts]
    for each in own:
        each.default = asked or each.default
    if not own:
        silent = copy(option)
        silent.expose_value = False
        command.params.append(silent)
    for each in getattr(command, "commands", {}).values():
        _offer_language(each, asked, option)


def _in_chinese(command: Any, path: str) -> None:
    """The help of a command, of all it takes and of all below it."""
    commands, options = words("commands"), words("options")
    command.help = _joined(commands[path]["zh"]) if path in commands else command.help
    command.short_help = None
    for each in command.params:
        said = getattr(each, "help", None)
        each.help = options.get(inspect.cleandoc(said), said) if said else said
    _of_every_command(command, options[_HELP_HELP])
    for name, each in getattr(command, "commands", {}).items():
        _in_chinese(each, f"{path} {name}")


def _of_every_command(command: Any, of_help: str) -> None:
    """What a command says of its use and of the option that shows it, which are made anew for each look."""
    option, usage = command.get_help_option, command.get_usage

    def told_option(ctx: Any) -> Any:
        made = option(ctx)
        if made is not None:
            made.help = of_help
        return made

    command.get_help_option = told_option
    command.get_usage = lambda ctx: usage(ctx).replace("Usage: ", words("frame")["usage"], 1)


def _joined(text: str) -> str:
    """The text without the line ends inside its paragraphs: between Chinese characters no space is to stand."""
    parts = re.split(r"(```.*?```)", text.strip(), flags=re.DOTALL)
    return "".join(part if part.startswith("```") else _LINE_END.sub("", part) for part in parts)


class _Folded:
    """What folds a line without spaces where the library would cut it off."""

    def __init__(self, made: Any) -> None:
        self._made = made

    def __rich_console__(self, console: Any, options: Any) -> Iterator[Any]:
        yield from console.render(self._made, options.update(overflow="fold"))

    def __rich_measure__(self, console: Any, options: Any) -> Any:
        from rich.measure import Measurement

        return Measurement.get(console, options, self._made)


@contextmanager
def _chinese_frame() -> Iterator[None]:
    """Titles, marks and complaints of the library that prints them, in Chinese for as long as a command runs."""
    from courtqa.errors import Phrases

    library: Any = import_module("typer.rich_utils")
    framed, said = words("frame")["frame"], Phrases(words("frame")["said"])
    before = dict(vars(library))

    def complaint(error: Any) -> None:
        told = error.format_message()
        error.format_message = lambda: said.chinese(told) or told
        before["rich_format_error"](error)

    def text(**asked: Any) -> Any:
        return _Folded(before["_make_rich_text"](**asked))

    try:
        for name, held in before.items():
            if name.isupper() and isinstance(held, str) and held in framed:
                setattr(library, name, framed[held])
        library.rich_format_error, library._make_rich_text = complaint, text
        yield
    finally:
        vars(library).update(before)
