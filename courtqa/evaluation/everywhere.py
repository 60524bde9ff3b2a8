"""What is looked for in every file, whatever the mapping says. It is reported, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from courtqa.evaluation.columns import CUT_SHORT, ROW
from courtqa.evaluation.defects import KEPT, Defect, Spot
from courtqa.evaluation.tables import CANONICAL
from courtqa.text import Text

__all__ = ["FIRST_DAY", "LAST_DAY", "cut_short", "found_in", "unlike_the_kept"]

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""A day outside is a slip of the pen (3809 for 2009), and says nothing of what the records cover."""

_PLACEHOLDERS = (
    date(1, 1, 1),
    date(1899, 12, 30),
    date(1900, 1, 1),
    date(1904, 1, 1),
    date(1970, 1, 1),
    date(9999, 12, 31),
)
_HIDDEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]"
)


def found_in(kept: pl.DataFrame) -> list[Defect]:
    """The defects of the accepted rows, those that were found."""
    return [defect for defect in (*_of_cases(kept), *_of_days(kept), *_of_texts(kept)) if defect.count]


def cut_short(kept: pl.DataFrame) -> list[Defect]:
    """Case ids of which a spreadsheet kept the first digits only: they identify nothing, so no row repeats them."""
    if kept.schema.get("case_id") != pl.String:
        return []
    title = Text(
        zh="案号被电子表格截成科学计数（2.30100E+17），已不能识别案件，请重新导出",
        en="case id cut by a spreadsheet (2.30100E+17): it identifies no case any more, ask for a new export",
    )
    found = _defect("case_id_cut", title, "case_id", kept.filter(pl.col("case_id").str.contains(CUT_SHORT)))
    return [found] if found.count else []


def unlike_the_kept(code: str, rows: pl.DataFrame, out: pl.DataFrame, column: str) -> list[Defect]:
    """Of the rows left out as repetitions, those that say something else than the row that was kept."""
    told = [name for name in rows.columns if name not in {ROW, column}]
    first = rows.filter(pl.col(column).is_in(out.get_column(column).implode())).unique(
        column, keep="first", maintain_order=True
    )
    both = out.join(first, on=column, how="left", suffix="_kept", maintain_order="left")
    other = [name for name in told if f"{name}_kept" in both.columns]
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_kept")) for name in other)
    if not other:
        return []
    unlike = both.filter(differs)
    title = Text(
        zh="重复的行与保留的首行内容不同（不是同一次导出，须查明以哪一行为准）",
        en="repeated rows that differ from the first, which was kept: find out which is right",
    )
    found = _defect(f"{code}_but_different", title, column, unlike)
    return [found] if found.count else []


def _of_cases(kept: pl.DataFrame) -> Iterator[Defect]:
    if {"filed_on", "closed_on"} <= set(kept.columns):
        early = kept.filter(pl.col("closed_on") < pl.col("filed_on"))
        title = Text(zh="结案早于立案（采用的行中）", en="closed before filed (among accepted rows)")
        yield _defect("closed_before_filed", title, "closed_on", early)
    if "filed_on" in kept.columns:
        title = Text(
            zh="没有立案日期（采用的行中，不计入收案与未结）",
            en="no filing day (among accepted rows; counted neither as filed nor as pending)",
        )
        yield _defect("filed_on_missing", title, "filed_on", kept.filter(pl.col("filed_on").is_null()))
    if {"closing_manner", "closed_on"} <= set(kept.columns):
        open_ended = kept.filter(pl.col("closing_manner").is_not_null() & pl.col("closed_on").is_null())
        title = Text(
            zh="有结案方式而没有结案日期（采用的行中，按未结案计）",
            en="a manner of closing and no closing day (among accepted rows; counted as pending)",
        )
        yield _defect("closed_without_day", title, "closing_manner", open_ended)
    if "case_id" in kept.columns:
        title = Text(zh="没有案号（采用的行中）", en="no case id (among accepted rows)")
        yield _defect("case_id_missing", title, "case_id", kept.filter(pl.col("case_id").is_null()))
        twice = kept.filter(pl.col("case_id").is_not_null() & ~pl.col("case_id").is_first_distinct())
        title = Text(zh="案号重复（采用的行中）", en="case id repeated (among accepted rows)")
        yield _defect("case_id_repeated", title, "case_id", twice)


def _of_days(kept: pl.DataFrame) -> Iterator[Defect]:
    for name in (name for name, kind in CANONICAL.items() if kind == "date" and name in kept.columns):
        day = pl.col(name)
        placeholder = day.is_in(list(_PLACEHOLDERS))
        title = Text(zh=f"{name}：常用作“未填”的日期", en=f"{name}: a day that systems write for no day")
        yield _defect(f"{name}_placeholder", title, name, kept.filter(placeholder))
        beyond = ~day.is_between(FIRST_DAY, LAST_DAY) & ~placeholder
        title = Text(zh=f"{name}：不可信的年份", en=f"{name}: a year that cannot be meant")
        yield _defect(f"{name}_out_of_range", title, name, kept.filter(beyond))


def _of_texts(kept: pl.DataFrame) -> Iterator[Defect]:
    for name in (name for name, kind in kept.schema.items() if kind == pl.String):
        title = Text(zh=f"{name}：含看不见的字符", en=f"{name}: holds characters that cannot be seen")
        yield _defect(
            f"{name}_hidden_characters", title, name, kept.filter(pl.col(name).str.contains(_HIDDEN))
        )


def _defect(code: str, title: Text, column: str, rows: pl.DataFrame) -> Defect:
    spots = rows.select(ROW, pl.col(column).cast(pl.String)).head(KEPT).iter_rows()
    return Defect(code, title, rows.height, column, first=tuple(Spot(*spot) for spot in spots))
