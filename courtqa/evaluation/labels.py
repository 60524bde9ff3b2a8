"""Headings and names for display: stable English columns for programs, a reader's own language on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from courtqa.text import Lang, Text

__all__ = ["HEADINGS", "labelled"]

HEADINGS: dict[str, str] = {
    "unit": "单位",
    "indicator": "指标",
    "period": "统计期",
    "numerator": "分子",
    "denominator": "分母",
    "value": "值",
    "n": "案件数",
    "before_numerator": "上年同期分子",
    "before_denominator": "上年同期分母",
    "before_value": "上年同期值",
    "before_n": "上年同期案件数",
    "change": "变化",
    "change_kind": "变化类型",
    "grade": "等级",
    "detail": "说明",
    "effect": "效应",
    "low": "区间下限",
    "high": "区间上限",
    "p": "p值",
    "p_adjusted": "校正p值",
    "method": "方法",
    "basis": "依据",
    "weight": "权重",
    "flags": "标记",
    "as_of": "数据截至",
    "status": "性质",
    "edition": "规则版本",
    "policy_digest": "规则摘要",
    "group": "比较组",
    "score": "得分",
    "error": "标准误",
    "place": "位次",
    "place_low": "最好可能位次",
    "place_high": "最差可能位次",
    "tier": "档",
    "contribution": "贡献",
    "rankability": "可排序度",
    "showing": "是否显示位次",
    "veto": "一票否决",
    "events": "件数",
    "size": "规模",
    "target": "目标值",
    "inner_low": "内控制下限",
    "inner_high": "内控制上限",
    "outer_low": "外控制下限",
    "outer_high": "外控制上限",
    "z": "z值",
    "side": "方向",
    "phi": "离散系数φ",
    "tau2": "单位间方差τ²",
    "units": "单位数",
    "raw": "原值",
    "shrunk": "收缩值",
    "mean": "先验均值",
    "model": "模型",
    "crude": "原始率",
    "observed": "实际",
    "expected": "预期",
    "ratio": "实际/预期",
    "standardised": "标准化率",
    "run": "方案",
    "base_score": "原得分",
    "base_place": "原位次",
    "share": "比例",
    "first": "单独",
    "total": "连同交互",
    "centre": "中心线",
    "beyond": "超限",
    "baseline": "基准期",
    "test": "检验",
    "flagged": "标记",
    "candidate": "候选人",
    "standing": "结果",
    "chance": "重复考评入围概率",
    "by_tie_break": "同分区分依据",
    "check": "核对",
    "left": "左式",
    "left_value": "左值",
    "right": "右式",
    "right_value": "右值",
    "gap": "相差",
    "relative": "相对差",
    "least_gap": "最小差",
    "tolerance": "允许误差",
    "verdict": "结论",
    "code": "代码",
    "defect": "问题",
    "column": "列",
    "count": "数量",
    "rejected": "未采用行数",
    "level": "置信水平",
    "places": "可能位次",
    "unit_en": "单位（英文）",
    "warning": "提示",
    "band_low": "合理区间下限",
    "band_high": "合理区间上限",
    "cases": "件数",
    "load": "折合件数",
    "judges": "法官数",
    "balanced_judges": "均衡法官数",
    "person": "人员",
    "rule": "规则",
    "held": "现任",
    "to": "拟任",
    "proposed": "是否建议",
    "grounds_met": "已具备的理由",
    "grounds": "理由数",
    "age_days": "期末后天数",
    "since_numerator": "上年批次至今分子",
    "since_value": "上年批次至今值",
    "other_grade": "另一等级",
    "other_score": "另一得分",
    "other_places": "另一可能位次",
    "other_place": "另一位次",
}
"""What a column is called in Chinese."""


def labelled(
    frame: pl.DataFrame, labels: Lang | None, **texts: Mapping[Any, Text] | Mapping[Any, str]
) -> pl.DataFrame:
    """The table for display: the values of the named columns in words, and in Chinese the headings too.

    Without ``labels`` the table stays as it is. A value of which no words are known stays as it is.
    """
    if labels is None:
        return frame
    for column, known in texts.items():
        if column in frame.columns:
            words = {key: text.to(labels) if isinstance(text, Text) else text for key, text in known.items()}
            frame = frame.with_columns(pl.col(column).cast(pl.String).replace(words))
    return frame.rename(HEADINGS, strict=False) if labels == "zh" else frame
