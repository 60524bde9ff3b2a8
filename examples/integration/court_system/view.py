"""What the pages say: their words in two languages, and a proceeding as a reader wants to see it."""

from __future__ import annotations

from typing import Any

from court_system.desk import Desk
from court_system.forms import entries
from courtqa.workflows import plan_of

WORDS: dict[str, tuple[str, str]] = {
    "system": ("案件管理系统", "Case system"),
    "login": ("登录", "Log in"),
    "logout": ("退出", "Log out"),
    "name": ("用户名", "Name"),
    "password": ("密码", "Password"),
    "bad_login": ("用户名或密码不正确", "Unknown name or wrong password"),
    "bad_day": ("日期须写作 2008-09-18", "Write the day as 2008-09-18"),
    "worklist": ("待办事项", "Waiting for you"),
    "nothing": ("没有待办事项。", "Nothing waits for you."),
    "lawsuits": ("案件", "Lawsuits"),
    "number": ("案号", "Number"),
    "case": ("案由", "Case"),
    "division": ("审判庭", "Division"),
    "outcome": ("二审结果", "On appeal"),
    "review": ("评查", "Review"),
    "matter": ("事项", "Matter"),
    "state": ("状态", "State"),
    "due": ("期限", "Due"),
    "colon": ("：", ": "),
    "late": ("已逾期", "late"),
    "by": ("截止", "by"),
    "enter_reversal": ("登记改判或发回", "Enter a reversal"),
    "received_on": ("收到裁判文书日", "Judgment received on"),
    "reversed": ("改判", "reversed"),
    "partly_reversed": ("部分改判", "reversed in part"),
    "remanded": ("发回重审", "remanded"),
    "choose": ("请选择", "choose"),
    "record": ("办理", "Record"),
    "you_may": ("您可以办理", "What you may do"),
    "you_may_not": ("目前不能办理的步骤及理由", "What you may not do now, and why"),
    "none_may": ("您目前没有可以办理的步骤。", "There is no step for you now."),
    "trail": ("办理记录", "What was done"),
    "day": ("日期", "Day"),
    "step": ("步骤", "Step"),
    "who": ("办理人", "By"),
    "required": ("必填", "required"),
    "reason": ("理由", "Reason"),
    "back": ("返回待办", "Back to the list"),
    "refused": ("未能办理", "Not done"),
    "closed": ("已终结", "closed"),
    "other_language": ("English", "中文"),
    "skip": ("跳到正文", "Skip to the content"),
    "about": ("涉及", "About"),
    "done": ("已办理", "Done"),
    "as_number": ("记录号", "recorded as number"),
    "log_in_again": (
        "登录已过期，请重新登录；刚才的内容没有提交。",
        "Your session is over: log in again. Nothing was sent.",
    ),
    "sent_before": (
        "这份表单此前已提交，当时的内容已记录在案，此次未再记录；请查看下方办理记录。",
        "This form was sent before, and what it said then is on record. Nothing was recorded now: see what was done.",
    ),
    "unsent": ("您填写的内容（未记录）", "What you wrote (not recorded)"),
    "amiss": ("出错了", "Something is amiss"),
    "status_404": ("没有这个页面。", "There is no such page."),
    "status_405": (
        "不能这样打开这个页面；请从待办事项进入。",
        "This page can't be opened so: start from the list.",
    ),
    "status_500": (
        "系统出错；请返回重试，同一表单不会重复记录。",
        "A mistake of ours. Go back and try again: the same form is never recorded twice.",
    ),
}


def words(lang: str) -> dict[str, str]:
    """The words of the pages in that language."""
    return {key: texts[0 if lang == "zh" else 1] for key, texts in WORDS.items()}


def proceeding(desk: Desk, id: str, lang: str, *, done: str | None = None) -> dict[str, Any]:
    """Everything that the page of a proceeding shows; ``done`` is the number of an event just recorded."""
    docket = desk.docket
    found = docket.reader(desk.actor).proceeding(id)  # what is sealed stays closed
    plan = plan_of(docket.policy, found.workflow, on=found.edition)
    names = {one.id: one.name for one in docket.people.all()}
    steps = docket.allowed(found, by=desk.actor)
    trail = docket.trail(found)
    fresh = [event for event in trail if str(event.seq) == done and event.actor == desk.actor.id]
    return {
        "done": [(getattr(plan.event_title(event.transition), lang), event.seq) for event in fresh],
        "found": found,
        "title": getattr(plan.workflow.title, lang),
        "state": getattr(plan.workflow.states[found.state].title, lang),
        "clocks": [
            {
                "title": getattr(plan.workflow.deadlines[clock.name].title, lang),
                "due": clock.due,
                "late": clock.suspended_on is None and clock.due < desk.today,
                "why": getattr(docket.explain_deadline(found, clock.name), lang),
            }
            for clock in found.clocks
        ],
        "open": [
            {
                "event": one.event,
                "title": getattr(one.title, lang),
                "entries": entries(plan, found.state, one.event),
            }
            for one in steps
            if one
        ],
        "shut": [
            {
                "title": getattr(one.title, lang),
                "why": [getattr(reason.text, lang) for reason in one.refusal.reasons],
            }
            for one in steps
            if one.refusal is not None
        ],
        "trail": [
            {
                "seq": event.seq,
                "on": event.effective_on,
                "title": getattr(plan.event_title(event.transition), lang),
                "who": names.get(event.actor, event.actor),
                "late": bool(event.payload.get("late")),
            }
            for event in trail
        ],
    }
