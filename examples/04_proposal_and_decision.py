"""A ladder proposes, with grounds; a named person decides, after a hearing, with reasons and a way to contest it."""

from datetime import date, datetime

import courtqa
from courtqa import Actor, Refused, Text
from courtqa.sanctions import Finding, Heard
from courtqa.workflows import Person

policy = courtqa.load_policy("harbin")
judge = Person("wang", "王某")
findings = [
    Finding("review-11", "responsible_reversal", "wang", date(2007, 3, 9), cause="procedural_error"),
    Finding("review-27", "responsible_reversal", "wang", date(2007, 8, 2), cause="fact_error"),
    Finding("review-40", "responsible_reversal", "wang", date(2007, 11, 5), cause="legal_view"),
]

# Three reversals, but one was a difference of legal view: its cause carries no blame.
proposal = courtqa.propose(policy, ladder="judges", person=judge, findings=findings, on=date(2008, 1, 10))
print(proposal, end="\n\n")

president = Actor.of("gao", "高某", "court_president", unit="harbin_intermediate")
clerk = Actor.of("he", "何某", "document_clerk", unit="general_office")
reasons = Text(zh="两起发改均有明确差错，本人已承认", en="two clear errors, admitted by the judge")
noon = datetime(2008, 1, 25, 12, tzinfo=policy.zone)

# Nobody is decided upon unheard, and not by just anybody.
try:
    courtqa.decide(proposal, "admonition", by=clerk, at=noon, heard=None, reasons=reasons)
except Refused as refused:
    print("refused:", "; ".join(str(reason.text) for reason in refused.refusal.reasons), end="\n\n")

heard = Heard("wang", notified_on=date(2008, 1, 11), heard_on=date(2008, 1, 16), said="承认差错，已补正")
print(courtqa.decide(proposal, "admonition", by=president, at=noon, heard=heard, reasons=reasons))
