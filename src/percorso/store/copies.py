"""Copies of the workspace's data that exports left inside it: the lake, and the folder of files."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from percorso.store.lake_folder import (
    LakeFolder,
    LakeFormatUnknown,
    LakeMissing,
    LakeUnreadable,
    lake_of_workspace,
)

_FOLDER_NAME = "exports"


@dataclass(frozen=True, slots=True)
class Copies:
    """What of the copies was written before an instant.

    Attributes:
        files: Of the folder of exports.
        lake: The lake's files; empty where it is younger, or there is none.
        oldest: When the oldest of all was written, naive UTC.
    """

    files: tuple[Path, ...]
    lake: tuple[Path, ...]
    oldest: datetime | None

    @property
    def count(self) -> int:
        """How many files they are."""
        return len(self.files) + len(self.lake)


def exports_of_workspace(folder: Path) -> Path:
    """Where exports lie that are kept no longer than a rule says."""
    return folder / _FOLDER_NAME


def copies_before(folder: Path, at: datetime) -> Copies:
    """The copies in a workspace that were written before an instant.

    Args:
        folder: Of the workspace.
        at: Naive UTC.
    """
    files = _written(_files(exports_of_workspace(folder)))
    old = [(path, written_at) for path, written_at in files if written_at < at]
    lake = [(path, written_at) for path, written_at in _lake(folder) if written_at < at]
    oldest = min((written_at for _, written_at in (*old, *lake)), default=None)
    return Copies(tuple(path for path, _ in old), tuple(path for path, _ in lake), oldest)


def remove_copies(folder: Path, copies: Copies, wait_seconds: float) -> None:
    """Take copies away.

    Args:
        folder: Of the workspace.
        copies: Which.
        wait_seconds: For how long to wait for who writes the lake.
    """
    for path in copies.files:
        path.unlink(missing_ok=True)
    if copies.lake:
        lake = LakeFolder(lake_of_workspace(folder))
        with lake.hold(wait_seconds):
            lake.withdraw()


def remove_exports(folder: Path) -> None:
    """Take all exports away: a copy cannot be written anew without somebody."""
    home = exports_of_workspace(folder)
    # A link leads out of the workspace, where nothing is ours.
    if home.is_dir() and not home.is_symlink():
        shutil.rmtree(home)


def _files(home: Path) -> Sequence[Path]:
    if home.is_symlink() or not home.is_dir():
        return ()
    return [Path(folder) / name for folder, _, names in os.walk(home) for name in names]


def _written(paths: Sequence[Path]) -> list[tuple[Path, datetime]]:
    return [
        (path, datetime.fromtimestamp(path.lstat().st_mtime, UTC).replace(tzinfo=None))
        for path in paths
    ]


def _lake(folder: Path) -> list[tuple[Path, datetime]]:
    """Its files, each with when the lake was written last."""
    lake = LakeFolder(lake_of_workspace(folder))
    try:
        manifest = lake.manifest()
    except (LakeMissing, LakeFormatUnknown, LakeUnreadable):
        return []
    written_at = datetime.fromisoformat(manifest.written_at).astimezone(UTC).replace(tzinfo=None)
    return [(lake.folder / one, written_at) for one in sorted(manifest.paths)]
