"""The permit log: real events, kept outside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from courtqa.workflows.mining import EventLog, read_log


@pytest.fixture(scope="session")
def permit_data() -> Path:
    shared = os.environ.get("COURTQA_DATA", Path(__file__).parents[2] / ".." / "shared" / "data")
    folder = Path(shared) / "permit_log"
    if not folder.is_dir():
        pytest.skip("needs the permit log: put permit_log/ under ../shared/data, or set COURTQA_DATA")
    return folder


@pytest.fixture(scope="session", params=["receipt.csv.gz", "receipt.xes.gz"])
def permits(request, permit_data) -> EventLog:
    return read_log(permit_data / request.param)
