"""The summary: what changed, who stands out, and how much of it chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courtqa.evaluation.grading import DETAILS
from courtqa.evaluation.printing import counts_text, p_phrase, value_text
from courtqa.evaluation.report.words import named_for
from courtqa.evaluation.tables import PERSONS
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.evaluation.evaluation_result import Evaluation
    from courtqa.evaluation.indicator import Indicator
    from courtqa.evaluation.vertical_result import Row, Vertical

__all__ = ["headline_cards", "lead", "standing_out"]


def lead(evaluation: Evaluation) -> list[Text]:
    """The paragraphs that a president reads if nothing else."""
    vertical = evaluation.vertical
    if vertical.refusal is not None:
        return [vertical.refusal, *_rule(evaluation)]
    return [_court(vertical), _divisions(evaluation), *_ranks(evaluation)]


def _court(vertical: Vertical) -> Text:
    rows = [row for row in vertical.headline if row.grade is not None]
    good = [row for row in rows if row.grade in {"better", "slightly_better"}]
    bad = [row for row in rows if row.grade in {"worse", "slightly_worse"}]
    rest = len(rows) - len(good) - len(bad)
    unproved = (
        Text(zh=f"，{rest} 项未证实变化", en=f"; for {rest} no change is proved") if rest else Text("", "")
    )
    return Text(
        zh=f"全院 {len(rows)} 项主要数字中，{len(good)} 项向好，{len(bad)} 项向差{unproved.zh}。",
        en=f"Of the court's {len(rows)} main figures {len(good)} got better and {len(bad)} got worse{unproved.en}.",
    )


def _divisions(evaluation: Evaluation) -> Text:
    vertical = evaluation.vertical
    if evaluation.measures.by in PERSONS and not evaluation.assessment.persons:
        alone = DETAILS["one_person"]
        return Text(zh=f"{alone.zh}。", en=f"{alone.en[:1].upper()}{alone.en[1:]}.")
    judged, found = vertical.judged, vertical.not_level
    chance = vertical.expected_not_level
    held = len(vertical.survivors)
    by = evaluation.measures.by
    told = Text(
        zh=f"各部门共作 {judged} 项比较，{found} 项评为有变化；若实际毫无变化，仅凭偶然也会有约 {chance:.0f} 项。"
        f"考虑全部比较后仍成立的有 {held} 项。",
        en=f"{judged} comparisons were made of divisions; {found} are graded as changed. Had nothing changed "
        f"anywhere, chance alone would give about {chance:.0f}. Once all comparisons are counted, {held} still stand.",
    )
    return named_for(by, told)


def _rule(evaluation: Evaluation) -> list[Text]:
    """Why nobody is ranked, or the rule against which somebody asked for it."""
    rule = evaluation.horizontal.withheld or evaluation.horizontal.warning
    return [] if rule is None else [Text(zh=f"{rule.zh}。", en=f"{rule.en[:1].upper()}{rule.en[1:]}.")]


def _ranks(evaluation: Evaluation) -> list[Text]:
    found = _rule(evaluation)
    for peers in evaluation.horizontal.peers.values():
        ranking = peers.composite
        if not ranking.ranked:
            continue
        groups = Text(
            zh=f"数据可分出 {ranking.tiers} 档" if ranking.tiers > 1 else "数据分不出档次",
            en=f"the data tell {ranking.tiers} tiers apart"
            if ranking.tiers > 1
            else "the data tell no tiers apart",
        )
        found.append(
            named_for(
                evaluation.measures.by,
                Text(
                    zh=f"横向比较（{peers.title.zh}，{len(ranking.ranked)} 个部门）：{groups.zh}；{ranking.verdict.zh}。",
                    en=f"Beside their peers ({peers.title.en}, {len(ranking.ranked)} divisions): {groups.en}; "
                    f"{ranking.verdict.en}.",
                ),
            )
        )
    return found


def _figures(row: Row, indicator: Indicator) -> Text:
    """Both figures: as counts where there are counts, else as values."""
    if indicator.unit in {"share", "ratio"}:
        both = f"{counts_text(row.before)} → {counts_text(row.after)}"
        return Text(zh=both, en=both)
    return Text(
        zh=f"{value_text(row.before, indicator, 'zh')} → {value_text(row.after, indicator, 'zh')}",
        en=f"{value_text(row.before, indicator, 'en')} → {value_text(row.after, indicator, 'en')}",
    )


def headline_cards(vertical: Vertical) -> list[dict[str, Any]]:
    """One card for each main figure of the court."""
    cards = []
    for row in vertical.headline:
        indicator = vertical.indicators[row.indicator]
        cards.append(
            {
                "title": indicator.title,
                "change": row.change,
                "before": Text(
                    zh=value_text(row.before, indicator, "zh"), en=value_text(row.before, indicator, "en")
                ),
                "after": Text(
                    zh=value_text(row.after, indicator, "zh"), en=value_text(row.after, indicator, "en")
                ),
                "grade": row.grade or "none",
                "grade_text": vertical.grade_text(row.grade, row.detail),
                "p": "" if row.p is None else p_phrase(row.p),
            }
        )
    return cards


def standing_out(evaluation: Evaluation) -> list[dict[str, Any]]:
    """What remains beyond chance: changes after adjustment, and units beyond the outer funnel limit."""
    vertical, horizontal = evaluation.vertical, evaluation.horizontal
    found: list[dict[str, Any]] = []
    for row in vertical.survivors:
        indicator = vertical.indicators[row.indicator]
        figures = _figures(row, indicator)
        found.append(
            {
                "name": vertical.name(row.unit),
                "id": row.unit,
                "grade": row.grade,
                "said": Text(
                    zh=f"{indicator.title.zh} {row.change.zh}（{figures.zh}），较上年{vertical.grade_text(row.grade, row.detail).zh}",
                    en=f"{indicator.title.en} {row.change.en} ({figures.en}), "
                    f"{vertical.grade_text(row.grade, row.detail).en} than last year",
                ),
                "p": Text(zh=f"校正 {p_phrase(row.p_adjusted)}", en=f"adjusted {p_phrase(row.p_adjusted)}"),
            }
        )
    for peers in horizontal.peers.values():
        for funnel in peers.funnels.values():
            for point in funnel.outstanding:
                if point.status != "alarm":
                    continue
                higher = point.value > funnel.target
                counts = f"{point.events:g}/{point.size:g}"
                found.append(
                    {
                        "name": horizontal.name(point.unit),
                        "id": point.unit,
                        "grade": point.side if point.side in {"better", "worse"} else "none",
                        "said": Text(
                            zh=f"{funnel.title.zh} {counts}，{'高' if higher else '低'}于同类部门",
                            en=f"{funnel.title.en} {counts}, {'above' if higher else 'below'} its peers",
                        ),
                        "p": Text(zh=p_phrase(point.p), en=p_phrase(point.p)),
                    }
                )
    return found
