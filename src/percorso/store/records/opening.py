"""Where a workspace's records lie: in its folder, or in the database a setting names."""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from percorso.domain.errors import ConflictError, NotFoundError
from percorso.settings import PREFIX
from percorso.store.records.database import Records
from percorso.store.records.sqlite_file import FILE_NAME

_NOTE = "records.json"
_COPIED = "records-copied.sqlite"
_VARIABLE = f"{PREFIX}RECORDS_URL"


class RecordsInDatabase(NotFoundError):
    """The records of a workspace lie in a database, and nothing says how to reach it."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder = folder
        self.place = place
        super().__init__(
            f"The records of the workspace {folder} lie in {place}. Say how to reach it: "
            f"{_VARIABLE}=postgresql://USER@HOST/DATABASE"
        )


class RecordsInFolder(ConflictError):
    """The records of a workspace lie in its folder, and a setting names a database."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder = folder
        self.place = place
        super().__init__(
            f"The workspace {folder} keeps its records in {FILE_NAME}, and {_VARIABLE} names "
            f"{place}. Unset it, or move them there: percorso records copy"
        )


class RecordsGone(NotFoundError):
    """The database a workspace kept its records in holds none."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder = folder
        self.place = place
        super().__init__(
            f"{place} holds no records, and those of the workspace {folder} should be there. Name "
            f"the right database with {_VARIABLE}, or put a backup back."
        )


class RecordsOfAnother(ConflictError):
    """The database holds the records of another workspace."""

    def __init__(self, folder: Path, place: str, name: str) -> None:
        self.folder = folder
        self.place = place
        self.name = name
        super().__init__(
            f"{place} holds the records of another workspace, {name!r}, not those of {folder}. "
            f"Name another database with {_VARIABLE}: each workspace has one of its own."
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """What a folder says of records that lie elsewhere.

    Attributes:
        workspace: The id their company has.
        place: Where they are, for people.
    """

    workspace: str
    place: str


def open_records(folder: Path, url: str) -> Records:
    """The records of a workspace folder.

    Args:
        folder: The workspace.
        url: The setting `records_url`; empty is a file of the folder.

    Raises:
        RecordsInDatabase: they lie in a database, and none is named.
        RecordsInFolder: they lie in the folder, and a database is named.
    """
    noted = noted_place(folder)
    if not url:
        if noted is not None:
            raise RecordsInDatabase(folder, noted.place)
        return Records(folder / FILE_NAME)
    records = database_at(url)
    if noted is None and (folder / FILE_NAME).exists():
        raise RecordsInFolder(folder, records.place)
    return records


def database_at(url: str) -> Records:
    """Records in a database, whatever it holds."""
    # Costs a moment to import, which workspaces of one folder need not spend.
    from percorso.store.records.postgresql import PostgresqlDatabase

    return Records(PostgresqlDatabase(url))


def put_file_away(folder: Path) -> Path:
    """Give the file of records that lie elsewhere now another name; which one."""
    for ending in ("", "-wal", "-shm"):
        path = folder / f"{FILE_NAME}{ending}"
        if path.exists():
            path.rename(folder / f"{_COPIED}{ending}")
    return folder / _COPIED


def remove_put_away(folder: Path) -> None:
    """Take away the file of records that lie elsewhere now, where it still lies there."""
    for ending in ("", "-wal", "-shm"):
        (folder / f"{_COPIED}{ending}").unlink(missing_ok=True)


def noted_place(folder: Path) -> Noted | None:
    """What a folder says of records that lie elsewhere; None where it says nothing."""
    try:
        said = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Noted(str(said["workspace"]), str(said["place"]))


def note_place(folder: Path, noted: Noted) -> None:
    """Write down that the records of a folder lie elsewhere; from here on they do."""
    draft = folder / f"{_NOTE}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"workspace": noted.workspace, "place": noted.place}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / _NOTE)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def id_from_secret(secret: bytes) -> str:
    """The id of the workspace a secret belongs to.

    A database whose company has it was founded by this folder, whether or not it noted that.
    """
    return "w_" + hmac.new(secret, b"workspace", hashlib.sha256).hexdigest()[:16]
