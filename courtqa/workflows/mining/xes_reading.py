"""Reading XES (IEEE 1849): streamed, without DTD or entities, bounded in depth and length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import tzinfo
from xml.parsers import expat

from courtqa.errors import RecordsError
from courtqa.workflows.mining.building import Builder, RawCase, moment_in
from courtqa.workflows.mining.log import EventLog, LogNames, Value
from courtqa.workflows.mining.source import Source

__all__ = ["read_xes"]

DEEPEST = 32  # elements inside each other
LONGEST = 2**16  # characters of one value
CONTAINERS = {"list", "container", "values"}
KINDS = {"string", "date", "int", "float", "boolean", "id", *CONTAINERS}


def read_xes(source: Source, names: LogNames, zone: tzinfo | None) -> EventLog:
    """The log. Attributes inside attributes are left out, and counted by key."""
    reader = _Reader(source, zone)
    reader.read()
    builder = Builder(names, zone, rejected=[])
    for line, zh, en in reader.faults:
        builder.reject(line, zh, en)
    return builder.log(reader.cases, source=source.name, sha256=source.sha256, left_out=reader.left_out)


class _Reader:
    """What stands between the tags, as they come by."""

    def __init__(self, source: Source, zone: tzinfo | None) -> None:
        self.source, self.zone = source, zone
        self.cases: list[RawCase] = []
        self.left_out: Counter[str] = Counter()
        self.faults: list[tuple[int, str, str]] = []
        self.path: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ExternalEntityRefHandler = self._entity

    def read(self) -> None:
        try:
            for piece in self.source.pieces():
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            why = expat.errors.messages[error.code]
            raise self._refused(f"不是规范的 XML：{why}", f"is no sound XML: {why}") from error

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self.path and local != "log":
            raise self._refused(f"根元素为 {local}", f"begins with {local}, not with log")
        parent = self.path[-1] if self.path else ""
        self.path.append(local)
        if len(self.path) > DEEPEST:
            raise self._refused(
                f"嵌套超过 {DEEPEST} 层", f"has more than {DEEPEST} elements inside each other"
            )
        if local == "trace" and parent == "log":
            self.cases.append(RawCase({}, self.parser.CurrentLineNumber))
        elif local == "event" and parent == "trace":
            self.cases[-1].events.append((self.parser.CurrentLineNumber, {}))
        elif local == "event" and parent == "log":
            line = self.parser.CurrentLineNumber
            self.faults.append((line, "事件不属于任何案件", "an event outside any case"))
        elif local in KINDS and self.path[1:2] == ["trace"]:
            self._attribute(local, attributes, parent)

    def _attribute(self, kind: str, attributes: Mapping[str, str], parent: str) -> None:
        key = attributes.get("key", "")
        if parent not in {"trace", "event"} or kind in CONTAINERS:
            self.left_out[key] += 1
            return
        value = attributes.get("value", "")
        if len(value) > LONGEST or len(key) > LONGEST:
            raise self._refused(f"取值超过 {LONGEST} 字", f"has a value of more than {LONGEST} characters")
        case = self.cases[-1]
        target = case.attributes if parent == "trace" else case.events[-1][1]
        if key in target:
            self._fault(f"“{key}”重复", f"{key} stands twice")
            return
        read = self._value(kind, value)
        if read is None:
            self._fault(f"“{key}”不是 {kind}：{value}", f"{key} is no {kind}: {value}")
        else:
            target[key] = read

    def _value(self, kind: str, value: str) -> Value | None:
        try:
            if kind == "date":
                return moment_in(value, self.zone)
            if kind == "int":
                return int(value)
            if kind == "float":
                return float(value)
        except ValueError:
            return None
        if kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(value)
        return value

    def _end(self, name: str) -> None:
        del name
        self.path.pop()

    def _doctype(self, *_: object) -> None:
        raise self._refused("不接受 DTD 和实体", "carries a DTD or an entity, which is not taken")

    def _entity(self, *_: object) -> int:
        self._doctype()
        return 0

    def _fault(self, zh: str, en: str) -> None:
        self.faults.append((self.parser.CurrentLineNumber, zh, en))

    def _refused(self, zh: str, en: str) -> RecordsError:
        line = self.parser.CurrentLineNumber
        return self.source.refused(f"第 {line} 行：{zh}", f"line {line} {en}")
