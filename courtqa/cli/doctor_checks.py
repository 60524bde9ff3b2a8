"""What ``courtqa doctor`` looks at: the database, who may read it, clock and calendar, fonts, extras, keys, checkpoints."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from courtqa.errors import CourtqaError
from courtqa.text import Text

if TYPE_CHECKING:
    from courtqa.policy import Policy
    from courtqa.storage import Checked
    from courtqa.workflows import Audit

__all__ = [
    "EXTRAS",
    "of_calendar",
    "of_clock",
    "of_database",
    "of_extras",
    "of_fonts",
    "of_keys",
    "of_python",
]

EXTRAS = {  # extra: a module that only it brings
    "plots": "altair",
    "documents": "typst",
    "excel": "fastexcel",
    "postgres": "psycopg",
    "spark": "pyspark",
    "notebooks": "nbclient",
}
BEHIND = 1000  # events recorded since the last checkpoint


def checked(zh: str, en: str, found: str, *, ok: bool, advice: tuple[str, str] | None = None) -> Checked:
    """One thing that was looked at."""
    from courtqa.storage import Checked

    return Checked(
        Text(zh=zh, en=en), found, ok, None if ok or advice is None else Text(zh=advice[0], en=advice[1])
    )


def of_python() -> Iterator[Checked]:
    """The interpreter."""
    found = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield checked(
        "Python", "Python", found, ok=fits, advice=("请用 Python 3.11 至 3.13", "use Python 3.11 to 3.13")
    )


def of_database(where: str) -> Iterator[Checked]:
    """The database and, for a file, who may read it."""
    from courtqa.storage import check_place

    try:
        yield from check_place(where)
    except CourtqaError as error:
        yield checked("数据库", "database", where, ok=False, advice=_remedy(where, error.text))
        return
    if "://" not in where and os.name == "posix":
        file = Path(where)
        beside = [Path(where + ending) for ending in ("-wal", "-journal")]
        for each in (file, *(one for one in beside if one.exists()), file.absolute().parent):
            yield _permissions(each)


def _permissions(file: Path) -> Checked:
    """Whether others may read or write it, and whether we may write it."""
    mode = stat.S_IMODE(file.stat().st_mode)
    open_to_all = bool(mode & (stat.S_IWOTH | (stat.S_IROTH if file.is_file() else 0)))
    if file.is_dir() and mode & stat.S_ISVTX:  # anybody may add files there, nobody may take others' away
        open_to_all = False
    advice = (f"他人可读写；请执行 chmod o-rwx {file}", f"others may read or write it: chmod o-rwx {file}")
    if closed := not os.access(file, os.W_OK):
        advice = (
            f"本用户不能写入；请换用其所有者，或执行 chown、chmod u+w {file}",
            f"this user can't write it: work as its owner, or chown it, or chmod u+w {file}",
        )
    fine = not (open_to_all or closed)
    return checked(f"权限 {file.name}", f"permissions of {file.name}", oct(mode), ok=fine, advice=advice)


def _remedy(where: str, why: Text) -> tuple[str, str]:
    """What to do about a database that can't be used."""
    if where.startswith(("postgresql", "postgres:")):
        zh = "请看服务器是否在运行、主机与端口是否正确、pg_hba.conf 是否允许该用户；可先用 psql 试连"
        en = "see that the server runs, that host and port are right, that pg_hba.conf lets the user in; try psql"
    elif not Path(where).is_file():
        zh, en = f"请核对路径；新建用 courtqa db upgrade {where}", "look at the path; "
        en += f"`courtqa db upgrade {where}` lays a new one"
    else:
        zh = "若确是案卷库，请从备份恢复，再用 courtqa audit verify 对照库外检查点核验"
        en = "if it was a docket, restore a backup and hold it against the checkpoints outside: `courtqa audit verify`"
    return f"{why.zh.rstrip('？?。')}。{zh}", f"{why.en.rstrip('?. ')}. {en}"


def of_clock(now: datetime, audit: Audit | None) -> Iterator[Checked]:
    """The machine's clock against what was recorded last: recorded time never goes back."""
    last = None if audit is None else max((_text(row[4]) for row in audit.ends()), default=None)
    behind = last is not None and now + timedelta(minutes=5) < datetime.fromisoformat(last)
    yield checked(
        "时钟",
        "clock",
        now.astimezone(UTC).isoformat(timespec="seconds"),
        ok=not behind,
        advice=(
            f"时钟早于最后一条记录（{last}）；请校时（NTP），此后记录才有真实时间",
            f"it is behind the last event ({last}): set it (NTP), or what is recorded bears that time",
        ),
    )


def of_calendar(policy: Policy, on: date) -> Iterator[Checked]:
    """Whether each calendar knows this year and the next."""
    for name in policy.names("calendars"):
        rules = policy.editions("calendars", name)[-1].value
        lacking = [
            str(year) for year in (on.year, on.year + 1) if not rules.first_year <= year <= rules.last_year
        ]
        missed = ", ".join(lacking)
        yield checked(
            f"日历 {name}",
            f"calendar {name}",
            f"{rules.first_year}–{rules.last_year}",
            ok=not lacking,
            advice=(
                f"不含 {missed} 年，落入其中的期限算不出；国务院办公厅公布放假安排后，更新规则包 calendars/{name}",
                f"it lacks {missed}: no time-limit can run into it; update calendars/{name} once holidays are announced",
            ),
        )


def of_fonts() -> Iterator[Checked]:
    """The fonts in which notices are set."""
    from courtqa.notices import find_fonts, layout_for

    layout = layout_for()
    try:
        found = find_fonts(layout)
    except CourtqaError as error:
        yield checked("公文字体", "fonts for notices", "-", ok=False, advice=(error.text.zh, error.text.en))
        return
    wanted = ", ".join(dict.fromkeys(layout.fonts[use.role].families[0] for use in found.substitutions))
    yield checked(
        "公文字体",
        "fonts for notices",
        ", ".join(sorted({use.family for use in found.uses})),
        ok=found.faithful,
        advice=(
            f"{found.text.zh}。安装标准所用字体即可：{wanted}；在此之前以代替字体排版",
            f"{found.text.en}. Install what the standard names: {wanted}; until then the substitutes are used",
        ),
    )


def of_extras() -> Iterator[Checked]:
    """The extras installed. One that is missing is no fault until somebody needs it."""
    there = [extra for extra, module in EXTRAS.items() if find_spec(module) is not None]
    missing = [extra for extra in EXTRAS if extra not in there]
    told = ", ".join(there) or "-"
    if missing:
        told += f" (pip install 'courtqa[{','.join(missing)}]')"
    yield checked("附加组件", "extras", told, ok=True)


def of_keys(audit: Audit, keys: Path | None, places: Sequence[Path]) -> Iterator[Checked]:
    """Whether the trail is marked, the keys fit, and the newest checkpoint is recent and outside."""
    from courtqa.storage import checkpoints_of, courts_of, kept_notes
    from courtqa.workflows import UNMARKED, KeyFile

    used = {_text(row[3]) for row in audit.tips()} - {UNMARKED}
    ring, marked = None, bool(used)
    if keys is not None:
        try:
            ring = KeyFile.read(keys)
            yield checked("密钥文件", "key file", str(keys), ok=True)
        except CourtqaError as error:
            zh, en = "请从保管处取回，或核对路径", "fetch it from where it is kept, or look at the path"
            if not keys.exists():
                en += f"; a first one is made by `courtqa audit keygen {keys}`"
                zh += f"；首次使用由 courtqa audit keygen {keys} 生成"
            told = (f"{error.text.zh}。{zh}", f"{error.text.en}. {en}")
            yield checked("密钥文件", "key file", str(keys), ok=False, advice=told)
    made = (
        "用 courtqa audit keygen 建密钥，再 courtqa audit adopt",
        "courtqa audit keygen, then courtqa audit adopt",
    )
    yield checked("密钥印记", "marks by keys", "yes" if marked else "no", ok=marked, advice=made)
    if ring is not None and marked:
        lacking = ", ".join(sorted(used - ring.names))
        yield checked(
            "在用密钥",
            "keys in use",
            ", ".join(sorted(used)),
            ok=not lacking,
            advice=(f"密钥文件中没有 {lacking}", f"the key file lacks {lacking}"),
        )
    for court in courts_of(audit):
        kept, events = (
            kept_notes(audit, court),
            sum(int(str(row[2])) for row in audit.ends() if _text(row[0]) == court),
        )
        last = kept[-1] if kept else None
        covered = 0 if last is None else int(last.note.partition("\nevents ")[2].partition("\n")[0])
        yield checked(
            f"检查点（{court}）",
            f"checkpoints of {court}",
            "-" if last is None else f"{last.number} ({covered}/{events})",
            ok=last is not None and events - covered <= BEHIND,
            advice=("请执行 courtqa audit checkpoint", "run courtqa audit checkpoint"),
        )
        for place in places:
            try:
                there = max(
                    (each.number for each in checkpoints_of([place], None) if each.court == court), default=0
                )
            except CourtqaError:
                there = 0
            yield checked(
                f"库外检查点 {place}",
                f"checkpoints at {place}",
                str(there),
                ok=last is not None and there == last.number,
                advice=(
                    "与库内不一致：先 courtqa audit verify",
                    "not that of the database: courtqa audit verify first",
                )
                if there
                else (
                    f"此处尚无检查点：请执行 courtqa audit checkpoint … --to {place}",
                    f"there is none: `courtqa audit checkpoint … --to {place}` puts them there",
                ),
            )


def _text(value: object) -> str:
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else str(value)
