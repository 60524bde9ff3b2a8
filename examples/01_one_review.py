"""A reversed case is reviewed: what is recorded, what is refused and why, and which step came late by which rule."""

from datetime import date, datetime

import courtqa
from courtqa import Actor, Docket, Refused, Subject

policy = courtqa.load_policy("harbin")
docket = Docket(":memory:", policy=policy)

officer = Actor.of("zhou", "周某", "trial_management_officer", unit="trial_management_office")
judge = Actor.of("wang", "王某", "handling_judge", unit="civil_1")
chief = Actor.of("liu", "刘某", "division_chief", unit="civil_1")


def march(day: int) -> datetime:
    return datetime(2008, 3, day, 10, tzinfo=policy.zone)


review = docket.open(
    "case_review",
    subject=Subject("case", "2007-cv1-0123", unit="civil_1", persons=("wang",)),
    by=officer,
    at=march(3),
    data={"appellate_document_received_on": date(2008, 3, 3), "appellate_outcome": "remanded"},
).id
docket.record(review, "register", by=officer, at=march(3), data={"appellate_reasons": "事实不清"})
docket.record(review, "submit_self_analysis", by=judge, at=march(10), data={"self_analysis": "逐项分析"})

# Nobody reviews their own case: every reason at once, each with its rule.
try:
    docket.record(review, "submit_self_review", by=judge, at=march(11), data={"self_review_report": "合格"})
except Refused as refused:
    for reason in refused.refusal.reasons:
        print(f"{reason.code}: {reason.text} [{reason.rule}]")

# The division had ten days from the third; its chief reports on the twentieth.
docket.record(review, "submit_self_review", by=chief, at=march(20), data={"self_review_report": "程序有瑕疵"})

print()
print(docket.trail(review))
print()
print(docket.verify())
