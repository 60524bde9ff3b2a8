"""The docket that is attacked: marked with keys, with checkpoints outside, and a copy of its file at many moments."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from attrs import field, frozen

from courtqa.errors import Refused
from courtqa.policy import Policy, load
from courtqa.storage import Docket, checkpoint, checkpoints_of
from courtqa.workflows import KINDS, OFFERS, Evidence, KeyFile, Proceeding, Subject, new_key, seeded_salts
from faults.court import CHIEF, JUDGE, LEADERS, OFFICER, PACK, START

__all__ = ["COURTS", "Kept", "Twist", "keep", "strict_policy", "write_docket", "write_strict_pack"]

COURTS = ("small_court", "other_court")
ROUNDS = 3


@frozen
class Twist:
    """What a forger tells otherwise, in the round and the court where it is told."""

    what: str = ""
    round: int = -1
    court: str = COURTS[0]


@frozen
class Kept:
    """The file as it stands, the files as they stood, the notes of two places outside, and what holds against it."""

    whole: bytes
    backups: tuple[bytes, ...]  # in the order of time; the last is ``whole``
    noted: dict[str, int]  # by court, the backup taken at its newest checkpoint: older ones are found
    notes: dict[str, dict[str, bytes]] = field(repr=False)  # place → name → bytes
    keys: KeyFile = field(repr=False)
    policy: Policy = field(repr=False)

    def evidence(self, folder: Path) -> Evidence:
        """The keys, and the notes as they lie in a folder with both places."""
        verifier = self.keys.signing.verifier
        return Evidence(
            self.keys, checkpoints_of([folder / place for place in self.notes], verifier), verifier
        )


@cache
def strict_policy() -> Policy:
    """The rules of the small court, where reports and grounds are about a person, and a grade bears on one."""
    with TemporaryDirectory() as folder:
        return load(write_strict_pack(Path(folder) / "pack"), kinds=KINDS, offers=OFFERS)


def write_strict_pack(pack: Path) -> Path:
    """Those rules as a folder."""
    copytree(PACK, pack)
    for file in pack.glob("workflows/*/*.yaml"):
        text = file.read_text("utf-8")
        for name in ("report", "grounds"):
            text = re.sub(rf"(\n  {name}: {{title: .*type: text)}}", r"\1, personal: true}", text)
        adverse = "\n    adverse: true\n    after: [report]\n    remedy: answer"
        law = "\n    authority: {zh: 测试规则第二条, en: Rules for tests 2}"
        text = text.replace("\n    requires: [grade]", "\n    requires: [grade]" + adverse + law)
        file.write_text(text, "utf-8")
    return pack


def keep(folder: Path, seed: int) -> Kept:
    """Write the docket, look away after each round: a copy of the file, and now and then a checkpoint."""
    keys = KeyFile((new_key("hmac-sha256", "m1"), new_key("ed25519", "s1")))
    places = [folder / "one", folder / "two"]
    backups: list[bytes] = []
    noted: dict[str, int] = {}

    def looked(docket: Docket, number: int) -> None:
        if number < 2 * ROUNDS - 2:  # the last rounds are younger than any checkpoint
            checkpoint(docket.store, docket.court, keys, places)
            noted[docket.court] = len(backups)
        backups.append(copied(folder / "court.db"))

    write_docket(folder / "court.db", seed, keys=keys, after=looked)
    notes = {place.name: {each.name: each.read_bytes() for each in place.iterdir()} for place in places}
    return Kept(backups[-1], tuple(backups), noted, notes, keys, strict_policy())


def copied(file: Path) -> bytes:
    """A file as its bytes, with whatever still lies in the log beside it."""
    with closing(sqlite3.connect(file)) as raw, closing(sqlite3.connect(":memory:")) as copy:
        raw.backup(copy)
        whole = bytearray(copy.serialize())
    whole[18:20] = b"\x01\x01"  # no log beside it: a file that is complete in itself
    return bytes(whole)


def write_docket(
    file: Path,
    seed: int,
    *,
    keys: KeyFile | None = None,
    twist: Twist = Twist(),
    after: Callable[[Docket, int], None] | None = None,
) -> None:
    """Two courts in one file, round after round; the same seed writes the same bytes, but for the twist."""
    dockets = [
        Docket(
            file,
            policy=strict_policy(),
            court=court,
            clock=lambda: START,
            keys=keys,
            salts=seeded_salts(seed + number),
        )
        for number, court in enumerate(COURTS)
    ]
    for docket in dockets:
        docket.people.add(
            OFFICER, CHIEF, LEADERS[0]
        )  # the judge and the other leader bring their own offices
    looks = 0
    for number in range(ROUNDS):
        for docket in dockets:
            told = twist.what if (twist.round, twist.court) == (number, docket.court) else ""
            _round(docket, number, told)
            if after is not None:
                after(docket, looks)
            looks += 1
    for docket in dockets:
        docket.close()


def _round(docket: Docket, number: int, twist: str) -> None:
    """Six reviews: one waits, one is noted upon, one runs its course, one falls silent, one is forgotten, one is recused."""
    first = number * 30

    def day(days: int) -> datetime:
        return START + timedelta(first + days)

    def opened(name: str) -> Proceeding:
        about = f"民终{number}{name}号" + ("改" if twist == f"subject of {name}" else "")
        subject = Subject("case", about, unit="civil_1", persons=("zhao",), title=about)
        return docket.open("review", subject=subject, by=OFFICER, at=day(0), key=f"{number}{name}")

    def reported(name: str) -> Proceeding:
        text = "未查" if twist == f"report of {name}" else f"已查{number}"
        late = 2 if twist == f"day of {name}" else 1
        return docket.record(opened(name), "report", by=CHIEF, at=day(late), data={"report": text}, key="r")

    def graded(name: str) -> Proceeding:
        grade = "good" if twist == f"grade of {name}" else "poor"
        return docket.record(reported(name), "grade", by=OFFICER, at=day(2), data={"grade": grade})

    opened("waits")
    noted = reported("noted")
    for remark in range(2 if twist == "remark left out" else 3):
        noted = docket.record(
            noted, "annotate", by=OFFICER, at=day(2 + remark), data={"report": f"{remark}"}, key=f"n{remark}"
        )
    if twist == "remark put in":
        docket.record(noted, "annotate", by=OFFICER, at=day(5), data={"report": "补"}, key="n9")
    run = docket.record(graded("run"), "answer", by=JUDGE, at=day(3), data={"grounds": "不服"})
    first_leader, second_leader = LEADERS if twist != "leaders the other way round" else LEADERS[::-1]
    half = docket.record(run, "close", by=first_leader, at=day(4))
    if twist != "not closed":
        docket.record(half, "close", by=second_leader, at=day(5))
    graded("silent")
    if twist != "nothing forgotten":
        docket.erase(reported("forgotten"), ["report"], by=OFFICER, reason="本人申请删除", at=day(3))
    recused = opened("recused")
    if twist != "nobody recused":
        docket.recuse(recused, "liu", by=LEADERS[0], reason="本人申请回避", at=day(1))
    if twist == "one more":
        opened("more")
    if number == 1 and twist != "no lapse":
        docket.lapse(at=day(29))
    _beside(docket, number, half.id)


def _beside(docket: Docket, number: int, name: str) -> None:
    """A refusal, ties, a power lent, numbers of notices, reminders, deliveries: what is kept beside the trail."""
    at = START + timedelta(number * 30 + 6)
    with suppress(Refused):
        docket.record(name, "report", by=JUDGE, at=at, data={"report": "x"})
    tie = docket.people.relate("zhao", f"qian-{number}", kind="cousin", by=OFFICER.id, at=at)
    power = {"roles": ["officer"], "by": OFFICER.id, "reference": f"授权{number}", "at": at}
    docket.people.delegate(OFFICER.id, CHIEF.id, since=at.date(), until=at.date() + timedelta(20), **power)
    if number == 1:
        docket.people.end(tie.id, by=OFFICER.id, until=at.date() + timedelta(40))
    docket.remind(at=at)
    for message in docket.outbox()[:1]:
        docket.sent(message.key, at=at)
    for line in range(2):
        given = docket.register.assign(
            series="通报",
            court=docket.court,
            year=2008,
            notice_id=f"{docket.court}-{number}-{line}",
            model_digest="0" * 64,
            on=at.date(),
        )
    if number == 1:
        docket.register.void(given, reason="印错", on=at.date())
