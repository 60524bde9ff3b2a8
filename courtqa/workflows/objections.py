"""The name of a migration, and the sentences of what stands against it. Codes are stable and for programs."""

from __future__ import annotations

from collections.abc import Mapping

from courtqa.text import Text
from courtqa.workflows.records import Reason

__all__ = ["MIGRATED", "objection"]

MIGRATED = "migrated"  # the name under which a move stands in the history

_SENTENCES: Mapping[str, Text] = {
    "not_this_workflow": Text(
        zh="不能由{old}迁移到{new}：不是同一程序", en="{old} cannot become {new}: another workflow"
    ),
    "no_such_state": Text(zh="{edition}没有状态“{state}”", en="{edition} has no state {state!r}"),
    "unmapped": Text(
        zh="有{count}件处于“{state}”，新版本没有对应的状态",
        en="nothing is said of {count} in state {state!r}",
    ),
    "ends_it": Text(
        zh="“{state}”未终结，不得迁移到终结状态“{target}”",
        en="{state!r} is not the end: it may not become {target!r}, which is",
    ),
    "not_of_this_plan": Text(
        zh="案卷依据的版本或现状不在迁移方案之内", en="its edition or its state is not one of this plan"
    ),
    "two_persons": Text(
        zh="迁移须由两名有权人员分别同意", en="a migration needs two distinct authorised persons"
    ),
    "not_authorised": Text(
        zh="{actor}在{on}无权办理迁移（须为：{roles}）",
        en="{actor} holds no office on {on} that may migrate ({roles})",
    ),
    "ends_earlier": Text(
        zh="“{deadline}”将由{before}提前至{after}", en="{deadline!r} would end on {after} instead of {before}"
    ),
    "data_lost": Text(
        zh="新版本没有同类事项“{name}”，已记内容将丢失",
        en="the new edition has no datum {name!r} of that kind",
    ),
    "hearing_dropped": Text(
        zh="“{event}”之前须有“{hearing}”，新版本取消了",
        en="{hearing!r} would no longer come before {event!r}",
    ),
    "remedy_dropped": Text(
        zh="对“{event}”的救济（{remedy}）被取消", en="the remedy against {event!r} ({remedy}) would be gone"
    ),
    "step_of_the_person_dropped": Text(
        zh="当事人的步骤“{event}”被取消", en="the person concerned could no longer {event!r}"
    ),
    "adverse_step_added": Text(
        zh="对已开始的程序新增不利步骤“{event}”",
        en="{event!r}, adverse to a person, is new to what is under way",
    ),
    "never_heard": Text(
        zh="“{event}”之前须有“{hearing}”，迁移后不可能再有",
        en="{event!r} asks for {hearing!r}, which could not happen after the move",
    ),
    "deadline_dropped": Text(
        zh="“{state}”的期限“{deadline}”被取消", en="the deadline {deadline!r} of {state!r} would be gone"
    ),
    "deadline_shortened": Text(
        zh="“{state}”的期限由{before}日缩短为{after}日（以{on}起算）",
        en="the deadline of {state!r} would shrink from {before} to {after} days (counted from {on})",
    ),
    "missing_facts": Text(
        zh="步骤“{event}”的条件要看“{field}”，迁移后无从填入",
        en="a condition of {event!r} looks at {field!r}, which could not be brought after the move",
    ),
}


def objection(code: str, **facts: object) -> Reason:
    """The reason with that code, its sentence filled with the facts."""
    sentence = _SENTENCES[code]
    zh = {key: value.zh if isinstance(value, Text) else value for key, value in facts.items()}
    en = {key: value.en if isinstance(value, Text) else value for key, value in facts.items()}
    return Reason(code, Text(zh=sentence.zh.format(**zh), en=sentence.en.format(**en)))
