"""``courtqa notice``: see the kinds, start a data file, render a document, check one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from courtqa.cli.notice_file import reprint
from courtqa.cli.notice_office import batch, stats
from courtqa.cli.notice_way import add_steps

if TYPE_CHECKING:
    from courtqa.notices import NoticeField, NoticeKind
    from courtqa.policy import Edition, Policy

__all__ = ["notice_app"]

notice_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
Documents: see what a notice needs, start its data file, render and check it, issue it step by step.

**A document** — `notice new KIND > data.yaml`, change it, `notice render KIND data.yaml --out notice.pdf`

**On its way** — `notice draft court.db KIND data.yaml --by lin`, then `review`, `sign`, `recheck`, `register`, `print`,
`dispatch`, `archive`, each by the person whose step it is; the number comes only with `register`.

**Many at once** — `notice batch`. **The year's figures** — `notice stats`. **Years later** — `notice reprint`.
""",
)

Kind = Annotated[str, typer.Argument(metavar="KIND", help="Such as quality_bulletin; `notice list` has all.")]
With = Annotated[list[str], typer.Option("--pack", "-p", help="A pack, by name or folder; may be repeated.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="The day whose rules apply, as YYYY-MM-DD.")]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="The language of labels and answers.")]
Layout = Annotated[
    str | None,
    typer.Option("--layout", metavar="YEAR", help="The edition of the layout standard: 2012 or 1999."),
]
Profile = Annotated[
    Literal["conventional", "ink"],
    typer.Option(
        "--profile", help="The margins of a DOCX: as expected in the dialog, or by the printed ink."
    ),
]
HARBIN = ["harbin"]
DAY = "2008-04-03"
FORMS = {".docx": "docx", ".html": "html", ".md": "markdown", ".pdf": "pdf"}


@notice_app.command("list")
def list_kinds(pack: With = HARBIN, on: On = DAY, lang: Lang = "en") -> None:
    """List the kinds of notice in force on a day.

    Example: courtqa notice list --lang zh
    """
    from rich import print as show
    from rich.table import Table

    policy = _policy(pack)
    table = Table(title="Notices in force on " + on if lang == "en" else f"{on} 施行的文种")
    for column in ("kind", "title", "number", "since"):
        table.add_column(column, no_wrap=column != "title", overflow="fold")
    for name in policy.names("notices"):
        edition = policy.edition("notices", name, on=_day(on))
        kind: NoticeKind = edition.value
        code = kind.number.code
        styles = {"bracket": f"{code}〔年〕n号", "issue": "第n期（总第m期）", "case": f"（年）{code}字第n号"}
        number = "\n".join(styles[style] for style in kind.number.styles)
        title = f"《{kind.title.zh}》" if lang == "zh" else kind.title.en
        table.add_row(name, title, number, str(edition.since))
    show(table)


@notice_app.command("show")
def show_kind(kind: Kind, pack: With = HARBIN, on: On = DAY, lang: Lang = "en") -> None:
    """Show what a kind needs: its fields with their types, its rule, whom it goes to.

    Example: courtqa notice show quality_bulletin
    """
    from rich import print as show
    from rich.table import Table

    from courtqa.notices import address_book

    policy = _policy(pack)
    edition: Edition[NoticeKind] = policy.edition("notices", kind, on=_day(on))
    spec = edition.value
    distribution = policy.edition("distributions", spec.distribution, on=_day(on)).value
    table = Table("field", "type", "", "what it is", title=f"{kind}: {spec.title.to(lang)}")
    _rows(table, spec.fields, "", lang)
    show(table)
    typer.echo(edition.reference.text.to(lang))
    book = {**address_book(policy, on=_day(on)), **distribution.recipients}
    addressed = "、".join(book[name].title.to(lang) for name in distribution.to)
    copied = "、".join(book[copy.recipient].title.to(lang) for copy in distribution.cc)
    typer.echo(
        f"{'主送' if lang == 'zh' else 'to'}: {addressed}\n{'抄送' if lang == 'zh' else 'copies to'}: {copied}"
    )
    typer.echo(f"\ncourtqa notice new {kind} > {kind}.yaml")


@notice_app.command("new")
def new(kind: Kind, pack: With = HARBIN, on: On = DAY) -> None:
    """Print a data file of this kind, filled with an example, to change and render.

    Example: courtqa notice new quality_bulletin > data.yaml
    """
    spec: NoticeKind = _policy(pack).edition("notices", kind, on=_day(on)).value
    typer.echo(_data_file(kind, spec), nl=False)


@notice_app.command("render")
def render_kind(
    kind: Kind,
    data: Annotated[
        Path,
        typer.Argument(metavar="DATA.yaml", exists=True, dir_okay=False, help="The data: see `notice new`."),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="A .docx, .pdf, .html or .md file.")
    ],
    *,
    pack: With = HARBIN,
    on: On = DAY,
    lang: Lang = "zh",
    layout: Layout = None,
    profile: Profile = "conventional",
) -> None:
    """Render a data file as a draft: without signature and number, which only the flow of issue gives.

    Example: courtqa notice render quality_bulletin data.yaml --out bulletin.pdf
    """
    import warnings

    from courtqa.errors import FontSubstituted
    from courtqa.notices import draft, render
    from courtqa.policy import read_document

    form = FORMS.get(out.suffix.lower())
    if form is None:
        raise typer.BadParameter(f"{out.name!r} ends in none of {', '.join(FORMS)}", param_hint="--out")
    values = read_document(data.read_bytes(), file=str(data)).value
    made = draft(_policy(pack), kind, values, on=_day(on))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", FontSubstituted)
        content: str | bytes = render(made, form, lang=lang, layout=layout, profile=profile)  # type: ignore[call-overload]
    out.write_bytes(content if isinstance(content, bytes) else content.encode())
    for each in said:
        typer.echo(str(each.message), err=True)
    typer.echo(f"{out}: {made.model.title}\nsha256 {made.digest}")


@notice_app.command("check")
def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE.docx", exists=True, dir_okay=False, help="The documents to check."),
    ],
    *,
    layout: Layout = None,
    family: Annotated[
        Literal["gongwen", "wenshu"], typer.Option("--family", help="Official or litigation documents.")
    ] = "gongwen",
    lang: Lang = "en",
) -> None:
    """Check documents against the layout standard: every clause that failed. Ends with 1 if any did.

    Example: courtqa notice check bulletin.docx --lang zh
    """
    from courtqa.notices import check_docx, layout_for

    chosen = layout_for(family, layout)
    failed = False
    for file in files:
        faults = check_docx(file.read_bytes(), chosen)
        failed |= bool(faults)
        said = {"zh": f"不符合{chosen.standard}，{len(faults)}处", "en": f"{len(faults)} faults"}
        kept = {"zh": f"符合{chosen.standard}", "en": f"keeps {chosen.standard}"}
        typer.echo(f"{file}: {said[lang] if faults else kept[lang]}")
        for fault in faults:
            typer.echo(f"  {fault.clause}  {fault.text.to(lang)}")
    if failed:
        raise typer.Exit(1)


notice_app.command("batch")(batch)
notice_app.command("stats")(stats)
add_steps(notice_app)
notice_app.command("reprint")(reprint)


def _policy(pack: list[str]) -> Policy:
    from courtqa.cli.dockets import policy_of

    return policy_of(tuple(pack))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day as YYYY-MM-DD", param_hint="--on") from error


def _rows(table: Any, fields: Any, at: str, lang: Literal["zh", "en"]) -> None:
    for name, field in fields.items():
        place = f"{at}{name}"
        table.add_row(place, field.type, "optional" if field.optional else "", _about(field, lang))
        _rows(table, field.of, f"{place}[].", lang)


def _about(field: NoticeField, lang: Literal["zh", "en"]) -> str:
    if field.type in {"person", "persons"}:
        return f"{field.title.to(lang)}: id, name, post?, unit?, leader?"
    choices = ", ".join(f"{name} ({text.to(lang)})" for name, text in field.choices.items())
    return field.title.to(lang) + (f": {choices}" if choices else "")


def _data_file(kind: str, spec: NoticeKind) -> str:
    """The example as YAML, each field under a comment that says what it is."""
    import yaml

    lines = [f"# {spec.title.zh} / {spec.title.en}: courtqa notice render {kind} THIS_FILE --out {kind}.docx"]
    for name, field in spec.fields.items():
        optional = " (optional)" if field.optional else ""
        lines.append(f"\n# {field.title.zh} / {_about(field, 'en')}; {field.type}{optional}")
        if name in spec.example:
            text = yaml.safe_dump(
                {name: _plain(spec.example[name])}, allow_unicode=True, sort_keys=False, width=10**6
            )
            lines.append(text.rstrip("\n"))
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
