"""Packs: their order, their digest, where they are found, and what a check may ask."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from courtqa.errors import NotInForce, PolicyError, UnknownName
from courtqa.policy import Complaint, Kind, Lookup, Offer, check, find_pack, load
from courtqa.text import Text

WritePack = Callable[..., Path]


@frozen
class Rule:
    """A rule that knows its name, its day and its title, and names another."""

    name: str
    since: date
    title: Text
    needs: str | None = None


def needs_exist(rule: Rule, lookup: Lookup) -> Iterable[Complaint]:
    """Every rule that is needed exists on the day the needing one begins."""
    if rule.needs and lookup.edition("rules", rule.needs, rule.since) is None:
        yield Complaint(("needs",), f"the rule {rule.needs!r}", f"one of {sorted(lookup.names('rules'))}")


KINDS: list[Kind[Any]] = [Kind("rules", Rule, needs_exist)]
A, B = "rules/a/2008-01-01.yaml", "rules/b/2008-01-01.yaml"


def test_an_edition_knows_its_name_its_day_and_its_title(write_pack: WritePack, head: str) -> None:
    policy = load(write_pack("p", {A: head + "needs: null\n"}), kinds=KINDS)
    edition = policy.edition("rules", "a", on=date(2008, 1, 1))

    assert edition.value == Rule("a", date(2008, 1, 1), Text(zh="题", en="title"))
    assert (edition.path, edition.file, edition.pack) == ("rules/a", A, "p")


def test_the_last_day_before_an_edition_and_its_first(write_pack: WritePack, head: str) -> None:
    policy = load(write_pack("p", {A: head, "rules/a/2010-03-01.yaml": head}), kinds=KINDS)

    with pytest.raises(NotInForce):
        policy.edition("rules", "a", on=date(2007, 12, 31))
    assert policy.edition("rules", "a", on=date(2010, 2, 28)).since == date(2008, 1, 1)
    assert policy.edition("rules", "a", on=date(2010, 3, 1)).since == date(2010, 3, 1)


def test_a_complaint_of_a_check_gets_its_file_and_line(write_pack: WritePack, head: str) -> None:
    folder = write_pack("p", {A: head + "\nneeds: c\n", B: head})

    assert [str(problem) for problem in check(folder, kinds=KINDS)] == [
        f"{folder}/{A}:4: found the rule 'c', expected one of ['a', 'b']"
    ]


def test_what_hangs_on_a_refused_rule_is_not_reported_a_second_time(write_pack: WritePack, head: str) -> None:
    folder = write_pack("p", {A: head + "needs: b\n", B: head + "needs: 3\n"})

    assert [problem.found for problem in check(folder, kinds=KINDS)] == ["the number 3"]


def test_packs_come_in_order_each_once_after_what_they_extend(write_pack: WritePack) -> None:
    base = write_pack("base")
    write_pack("left", extends="../base")
    right = write_pack("right", extends="../base, ../left")

    assert [pack.name for pack in load(right, base, kinds=()).packs] == ["base", "left", "right"]


def test_the_digest_does_not_depend_on_the_place_or_the_order_of_files(
    write_pack: WritePack, head: str, tmp_path: Path, series: Callable[..., str]
) -> None:
    files = {A: head, B: head, "series/x.yaml": series({"2008-01-01": 3})}
    here = write_pack("p", files)
    there = tmp_path / "elsewhere" / "deeper"
    shutil.copytree(here, there)
    backwards = write_pack("p", dict(reversed(files.items())), under=tmp_path / "backwards")

    assert len({load(folder, kinds=KINDS).digest for folder in (here, there, backwards)}) == 1


def test_the_digest_does_not_depend_on_comments_or_the_order_of_keys(
    write_pack: WritePack, tmp_path: Path
) -> None:
    law = "reference: {title: 规则, article: 第1条}\n"
    one = write_pack("p", {A: f"title: {{zh: 题, en: title}}\n{law}"})
    two = write_pack("p", {A: f"# why\n{law}title:\n  en: title\n  zh: '题'\n"}, under=tmp_path / "two")

    assert load(one, kinds=KINDS).digest == load(two, kinds=KINDS).digest


@pytest.mark.parametrize(
    "change", ["needs: a\n", "note: changed\n", "assumptions: [{at: needs, note: x}]\nneeds: a\n"]
)
def test_the_digest_depends_on_all_that_a_rule_says(
    write_pack: WritePack, head: str, tmp_path: Path, change: str
) -> None:
    one = write_pack("p", {A: head})
    two = write_pack("p", {A: head + change}, under=tmp_path / "two")

    assert load(one, kinds=KINDS).digest != load(two, kinds=KINDS).digest


def test_a_folder_whose_kind_was_not_asked_for_is_left_alone(write_pack: WritePack) -> None:
    assert load(write_pack("p", {"workflows/x/2008-01-01.yaml": "not: a workflow\n"}), kinds=()).kinds() == ()


def test_the_built_in_pack_is_found_by_its_name() -> None:
    assert (find_pack("harbin") / "pack.yaml").is_file()


def test_an_unknown_pack_is_answered_with_the_name_that_was_meant() -> None:
    with pytest.raises(UnknownName, match="did you mean 'harbin'"):
        find_pack("habrin")
    with pytest.raises(PolicyError, match="no pack 'habrin', expected 'harbin'"):
        load("habrin", kinds=())


def test_an_installed_package_brings_packs_by_an_entry_point(
    write_pack: WritePack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack("our_court", under=tmp_path / "our_packs")
    (tmp_path / "our_packs" / "__init__.py").write_text(
        "from pathlib import Path\n\ndef folder():\n    return Path(__file__).parent\n"
    )
    information = tmp_path / "our_packs-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: our_packs\nVersion: 1\n")
    (information / "entry_points.txt").write_text("[courtqa.packs]\nour_court = our_packs:folder\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert find_pack("our_court") == tmp_path / "our_packs" / "our_court"


def test_a_link_out_of_the_pack_is_refused(write_pack: WritePack, head: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(head)
    folder = write_pack("p", {A: head})
    (folder / "rules" / "a" / "2009-01-01.yaml").symlink_to(secret)
    (folder / "series").symlink_to(tmp_path)

    assert [problem.found for problem in check(folder, kinds=KINDS)] == ["a symbolic link", "a symbolic link"]


def test_two_functions_under_one_name_are_refused(write_pack: WritePack) -> None:
    offers = [Offer("guard", "same", {}, lambda: 1), Offer("guard", "same", {}, lambda: 2)]

    (problem,) = check(write_pack("p"), kinds=(), offers=offers)

    assert problem.found == "a second guard named 'same'"
    assert problem.file == __file__


def test_a_template_is_an_asset_and_is_replaced_aloud(write_pack: WritePack) -> None:
    path = "rules/templates/letter.xml.j2"
    write_pack("base", {path: "<letter/>\n"})
    over = write_pack("over", {path: "{# amends: our letterhead #}\n<note/>\n"}, extends="../base")

    asset = load(over, kinds=KINDS).asset(path)

    assert (asset.pack, asset.amends) == ("over", "our letterhead")
    assert asset.shadows is not None
    assert asset.shadows.text == "<letter/>\n"


def test_no_pack_at_all_is_refused() -> None:
    with pytest.raises(PolicyError, match="no pack"):
        load(kinds=())
