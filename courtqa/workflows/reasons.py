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
            en="in state {state!r} there is no step {event!r}; it may be taken when it is: {sources}",
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
            zh="须由{rule}有此职务的人员办理；{actor}所在单位：{units}；事项所属单位：{unit}",
            en="this needs such an office in {rule}; {actor} serves in {units}, the matter belongs to {unit}",
        ),
        "wrong_level": Text(
            zh="{actor}任职的单位不属于本步骤要求的层级（{levels}）",
            en="{actor} holds no office at the level that this step asks for ({levels})",
        ),
        "not_delegable": Text(
            zh="“{event}”不得委托他人办理", en="{event!r} may not be done on behalf of another"
        ),
        "not_delegated": Text(
            zh="{holder}没有就“{event}”向{actor}出具有效的委托",
            en="no delegation in force lets {actor} do {event!r} for {holder}",
        ),
        "delegate_without_office": Text(
            zh="受托人{actor}在 {on} 没有法院职务",
            en="{actor}, who acts for another, holds no office of the court on {on}",
        ),
        "same_person": Text(
            zh="{actor}已办理过{events}，不得再办理本步骤",
            en="{actor} already did {events} and may not do this too",
        ),
        "same_person_above": Text(
            zh="{actor}参与了“{workflow}”的{events}，本程序由此而来，不得再办理本步骤",
            en="{actor} took part in {events} of the {workflow!r} that led to this, and may not do this too",
        ),
        "not_same_person": Text(
            zh="须由办理过{events}的人办理，{actor}没有办理过",
            en="only who did {events} may do this; {actor} did not",
        ),
        "subject_of_it": Text(
            zh="{actor}是本事项的当事人", en="{actor} is a person this proceeding is about"
        ),
        "related": Text(
            zh="{actor}与当事人 {other} 有应当回避的关系（{kind}）",
            en="{actor} is related ({kind}) to {other}, whom this proceeding is about",
        ),
        "not_signed": Text(
            zh="“{event}”须由 {actor} 以本人密钥签名",
            en="{event!r} needs the signature of {actor} by their own key",
        ),
        "recused": Text(zh="{actor}已回避", en="{actor} is recused from this proceeding"),
        "sealed_record": Text(
            zh="{proceeding} 已封存：措施已经结束。查阅须写明“{field}”",
            en="{proceeding} is sealed: the measure is over. To look at it, state {field}",
        ),
        "not_for_sealed": Text(
            zh="{actor}不是“{title}”的承办职务，也不是本人，不得查阅已封存的案卷",
            en="{actor} holds no office of {title} and is not the person concerned: the sealed record stays closed",
        ),
        "may_not_recuse": Text(
            zh="{actor}不得使{person}回避：须由本人、当事人或者{roles}提出",
            en="{actor} may not take {person} out: only {person} themself, a party, or {roles} may",
        ),
        "unknown_person": Text(
            zh="“{field}”（{name}）：没有登记“{person}”{hint}",
            en="{field} ({name}): nobody is known as {person!r}{hint}",
        ),
        "nearly_known": Text(
            zh="“{field}”（{name}）：没有登记“{person}”，与已登记的“{near}”相近；确系院外人员的，请另取编号",
            en="{field} ({name}): nobody is known as {person!r}, and {near!r} is; "
            "someone from outside needs an id that can't be taken for it",
        ),
        "already_recused": Text(zh="{actor}已经回避", en="{actor} is already recused"),
        "machine_may_not": Text(
            zh="系统账号不得作出不利于个人的决定，也不得代他人办理",
            en="a machine may not take a step that is adverse to a person, nor act for anyone",
        ),
        "only_the_clock": Text(
            zh="“{event}”由期限届满或所待事项办结自行引起，不由人员办理",
            en="{event!r} happens by itself, when its deadline lapses or what it waits for is done",
        ),
        "missing_data": Text(zh="缺少“{field}”（{name}）", en="{field} ({name}) is missing"),
        "unknown_data": Text(zh="本步骤不接收“{name}”{hint}", en="this step takes no datum {name!r}{hint}"),
        "wrong_type": Text(zh="“{field}”（{name}）{found}", en="{field} ({name}) {found}"),
        "not_that_name": Text(
            zh="“{field}”（{name}）没有“{value}”；是否指 {near}？",
            en="{field} ({name}): there is no {value!r}; did you mean {near}?",
        ),
        "not_a_choice": Text(
            zh="“{field}”（{name}）不能是“{value}”；可选：{choices}",
            en="{field} ({name}) cannot be {value!r}; choices: {choices}",
        ),
        "guard_failed": Text(zh="{why}", en="{why}"),
        "check_failed": Text(
            zh="“{check}”无法核查（{error}），不予办理", en="{check} could not be checked ({error}), so: no"
        ),
        "version_not_read": Text(
            zh="“{event}”不利于个人，须写明所阅案卷的版本（expect={version}，现为第 {version} 版）",
            en="{event!r} is adverse to a person: say which version of it you read; "
            "it is now at version {version} (expect={version})",
        ),
        "not_flagged": Text(
            zh="第 {seq} 号记录没有待复查的标记", en="no. {seq} is not flagged to be looked at again"
        ),
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
        "children_not_done": Text(
            zh="须待{workflows}办结 {needed} 件，现办结 {done} 件",
            en="this waits for {workflows}: {needed} must be closed, {done} are",
        ),
        "outside_milestone": Text(
            zh="只能在{relation}“{workflow}”处于“{states}”时办理",
            en="this may be done only while {relation}, {workflow}, is {states}",
        ),
        "extension_too_long": Text(
            zh="期限“{deadline}”一次最多延长 {most}，不能延长 {by}",
            en="the deadline {deadline!r} may be extended by 1 to {most} at a time, not by {by}",
        ),
        "not_a_period": Text(
            zh="{since} 至 {until} 不是一段时间",
            en="{since} to {until} is no period: it ends before it begins",
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
