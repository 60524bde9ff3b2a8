"""A bar on the error stream for anything longer than a second, so that what is printed can be piped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from courtqa.text import Lang, Text

__all__ = ["Step", "progress"]

Step = Callable[[Text], None]


@contextmanager
def progress(steps: int, lang: Lang) -> Iterator[Step]:
    """A step to be told what is done now; the bar is gone when all is done. More steps than foretold lengthen it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=steps)
        done = -1

        def step(what: Text) -> None:
            nonlocal done
            done += 1
            bar.update(task, completed=done, total=max(steps, done + 1), description=what.to(lang))

        yield step
        bar.update(task, completed=max(steps, done + 1), total=max(steps, done + 1))
