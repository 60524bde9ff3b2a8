"""Small packs, written where a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

LAW = "{title: {zh: 规则, en: Rules}, article: 第1条}"
HEAD = f"title: {{zh: 题, en: title}}\nreference: {LAW}\n"

WritePack = Callable[..., Path]


@pytest.fixture
def write_pack(tmp_path: Path) -> WritePack:
    """A function that writes a pack: ``write_pack("name", {"file": "text"}, extends=[…])``."""

    def write(
        name: str, files: Mapping[str, str] | None = None, *, extends: str = "", under: Path = tmp_path
    ) -> Path:
        folder = under / name
        head = f'name: {name}\ntitle: {{zh: 包, en: pack}}\nversion: "1"\nreference: {LAW}\n'
        head += f"extends: [{extends}]\n" if extends else "time_zone: Asia/Shanghai\n"
        for path, text in {"pack.yaml": head, **(files or {})}.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def head() -> str:
    """The head of an edition file."""
    return HEAD


@pytest.fixture
def series() -> Callable[..., str]:
    """A function that writes the text of a series: ``series({"2008-01-01": 30})``."""

    def text(values: Mapping[str, object], unit: str = "calendar_day") -> str:
        lines = [f"title: {{zh: 期限, en: term}}\nunit: {unit}\nvalues:"]
        lines += [f"  {day}: {{value: {value}, reference: {LAW}}}" for day, value in values.items()]
        return "\n".join(lines) + "\n"

    return text
