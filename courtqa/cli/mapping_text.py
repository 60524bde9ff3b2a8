"""A suggested mapping as the YAML that a person reads, mends and keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from courtqa.evaluation.headings import headings
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.evaluation.suggesting import Guess, Suggestion

__all__ = ["mapping_text"]

CHECK = Text(zh="核对", en="CHECK")
_HEAD = Text(
    zh="# 由 courtqa mapping suggest 据 {source}（{rows} 行）生成的初稿。带“# 核对”的行须由人确认。",
    en="# Begun by courtqa mapping suggest from {source} ({rows} rows). Lines marked # CHECK need your eye.",
)
_SWAPPED = Text(zh="日与月无法区分，请确认", en="day and month could change places")
_UNREAD = Text(zh="未能识别：{what}", en="not recognised: {what}")
_OTHERS = Text(zh="其余一律视为 other", en="all the rest become other")
_ABBREVIATED = Text(zh="由简称推定", en="guessed from short names")
_BEGUN = Text(zh="由词首推定", en="guessed from how the words begin")
_TITLED = Text(
    zh="列名所在的行；以上为标题，不读", en="the row with the names of the columns; what is above is not read"
)
_FRAGMENTS = Text(
    zh="{n} 行既无案号又无立案日期（合并单元格的余行、合计行）",
    en="{n} rows have neither case id nor filing day (rest of merged cells, totals)",
)
_TOTALS = Text(zh="案号处写着 {what}，不是案件", en="{what} in the place of a case id is no case")
_CUT = Text(
    zh="# 核对: {n} 个案号已被电子表格截成 2.30100E+17，无法还原，请按文本格式重新导出",
    en="# CHECK: {n} case ids were cut by a spreadsheet to 2.30100E+17; ask for a new export, as text",
)
_LENGTH = Text(
    zh="该列为时长，自立案日起算；单写数字的按日计，若为月数请加 counted_in: months",
    en="lengths of time, counted from the day of filing; bare numbers are days, or say counted_in: months",
)
_COVERS = Text(
    zh="记录完整的起止日，决定能否与上年比较",
    en="the days for which the table is whole: decides what may be compared",
)
_REPEATED = Text(zh="{n} 行案号重复，保留首行", en="{n} rows repeat a case id; the first is kept")
_UNITS = Text(zh="规则包中尚未对应的部门", en="units of the pack that nothing stands for yet")
_FREE = 12  # as many are named
_SNAPSHOT = Text(
    zh="# snapshot: 2008-01-15  # 数据导出日；不注明则报告始终为“初评”",
    en="# snapshot: 2008-01-15  # the day the records were taken; without it the report stays provisional",
)
_FIRST = (
    "case_id", "division", "judge", "case_type", "filed_on", "closed_on", "closing_manner", "appeal_decided_on",
    "appeal_outcome",
)  # fmt: skip
_FEW = 4  # with fewer columns recognised, those most indicators need are named
_NONE = Text(
    zh="没有一列可识别，请以下列名称对照本表的列",
    en="no column was recognised; name yours under these",
)
_DAYS = Text(zh="（日期 {form}）", en=" (days, {form})")
_COURT = Text(
    zh="# court: {zh: 某某人民法院, en: …}  # 报告抬头所用的法院名称；不注明则用规则包中的法院",
    en="# court: {zh: 某某人民法院, en: …}  # whose records they are, for the head of the report; else the pack's court",
)
_LEFT = Text(
    zh="# 未使用的列（需要者列入 keep:）：{names}",
    en="# Columns not used (those you need go under keep:): {names}",
)
_ABSENT = Text(
    zh="# 没有找到的列，依赖它们的指标将显示“未记录”：{names}",
    en="# Not found; indicators that need them will be shown as not recorded: {names}",
)


def mapping_text(found: Suggestion, lang: Lang) -> str:
    """The mapping as YAML with its remarks."""
    mark = f"  # {CHECK.to(lang)}: "
    lines = [_HEAD.fill(source=found.source, rows=f"{found.rows:,}").to(lang)]
    lines.append(f"title: {{zh: {_quoted(found.source)}, en: {_quoted(found.source)}}}")
    if found.encoding != "utf-8":
        lines.append(f"encoding: {found.encoding}")
    if found.separator != ",":
        lines.append(f"separator: {json.dumps(found.separator)}")
    if found.header_row > 1:
        lines.append(f"header_row: {found.header_row}{mark}{_TITLED.to(lang)}")
    lines.append("columns:" if found.guesses else f"columns: {{}}{mark}{_NONE.to(lang)}")
    if len(found.guesses) < _FEW:
        lines += [
            f"#   {name}: …  # {headings()[name].title.to(lang)}" for name in _FIRST if name in found.absent
        ]
    for guess in found.guesses:
        lines += _column(guess, lang, mark)
    if found.cut:
        lines.append(_CUT.fill(n=f"{found.cut:,}").to(lang))
    lines += _left_out(found, lang, mark)
    if found.years:
        first, last = found.years
        lines.append(f"covers: {{first: {first}-01-01, last: {last}-12-31}}{mark}{_COVERS.to(lang)}")
    lines += [_SNAPSHOT.to(lang), _COURT.to(lang)]
    if found.left_over:
        days = {name: _DAYS.fill(form=form).to(lang) for name, form in found.days.items()}
        lines.append(
            _LEFT.fill(names=", ".join(name + days.get(name, "") for name in found.left_over)).to(lang)
        )
    lines.append(_ABSENT.fill(names=", ".join(found.absent)).to(lang))
    return "\n".join(lines) + "\n"


def _left_out(found: Suggestion, lang: Lang, mark: str) -> Iterator[str]:
    if found.fragments or found.totals or found.repeated:
        yield "exclude:"
    if found.fragments:
        title = Text(zh="没有案号和立案日期的行", en="rows without case id and filing day")
        none = "[{field: case_id, is: missing}, {field: filed_on, is: missing}]"
        yield f"  fragments:{mark}{_FRAGMENTS.fill(n=f'{found.fragments:,}').to(lang)}"
        yield f"    {{title: {{zh: {title.zh}, en: {title.en}}}, when: {none}}}"
    if found.totals:
        title = Text(zh="合计行", en="rows of totals")
        listed = ", ".join(map(_quoted, found.totals))
        yield f"  totals:{mark}{_TOTALS.fill(what=listed).to(lang)}"
        yield f"    {{title: {{zh: {title.zh}, en: {title.en}}}, when: [{{field: case_id, in: [{listed}]}}]}}"
    if found.repeated:
        title = Text(zh="案号重复的行", en="rows that repeat a case id")
        yield f"  repeated:{mark}{_REPEATED.fill(n=f'{found.repeated:,}').to(lang)}"
        yield f"    {{title: {{zh: {title.zh}, en: {title.en}}}, repeated: case_id}}"


def _column(guess: Guess, lang: Lang, mark: str) -> Iterator[str]:
    first, *also = guess.formats or ("%Y-%m-%d",)
    told = guess.missing or guess.tidy or guess.values is not None or guess.after is not None
    plain = first == "%Y-%m-%d" and not also and not told
    if plain:
        yield f"  {guess.name}: {_quoted(guess.column)}{_remark(guess, lang, mark)}"
        return
    yield f"  {guess.name}:{_remark(guess, lang, mark)}"
    yield f"    column: {_quoted(guess.column)}"
    if guess.tidy:
        yield "    tidy: spaces"
    if guess.after is not None:
        yield f"    after: {guess.after}{mark}{_LENGTH.to(lang)}"
    if guess.missing:
        yield f"    missing: [{', '.join(map(_quoted, guess.missing))}]"
    if first != "%Y-%m-%d":
        yield f"    format: {_quoted(first)}"
    if also:
        yield f"    also: [{', '.join(map(_quoted, also))}]"
    if guess.values is not None:
        said = f"{mark}{_ABBREVIATED.to(lang)}" if guess.name == "division" else ""
        said = f"{mark}{_BEGUN.to(lang)}" if guess.begun else said
        yield f"    values:{said}" if guess.values else "    values: {}"
        for word, value in sorted(guess.values.items(), key=lambda pair: (pair[1], pair[0])):
            yield f"      {_quoted(word)}: {value}"
        for word in guess.unread or {} if guess.name == "division" else ():
            yield f"      {_quoted(word)}: {_quoted(word)}{mark}{_UNREAD.fill(what=word).to(lang)}"
        if guess.free:
            known = ", ".join(f"{unit} ({title})" for unit, title in list(guess.free.items())[:_FREE])
            yield f"      # {_UNITS.to(lang)}: {known}"
        if guess.name != "division" and guess.unread:
            yield f"    others: other{mark}{_OTHERS.to(lang)}"


def _remark(guess: Guess, lang: Lang, mark: str) -> str:
    if guess.ambiguous:
        return f"{mark}{_SWAPPED.to(lang)}"
    if guess.unread and guess.name != "division":
        some = ", ".join(f"{word!r} ×{n}" for word, n in list(guess.unread.items())[:4])
        return f"{mark}{_UNREAD.fill(what=some).to(lang)}"
    return ""


def _quoted(text: str) -> str:
    """A text as YAML takes it: bare where it can stand so, else in quotes."""
    return (
        text
        if text and text.replace("_", "").isalpha() and not text.isascii()
        else json.dumps(text, ensure_ascii=False)
    )
