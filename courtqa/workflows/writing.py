"""A workflow as the text of an edition file: what the loader reads back as the same workflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from attrs import Attribute, fields, has

from courtqa.policy import Reference
from courtqa.text import Text
from courtqa.workflows.definition import GuardCall, Workflow

__all__ = ["edition_file"]

_HEADER = ("name", "since")  # told by the place of the file


class _Dumper(yaml.SafeDumper):
    """Plain YAML: no anchors, which the loader refuses."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def edition_file(workflow: Workflow, references: Sequence[Reference], *, note: str | None = None) -> str:
    """The YAML of the edition. Values that are as the definition leaves them are not written."""
    body: dict[str, Any] = {
        "title": _plain(workflow.title),
        "reference": [_plain(each) for each in references],
    }
    if note is not None:
        body["note"] = note
    body |= {key: value for key, value in _plain(workflow).items() if key not in (*_HEADER, "title")}
    return yaml.dump(body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, GuardCall):
        return {"guard": value.guard, **_plain(value.params)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if has(type(value)):
        return {
            str(field.metadata.get("key", field.name)): _plain(getattr(value, field.name))
            for field in fields(type(value))
            if getattr(value, field.name) != _default(field)
        }
    return value


def _default(field: Attribute[Any]) -> Any:
    return getattr(field.default, "factory", lambda: field.default)()
