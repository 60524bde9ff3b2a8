"""A notice as one self-contained HTML page with the look of an official document."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from courtqa.notices.kind import PENDING
from courtqa.notices.labels import LABELS, PREVAILS
from courtqa.notices.layout import PLAIN_MARK, addressed_below, title_lines, width
from courtqa.notices.model import Heading, Items, Notice, Paragraph, Spans, Table, plain
from courtqa.notices.numerals import date_han, date_zh
from courtqa.text import Lang

__all__ = ["fragment", "to_html"]

# Figures of GB/T 9704-2012: 5.2.1 margins, 7.2.4 red mark, 7.2.7 red rule, 7.3 body, 7.4 closing lines.
STYLE = """
.gongwen{--song:"方正小标宋简体","FZXiaoBiaoSong-B05S","Noto Serif CJK SC","Songti SC",SimSun,serif;
--fang:"仿宋_GB2312",FangSong,STFangsong,"FandolFang R","Noto Serif CJK SC",serif;
--hei:"黑体",SimHei,"Heiti SC","Noto Sans CJK SC",sans-serif;--kai:"楷体_GB2312",KaiTi,"Kaiti SC","Noto Serif CJK SC",serif;
box-sizing:border-box;max-width:210mm;min-height:297mm;margin:0 auto;padding:37mm 26mm 35mm 28mm;background:#fff;
color:#000;font:15.75pt/29.5pt var(--fang);display:flex;flex-direction:column;text-align:justify;white-space:pre-wrap;
overflow-wrap:anywhere;line-break:strict}
.gongwen *{font-weight:normal}.gongwen p,.gongwen h1,.gongwen h2,.gongwen h3,.gongwen h4,.gongwen h5{margin:0;font-size:inherit}
.gongwen .mark{color:#e60012;font-family:var(--song);font-weight:700;text-align:center;white-space:normal}
.gongwen .mark .org{display:block;font-size:26pt;line-height:1.3;letter-spacing:.06em;font-weight:700}
.gongwen .mark .series{display:block;font-size:42pt;line-height:1.3;letter-spacing:.12em;margin-right:-.12em;font-weight:700}
.gongwen .mark .series.long{font-size:min(39pt,8vw)}
.gongwen.wenshu .mark,.gongwen.wenshu .mark span{color:#000;font-size:22pt;line-height:36pt;letter-spacing:0;margin-right:0}
.gongwen.wenshu .number{border:0;justify-content:flex-end;margin:29.5pt 0;padding:0 1em 0 0}
.gongwen .number{display:flex;justify-content:space-evenly;margin-top:29.5pt;padding:0 1em 4mm;border-bottom:1pt solid #e60012}
.gongwen .number.two{justify-content:space-between}.gongwen .signer{font-style:normal;font-family:var(--kai)}
.gongwen h1{font:700 22pt/36pt var(--song);font-weight:700;text-align:center;margin:59pt 0 29.5pt;text-indent:0}.gongwen h1 span{display:inline-block;font-weight:700}
.gongwen .to{text-indent:0}.gongwen .body p,.gongwen h2,.gongwen h3,.gongwen h4,.gongwen h5{text-indent:2em}
.gongwen h2{font-family:var(--hei)}.gongwen h3{font-family:var(--kai)}
.gongwen ol,.gongwen ul{margin:0;padding:0;list-style:none}.gongwen li{text-indent:2em}
.gongwen table{border-collapse:collapse;width:100%;margin:8pt 0;font-size:12pt;line-height:18pt}
.gongwen caption{font-family:var(--hei);padding:4pt}.gongwen th,.gongwen td{border:.75pt solid #000;padding:3pt 5pt;
text-align:left;vertical-align:middle}.gongwen th{font-family:var(--hei);text-align:center}
.gongwen .short,.gongwen th{white-space:nowrap}.gongwen .notes{margin-top:29.5pt}.gongwen .notes p{padding-left:5em;text-indent:-3em}
.gongwen .sign{margin-top:29.5pt;align-self:flex-end;margin-right:2em;text-align:left}.gongwen .sign .date{padding-left:2em}
.gongwen .imprint{margin-top:auto;font-size:14pt;line-height:24pt}.gongwen .imprint .gap{height:29.5pt}
.gongwen .imprint div.line{border-top:.35mm solid #000;padding:1mm 1em}.gongwen .imprint div.line+div.line{border-top-width:.25mm}
.gongwen .imprint div.line:last-child{border-bottom:.35mm solid #000}.gongwen .cc{padding-left:4em!important;text-indent:-3em}
.gongwen .printer{display:flex;justify-content:space-between}.gongwen .prevails{font-size:10pt;line-height:14pt;color:#555}
"""
PAGE = """
@page{size:A4;margin:0}body{margin:0;background:#e9e9e6}@media screen{.gongwen{margin:8mm auto;box-shadow:0 1px 12px #0003}}
@media print{body{background:#fff}}
"""


def to_html(notice: Notice, lang: Lang = "zh") -> str:
    """The whole page; nothing is loaded from elsewhere."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(notice.title)}</title>\n<style>{PAGE}</style>\n</head>\n<body>\n"
        f"{fragment(notice, lang)}\n</body>\n</html>\n"
    )


def fragment(notice: Notice, lang: Lang = "zh") -> str:
    """The document alone, with its style, to stand inside a page or a notebook."""
    return (
        f'<style>{STYLE}</style>\n<article class="{_classes(notice)}" lang="zh-CN">'
        + "".join(_parts(notice, lang))
        + "</article>"
    )


def _parts(notice: Notice, lang: Lang) -> Iterator[str]:
    alone = notice.family == "gongwen" and notice.series_title == notice.title
    if notice.series_title == PLAIN_MARK:
        marked = [("series", notice.org + PLAIN_MARK)]
    else:
        marked = [("series", notice.org)] if alone else [("org", notice.org), ("series", notice.series_title)]
    mark = "".join(f'<span class="{name}{_long(line)}">{escape(line)}</span>' for name, line in marked)
    yield f'<header><div class="mark">{mark}</div>'
    number = "".join(f"<span>{escape(n)}</span>" for n in _numbers(notice))
    if notice.upward:
        number += f'<span>{LABELS["signer"].to(lang)}：<i class="signer">{escape(notice.signer)}</i></span>'
    two = " two" if number.count("<span>") > 1 else ""
    yield f'<div class="number{two}">{number}</div></header>'
    if notice.family == "gongwen":
        title = "".join(f"<span>{escape(line)}</span>" for line in title_lines(notice.title))
        yield f"<h1>{title}</h1>"
    below = notice.family == "gongwen" and addressed_below(notice.to)
    if notice.to and not below:
        yield f'<p class="to">{escape("，".join(notice.to))}：</p>'
    yield '<div class="body">'
    for block in notice.blocks:
        yield _block(block)
    yield "</div>"
    if notice.attachments:
        label = LABELS["attachments"].to(lang)
        several = len(notice.attachments) > 1
        lines = (
            f"<p>{f'{label}：' if n == 1 else '　　　'}{f'{n}. ' if several else ''}{escape(text)}</p>"
            for n, text in enumerate(notice.attachments, start=1)
        )
        yield f'<div class="notes">{"".join(lines)}</div>'
    written = date_zh if notice.family == "gongwen" else date_han
    dated = f'<p class="date">{written(notice.dated)}</p>' if notice.dated else ""
    yield f'<div class="sign"><p>{escape(notice.signature)}</p>{dated}</div>'
    if notice.remark:
        yield f"<p>　　（{escape(notice.remark)}）</p>"
    if notice.family == "gongwen":
        yield from _imprint(notice, lang)
    elif notice.witness:
        yield f'<p class="witness">{LABELS["witness"].to(lang)}：{escape(notice.witness)}</p>'


def _numbers(notice: Notice) -> tuple[str, ...]:
    """The number, in all its styles; an upward document has one, beside the signer."""
    return (notice.number or (PENDING,))[: 1 if notice.upward else None]


def _long(line: str) -> str:
    return " long" if width(line) > 8 else ""


def _classes(notice: Notice) -> str:
    return "gongwen" if notice.family == "gongwen" else "gongwen wenshu"


def _imprint(notice: Notice, lang: Lang) -> Iterator[str]:
    yield '<footer class="imprint"><div class="gap"></div>'
    if addressed_below(notice.to):
        yield f'<div class="line cc">{LABELS["to"].to(lang)}：{escape("，".join(notice.to))}。</div>'
    if notice.cc:
        yield f'<div class="line cc">{LABELS["cc"].to(lang)}：{escape("，".join(notice.cc))}。</div>'
    day = f"{date_zh(notice.printed_on)}{LABELS['printed'].to(lang)}" if notice.printed_on else ""
    yield f'<div class="line printer"><span>{escape(notice.printer)}</span><span>{day}</span></div>'
    if notice.witness:
        yield f'<div class="line">{LABELS["witness"].to(lang)}：{escape(notice.witness)}</div>'
    yield "</footer>"
    if prevails := PREVAILS.to(lang):
        yield f'<p class="prevails" lang="en">{escape(prevails)}</p>'


def _block(block: Heading | Paragraph | Items | Table) -> str:
    match block:
        case Heading(level=level, spans=spans):
            return f"<h{level + 1}>{block.label}{_run(spans)}</h{level + 1}>"
        case Paragraph(spans=spans):
            return f"<p>{_run(spans)}</p>"
        case Items(items=items, ordered=ordered):
            tag = "ol" if ordered else "ul"
            lines = (
                f"<li>{f'{n}. ' if ordered else '— '}{_run(item)}</li>"
                for n, item in enumerate(items, start=1)
            )
            return f"<{tag}>{''.join(lines)}</{tag}>"
        case Table(caption=caption, header=header, rows=rows):
            top = f"<caption>{escape(caption)}</caption>" if caption else ""
            head = "".join(f'<th scope="col">{_run(cell)}</th>' for cell in header)
            body = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
            return f"<table>{top}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(spans: Spans) -> str:
    short = ' class="short"' if width(plain(spans)) <= 8 else ""
    return f"<td{short}>{_run(spans)}</td>"


def _run(spans: Spans) -> str:
    return "".join(
        escape(span.text)
        if span.kind == "text"
        else f'<span data-{span.kind}="{escape(span.ref)}">{escape(span.text)}</span>'
        for span in spans
    )
