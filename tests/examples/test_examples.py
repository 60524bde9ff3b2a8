"""Every example runs by itself, in a process of its own, and says what it promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SAYS = {
    "01_one_review.py": [
        "same_person: 王某 already did 'submit the written analysis' and may not do this too",
        "subject_of_it",
        "late: the division's own review",
        "收到二审裁判文书后十日内",
        "nothing was touched",
    ],
    "02_what_may_be_done.py": [
        "submit the division's own review: may be done",
        "submit the division's own review: subject_of_it",
        "submit the division's own review: wrong_unit",
        "by 2008-09-28",
        "10 calendar days from 2008-09-18",
    ],
    "03_assessment.py": [
        "petitions: −35.16 %  (91 → 59)",
        "reversed and remanded cases: −37.40 %  (131 → 82)",
        "mediation and withdrawal rate: +1.22 pp",
        "enforcement closure rate: +6.00 pp",
        "by chance:",
        "Civil Division No. 1",
        "by reversals alone",
    ],
    "04_proposal_and_decision.py": [
        "Proposal, not a decision",
        "a difference in understanding the law, carries no blame",
        "refused: 何某 is not supervising_vice_president or court_president",
        "the person has not been heard",
        "高某 decided: admonition talk of 王某, until 2008-07-25",
    ],
    "05_notice.py": [
        "refused: nobody signs their own draft",
        "哈中法质〔2008〕1号",
        "14件系新的证据",
        "2008年1月15日印发",
        "DOCX: True HTML: True",
    ],
    "06_one_judges_story.py": [
        "2007-07-09 – 2007-08-05  2006-cv-0457: new evidence",
        "Proposal, not a decision",
        "case_review-2007-3: its cause, new evidence, carries no blame",
        "✗ decide the suspension: the president would decide at once",
        "give a written statement → person heard",
        "哈中法停〔2007〕1号",
        "serve the decision → adjudication suspended “哈中法停〔2007〕1号”",
        "Suspension of adjudication, since 2007-11-28, until 2008-02-28",
        "level_after (4) must be lower than level_reviewed (3)",
        "lift it after review → lifted",
        "carry it out → carried out “哈中法恢〔2008〕1号”",
        "1 sealed; they are shown only for a stated purpose",
        "quashed or lightened on review (2008-01-16), standing restored on 2008-01-23",
        "All 63 steps are sealed; verified: True.",
    ],
}


def run(name: str, folder: Path, *options: str) -> str:
    command = [sys.executable, "-X", "utf8", str(EXAMPLES / name), *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_no_example_is_forgotten() -> None:
    assert sorted(path.name for path in EXAMPLES.glob("[0-9]*.py")) == sorted(SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_an_example_runs_alone_and_says_what_it_promises(name: str, tmp_path: Path) -> None:
    said = run(name, tmp_path)

    for words in SAYS[name]:
        assert words in said
    assert list(tmp_path.iterdir()) == []


def test_the_story_is_told_in_chinese_too(tmp_path: Path) -> None:
    said = run("06_one_judges_story.py", tmp_path, "--lang", "zh")

    assert "一名法官的故事" in said
    assert "院长一人的意见还不是决定" in said
    assert "停止审判权，2007-11-28 起：经复核撤销或者减轻（2008-01-16），2008-01-23 恢复" in said


@pytest.mark.parametrize("name", ["01_one_review.py", "04_proposal_and_decision.py"])
def test_an_example_says_the_same_every_time(name: str, tmp_path: Path) -> None:
    assert run(name, tmp_path) == run(name, tmp_path)


@pytest.mark.parametrize("name", SAYS)
def test_an_example_is_short_and_says_what_it_is_about(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")

    assert text.startswith('"""')
    assert text.count("\n") <= 60
