"""Before anyone acts: what waits for whom, until when, what each may do now, and why the rest may not."""

from datetime import date, datetime

import courtqa
from courtqa import Actor, Docket, Subject

policy = courtqa.load_policy("harbin")
docket = Docket(":memory:", policy=policy)
moment = datetime(2008, 9, 18, 9, tzinfo=policy.zone)

officer = Actor.of("zhou", "周某", "trial_management_officer", unit="trial_management_office")
chief = Actor.of("liu", "刘某", "division_chief", unit="civil_1")
deputy = Actor.of("chen", "陈某", "deputy_division_chief", unit="civil_1")
neighbour = Actor.of("sun", "孙某", "division_chief", unit="civil_2")

# The chief sat in this case, so it is about the chief too.
review = docket.open(
    "case_review",
    subject=Subject("case", "2008-cv1-0042", unit="civil_1", persons=("wang", "liu")),
    by=officer,
    at=moment,
    data={"appellate_document_received_on": date(2008, 9, 18), "appellate_outcome": "reversed"},
)
review = docket.record(review, "register", by=officer, at=moment, data={"appellate_reasons": "适用法律错误"})

for person in (chief, deputy, neighbour, officer):
    print(person.name)
    for step in docket.allowed(review, by=person, at=moment):
        why = "may be done" if step else "; ".join(step.refusal.codes)
        print(f"  {step.title}: {why}")

print("\nOn the deputy's desk:")
for item in docket.worklist(by=deputy, on=date(2008, 9, 19)):
    print(f"  {item.title}, {item.state}, by {item.due}")

print("\nRunning out within ten days:")
for item in docket.due(on=date(2008, 9, 19), within=10):
    print(f"  {item.title}: {item.due}. {item.reason}")
