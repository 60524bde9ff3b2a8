"""What changes from one policy to another, as a lawyer would write it down: what was, what is, since when, on what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen

from courtqa.policy import DatedValue, Edition, Policy
from courtqa.sanctions.ladder import Ladder
from courtqa.sanctions.legality import bases_named
from courtqa.text import Lang, Text
from courtqa.workflows import Workflow

__all__ = ["Memo", "memo"]

Entry = tuple[Text, tuple[Text, ...]]  # a heading and its sentences
HEADS = {
    "lost": Text(zh="失去依据的", en="What lost its basis"),
    "gained": Text(zh="新的依据", en="What now stands on law"),
    "rules": Text(zh="程序与阶梯", en="Procedures and ladders"),
    "numbers": Text(zh="数值", en="Numbers"),
    "unsourced": Text(zh="未查得来源、不设数值的", en="What was not read and has no value"),
}


UNITS = {
    "calendar_day": ("日", " calendar days"),
    "working_day": ("个工作日", " working days"),
    "month": ("个月", " months"),
}


@frozen
class Memo:
    """The differences by chapter; empty chapters are left out."""

    title: Text
    chapters: tuple[tuple[Text, tuple[Entry, ...]], ...]

    def to(self, lang: Lang) -> str:
        """The memorandum as text."""
        lines = [self.title.to(lang)]
        for number, (head, entries) in enumerate(self.chapters, 1):
            mark = "一二三四五六七"[number - 1] + "、" if lang == "zh" else f"{number}. "
            lines += ["", f"{mark}{head.to(lang)}"]
            for name, said in entries:
                lines.append(f"  {name.to(lang)}")
                lines += [f"    {text.to(lang)}" for text in said if text.to(lang)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.to("en")


def memo(before: Policy, after: Policy) -> Memo:
    """The memorandum on what ``after`` changes in ``before``."""
    changed = [path for path in after.series_paths() if _new_values(before, after, path)]
    parts = {
        "lost": tuple(_lost(before, after, changed)),
        "gained": tuple(_gained(before, after, changed)),
        "rules": tuple(_editions(before, after)),
        "numbers": tuple(_numbers(before, after, changed)),
        "unsourced": tuple(_unsourced(before, after, changed)),
    }
    chapters = tuple((HEADS[key], entries) for key, entries in parts.items() if entries)
    names = before.packs[-1].title, after.packs[-1].title
    count = sum(len(entries) for _, entries in chapters)
    title = Text(
        zh=f"备忘：由《{names[0].zh}》到《{names[1].zh}》，{count} 项不同" if count else "规则没有差异",
        en=f"Memorandum: from “{names[0].en}” to “{names[1].en}”, {count} rules differ"
        if count
        else "no rule differs",
    )
    return Memo(title, chapters)


def _new_values(before: Policy, after: Policy, path: str) -> list[DatedValue]:
    known = before.series(path).values if path in before.series_paths() else ()
    old = {value.since: (value.value, value.references) for value in known}
    return [
        value
        for value in after.series(path).values
        if old.get(value.since) != (value.value, value.references)
    ]


def _is_basis(path: str) -> bool:
    return path.startswith("bases/")


def _had(after: Policy, path: str, day: date) -> DatedValue | None:
    """The last value before that day."""
    held = [each for each in after.series(path).values if each.since < day and each.value is not None]
    return held[-1] if held else None


def _lost(before: Policy, after: Policy, changed: list[str]) -> Iterator[Entry]:
    for path in filter(_is_basis, changed):
        for value in _new_values(before, after, path):
            had = _had(after, path, value.since)
            if value.value is not None or had is None:
                continue
            law, old = value.reference.text, had.reference.text
            said = [
                Text(
                    zh=f"原为：{had.value}（{had.since} 起，{old.zh}）。",
                    en=f"Was: {had.value} (since {had.since}, {old.en}).",
                ),
                Text(
                    zh=f"自 {value.since} 起不再有：{law.zh}。",
                    en=f"No longer since {value.since}: {law.en}.",
                ),
            ]
            if value.note:
                said.append(Text(zh="", en=value.note))
            used = tuple(_users(after, path))
            if used:
                said.append(
                    Text(
                        zh=f"涉及：{'；'.join(used)}。",
                        en=f"Rests on it, and is refused from then on: {'; '.join(used)}.",
                    )
                )
            yield after.series(path).title, tuple(said)


def _gained(before: Policy, after: Policy, changed: list[str]) -> Iterator[Entry]:
    for path in filter(_is_basis, changed):
        said = []
        for value in _new_values(before, after, path):
            if value.value is not None:
                had, law = _had(after, path, value.since), value.reference.text
                was = Text(zh=f"原为：{had.value}；", en=f"was: {had.value}; ") if had else Text(zh="", en="")
                said.append(
                    Text(
                        zh=f"{was.zh}自 {value.since} 起：{value.value}（{law.zh}）。",
                        en=f"{was.en}since {value.since}: {value.value} ({law.en}).",
                    )
                )
        if said:
            yield after.series(path).title, tuple(said)


def _users(policy: Policy, path: str) -> Iterator[str]:
    """The steps and rungs that rest on the rule."""
    for edition in policy.editions("workflows"):
        workflow: Workflow = edition.value
        events = dict.fromkeys(one.event for one in workflow.transitions if path in bases_named(one))
        if events:
            yield f"{edition.name}@{edition.since} {', '.join(events)}"
    for edition in policy.editions("ladders"):
        ladder: Ladder = edition.value
        rungs = [name for name, rung in ladder.ascending if rung.rule == path]
        if rungs:
            yield f"ladders/{edition.name}@{edition.since} {', '.join(rungs)}"


def _editions(before: Policy, after: Policy) -> Iterator[Entry]:
    known = {(each.path, each.since): each for kind in before.kinds() for each in before.editions(kind)}
    for kind in after.kinds():
        for edition in after.editions(kind):
            was = known.get((edition.path, edition.since))
            if was is not None and was.digest == edition.digest:
                continue
            yield edition.title, tuple(_edition(after, edition, was))


def _edition(policy: Policy, edition: Edition[Any], amended: Edition[Any] | None) -> Iterator[Text]:
    law = Text(
        zh="；".join(each.text.zh for each in edition.references),
        en="; ".join(each.text.en for each in edition.references),
    )
    earlier = [each for each in policy.editions(edition.kind, edition.name) if each.since < edition.since]
    place = edition.path
    if amended is not None:
        yield Text(
            zh=f"{place}，{edition.since} 版被修改：{edition.amends}。依据：{law.zh}。",
            en=f"{place}, the edition of {edition.since} is amended: {edition.amends}. On: {law.en}.",
        )
    elif earlier:
        yield Text(
            zh=f"{place}，自 {edition.since} 起代替 {earlier[-1].since} 版《{earlier[-1].title.zh}》。依据：{law.zh}。",
            en=f"{place}, from {edition.since} in place of “{earlier[-1].title.en}” of {earlier[-1].since}. On: {law.en}.",
        )
    else:
        yield Text(
            zh=f"{place}，自 {edition.since} 起新设。依据：{law.zh}。",
            en=f"{place}, new from {edition.since}. On: {law.en}.",
        )
    was = amended or (earlier[-1] if earlier else None)
    if was is not None:
        yield from _inside(was.value, edition.value)
    if edition.note:
        yield Text(zh="", en=edition.note)


def _inside(was: object, now: object) -> Iterator[Text]:
    """What comes and goes inside: the steps of a procedure, the rungs of a ladder."""
    if isinstance(was, Workflow) and isinstance(now, Workflow):
        old = {one.event: one.title for one in was.transitions}
        new = {one.event: one.title for one in now.transitions}
        yield from _come_and_gone(old, new, Text(zh="步骤", en="steps"))
        yield from _needs(was, now)
    elif isinstance(was, Ladder) and isinstance(now, Ladder):
        rungs = tuple({name: rung.title for name, rung in each.ascending} for each in (was, now))
        yield from _come_and_gone(rungs[0], rungs[1], Text(zh="档次", en="rungs"))
        gone = [text.zh for name, text in was.findings.items() if name not in now.findings]
        if gone:
            english = ", ".join(text.en for name, text in was.findings.items() if name not in now.findings)
            yield Text(zh=f"不再是事由：{'、'.join(gone)}。", en=f"No longer a ground: {english}.")


def _needs(was: Workflow, now: Workflow) -> Iterator[Text]:
    """What an adverse step asks for now, and did not before."""
    earlier = {one.event: one for one in reversed(was.transitions)}
    said: dict[Text, None] = {}
    for one in now.transitions:
        before = earlier.get(one.event)
        if not one.adverse or before is None:
            continue
        added = [now.fields[name].title for name in one.requires if name not in before.requires]
        if added:
            listed = "、".join(each.zh for each in added), ", ".join(each.en for each in added)
            said[
                Text(
                    zh=f"“{one.title.zh}”另须：{listed[0]}。", en=f"To {one.title.en} now needs: {listed[1]}."
                )
            ] = None
        if one.during is not None and before.during is None:
            name = one.during.workflow
            said[
                Text(
                    zh=f"“{one.title.zh}”只能在“{name}”程序进行中办理。",
                    en=f"To {one.title.en} is possible only while its {name} proceeding is under way.",
                )
            ] = None
    return iter(said)


def _come_and_gone(old: dict[str, Text], new: dict[str, Text], what: Text) -> Iterator[Text]:
    for names, source, zh, en in (
        ([name for name in new if name not in old], new, "增加", "New"),
        ([name for name in old if name not in new], old, "取消", "Gone"),
    ):
        if names:
            listed = (
                "、".join(source[name].zh for name in names),
                ", ".join(source[name].en for name in names),
            )
            yield Text(zh=f"{zh}{what.zh}：{listed[0]}。", en=f"{en} {what.en}: {listed[1]}.")


def _numbers(before: Policy, after: Policy, changed: list[str]) -> Iterator[Entry]:
    for path in changed:
        values = [each for each in _new_values(before, after, path) if each.value is not None]
        if _is_basis(path) or not values:
            continue
        said = []
        for value in values:
            had, law = _had(after, path, value.since), value.reference.text
            was, now = (None if had is None else _counted(after, path, had)), _counted(after, path, value)
            zh = now.zh if was is None else f"仍为{now.zh}" if was == now else f"{was.zh} → {now.zh}"
            en = now.en if was is None else f"still {now.en}" if was == now else f"{was.en} → {now.en}"
            said.append(
                Text(zh=f"{zh}，自 {value.since} 起，{law.zh}。", en=f"{en}, since {value.since}, {law.en}.")
            )
        yield after.series(path).title, tuple(said)


def _counted(policy: Policy, path: str, value: DatedValue) -> Text:
    """The value with its unit, as people say it."""
    if isinstance(value.value, bool):
        return Text(zh="是", en="yes") if value.value else Text(zh="否", en="no")
    zh, en = UNITS.get(policy.series(path).unit, ("", ""))
    return Text(zh=f"{value.value}{zh}", en=f"{value.value}{en}")


def _unsourced(before: Policy, after: Policy, changed: list[str]) -> Iterator[Entry]:
    for path in changed:
        for value in _new_values(before, after, path):
            if value.value is None and (not _is_basis(path) or _had(after, path, value.since) is None):
                note = value.note or ""
                yield (
                    after.series(path).title,
                    (Text(zh=f"{path}（{value.since}）：{note}", en=f"{path} ({value.since}): {note}"),),
                )
