"""What a disk holds after a power cut: what was synced, and of the rest nothing, or a part.

A trace is what `disk.c` wrote down of a run. The model is the strict one of POSIX (Pillai et al.
2014, "All File Systems Are Not Created Equal", OSDI): a file keeps what was there at its last
fsync, a folder the names that were there at its own; of what came later each sector of 512 bytes
survives or does not, and of a folder's changes the first so many. An fsync that failed has saved
nothing, and none that follows saves what was written before it.
"""

import random
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.disk import Kind

_RECORD = struct.Struct("<IiqqqIIII")
_SECTOR = 512
# Shared memory: whoever opens the records first writes it anew.
_PASSING = "-shm"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a disk, paths as from the watched folder."""

    kind: Kind
    error: int
    inode: int
    offset: int
    length: int
    path: str
    other: str
    data: bytes


def read_trace(path: Path) -> list[Change]:
    """The changes a run has made, in their order."""
    raw, place, found = path.read_bytes(), 0, []
    while place < len(raw):
        kind, error, inode, offset, length, *sizes, _ = _RECORD.unpack_from(raw, place)
        place += _RECORD.size
        parts = []
        for size in sizes:
            parts.append(raw[place : place + size])
            place += size
        found.append(
            Change(Kind(kind), error, inode, offset, length, parts[0].decode(), parts[1].decode(),
                   parts[2])
        )  # fmt: skip
    return found


def without_syncs(trace: Iterable[Change], kind: Kind, part: str) -> list[Change | None]:
    """The trace of a program that leaves those syncs out; the others keep their places."""
    return [None if one.kind == kind and part in one.path else one for one in trace]


@dataclass(slots=True)
class _File:
    """What a file holds on disk, and what was done to it since its last sync."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.since:
            _do(self.synced, change)
        self.since.clear()

    def after(self, draw: random.Random | None, share: float) -> bytes:
        """What is there after a cut: what was synced, and a share of the sectors of the rest."""
        found = bytearray(self.synced)
        for change in self.since if draw is not None else ():
            _do_partly(found, change, draw, share)
        return bytes(found)


def _do(content: bytearray, change: Change) -> None:
    if change.kind == Kind.TRUNCATE:
        del content[change.length :]
        content.extend(bytes(change.length - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


def _do_partly(
    content: bytearray, change: Change, draw: random.Random | None, share: float
) -> None:
    assert draw is not None
    if change.kind == Kind.TRUNCATE:
        if draw.random() < share:
            _do(content, change)
        return
    begin, end = change.offset, change.offset + len(change.data)
    while begin < end:
        stop = min(end, (begin // _SECTOR + 1) * _SECTOR)
        if draw.random() < share:
            piece = change.data[begin - change.offset : stop - change.offset]
            content.extend(bytes(max(0, begin - len(content))))
            content[begin:stop] = piece
        begin = stop


@dataclass(frozen=True, slots=True)
class _Naming:
    """A name that was given to a file or a folder (None), or taken away."""

    path: str
    node: _File | None
    is_there: bool

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.path).parent)


class DiskModel:
    """A disk that changes are made to, one after another."""

    def __init__(self) -> None:
        self._by_inode: dict[int, _File] = {}
        self._seen: dict[str, _File | None] = {}
        self._synced: dict[str, _File | None] = {}
        self._since: list[_Naming] = []

    def make(self, change: Change) -> None:
        """Make a change."""
        match change.kind:
            case Kind.CREATE:
                self._by_inode[change.inode] = _File()
                self._name(change.path, self._by_inode[change.inode])
            case Kind.FOLDER:
                self._name(change.path, None)
            case Kind.WRITE | Kind.TRUNCATE:
                self._by_inode[change.inode].since.append(change)
            case Kind.SYNC:
                file = self._by_inode[change.inode]
                if change.error:
                    file.since.clear()
                file.sync()
            case Kind.SYNC_FOLDER if not change.error:
                self._sync_names(change.path or "/")
            case Kind.RENAME:
                node = self._seen.pop(change.path)
                self._since.append(_Naming(change.path, node, is_there=False))
                self._name(change.other, node)
            case Kind.REMOVE:
                node = self._seen.pop(change.path)
                self._since.append(_Naming(change.path, node, is_there=False))

    def _name(self, path: str, node: _File | None) -> None:
        self._seen[path] = node
        self._since.append(_Naming(path, node, is_there=True))

    def _sync_names(self, folder: str) -> None:
        for naming in [one for one in self._since if one.folder == folder]:
            _apply(self._synced, naming)
            self._since.remove(naming)

    def lies_after_cut(self, into: Path, draw: random.Random | None = None) -> None:
        """Lay out what is there after a power cut now.

        Args:
            into: An empty folder, in place of the watched one.
            draw: What decides which of what was not synced is there; without it, none.
        """
        share = draw.choice((0.1, 0.5, 0.9)) if draw is not None else 0.0
        names = dict(self._synced)
        if draw is not None:
            survives: dict[str, bool] = {}
            for naming in self._since:
                # A folder's changes reach the disk in their order.
                goes_on = survives.setdefault(naming.folder, True) and draw.random() < share
                survives[naming.folder] = goes_on
                if goes_on:
                    _apply(names, naming)
        self._lay_out(into, names, draw, share)

    def lies_now(self, into: Path) -> None:
        """Lay out what the program sees."""
        for file in self._by_inode.values():
            file.sync()
        self._lay_out(into, dict(self._seen), None, 0.0)

    def _lay_out(
        self, into: Path, names: dict[str, _File | None], draw: random.Random | None, share: float
    ) -> None:
        for path in sorted(names):
            node, place = names[path], into / path.lstrip("/")
            # What lies in a folder whose own name was lost is lost with it.
            if not place.parent.is_dir() or path.endswith(_PASSING):
                continue
            if node is None:
                place.mkdir(mode=0o700)
            else:
                place.write_bytes(node.after(draw, share))
                place.chmod(0o600)


def _apply(names: dict[str, _File | None], naming: _Naming) -> None:
    if naming.is_there:
        names[naming.path] = naming.node
    elif names.get(naming.path, naming) is naming.node:
        del names[naming.path]
