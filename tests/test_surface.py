"""The public surface: what a user imports, and how light that is."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import courtqa

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "courtqa").rglob("*.py"))
ROOMS = ["policy", "workflows", "evaluation", "sanctions", "notices", "storage", "simulation", "testing"]
HEAVY = {
    "polars",
    "pandas",
    "numpy",
    "scipy",
    "sqlmodel",
    "sqlalchemy",
    "altair",
    "docx",
    "jinja2",
    "typer",
    "narwhals",
}


def test_the_table_of_contents_is_pinned() -> None:
    assert courtqa.__all__ == [
        "Actor",
        "AsyncDocket",
        "CourtqaError",
        "Docket",
        "Period",
        "Policy",
        "PolicyError",
        "Refused",
        "Subject",
        "Text",
        "__version__",
        "check_policy",
        "decide",
        "draft",
        "evaluate",
        "guard",
        "issue",
        "load_policy",
        "measures",
        "propose",
        "read_cases",
        "render",
        "sign",
    ]


@pytest.mark.parametrize("name", courtqa.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    value = getattr(courtqa, name)

    assert isinstance(value, str) or value.__doc__


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_offers_a_sorted_list_of_names_that_exist(room: str) -> None:
    module = importlib.import_module(f"courtqa.{room}")

    constants_first = sorted(module.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name))
    assert list(module.__all__) == constants_first
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_importing_courtqa_loads_nothing_heavy() -> None:
    script = "import sys, courtqa; print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert set(loaded.split()) & HEAVY == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_holds_one_idea_and_says_which(module: Path) -> None:
    text = module.read_text(encoding="utf-8")

    assert text.count("\n") <= 320, "more than one idea?"
    assert ast.get_docstring(ast.parse(text))


def test_the_wall_clock_is_read_in_one_place() -> None:
    clock = re.compile(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|time\.time)\(")

    readers = [
        str(path.relative_to(ROOT)) for path in MODULES if clock.search(path.read_text(encoding="utf-8"))
    ]

    assert len(readers) <= 1, readers
