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
        # What is known of segments as they lie there now: hashing reads them whole.
        self._sound: set[tuple[str, str, int, int]] = set()

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

    def fault_of(self, name: str, sha256: str) -> str | None:
        """What is wrong with a registered segment, in words; None where it is as it was sealed."""
        path = self.path(name)
        try:
            seen = path.stat()
            known = (name, sha256, seen.st_size, seen.st_mtime_ns)
            if known in self._sound:
                return None
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return "it is not there"
        except OSError as cause:
            return f"it cannot be read ({cause.strerror or cause})"
        if found != sha256:
            return "its bytes are not those that were sealed"
        self._sound.add(known)
        return None

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
