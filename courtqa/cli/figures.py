"""How measures look in a terminal, as CSV, as JSON and in files."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import Factory, frozen

from courtqa.evaluation import (
    Cases,
    Measure,
    Measures,
    ScannedCases,
    percent_change,
    points_change,
    printed,
    value_text,
)
from courtqa.evaluation.headings import headings
from courtqa.evaluation.tables import NO_UNIT, UNASSIGNED
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

__all__ = ["Sheet", "save", "show"]

_COLUMN = 15  # characters that an indicator takes in a terminal, with its lines
_UNIT = 26  # and a unit at most
_SUSPECT = ("=", "+", "-", "@", "\t", "\r")


@frozen(eq=False)
class Sheet:
    """The measures of a period, of the one they are compared with, and the records they are of."""

    cases: Cases | ScannedCases
    now: Measures
    before: Measures | None
    min_n: int
    files: Mapping[str, str] = Factory(dict)  # that were read beside the cases, with their sha256
    names: Mapping[str, Text] = Factory(dict)  # of units, as the pack calls them

    @property
    def units(self) -> tuple[str, ...]:
        """The units of which at least one figure rests on enough cases."""
        return tuple(
            unit
            for unit in self.now.units
            if max(self.now.get(unit, name).n for name in self.now.indicators) >= self.min_n
        )

    @property
    def recorded(self) -> tuple[str, ...]:
        """The indicators that the records can tell anything about."""
        return tuple(name for name, total in self.now.totals.items() if "not_recorded" not in total.flags)

    def name(self, unit: str, lang: Lang) -> str:
        """The name of a unit: as the pack has it, or as the records have it."""
        return {UNASSIGNED: NO_UNIT, **self.names}.get(unit, Text(zh=unit, en=unit)).to(lang)

    def change(self, measure: Measure, before: Measure | None, lang: Lang = "en") -> str | None:
        """The change as its indicator reads it: in points or in percent."""
        if before is None or measure.value is None or before.value is None:
            return None
        if self.now.indicators[measure.indicator].read_as == "points":
            points = points_change(before.value, measure.value)
            return None if points is None else points.to(lang)
        change = percent_change(before.value, measure.value)
        return None if change is None else change.to(lang)

    def earlier(self, measure: Measure, unit: str | None) -> Measure | None:
        """The same figure of the other period; ``unit`` None is the total."""
        if self.before is None:
            return None
        if unit is None:
            return self.before.total(measure.indicator)
        return self.before.get(unit, measure.indicator)

    def frame(self) -> pl.DataFrame:
        """The measures as a table, with the change beside them."""
        import polars as pl

        table = self.now.to_frame().filter(pl.col("unit").is_in(self.units))
        if self.before is None:
            return table
        pairs = [
            (self.now.get(unit, name), unit) for unit, name in table.select("unit", "indicator").iter_rows()
        ]
        earlier = [self.earlier(measure, unit) for measure, unit in pairs]
        return table.with_columns(
            against=pl.lit(str(self.before.period)),
            value_before=pl.Series([_number(each) for each in earlier], dtype=pl.Float64),
            change=pl.Series(
                [self.change(pair[0], each) for pair, each in zip(pairs, earlier, strict=True)],
                dtype=pl.String,
            ),
        )


def _number(measure: Measure | None) -> float | None:
    return None if measure is None or measure.value is None else float(measure.value)


def show(sheet: Sheet, format: Literal["table", "csv", "json"], lang: Lang) -> None:
    """Print the sheet: tables for a reader; CSV or JSON alone on the standard output for a program."""
    if format == "csv":
        sys.stdout.write(_harmless(sheet.frame()).write_csv())
    elif format == "json":
        told = {
            "source": sheet.cases.source,
            "sha256": sheet.cases.sha256,
            "files": dict(sheet.files),
            "rows": sheet.cases.defects.rows,
            "accepted": sheet.cases.defects.accepted,
            "defects": {defect.code: defect.count for defect in sheet.cases.defects},
            "period": str(sheet.now.period),
            "by": sheet.now.by,
            "measures": sheet.frame().to_dicts(),
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        _tables(sheet, lang)


def save(sheet: Sheet, folder: Path) -> None:
    """Write measures.csv, defects.csv and defect_places.csv into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _harmless(sheet.frame()).write_csv(folder / "measures.csv", include_bom=True)
    _harmless(sheet.cases.defects.to_frame()).write_csv(folder / "defects.csv", include_bom=True)
    _harmless(sheet.cases.defects.places()).write_csv(folder / "defect_places.csv", include_bom=True)


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    """No text that a spreadsheet would take for a formula: such a one is led by an apostrophe.

    A change begins with its sign and stays as it is: it is ours, and no formula.
    """
    import polars as pl

    def led(name: str) -> pl.Expr:
        text = pl.col(name)
        suspect = pl.any_horizontal(text.str.starts_with(sign) for sign in _SUSPECT)
        return pl.when(suspect).then(pl.lit("'") + text).otherwise(text).alias(name)

    texts = [name for name, type_ in table.schema.items() if type_ == pl.String and name != "change"]
    return table.with_columns(led(name) for name in texts)


def _tables(sheet: Sheet, lang: Lang) -> None:
    from rich.cells import cell_len
    from rich.console import Console

    console = Console()
    console.print(f"[bold]{_safe(sheet.cases.title.to(lang))}[/]", highlight=False)
    console.print(_safe(sheet.cases.defects.summary(lang)), highlight=False)
    found = [defect for defect in sheet.cases.defects if defect.count]
    if found:
        console.print(_defects(sheet, lang))
    names = sheet.recorded
    unit = min(_UNIT, max((cell_len(sheet.name(each, lang)) for each in sheet.units), default=8))
    beside = max(1, (console.width - unit - 4) // _COLUMN)
    for start in range(0, len(names), beside):
        console.print(_figures(sheet, names[start : start + beside], lang, unit))
    for line in _remarks(sheet):
        console.print(f"[dim]{_safe(line.to(lang))}[/]", highlight=False)


def _safe(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _defects(sheet: Sheet, lang: Lang) -> Table:
    from rich.table import Table

    table = Table(title=Text(zh="记录中发现的问题", en="Found in the records").to(lang), title_justify="left")
    heads = (Text(zh="问题", en="what"), Text(zh="数量", en="count"), Text(zh="未采用", en="rejected"))
    for head, side in zip(heads, ("left", "right", "right"), strict=True):
        table.add_column(head.to(lang), justify=side)  # type: ignore[arg-type]
    for defect in sheet.cases.defects:
        if defect.count:
            table.add_row(_safe(defect.title.to(lang)), f"{defect.count:,}", f"{defect.rejected:,}")
    return table


def _figures(sheet: Sheet, names: tuple[str, ...], lang: Lang, width: int) -> Table:
    from rich.table import Table

    title = sheet.now.period.title.to(lang)
    if sheet.before is not None:
        title += (
            Text(zh="，与 {} 比较", en=", against {}").to(lang).format(sheet.before.period.title.to(lang))
        )
    table = Table(title=title, title_justify="left")
    known = headings().get(sheet.now.by)
    head = sheet.now.by if known is None else known.title.to(lang)
    table.add_column(head, overflow="fold", min_width=width)
    for name in names:
        table.add_column(
            sheet.now.indicators[name].title.to(lang), justify="right", overflow="fold", max_width=_COLUMN - 3
        )
    for unit in sheet.units:
        table.add_row(
            _safe(sheet.name(unit, lang)),
            *(_cell(sheet, sheet.now.get(unit, name), unit, lang) for name in names),
        )
    table.add_section()
    totals = (_cell(sheet, sheet.now.total(name), None, lang) for name in names)
    table.add_row(Text(zh="合计", en="all units").to(lang), *totals)
    return table


def _cell(sheet: Sheet, measure: Measure, unit: str | None, lang: Lang) -> str:
    shown = value_text(measure, sheet.now.indicators[measure.indicator], lang)
    if measure.value is not None and measure.denominator is not None and measure.basis == "counts":
        shown += f"\n[dim]{printed(measure.numerator or 0, 0)}/{printed(measure.denominator, 0)}[/]"
    if measure.n < sheet.min_n and measure.denominator is not None:
        shown += " [yellow]*[/]"
    change = sheet.change(measure, sheet.earlier(measure, unit), lang)
    return shown if change is None else f"{shown}\n[cyan]{change}[/]"


def _remarks(sheet: Sheet) -> list[Text]:
    remarks = []
    absent = [name for name in sheet.now.indicators if name not in sheet.recorded]
    if absent:
        titles = [sheet.now.indicators[name].title for name in absent]
        remarks.append(
            Text(
                zh=f"未记录（缺少所需的列或表）：{'、'.join(title.zh for title in titles)}",
                en="not recorded (columns or tables it needs are missing): "
                + ", ".join(title.en for title in titles),
            )
        )
    left = len(sheet.now.units) - len(sheet.units)
    if left:
        remarks.append(
            Text(
                zh=f"{left} 个单位的案件不足 {sheet.min_n} 件，未列出；* 为低于该数的指标",
                en=f"{left} units with fewer than {sheet.min_n} cases are left out; * marks figures on fewer",
            )
        )
    flags = {flag for measure in sheet.now for flag in measure.flags}
    if "part_period" in flags:
        remarks.append(
            Text(
                zh="记录未覆盖整个统计期",
                en="the records do not cover the whole period; do not compare it with a whole one",
            )
        )
    if "not_attributed" in flags:
        wrong = [
            name
            for name, total in sheet.now.totals.items()
            if "not_attributed" in total.flags and "not_recorded" not in total.flags
        ]
        if wrong:
            remarks.append(
                Text(
                    zh=f"以下指标不应归责于 {sheet.now.by}：{'、'.join(wrong)}",
                    en=f"not to be charged to a {sheet.now.by}: {', '.join(wrong)}",
                )
            )
    return remarks
