"""The pages of current law and the memorandum are what the pack says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtqa.sanctions import memo

from .conftest import pack

PAGES = Path(__file__).parents[2] / "docs" / "law" / "prc_current"


@pytest.mark.parametrize(("lang", "name"), [("en", "memo.md"), ("zh", "memo.zh.md")])
def test_the_memorandum_in_the_documents_is_that_of_the_packs(lang, name) -> None:
    told = (PAGES / name).read_text(encoding="utf-8").strip("`\n")

    assert told == memo(pack("harbin"), pack("prc_current")).to(lang), (
        "run: courtqa policy diff harbin prc_current"
    )


def test_every_procedure_of_the_pack_itself_has_its_page_and_picture() -> None:
    own = {each.name for each in pack("prc_current").editions("workflows") if each.pack == "prc_current"}

    assert {path.name.split(".")[0] for path in PAGES.glob("*.svg")} == own
    for name in own:
        edition = pack("prc_current").editions("workflows", name)[-1]
        page = (PAGES / f"{name}.md").read_text(encoding="utf-8")

        assert edition.title.en in page
        assert all(one.title.en in page for one in edition.value.transitions), name
