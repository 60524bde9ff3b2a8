"""Trees, notes and keys: what a checkpoint is made of."""

from __future__ import annotations

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from courtqa.errors import KeyUnusable, NotACheckpoint
from courtqa.workflows.attesting import Checkpoint, Key, KeyFile, new_key, read_note
from courtqa.workflows.attesting.merkle import path_of, tree_root
from courtqa.workflows.attesting.notes import signed_note
from courtqa.workflows.attesting.verify_trail import ORDER, root_of, signed_by, signed_text

leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=40)
KEY = Key("ed25519", "court-2026", bytes(range(32)))
CHECKPOINT = Checkpoint("small_court", 3, b"r" * 32, 7, "0" * 64, 41, "2008-01-07T01:00:00.000000Z")


def reference_root(inputs: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if len(inputs) == 1:
        return sha256(b"\x00" + inputs[0]).digest()
    half = 1
    while half * 2 < len(inputs):
        half *= 2
    return sha256(b"\x01" + reference_root(inputs[:half]) + reference_root(inputs[half:])).digest()


@given(leaves)
def test_the_root_is_that_of_rfc_6962(inputs):
    assert tree_root(inputs) == reference_root(inputs)


def test_the_roots_published_for_certificate_transparency():
    inputs = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243")]
    inputs += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]

    assert tree_root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_root(inputs).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(leaves, st.data())
def test_the_path_of_each_leaf_leads_to_the_root_and_no_other_leaf_does(inputs, data):
    index = data.draw(st.integers(0, len(inputs) - 1))
    path = path_of(inputs, index)

    assert root_of(inputs[index], index, len(inputs), path) == tree_root(inputs)
    assert root_of(inputs[index] + b"!", index, len(inputs), path) != tree_root(inputs)
    assert root_of(inputs[index], index, len(inputs), [*path, b"x" * 32]) is None


@settings(max_examples=12, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 64 * 8 - 1))
def test_plain_python_judges_signatures_as_the_library_does(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    too_large = int.from_bytes(signature[32:], "little") + ORDER

    assert signed_by(public, message, signature)
    assert not signed_by(public, message, bytes(flipped))
    assert not signed_by(public, message + b"!", signature)
    assert not signed_by(public, message, signature[:32] + too_large.to_bytes(33, "little")[:32])


def test_the_signature_of_rfc_8032_test_3():
    public = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
    signature = bytes.fromhex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )

    assert signed_by(public, bytes.fromhex("af82"), signature)


def test_a_note_is_read_as_it_was_signed_and_by_its_key_only():
    note = signed_note(CHECKPOINT, KEY)

    assert read_note(note, KEY.verifier) == CHECKPOINT
    assert signed_text(note, KEY.verifier) == CHECKPOINT.text
    for broken in (note.replace("events 41", "events 40"), note[:-9], note.replace("\n\n", "\n"), "", "\n\n"):
        with pytest.raises(NotACheckpoint):
            read_note(broken, KEY.verifier)
    with pytest.raises(NotACheckpoint):
        read_note(note, new_key("ed25519", "court-2026").verifier)


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_other_text_is_no_checkpoint(text):
    with pytest.raises(NotACheckpoint):
        read_note(text, KEY.verifier)


def test_the_last_key_of_its_kind_is_in_use_and_earlier_ones_still_hold():
    old, new = new_key("hmac-sha256", "m-1"), new_key("hmac-sha256", "m-2")
    before, after = KeyFile((old, KEY)), KeyFile.parse(KeyFile((old, KEY, new)).text)
    marked = before.mark(b"seal")

    assert marked[0] == "m-1"
    assert after.mark(b"seal")[0] == "m-2"
    assert after.holds(marked[0], b"seal", marked[1])
    assert not after.holds("m-2", b"seal", marked[1])
    assert not after.holds("gone", b"seal", marked[1])
    assert after.signing.id == "court-2026"


def test_a_file_that_others_may_read_is_refused(tmp_path):
    file = tmp_path / "keys"
    file.write_text(KeyFile((KEY,)).text)
    file.chmod(0o644)
    with pytest.raises(KeyUnusable, match="chmod 400"):
        KeyFile.read(file)

    file.chmod(0o400)

    assert KeyFile.read(file).signing == KEY


@pytest.mark.parametrize(
    "text",
    [
        "hmac-sha256 a",
        "hmac-sha256 a AAAA",
        "md5 a " + "A" * 43 + "=",
        "ed25519 a+b " + "A" * 43 + "=",
        "\x00",
    ],
)
def test_a_line_that_is_no_key_is_refused(text):
    with pytest.raises(KeyUnusable):
        KeyFile.parse(text)


def test_two_keys_of_one_name_are_refused():
    with pytest.raises(KeyUnusable, match="same id"):
        KeyFile.parse(KEY.line + "\n" + KEY.line)


def test_keys_come_from_the_environment_as_lines_or_as_a_path(tmp_path, monkeypatch):
    monkeypatch.delenv("COURTQA_KEYS", raising=False)
    assert KeyFile.environment() is None
    monkeypatch.setenv("COURTQA_KEYS", KEY.line)
    assert KeyFile.environment().signing == KEY
    file = tmp_path / "keys"
    file.write_text(KEY.line)
    file.chmod(0o400)
    monkeypatch.setenv("COURTQA_KEYS", str(file))
    assert KeyFile.environment().signing == KEY


def test_the_verifier_key_is_spelt_as_signed_notes_spell_it():
    name, told, spelt = KEY.verifier.split("+", 2)
    public = base64.b64decode(spelt)

    assert name == "court-2026"
    assert public[0] == 1
    assert sha256(b"court-2026\n" + public).hexdigest()[:8] == told
