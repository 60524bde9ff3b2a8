#!/usr/bin/env python3
"""Check a proof from a court's trail, with nothing but Python's standard library. 核验案卷证明文件。

    python verify_trail.py proof.json --pubkey "name+1234abcd+AQID..." [--head HEX]

The proof holds one recorded event and those after it, up to a checkpoint that the court signed. Checked are: the
signature of the checkpoint (Ed25519, C2SP signed note), that the end of the proceeding is a leaf of its tree (RFC 6962),
and that the event is sealed in the chain which ends there. ``--head`` is the seal printed in a notice that was
served: it must be one of the chain. Exit code 0: as it was signed. 3: not. 4: the proof can't be read.
"""

from __future__ import annotations

import base64
import json
import sys
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def add(p: Point, q: Point) -> Point:
    """The sum of two points of edwards25519, in extended coordinates (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, p: Point) -> Point:
    """The point ``n`` times itself."""
    total: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, p)
        p, n = add(p, p), n >> 1
    return total


def point(encoded: bytes) -> Point:
    """The point that 32 bytes spell; ValueError for bytes that spell none."""
    y, sign = int.from_bytes(encoded, "little") & (1 << 255) - 1, encoded[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise ValueError("not a point of the curve")
    return (x := P - x if x & 1 != sign else x), y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is the Ed25519 signature of ``message`` under ``public`` (RFC 8032, 5.1.7)."""
    try:
        a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except (ValueError, IndexError):
        return False
    if len(public) != 32 or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def signed_text(note: str, pubkey: str) -> str | None:
    """The text of a signed note (C2SP) if the key of ``pubkey`` (name+hash+base64) signed it; else None."""
    text, gap, lines = note.rpartition("\n\n")
    name, told, key = pubkey.strip().split("+", 2)
    public = base64.b64decode(key, validate=True)
    number = sha256(name.encode() + b"\n" + public).digest()[:4]
    if not gap or public[:1] != b"\x01" or number.hex() != told:
        return None
    for line in lines.splitlines():
        dash, signer, mark = ("", *line.split(" "))[-3:] if line.count(" ") == 2 else ("", "", "")
        signature = base64.b64decode(mark) if (dash, signer) == ("\u2014", name) else b""
        if signature[:4] == number and signed_by(public[1:], (text + "\n").encode(), signature[4:]):
            return text + "\n"
    return None


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root of the tree of ``size`` leaves in which ``leaf`` stands at ``index`` (RFC 9162, 2.1.3.2)."""
    found, at, last = sha256(b"\x00" + leaf).digest(), index, size - 1
    for other in path:
        if not last:
            return None
        if at & 1 or at == last:
            found = sha256(b"\x01" + other + found).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + other).digest()
        at, last = at >> 1, last >> 1
    return found if not last and 0 <= index < size else None


def leaf_of(chain: str, seq: int, head: str) -> bytes:
    """What stands in the tree for a chain: its id, the number and the seal of its last event."""
    return f'{{"chain":{json.dumps(chain, ensure_ascii=False)},"head":"{head}","seq":{seq}}}'.encode()


def faults_of(proof: dict[str, Any], pubkey: str, head: str | None = None) -> list[str]:
    """What is wrong with a proof; nothing, if it is as the court signed it."""
    text = signed_text(proof["note"], pubkey)
    if text is None:
        return ["the checkpoint was not signed by this key 检查点未经该密钥签名"]
    origin, size, root = text.splitlines()[:3]
    faults = (
        [] if origin == "courtqa.trail/" + proof["court"] else ["another court's checkpoint 非本院检查点"]
    )
    prev, seq, seals = proof["events"][0]["prev"], proof["seq"], []
    for number, event in enumerate(proof["events"], seq):
        body = event["body"].encode()
        said = json.loads(body)
        if (said["court"], said["proceeding"], said["seq"]) != (proof["court"], proof["proceeding"], number):
            faults.append(f"event {number} belongs elsewhere 第 {number} 号记录不属此处")
        prev = sha256(b"courtqa.event.v1\x00" + bytes.fromhex(prev) + body).hexdigest()
        seals.append(prev)
    leaf = leaf_of(proof["proceeding"], seq + len(seals) - 1, prev)
    found = root_of(leaf, proof["index"], int(size), [bytes.fromhex(each) for each in proof["path"]])
    if found is None or base64.b64encode(found).decode() != root:
        faults.append("the chain does not end in what was signed 记录链与签名不符")
    if head is not None and head not in seals:
        faults.append("the printed seal is not in the chain 通报所印封印不在链中")
    return faults


def main(words: list[str]) -> int:
    """Check the proof that the words name; say what was found."""
    try:
        options = dict(zip(words[1::2], words[2::2], strict=True))
        proof, head = json.loads(Path(words[0]).read_bytes()), options.get("--head")
        faults = faults_of(proof, options["--pubkey"], head)
        shown = faults or [proof["events"][0]["body"]]
    except Exception as error:  # noqa: BLE001 - whatever bytes are given, the answer is an exit code
        sys.stderr.write(f"can't read the proof 无法读取证明文件: {type(error).__name__}: {error}\n"[:500])
        return 4
    sys.stdout.write(
        "\n".join(["NOT as signed 核验未通过" if faults else "as signed 核验通过", *shown]) + "\n"
    )
    return 3 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
