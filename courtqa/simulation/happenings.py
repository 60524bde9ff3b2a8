"""What the court recorded beside its cases: notices, analyses, reviews, conduct, examinations."""

from __future__ import annotations

import numpy as np
import polars as pl

from courtqa.simulation.draws import Chance, Days, Ints, weekday, year_of
from courtqa.simulation.figures import Calibration
from courtqa.simulation.people import Bench

__all__ = ["event_table"]

BULLETIN_YEARS = 2  # the seed counts notices and analyses over two years


def _dates(chance: Chance, year: int, count: int) -> Days:
    days = np.arange(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01"))
    return chance.rng.choice(days[np.is_busday(days)], size=count)


def event_table(
    figures: Calibration, people: Bench, cases: pl.DataFrame, chance: Chance, *, years: range
) -> pl.DataFrame:
    """What the court recorded about divisions and persons, beside its cases."""
    judges = np.array(people.judges)
    place = {name: at for at, name in enumerate(people.judges)}
    rows: list[pl.DataFrame] = []

    def add(
        kind: str,
        judge: Ints,
        on: Days,
        case_id: list[str] | None = None,
        *,
        value: object = 1.0,
        detail: object = None,
    ) -> None:
        rows.append(
            pl.DataFrame(
                {
                    "kind": np.full(len(judge), kind),
                    "division": np.array(people.divisions)[people.division_of[judge]],
                    "person": judges[judge],
                    "on": on.astype("datetime64[D]"),
                    "case_id": pl.Series(case_id or [None] * len(judge), dtype=pl.String),
                    "value": np.broadcast_to(np.asarray(value, float), len(judge)),
                    "detail": pl.Series(
                        np.broadcast_to(np.asarray(detail, object), len(judge)), dtype=pl.String
                    ),
                }
            )
        )

    def of_cases(kind: str, chosen: pl.DataFrame, day: str, longest: int) -> None:
        on = chosen[day].to_numpy().astype("datetime64[D]")
        if longest:
            on = weekday(on + chance.rng.integers(longest // 3, longest, len(on)).astype("timedelta64[D]"))
        inside = np.isin(year_of(on), list(years))
        chosen = chosen.filter(pl.Series(inside))
        judge = np.array([place[name] for name in chosen["judge"]], np.int64)
        add(kind, judge, on[inside], chosen["case_id"].to_list())

    reversals = cases.filter(pl.col("reversal_cause").is_not_null())
    at_fault = [name for name, cause in figures.causes.items() if not cause.exempt]
    faulty = reversals.filter(pl.col("reversal_cause").is_in(at_fault))
    of_cases("case_review", reversals, "appeal_decided_on", 40)
    of_cases("media_exposure", cases.filter(pl.col("exposed_on").is_not_null()), "exposed_on", 0)
    wanted = (
        round(figures.key_case_analyses.cases * figures.key_case_analyses.share)
        * len(years)
        // BULLETIN_YEARS
    )
    analysed = faulty[chance.choose(np.ones(len(faulty)), wanted)]
    of_cases("key_case_analysis", analysed, "appeal_decided_on", 90)

    details = {"discipline_conduct": figures.conduct_details, "violation": figures.violation_details}
    blame = people.reversal * people.petition
    for year in years:
        for series, bulletin in figures.notices.items():
            count = int(chance.rng.poisson(bulletin.persons * bulletin.share / BULLETIN_YEARS))
            named = chance.rng.choice(len(judges), size=count, p=blame / blame.sum())
            add("notice", named, _dates(chance, year, count), detail=series)
        for kind, count in figures.conduct.items():
            number = int(chance.rng.poisson(count))
            shares = details.get(kind)
            what = (
                None if shares is None else chance.rng.choice(list(shares), number, p=list(shares.values()))
            )
            add(kind, chance.rng.integers(0, len(judges), number), _dates(chance, year, number), detail=what)
        exam = figures.competency_exam
        score = exam.mean * people.exam + chance.rng.normal(0, exam.spread, len(judges))
        day = np.full(len(judges), np.datetime64(f"{year}-{exam.month:02d}-15"))
        add("competency_exam", np.arange(len(judges)), weekday(day), value=np.clip(score, 0, 100).round())
    return pl.concat(rows).sort("on", "kind", "person", "case_id", maintain_order=True)
