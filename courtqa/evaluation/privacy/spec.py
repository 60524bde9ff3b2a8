"""What may leave the court: a list of columns, each with what becomes of it. What is not listed stays inside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from attrs import Factory, frozen

from courtqa.errors import RecordsError
from courtqa.text import Text

__all__ = ["Column", "ExportSpec", "Treatment", "read_spec"]

Treatment = Literal["pseudonym", "month", "category", "band"]
SHAPE = "columns: {name: pseudonym | month | category | {band: 30}}, counts: [[name, name]], smallest: 5"


@frozen
class Column:
    """What becomes of one column. ``width`` is that of a band; ``of`` is what its pseudonyms stand for.

    Two columns whose pseudonyms stand for the same kind of thing give the same person the same one.
    """

    name: str
    treatment: Treatment
    width: int = 1
    of: str = ""


@frozen
class ExportSpec:
    """What may leave: the columns, the tables of counts, and the smallest group that may be seen."""

    columns: tuple[Column, ...]
    counts: tuple[tuple[str, str], ...] = ()
    smallest: int = 5
    note: Mapping[str, str] = Factory(dict)

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns by which somebody might be known again: all but the pseudonyms."""
        return tuple(column.name for column in self.columns if column.treatment != "pseudonym")


def read_spec(path: str | Path) -> ExportSpec:
    """The specification in a YAML file; ``RecordsError`` for one that says something else than it may."""
    try:
        said = yaml.safe_load(Path(path).read_text("utf-8"))
        columns = tuple(_column(name, how) for name, how in said["columns"].items())
        counts = tuple((str(row), str(column)) for row, column in said.get("counts", ()))
        spec = ExportSpec(columns, counts, int(said.get("smallest", 5)))
        known = set(spec.shown)
        fits = (
            set(said) <= {"columns", "counts", "smallest"}
            and {one for pair in counts for one in pair} <= known
        )
    except (
        OSError,
        UnicodeDecodeError,
        yaml.YAMLError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        raise _wrong(path, str(error)) from error
    if not fits or spec.smallest < 2 or not columns:
        raise _wrong(path, "unknown keys, counts of columns that are not shown, or nothing at all")
    return spec


def _column(name: object, how: Any) -> Column:
    if isinstance(how, str) and how in get_args(Treatment) and how != "band":
        return Column(str(name), how, of=str(name))  # type: ignore[arg-type]
    if isinstance(how, dict) and set(how) == {"band"} and int(how["band"]) >= 1:
        return Column(str(name), "band", width=int(how["band"]))
    if isinstance(how, dict) and set(how) == {"pseudonym"}:
        return Column(str(name), "pseudonym", of=str(how["pseudonym"]))
    raise ValueError(f"{name}: {how!r}")


def _wrong(path: str | Path, why: str) -> RecordsError:
    told = Text(
        zh=f"导出说明有误（{why}）；应为 {SHAPE}",
        en=f"it does not say what may leave ({why}); expected {SHAPE}",
    )
    return RecordsError(str(path), [told])
