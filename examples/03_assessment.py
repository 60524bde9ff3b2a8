"""A court's year against its own last year, and its divisions beside each other, without fooling anyone."""

import courtqa
from courtqa.simulation import court_years

policy = courtqa.load_policy("harbin")
court = court_years(2006, 2007, seed=2008)  # any frame with your own records does: see courtqa.read_cases

report = courtqa.evaluate(
    court.cases, policy=policy, period="2007", by="division", events=court.events, staff=court.staff
)

# Four falls in percent and two rises in points: never mixed, each with its counts.
for row in report.vertical.headline:
    title = report.vertical.indicators[row.indicator].title
    print(f"{title}: {row.change}  ({row.before.numerator} → {row.after.numerator})")

# How much of it is chance? Of so many indicators, so many would be called changed with nothing changed.
vertical = report.vertical
print(
    f"\nnot level: {vertical.not_level} of {vertical.judged}; by chance: {vertical.expected_not_level:.0f}\n"
)

# One division, explained in words.
print(report.vertical["civil_1"].explain())
print()
print(report.horizontal.explain("civil_1"))

# What if? The same records, other weights.
other = report.rerun(weights={"reversed_remanded_cases": 1})
before, after = report.horizontal["civil_1"], other.horizontal["civil_1"]
print(f"\nby reversals alone: {float(after.score):.1f} points instead of {float(before.score):.1f}")
print(f"places it may hold: {after.interval} instead of {before.interval}")
