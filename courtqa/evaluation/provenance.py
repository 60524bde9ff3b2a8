"""Where a result comes from: which rules, which records, known on which day, and whether it is the last word."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from courtqa.text import Text

__all__ = ["Provenance"]


@frozen
class Provenance:
    """What travels with every row, so that it can be recomputed years later."""

    edition: str  # "assessments.divisions@2008-01-01"
    edition_digest: str
    policy_digest: str
    as_of: date | None  # the day up to which the records are known; None if nobody said
    final: bool
    source_digest: str | None = None  # of the case file, when it came from one
    stage: Text | None = (
        None  # what the edition calls a period of that length: 月积累、季统计、半年初评、全年总评
    )

    @property
    def status(self) -> Text:
        """Provisional or final."""
        return Text(zh="终评", en="final") if self.final else Text(zh="初评", en="provisional")

    def row(self) -> dict[str, object]:
        """The columns that every table of the result ends with."""
        return {
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "status": "final" if self.final else "provisional",
            "edition": self.edition,
            "policy_digest": self.policy_digest,
        }
