"""Records in a file of the workspace's folder: SQLite, and what makes a commit of it durable."""

import sqlite3
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

FILE_NAME = "records.sqlite"


class SqliteFile:
    """The records of one workspace as a file.

    Args:
        path: Where it lies.
    """

    advice = "Check free disk space and permissions, then try again."
    # Who else may hold it is told by the locks of its folder.
    claims: None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = str(path)
        self.driver = _driver()

    def engine(self, *, writes: bool) -> Engine:
        """Connections that only read, or of the one writer."""
        journal = "WAL" if safe_for_wal(self.driver.sqlite_version_info) else "TRUNCATE"
        return _engine(self.path.absolute(), self.driver, journal, writes=writes)

    def lacks_room(self, cause: BaseException) -> bool:
        """Whether the disk takes nothing more; some say so by an error of reading or writing."""
        said = str(cause)
        return "is full" in said or "disk I/O error" in said

    def trouble(self, connection: Connection) -> str | None:
        """What is wrong with the file, in the engine's words; None where it is whole."""
        found = [
            str(row[0])
            for pragma in ("integrity_check", "foreign_key_check")
            for row in connection.exec_driver_sql(f"pragma {pragma}")
            if row[0] != "ok"
        ]
        return "; ".join(found[:3]) or None

    def forget_deleted(self, connection: Any) -> bool:
        """Write the file anew without what was deleted, and empty its log; whether that is done.

        Args:
            connection: The driver's own, in no transaction.
        """
        connection.execute("vacuum")
        busy, *_ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        return not busy

    def facts(self, connection: Connection) -> dict[str, str]:
        """Which driver and journal keep the records safe."""
        journal = connection.exec_driver_sql("pragma journal_mode").scalar()
        return {
            "SQLite": f"{self.driver.sqlite_version} ({self.driver.__name__.partition('.')[0]})",
            "journal of the records": f"{journal}",
        }


@lru_cache(maxsize=32)
def _engine(path: Path, driver: ModuleType, journal: str, *, writes: bool) -> Engine:
    """An engine holds no connection of its own, and compiles each statement once.

    So who opens a workspace again in the same process has it again.
    """
    engine = create_engine(f"sqlite:///{path}", module=driver, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            # The first: to name the journal is to wait for whoever holds the file.
            "busy_timeout=10000", f"journal_mode={journal}", "synchronous=FULL",
            "foreign_keys=ON", "secure_delete=ON", "cache_size=-65536",
        ):  # fmt: skip
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


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
