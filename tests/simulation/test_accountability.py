"""From findings to proposals and decisions: a cause before blame, a hearing before a decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from courtqa.notices import MemoryRegister
from courtqa.simulation.accountability import Accounts, findings_of, settle_accounts
from courtqa.simulation.bulletins import Material, bulletin_data
from courtqa.simulation.issuing import issue_bulletins, write_bulletins

if TYPE_CHECKING:
    from tests.simulation.conftest import Lived


ON = date(2008, 7, 1)


@pytest.fixture(scope="module")
def accounts(lived: Lived) -> Accounts:
    findings = findings_of(lived.docket, lived.court)
    return settle_accounts(lived.policy, findings, lived.ran.office, seed=11, on=ON)


def test_a_reversal_with_an_exempt_cause_is_named_and_not_counted(accounts: Accounts) -> None:
    excluded = [each for proposal in accounts.proposals for each in proposal.excluded]

    assert excluded
    assert {each.code for each in excluded} == {"exempt_cause"}
    assert all(each.rule is not None for each in excluded)


def test_every_decision_was_heard_names_its_grounds_and_ends(accounts: Accounts) -> None:
    assert accounts.decisions
    for decision in accounts.decisions:
        assert decision.heard.notified_on == ON
        assert decision.heard.heard_on is not None or decision.heard.lapsed
        assert decision.by.id == "president_1"
        assert decision.grounds
        assert decision.ends_on or decision.review_on
        assert decision.remedy.until > decision.on


def test_a_decision_before_the_hearing_is_refused(accounts: Accounts) -> None:
    assert accounts.refusals
    assert all("not_heard" in refusal.codes for refusal in accounts.refusals)


def test_the_president_may_let_it_be(accounts: Accounts) -> None:
    decided = {decision.person.id for decision in accounts.decisions}

    assert decided.isdisjoint(proposal.person.id for proposal in accounts.let_be)
    assert len(accounts.proposals) > len(accounts.decisions) + len(accounts.let_be)


def test_the_five_bulletins_go_out_with_numbers_and_in_three_forms(
    lived: Lived, accounts: Accounts, tmp_path: Path
) -> None:
    material = Material(lived.policy, lived.docket, lived.court, lived.ran, accounts, date(2008, 7, 22))

    data = bulletin_data(material)
    issued, refusals = issue_bulletins(material, data, MemoryRegister())
    written = write_bulletins(issued, tmp_path)

    assert [notice.number.series for notice in issued] == [
        "inspection_bulletin",
        "conduct_bulletin",
        "discipline_bulletin",
        "quality_bulletin",
        "petition_bulletin",
    ]
    assert {notice.number.seq for notice in issued} == {1}
    assert [refusal.codes for refusal in refusals] == [("same_person",)]
    assert sorted({path.suffix for path in written}) == [".docx", ".html", ".md"]
    assert len(written) == 15
    quality = (tmp_path / "quality_bulletin_2008_001.md").read_text(encoding="utf-8")
    assert "评查案件82件" in quality
    assert f"{data['quality_bulletin']['exempt']}件系新的证据" in quality
    petition = (tmp_path / "petition_bulletin_2008_001.md").read_text(encoding="utf-8")
    assert "共发生涉诉上访59件次" in petition


def test_a_bulletin_names_no_petitioner(lived: Lived, accounts: Accounts) -> None:
    material = Material(lived.policy, lived.docket, lived.court, lived.ran, accounts, date(2008, 7, 22))

    named = {each["person"]["id"] for each in bulletin_data(material)["petition_bulletin"]["petitions"]}

    assert named <= set(lived.ran.office.judges)
