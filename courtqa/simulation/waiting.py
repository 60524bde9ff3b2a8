"""What a population's walk shows: where matters wait, how they end, which deadline lapses most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from attrs import frozen

from courtqa.errors import MissingExtra
from courtqa.simulation.population import History
from courtqa.text import Lang, Text
from courtqa.workflows import Event, Plan

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Lapse", "Wait", "Walked", "walked"]

WAITED = Text(
    zh="等待天数（中位数，横线至第90百分位）", en="days waited (median; the line reaches the 90th percentile)"
)
LAPSED = Text(zh="届满仍未办结的期限（%）", en="deadlines that ran out before the step (%)")


@frozen
class Wait:
    """How long matters rested in a state: calendar days, over ``n`` stays."""

    state: str
    title: Text
    n: int
    median: float
    p90: float
    share: float  # of all days waited


@frozen
class Lapse:
    """How often a deadline ran out, of how many that were started."""

    deadline: str
    title: Text
    started: int
    lapsed: int

    @property
    def share(self) -> float:
        """Lapsed of started."""
        return self.lapsed / self.started if self.started else 0.0


@frozen
class Walked:
    """The outcome: waits by total length, deadlines by how often they lapsed, ends by number."""

    workflow: str
    title: Text
    cases: int
    events: int
    first: date
    last: date
    waits: tuple[Wait, ...]
    lapses: tuple[Lapse, ...]
    ends: Mapping[str, int]  # final states
    left: Mapping[str, int]  # states in which nobody could go on

    def chart(self, *, lang: Lang = "en") -> alt.VConcatChart:
        """Where they wait, over which deadlines lapse. Needs the extra ``plots``."""
        return _chart(self, lang)

    def save(self, path: str | Path, *, lang: Lang = "en") -> None:
        """Write the chart: ``.svg`` or ``.html``, as the name ends."""
        chart, path = self.chart(lang=lang), Path(path)
        if path.suffix == ".html":
            path.write_text(chart.to_html(inline=False), encoding="utf-8")
        else:
            path.write_text(_svg(chart), encoding="utf-8")


def walked(plan: Plan, histories: Sequence[History]) -> Walked:
    """The summary of the histories. ValueError for none."""
    if not histories:
        raise ValueError("no history to sum up")
    events = [event for each in histories for event in each.events]
    stays: dict[str, list[int]] = {}
    for each in histories:
        for state, days in _stays(each.events):
            stays.setdefault(state, []).append(days)
    closed = Counter(each.after.state for each in histories if each.after.closed)
    left = Counter(each.after.state for each in histories if not each.after.closed)
    return Walked(
        plan.workflow.name,
        plan.workflow.title,
        len(histories),
        len(events),
        min(event.effective_on for event in events),
        max(event.effective_on for event in events),
        _waits(plan, stays),
        _lapses(plan, histories),
        dict(closed.most_common()),
        dict(left.most_common()),
    )


def _stays(events: Sequence[Event]) -> Iterator[tuple[str, int]]:
    """Each state that was left again, and after how many days."""
    since, here = events[0].effective_on, events[0].target
    for event in events[1:]:
        if event.target != here:
            yield here, (event.effective_on - since).days
            since, here = event.effective_on, event.target


def _waits(plan: Plan, stays: Mapping[str, list[int]]) -> tuple[Wait, ...]:
    total = sum(map(sum, stays.values())) or 1
    found = [
        Wait(
            state,
            plan.workflow.states[state].title,
            len(days),
            float(median(days)),
            quantiles(days, n=10, method="inclusive")[-1] if len(days) > 1 else float(days[0]),
            sum(days) / total,
        )
        for state, days in stays.items()
    ]
    return tuple(sorted(found, key=lambda wait: (-wait.share, wait.state)))


def _lapses(plan: Plan, histories: Sequence[History]) -> tuple[Lapse, ...]:
    """Started: each clock once per start. Lapsed: each that ran out, whether a step followed or only the mark."""
    started: Counter[str] = Counter()
    lapsed: Counter[str] = Counter()
    for each in histories:
        running: set[tuple[str, object]] = set()
        for event in each.events:
            rows: Any = event.payload.get("clocks")
            if rows is not None:
                now = {(row["name"], row["started_on"]) for row in rows}
                started.update(name for name, _ in now - running)
                running = now
            if event.kind == "lapse":
                lapsed[str(event.payload["deadline"])] += 1
    found = [
        Lapse(name, deadline.title, started[name], lapsed[name])
        for name, deadline in plan.workflow.deadlines.items()
        if started[name]
    ]
    return tuple(sorted(found, key=lambda each: (-each.share, each.deadline)))


def _chart(result: Walked, lang: Lang) -> alt.VConcatChart:
    try:
        import altair as alt
        import polars as pl
    except ImportError as error:
        raise MissingExtra("altair", "plots") from error

    waits = pl.DataFrame(
        [(wait.title.to(lang), wait.median, wait.p90, wait.n) for wait in result.waits],
        schema=["state", "median", "p90", "n"],
        orient="row",
    )
    lapses = pl.DataFrame(
        [(each.title.to(lang), each.share * 100, each.started) for each in result.lapses],
        schema=["deadline", "percent", "n"],
        orient="row",
    )
    rows = alt.Y("state:N", sort=None, title=None, axis=alt.Axis(labelLimit=320))
    base = alt.Chart(waits).encode(y=rows)
    bars = base.mark_bar(color="#4a6b8a").encode(x=alt.X("median:Q", title=WAITED.to(lang)), tooltip=["n"])
    reach = base.mark_rule(color="#16202b", strokeWidth=1.5).encode(x="median:Q", x2="p90:Q")
    late = (
        alt.Chart(lapses)
        .mark_bar(color="#b3261e")
        .encode(
            y=alt.Y("deadline:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
            x=alt.X("percent:Q", title=LAPSED.to(lang), scale=alt.Scale(domain=[0, 100])),
            tooltip=["n"],
        )
    )
    heading = f"{result.title.to(lang)} · n = {result.cases}"
    fonts = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
    found: alt.VConcatChart = (
        alt.vconcat(
            alt.layer(bars, reach).properties(width=520, height=20 * max(1, len(result.waits))),
            late.properties(width=520, height=20 * max(1, len(result.lapses))),
            title=heading,
        )
        .configure(font=fonts)
        .configure_view(stroke=None)
    )
    return found


def _svg(chart: Any) -> str:
    try:
        import altair as alt
        import vl_convert
    except ImportError as error:
        raise MissingExtra("vl-convert-python", "plots") from error
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    return str(vl_convert.vegalite_to_svg(chart.to_dict(validate=False), vl_version=version))
