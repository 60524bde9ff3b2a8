"""Generated case records as Parquet, written row group by row group, so that size costs no memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["COURTS", "write_cases"]

COURTS, JUDGES, GROUP = 450, 30, 1_000_000
_FIRST, _LAST = date(2005, 7, 1), date(2007, 12, 31)
_DAY = date(1970, 1, 1)
_OUTCOMES = ("affirmed", "reversed", "partly_reversed", "remanded", "other")
_MANNERS = ("judgment", "mediation", "withdrawal", "other")
_TYPES = ("civil", "criminal", "administrative", "enforcement")


def write_cases(path: Path, rows: int, *, courts: int = COURTS, seed: int = 2008) -> Path:
    """A file of so many cases of two and a half years: courts with known differences, dates, outcomes."""
    chance = np.random.default_rng(seed)
    writer: pq.ParquetWriter | None = None
    for start in range(0, rows, GROUP):
        table = _group(chance, start, min(GROUP, rows - start), courts)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return path


def _group(chance: np.random.Generator, start: int, count: int, courts: int) -> pa.Table:
    first, last = (_FIRST - _DAY).days, (_LAST - _DAY).days
    court = chance.integers(0, courts, count, dtype=np.int32)
    judge = court * JUDGES + chance.integers(0, JUDGES, count, dtype=np.int32)
    filed = chance.integers(first, last + 1, count, dtype=np.int32)
    closed = filed + (np.exp(chance.normal(4.4, 0.8, count)) + court % 7).astype(np.int32)
    shut = closed <= last
    appealed = closed + chance.integers(1, 16, count, dtype=np.int32)
    appeal = shut & (chance.random(count) < 0.12) & (appealed <= last)
    decided = appealed + chance.integers(20, 120, count, dtype=np.int32)
    ruled = appeal & (decided <= last)
    petition = closed + chance.integers(1, 200, count, dtype=np.int32)
    petitioned = shut & (chance.random(count) < 0.009) & (petition <= last)
    reversal = 0.06 + 0.08 * (court % 10) / 10
    drawn = chance.random(count)
    outcome = np.select(
        [drawn < reversal, drawn < reversal + 0.03, drawn < reversal + 0.06, drawn > 0.93], [1, 2, 3, 4], 0
    )
    return pa.table(
        {
            "case_id": pc.cast(pa.array(np.arange(start, start + count)), pa.string()),
            "court": _named("court", court, courts),
            "judge": _named("judge", judge, courts * JUDGES),
            "case_type": _of(_TYPES, chance.choice(4, count, p=[0.6, 0.15, 0.05, 0.2])),
            "filed_on": _days(filed, np.ones(count, dtype=bool)),
            "closed_on": _days(closed, shut),
            "closing_manner": _of(_MANNERS, chance.choice(4, count, p=[0.55, 0.25, 0.15, 0.05]), shut),
            "appealed_on": _days(appealed, appeal),
            "appeal_decided_on": _days(decided, ruled),
            "appeal_outcome": _of(_OUTCOMES, outcome, ruled),
            "petitioned_on": _days(petition, petitioned),
        }
    )


def _days(days: np.ndarray, held: np.ndarray) -> pa.Array:
    return pa.array(days, mask=~held).cast(pa.date32())


def _named(kind: str, places: np.ndarray, size: int) -> pa.Array:
    names = pa.array([f"{kind}_{place:05d}" for place in range(size)])
    return pa.DictionaryArray.from_arrays(pa.array(places), names).cast(pa.string())


def _of(names: tuple[str, ...], places: np.ndarray, held: np.ndarray | None = None) -> pa.Array:
    chosen = pa.array(places.astype(np.int32), mask=None if held is None else ~held)
    return pa.DictionaryArray.from_arrays(chosen, pa.array(names)).cast(pa.string())
