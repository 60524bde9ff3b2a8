"""Reading an event log by the kind of its file."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from courtqa.workflows.mining.csv_log import read_csv
from courtqa.workflows.mining.log import EventLog, LogNames
from courtqa.workflows.mining.source import LARGEST, Progress, Source, no_progress
from courtqa.workflows.mining.xes_reading import read_xes

__all__ = ["read_log"]


def read_log(
    path: str | Path,
    *,
    names: LogNames | None = None,
    zone: tzinfo | None = None,
    largest: int = LARGEST,
    progress: Progress = no_progress,
) -> EventLog:
    """The log in an XES or CSV file, plain or gzipped.

    ``zone`` is for moments that say no offset; without it they are rejected. Raises RecordsError when the file as
    a whole has no sound structure, is larger than ``largest`` bytes, or carries a DTD or an entity.
    """
    source = Source(path, largest=largest, progress=progress)
    kinds = [suffix.lower() for suffix in source.path.suffixes]
    read = read_xes if ".xes" in kinds or ".xml" in kinds else read_csv if ".csv" in kinds else None
    if read is None:
        raise source.refused("须为 .xes 或 .csv（可加 .gz）", "expected .xes or .csv, with or without .gz")
    return read(source, names or LogNames(), zone)
