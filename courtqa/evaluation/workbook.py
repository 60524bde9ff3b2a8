"""An Excel workbook as text, each cell as the person sees it, and nothing that Excel or a reader has changed.

The cells are read from the file itself: a common reader gives nothing for ``#N/A`` or for a formula that was never
calculated, and other digits for a number of twenty. Here the first is text, and the others refuse the file by name of
the cell. Numbers stand without decoration (1234.5, not ¥1,234.50), days as 2007-05-31; zeros that a format puts in
front stay.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

import polars as pl
from attrs import frozen

from courtqa.errors import MissingExtra, RecordsError
from courtqa.evaluation.text_files import header_faults
from courtqa.evaluation.workbook_cells import Cell, Style, cells_of, shared_texts, sheets_of, styles_of
from courtqa.text import Text

__all__ = ["Sheet", "read_workbook"]

_LARGEST = 10**15
"""Excel keeps fifteen digits of a number; a longer one is no longer what was typed."""


@frozen
class Sheet:
    """A sheet of a workbook: its name, where it is in the file, and whether it is shown."""

    name: str
    part: str
    shown: bool


def read_workbook(
    path: Path, content: bytes, *, sheet: str | None, header_row: int, cells: int
) -> pl.DataFrame:
    """The rows of one sheet, every column text. ``cells``: how many it may hold. RecordsError with the cell.

    Without a name, the only shown sheet that holds anything is taken.
    """
    if path.suffix.lower() == ".xls":
        names, grid = _old(path, content, sheet)
    else:
        names, grid = _new(path, content, sheet, cells)
    if grid is None:
        raise RecordsError(str(path), [_which(sheet, names)])
    return _table(path, grid, header_row)


def _which(sheet: str | None, names: list[str]) -> Text:
    listed = "、".join(names), ", ".join(names)
    if sheet is not None:
        return Text(
            zh=f"没有工作表“{sheet}”；有：{listed[0]}", en=f"there is no sheet {sheet!r}; it has {listed[1]}"
        )
    if not names:
        return Text(zh="没有任何内容", en="the file is empty")
    return Text(
        zh=f"有多个工作表：{listed[0]}；请在对照表中写明 sheet",
        en=f"it has several sheets: {listed[1]}; name one in the mapping (sheet: …)",
    )


Grid = list[list[str | None]]


def _new(path: Path, content: bytes, wanted: str | None, cells: int) -> tuple[list[str], Grid | None]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheets = [Sheet(*each) for each in sheets_of(package)]
            if wanted is not None and wanted not in {each.name for each in sheets}:
                return [each.name for each in sheets], None
            chosen = [each for each in sheets if (each.shown if wanted is None else each.name == wanted)]
            texts, styles, days = shared_texts(package), *styles_of(package)
            grids = {}
            for each in chosen:
                grid = _grid(path, cells_of(package, each.part, texts), styles, days, cells)
                if grid or wanted is not None:
                    grids[each.name] = grid
    except (
        zipfile.BadZipFile,
        KeyError,
        ExpatError,
        zlib.error,
        ValueError,
        EOFError,
        NotImplementedError,
    ) as error:
        problem = Text(zh=f"不是可读的 Excel 文件：{error}", en=f"it is not a readable Excel file: {error}")
        raise RecordsError(str(path), [problem]) from error
    return list(grids), next(iter(grids.values())) if len(grids) == 1 else None


def _grid(path: Path, found: Iterator[Cell], styles: list[Style], epoch: int, cells: int) -> Grid:
    rows: dict[int, dict[int, str | None]] = {}
    faults: list[Text] = []
    for count, cell in enumerate(found):
        if count >= cells:
            problem = Text(zh=f"超过 {cells:,} 个单元格", en=f"it holds more than {cells:,} cells")
            raise RecordsError(str(path), [problem])
        fault = _fault(cell)
        if fault is not None and len(faults) < 20:
            faults.append(fault)
        if fault is not None or cell.value is None:
            continue
        row, column = _at(cell.place)
        style = styles[cell.style] if cell.style < len(styles) else Style()
        rows.setdefault(row, {})[column] = style.text(cell.value, epoch) if cell.number else cell.value
    if faults:
        raise RecordsError(str(path), faults)
    held = {row: each for row, each in rows.items() if any((text or "").strip() for text in each.values())}
    if not held:
        return []
    last, width = max(held), max(max(each) for each in held.values())
    if last * width > 4 * cells:
        problem = Text(zh="单元格散布过广", en="its cells are scattered over too wide a sheet")
        raise RecordsError(str(path), [problem])
    return [[held.get(row, {}).get(column) for column in range(1, width + 1)] for row in range(1, last + 1)]


def _fault(cell: Cell) -> Text | None:
    """Why the cell cannot be taken as it is seen."""
    if cell.value is None and cell.formula:
        return Text(
            zh=f"单元格 {cell.place} 的公式没有计算结果；请在 Excel 中打开并保存",
            en=f"cell {cell.place} holds a formula without a result; open the file in Excel and save it",
        )
    if cell.number and cell.value is not None and abs(float(cell.value)) >= _LARGEST:
        return Text(
            zh=f"单元格 {cell.place} 的数字超过 15 位，Excel 不保留其后各位；请以文本保存",
            en=f"cell {cell.place} holds a number of more than the 15 digits that Excel keeps; store it as text",
        )
    return None


def _at(place: str) -> tuple[int, int]:
    """Row and column of a cell: ``B3`` is (3, 2). ValueError for what is no place."""
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", place)
    if found is None:
        raise ValueError(f"a cell at {place!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _old(path: Path, content: bytes, wanted: str | None) -> tuple[list[str], Grid | None]:
    """The sheets of a workbook of before 2007, through calamine."""
    try:
        import fastexcel
    except ImportError as error:
        raise MissingExtra(".xls", "excel") from error
    try:
        reader = fastexcel.read_excel(content)
        names = (
            list(reader.sheet_names)
            if wanted is None
            else [name for name in reader.sheet_names if name == wanted]
        )
        if not names:
            return list(reader.sheet_names), None
        grids: dict[str, Grid] = {}
        for name in names:
            held = reader.load_sheet(name, header_row=None, dtypes="string")
            grid = [
                [cell if cell is None else _plain(path, cell) for cell in row]
                for row in held.to_polars().iter_rows()
            ]
            if grid:
                grids[name] = grid
    except fastexcel.FastExcelError as error:
        problem = Text(zh=f"不是可读的 Excel 文件：{error}", en=f"it is not a readable Excel file: {error}")
        raise RecordsError(str(path), [problem]) from error
    return list(grids), next(iter(grids.values())) if len(grids) == 1 else None


def _plain(path: Path, cell: str) -> str:
    if re.fullmatch(r"-?[0-9]{16,}", cell):
        problem = Text(
            zh=f"超过 15 位的数字 {cell}", en=f"it holds {cell}, of more digits than Excel keeps of a number"
        )
        raise RecordsError(str(path), [problem])
    return cell.removesuffix(" 00:00:00")


def _table(path: Path, grid: Grid, header_row: int) -> pl.DataFrame:
    if len(grid) < header_row:
        raise RecordsError(str(path), [Text(zh=f"没有第 {header_row} 行", en=f"it has no row {header_row}")])
    head = [(cell or "").strip() for cell in grid[header_row - 1]]
    while (
        head
        and not head[-1]
        and all(len(row) < len(head) or row[len(head) - 1] is None for row in grid[header_row:])
    ):
        head.pop()
    if faults := list(header_faults(head)):
        raise RecordsError(str(path), faults)
    rows = [[cell or None for cell in row[: len(head)]] for row in grid[header_row:]]
    return pl.DataFrame(rows, schema=dict.fromkeys(head, pl.String), orient="row")
