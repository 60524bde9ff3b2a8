"""What a verification can find, each fault under the name of the rule that it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import Factory, frozen

from courtqa.text import Text

__all__ = ["RULES", "Fault", "Verification", "fault"]

RULES: Mapping[str, Text] = MappingProxyType(
    {
        "unreadable": Text(zh="数据库无法读完：{why}", en="the database can't be read to its end: {why}"),
        "misshapen": Text(
            zh="数据库的结构或取值不是建立时的样子：{why}",
            en="its tables, triggers or values are not of the shape they were laid in: {why}",
        ),
        "body_unreadable": Text(zh="记录正文不可读：{why}", en="the body of the event can't be read: {why}"),
        "hash_mismatch": Text(
            zh="记录正文与其封印不符：正文或封印被改动",
            en="the body does not give the stored seal: one of them was changed",
        ),
        "link_broken": Text(
            zh="未接上前一条记录的封印：前一条被改动、删除、插入或调换",
            en="it does not follow the seal before it: that event was changed, removed, inserted or moved",
        ),
        "seq_not_contiguous": Text(
            zh="序号应为 {expected}：有记录被删除或插入",
            en="its number should be {expected}: an event was removed or inserted",
        ),
        "misfiled": Text(
            zh="登记的“{column}”与正文所述不符", en="its column {column!r} says something else than its body"
        ),
        "time_went_back": Text(zh="记录时间早于前一条", en="it was recorded before the event it follows"),
        "not_replayable": Text(
            zh="各条记录无法重演出案卷（{why}）", en="its events do not give a proceeding ({why})"
        ),
        "row_differs": Text(
            zh="案卷现状的“{column}”与各条记录重演的结果不符",
            en="the column {column!r} of the proceeding is not what its events give",
        ),
        "row_missing": Text(zh="有记录而无案卷", en="there are events, but the proceeding itself is gone"),
        "truncated": Text(
            zh="案卷为第 {version} 版，记录却止于第 {last} 号：末尾被删",
            en="the proceeding is at version {version}, but its events end at {last}: the end was cut off",
        ),
        "dropped": Text(
            zh="目录载有此案卷，其记录已全部不在", en="the directory lists it, but all its events are gone"
        ),
        "unlisted": Text(zh="目录未载此案卷的立卷", en="the directory does not list its opening"),
        "directory_disagrees": Text(
            zh="目录所载封印与该条记录不符：记录被改写或末尾被删",
            en="the directory holds another seal for it: the event was rewritten or cut off",
        ),
        "directory_gap": Text(
            zh="目录此行序号应为 {expected}",
            en="the number of its line in the directory should be {expected}",
        ),
        "directory_link": Text(
            zh="目录此行未接上前一行的封印", en="its line in the directory does not follow the line before"
        ),
        "directory_hash": Text(
            zh="目录此行与其封印不符", en="its line in the directory does not give the stored seal"
        ),
        "directory_misfiled": Text(
            zh="目录此行各列与正文不符", en="the columns of its line in the directory differ from its body"
        ),
        "deadline_differs": Text(
            zh="期限登记与各条记录重演的结果不符", en="its clocks are not what its events give"
        ),
        "message_orphaned": Text(
            zh="待发事项没有对应的记录", en="a message in the outbox belongs to no event"
        ),
        "message_differs": Text(
            zh="待发事项不是记录所要求的", en="a message in the outbox is not what its event asks to be told"
        ),
        "message_missing": Text(
            zh="待发事项“{topic}”缺失",
            en="the message {topic!r} that an event asks for is gone from the outbox",
        ),
        "actor_differs": Text(
            zh="经办人登记与其自身校验不符", en="the entry of an actor does not fit its own check"
        ),
        "list_differs": Text(
            zh="名册与其封印不符：有行被改动、删除或添入",
            en="the list does not give its seal: a row was changed, removed or slipped in",
        ),
        "mark_missing": Text(
            zh="没有密钥印记：印记被删，或记录是后来塞入的",
            en="no key has marked it: the mark was removed, or the event was slipped in",
        ),
        "mark_wrong": Text(
            zh="密钥印记不符：封印被重新计算过，或密钥不在手边",
            en="its mark is not that of any key at hand: the seal was computed anew, or the key is missing",
        ),
        "tip_missing": Text(
            zh="没有末端印记：末端印记被删", en="the mark over where its chain ends is missing"
        ),
        "tip_wrong": Text(
            zh="末端印记不符：末尾的记录被删或被添",
            en="the mark over where its chain ends does not fit: events at the end were removed or added",
        ),
        "signature_missing": Text(
            zh="缺少经办人 {actor} 的签名", en="the signature of {actor}, who took the step, is missing"
        ),
        "checkpoint_unreadable": Text(
            zh="库存检查点不可读：{why}", en="the checkpoints kept in it can't be read: {why}"
        ),
        "checkpoint_link": Text(zh="检查点未接上前一个", en="this checkpoint does not follow the one before"),
        "checkpoint_root": Text(
            zh="检查点所载各链末端与其根不符", en="the ends kept beside this checkpoint do not give its root"
        ),
        "checkpoint_ahead": Text(
            zh="库外有此检查点，库内只到第 {last} 号：恢复了旧备份，或检查点被删",
            en="it is kept outside, but the database ends at {last}: an old backup was put back, or it was removed",
        ),
        "checkpoint_differs": Text(
            zh="库内此检查点与库外保存的不同：数据库被重写",
            en="the database holds another one than is kept outside: the database was rewritten",
        ),
        "checkpoint_passed": Text(
            zh="检查点时此处的封印不同：此前的记录被改写、删除或调换",
            en="at the checkpoint its seal was another: events before it were rewritten, removed or exchanged",
        ),
        "personal_missing": Text(
            zh="“{field}”的链外内容缺失，且无删除记录",
            en="the value of {field!r} outside the chain is gone, and no event says that it was erased",
        ),
        "personal_differs": Text(
            zh="“{field}”的链外内容与记录中的承诺值不符",
            en="the value of {field!r} outside the chain is not the one that was committed to",
        ),
        "personal_left": Text(
            zh="“{field}”的链外内容没有对应的记录，或已决定删除而仍在",
            en="a value of {field!r} outside the chain belongs to no event, or should have been erased",
        ),
        "definition_missing": Text(
            zh="所载规则中没有此案卷所依的版本 {definition}",
            en="the policy at hand lacks the edition {definition} it is pinned to",
        ),
        "step_not_in_definition": Text(
            zh="所依版本中没有从“{source}”经“{event}”到“{target}”的步骤",
            en="the pinned edition has no step {event!r} from {source!r} to {target!r}",
        ),
    }
)


@frozen
class Fault:
    """One thing that is not as it was recorded: where, and by which rule of verification."""

    proceeding: str
    seq: int
    rule: str
    text: Text

    def __str__(self) -> str:
        return f"{self.proceeding}:{self.seq}: {self.rule}: {self.text.en}"


def fault(proceeding: str, seq: object, rule: str, **facts: object) -> Fault:
    """The fault, with the sentence of its rule filled in."""
    return Fault(proceeding, seq if isinstance(seq, int) else 0, rule, RULES[rule].fill(**facts))


@frozen
class Verification:
    """The outcome: ``ok``, or every fault found. ``counts`` says how much was looked at."""

    faults: tuple[Fault, ...] = ()
    counts: Mapping[str, int] = Factory(dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is amiss."""
        return not self.faults

    @property
    def rules(self) -> frozenset[str]:
        """The rules that were broken."""
        return frozenset(each.rule for each in self.faults)

    @property
    def text(self) -> Text:
        """The outcome in one sentence."""
        facts = {name: self.counts.get(name, 0) for name in ("events", "proceedings")}
        if self.ok:
            return Text(
                zh="核验通过：案卷 {proceedings} 个，记录 {events} 条，未见改动",
                en="verified: proceedings {proceedings}, events {events}; nothing was touched",
            ).fill(**facts)
        return Text(
            zh="核验未通过：案卷 {proceedings} 个，记录 {events} 条，{faults} 处不符",
            en="not as recorded: proceedings {proceedings}, events {events}; faults {faults}",
        ).fill(faults=len(self.faults), **facts)

    def __str__(self) -> str:
        return "\n".join([self.text.en, *map(str, self.faults)])
