"""The folder of a workspace: where its stores lie and how they are opened and held."""

import contextlib
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from percorso.domain.catalogue import DEFAULT_TOUCHPOINTS, STAGES
from percorso.domain.errors import EngineError, InputError, NotFoundError
from percorso.settings import Settings
from percorso.store.archive import Archive
from percorso.store.lock import WorkspaceHeld, command_line, hold_workspace, is_awaited
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records.chain import replaced_names
from percorso.store.records.claims import this_process
from percorso.store.records.erasures import has_unfinished
from percorso.store.records.opening import (
    Noted,
    RecordsGone,
    RecordsOfAnother,
    id_from_secret,
    note_place,
    noted_place,
    open_records,
)
from percorso.store.records.workspaces import Company, company, found_company
from percorso.store.warehouse import (
    LAYOUT_VERSION,
    Warehouse,
    WarehouseDamaged,
    open_warehouse,
)
from percorso.store.warehouse_file import (
    draft_path,
    put_in_place,
    remove_draft,
    remove_warehouse,
    set_aside,
    sync_folder,
    warehouse_path,
)
from percorso.store.warehouse_tables_sql import LOADED_SEGMENTS, warehouse_tables
from percorso.workspace.unsealed import Unsealed

_SECRET_BYTES = 32
_LOG = logging.getLogger("percorso")
_SET_ASIDE = (
    "The warehouse %s was damaged (%s). It is set aside as %s, and a new one is made from the "
    "archive: nothing that was loaded is lost. Delete the damaged file when you like."
)
_OF_ANOTHER_RELEASE = (
    "The warehouse %s was laid out by another release of Percorso: it is made anew from the "
    "archive."
)
_HOLDS_ERASED = (
    "An erasure was cut short: the warehouse %s is made anew from the archive, without the persons."
)


class WorkspaceMissing(NotFoundError):
    """No workspace lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"There is no workspace in {folder}. Load a file into it first: "
            f"percorso load FILE --workspace {folder} --source NAME"
        )


class NotAWorkspace(InputError):
    """The folder holds other things."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} is not an empty folder and holds no workspace. Name another folder."
        )


class WorkspaceUnusable(EngineError):
    """The folder cannot be written or read."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        self.folder = folder
        self.cause = cause
        super().__init__(
            f"The workspace {folder} cannot be used: {cause.strerror or cause}. Check free disk "
            "space and permissions, then try again; nothing that was loaded is lost."
        )


def now_utc() -> datetime:
    """The clock of a workspace: UTC, without zone, as the stores keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Stores:
    """The stores of one workspace folder."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.archive = open_archive(folder)
        self.scratch = folder / "scratch"
        self.counts = folder / "counts"
        self.records = open_records(folder, settings.records_url)
        self.unsealed = Unsealed()

    @property
    def secret(self) -> bytes:
        """The workspace's secret: the key of every identifier's hash."""
        return (self.folder / "workspace.key").read_bytes()

    def company(self) -> Company:
        """Name, time zone and currency of the workspace.

        Raises:
            WorkspaceMissing: the workspace was never founded.
        """
        with self.records.read() as connection:
            found = company(connection)
        if found is None:
            raise WorkspaceMissing(self.folder)
        return found

    @contextlib.contextmanager
    def hold(self, *, to_write: bool, lets_go: bool = False) -> Iterator[Warehouse]:
        """Hold the workspace and its warehouse for one call.

        Args:
            to_write: Whether to hold it alone.
            lets_go: Whether the call ends early where somebody waits: it is waited for longer.

        Who writes finds a warehouse with its tables: a damaged one is set aside, said, and an
        empty one stands in its place, which `catch_up` fills from the archive.

        Raises:
            WarehouseDamaged: damage that shows while the call works, not when it begins.
        """
        with os_failures(self.folder), self._held(to_write=to_write, lets_go=lets_go):
            if not to_write:
                with self._opened(self.warehouse_path, read_only=True) as warehouse:
                    yield warehouse
                return
            self._sweep()
            try:
                with contextlib.ExitStack() as open_files:
                    yield self._whole_warehouse(open_files)
            except WarehouseDamaged as damage:
                # Set aside while it is still held: the next call shall not meet it again.
                self._set_aside(damage)
                raise

    @contextlib.contextmanager
    def hold_anew(self) -> Iterator[Warehouse]:
        """Hold the workspace and an empty warehouse, which takes the old one's place at the end."""
        with os_failures(self.folder), self._held(to_write=True):
            self._sweep()
            draft = draft_path(self.folder)
            with self._opened(draft, read_only=False) as warehouse:
                self._make_tables(warehouse)
                yield warehouse
                warehouse.do("checkpoint")
            put_in_place(draft, self.warehouse_path)

    def rewrite(
        self, begin: Callable[[Warehouse, Path], bool], settle: Callable[[Warehouse], None],
        end: Callable[[], None],
    ) -> None:  # fmt: skip
        """Hold the workspace, and put a warehouse in the place of the one that is there.

        Args:
            begin: Called with the old one and where to write the new one; whether it did.
            settle: Called with the new one before it takes its place.
            end: Called when it has.
        """
        with os_failures(self.folder), self._held(to_write=True):
            self._sweep()
            draft = draft_path(self.folder)
            with contextlib.ExitStack() as open_files:
                if not begin(self._whole_warehouse(open_files), draft):
                    return
            with self._opened(draft, read_only=False) as warehouse:
                settle(warehouse)
                warehouse.do("checkpoint")
            put_in_place(draft, self.warehouse_path)
            end()

    def is_awaited(self) -> bool:
        """Whether somebody waits for the workspace that is held here."""
        with os_failures(self.folder):
            return is_awaited(self.folder)

    @property
    def warehouse_path(self) -> Path:
        """Where the warehouse lies."""
        return warehouse_path(self.folder)

    @contextlib.contextmanager
    def _held(self, *, to_write: bool, lets_go: bool = False) -> Iterator[None]:
        wait = self.settings.lock_wait_seconds
        with contextlib.ExitStack() as held:
            held.enter_context(
                hold_workspace(self.folder, to_write=to_write, wait_seconds=wait, lets_go=lets_go)
            )
            if to_write:
                held.enter_context(
                    self.records.hold(
                        this_process(command_line()),
                        lambda holder: WorkspaceHeld(self.folder, holder, wait),
                        wait_seconds=wait,
                    )
                )
            yield

    def _opened(self, path: Path, *, read_only: bool) -> AbstractContextManager[Warehouse]:
        return open_warehouse(
            path,
            read_only=read_only,
            memory_limit_mb=self.settings.memory_limit_mb,
            temporary_limit_mb=self.settings.temporary_limit_mb,
            scratch=self.scratch,
        )

    def _whole_warehouse(self, open_files: contextlib.ExitStack) -> Warehouse:
        """The warehouse open for writing, an empty one where the old one is of no use."""
        path = self.warehouse_path
        try:
            with contextlib.ExitStack() as tried:
                warehouse = tried.enter_context(self._opened(path, read_only=False))
                version = warehouse.layout_version()
                said = _OF_ANOTHER_RELEASE
                if version in (None, LAYOUT_VERSION):
                    self._make_tables(warehouse)
                    if not self._holds_erased(warehouse):
                        open_files.push(tried.pop_all())
                        return warehouse
                    said = _HOLDS_ERASED
        except WarehouseDamaged as damage:
            self._set_aside(damage)
        else:
            remove_warehouse(path)
            _LOG.warning(said, path.name)
        warehouse = open_files.enter_context(self._opened(path, read_only=False))
        self._make_tables(warehouse)
        return warehouse

    def _holds_erased(self, warehouse: Warehouse) -> bool:
        """Whether an erasure was cut short before this warehouse was replaced."""
        with self.records.read() as connection:
            if not has_unfinished(connection):
                return False
            replaced = replaced_names(connection)
        return any(name in replaced for name, _ in warehouse.rows(LOADED_SEGMENTS))

    def set_aside(self, damage: WarehouseDamaged) -> None:
        """Move a warehouse in which a reader met damage out of the way of the next call."""
        with os_failures(self.folder), self._held(to_write=True):
            self._set_aside(damage)

    def _set_aside(self, damage: WarehouseDamaged) -> None:
        if self.warehouse_path.exists():
            aside = set_aside(self.warehouse_path, now_utc())
            reason = str(damage.cause).splitlines()[0]
            _LOG.warning(_SET_ASIDE, self.warehouse_path.name, reason, aside.name)

    def _sweep(self) -> None:
        """Who holds the workspace alone takes away what killed commands left, and what expired."""
        with self.records.write():
            pass  # Rows that expired shall be gone before anybody reads them to try them again.
        for left in self.scratch.glob("load-*"):
            shutil.rmtree(left, ignore_errors=True)
        for draft in self.counts.glob("*.draft"):
            draft.unlink(missing_ok=True)
        remove_draft(self.folder)

    def _make_tables(self, warehouse: Warehouse) -> None:
        if warehouse.layout_version() is None:
            # The generations begin anew, and customers get other numbers.
            shutil.rmtree(self.counts, ignore_errors=True)
            # All at once: a kill in between must not leave half a warehouse.
            with warehouse.transaction():
                for statement in warehouse_tables(LAYOUT_VERSION):
                    warehouse.do(statement)

    @contextlib.contextmanager
    def scratch_folder(self) -> Iterator[Path]:
        """A folder for one load's passing files, emptied afterwards whatever happens."""
        folder = self.scratch / f"load-{os.getpid()}"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def open_archive(folder: Path) -> Archive:
    """The archive of a workspace folder."""
    return Archive(folder / "archive")


def open_stores(folder: Path, settings: Settings, *, create: bool) -> Stores:
    """The stores of a folder; founds a workspace there when asked and there is none.

    Raises:
        WorkspaceMissing: there is no workspace and none was asked for.
        NotAWorkspace: the folder holds something else.
        WorkspaceUnusable: the folder cannot be read or written.
        RecordsGone: the database the records were kept in is empty.
        RecordsOfAnother: the database named for them holds those of another workspace.
    """
    with os_failures(folder):
        if not (folder / "workspace.key").is_file():
            if not create:
                raise WorkspaceMissing(folder)
            _lay_out(folder)
        stores = Stores(folder, settings)
        if settings.records_url:
            _open_database(stores)
        else:
            stores.records.upgrade()
            _found(stores, "w_" + secrets.token_hex(8))
    return stores


@contextlib.contextmanager
def os_failures(folder: Path) -> Iterator[None]:
    """Turn a failing disk or folder into a sentence.

    Raises:
        WorkspaceUnusable: the block met an OSError.
    """
    try:
        yield
    except OSError as cause:
        raise WorkspaceUnusable(folder, cause) from cause


def _lay_out(folder: Path) -> None:
    begun = {"archive", "scratch", "workspace.key.draft"}
    if folder.exists() and (
        not folder.is_dir() or {entry.name for entry in folder.iterdir()} - begun
    ):
        raise NotAWorkspace(folder)
    # The records hold clear identifiers: the folder is its owner's alone.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)
    (folder / "archive").mkdir(exist_ok=True)
    (folder / "scratch").mkdir(exist_ok=True)
    # The key comes last and whole: its presence says that the folder is a workspace.
    draft = folder / "workspace.key.draft"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / "workspace.key")
    # After a power cut without it, all that came since would be under a key nobody has.
    sync_folder(folder)


def _open_database(stores: Stores) -> None:
    """Bring the tables of a database up, once it is sure that they are those of this folder.

    Raises:
        RecordsGone: it is empty, and should not be.
        RecordsOfAnother: they are not.
    """
    noted = noted_place(stores.folder)
    expected = noted.workspace if noted is not None else id_from_secret(stores.secret)
    with stores.records.read() as connection:
        has_tables = stores.records.version(connection) is not None
        found = company(connection) if has_tables else None
    if found is not None and found.id != expected:
        raise RecordsOfAnother(stores.folder, stores.records.place, found.name)
    if found is None and noted is not None:
        raise RecordsGone(stores.folder, stores.records.place)
    stores.records.upgrade()
    if noted is None:
        _found(stores, expected)
        note_place(stores.folder, Noted(expected, stores.records.place))


def _found(stores: Stores, id_: str) -> None:
    with stores.records.read() as connection:
        if company(connection) is not None:
            return
    settings = stores.settings
    with stores.records.write() as connection:
        if company(connection) is not None:
            return
        found_company(
            connection,
            id=id_,
            name=stores.folder.resolve().name,
            time_zone=settings.time_zone,
            currency=settings.currency.upper(),
            at=now_utc(),
        )
        catalogue_records.add_stages(connection, STAGES)
        catalogue_records.add_touchpoints(connection, DEFAULT_TOUCHPOINTS)
