"""What ``courtqa evaluate`` does: read, count, compare, and write what was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from courtqa.cli.progress import progress
from courtqa.cli.record_files import Files
from courtqa.errors import UnknownName
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.cli.figures import Sheet
    from courtqa.evaluation import Indicator, Period
    from courtqa.policy import Policy

__all__ = ["Asked", "measured", "reports_among"]

Lang = Literal["zh", "en"]
REPORTS = {".html", ".htm", ".xlsx"}


@frozen
class Asked:
    """What the command line asked for."""

    files: Files
    period: Period
    against: Period | None
    by: str
    sets: list[str] | None
    packs: list[str]
    min_n: int
    assessment: str | None
    out: list[Path]
    lang: Lang
    ranking: bool = False
    judges: bool = True
    decisions: Path | None = None
    save_base: Path | None = None


def reports_among(paths: list[Path]) -> list[Path]:
    """The files among these that are to be reports; the others are folders for tables."""
    return [path for path in paths if path.suffix.lower() in REPORTS]


def measured(asked: Asked) -> Sheet:
    """The figures to print; what was asked for in files is written."""
    from courtqa.cli.figures import Sheet, save
    from courtqa.evaluation import (
        Cases,
        base_of,
        digest_of,
        read_events,
        read_staff,
        require_comparable,
        save_base,
    )
    from courtqa.kinds import load_policy

    files = asked.files
    steps = 3 + (asked.against is not None) + len(asked.out) + (asked.save_base is not None)
    with progress(steps, asked.lang) as step:
        step(Text(zh="读取规则包", en="reading the pack"))
        policy = load_policy(*asked.packs)
        indicators = _indicators(policy, asked)
        step(Text(zh="读取案件记录", en="reading the records"))
        cases = files.read()
        files.require_listed(cases)
        events = None if files.events is None else read_events(files.events)
        staff = None if files.staff is None else read_staff(files.staff)
        step(Text(zh="统计指标", en="measuring"))
        windows = [each for each in (asked.period, asked.against) if each is not None]
        try:
            base = base_of(
                files.counted_by(cases),
                indicators,
                by=asked.by,
                events=events,
                staff=staff,
                periods=[] if asked.save_base is not None or isinstance(cases, Cases) else windows,
            )
            now = base.measures(asked.period)
        except Exception:
            digest_of(cases)  # a file that was changed under the engine's hands says so, not what that led to
            raise
        before = None
        if asked.against is not None:
            require_comparable(asked.period, asked.against, base.coverage)
            step(Text(zh="比较", en="comparing"))
            before = base.measures(asked.against)
        digest_of(cases)
        if asked.save_base is not None:
            step(Text(zh="保存汇总库", en="saving the sums"))
            recipe = {"packs": asked.packs, "sets": asked.sets}
            save_base(base, asked.save_base, cases=cases, recipe=recipe)
        sheet = Sheet(cases, now, before, asked.min_n, files.digests(), _names(policy, asked))
        reports = reports_among(asked.out)
        for path in asked.out:
            if path not in reports:
                step(Text(zh="写出表格", en="writing the tables"))
                save(sheet, path)
        if reports:
            from courtqa.evaluation import beside_what_was_decided
            from courtqa.evaluation import evaluate as assess

            found = assess(
                cases,
                policy=policy,
                period=asked.period,
                by=asked.by,
                assessment=_assessment(policy, asked),
                events=events,
                staff=staff,
                ranking=asked.ranking or None,
            )
            if asked.decisions is not None:
                found = beside_what_was_decided(found, asked.decisions)
            for path in reports:
                path.parent.mkdir(parents=True, exist_ok=True)
                book = asked.lang if path.suffix.lower() == ".xlsx" else None  # a page holds both languages
                found.save(path, lang=book, judges=asked.judges, step=step)
    return sheet


def _names(policy: Policy, asked: Asked) -> dict[str, Text]:
    """What the pack calls its units."""
    held = (each for each in policy.editions("units") if each.since <= asked.period.last)
    return {key: unit.title for edition in held for key, unit in edition.value.units.items()}


def _assessment(policy: Policy, asked: Asked) -> str:
    """The assessment asked for; the built-in one, or that of a pack which has one only."""
    names = policy.names("assessments")
    return asked.assessment or (names[0] if len(names) == 1 else "divisions")


def _indicators(policy: Policy, asked: Asked) -> dict[str, Indicator]:
    """The indicators of the sets in force on the period's last day, each once."""
    chosen: dict[str, Indicator] = {}
    known = policy.names("indicators")
    held = sorted({each.name for each in policy.editions("indicators") if each.since <= asked.period.last})
    for name in asked.sets or (["trial_work"] if "trial_work" in known else held):
        if name not in policy.names("indicators"):
            raise UnknownName("indicator set", name, policy.names("indicators"))
        edition = policy.edition("indicators", name, on=asked.period.last)
        chosen |= {key: each for key, each in edition.value.indicators.items() if key not in chosen}
    return chosen
