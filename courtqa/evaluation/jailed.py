"""The process in which files are read: limited in memory and time, without anything of ours to lose.

``python -m courtqa.evaluation.jailed`` reads one request a line and answers one a line. The rows come back as a file.
"""

from __future__ import annotations

import json
import sys
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from courtqa.errors import CourtqaError, RecordsError
from courtqa.text import Text

__all__ = ["main"]


def _limited(memory: int, seconds: int) -> None:
    """So much memory, and so much more time than was spent so far."""
    try:
        import resource
    except ImportError:  # a system without such limits: the clock of the other side remains
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(asked: dict[str, Any]) -> dict[str, object]:
    import polars as pl

    path, limits = Path(asked["path"]), asked["limits"]
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    kind = path.name.lower().removesuffix(".gz")
    if kind.endswith((".parquet", ".pq")):
        frame = _parquet(path, content, limits["cells"])
    elif kind.endswith((".xlsx", ".xlsm", ".xls")):
        from courtqa.evaluation.workbook import read_workbook

        if not kind.endswith(".xls"):
            _scanned(path, content, limits)
        frame = read_workbook(
            path, content, sheet=asked["sheet"], header_row=asked["header_row"], cells=limits["cells"]
        )
    else:
        from courtqa.evaluation.text_files import read_text_file

        frame = read_text_file(
            path,
            content,
            encoding=asked["encoding"],
            separator=asked["separator"],
            most=limits["unpacked"],
            header_row=asked["header_row"],
        )
    pl.DataFrame(frame).write_ipc(asked["out"])
    return {"sha256": digest}


def _looked(asked: dict[str, Any]) -> dict[str, object]:
    from courtqa.evaluation.looking import looked_at

    return looked_at([Path(each) for each in asked["look"]], pages=asked["pages"])


def _scanned(path: Path, content: bytes, limits: dict[str, int]) -> None:
    """Refuse a package that would unpack to more than it should, before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            held = package.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        problem = Text(zh=f"不是可读的 Excel 文件：{error}", en=f"it is not a readable Excel file: {error}")
        raise RecordsError(str(path), [problem]) from error
    total = sum(each.file_size for each in held)
    packed = sum(each.compress_size for each in held)
    problems = []
    if total > limits["unpacked"]:
        size = limits["unpacked"] >> 20
        problems.append(Text(zh=f"解压后超过 {size} MiB", en=f"it unpacks to more than {size} MiB"))
    if total > 1 << 20 and total > limits["ratio"] * max(packed, 1):
        ratio = limits["ratio"]
        problems.append(
            Text(
                zh=f"解压后超过自身 {ratio} 倍", en=f"it unpacks to more than {ratio} times its size: a bomb"
            )
        )
    if len(held) > 5_000:
        problems.append(Text(zh="内含文件过多", en="it holds too many parts"))
    if any(each.flag_bits & 1 for each in held):
        problems.append(Text(zh="文件有密码", en="it is locked with a password"))
    if problems:
        raise RecordsError(str(path), problems)


def _parquet(path: Path, content: bytes, cells: int) -> Any:
    import polars as pl

    try:
        rows = pl.scan_parquet(BytesIO(content)).select(pl.len()).collect().item()
        schema = pl.read_parquet_schema(BytesIO(content))
        if rows * len(schema) > cells * 50:
            problem = Text(zh=f"超过 {cells * 50:,} 个值", en=f"it holds more than {cells * 50:,} values")
            raise RecordsError(str(path), [problem])
        nested = [name for name, held in schema.items() if held.is_nested() or held in {pl.Binary, pl.Object}]
        if nested:
            listed = ", ".join(nested)
            problem = Text(
                zh=f"列 {listed} 不是单一的值", en=f"the columns {listed} hold lists, records or bytes"
            )
            raise RecordsError(str(path), [problem])
        return pl.read_parquet(BytesIO(content))
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        problem = Text(zh=f"不是可读的 Parquet 文件：{told}", en=f"it is not a readable Parquet file: {told}")
        raise RecordsError(str(path), [problem]) from error


def _answer(asked: dict[str, Any]) -> dict[str, object]:
    try:
        _limited(asked["limits"]["memory"], asked["limits"]["seconds"])
        return _looked(asked) if "look" in asked else _read(asked)
    except RecordsError as error:
        return {"problems": [[each.zh, each.en] for each in error.problems]}
    except CourtqaError as error:
        return {"problems": [[error.text.zh, error.text.en]]}
    except MemoryError:
        return {"problems": [["所需内存超过限度", "it needs more memory than a file of its size may"]]}
    except OSError as error:
        told = error.strerror or str(error)
        return {"problems": [[f"无法打开：{told}", f"it cannot be opened: {told}"]]}
    except Exception as error:  # noqa: BLE001  whatever a hostile file provokes is an answer, not a crash
        told = f"{type(error).__name__}: {error}"[:200]
        return {"problems": [[f"无法读取：{told}", f"it cannot be read: {told}"]]}


def main() -> None:
    """Answer requests until the other side closes."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line)), ensure_ascii=True) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
