"""The fixed words of the report, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from courtqa.evaluation.headings import headings
from courtqa.text import Text

__all__ = ["WORDS", "named_for", "words_for"]


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
    "skip": _t("跳到摘要", "Skip to the summary"),
    "assessors": _t("四步评定", "What people made of the grades"),
    "assessors_note": _t(
        "计算等级旁为各步骤评定的等级；“≠”为与计算等级不同，须有理由。计算等级不因此改变。",
        "Beside the computed grade the grade that each step gave; ≠ departs from the computed one, with reasons. The "
        "computed grade is never changed.",
    ),
    "not_assessed": _t("尚无人评定。", "Nobody has assessed yet."),
    "computed": _t("计算等级", "computed"),
    "mix": _t("案件构成", "Mix of cases"),
    "mix_note": _t(
        "各部门按自身案件构成应有的件数与实际件数之比；1 为与构成相符，区间为 95%。",
        "What each division has over what its own mix of cases would give; 1 is as its mix. Intervals are 95 %.",
    ),
    "no_mix": _t("记录中没有可分层的列。", "The records lack the columns that a mix is made of."),
    "worth": _t("数字的可信程度", "What the figures are worth"),
    "worth_note": _t(
        "空心为原值，实心为考虑偶然之后的估计：案件越少，越向同类平均靠拢。ρ 为各单位差异中真实的部分。",
        "Open: the raw figure. Full: what it is worth once chance is allowed for; the fewer the cases, the closer to "
        "the mean of the peers. ρ is the part of the spread that is real.",
    ),
    "sensitivity": _t("换一种权重会怎样", "If the weights were others"),
    "sensitivity_note": _t(
        "随机权重下各部门占据各位次的频率（%），剔除一项指标后的位次，以及位次变动由哪项指标引起。不作任何决定之用。",
        "How often each division holds each place (%) under random weights, places with one indicator left out, and "
        "which indicator moves the order. Nothing is decided by it.",
    ),
    "months": _t("逐月", "Month by month"),
    "months_note": _t(
        "全院逐月数字与其自身常态；虚线为基准期算出的控制限，菱形为超限，方形为长链。控制限不自动重算。",
        "The court's months against their own ordinary course. Dashed: limits of the baseline; diamonds lie beyond "
        "them, squares are long runs on one side. Limits are never moved.",
    ),
    "gaming": _t("数据失真检验", "Is anybody gaming the figures?"),
    "gaming_note": _t(
        "颜色越深越异常，圆点为标记。标记只提示查阅案卷，不证明任何人作假。",
        "The darker, the stranger; a dot is a flag. A flag asks for a look at the files and proves nothing.",
    ),
    "vetoes": _t("一票否决前后", "With and without vetoes"),
    "veto_note": _t(
        "一票否决是另行作出、说明理由、可以申诉的决定；得分不因此改变。",
        "A veto is a separate decision with reasons, open to review. It never changes a score.",
    ),
    "no_veto": _t("本期没有生效的一票否决。", "No veto is in force this period."),
    "place_without": _t("未计否决的位次", "place without it"),
    "place_with": _t("计入否决的位次", "place with it"),
    "effect": _t("效果", "effect"),
    "judges": _t("法官", "Judge by judge"),
    "judge_note": _t(
        "只列数字与件数，不给等级，不排位次：一名法官一年的事件太少。右侧横条为 95% 区间，竖线为本庭水平；◆ 为考虑全部法官之后仍与本庭不同。",
        "Figures and counts only; no grade and no place: a judge has too few events in a year. The bar is the 95 % "
        "interval, the stroke the division's figure; ◆ differs from the division once all judges are counted.",
    ),
    "division": _t("本庭", "division"),
    "bar": _t("95% 区间与本庭", "95 % interval and division"),
    "p_division": _t("与本庭比较的 p 值", "p against the division"),
    "few": _t("案件少于最小样本量", "fewer cases than the minimum"),
    "left_out": _t("无数据：", "No figures: "),
    "behind": _t("数字背后的案件", "the cases behind the figures"),
    "definitions": _t("指标定义", "What each figure counts"),
    "numerator": _t("分子", "numerator"),
    "denominator": _t("分母", "denominator"),
    "direction": _t("方向", "direction"),
    "whole": _t("全院", "whole court"),
    "cases": _t("件", "cases"),
    "crude": _t("原始", "as it is"),
    "observed": _t("实际", "observed"),
    "expected": _t("应有", "expected"),
    "ratio": _t("比值", "ratio"),
    "interval95": _t("95% 区间", "95 % interval"),
    "standardised": _t("标准化", "standardised"),
    "raw": _t("原值", "raw"),
    "shrunk": _t("估计", "worth"),
    "month": _t("月份", "month"),
    "limits": _t("控制限", "limits"),
    "signal": _t("信号", "signal"),
    "test": _t("检验", "test"),
    "flagged": _t("标记", "flag"),
    "unit_or_indicator": _t("部门 / 指标", "division or indicator"),
    "not_recorded": _t(
        "未记录（数据缺少所需的列或表），未列出：",
        "Not recorded (the records lack what it needs), not shown: ",
    ),
    "not_ranked": _t(
        "没有显示位次，因而没有随权重变动之说。",
        "No order is shown, so there is none that other weights could move.",
    ),
    "cohorts": _t("同一时点的结案批次", "Cohorts of closings at the same age"),
    "cohorts_note": _t(
        "上文的发改等按事件发生日计入本期，多属以前年度所结案件。此处改看本期所结案件到数据截止日为止的后续结果，与上年所结案件"
        "在上年同一时点的情形比较；最右列为上年批次至今的情形，可见还有多少结果尚未到来。",
        "Above, reversals and the like count on the day they happen, and most go back to earlier closings. Here the cases "
        "closed in the period are followed up to the day of the records, beside last year's as they stood a year before. "
        "The last column is what last year's came to since: as much is still to come.",
    ),
    "cohort_now": _t("本期批次", "this cohort"),
    "cohort_before": _t("上年批次同一时点", "last year's at the same age"),
    "cohort_since": _t("上年批次至今", "last year's by now"),
    "first_places": _t("首几处", "first places"),
}


def words_for(by: str) -> Mapping[str, Text]:
    """The words of a report whose units stand in that column: 法官 and judge in the place of 部门 and division."""
    return {key: named_for(by, text) if key != "judge_note" else text for key, text in WORDS.items()}


def named_for(by: str, text: Text) -> Text:
    """A text that speaks of divisions, speaking of the units that the column holds.

    >>> named_for("judge", Text(zh="各部门等级", en="Grades of the divisions")).zh
    '各法官等级'
    """
    if by == "division":
        return text
    known = headings().get(by)
    title = {"judge": Text(zh="法官", en="judge")}.get(by) or (
        known.title if known else Text(zh="单位", en="unit")
    )
    upper = title.en[:1].upper() + title.en[1:]
    en = text.en.replace("division", title.en).replace("Division", upper)
    return Text(zh=text.zh.replace("部门", title.zh), en=en)
