"""Whether the persons that a step names are known to the docket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from courtqa.text import Text
from courtqa.workflows.definition import Field, Workflow
from courtqa.workflows.guards import person_id
from courtqa.workflows.personnel import Persons
from courtqa.workflows.reasons import reason
from courtqa.workflows.records import Reason

__all__ = ["names_the_known", "nobody_known"]


def names_the_known(field: Field) -> bool:
    """Whether the field names people, and not just anybody."""
    return (field.type in ("person", "persons") or bool(field.columns)) and not (
        field.outside and field.slips
    )


def nobody_known(workflow: Workflow, data: Mapping[str, object], persons: Persons) -> Iterator[Reason]:
    """Each person that a field names and nobody is known by, with the one probably meant.

    A field that is for people from outside (``outside: true``) may name anybody; where it takes no slips
    (``slips: false``), nobody whose id is nearly that of a known person.
    """
    for name, value in data.items():
        field = workflow.fields.get(name)
        if field is None or not names_the_known(field):
            continue
        entries = value if isinstance(value, list | tuple) else (value,)
        if field.columns:
            columns = [key for key, column in field.columns.items() if column.type == "person"]
            entries = [row.get(key) for row in entries if isinstance(row, Mapping) for key in columns]
        named = [person_id(entry) for entry in entries if isinstance(entry, str | Mapping)]
        try:
            strangers = persons.strangers(named)
        except Exception as error:  # noqa: BLE001 - who cannot be looked up is not known
            yield reason("check_failed", None, check="strangers", error=type(error).__name__)
            continue
        for person, near in strangers.items():
            if field.outside:
                if near:
                    facts = {"person": person, "near": near}
                    yield reason("nearly_known", None, field=field.title, name=name, **facts)
                continue
            hint = Text(
                zh=f"，是否指“{near}”？" if near else "", en=f"; did you mean {near!r}?" if near else ""
            )
            yield reason("unknown_person", None, field=field.title, name=name, person=person, hint=hint)
