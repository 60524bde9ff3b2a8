"""The cases and the staff as a court would export them, in the canonical columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from courtqa.simulation.draws import Chance, Days, Ints
from courtqa.simulation.figures import Calibration
from courtqa.simulation.flow import Flow
from courtqa.simulation.outcomes import Outcomes
from courtqa.simulation.people import Bench

__all__ = ["case_table", "staff_table"]


def _limit(filed: Days, months: Ints) -> Days:
    """The corresponding day so many months on, or the month's last day."""
    month = filed.astype("datetime64[M]")
    day = filed - month.astype("datetime64[D]")
    ends = month + months.astype("timedelta64[M]")
    last = (ends + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    due: Days = np.minimum(ends.astype("datetime64[D]") + day, last)
    return due


def _presiding(chance: Chance, people: Bench, judge: Ints) -> Ints:
    presiding = judge.copy()
    for division in range(len(people.divisions)):
        heads = people.members(division)[people.presides[people.members(division)]]
        led = np.flatnonzero((people.division_of[judge] == division) & ~people.presides[judge])
        presiding[led] = chance.rng.choice(heads, size=len(led))
    return presiding


def case_table(
    figures: Calibration, people: Bench, cases: Flow, fate: Outcomes, chance: Chance, *, first: int, last: int
) -> pl.DataFrame:
    """All cases on hand in the years, and older ones that something still happened to; known on the last day."""
    as_of = date(last, 12, 31)
    names = np.array([name for _, name, _ in figures.kinds])
    words = np.array([run.word for _, _, run in figures.kinds])
    months = np.array([run.months for _, _, run in figures.kinds])
    divisions, judges = np.array(people.divisions), np.array(people.judges)
    origin = chance.rng.choice(np.array(figures.origin_courts), size=len(cases.filed))
    second = names[cases.procedure] == "second_instance"
    frame = pl.DataFrame(
        {
            "court": np.full(len(cases.filed), figures.court),
            "division": divisions[people.division_of[cases.judge]],
            "judge": judges[cases.judge],
            "presiding_judge": judges[_presiding(chance, people, cases.judge)],
            "case_type": np.array(figures.case_types)[cases.case_type],
            "procedure": names[cases.procedure],
            "word": words[cases.procedure],
            "filed_on": cases.filed,
            "closed_on": cases.closed,
            "closing_manner": fate.manner,
            "time_limit_on": _limit(cases.filed, months[cases.procedure]),
            "appealed_on": fate.appealed,
            "appeal_decided_on": fate.decided,
            "appeal_outcome": fate.outcome,
            "reversal_cause": fate.cause,
            "origin_court": np.where(second, origin, figures.court),
            "petitioned_on": fate.petitioned,
            "petition_well_founded": fate.well_founded,
            "petition_level": fate.petition_level,
            "retrial_on": fate.retried,
            "protested_on": fate.protested,
            "compensated_on": fate.compensated,
            "exposed_on": fate.exposed,
        }
    )
    later = ["appealed_on", "appeal_decided_on", "petitioned_on", "retrial_on", "protested_on"]
    later += ["compensated_on", "exposed_on"]
    known = [pl.when(pl.col(day) <= as_of).then(pl.col(day)).alias(day) for day in ["closed_on", *later]]
    number = pl.int_range(1, pl.len() + 1).over(pl.col("filed_on").dt.year(), "word")
    year = pl.col("filed_on").dt.year()
    return (
        frame.with_columns(number=number)
        .with_columns(
            case_id=pl.format(
                "{}-{}-{}",
                year,
                pl.col("word").replace({run.word: run.code for _, _, run in figures.kinds}),
                pl.col("number").cast(pl.String).str.zfill(4),
            ),
            case_number=pl.format("（{}）哈{}第{}号", year, pl.col("word"), pl.col("number")),
        )
        .with_columns(known)
        .with_columns(
            closing_manner=pl.when(pl.col("closed_on").is_not_null()).then("closing_manner"),
            appeal_outcome=pl.when(pl.col("appeal_decided_on").is_not_null()).then("appeal_outcome"),
            reversal_cause=pl.when(
                pl.col("appeal_decided_on").is_not_null() & (pl.col("reversal_cause") != "")
            ).then("reversal_cause"),
            petition_level=pl.when(pl.col("petitioned_on").is_not_null()).then("petition_level"),
            petition_well_founded=pl.when(pl.col("petitioned_on").is_not_null()).then(
                "petition_well_founded"
            ),
        )
        .filter(pl.col("closed_on").is_null() | (pl.max_horizontal("closed_on", *later) >= date(first, 1, 1)))
        .select("case_id", "case_number", pl.exclude("case_id", "case_number", "word", "number"))
    )


def staff_table(figures: Calibration, people: Bench, first: int) -> pl.DataFrame:
    """The judges on duty in the trial divisions."""
    return pl.DataFrame(
        {
            "division": np.array(people.divisions)[people.division_of],
            "person": list(people.judges),
            "name": list(people.names),
            "role": np.where(people.presides, "presiding_judge", "lead_judge"),
            "since": [date(min(first, *figures.years.handled), 1, 1)] * len(people.judges),
            "until": pl.Series([None] * len(people.judges), dtype=pl.Date),
        }
    )
