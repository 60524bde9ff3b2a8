"""The worker that a jail keeps: it renders templates of third parties, and can do nothing else.

Run as ``python -m courtqa.notices.jailed MEMORY CPU``. Requests and answers are JSON with their length before them.
Once it has taken its limits it opens no file, starts no process, and dies by itself when its time is up.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from courtqa.errors import UnfitNotice
from courtqa.notices.templating import Templates

__all__ = ["main"]

LONGEST = 8 * 2**20
LIFETIME = 600  # seconds of CPU in all


def main(memory: int, cpu: float) -> None:
    """Answer requests until the other side closes."""
    _warm()
    _take_limits(memory)
    known: dict[str, Templates] = {}
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (request := _read(source)) is not None:
        if request["sources"] is not None:
            known = {request["digest"]: Templates(request["sources"])}
        signal.setitimer(signal.ITIMER_PROF, cpu)
        try:
            answer = _answer(known[request["digest"]], request)
        except MemoryError:
            answer = {"limit": "memory"}
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(sink, answer)


def _warm() -> None:
    """All that rendering and failing will ever import, while files can still be opened."""
    trial = Templates(
        {"good": "{% extends 'base' %}{% block a %}{{ x['y'] }}{% endblock %}", "bad": "{% if %}"}
    )
    trial = Templates({**trial.sources, "base": "<a>{% block a required %}{% endblock %}</a>"})
    context = {"kind": "trial", "context": {"x": {"y": "甲"}}}
    for name, values in (("good", context), ("good", {**context, "context": {"x": {}}}), ("bad", context)):
        _answer(trial, {**values, "name": name})
    json.loads(json.dumps({"甲": [1, None]}))


def _answer(templates: Templates, request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        made = templates.render(request["kind"], request["name"], request["context"])
    except UnfitNotice as unfit:
        return {"faults": [[place, text.zh, text.en] for place, text in unfit.faults]}
    if len(made) > LONGEST:
        return {"limit": "memory"}
    return {"xml": made}


def _take_limits(memory: int) -> None:
    import resource

    for name, amount in (
        ("RLIMIT_AS", memory),
        ("RLIMIT_CPU", LIFETIME),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 3),  # stdin, stdout, stderr: nothing more can be opened
    ):
        resource.setrlimit(getattr(resource, name), (amount, amount))


def _read(source: BinaryIO) -> dict[str, Any] | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    found: dict[str, Any] = json.loads(source.read(int.from_bytes(head, "big")))
    return found


def _write(sink: BinaryIO, answer: Mapping[str, Any]) -> None:
    body = json.dumps(answer, ensure_ascii=True).encode()
    sink.write(len(body).to_bytes(4, "big") + body)
    sink.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
