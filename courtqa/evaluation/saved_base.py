"""A base kept in one Parquet file: reports without the records, and one month brought up to date without the rest.

Every sum and tally is kept under the digest of its definition, so that an indicator whose definition has changed
finds nothing and is refused, instead of being read from another one's sums.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
from attrs import evolve, frozen

from courtqa.errors import RecordsError
from courtqa.evaluation.base import AdditiveBase, additive_part
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.coverage import Coverage
from courtqa.evaluation.defects import Defect, DefectReport
from courtqa.evaluation.engines import ScannedCases
from courtqa.evaluation.indicator import Indicator, Term
from courtqa.evaluation.measuring import Base
from courtqa.evaluation.refreshing import refreshed
from courtqa.evaluation.summing import Summed, tallied_terms
from courtqa.evaluation.tables import as_table, collected
from courtqa.text import Text

__all__ = ["SavedBase", "base_manifest", "load_base", "save_base"]

_FORM = 1  # of the file
_SUMS, _STAFF = "sums", "staff"


@frozen(eq=False)
class SavedBase:
    """A base from a file, what it was made of, and the words of whoever made it (``recipe``)."""

    base: Base
    cases: Cases | ScannedCases
    recipe: Mapping[str, Any]
    files: tuple[Mapping[str, Any], ...]  # name, sha256 and rows of every file that went into it

    def refresh(self, newer: Base, cases: Cases | ScannedCases, month: int) -> SavedBase:
        """The same with one month as ``newer`` has it: the records in which anything happened in that month.

        RecordsError when the newer records close cases that the base does not know.
        """
        made = refreshed(self.base, newer, month)
        return evolve(self, base=made, files=(*self.files, _file(cases)))

    def save(self, path: str | Path) -> Path:
        """The base in one Parquet file. Returns where it is."""
        return _write(self, Path(path))


def term_digest(term: Term) -> str:
    """What identifies a sum: the digest of its definition, whatever an indicator does with it."""
    return sha256(repr(additive_part(term)).encode()).hexdigest()[:16]


def save_base(
    base: Base, path: str | Path, *, cases: Cases | ScannedCases, recipe: Mapping[str, Any] | None = None
) -> Path:
    """The base in one Parquet file. ``recipe`` is kept beside it (packs, sets …). Returns where it is."""
    whole = evolve(base, summed=base.summed.of_every_month(base.indicators))
    defined = {name: [term_digest(term) for term in each.terms] for name, each in base.indicators.items()}
    made = SavedBase(whole, cases, {**(recipe or {}), "indicators": defined}, (_file(cases),))
    return made.save(path)


def _file(cases: Cases | ScannedCases) -> dict[str, Any]:
    return {"name": cases.source, "sha256": cases.sha256, "rows": cases.defects.rows}


def _write(saved: SavedBase, target: Path) -> Path:
    base, summed = saved.base, saved.base.summed
    digests = {key: term_digest(term) for term, key in summed.additive.keys.items()}
    flows = [name for name in summed.additive.frame.columns if name not in {"unit", "month"}]
    renamed = {name: f"{digests[name.partition('_')[0]]}_{name.partition('_')[2]}" for name in flows}
    tables = [summed.additive.frame.rename(renamed).with_columns(table=pl.lit(_SUMS))]
    for part in tallied_terms(summed.additive.keys):
        tally = summed.tally(part)
        kind = {pl.String: "text", pl.Date: "day"}.get(type(tally.schema["value"]), "number")
        kind = "whole" if tally.schema["value"].is_integer() else kind
        rows = tally.group_by("unit", "month").agg(pl.col("value").alias(f"value_{kind}"), "n")
        tables.append(rows.with_columns(pl.col("unit").cast(pl.String), table=pl.lit(term_digest(part))))
    if base.staff is not None:
        tables.append(collected(base.staff).with_columns(table=pl.lit(_STAFF)))
    told = {
        "form": _FORM,
        "by": base.by,
        "recorded": sorted(set(digests.values())),
        "coverage": None
        if base.coverage is None
        else [d.isoformat() for d in (base.coverage.first, base.coverage.last)],
        "recipe": dict(saved.recipe),
        "files": list(saved.files),
        "cases": _told(saved.cases),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    pl.concat(tables, how="diagonal_relaxed").write_parquet(
        target, metadata={"courtqa": json.dumps(told, ensure_ascii=True)}, statistics=False
    )
    return target


def load_base(path: str | Path, indicators: Mapping[str, Indicator]) -> SavedBase:
    """The base of a file, ready to be asked for these indicators.

    RecordsError for another file, and for an indicator whose definition is not the one that was summed up.
    """
    target = Path(path)
    told = base_manifest(target)
    frame = pl.read_parquet(target)
    held = set(told["recorded"])
    terms = dict.fromkeys(term for each in indicators.values() for term in each.terms if term.kind != "staff")
    keys = {term: term_digest(term) for term in terms if term_digest(term) in held}
    _require(target, indicators, keys, told)
    sums = frame.filter(pl.col("table") == _SUMS)
    flows = [name for name in sums.columns if name.partition("_")[0] in held]
    whole = sums.select("unit", "month", *flows).with_columns(pl.col(flows).fill_null(0))
    tallies = {part: _tally(frame, term_digest(part)) for part in tallied_terms(keys)}
    summed = Summed(AdditiveBase(whole, keys), told["by"], (), {}, tallies)
    staff = frame.filter(pl.col("table") == _STAFF)
    duty = None if staff.is_empty() else as_table(staff.select(sorted(_STAFF_COLUMNS & set(staff.columns))))
    covers = told["coverage"] and Coverage(*map(date.fromisoformat, told["coverage"]))
    base = Base(told["by"], dict(indicators), summed, {}, duty, covers)
    return SavedBase(base, _cases(told["cases"], covers), told["recipe"], tuple(told["files"]))


_STAFF_COLUMNS = {"division", "person", "since", "until", "judge", "court"}


def base_manifest(path: Path) -> dict[str, Any]:
    """What the file says of itself. RecordsError when it is no base."""
    try:
        told = pl.read_parquet_metadata(path).get("courtqa")
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = Text(zh=f"不是汇总库：{error}", en=f"it is no saved base: {error}")
        raise RecordsError(str(path), [problem]) from error
    found: dict[str, Any] = json.loads(told) if told else {}
    if found.get("form") != _FORM:
        problem = Text(zh="不是本版本的汇总库", en="it is no saved base of this version")
        raise RecordsError(str(path), [problem])
    return found


def _require(
    path: Path, indicators: Mapping[str, Indicator], keys: Mapping[Term, str], told: Mapping[str, Any]
) -> None:
    """Refuse an indicator of which the base once held a sum, when the definition has changed since."""
    known = told["recipe"].get("indicators", {})
    changed = [
        name
        for name, each in indicators.items()
        if any(term not in keys for term in each.terms if term.kind != "staff")
        and (name not in known or set(known[name]) != {term_digest(term) for term in each.terms})
    ]
    if changed:
        problem = Text(
            zh=f"以下指标未汇总，或其定义在汇总后已变更：{'、'.join(changed)}；请由记录重新汇总",
            en=f"not summed up, or defined otherwise since: {', '.join(changed)}; build the base anew from the records",
        )
        raise RecordsError(str(path), [problem])


def _tally(frame: pl.DataFrame, digest: str) -> pl.DataFrame:
    rows = frame.filter(pl.col("table") == digest)
    held = [
        name
        for name in rows.columns
        if name.startswith("value_") and rows.get_column(name).null_count() < rows.height
    ]
    column = held[0] if held else "value_whole"
    if column not in rows.columns:
        rows = rows.with_columns(pl.lit(None, dtype=pl.List(pl.Int64)).alias(column))
    told = rows.select("unit", "month", "n", value=column)
    if isinstance(
        told.schema["n"], pl.List
    ):  # a row for each unit and month; once there was one for each value
        told = told.explode("n", "value")
    names = told.get_column("unit").unique().sort()
    return told.with_columns(pl.col("unit").cast(pl.Enum(names)))


def _told(cases: Cases | ScannedCases) -> dict[str, Any]:
    report = cases.defects
    defects = [
        {
            "code": d.code,
            "zh": d.title.zh,
            "en": d.title.en,
            "count": d.count,
            "column": d.column,
            "rejected": d.rejected,
        }
        for d in report
    ]
    snapshot = None if cases.snapshot is None else cases.snapshot.isoformat()
    return {
        "source": cases.source, "sha256": cases.sha256, "zh": cases.title.zh, "en": cases.title.en,
        "rows": report.rows, "accepted": report.accepted, "snapshot": snapshot, "defects": defects,
    }  # fmt: skip


def _cases(told: Mapping[str, Any], coverage: Coverage | None) -> Cases:
    """The records that the base was made of, without their rows."""
    defects = tuple(
        Defect(d["code"], Text(zh=d["zh"], en=d["en"]), d["count"], d["column"], rejected=d["rejected"])
        for d in told["defects"]
    )
    report = DefectReport(told["source"], told["rows"], told["accepted"], defects)
    snapshot = told["snapshot"] and date.fromisoformat(told["snapshot"])
    title = Text(zh=told["zh"], en=told["en"])
    return Cases(pl.DataFrame(), report, title, told["source"], told["sha256"], coverage, snapshot)
