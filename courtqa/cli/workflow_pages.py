"""The law of a policy as documents: one page per workflow edition, and an index of what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attrs import frozen

from courtqa.cli.workflow_words import (
    DEADLINE_HEAD,
    STATE_HEAD,
    STEP_HEAD,
    deadline_rows,
    numbers_of,
    seed_numbers,
    state_rows,
    step_rows,
)
from courtqa.policy import Edition, Policy
from courtqa.text import LANGUAGES, Lang, Text
from courtqa.workflows import Plan, Workflow, compare, diagram_of, newest_day, plan_of

__all__ = ["Page", "pages"]

_WORDS: Mapping[str, Text] = {
    "generated": Text(
        zh="由规则包生成，勿手改：`courtqa workflow docs --out docs/law`",
        en="Written from the pack, not by hand: `courtqa workflow docs --out docs/law`",
    ),
    "since": Text(zh="自 {since} 起施行", en="In force from {since}"),
    "until": Text(zh="，至 {until} 止", en=" until {until}"),
    "file": Text(zh="文件", en="File"),
    "numbers": Text(zh="对应清单编号", en="Covers"),
    "law": Text(zh="依据", en="Law"),
    "note": Text(zh="说明", en="Note"),
    "diagram": Text(zh="流程图", en="Diagram"),
    "picture": Text(zh="图片（SVG）", en="as a picture (SVG)"),
    "states": Text(zh="状态", en="States"),
    "steps": Text(zh="步骤", en="Steps"),
    "deadlines": Text(zh="期限", en="Deadlines"),
    "assumptions": Text(zh="假定", en="Assumptions"),
    "changed": Text(zh="与前一版本（{since}）的差异", en="What changed from the edition of {since}"),
    "earlier": Text(zh="历次版本", en="Editions"),
    "index": Text(zh="程序与规则总目", en="The law, page by page"),
    "workflows": Text(zh="程序", en="Workflows"),
    "covered": Text(zh="清单编号与对应规则", en="The seed's inventory, and the rules that speak of it"),
    "other": Text(zh="English", en="中文"),
}
_INDEX_HEAD = (
    Text(zh="程序", en="workflow"),
    Text(zh="施行", en="in force from"),
    Text(zh="状态", en="states"),
    Text(zh="步骤", en="steps"),
    Text(zh="期限", en="deadlines"),
    Text(zh="编号", en="covers"),
)
_NUMBER_HEAD = (Text(zh="编号", en="number"), Text(zh="规则文件", en="rules"))


@frozen
class Page:
    """One file to write: its name and its text."""

    name: str
    text: str


def pages(policy: Policy, *, pictures: bool = True) -> Iterator[Page]:
    """Every page in both languages, and the pictures: those need the extra ``diagrams``."""
    for name in policy.names("workflows"):
        editions = policy.editions("workflows", name)
        for edition in editions:
            plan = plan_of(policy, name, on=edition.since)
            stem = _stem(edition, editions)
            for lang in LANGUAGES:
                yield Page(_file(stem, lang), _workflow(policy, edition, editions, lang))
                if pictures:
                    picture = diagram_of(plan, on=_day(plan, editions)).svg(lang)
                    yield Page(_picture(stem, lang), picture)
    for lang in LANGUAGES:
        yield Page(_file("index", lang), _index(policy, lang))


def _stem(edition: Edition[Workflow], editions: Sequence[Edition[Workflow]]) -> str:
    """The newest edition has the name of the workflow, an earlier one its day as well."""
    return edition.name if edition is editions[-1] else f"{edition.name}-{edition.since.isoformat()}"


def _file(stem: str, lang: Lang) -> str:
    return f"{stem}.md" if lang == "en" else f"{stem}.{lang}.md"


def _picture(stem: str, lang: Lang) -> str:
    return f"{stem}.{lang}.svg"


def _day(plan: Plan, editions: Sequence[Edition[Workflow]]) -> date:
    """The day whose lengths a page shows: the newest, or the last on which an earlier edition held."""
    later = [each.since for each in editions if each.since > plan.workflow.since]
    return max(plan.workflow.since, later[0] - timedelta(1)) if later else newest_day(plan)


def _workflow(
    policy: Policy, edition: Edition[Workflow], editions: Sequence[Edition[Workflow]], lang: Lang
) -> str:
    plan = plan_of(policy, edition.name, on=edition.since)
    on, stem = _day(plan, editions), _stem(edition, editions)
    blocks = [
        f"# {edition.title.to(lang)}",
        _links(stem, lang),
        _facts(edition, editions, lang),
        f"## {_said('law', lang)}",
        "\n".join(f"- {_line(reference.text.to(lang))}" for reference in edition.references),
    ]
    if edition.note:
        blocks += [f"## {_said('note', lang)}", _line(edition.note)]
    blocks += [
        f"## {_said('diagram', lang)}",
        f"[{_said('picture', lang)}]({_picture(stem, lang)})",
        f"```mermaid\n{diagram_of(plan, on=on).mermaid(lang)}```",
        f"## {_said('states', lang)}",
        _table(STATE_HEAD, state_rows(plan, lang, on=on), lang),
        f"## {_said('steps', lang)}",
        _table(STEP_HEAD, step_rows(plan, lang), lang),
    ]
    if plan.workflow.deadlines:
        blocks += [f"## {_said('deadlines', lang)}", _table(DEADLINE_HEAD, deadline_rows(plan, lang), lang)]
    if edition.assumptions:
        rows = [
            f"- `{each.path.removeprefix(edition.path).strip('/')}`: {_line(each.note)}"
            for each in edition.assumptions
        ]
        blocks += [f"## {_said('assumptions', lang)}", "\n".join(rows)]
    blocks += _changes(policy, edition, editions, lang)
    return "\n\n".join(blocks) + "\n"


def _links(stem: str, lang: Lang) -> str:
    other: Lang = "en" if lang == "zh" else "zh"
    index = f"[{_said('index', lang)}]({_file('index', lang)})"
    return f"{index} · [{_said('other', lang)}]({_file(stem, other)})\n\n<!-- {_said('generated', lang)} -->"


def _facts(edition: Edition[Workflow], editions: Sequence[Edition[Workflow]], lang: Lang) -> str:
    later = [each.since for each in editions if each.since > edition.since]
    until = _WORDS["until"].fill(until=later[0] - timedelta(1)).to(lang) if later else ""
    rows = [f"- {_WORDS['since'].fill(since=edition.since).to(lang)}{until}"]
    rows.append(
        f"- {_said('file', lang)}: `{edition.path}/{edition.since.isoformat()}.yaml` ({edition.pack})"
    )
    if numbers_of(edition):
        rows.append(f"- {_said('numbers', lang)}: {numbers_of(edition)}")
    if len(editions) > 1:
        links = ", ".join(f"[{each.since}]({_file(_stem(each, editions), lang)})" for each in editions)
        rows.append(f"- {_said('earlier', lang)}: {links}")
    return "\n".join(rows)


def _changes(
    policy: Policy, edition: Edition[Workflow], editions: Sequence[Edition[Workflow]], lang: Lang
) -> Iterator[str]:
    earlier = [each for each in editions if each.since < edition.since]
    if not earlier:
        return
    before, after = (plan_of(policy, edition.name, on=each.since) for each in (earlier[-1], edition))
    yield f"## {_WORDS['changed'].fill(since=earlier[-1].since).to(lang)}"
    found = compare(before, after, days=(_day(before, editions), _day(after, editions)))
    yield "\n".join(f"- {_cell(each.text.to(lang))}" for each in found)


def _index(policy: Policy, lang: Lang) -> str:
    rows = []
    for name in policy.names("workflows"):
        editions = policy.editions("workflows", name)
        for edition in reversed(editions):
            workflow: Workflow = edition.value
            page = f"[{_cell(edition.title.to(lang))}]({_file(_stem(edition, editions), lang)})"
            sizes = (len(workflow.states), len(workflow.transitions), len(workflow.deadlines))
            rows.append((page, edition.since.isoformat(), *map(str, sizes), numbers_of(edition)))
    numbers = [
        (f"H{number}", "<br>".join(f"`{file}`" for file in files))
        for number, files in seed_numbers(policy).items()
    ]
    blocks = [
        f"# {_said('index', lang)}",
        f"[{_said('other', lang)}]({_file('index', 'en' if lang == 'zh' else 'zh')})",
        f"<!-- {_said('generated', lang)} -->",
        f"## {_said('workflows', lang)}",
        _table(_INDEX_HEAD, rows, lang),
        f"## {_said('covered', lang)}",
        _table(_NUMBER_HEAD, numbers, lang),
    ]
    return "\n\n".join(blocks) + "\n"


def _said(key: str, lang: Lang) -> str:
    return _WORDS[key].to(lang)


def _table(head: Iterable[Text], rows: Iterable[Sequence[str]], lang: Lang) -> str:
    titles = [text.to(lang) for text in head]
    lines = [titles, ["---"] * len(titles), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())
