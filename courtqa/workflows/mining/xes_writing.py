"""Writing XES (IEEE 1849-2016), streamed: extensions, globals and classifiers declared, every key a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import TextIOBase
from xml.sax.saxutils import quoteattr

from courtqa.workflows.mining.log import EventLog, LogCase, LogEvent, LogNames, Value
from courtqa.workflows.mining.source import Progress, no_progress

__all__ = ["write_xes"]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OPEN = '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
EXTENSIONS = {"concept": "Concept", "lifecycle": "Lifecycle", "org": "Organizational", "time": "Time"}
NOT_IN_A_NAME = re.compile(r"[^\w.\-:]", re.ASCII)
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNSAID = "UNKNOWN"


def write_xes(log: EventLog, file: TextIOBase, *, progress: Progress = no_progress) -> None:
    """Write the log; ``progress`` hears of the cases written and of all there are.

    A key that is no XML name gets ``_`` for what is not allowed in one; a character that XML cannot hold is
    replaced by U+FFFD.
    """
    names = LogNames()
    file.write(HEAD + OPEN)
    for prefix, name in EXTENSIONS.items():
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        file.write(f"  <extension name={quoteattr(name)} prefix={quoteattr(prefix)} uri={quoteattr(uri)}/>\n")
    file.write(f'  <global scope="trace">\n    {_tag(names.case, UNSAID)}\n  </global>\n')
    file.write(
        f'  <global scope="event">\n    {_tag(names.activity, UNSAID)}\n'
        '    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>\n  </global>\n'
    )
    file.write('  <classifier name="Activity" keys="concept:name"/>\n')
    file.write('  <classifier name="Resource" keys="org:resource"/>\n')
    for done, case in enumerate(log.cases, 1):
        file.writelines(_case(case, names))
        progress(done, len(log.cases))
    file.write("</log>\n")


def _case(case: LogCase, names: LogNames) -> Iterator[str]:
    yield "  <trace>\n"
    said: dict[str, Value | None] = {
        names.case: case.id,
        names.started: case.started_at,
        names.ended: case.ended_at,
        names.due: case.due_at,
    }
    yield from _tags({**said, **case.attributes}, "    ")
    for event in case.events:
        yield "    <event>\n"
        yield from _tags(_of(event, names), "      ")
        yield "    </event>\n"
    yield "  </trace>\n"


def _of(event: LogEvent, names: LogNames) -> Mapping[str, Value | None]:
    said: dict[str, Value | None] = {
        names.activity: event.activity,
        names.at: event.at,
        names.person: event.person,
        names.unit: event.unit,
    }
    return {**said, **event.attributes}


def _tags(values: Mapping[str, Value | None], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if value is not None:
            yield f"{indent}{_tag(key, value)}\n"


def _tag(key: str, value: Value) -> str:
    kind, text = "string", str(value)
    if isinstance(value, bool):
        kind, text = "boolean", "true" if value else "false"
    elif isinstance(value, int) and -(2**63) <= value < 2**63:
        kind = "int"
    elif isinstance(value, float):
        kind, text = "float", {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(str(value), str(value))
    elif isinstance(value, datetime):
        kind, text = "date", value.isoformat()
    return f"<{kind} key={quoteattr(_name(key))} value={quoteattr(_clean(text))}/>"


def _name(key: str) -> str:
    name = NOT_IN_A_NAME.sub("_", key)
    return name if re.match(r"[A-Za-z_:]", name) else f"_{name}"


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\ufffd", text)
