"""The archive: sealed Parquet segments of raw messages, each known by name and hash."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FORMAT_VERSION = 1
_SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class SealedSegment:
    """A segment on disk, fsynced and renamed to its final name."""

    name: str
    sha256: str
    size_bytes: int


class Archive:
    """The folder of sealed segments."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the segment of that name lies."""
        return self.folder / (name + _SUFFIX)

    def seal(self, draft: Path, name: str) -> SealedSegment:
        """Make a written draft durable under its final name: fsync, rename, fsync the folder."""
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        size_bytes = draft.stat().st_size
        draft.rename(self.path(name))
        self._sync_folder()
        return SealedSegment(name, digest, size_bytes)

    def remove_unregistered(self, registered: Iterable[str]) -> list[str]:
        """Remove segments a killed load left behind; returns their names."""
        known = set(registered)
        stray = [path for path in self.folder.glob("*" + _SUFFIX) if path.stem not in known]
        for path in stray:
            path.unlink()
        if stray:
            self._sync_folder()
        return [path.stem for path in stray]

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
