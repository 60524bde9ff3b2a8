"""The sentences of refusals. Codes are stable and for programs, the sentences for people."""

from __future__ import annotations

from types import MappingProxyType

from courtqa.text import Text
from courtqa.workflows.records import Reason

__all__ = ["CODES", "SENTENCES", "reason"]

SENTENCES = MappingProxyType(
    {
        "no_such_event": Text(
            zh="{workflow}中没有“{event}”这一步骤{hint}", en="{workflow} has no step {event!r}{hint}"
        ),
        "wrong_state": Text(
            zh="当前为“{state}”，不能办理“{event}”；该步骤须在“{sources}”时办理",
            en="in state {state!r} there is no step {event!r}; it may be taken in {sources}",
        ),
        "closed": Text(
            zh="已于“{state}”终结，不再办理", en="closed as {state!r}; nothing more may be recorded"
        ),
        "wrong_day": Text(
            zh="{on} 不能作为生效日：须在上一步骤的 {earliest} 与记录当日 {latest} 之间",
            en="{on} cannot be its day: it must lie between {earliest}, the day of the last step, "
            "and {latest}, the day of recording",
        ),
        "role_missing": Text(
            zh="须由{roles}办理，{actor}不具有该职务", en="only {roles} may do this; {actor} is none"
        ),
        "not_in_tenure": Text(
            zh="{actor}在 {on} 不在{roles}任期内", en="{actor} does not hold the office of {roles} on {on}"
        ),
        "wrong_unit": Text(
            zh="须由{rule}人员办理；{actor}所在单位：{units}；事项所属单位：{unit}",
            en="only someone of {rule} may do this; {actor} serves in {units}, the matter belongs to {unit}",
        ),
        "same_person": Text(
            zh="{actor}已办理过“{event}”，不得再办理本步骤",
            en="{actor} already did {event!r} and may not do this too",
        ),
        "not_same_person": Text(
            zh="须由办理过{events}的人办理，{actor}没有办理过",
            en="only who did {events} may do this; {actor} did not",
        ),
        "subject_of_it": Text(
            zh="{actor}是本事项的当事人", en="{actor} is a person this proceeding is about"
        ),
        "recused": Text(zh="{actor}已回避", en="{actor} is recused from this proceeding"),
        "already_recused": Text(zh="{actor}已经回避", en="{actor} is already recused"),
        "machine_may_not": Text(
            zh="系统账号不得作出不利于个人的决定",
            en="a machine may not take a step that is adverse to a person",
        ),
        "only_the_clock": Text(
            zh="“{event}”只能由期限届满引起", en="{event!r} happens only when its deadline lapses"
        ),
        "missing_data": Text(zh="缺少“{field}”（{name}）", en="{field} ({name}) is missing"),
        "unknown_data": Text(zh="本步骤不接收“{name}”{hint}", en="this step takes no datum {name!r}{hint}"),
        "wrong_type": Text(zh="“{field}”（{name}）{found}", en="{field} ({name}) {found}"),
        "not_a_choice": Text(
            zh="“{field}”（{name}）不能是“{value}”；可选：{choices}",
            en="{field} ({name}) cannot be {value!r}; choices: {choices}",
        ),
        "guard_failed": Text(zh="{why}", en="{why}"),
        "no_quorum": Text(zh="{why}", en="{why}"),
        "not_heard_before": Text(zh="此前须已办理“{event}”", en="{event} must have happened before"),
        "already_approved": Text(
            zh="{actor}已就同一请求表示同意", en="{actor} already approved this same request"
        ),
        "not_open_by": Text(
            zh="须由{roles}立案，{actor}不具有该职务", en="only {roles} may open this; {actor} is none"
        ),
        "wrong_subject": Text(
            zh="{workflow}的对象须为 {expected}，不能是 {found}",
            en="{workflow} is about a {expected}, not a {found}",
        ),
        "series_not_in_force": Text(zh="{why}", en="{why}"),
        "calendar_unknown": Text(zh="{why}", en="{why}"),
        "ambiguous": Text(
            zh="“{event}”有 {count} 种办理方式同时成立，流程定义有误",
            en="{count} ways of {event!r} hold at once; the definition is at fault",
        ),
        "clock_not_running": Text(
            zh="期限“{deadline}”没有在计算中", en="the deadline {deadline!r} is not running"
        ),
        "no_extension_left": Text(
            zh="期限“{deadline}”已延长 {count} 次，不得再延长",
            en="the deadline {deadline!r} was already extended {count} time(s) and may not be again",
        ),
        "lapse_comes_first": Text(
            zh="期限“{deadline}”已于 {due} 届满，须先记录届满的后果",
            en="the deadline {deadline!r} ended on {due}; what follows from that must be recorded first",
        ),
        "not_lapsed": Text(
            zh="期限“{deadline}”于 {due} 届满，尚未经过",
            en="the deadline {deadline!r} ends on {due} and has not passed",
        ),
    }
)

CODES: frozenset[str] = frozenset(SENTENCES)


def reason(code: str, rule: str | None = None, /, **facts: object) -> Reason:
    """The reason with its sentence filled in; facts that are texts are put in their own language."""
    sentence = SENTENCES[code]
    zh = {name: fact.zh if isinstance(fact, Text) else fact for name, fact in facts.items()}
    en = {name: fact.en if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return Reason(code, Text(zh=sentence.zh.format(**zh), en=sentence.en.format(**en)), rule)
