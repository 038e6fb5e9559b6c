"""Who holds a workspace or a lake: many readers, or one writer that says its command."""

import contextlib
import fcntl
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from percorso.domain.errors import ConflictError

_POLL_SECONDS = 0.05
_PATIENCE_WITH_WHO_LETS_GO = 6
_TURN = "turn"
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
    folder: Path, *, to_write: bool, wait_seconds: float, lets_go: bool = False
) -> AbstractContextManager[None]:
    """Hold the workspace for the length of a `with` block.

    The locks are the operating system's (flock), so a killed process lets go of them. Who waits
    holds the turn meanwhile: nobody overtakes it, and who holds the workspace sees it waiting.

    Args:
        folder: Of the workspace.
        to_write: Whether to hold it alone.
        wait_seconds: How long to wait for whoever holds it; six times as long for one that
            lets go.
        lets_go: Whether this one lets go by itself where somebody waits, as a server's loader.

    Raises:
        WorkspaceHeld: somebody else still holds it after that.
    """
    return _held(
        folder, WorkspaceHeld, to_write=to_write, wait_seconds=wait_seconds, lets_go=lets_go,
        turn=folder / _TURN,
    )  # fmt: skip


def is_awaited(folder: Path) -> bool:
    """Whether another process, or another thread, waits for the workspace."""
    with (folder / _TURN).open("a", encoding="utf-8") as turn:
        return not _takes(turn.fileno(), fcntl.LOCK_EX)


def hold_lake(folder: Path, *, wait_seconds: float) -> AbstractContextManager[None]:
    """Hold a lake alone for the length of a `with` block; who reads it needs no lock.

    Raises:
        LakeHeld: somebody else still writes it after `wait_seconds`.
    """
    return _held(folder, LakeHeld, to_write=True, wait_seconds=wait_seconds)


@contextlib.contextmanager
def _held(
    folder: Path, otherwise: _Held, *, to_write: bool, wait_seconds: float,
    lets_go: bool = False, turn: Path | None = None,
) -> Iterator[None]:  # fmt: skip
    path = folder / "lock"
    with path.open("a+", encoding="utf-8") as file:
        kind = fcntl.LOCK_EX if to_write else fcntl.LOCK_SH
        begun = time.monotonic()

        def longest() -> float:
            return wait_seconds * (_PATIENCE_WITH_WHO_LETS_GO if _lets_go(path) else 1)

        def may_wait() -> bool:
            waited = time.monotonic() - begun
            return waited < wait_seconds or waited < longest()

        if not _acquire(file.fileno(), kind, may_wait, turn):
            raise otherwise(folder, _holder(path), longest())
        if to_write:
            said = {"pid": os.getpid(), "command": command_line(), "lets_go": lets_go}
            file.seek(0)
            file.truncate()
            file.write(json.dumps(said))
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
        if not _takes_while(file.fileno(), fcntl.LOCK_EX, lambda: time.monotonic() < until):
            raise ServerRunning(folder, _server_in(path))
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
            address = str(json.load(file)["address"])
            # A command that keeps servers away says its name there.
            return address if address.startswith("http") else None
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


def _acquire(descriptor: int, kind: int, may_wait: Callable[[], bool], turn: Path | None) -> bool:
    """Lock a file, in turn where several wait for it; whether it is locked in time."""
    if turn is None:
        return _takes_while(descriptor, kind, may_wait)
    with turn.open("a", encoding="utf-8") as mine:
        # The turn goes on to the next when its file is closed.
        return _takes_while(mine.fileno(), fcntl.LOCK_EX, may_wait) and _takes_while(
            descriptor, kind, may_wait
        )


def _takes_while(descriptor: int, kind: int, may_wait: Callable[[], bool]) -> bool:
    while not _takes(descriptor, kind):
        if not may_wait():
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _lets_go(path: Path) -> bool:
    """Whether who holds a lock alone lets go of it where somebody waits."""
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["lets_go"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


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
