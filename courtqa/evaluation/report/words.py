"""The fixed words of the report, in both languages."""

from __future__ import annotations

from courtqa.text import Text

__all__ = ["WORDS"]


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


WORDS: dict[str, Text] = {
    "title": _t("审判绩效评估报告", "Court performance report"),
    "against": _t("与上年同期比较", "against the same period last year"),
    "summary": _t("摘要", "Summary"),
    "headline": _t("全院主要数字", "The court's main figures"),
    "grades": _t("各部门等级", "Grades of the divisions"),
    "slopes": _t("两年对照", "Two years side by side"),
    "ranks": _t("横向排序", "Beside the peers"),
    "funnels": _t("谁明显不同于同类部门", "Who stands out from the peers"),
    "units": _t("各部门详情", "Division by division"),
    "data": _t("数据质量", "The records"),
    "rules": _t("规则与假设", "Rules and assumptions"),
    "provenance": _t("来源", "Provenance"),
    "methods": _t("方法", "Methods"),
    "contents": _t("目录", "Contents"),
    "language": _t("语言", "Language"),
    "table": _t("查看数据表", "the table behind it"),
    "unit": _t("部门", "division"),
    "indicator": _t("指标", "indicator"),
    "before": _t("上年同期", "last year"),
    "after": _t("本期", "this period"),
    "change": _t("变化", "change"),
    "interval": _t("90% 区间", "90 % interval"),
    "p": _t("p 值", "p"),
    "p_adjusted": _t("校正 p 值", "adjusted p"),
    "grade": _t("等级", "grade"),
    "reason": _t("依据", "why"),
    "overall": _t("综合等级", "overall"),
    "weight": _t("权重", "weight"),
    "score": _t("得分", "score"),
    "places": _t("可能的位次", "possible places"),
    "tier": _t("档", "tier"),
    "contributions": _t("得分构成（与平均之差）", "what makes the score (against the mean)"),
    "size": _t("规模", "size"),
    "events": _t("件数", "events"),
    "value": _t("值", "value"),
    "status": _t("状态", "status"),
    "code": _t("代码", "code"),
    "defect": _t("问题", "defect"),
    "count": _t("数量", "count"),
    "rejected": _t("未采用行数", "rows not taken"),
    "column": _t("列", "column"),
    "note": _t("说明", "note"),
    "vertical_weight": _t("纵向权重", "weight against last year"),
    "horizontal_weight": _t("横向权重", "weight beside peers"),
    "thresholds": _t("阈值（略/明显）", "thresholds (slight / strong)"),
    "slope_note": _t(
        "灰线为未证实变化的部门；着色者变化达到阈值且超出偶然。",
        "Grey lines did not provably change; coloured ones changed far enough and by more than chance.",
    ),
    "grade_note": _t(
        "每格为一项指标与上年同期比较的等级。“=”为已证实持平，“·”为未证实变化，空白为数据不足或不评价；无底色者按规则比较，不涉及抽样。p 值为双侧，定级用其单侧的一半。",
        "Each cell grades one indicator against last year. = is shown level, · no change proved, "
        "blank too few cases or not judged. Cells without a ground are facts compared by rule, not samples. "
        "p is two-sided; grades use its one-sided half.",
    ),
    "rank_note": _t(
        "横条为各部门在现有数据下可能的位次，各条合在一起以 95% 把握成立。条形重叠的部门分不出先后。",
        "Each bar spans the places a division may truly hold; all bars together hold with 95 % confidence. "
        "Divisions whose bars overlap cannot be told apart.",
    ),
    "funnel_note": _t(
        "横线为同类合计水平；虚线、实线为 95% 与 99.8% 控制限。线内的差异可由偶然解释。",
        "The level line is the pooled figure; dashed and solid lines are the 95 % and 99.8 % limits. Inside them "
        "chance alone explains a difference.",
    ),
    "assumption_note": _t(
        "原文未规定、由规则包设定的内容。应由本院以覆盖包替换或确认。",
        "What the text leaves open and the pack decides. The court should replace or confirm each in an overlay.",
    ),
    "nothing_stands_out": _t(
        "没有部门的变化在考虑全部比较之后仍超出偶然。",
        "No division's change remains beyond chance once all comparisons are counted.",
    ),
    "no_funnel": _t("没有部门超出控制限。", "No division lies beyond a limit."),
    "no_defects": _t("读取中未发现问题。", "Nothing was found amiss in reading."),
    "not_read": _t(
        "数据以表格形式直接提供，未经读取检查。",
        "The records were handed over as a table and not checked in reading.",
    ),
    "proposal": _t(
        "本报告供审阅。等级由计算得出，须经四个步骤由人评定；不产生任何处分或任免。",
        "For review. Grades are computed and must pass the four steps in which people assess; no sanction or "
        "appointment follows from this page.",
    ),
    "edition": _t("评估版本", "assessment edition"),
    "digest": _t("规则摘要", "policy digest"),
    "source": _t("数据来源", "records"),
    "source_digest": _t("数据摘要", "digest of the records"),
    "as_of": _t("数据截至", "records as of"),
    "unknown": _t("未注明", "not stated"),
    "coverage": _t("数据覆盖", "days covered"),
    "steps": _t("评估步骤", "Steps"),
    "veto": _t("一票否决", "One-vote veto"),
    "cadence": _t("周期", "Cadence"),
    "references": _t("依据原文", "The text it rests on"),
}
