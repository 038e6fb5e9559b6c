"""The warehouse as a file: set aside when it is damaged, replaced whole when it is made anew."""

import os
from datetime import datetime
from pathlib import Path

FILE_NAME = "warehouse.duckdb"
_DRAFT_NAME = "warehouse.rebuilding.duckdb"


def warehouse_path(folder: Path) -> Path:
    """Where the warehouse of a workspace lies."""
    return folder / FILE_NAME


def draft_path(folder: Path) -> Path:
    """Where a new warehouse is made before it takes the old one's place."""
    return folder / _DRAFT_NAME


def set_aside(path: Path, at: datetime) -> Path:
    """Move a warehouse nobody can read out of the way; returns where it is now.

    Its log goes first: a log that stays behind would be played into the next warehouse.
    """
    aside = path.with_name(f"warehouse.damaged-{at:%Y%m%dT%H%M%S}")
    number = 1
    while aside.exists():
        number += 1
        aside = aside.with_name(f"warehouse.damaged-{at:%Y%m%dT%H%M%S}-{number}")
    log = _log(path)
    if log.exists():
        log.rename(aside.with_name(aside.name + ".wal"))
    path.rename(aside)
    sync_folder(path.parent)
    return aside


def remove_set_aside(folder: Path) -> None:
    """Take away damaged warehouses nobody has deleted: what they held lies in the archive."""
    for path in folder.glob("warehouse.damaged-*"):
        path.unlink(missing_ok=True)


def remove_draft(folder: Path) -> None:
    """Take away what a killed rebuild left behind."""
    for path in (draft_path(folder), _log(draft_path(folder))):
        path.unlink(missing_ok=True)


def remove_warehouse(path: Path) -> None:
    """Take a warehouse away that another one is to be made for."""
    _log(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def put_in_place(draft: Path, path: Path) -> None:
    """Let a finished, closed warehouse take the place of the old one, durably."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    _log(path).unlink(missing_ok=True)
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")
