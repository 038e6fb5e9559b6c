"""Looks for texts in all that lies in a workspace's folder, while nobody writes it."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from percorso.settings import Settings
from percorso.store.lock import hold_workspace
from percorso.store.scanning import Scan, scan_folder
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import WorkspaceMissing, os_failures

__all__ = ["Scan", "scan_workspace"]


def scan_workspace(
    settings: Settings, texts: Sequence[str], *, folder: Path | None = None,
    on_progress: OnProgress = silent,
) -> Scan:  # fmt: skip
    """Where texts stand in the files of a workspace, or of any other folder.

    Records in PostgreSQL lie in no file here: they are not looked into.

    Args:
        settings: Names the workspace.
        texts: What to look for, without regard to case.
        folder: Another folder, such as a lake or a backup; None is the workspace's.
        on_progress: Called with each file and the share done.

    Raises:
        WorkspaceMissing: there is none, or no such folder.
        NeedleTooShort: a text would be found by chance.
    """
    place = settings.workspace if folder is None else folder
    if not place.is_dir():
        raise WorkspaceMissing(place)
    with os_failures(place), contextlib.ExitStack() as held:
        if folder is None:
            wait = settings.lock_wait_seconds
            held.enter_context(hold_workspace(place, to_write=False, wait_seconds=wait))
        return scan_folder(place, texts, on_progress)
