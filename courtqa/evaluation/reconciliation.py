"""Do the figures of a narrative agree: with each other, and with the records? Which do not, and by how much.

A published figure is known only to its last digit: 1.06 % is anything from 1.055 to 1.065. Every sum, product and
quotient is computed with these ranges, exactly, so that rounding is never mistaken for a contradiction.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from courtqa.errors import RecordsError, UnknownName
from courtqa.evaluation.narrative_figures import NarrativeFigure, fault_at, figure_of, text_or
from courtqa.evaluation.reconciliation_terms import term_text, value_of
from courtqa.evaluation.shown import table_html
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from courtqa.evaluation.measure_table import Measures

__all__ = ["Check", "NarrativeFigure", "Reconciliation", "read_figures", "reconcile"]

Verdict = Literal["agrees", "within_tolerance", "differs"]
VERDICTS: dict[Verdict, Text] = {
    "agrees": Text(zh="相符（在四舍五入之内）", en="agrees, to the last digit printed"),
    "within_tolerance": Text(zh="基本相符（在允许误差内）", en="agrees within the stated tolerance"),
    "differs": Text(zh="不符", en="does not agree"),
}


@frozen
class Check:
    """Two sides that ought to be equal, or the left at least the right."""

    name: str
    title: Text
    left: str
    right: str
    left_value: Fraction
    right_value: Fraction
    gap: Fraction  # right minus left, as printed
    least: Fraction  # how far apart they are at best, once rounding is allowed for
    tolerance: Fraction
    verdict: Verdict
    note: Text | None = None

    @property
    def relative(self) -> Fraction | None:
        """The gap as a part of the left side."""
        return self.gap / abs(self.left_value) if self.left_value else None

    def explain(self, lang: Lang = "en") -> str:
        """Both sides, the gap and the verdict, in a line or two."""
        relative = "" if self.relative is None else f" ({float(self.relative):+.1%})"
        said = Text(
            zh="{title}：{left} = {a}，{right} = {b}；相差 {gap}{relative}，{verdict}",
            en="{title}: {left} = {a}, {right} = {b}; apart by {gap}{relative}: {verdict}",
        )
        line = said.fill(
            title=self.title.to(lang),
            left=self.left,
            right=self.right,
            a=_plain(self.left_value),
            b=_plain(self.right_value),
            gap=_plain(self.gap),
            relative=relative,
            verdict=VERDICTS[self.verdict].to(lang),
        ).to(lang)
        return line if self.note is None else f"{line}\n    {self.note.to(lang)}"


@frozen(eq=False)
class Reconciliation:
    """All checks of one narrative, those that do not agree first in ``differing``."""

    title: Text
    figures: Mapping[str, NarrativeFigure] = field(repr=lambda found: f"{len(found)} figures")
    checks: tuple[Check, ...] = field(repr=lambda found: f"{len(found)} checks")

    @property
    def differing(self) -> tuple[Check, ...]:
        """The checks that do not agree, the furthest apart first."""
        found = [check for check in self.checks if check.verdict == "differs"]
        return tuple(sorted(found, key=lambda check: -abs(check.relative or Fraction(0))))

    @property
    def misworded(self) -> tuple[NarrativeFigure, ...]:
        """The figures whose words and unit are not of one kind: a rate in points told as a number of cases."""
        return tuple(figure for figure in self.figures.values() if figure.misworded)

    def __getitem__(self, name: str) -> Check:
        for check in self.checks:
            if check.name == name:
                return check
        raise UnknownName("check", name, [check.name for check in self.checks])

    def explain(self, lang: Lang = "en") -> str:
        """Every check, those that differ first."""
        said = Text(zh="{title}：{n} 项核对，{m} 项不符", en="{title}: {n} checks, {m} do not agree").fill(
            title=self.title.to(lang), n=len(self.checks), m=len(self.differing)
        )
        rest = [check for check in self.checks if check.verdict != "differs"]
        words = [f"  {figure.wording(lang)}" for figure in self.misworded]
        lines = [f"  {check.explain(lang)}" for check in (*self.differing, *rest)]
        return "\n".join([said.to(lang), *lines, *words])

    def to_frame(self, labels: Lang | None = None) -> pl.DataFrame:
        """One row per check. ``labels`` for display."""
        import polars as pl

        from courtqa.evaluation.labels import labelled

        frame = pl.DataFrame(
            [
                {
                    "check": check.name,
                    "left": check.left,
                    "left_value": float(check.left_value),
                    "right": check.right,
                    "right_value": float(check.right_value),
                    "gap": float(check.gap),
                    "relative": None if check.relative is None else float(check.relative),
                    "least_gap": float(check.least),
                    "tolerance": float(check.tolerance),
                    "verdict": check.verdict,
                }
                for check in self.checks
            ],
            infer_schema_length=None,
        )
        return labelled(frame, labels, check={c.name: c.title for c in self.checks}, verdict=VERDICTS)

    def plot(self, *, lang: Lang = "en") -> alt.LayerChart:
        """How far apart the two sides of each check are."""
        from courtqa.evaluation.charts_of_records import reconciliation

        return reconciliation(self, lang=lang)

    def _repr_html_(self) -> str:
        told = f"{self.title.zh} · {self.title.en}"
        frame = self.to_frame()
        return table_html(frame, caption=told, hidden=("left", "right", "tolerance"))


def read_figures(path: str | Path) -> Mapping[str, Any]:
    """The YAML of a narrative's figures, numbers kept as they are written. RecordsError when it is no mapping."""
    import yaml

    class AsWritten(yaml.SafeLoader):
        """Numbers stay text: 1.060 has a digit more than 1.06."""

        yaml_implicit_resolvers = {  # noqa: RUF012
            key: [
                (tag, form)
                for tag, form in pairs
                if tag not in {"tag:yaml.org,2002:float", "tag:yaml.org,2002:int"}
            ]
            for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        found = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=AsWritten)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as error:
        raise RecordsError(str(path), [Text(zh=f"不是 YAML：{error}", en=f"not YAML: {error}")]) from None
    if not isinstance(found, dict):
        raise RecordsError(str(path), [Text(zh="应为 figures 与 checks", en="expected figures: and checks:")])
    return found


def reconcile(
    figures: str | Path | Mapping[str, Any], *, measures: Measures | None = None, source: str = ""
) -> Reconciliation:
    """The checks of a narrative (a YAML file, or what it holds).

    A term may be ``{measured: indicator, unit: name}``: the value from the records, which ``measures`` give. All
    faults of the file at once, with their places: RecordsError.
    """
    held = figures if isinstance(figures, Mapping) else read_figures(figures)
    where = source or (str(figures) if not isinstance(figures, Mapping) else "figures")
    faults: list[Text] = []
    known = {}
    for name, body in _mapping(held, "figures", faults).items():
        figure = figure_of(str(name), body, faults)
        if figure is not None:
            known[str(name)] = figure
    checks = [
        check
        for name, body in _mapping(held, "checks", faults).items()
        if (check := _check(str(name), body, known, measures, faults)) is not None
    ]
    if faults:
        raise RecordsError(where, faults)
    title = text_or(held.get("title"), "figures")
    return Reconciliation(title, known, tuple(checks))


def _mapping(held: Mapping[str, Any], key: str, faults: list[Text]) -> Mapping[str, Any]:
    found = held.get(key)
    if isinstance(found, Mapping) and found:
        return found
    faults.append(Text(zh=f"{key}：缺少内容", en=f"{key}: nothing there, expected a mapping by name"))
    return {}


def _check(
    name: str, body: Any, known: Mapping[str, NarrativeFigure], measures: Measures | None, faults: list[Text]
) -> Check | None:
    at = f"checks.{name}"
    if not isinstance(body, Mapping) or not {"left", "right"} <= set(body):
        faults.append(fault_at(at, "no left or no right", "left: and right:"))
        return None
    points = {key: (figure.value, figure.range) for key, figure in known.items()}
    sides = []
    for side in ("left", "right"):
        found = value_of(body[side], points, measures)
        if isinstance(found, str):
            faults.append(fault_at(f"{at}.{side}", found, "a figure, a number, or an operation on them"))
            return None
        sides.append(found)
    (one, first), (two, second) = sides
    try:
        tolerance = Fraction(str(body.get("tolerance", 0)))
    except (ValueError, ZeroDivisionError):
        faults.append(fault_at(f"{at}.tolerance", f"{body['tolerance']!r}", "a share such as 0.01"))
        return None
    relation = str(body.get("relation", "equal"))
    if relation not in {"equal", "at_least"}:
        faults.append(fault_at(f"{at}.relation", repr(relation), "equal or at_least"))
        return None
    over = first.low - second.high if relation == "equal" else Fraction(0)
    least = max(second.low - first.high, over, Fraction(0))
    verdict: Verdict = "agrees" if least == 0 else "differs"
    if least > 0 and tolerance and least <= tolerance * abs(one):
        verdict = "within_tolerance"
    note = text_or(body["note"], "") if "note" in body else None
    left, right = term_text(body["left"]), term_text(body["right"])
    return Check(
        name,
        text_or(body.get("title"), name),
        left,
        right,
        one,
        two,
        two - one,
        least,
        tolerance,
        verdict,
        note,
    )


def _plain(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{int(value):,}"
    return f"{float(value):,.4f}" if abs(value) < 10 else f"{float(value):,.2f}"
