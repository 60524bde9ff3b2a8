"""``courtqa audit``: as somebody would type it, with the exit codes that programs look at."""

from __future__ import annotations

import json
import stat
from shutil import copy

import pytest
from attrs import evolve
from typer.testing import CliRunner

from courtqa.cli import app
from courtqa.storage import Docket
from tests.docket.conftest import PACK


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["audit", *map(str, words)], env={"COURTQA_KEYS": None})
    return done.exit_code, done.output


@pytest.fixture
def begun(tmp_path, policy, new_desk):
    """A docket begun without keys, and the public key of the keys made since."""
    desk = new_desk()
    with Docket(tmp_path / "court.db", policy=policy, clock=lambda: desk.start) as docket:
        evolve(desk, docket=docket).closed(1)
    code, said = run("keygen", tmp_path / "keys", "--name", "small")
    assert code == 0
    return tmp_path, said.strip()


def test_keys_are_for_the_owner_alone_and_new_ones_are_added(begun):
    folder, first = begun
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o400

    code, second = run("keygen", folder / "keys", "--name", "small")

    assert code == 0
    assert first.split("+")[0] == "small-sign-1"
    assert second.split("+")[0] == "small-sign-2"
    assert len((folder / "keys").read_text().splitlines()) == 4


def test_from_the_first_key_to_the_proof_on_the_other_side(begun):
    folder, key = begun
    database, keys, outside = folder / "court.db", folder / "keys", folder / "outside"

    assert run("verify", database, "--keys", keys)[0] == 3  # nothing is marked yet
    assert run("adopt", database, "--keys", keys) == (0, "marked: 10\n")
    assert run("verify", database, "--keys", keys)[0] == 0
    code, note = run("checkpoint", database, "--keys", keys, "--to", outside)
    assert (code, note.splitlines()[0]) == (0, "courtqa.trail/small_court")
    assert run("checkpoint", database, "--keys", keys, "--to", outside, "--lang", "zh")[1].startswith(
        "自上一检查点"
    )
    assert run("verify", database, "--checkpoint", outside, "--pubkey", key)[0] == 0
    assert json.loads(run("verify", database, "--since", 1, "--json")[1])["events"] == 0
    assert json.loads(run("verify", database, "--proceeding", "review-2008-1", "--json")[1])["events"] == 6
    code, proof = run("prove", database, "review-2008-1", 3, "--pack", PACK)
    assert (code, json.loads(proof)["seq"]) == (0, 3)
    assert run("verifier")[1].startswith("#!/usr/bin/env python3")
    line = run("witness", database, "review-2008-1", "--lang", "zh")[1]
    head = line.partition("封印 ")[2].partition("，")[0]
    assert line.strip().endswith("检查点第 1 号")
    assert run("witness", database, "review-2008-1", "--seal", head) == (0, "it is the seal of event 6\n")
    code = "-".join(head[at : at + 4] for at in range(0, 16, 4))
    assert run("witness", database, "review-2008-1", "--seal", f"review-2008-1/6/{code}/1")[0] == 0
    assert run("witness", database, "review-2008-1", "--seal", f"review-2008-1/5/{code}/1")[0] == 3
    assert run("witness", database, "review-2008-1", "--seal", head[:8])[0] == 3
    assert run("witness", database, "review-2008-1", "--seal", "0" * 64)[0] == 3


def test_each_exit_code_says_what_it_stands_for(begun, forge):
    folder, key = begun
    database, keys, outside = folder / "court.db", folder / "keys", folder / "outside"
    run("checkpoint", database, "--keys", keys, "--to", outside)
    other = run("keygen", folder / "others", "--name", "small")[1].strip()
    backup = folder / "touched.db"
    copy(database, backup)
    forge(backup, "DELETE FROM checkpoint")

    assert run("verify", backup, "--checkpoint", outside, "--pubkey", key)[0] == 3
    assert run("verify", database, "--checkpoint", outside, "--pubkey", other)[0] == 4
    assert run("verify", database, "--checkpoint", folder / "nowhere", "--pubkey", key)[0] == 4
    assert run("verify", folder / "nowhere.db")[0] == 4
    assert run("verify", keys)[0] == 4
    assert run("prove", database, "review-2008-1", 99, "--pack", PACK)[0] == 4
    (folder / "noise").write_bytes(b"\xff\x00\n\n\xe2\x80\x94 x")
    assert run("verify", database, "--checkpoint", folder / "noise", "--pubkey", key)[0] == 4
    assert run("verify", database, "--checkpoint", outside, "--pubkey", "no key")[0] == 4
    assert run("checkpoint", database)[0] == 2
