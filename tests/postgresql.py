"""A PostgreSQL of the tests' own: a cluster in a folder, reached by a socket of that folder."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Found where Debian puts them, too: its package leaves them off the path.
_DEBIAN = Path("/usr/lib/postgresql")
_READY_SECONDS = 30
_ENOUGH_BYTES = 4 * 1024**3
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "32MB",
    # What Percorso asks of a server: nothing here may be quicker than it is safe.
    "fsync": "on",
    "synchronous_commit": "on",
}


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version; None where there is none."""
    found = sorted(_DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """A server with databases of its own; it refuses to run as root, so it is somebody else's.

    Args:
        programs: The folder of PostgreSQL's programs.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="percorso-pg-", dir=_quick_place()))
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._as: list[str] = []
        if os.geteuid() == 0:
            owner = _somebody()
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._as = [
                "setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups",
                # Tests that are killed leave no server behind.
                "--pdeathsig=QUIT",
            ]  # fmt: skip
        # Its socket is open to the tests, whoever runs them.
        self._folder.chmod(0o755)
        self._run(
            "initdb", "-D", str(self._data), "-U", "percorso", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as, str(self._programs / program), *arguments],
            check=True, capture_output=True, cwd=self._folder,
        )  # fmt: skip

    def start(self, **settings: str) -> None:
        """Start it, and wait until it answers."""
        chosen = {**_SETTINGS, "unix_socket_directories": str(self._folder), **settings}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as, str(self._programs / "postgres"), "-D", str(self._data), *options],
                stdout=log, stderr=log, cwd=self._folder,
            )  # fmt: skip
        until = time.monotonic() + _READY_SECONDS
        while not self._answers():
            assert time.monotonic() < until, (self._folder / "log").read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        asked = subprocess.run(
            [str(self._programs / "pg_isready"), "-q", "-h", str(self._folder)], check=False
        )
        return asked.returncode == 0

    def stop(self) -> None:
        """End it at once, as `pg_ctl stop -m immediate`: nothing is written that is not yet."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=30)
            self._process = None

    def remove(self) -> None:
        """End it, and take its folder away."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """How to reach a database of it."""
        return f"postgresql://percorso@/{database}?host={self._folder}"

    @staticmethod
    def name(address: str) -> str:
        """The name of the database at an address."""
        return address.partition("@/")[2].partition("?")[0]

    def do(self, sql: str, database: str = "postgres") -> str:
        """Run SQL as its owner; what it printed."""
        done = subprocess.run(
            [str(self._programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h",
             str(self._folder), "-U", "percorso", "-d", database, "-c", sql],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    @contextlib.contextmanager
    def database(self, like: str = "template0") -> Iterator[str]:
        """A database, empty or a copy of another, and how to reach it; nobody is in it after."""
        name = f"shop_{next(self._numbers)}"
        self.empty(like)
        self.do(f"create database {name} template {like}")
        yield self.address(name)
        self.empty(name)

    def empty(self, database: str) -> None:
        """End every session of a database."""
        self.do(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
        )


def _quick_place() -> str | None:
    """Memory, where the machine has some to spare: a database more or less is thousands of files.

    Nothing here cuts the power: what a commit means to a disk is not what is looked at.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with contextlib.suppress(OSError):
        if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ENOUGH_BYTES:
            return str(memory)
    return None


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("no user to run PostgreSQL as")
