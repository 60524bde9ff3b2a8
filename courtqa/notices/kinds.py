"""The kinds of rule this stage reads, and what makes a notice kind sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from courtqa.notices.distribution import AddressBook, Distribution, Recipient
from courtqa.notices.kind import TELLS, NoticeField, NoticeKind
from courtqa.policy import Complaint, Kind, Lookup, Offer

__all__ = ["KINDS", "OFFERS", "check_book", "check_distribution", "check_kind"]

Path = tuple[str | int, ...]


def check_kind(kind: NoticeKind, lookup: Lookup) -> Iterator[Complaint]:
    """The faults of a notice kind: a missing template, a variable nothing supplies, an example that doesn't fit."""
    yield from _check_fields(kind.fields, ("fields",))
    if {"bracket", "case"} & set(kind.number.styles) and not kind.number.code:
        yield Complaint(("number", "code"), "no office code", "the 代字 that these styles print")
    if not kind.number.styles:
        yield Complaint(("number", "styles"), "no style", "bracket, issue, or both")
    if not kind.sign_by:
        yield Complaint(("sign_by",), "nobody who may sign", "at least one role")
    if kind.distribution not in lookup.names("distributions"):
        yield Complaint(("distribution",), f"{kind.distribution!r}", "a distribution of the pack")
    yield from _check_service(kind, lookup)
    faults = tuple(_check_template(kind, lookup))
    yield from faults
    if not faults:
        yield from _check_example(kind, lookup)


def _check_service(kind: NoticeKind, lookup: Lookup) -> Iterator[Complaint]:
    """A kind that is served for a step names a step there is; one for a step against a person says all it must."""
    adverse = False
    for workflow, events in kind.serves.items():
        place: Path = ("serves", workflow)
        editions = lookup.editions("workflows", workflow) if workflow in lookup.names("workflows") else ()
        if not editions:
            yield Complaint(place, f"no workflow {workflow!r}", "a workflow of the pack")
        for event in events:
            ways = [one for each in editions for one in each.value.transitions if one.event == event]
            if editions and not ways:
                yield Complaint(place, f"no step {event!r} of it", "a step of that workflow")
            adverse |= any(one.adverse for one in ways)
    told = {field.tells for field in kind.fields.values() if not field.optional}
    for what, text in TELLS.items():
        if adverse and what not in told:
            found = f"a notice of a measure that does not say {text.en}"
            yield Complaint(("fields",), found, f"a field with tells: {what}, not optional")


def check_distribution(distribution: Distribution, lookup: Lookup) -> Iterator[Complaint]:
    """The faults of a distribution: unknown recipients, nobody addressed, against the rules of circulation."""
    known = _known(lookup)
    if not distribution.to:
        yield Complaint(("to",), "nobody addressed", "at least one recipient")
    unknown = tuple(distribution.unknown(known))
    for name in unknown:
        yield Complaint(("recipients",), f"no recipient {name!r}", "every recipient of to: and cc:")
    ladder = [repeat.nth for repeat in distribution.repeats]
    if ladder != sorted(set(ladder)) or any(nth < 2 for nth in ladder):
        yield Complaint(("repeats",), f"rungs {ladder}", "rungs from the second naming on, each once, upward")
    if not unknown:
        for place, what in distribution.against(known):
            yield Complaint((place,), what.en, "whom the rules of circulation allow")


def _known(lookup: Lookup) -> dict[str, Recipient]:
    return {
        key: body
        for name in lookup.names("address_books")
        for edition in lookup.editions("address_books", name)
        for key, body in edition.value.bodies.items()
    }


def check_book(book: AddressBook, lookup: Lookup) -> Iterator[Complaint]:
    """The faults of an address book: a body of a court that no unit is, two direct superiors."""
    units = _units(lookup)
    for key, body in book.bodies.items():
        if body.of is not None and body.of not in units:
            yield Complaint(("bodies", key, "of"), f"no unit {body.of!r}", "a unit of the pack")
    direct = [key for key, body in book.bodies.items() if body.direct]
    if len(direct) > 1:
        yield Complaint(("bodies", direct[1], "direct"), "a second direct superior", "one")


def _check_fields(fields: Mapping[str, NoticeField], at: Path) -> Iterator[Complaint]:
    for name, field in fields.items():
        place = (*at, name)
        if name == "notice":
            yield Complaint(place, "the name 'notice'", "another name: notice is the head of every document")
        if (field.type == "choice") != bool(field.choices):
            yield Complaint(
                (*place, "choices"), f"choices of a {field.type} field", "choices exactly where type: choice"
            )
        if (field.type == "records") != bool(field.of):
            yield Complaint(
                (*place, "of"), f"columns of a {field.type} field", "columns exactly where type: records"
            )
        if field.acting and field.type not in {"person", "persons"}:
            yield Complaint((*place, "acting"), f"acting on a {field.type} field", "acting on persons only")
        yield from _check_fields(field.of, (*place, "of"))


def _check_template(kind: NoticeKind, lookup: Lookup) -> Iterator[Complaint]:
    from courtqa.notices.templating import RESERVED

    templates = _templates(lookup)
    faults = tuple(templates.faults(kind.template))
    for place, what in faults:
        yield Complaint(
            ("template",), f"{place}: {what}", "a template of text, blocks, if, for and the listed filters"
        )
    if faults:
        return
    wanted = templates.variables(kind.template)
    for name in sorted(wanted - set(kind.fields) - {RESERVED}):
        yield Complaint(("template",), f"the variable {name!r} that nothing supplies", "a field of that name")
    for name in kind.fields:
        if name not in wanted:
            yield Complaint(
                ("fields", name), "a field that the template never prints", "a template that uses it"
            )


def _check_example(kind: NoticeKind, lookup: Lookup) -> Iterator[Complaint]:
    """The example must fit the fields and come out as a document: the check of everything deeper."""
    from courtqa.errors import TemplateStopped, UnfitNotice
    from courtqa.notices.drawing import drawn
    from courtqa.notices.parsing import parse
    from courtqa.notices.templating import RESERVED
    from courtqa.notices.values import fit

    head = {
        "org": kind.org.zh,
        "series": kind.series_title.zh,
        "signature": kind.org.zh,
        "printer": kind.printer.zh,
    }
    try:
        fitted = fit(kind, kind.example, _units(lookup))
        context = {**fitted.values, RESERVED: {**head, "to": ["甲"], "cc": ["乙"]}}
        xml = drawn(lookup.policy, kind.name, kind.template, context)
        parse(xml, kind=kind.name, series=kind.series, court="", sealed=kind.sealed)
    except UnfitNotice as error:
        for place, text in error.faults:
            yield Complaint(("example",), f"{place}: {text.en}", "an example that makes a whole notice")
    except TemplateStopped as stopped:
        yield Complaint(("template",), stopped.what.en, "a template that ends in time")


def _templates(lookup: Lookup) -> Any:
    from courtqa.notices.drawing import templates_of

    return templates_of(lookup.policy)


def _units(lookup: Lookup) -> dict[str, Any]:
    from courtqa.notices.values import NamedUnit

    return {
        key: NamedUnit(unit.title.zh, unit.kind)
        for name in lookup.names("units")
        for edition in lookup.editions("units", name)
        for key, unit in edition.value.units.items()
    }


KINDS: tuple[Kind[Any], ...] = (
    Kind("address_books", AddressBook, check_book),
    Kind("distributions", Distribution, check_distribution),
    Kind("notices", NoticeKind, check_kind),
)
OFFERS: tuple[Offer, ...] = ()
