"""Who holds a workspace or a lake: many readers, or one writer that says its command."""

import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from percorso.domain.errors import ConflictError

_POLL_SECONDS = 0.1
_SERVER_FILE = "server.lock"
# Who looks whether a server runs holds its lock for a moment where none does.
_LOOK_SECONDS = 0.5


class WorkspaceHeld(ConflictError):
    """Another process holds the workspace."""

    def __init__(self, folder: Path, holder: str, waited_seconds: float) -> None:
        self.folder = folder
        self.holder = holder
        super().__init__(
            f"The workspace {folder} is held by {holder}; waited {waited_seconds:g} s. "
            "Wait until it is done, or stop that process, then try again."
        )


class LakeHeld(ConflictError):
    """Another process writes the lake."""

    def __init__(self, folder: Path, holder: str, waited_seconds: float) -> None:
        self.folder = folder
        self.holder = holder
        super().__init__(
            f"The lake {folder} is being written by {holder}; waited {waited_seconds:g} s. "
            "Wait until it is done, or stop that process, then try again."
        )


class ServerRunning(ConflictError):
    """Another server has the workspace."""

    def __init__(self, folder: Path, holder: str) -> None:
        self.folder = folder
        self.holder = holder
        super().__init__(
            f"The workspace {folder} is served already, by {holder}. Stop that server first, or "
            "send to it."
        )


_Held = type[WorkspaceHeld] | type[LakeHeld]


def hold_workspace(
    folder: Path, *, to_write: bool, wait_seconds: float
) -> AbstractContextManager[None]:
    """Hold the workspace for the length of a `with` block.

    The lock is the operating system's (flock), so a killed process lets go of it.

    Raises:
        WorkspaceHeld: somebody else still holds it after `wait_seconds`.
    """
    return _held(folder, WorkspaceHeld, to_write=to_write, wait_seconds=wait_seconds)


def hold_lake(folder: Path, *, wait_seconds: float) -> AbstractContextManager[None]:
    """Hold a lake alone for the length of a `with` block; who reads it needs no lock.

    Raises:
        LakeHeld: somebody else still writes it after `wait_seconds`.
    """
    return _held(folder, LakeHeld, to_write=True, wait_seconds=wait_seconds)


@contextlib.contextmanager
def _held(folder: Path, otherwise: _Held, *, to_write: bool, wait_seconds: float) -> Iterator[None]:
    path = folder / "lock"
    with path.open("a+", encoding="utf-8") as file:
        _acquire(file.fileno(), path, otherwise, to_write=to_write, wait_seconds=wait_seconds)
        if to_write:
            file.seek(0)
            file.truncate()
            file.write(json.dumps({"pid": os.getpid(), "command": command_line()}))
            file.flush()
        try:
            yield
        finally:
            if to_write:
                file.seek(0)
                file.truncate()
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)


@contextlib.contextmanager
def hold_server(folder: Path, address: str) -> Iterator[None]:
    """Be the one server of a workspace for the length of a `with` block.

    The file that is locked says where it listens, for who comes second.

    Raises:
        ServerRunning: another one is.
    """
    path = folder / _SERVER_FILE
    with path.open("a+", encoding="utf-8") as file:
        until = time.monotonic() + _LOOK_SECONDS
        while not _takes(file.fileno(), fcntl.LOCK_EX):
            if time.monotonic() >= until:
                raise ServerRunning(folder, _server_in(path))
            time.sleep(_POLL_SECONDS / 10)
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "address": address}))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
            fcntl.flock(file.fileno(), fcntl.LOCK_UN)


def serving_address(folder: Path) -> str | None:
    """Where the server of a workspace listens; None where none runs."""
    try:
        with (folder / _SERVER_FILE).open("r+", encoding="utf-8") as file:
            # What a killed server has left in the file, nobody holds.
            if _takes(file.fileno(), fcntl.LOCK_SH):
                return None
            return str(json.load(file)["address"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _takes(descriptor: int, kind: int) -> bool:
    """Try once to lock a file; whether it is locked."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _server_in(path: Path) -> str:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return f"process {said['pid']} at {said['address']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _acquire(
    descriptor: int, path: Path, otherwise: _Held, *, to_write: bool, wait_seconds: float
) -> None:
    kind = fcntl.LOCK_EX if to_write else fcntl.LOCK_SH
    until = time.monotonic() + wait_seconds
    while not _takes(descriptor, kind):
        if time.monotonic() >= until:
            raise otherwise(path.parent, _holder(path), wait_seconds)
        time.sleep(_POLL_SECONDS)


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        # A killed writer leaves its name; whoever holds the workspace now is somebody else.
        os.kill(int(said["pid"]), 0)
        return f"process {said['pid']} ({said['command']})"
    except PermissionError:
        return f"process {said['pid']} ({said['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process that is reading it"


def command_line() -> str:
    """What this process was called with, as others are told of it."""
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
