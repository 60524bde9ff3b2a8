"""Processes of their own that report lines to the battery. Forked from a server that holds nothing but the rules."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

from attrs import define, field

__all__ = ["Worker", "servers", "start"]

Work = Callable[..., None]  # (say, *args), in a module that the server has loaded


def servers(*modules: str) -> ForkServerContext:
    """Where the workers come from: a single-threaded process that has these modules loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["faults.warm", *modules])
    return context


@define
class Worker:
    """A running process and the pipe on which it speaks."""

    process: BaseProcess
    reading: Any
    _heard: list[bytes] = field(factory=list)

    def lines(self) -> list[list[str]]:
        """Every whole line it said until it ended, split into words."""
        while block := os.read(self.reading.fileno(), 1 << 16):
            self._heard.append(block)
        self.process.join()
        self.reading.close()
        return [line.split() for line in b"".join(self._heard).decode().split("\n")[:-1]]

    def heard(self, lines: int) -> None:
        """Wait until it has said so many lines."""
        while sum(block.count(b"\n") for block in self._heard) < lines:
            block = os.read(self.reading.fileno(), 1 << 16)
            if not block:
                return
            self._heard.append(block)

    def keep_up(self) -> None:
        """Take whatever it has said so far: it would have to wait once the pipe is full."""
        while select.select([self.reading], [], [], 0)[0]:
            block = os.read(self.reading.fileno(), 1 << 16)
            if not block:
                return
            self._heard.append(block)

    def kill_after(self, seconds: float) -> None:
        """Kill -9, so long from now. RuntimeError if it had ended by itself."""
        time.sleep(seconds)
        if self.process.exitcode is not None:
            raise RuntimeError(f"a worker ended by itself with {self.process.exitcode}")
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)


def start(context: ForkServerContext, work: Work, *args: object) -> Worker:
    """A process that does the work; its first argument is how to say a line."""
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, writing, args), daemon=True)
    process.start()
    writing.close()
    return Worker(process, reading)


def _work(work: Work, writing: Any, args: tuple[object, ...]) -> None:
    def say(*words: object) -> None:
        os.write(writing.fileno(), (" ".join(map(str, words)) + "\n").encode())

    work(say, *args)
