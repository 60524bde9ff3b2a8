"""``courtqa doctor``: what is looked at, what to do about it, and the exit code."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.cli.doctor_checks import of_calendar, of_clock, of_database, of_keys
from courtqa.storage import Docket, checkpoint, raw_audit
from courtqa.workflows import KeyFile, new_key


@pytest.fixture
def kept(tmp_path, policy, new_desk):
    desk, keys = new_desk(), KeyFile((new_key("hmac-sha256", "m"), new_key("ed25519", "s")))
    (tmp_path / "keys").write_text(keys.text)
    (tmp_path / "keys").chmod(0o400)
    with Docket(tmp_path / "court.db", policy=policy, keys=keys, clock=lambda: desk.start) as docket:
        evolve(desk, docket=docket).opened(1)
        checkpoint(docket.store, docket.court, keys, [tmp_path / "outside"])
    (tmp_path / "court.db").chmod(0o600)
    tmp_path.chmod(0o700)
    return tmp_path


def ailing(findings) -> dict[str, str]:
    return {each.name.en: each.advice.en for each in findings if not each.ok}


def test_a_docket_that_is_well_kept_is_found_well(kept):
    assert ailing(of_database(str(kept / "court.db"))) == {}
    with raw_audit(kept / "court.db") as audit:
        assert ailing(of_keys(audit, kept / "keys", [kept / "outside"])) == {}
        assert ailing(of_clock(datetime(2026, 1, 1, tzinfo=UTC), audit)) == {}


def test_each_thing_amiss_is_told_with_what_to_do(kept, policy):
    (kept / "court.db").chmod(0o644)
    (kept / "keys").chmod(0o644)
    next((kept / "outside").iterdir()).unlink()

    assert "chmod o-rwx" in ailing(of_database(str(kept / "court.db")))["permissions of court.db"]
    with raw_audit(kept / "court.db") as audit:
        found = ailing(of_keys(audit, kept / "keys", [kept / "outside"]))
        assert "chmod 400" in found["key file"]
        assert "audit checkpoint" in found[f"checkpoints at {kept / 'outside'}"]
        assert "NTP" in ailing(of_clock(datetime(2008, 1, 6, tzinfo=UTC), audit))["clock"]
    last = policy.editions("calendars", "prc")[-1].value.last_year
    assert f"it lacks {last + 1}:" in ailing(of_calendar(policy, date(last, 5, 1)))["calendar prc"]


def test_what_cannot_be_used_is_told_once_and_with_what_to_do(kept):
    (kept / "junk.db").write_bytes(b"junk" * 2_000)

    assert "courtqa db upgrade" in ailing(of_database(str(kept / "nowhere.db")))["database"]
    assert "restore a backup" in ailing(of_database(str(kept / "junk.db")))["database"]
    assert "pg_hba.conf" in ailing(of_database("postgresql://nobody@127.0.0.1:9/none"))["database"]
    with raw_audit(kept / "court.db") as audit:
        assert "courtqa audit keygen" in ailing(of_keys(audit, kept / "none", []))["key file"]
    for lang in ("zh", "en"):
        done = CliRunner().invoke(app, ["doctor", str(kept / "junk.db"), "--json", "--lang", lang])
        told = [each for each in json.loads(done.output)["findings"] if not each["ok"]]
        assert sum(str(kept) in each["found"] for each in told) == 1
        assert all(each["advice"] for each in told)


def test_a_docket_without_keys_or_checkpoints_is_told_how_to_get_them(tmp_path, policy, new_desk):
    desk = new_desk()
    with Docket(tmp_path / "court.db", policy=policy, clock=lambda: desk.start) as docket:
        evolve(desk, docket=docket).opened(1)
    with raw_audit(tmp_path / "court.db") as audit:
        found = ailing(of_keys(audit, None, []))

    assert "courtqa audit keygen" in found["marks by keys"]
    assert found["checkpoints of small_court"] == "run courtqa audit checkpoint"


def test_the_command_answers_in_json_and_by_its_exit_code(kept):
    done = CliRunner().invoke(
        app, ["doctor", str(kept / "court.db"), "--keys", str(kept / "keys"), "--json", "--lang", "zh"]
    )
    told = json.loads(done.output)

    assert done.exit_code == (0 if told["ok"] else 1)
    assert {each["what"] for each in told["findings"]} >= {
        "Python",
        "附加组件",
        "公文字体",
        "规则",
        "时钟",
        "密钥印记",
    }
    assert all(each["advice"] for each in told["findings"] if not each["ok"])


def test_the_command_takes_the_moment_it_is_handed_for_now(kept):
    asked = ["doctor", str(kept / "court.db"), "--json", "--at"]

    behind, later = (CliRunner().invoke(app, [*asked, day]) for day in ("2008-01-02", "2008-02-01"))

    assert not found_in(behind)["clock"]["ok"]
    assert found_in(behind)["clock"]["found"] == "2008-01-02T00:00:00+00:00"
    assert found_in(later)["clock"]["ok"]


def found_in(outcome):
    return {each["what"]: each for each in json.loads(outcome.output)["findings"]}
