"""``courtqa docket people``: who is known to a docket, and the offices they hold there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from attrs import Factory, frozen

from courtqa.cli.dockets import (
    HARBIN,
    Database,
    Language,
    Packs,
    answering,
    known_person,
    opened_docket,
    said,
    wrong,
)
from courtqa.cli.people_ties import ties_app
from courtqa.cli.tables import table
from courtqa.errors import did_you_mean
from courtqa.text import Lang, Text

if TYPE_CHECKING:
    from courtqa.policy import Policy
    from courtqa.workflows import Actor, Tenure

__all__ = ["people_app"]

people_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""
Who is known to a docket: id, name, and offices with their units and terms; who is related to whom, and who may act
for whom.

**From a file** — `courtqa docket people add court.db people.yaml`

```
people:
  liu:  {name: 刘某, roles: [trial_management_officer], unit: trial_management_office}
  wang: {name: 王某, offices: [{role: handling_judge, unit: civil_1, since: 2006-01-01}]}
  guan: {name: 关某}
```

**One by one** — `courtqa docket people add court.db --id wang --name 王某 --role handling_judge@civil_1`

**Related, or acting for another** — `relate`, `delegate`, `end`, `ties`

```
docket people relate court.db sun wang --kind cousin --by liu
docket people delegate court.db he gao --role supervising_vice_president \\
    --since 2008-04-01 --until 2008-05-01 --reference "order 12" --by he
```

Names stand beside the trail, never in it, so that they can be corrected; the trail keeps the id and the office
by which each step was taken.
""",
)

people_app.registered_commands += ties_app.registered_commands
ID, NAME = Text(zh="编号", en="id"), Text(zh="姓名", en="name")
OFFICES = Text(zh="职务（单位，任期）", en="offices (unit, term)")
NO_OFFICE = Text(zh="无职务", en="no office")
Day = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="The first day of the offices.")
]
End = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="The day on which they are over."),
]


@frozen
class Office:
    """A role in a unit, from a day until (not including) another."""

    role: str
    unit: str | None = None
    since: date = date.min
    until: date | None = None


@frozen
class Someone:
    """A person of a file: ``roles`` all in one ``unit``, or ``offices`` each with its own."""

    name: str
    roles: tuple[str, ...] = ()
    unit: str | None = None
    since: date = date.min
    until: date | None = None
    offices: tuple[Office, ...] = ()
    kind: Literal["human", "machine"] = "human"

    def all_offices(self) -> tuple[Office, ...]:
        """The offices of both spellings."""
        return (*(Office(role, self.unit, self.since, self.until) for role in self.roles), *self.offices)


@frozen
class People:
    """A file of people, by id."""

    people: Mapping[str, Someone] = Factory(dict)


@people_app.command("add")
def add(
    database: Database,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A YAML file of people.")] = None,
    *,
    id: Annotated[str | None, typer.Option("--id", help="Or one person: the id.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The name; the id if left out.")] = None,
    role: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="ROLE[@UNIT]", help="An office held; may be repeated."),
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="The unit of offices that name none.")] = None,
    since: Day = None,
    until: End = None,
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """Make people known to a docket; it is begun if there is none. Who was known stands as now said.

    Example: courtqa docket people add court.db people.yaml

    Example: courtqa docket people add court.db --id liu --name 刘某 --role division_chief@civil_1 --since 2007-01-01
    """
    if (file is None) == (id is None):
        raise typer.BadParameter("give a FILE of people, or one person with --id (and --name, --role)")
    with answering(lang), opened_docket(database, pack, new=True) as docket:
        if id is None:
            assert file is not None
            found = _read(file)
        else:
            term = {"since": since.date() if since else date.min, "until": until.date() if until else None}
            offices = tuple(
                Office(each.partition("@")[0], each.partition("@")[2] or unit, **term)  # type: ignore[arg-type]
                for each in role or ()
            )
            found = {id: Someone(name or id, offices=offices)}
        faults = [fault for key, one in found.items() for fault in _faults(docket.policy, key, one)]
        if faults:
            raise wrong(faults, lang)
        known = {actor.id for actor in docket.store.actors(docket.court)}
        written = docket.people.add(*(_actor(key, one) for key, one in found.items()))
        for actor in written:
            verb = Text(zh="已更改", en="changed") if actor.id in known else Text(zh="已登记", en="added")
            said(f"{verb.to(lang)} {actor.id} {actor.name}: {_offices(docket.policy, actor, lang, '; ')}")
        same = len(found) - len(written)
        if same:
            said(Text(zh=f"{same} 人无变化", en=f"{same} unchanged").to(lang))


@people_app.command("list")
def list_people(database: Database, pack: Packs = HARBIN, lang: Language = "en") -> None:
    """Everybody the docket knows, with their offices.

    Example: courtqa docket people list court.db --lang zh
    """
    with answering(lang), opened_docket(database, pack) as docket:
        rows = [
            (actor.id, actor.name, _offices(docket.policy, actor, lang, "\n"))
            for actor in docket.store.actors(docket.court)
        ]
        empty = Text(zh="尚无人员", en="nobody is known yet")
        table(Text(zh="人员", en="People"), (ID, NAME, OFFICES), rows, lang, empty=empty)


@people_app.command("show")
def show(
    database: Database,
    id: Annotated[str, typer.Argument(metavar="ID", help="Who.")],
    pack: Packs = HARBIN,
    lang: Language = "en",
) -> None:
    """One person: name, offices, and the open proceedings they acted in or that are about them.

    Example: courtqa docket people show court.db liu
    """
    with answering(lang), opened_docket(database, pack) as docket:
        actor = known_person(docket, id)
        said(f"{actor.id} {actor.name}: {_offices(docket.policy, actor, lang, '; ')}")
        about = Text(zh="以其为当事人", en="is about them")
        acted, out = (
            Text(zh="曾办理", en="they acted in it"),
            Text(zh="已回避", en="they are recused from it"),
        )
        for each in docket.proceedings(closed=False):
            ties = [about] if id in each.subject.persons else []
            ties += [acted] if any(done.by == id for done in each.history) else []
            ties += [out] if id in each.recused else []
            if ties:
                said(f"  {each.id} {each.state}: {', '.join(tie.to(lang) for tie in ties)}")


def _read(file: Path) -> Mapping[str, Someone]:
    from courtqa.errors import CourtqaError
    from courtqa.policy import read_as

    if not file.is_file():
        raise CourtqaError(Text(zh=f"没有文件 {file}", en=f"there is no file {file}"))
    return read_as(People, file)[0].people


def _actor(id: str, one: Someone) -> Actor:
    from courtqa.workflows import Actor, Tenure

    held = (Tenure(each.role, each.unit, each.since, each.until) for each in one.all_offices())
    return Actor(id, one.name, tuple(held), one.kind)


def _faults(policy: Policy, id: str, one: Someone) -> Iterator[Text]:
    """What can't be so: an office or a unit that the pack doesn't know, or an office where it isn't held."""
    roles, units = _known(policy, "roles"), _known(policy, "units")
    for office in one.all_offices():
        if office.role not in roles:
            yield _unknown(id, Text(zh="职务", en="role"), office.role, roles)
        if office.unit is not None and office.unit not in units:
            yield _unknown(id, Text(zh="单位", en="unit"), office.unit, units)
        if office.role in roles and office.unit in units:
            role, unit = roles[office.role], units[office.unit]
            if role.held_in and unit.kind not in role.held_in:
                kinds = ", ".join(role.held_in)
                yield Text(
                    zh=f"{id}：{role.title.zh}不能在{unit.title.zh}任职，只能在：{kinds}",
                    en=f"{id}: {role.title.en} is not held in {unit.title.en} ({unit.kind}), but in: {kinds}",
                )
        if office.until is not None and office.until <= office.since:
            yield Text(
                zh=f"{id}：{office.role} 的任期在开始前结束",
                en=f"{id}: the term of {office.role} is over before it begins",
            )


def _unknown(id: str, kind: Text, name: str, known: Mapping[str, Any]) -> Text:
    words = {word: key for key, each in known.items() for word in (key, each.title.zh, each.title.en)}
    near = did_you_mean(name, words)
    if near is not None:
        hint = Text(zh=f"；是否指 {words[near]}？", en=f"; did you mean {words[near]}?")
    else:
        hint = Text(zh="；已有：" + "、".join(known), en="; known: " + ", ".join(known))
    return Text(
        zh=f"{id}：没有{kind.zh}“{name}”{hint.zh}", en=f"{id}: there is no {kind.en} {name!r}{hint.en}"
    )


def _known(policy: Policy, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for edition in policy.editions(kind):
        found.update(getattr(edition.value, kind))
    return found


def _offices(policy: Policy, actor: Actor, lang: Lang, between: str) -> str:
    roles, units = _known(policy, "roles"), _known(policy, "units")

    def words(tenure: Tenure) -> str:
        title = roles[tenure.role].title.to(lang) if tenure.role in roles else tenure.role
        facts = [] if tenure.unit is None else [tenure.unit]
        if tenure.unit in units:
            facts = [units[tenure.unit].title.to(lang)]
        if tenure.since != date.min or tenure.until is not None:
            first = "" if tenure.since == date.min else tenure.since.isoformat()
            facts.append(f"{first}–{'' if tenure.until is None else tenure.until.isoformat()}")
        return f"{title} ({', '.join(facts)})" if facts else title

    return between.join(map(words, actor.tenures)) or NO_OFFICE.to(lang)
