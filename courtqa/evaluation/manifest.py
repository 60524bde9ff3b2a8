"""Whether files are those that somebody vouched for: a list of digests as ``sha256sum`` writes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path

from courtqa.errors import RecordsError
from courtqa.text import Text

__all__ = ["file_sha256", "read_manifest", "require_listed"]

_LINE = re.compile(r"\\?(?P<sha256>[0-9a-fA-F]{64}) [ *](?P<name>.+)")


def file_sha256(path: Path) -> str:
    """The sha256 of a file. RecordsError when it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = Text(zh=f"无法打开：{error.strerror}", en=f"it cannot be opened: {error.strerror}")
        raise RecordsError(str(path), [problem]) from error


def read_manifest(path: Path) -> Mapping[str, frozenset[str]]:
    """The digests that the list gives for each name of a file, folders left aside. RecordsError for another file."""
    found: dict[str, frozenset[str]] = {}
    problems = []
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problem = Text(zh=f"无法打开：{error}", en=f"it cannot be opened: {error}")
        raise RecordsError(str(path), [problem]) from error
    for number, line in enumerate(lines, start=1):
        held = _LINE.fullmatch(line.rstrip())
        if held:
            name = Path(held["name"].replace("\\", "/")).name
            found[name] = found.get(name, frozenset()) | {held["sha256"].lower()}
        elif line.strip() and not line.startswith("#"):
            problems.append(
                Text(
                    zh=f"第 {number} 行不是“sha256 两个空格 文件名”",
                    en=f"line {number} is not a sha256, two spaces and the name of a file",
                )
            )
    if problems:
        raise RecordsError(str(path), problems[:20])
    return found


def require_listed(manifest: Path, digests: Mapping[str, str]) -> None:
    """Nothing, if every file (name: sha256) is in the list with that digest. RecordsError tells which is not.

    A changed byte of a Parquet file is often no fault that a reader can see: only the digest tells.
    """
    listed = read_manifest(manifest)
    problems = []
    for name, digest in digests.items():
        if name not in listed:
            problems.append(Text(zh=f"清单中没有 {name}", en=f"{name} is not in the list"))
        elif digest not in listed[name]:
            problems.append(
                Text(
                    zh=f"{name} 与清单不符：文件的 sha256 是 {digest}",
                    en=f"{name} is not the file that the list names: its sha256 is {digest}",
                )
            )
    if problems:
        raise RecordsError(str(manifest), problems)
