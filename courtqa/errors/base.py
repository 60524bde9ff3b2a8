"""The base of all errors, and what any room may raise."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from courtqa.text import Lang, Text

__all__ = [
    "CourtqaError",
    "MissingExtra",
    "UnknownName",
    "did_you_mean",
]


class CourtqaError(Exception):
    """The base of all errors. ``str(error)`` is English; ``error.text`` has both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self._text = text

    @property
    def text(self) -> Text:
        """The message in both languages."""
        return self._text

    def to(self, lang: Lang) -> str:
        """The message in ``lang``."""
        return self.text.to(lang)


_KINDS = {
    "actor": "人员", "address_books": "通讯录", "assessments": "评估规则", "audience": "受众", "calendar": "日历",
    "calendars": "日历", "candidate": "候选人", "check": "核对", "deadline": "期限", "defect": "问题",
    "distributions": "分发规则", "funnel": "漏斗图", "game": "失真手法", "gaming test": "失真检验", "grade": "等级",
    "ground of a veto": "一票否决事由", "guard": "条件", "indicator": "指标", "indicator set": "指标集",
    "indicator that a panel can share": "可由合议庭分担的指标", "indicator that can be standardised": "可标准化的指标",
    "indicator that can follow a cohort": "可跟踪结案批次的指标", "indicators": "指标集", "ladders": "处分阶梯",
    "layout": "版式", "notices": "公文", "number": "数字", "pack": "规则包", "pack folder": "规则包文件夹",
    "peer group": "比较组", "person": "人员", "proceeding": "程序", "ranked indicator": "参与排序的指标",
    "ranked unit": "参与排序的单位", "report format": "报告格式", "roles": "角色", "rule": "规则", "sensitivity": "敏感性分析",
    "series": "数列", "shrinkage": "收缩估计", "step of the assessment": "评估步骤", "template": "模板", "unit": "单位",
    "unit column": "单位列", "units": "机构", "weighted indicator": "有权重的指标", "weighting": "权重",
    "workflow": "流程", "workflows": "流程",
}  # fmt: skip
"""What a kind of name is called in Chinese; one that is not listed keeps its own word."""


class UnknownName(CourtqaError):
    """A name that the policy does not hold: of a workflow, an indicator, a series, a role …"""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        near = did_you_mean(name, self.known)
        hint_en = f"did you mean {near!r}?" if near else "known: " + (", ".join(self.known) or "none")
        hint_zh = f"是否指“{near}”？" if near else "已有：" + ("、".join(self.known) or "无")
        super().__init__(
            Text(
                zh=f"没有名为“{name}”的{_KINDS.get(kind, f' {kind}')}；{hint_zh}",
                en=f"there is no {kind} named {name!r}; {hint_en}",
            )
        )


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, if any is close."""
    near = get_close_matches(name, list(known), n=1)
    return near[0] if near else None


class MissingExtra(CourtqaError):
    """A library that only some users need is not installed. ``extra`` names what to install."""

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(
            Text(
                zh=f"{what} 需要另装组件：pip install 'courtqa[{extra}]'",
                en=f"{what} needs an extra that is not installed: pip install 'courtqa[{extra}]'",
            )
        )
