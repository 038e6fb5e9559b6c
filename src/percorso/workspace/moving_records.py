"""Moves the records of a workspace from its folder into a database, whole or not at all."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from percorso.domain.errors import ConflictError, InputError
from percorso.settings import PREFIX, Settings
from percorso.store.lock import hold_server, hold_workspace
from percorso.store.records import copying
from percorso.store.records.copying import DatabaseNotEmpty
from percorso.store.records.database import Records, RecordsConnection
from percorso.store.records.opening import (
    Noted,
    database_at,
    note_place,
    noted_place,
    put_file_away,
)
from percorso.store.records.workspaces import company
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import WorkspaceMissing, open_stores, os_failures

_COMMAND = "percorso records copy"


class TargetMissing(InputError):
    """Nothing says where records are to be copied to."""

    def __init__(self) -> None:
        super().__init__(
            "Say which empty database the records are to be copied into: "
            "--to postgresql://USER@HOST/DATABASE"
        )


class RecordsMoved(ConflictError):
    """The records lie in a database already."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder = folder
        self.place = place
        super().__init__(
            f"The records of the workspace {folder} lie in {place} already. Every command and the "
            f"server reach them with {PREFIX}RECORDS_URL; there is nothing to copy."
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """What was copied.

    Attributes:
        place: Where the records lie now.
        rows: How many of each table.
        left: The file they lay in, put away.
    """

    place: str
    rows: Mapping[str, int]
    left: Path

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {"place": self.place, "rows": dict(self.rows), "left": str(self.left)}


def move_records(
    folder: Path, settings: Settings, url: str | None = None, on_progress: OnProgress = silent
) -> Moved:
    """Copy all records into an empty database, compare both, and go on with the copy.

    Interrupted, it has changed nothing, or is finished by running it again.

    Args:
        folder: The workspace, its records in its folder.
        settings: Names the database where `url` does not.
        url: `postgresql://USER@HOST/DATABASE`.
        on_progress: Called with what is being done and the share done.

    Raises:
        TargetMissing: no database is named.
        WorkspaceMissing: there is no workspace.
        RecordsMoved: its records lie in a database.
        DatabaseNotEmpty: something else lies in that one, or an older copy.
        CopyDiffers: the copy is not the same.
    """
    address = url or settings.records_url
    if not address:
        raise TargetMissing
    if not (folder / "workspace.key").is_file():
        raise WorkspaceMissing(folder)
    target = database_at(address)
    with os_failures(folder), _alone(folder, settings):
        if (noted := noted_place(folder)) is not None:
            put_file_away(folder)
            raise RecordsMoved(folder, noted.place)
        here = open_stores(folder, replace(settings, records_url=""), create=False).records
        with contextlib.closing(target), contextlib.closing(here):
            found = _moved(folder, here, target, on_progress)
        rows = {name: content.rows for name, content in found.items()}
        return Moved(target.place, rows, put_file_away(folder))


@contextlib.contextmanager
def _alone(folder: Path, settings: Settings) -> Iterator[None]:
    with (
        hold_server(folder, _COMMAND),
        hold_workspace(folder, to_write=True, wait_seconds=settings.lock_wait_seconds),
    ):
        yield


def _moved(
    folder: Path, here: Records, target: Records, on_progress: OnProgress
) -> copying.Contents:
    """Copy and compare while nobody else writes here, then go on with the copy.

    Raises:
        WorkspaceMissing: it was never founded.
    """
    with here.kept_writer() as writer, writer.write() as source:
        founded = company(source)
        if founded is None:
            raise WorkspaceMissing(folder)
        on_progress("copying the records", 0.0)
        found = _copied_or_found(source, target, founded.id)
        on_progress("copying the records", 1.0)
        copying.close_for_good(source)
    # Nobody can have written in between: who waited for the file meets it closed.
    note_place(folder, Noted(founded.id, target.place))
    return found


def _copied_or_found(source: RecordsConnection, target: Records, id_: str) -> copying.Contents:
    """What a database holds of this workspace after it was copied, now or before.

    Raises:
        DatabaseNotEmpty: it holds something else.
    """
    with target.read() as connection:
        is_empty = copying.is_empty(connection)
    if is_empty:
        with target.made_in_one() as connection:
            found = copying.copy_rows(source, connection)
            copying.require_same(target.place, found, copying.contents(connection))
        return found
    # A copy that was cut short between its last two steps is this one already.
    with target.read() as connection:
        is_ours = target.version(connection) is not None
        other = company(connection) if is_ours else None
        if other is None:
            raise DatabaseNotEmpty(target.place, "tables of something else")
        if other.id != id_:
            raise DatabaseNotEmpty(target.place, f"the records of the workspace {other.name!r}")
        there = copying.contents(connection)
    found = copying.contents(source)
    if there != found:
        raise DatabaseNotEmpty(target.place, "an older copy of these records")
    return found
