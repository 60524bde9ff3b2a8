"""The gaming tests of one year on case records: what was looked for, what was found, and in words what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl
from attrs import field, frozen
from narwhals.typing import IntoFrame

from courtqa.errors import NotAPeriod, UnknownName
from courtqa.evaluation.assessment import GamingRules
from courtqa.evaluation.cases import Cases
from courtqa.evaluation.change_tests import benjamini_hochberg
from courtqa.evaluation.gaming import (
    Suspected,
    bunching,
    fell_against_peers,
    fewer_than_peers,
    odds_against_peers,
)
from courtqa.evaluation.labels import labelled
from courtqa.evaluation.periods import Period
from courtqa.evaluation.printing import p_phrase
from courtqa.evaluation.shown import table_html
from courtqa.evaluation.tables import UNASSIGNED, as_table, collected, unit_column
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt

__all__ = ["GAMES", "Game", "Screening", "Suspicion", "screen"]

Game = Literal[
    "year_end_filing_dip",
    "closing_surge",
    "deadline_bunching",
    "few_reversals",
    "mediation_inflation",
    "filing_transfer",
]
GAMES: tuple[Game, ...] = get_args(Game)

TITLES: dict[Game, Text] = {
    "year_end_filing_dip": Text(zh="年底立案骤减", en="a dip of filings at year end"),
    "closing_surge": Text(zh="年底突击结案", en="a surge of closings in the last days of the year"),
    "deadline_bunching": Text(zh="审限前扎堆结案", en="closings bunched just within the time-limit"),
    "few_reversals": Text(zh="发改异常偏低", en="suspiciously few reversals"),
    "mediation_inflation": Text(zh="调解率异常升高", en="mediation inflated"),
    "filing_transfer": Text(zh="立案数骤减（转入诉前编号）", en="cases kept off the register"),
}
_NEEDS: dict[Game, tuple[str, ...]] = {
    "year_end_filing_dip": ("filed_on",),
    "closing_surge": ("closed_on",),
    "deadline_bunching": ("closed_on", "time_limit_on"),
    "few_reversals": ("appeal_decided_on", "appeal_outcome"),
    "mediation_inflation": ("closed_on", "closing_manner"),
    "filing_transfer": ("filed_on",),
}
_REVERSED = ("reversed", "partly_reversed", "remanded")


@frozen
class Suspicion:
    """One test of one unit: ``observed`` of ``n``, what was expected, and p as it is and for all units asked."""

    game: Game
    unit: str
    observed: int
    n: int
    expected: float
    p: float
    p_adjusted: float
    flagged: bool


@frozen(eq=False)
class Screening:
    """All tests of all units. ``not_recorded`` are tests whose columns the records lack: they say nothing."""

    period: Period
    rows: tuple[Suspicion, ...] = field(repr=lambda rows: f"{len(rows)} tests")
    not_recorded: tuple[Game, ...]
    level: float
    names: Mapping[str, Text] = field(repr=False)

    def __iter__(self) -> Iterator[Suspicion]:
        return iter(self.rows)

    @property
    def flagged(self) -> tuple[Suspicion, ...]:
        """What asks for a look at the files, the strangest first."""
        return tuple(sorted((row for row in self.rows if row.flagged), key=lambda row: row.p))

    def of(self, game: Game) -> tuple[Suspicion, ...]:
        """One test for every unit that had cases enough."""
        if game not in GAMES:
            raise UnknownName("gaming test", game, GAMES)
        return tuple(row for row in self.rows if row.game == game)

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per test and unit. ``labels`` for display."""
        frame = pl.DataFrame(
            [
                {
                    "unit": row.unit,
                    "test": row.game,
                    "period": str(self.period),
                    "observed": row.observed,
                    "n": row.n,
                    "expected": row.expected,
                    "p": row.p,
                    "p_adjusted": row.p_adjusted,
                    "flagged": row.flagged,
                }
                for row in self.rows
            ],
            infer_schema_length=None,
        )
        return labelled(frame, labels, unit=self.names, test=TITLES)

    def explain(self, unit: str | None = None, lang: Lang = "en") -> str:
        """What was flagged, in words, and what it is worth."""
        by_title = {text.to(each): name for name, text in self.names.items() for each in ("zh", "en")}
        wanted = None if unit is None else by_title.get(unit, unit)
        said = Text(
            zh="{name}：{title}，{observed} / {n}，预期 {expected:.1f}，{p}",
            en="{name}: {title}, {observed} of {n}, {expected:.1f} expected, {p}",
        )
        lines = [
            said.fill(
                name=self.names.get(row.unit, Text(zh=row.unit, en=row.unit)).to(lang),
                title=TITLES[row.game].to(lang),
                observed=row.observed,
                n=row.n,
                expected=row.expected,
                p=p_phrase(row.p_adjusted),
            ).to(lang)
            for row in self.flagged
            if wanted is None or row.unit == wanted
        ]
        close = Text(
            zh="标记只提示查阅案卷，不证明任何人作假。",
            en="A flag asks for a look at the files; it proves nothing against anybody.",
        )
        none = Text(zh="未发现异常。", en="Nothing out of the ordinary.")
        missing = Text(zh="未检验（记录不足）：", en="Not tested, for want of records: ")
        untested = [TITLES[game].to(lang) for game in self.not_recorded]
        return "\n".join(
            [
                *(lines or [none.to(lang)]),
                *([missing.to(lang) + ", ".join(untested)] if untested else []),
                *([close.to(lang)] if lines else []),
            ]
        )

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """Units by tests, the darker the stranger."""
        from courtqa.evaluation.charts_on_request import screening

        return screening(self, lang=lang)

    def _repr_html_(self) -> str:
        lines = [*self.explain(lang="zh").splitlines(), *self.explain(lang="en").splitlines()]
        shown = self.to_frame()
        frame = shown.sort("p_adjusted") if shown.height else shown
        return table_html(frame, caption=f"数据失真检验 · gaming tests, {self.period}", lines=lines)


def screen(
    cases: Cases | IntoFrame,
    *,
    period: Period | str | int,
    rules: GamingRules,
    by: str = "division",
    names: Mapping[str, Text] | None = None,
) -> Screening:
    """The gaming tests of one whole year, each unit against its own year before and against the others.

    A test whose columns are absent is listed as not recorded. NotAPeriod unless the period is a year.
    """
    window = Period.parse(period)
    if window.kind != "year":
        raise NotAPeriod(str(window))
    table = as_table(cases.frame if isinstance(cases, Cases) else cases)
    unit_column(table, by)
    given = set(table.collect_schema().names())
    wanted = [name for needed in _NEEDS.values() for name in needed if name in given]
    frame = collected(table.select(list(dict.fromkeys([by, *wanted]))))
    frame = frame.with_columns(pl.col(by).cast(pl.String).fill_null(UNASSIGNED).alias("unit"))
    missing = tuple(game for game, needed in _NEEDS.items() if not given.issuperset(needed))
    rows: list[Suspicion] = []
    for game in GAMES:
        if game not in missing:
            rows += _tested(game, frame, window, rules)
    return Screening(window, tuple(rows), missing, float(rules.level), names or {})


def _tested(game: Game, frame: pl.DataFrame, window: Period, rules: GamingRules) -> list[Suspicion]:
    if game == "deadline_bunching":
        return _bunched(frame, window, rules)
    if game == "filing_transfer":
        return _transferred(frame, window, rules)
    events, size = _COUNTED[game](window, rules)
    now = _counts(frame, events, size, game, window)
    units = [unit for unit, (_, n) in now.items() if n >= rules.minimum_n]
    if len(units) < 2:
        return []
    x, n = _columns(now, units)
    if game == "few_reversals":
        if not 0 < x.sum() < n.sum():
            return []
        found = fewer_than_peers(x, n)
    else:
        earlier = window.same_last_year()
        then = _counts(frame, *_COUNTED[game](earlier, rules), game, earlier)
        x0, n0 = _columns(then, units)
        whole = bool((n0 >= rules.minimum_n).all())
        rise = game != "year_end_filing_dip"
        found = odds_against_peers(x, n, x0 if whole else None, n0 if whole else None, rise=rise)
    return _suspicions(game, units, (x, n), found, rules)


def _transferred(frame: pl.DataFrame, window: Period, rules: GamingRules) -> list[Suspicion]:
    """Filings of the year against the year before; nothing is known where the records hold no year before."""
    dated = (frame.filter(_within(pl.col("filed_on"), year)) for year in (window, window.same_last_year()))
    filed = [dict(rows.group_by("unit").len().iter_rows()) for rows in dated]
    units = sorted(unit for unit, count in filed[1].items() if count >= rules.minimum_n)
    if len(units) < 2:
        return []
    now, then = (np.array([year.get(unit, 0) for unit in units], dtype=np.float64) for year in filed)
    return _suspicions("filing_transfer", units, (now, now + then), fell_against_peers(now, then), rules)


def _filed(window: Period, rules: GamingRules) -> tuple[pl.Expr, pl.Expr]:
    day = pl.col("filed_on")
    late = (pl.lit(window.last) - day).dt.total_days() < rules.filing_window_days
    return late, _within(day, window)


def _closed(window: Period, rules: GamingRules) -> tuple[pl.Expr, pl.Expr]:
    day = pl.col("closed_on")
    late = (pl.lit(window.last) - day).dt.total_days() < rules.closing_window_days
    return late, _within(day, window)


def _reversals(window: Period, _rules: GamingRules) -> tuple[pl.Expr, pl.Expr]:
    return pl.col("appeal_outcome").is_in(_REVERSED), _within(pl.col("appeal_decided_on"), window)


def _mediated(window: Period, _rules: GamingRules) -> tuple[pl.Expr, pl.Expr]:
    return pl.col("closing_manner") == "mediation", _within(pl.col("closed_on"), window)


_COUNTED: dict[Game, Callable[[Period, GamingRules], tuple[pl.Expr, pl.Expr]]] = {
    "year_end_filing_dip": _filed,
    "closing_surge": _closed,
    "few_reversals": _reversals,
    "mediation_inflation": _mediated,
}


def _within(day: pl.Expr, window: Period) -> pl.Expr:
    return (day >= window.first) & (day <= window.last)


def _counts(
    frame: pl.DataFrame, events: pl.Expr, size: pl.Expr, game: Game, _window: Period
) -> dict[str, tuple[int, int]]:
    """Per unit the events and the cases; for mediation only units that ever mediate."""
    grouped = frame.filter(size).group_by("unit").agg(x=events.fill_null(value=False).sum(), n=pl.len())
    found = {unit: (int(x), int(n)) for unit, x, n in grouped.sort("unit").iter_rows()}
    if game != "mediation_inflation":
        return found
    ever = set(frame.filter(pl.col("closing_manner") == "mediation")["unit"])
    return {unit: counts for unit, counts in found.items() if unit in ever}


def _columns(found: Mapping[str, tuple[int, int]], units: list[str]) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.array([found.get(unit, (0, 0)) for unit in units], dtype=np.float64)
    return pairs[:, 0], pairs[:, 1]


def _bunched(frame: pl.DataFrame, window: Period, rules: GamingRules) -> list[Suspicion]:
    slack = (pl.col("time_limit_on") - pl.col("closed_on")).dt.total_days()
    near = frame.filter(_within(pl.col("closed_on"), window)).select("unit", slack=slack)
    reach = rules.bunching_range_days
    near = near.filter(pl.col("slack").is_between(-reach, reach - 1))
    units, tests, sizes = [], [], []
    for (unit,), rows in near.sort("unit").group_by("unit", maintain_order=True):
        if rows.height >= rules.minimum_n:
            units.append(str(unit))
            tests.append(bunching(rows["slack"].to_numpy(), days=rules.bunching_days, reach=reach))
            sizes.append(rows.height)
    if not units:
        return []
    found = Suspected(np.array([t.expected for t in tests]), np.array([t.p for t in tests]))
    counts = np.array([t.observed for t in tests]), np.array(sizes, dtype=np.float64)
    return _suspicions("deadline_bunching", units, counts, found, rules)


def _suspicions(
    game: Game, units: list[str], counts: tuple[np.ndarray, np.ndarray], found: Suspected, rules: GamingRules
) -> list[Suspicion]:
    adjusted = benjamini_hochberg(found.p)
    return [
        Suspicion(
            game,
            unit,
            int(counts[0][i]),
            int(counts[1][i]),
            float(found.expected[i]),
            float(found.p[i]),
            float(adjusted[i]),
            bool(adjusted[i] <= float(rules.level)),
        )
        for i, unit in enumerate(units)
    ]
