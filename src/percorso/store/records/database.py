"""The records' database: which driver, which journal mode, one writer at a time."""

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from percorso.domain.errors import EngineError, InputError
from percorso.store.records.rejections import KEPT_DAYS, forget_expired

# Bumped together with a new file in store/migrations/versions.
HEAD = "0008"

# The one name other rooms know a connection by: they never import the driver.
RecordsConnection = Connection

_LOG = logging.getLogger("percorso")
_FORGOTTEN = (
    "Rejected rows that no file loaded in the last %s days held are deleted, as promised: %s."
)
_MIGRATIONS = Path(__file__).parent.parent / "migrations"


def _now_utc() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class RecordsFailed(EngineError):
    """The records' database could not be used."""

    def __init__(self, path: Path, cause: Exception) -> None:
        self.path = path
        self.cause = cause
        origin = getattr(cause, "orig", None) or cause
        super().__init__(
            f"The records {path} could not be used: {origin}. Nothing acknowledged is lost. "
            "Check free disk space and permissions, then try again."
        )


class RecordsTooNew(InputError):
    """A newer release of Percorso has changed the records."""

    def __init__(self, path: Path, version: str) -> None:
        self.path = path
        self.version = version
        super().__init__(
            f"The records {path} are of version {version}; this release knows up to {HEAD}. "
            "Use the newer release of Percorso that wrote them."
        )


class Records:
    """The records of one workspace.

    Args:
        path: Where the file lies.
        clock: The present instant, naive UTC.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = _now_utc) -> None:
        self.path = path
        self._clock = clock
        self.driver = _driver()
        self._reader = _engine(path, self.driver, writes=False)
        self._writer = _engine(path, self.driver, writes=True)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state and changes nothing."""
        with self._failures(), self._reader.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of the block, or none of it, on disk when it ends.

        What is kept for a time only goes in it, when its time is over.
        """
        with self._failures(), self._writer.begin() as connection:
            if forgotten := forget_expired(connection, self._clock()):
                _LOG.warning(_FORGOTTEN, KEPT_DAYS, f"{forgotten:,}")
            yield connection

    @contextlib.contextmanager
    def kept_writer(self) -> Iterator["KeptWriter"]:
        """A connection that stays open for many short transactions of one thread."""
        with self._failures(), self._writer.connect() as connection:
            yield KeptWriter(connection, self._failures)

    def upgrade(self) -> None:
        """Bring the tables to this release's version.

        Raises:
            RecordsTooNew: a newer release has been here.
            RecordsFailed: the file is damaged, or the disk refuses.
        """
        with self.read() as connection:
            version = _version(connection)
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise RecordsTooNew(self.path, version)
        with self._failures():
            _migrate(self._writer)

    def version(self, connection: Connection) -> str | None:
        """The version of the tables; None where there are none."""
        return _version(connection)

    def trouble(self, connection: Connection) -> str | None:
        """What is wrong with the file, in the engine's words; None where it is whole."""
        found = [
            str(row[0])
            for pragma in ("integrity_check", "foreign_key_check")
            for row in connection.exec_driver_sql(f"pragma {pragma}")
            if row[0] != "ok"
        ]
        return "; ".join(found[:3]) or None

    def facts(self, connection: Connection) -> dict[str, str]:
        """Which driver and journal keep the records safe."""
        journal = connection.exec_driver_sql("pragma journal_mode").scalar()
        return {
            "SQLite": f"{self.driver.sqlite_version} ({self.driver.__name__.partition('.')[0]})",
            "journal of the records": f"{journal}",
        }

    def close(self) -> None:
        """Let go of the file."""
        self._reader.dispose()
        self._writer.dispose()

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as cause:
            raise RecordsFailed(self.path, cause) from cause


class KeptWriter:
    """An open connection for transactions that come one after another."""

    def __init__(
        self, connection: Connection, failures: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._connection = connection
        self._failures = failures

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of the block, or none of it, on disk when it ends.

        Raises:
            RecordsFailed: the disk or the file refuses.
        """
        with self._failures(), self._connection.begin():
            yield self._connection


def safe_for_wal(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6)."""
    return (
        version >= (3, 51, 3)
        or (version[:2] == (3, 50) and version >= (3, 50, 7))
        or (version[:2] == (3, 44) and version >= (3, 44, 6))
    )


def _driver() -> ModuleType:
    """`pysqlite3` where a wheel exists, else the standard driver."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    driver: ModuleType = dbapi2
    return driver


def _engine(path: Path, driver: ModuleType, *, writes: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", module=driver, poolclass=NullPool)
    journal = "WAL" if safe_for_wal(driver.sqlite_version_info) else "TRUNCATE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON",
            "secure_delete=ON", "busy_timeout=10000", "cache_size=-65536",
        ):  # fmt: skip
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _version(connection: Connection) -> str | None:
    known = connection.execute(
        text("select count(*) from sqlite_master where name = 'alembic_version'")
    ).scalar_one()
    if not known:
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    # Alembic takes a third of a second to import: only when there is something to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
