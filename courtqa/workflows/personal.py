"""Values about persons, kept outside the chain: what is sealed is a salted commitment to each.

Which fields are personal stands in the definition (``personal: true``). In the body of the event stands
``{"commitment": HMAC-SHA-256(salt, canonical JSON of the value)}``; value and salt lie in a table of their own. When a
row there is removed, nobody can tell any more what was committed to, and the chain is as whole as before. The digest
of a request that held such a value would tell it to whoever guesses, so that is committed to in the same way.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, TypeAlias, cast

from attrs import evolve, frozen

from courtqa.workflows.canonical import canonical
from courtqa.workflows.fold import approval_rows
from courtqa.workflows.records import Approval, Event, Proceeding

__all__ = [
    "APPROVAL",
    "REQUEST",
    "SALTED",
    "Personal",
    "Salts",
    "commitment",
    "commitments_in",
    "conceal",
    "is_concealed",
    "is_same_request",
    "random_salt",
    "reveal",
    "reveal_event",
    "seeded_salts",
]

KEY = "commitment"
SALTED = "salted:"  # before the commitment to a request
REQUEST = "@request"  # the field under which the digest of a request is kept
APPROVAL = "@approval"  # the same of a request that several consent to together
Salts: TypeAlias = Callable[[str, str, int, str], bytes]  # court, proceeding, seq, field


@frozen
class Personal:
    """One value outside the chain: the commitment to it, the event that brought it, its salt (hex), its JSON."""

    commitment: str
    seq: int
    field: str
    salt: str
    value: str

    @property
    def fits(self) -> bool:
        """Whether salt and value give the commitment."""
        try:
            salt = bytes.fromhex(self.salt)
            given = hmac.digest(salt, self.value.encode(), "sha256").hex()
        except (ValueError, UnicodeEncodeError):
            return False
        return given == self.commitment and salt.hex() == self.salt  # which is spelt in one way only


def random_salt(court: str, proceeding: str, seq: int, field: str) -> bytes:  # noqa: ARG001
    """A salt that nobody can guess. What a docket takes unless it is told otherwise."""
    return secrets.token_bytes(32)


def seeded_salts(seed: str) -> Salts:
    """Salts that are the same in every run: for simulations and tests, never for a court."""
    return lambda *place: sha256(repr((seed, *place)).encode()).digest()


def commitment(salt: bytes, value: object) -> str:
    """The commitment to a value under a salt, in hex."""
    return hmac.digest(salt, canonical(value).encode(), "sha256").hex()


def conceal(
    event: Event,
    names: frozenset[str],
    *,
    salts: Salts,
    asked: bool = False,
    known: Mapping[str, str] | None = None,
) -> tuple[Event, tuple[Personal, ...]]:
    """The event with commitments instead of the values of the fields ``names``, and those values.

    ``asked`` says that the request held one even if the event holds none, as where several must consent. ``known``
    maps the digests of pending requests to what already stands for them.
    """
    payload = cast("Mapping[str, Any]", event.payload)
    data: Mapping[str, Any] = payload.get("data", {})
    found = [name for name in data if name in names]
    known = {} if known is None else known
    if not found and not asked and not known:
        return event, ()
    kept: list[Personal] = []

    def commit(field: str, value: object) -> str:
        salt = salts(event.court, event.proceeding, event.seq, field)
        made = commitment(salt, value)
        kept.append(Personal(made, event.seq, field, salt.hex(), canonical(value)))
        return made

    changed: dict[str, Any] = dict(payload)
    if found:
        changed["data"] = {**data, **{name: {KEY: commit(name, data[name])} for name in found}}
    request = event.request
    if (found or asked) and request:
        request = SALTED + commit(REQUEST, request)
    if "approvals" in payload:
        rows = payload["approvals"]
        changed["approvals"] = [
            {**row, "request": _request(row["request"], known, commit if asked else None)} for row in rows
        ]
    return evolve(event, payload=changed, request=request), tuple(kept)


def _request(digest: str, known: Mapping[str, str], commit: Callable[[str, object], str] | None) -> str:
    if digest in known:
        return known[digest]
    if commit is None or digest.startswith(SALTED):
        return digest
    return SALTED + commit(APPROVAL, digest)


def is_concealed(proceeding: Proceeding) -> bool:
    """Whether something of it lies outside the chain."""
    return any(map(_committed, proceeding.data.values())) or any(
        given.request.startswith(SALTED) for given in proceeding.approvals
    )


def reveal(proceeding: Proceeding, known: Mapping[str, Personal]) -> Proceeding:
    """The proceeding with its values about persons; one that was erased is as if it had never been given."""
    approvals = tuple(_revealed(given, known) for given in proceeding.approvals)
    return evolve(proceeding, data=_values(proceeding.data, known), approvals=approvals)


def reveal_event(event: Event, known: Mapping[str, Personal]) -> Event:
    """The event with its values about persons, as far as they are still there."""
    payload = cast("Mapping[str, Any]", event.payload)
    if not commitments_in(event):
        return event
    changed = dict(payload)
    if "data" in payload:
        changed["data"] = _values(payload["data"], known)
    if "approvals" in payload:
        given = (Approval(row["event"], row["by"], row["request"]) for row in payload["approvals"])
        told = approval_rows(_revealed(each, known) for each in given)
        changed["approvals"] = [
            {**row, "request": each["request"]} for row, each in zip(payload["approvals"], told, strict=True)
        ]
    return evolve(event, payload=changed)


def commitments_in(event: Event) -> dict[str, str]:
    """Each commitment that the event brought, with its field. Those it only repeats are among them."""
    payload = cast("Mapping[str, Any]", event.payload)
    found = {value[KEY]: name for name, value in payload.get("data", {}).items() if _committed(value)}
    given = [row["request"] for row in payload.get("approvals", ())]
    found |= {text.removeprefix(SALTED): APPROVAL for text in given if text.startswith(SALTED)}
    if event.request.startswith(SALTED):
        found[event.request.removeprefix(SALTED)] = REQUEST
    return found


def is_same_request(request: str, recorded: str, known: Iterable[Personal]) -> bool:
    """Whether a request, given by its digest, is the recorded one. One whose salt was erased is like no other."""
    if not recorded.startswith(SALTED):
        return request == recorded
    wanted = recorded.removeprefix(SALTED)
    return any(each.commitment == wanted and json.loads(each.value) == request for each in known)


def _committed(value: object) -> bool:
    return type(value) is dict and len(value) == 1 and KEY in value


def _values(data: Mapping[str, object], known: Mapping[str, Personal]) -> dict[str, object]:
    return dict(_told(data, known))


def _told(data: Mapping[str, object], known: Mapping[str, Personal]) -> Iterator[tuple[str, object]]:
    for name, value in data.items():
        if not _committed(value):
            yield name, value
        else:
            kept = known.get(cast("dict[str, str]", value)[KEY])
            if kept is not None:
                yield name, json.loads(kept.value)


def _revealed(given: Approval, known: Mapping[str, Personal]) -> Approval:
    kept = known.get(given.request.removeprefix(SALTED))
    return given if kept is None else evolve(given, request=json.loads(kept.value))
