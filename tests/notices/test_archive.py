"""What is filed can be read years later, found whole, and printed again to the byte."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from attrs import evolve

from courtqa import Docket, load_policy
from courtqa.errors import ArchiveDamaged, ReprintDiffers
from courtqa.notices import NoticeOffice, Papers, read_archive, read_model, reprint
from courtqa.workflows import Actor

LIN = Actor.of("lin", "林某", "trial_management_officer", unit="trial_management_office")
WEN = Actor.of("wen", "文某", "document_clerk", unit="general_office")
YAN = Actor.of("yan", "严某", "research_officer", unit="research_office")
CHEN = Actor.of("chen", "陈某", "court_president", unit="harbin_intermediate")
AT = datetime(2008, 4, 1, 1, tzinfo=UTC)

REPRINT = """
import locale, sys, time
from pathlib import Path
from courtqa.notices import reprint
made = reprint(Path(sys.argv[1]))
print(time.tzname[0], {name: len(content) for name, content in made.items()})
"""


def filed(policy, folder, kind="petition_bulletin"):
    """The file of one notice that went the whole way."""
    example = policy.edition("notices", kind, on=AT.date()).value.example
    with Docket(":memory:", policy=policy) as docket:
        office = NoticeOffice(docket, docket.register, Papers(folder))
        found = office.draft(kind, example, by=LIN, at=AT, id=f"{kind}-1")
        found = office.review(found, by=YAN, at=AT)
        found = office.sign(found, by=CHEN, at=AT)
        for step in (office.check, office.enter, office.print, office.dispatch, office.archive):
            more = {"copies": 60} if step == office.enter else {}
            found = step(found, by=WEN, at=AT, **more)
        return (office.papers.folder(found.subject.id) / "archive.zip").read_bytes()


@pytest.fixture(scope="module")
def archive(policy, tmp_path_factory):
    return filed(policy, tmp_path_factory.mktemp("papers"))


def test_a_file_holds_text_data_events_documents_and_what_made_them(archive):
    held = read_archive(archive)

    assert set(held.parts) == {
        "data.json", "events.jsonl", "model.json", "notice.docx", "notice.pdf", "sheet.json",
    }  # fmt: skip
    assert held.model.number == ("哈中法访〔2008〕1号", "第1期（总第1期）")
    assert held.manifest["layout"]["standard"] == "GB/T 9704-1999"
    assert held.parts["events.jsonl"].count(b"\n") == 7
    assert b"petition_bulletin.xml.j2" in held.parts["sheet.json"]
    assert held.manifest["made_with"]["typst"]


def test_a_reprint_is_equal_to_the_byte(archive):
    held = read_archive(archive)

    made = reprint(held)

    assert made["notice.docx"] == held.parts["notice.docx"]
    assert made["notice.pdf"] == held.parts["notice.pdf"]


def test_a_reprint_under_another_zone_and_locale_is_equal_to_the_byte(archive, tmp_path):
    """In a process of its own: Honolulu, the Turkish i, another hash seed, another folder."""
    where = tmp_path / "档案.zip"
    where.write_bytes(archive)
    elsewhere = {
        **os.environ, "TZ": "Pacific/Honolulu", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7",
    }  # fmt: skip

    ran = subprocess.run(
        [sys.executable, "-c", REPRINT, str(where)],
        env=elsewhere, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("HST")


def test_a_template_that_changed_since_changes_no_reprint(archive, tmp_path):
    """The rules of today say something else; what was filed is printed as it was."""
    folder = tmp_path / "later"
    (folder / "notices" / "templates").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        'name: later\ntitle: {zh: 后来, en: later}\nversion: "1"\nextends: [harbin]\ntime_zone: Asia/Shanghai\n'
        "reference: {title: {zh: 后来, en: later}, quotation: 后来}\n",
        "utf-8",
    )
    earlier = load_policy("harbin").asset("notices/templates/bulletin.xml.j2").text
    (folder / "notices" / "templates" / "bulletin.xml.j2").write_text(
        "{# amends: another heading #}\n" + earlier.replace("整改要求", "今后的要求"), "utf-8"
    )
    later = filed(load_policy("harbin", folder), tmp_path / "papers")

    assert "今后的要求".encode() in read_archive(later).parts["model.json"]
    assert reprint(archive)["notice.docx"] == read_archive(archive).parts["notice.docx"]


def test_the_same_papers_make_the_same_file(policy, archive, tmp_path):
    assert filed(policy, tmp_path) == archive


@pytest.mark.parametrize("part", ["model.json", "data.json", "notice.pdf", "events.jsonl"])
def test_a_part_that_was_touched_or_taken_out_is_named(archive, part):
    def packed(change):
        target = BytesIO()
        with ZipFile(BytesIO(archive)) as old, ZipFile(target, "w") as new:
            for name in old.namelist():
                content = change(name, old.read(name))
                if content is not None:
                    new.writestr(name, content)
        return target.getvalue()

    touched = packed(lambda name, content: content + b" " if name == part else content)
    removed = packed(lambda name, content: None if name == part else content)

    for damaged in (touched, removed):
        with pytest.raises(ArchiveDamaged) as found:
            read_archive(damaged)
        assert found.value.place == part


def test_what_is_no_archive_is_said(tmp_path):
    with pytest.raises(ArchiveDamaged):
        read_archive(b"not a zip")


def test_a_reprint_that_differs_says_what_changed(archive):
    held = read_archive(archive)
    newer = evolve(
        held, manifest={**held.manifest, "made_with": {**held.manifest["made_with"], "typst": "9.9"}}
    )
    newer = evolve(newer, parts={**held.parts, "notice.pdf": b"%PDF"})

    with pytest.raises(ReprintDiffers, match=r"notice\.pdf.*typst was 9\.9") as found:
        reprint(newer)

    assert found.value.parts == ("notice.pdf",)


def test_every_kind_reads_back_from_its_canonical_text(policy):
    from courtqa.notices import draft

    for name in policy.names("notices"):
        kind = policy.edition("notices", name, on=AT.date()).value
        model = draft(policy, name, kind.example, on=AT.date()).model

        assert read_model(model.canonical) == model
