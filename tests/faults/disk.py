"""A disk that counts, writes down, refuses or kills: the other side of `disk.c`."""

import ctypes
import errno
import hashlib
import mmap
import os
import shutil
import struct
import subprocess
import tempfile
from enum import IntFlag
from pathlib import Path

import pytest

_SOURCE = Path(__file__).with_name("disk.c")
_CONTROL = struct.Struct("<qqqqqiI64s")
_HAPPENED, _MATCHED, _REFUSED, _FROM, _TIMES, _ERROR, _KINDS, _PART = range(8)
EVER = -1


class Kind(IntFlag):
    """What is done to a disk."""

    CREATE = 1
    WRITE = 2
    TRUNCATE = 4
    SYNC = 8
    SYNC_FOLDER = 16
    RENAME = 32
    REMOVE = 64
    FOLDER = 128
    ALL = 255
    # What a full disk refuses: all that needs more room.
    GROWTH = CREATE | WRITE | FOLDER


def library() -> Path:
    """The compiled library; compiled once for each version of its source.

    Where no compiler is, the test is skipped, but never in CI.
    """
    name = hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"percorso-disk-{os.getuid()}-{name}.so"
    if path.exists():
        return path
    if shutil.which("cc") is None:
        reason = "no C compiler: install gcc and libc6-dev"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    draft = path.with_suffix(f".{os.getpid()}")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", str(draft), str(_SOURCE), "-ldl", "-lpthread"],
        check=True,
    )
    draft.rename(path)
    return path


class Disk:
    """What becomes of the changes a process makes to the files of a folder.

    Args:
        control: A file both sides have in memory; made where it is not there.
    """

    def __init__(self, control: Path) -> None:
        self.control = control
        if not control.exists():
            control.write_bytes(_CONTROL.pack(0, 0, 0, 0, 0, 0, 0, b""))
        with control.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _CONTROL.size)

    def _get(self, place: int) -> int:
        return int(_CONTROL.unpack(self._memory[:])[place])

    @property
    def happened(self) -> int:
        """How many changes there were so far."""
        return self._get(_HAPPENED)

    @property
    def refused(self) -> int:
        """How many were refused since it was armed."""
        return self._get(_REFUSED)

    def refuses(
        self, error: int, *, part: str = "", kinds: Kind = Kind.ALL, from_: int = 1,
        times: int = EVER,
    ) -> None:  # fmt: skip
        """Refuse changes with an error, until it is released.

        Args:
            error: Of errno.
            part: What the path contains, from the watched folder on; ends with, before a "$".
            kinds: Which kinds of changes.
            from_: The first of them that is refused, from 1.
            times: How many are.
        """
        self._arm(from_, times, error, kinds, part)

    def kills(self, *, part: str, kinds: Kind, from_: int = 1) -> None:
        """Kill the process and its loader before such a change."""
        self._arm(from_, EVER, 0, kinds, part)

    def recovers(self) -> None:
        """Refuse nothing more."""
        self._arm(0, 0, 0, Kind(0), "")

    def _arm(self, from_: int, times: int, error: int, kinds: Kind, part: str) -> None:
        # Disarmed first: the other side reads while this side writes.
        self._memory[24:32] = struct.pack("<q", 0)
        self._memory[8:24] = struct.pack("<qq", 0, 0)
        self._memory[32:] = _CONTROL.pack(0, 0, 0, 0, times, error, kinds, part.encode())[32:]
        self._memory[24:32] = struct.pack("<q", from_)


def watch(folder: Path, control: Path, trace: Path | None) -> None:
    """Begin to watch a folder in this process, which was started with the library."""
    into = str(trace).encode() if trace is not None else None
    failed = ctypes.CDLL(None).watch_disk(str(folder).encode(), str(control).encode(), into)
    if failed:
        raise OSError(ctypes.get_errno() or errno.EIO, "the disk cannot be watched")
