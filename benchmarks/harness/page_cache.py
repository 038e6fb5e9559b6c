"""Reads files once, so that no run is the first one to."""

from pathlib import Path

_BLOCK = 1 << 20


def read_whole(path: Path) -> None:
    """Read a file, or every file below a folder, and keep nothing of it."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file():
            _read(file)


def _read(file: Path) -> None:
    with file.open("rb") as opened:
        while opened.read(_BLOCK):
            pass
