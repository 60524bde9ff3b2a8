"""Templates of third parties are rendered in a process of their own, with little memory and little time.

The lint has refused most of what could do harm before this is reached; the jail holds what a lint can't see: loops
that multiply, values that grow. It is started on first need and stays warm; one that was stopped is replaced.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import IO, Any

from courtqa.errors import TemplateStopped, UnfitNotice
from courtqa.text import Text

__all__ = ["Jail", "jail"]

MEMORY = 512 * 2**20  # bytes of address space
CPU = 1.0  # seconds a template
WALL = 2.0
START = 30.0  # the first answer also waits for the process to start
LARGEST = 16 * 2**20

_OUT_OF_TIME = {getattr(signal, name, 0) for name in ("SIGPROF", "SIGXCPU")} - {0}
_LIMITS = {
    "time": Text(zh="超过时间限制", en="it took longer than it may"),
    "memory": Text(zh="超过内存限制", en="it took more memory than it may"),
    "crash": Text(zh="渲染进程异常退出", en="the process that rendered it ended"),
}


class Jail:
    """A warm worker behind two pipes. One caller at a time."""

    def __init__(self, *, memory: int = MEMORY, cpu: float = CPU, wall: float = WALL) -> None:
        self._limits, self._wall = (str(memory), str(cpu)), wall
        self._worker: subprocess.Popen[bytes] | None = None
        self._knows = ""
        self._lock = threading.Lock()
        self.restarts = 0

    def render(self, sources: Mapping[str, str], kind: str, name: str, context: Mapping[str, Any]) -> str:
        """The XML that the template makes of the context.

        Raises:
            UnfitNotice: the template failed, as it would outside; the place is named.
            TemplateStopped: it took too much time or memory, or its process ended.
        """
        digest = sha256(json.dumps(sorted(sources.items())).encode()).hexdigest()
        with self._lock:
            fresh = self._worker is None or self._worker.poll() is not None
            worker = self._started() if fresh else self._worker
            assert worker is not None
            request: dict[str, Any] = {"digest": digest, "kind": kind, "name": name, "context": context}
            known = not fresh and self._knows == digest
            self._knows = digest
            request["sources"] = None if known else dict(sources)
            answer = self._asked(worker, name, request, START if fresh else self._wall)
        if "limit" in answer:
            raise TemplateStopped(name, answer["limit"], _LIMITS[answer["limit"]])
        if "faults" in answer:
            raise UnfitNotice(kind, [(place, Text(zh=zh, en=en)) for place, zh, en in answer["faults"]])
        return str(answer["xml"])

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
            for pipe in (self._worker.stdin, self._worker.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            self._worker = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is not None:
            self.close()
            self.restarts += 1
        self._worker = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "courtqa.notices.jailed", *self._limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
            close_fds=True,
        )
        return self._worker

    def _asked(
        self, worker: subprocess.Popen[bytes], name: str, request: Mapping[str, Any], wait: float
    ) -> dict[str, Any]:
        body = json.dumps(request).encode()
        deadline = time.monotonic() + wait
        try:
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(len(body).to_bytes(4, "big") + body)
            worker.stdin.flush()
            size = min(int.from_bytes(_exactly(worker.stdout, 4, deadline), "big"), LARGEST)
            answer: dict[str, Any] = json.loads(_exactly(worker.stdout, size, deadline))
        except (EOFError, OSError, ValueError):
            timed_out = time.monotonic() >= deadline
            worker.kill()
            code = worker.wait()
            limit = "time" if timed_out or -code in _OUT_OF_TIME else "crash"
            raise TemplateStopped(name, limit, _LIMITS[limit]) from None
        return answer


def _exactly(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    found = b""
    while len(found) < size:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(pipe.fileno(), size - len(found)) if ready else b""
        if not piece:
            raise EOFError
        found += piece
    return found


@lru_cache(maxsize=1)
def jail() -> Jail:
    """The jail of this process."""
    made = Jail()
    atexit.register(made.close)
    return made
