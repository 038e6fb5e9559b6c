"""The records' database: one state to read, one transaction at a time to write."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    text,
)
from sqlalchemy.engine import RootTransaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from percorso.domain.errors import EngineError, InputError
from percorso.store.records.claims import Claims
from percorso.store.records.rejections import forget_expired, kept_for
from percorso.store.records.sqlite_file import SqliteFile
from percorso.store.records.tables import metadata

# Bumped together with a new file in store/migrations/versions.
HEAD = "0036"

# The one name other rooms know a connection by: they never import the driver.
RecordsConnection = Connection

_LOG = logging.getLogger("percorso")
_FORGOTTEN = "Rejected rows that no file loaded in the last %s held are deleted, as promised: %s."
# As Alembic makes it.
_VERSION_TABLE = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)  # fmt: skip
_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_POLL_SECONDS = 0.1


def _now_utc() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class RecordsFailed(EngineError):
    """The records' database could not be used."""

    def __init__(
        self, place: str, cause: Exception, advice: str, *, lacks_room: bool = False
    ) -> None:
        self.place = place
        self.cause = cause
        self.lacks_room = lacks_room
        origin = getattr(cause, "orig", None) or cause
        super().__init__(
            f"The records {place} could not be used: {origin}. Nothing acknowledged is lost. "
            f"{advice}"
        )


class RecordsTooNew(InputError):
    """A newer release of Percorso has changed the records."""

    def __init__(self, place: str, version: str) -> None:
        self.place = place
        self.version = version
        super().__init__(
            f"The records {place} are of version {version}; this release knows up to {HEAD}. "
            "Use the newer release of Percorso that wrote them."
        )


class HoldLost(EngineError):
    """A session that held the workspace was cut off, and another process may hold it by now."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"The connection that held the records {place} was cut off, so nothing more is written "
            "over it. Run the command again: what it had done counts as done."
        )


class Database(Protocol):
    """Where records lie, and what a connection to them is."""

    @property
    def place(self) -> str:
        """The same for people, without any password."""
        ...

    @property
    def advice(self) -> str:
        """What to do where it fails."""
        ...

    @property
    def claims(self) -> Claims | None:
        """The locks of a database that several machines reach; None of a file."""
        ...

    def engine(self, *, writes: bool) -> Engine:
        """Connections that see one state and only read, or of one writer at a time."""
        ...

    def lacks_room(self, cause: BaseException) -> bool:
        """Whether what its driver says is that its disk takes nothing more."""
        ...

    def trouble(self, connection: Connection) -> str | None:
        """What is wrong with it, in words; None where it is whole."""
        ...

    def forget_deleted(self, connection: Any) -> bool:
        """Leave nothing of what was deleted in its files; whether that is done."""
        ...

    def facts(self, connection: Connection) -> dict[str, str]:
        """Which engine it is, and what keeps the records safe."""
        ...


class Records:
    """The records of one workspace.

    Args:
        database: Where they are; a path is that of a file.
        clock: The present instant, naive UTC.
    """

    def __init__(self, database: Database | Path, clock: Callable[[], datetime] = _now_utc) -> None:
        self._database = SqliteFile(database) if isinstance(database, Path) else database
        self._clock = clock
        self._reader = self._database.engine(writes=False)
        self._writer = self._database.engine(writes=True)
        self._session: int | None = None
        self._as_server: _AsServer | None = None

    @property
    def place(self) -> str:
        """Where they are, for people."""
        return self._database.place

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state and changes nothing."""
        with self._failures(), self._reader.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of the block, or none of it, on disk when it ends.

        What is kept for a time only goes in it, when its time is over.

        Raises:
            HoldLost: another process may hold by now what was held for this.
        """
        with self._failures(), self._writer.begin() as connection:
            self._check_hold(connection)
            keep = kept_for(connection)
            if forgotten := forget_expired(connection, self._clock(), keep):
                _LOG.warning(_FORGOTTEN, keep, f"{forgotten:,}")
            yield connection

    @contextlib.contextmanager
    def kept_writer(self) -> Iterator["KeptWriter"]:
        """A connection that stays open for many short transactions of one thread."""
        with self._failures(), contextlib.ExitStack() as opened:
            if self._as_server is None:
                connection = opened.enter_context(self._writer.connect())
                yield KeptWriter(connection, self._failures)
            else:
                connection = opened.enter_context(self._as_server.connection())
                yield KeptWriter(connection, self._failures, self._as_server.claim)

    @contextlib.contextmanager
    def hold(
        self, said: str, otherwise: Callable[[str], Exception], *, wait_seconds: float
    ) -> Iterator[None]:
        """Be the only one, of all machines that reach the records, who writes a warehouse of them.

        A file needs no more than the lock of its folder.

        Args:
            said: What others are told of who holds it.
            otherwise: The error to raise, made of who holds it instead.
            wait_seconds: How long to wait for whoever holds it.
        """
        claims = self._database.claims
        if claims is None:
            yield
            return
        with self._failures():
            session = self._reader.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with self._failures():
                holder = _taken_within(
                    wait_seconds, lambda: claims.take(session, "workspace", said)
                )
                if holder is None:
                    self._session = claims.session(session)
            if holder is not None:
                raise otherwise(holder)
            yield
        finally:
            is_held, self._session = self._session is not None, None
            # One that was cut off has nothing to give back.
            with contextlib.suppress(DBAPIError):
                if is_held:
                    claims.give_back(session, "workspace")
            session.invalidate()
            session.close()

    def _check_hold(self, connection: Connection) -> None:
        claims = self._database.claims
        if claims is None or self._session is None:
            return
        if not claims.is_held_by(connection, "workspace", self._session):
            raise HoldLost(self.place)

    @contextlib.contextmanager
    def served(self, said: str, otherwise: Callable[[str], Exception]) -> Iterator[None]:
        """Be the one server of all machines that reach the records; a file needs no lock more.

        The connection of `kept_writer` holds the lock itself: who has lost the lock cannot write.

        Args:
            said: What others are told of who holds it.
            otherwise: The error to raise, made of who holds it instead.
        """
        if self._database.claims is None:
            yield
            return
        server = _AsServer(self._writer, self._database.claims, said, otherwise)
        with self._failures():
            server.begin()
        self._as_server = server
        try:
            yield
        finally:
            self._as_server = None
            server.end()

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
            raise RecordsTooNew(self.place, version)
        with self._failures():
            _migrate(self._writer)

    @contextlib.contextmanager
    def made_in_one(self) -> Iterator[Connection]:
        """One transaction that makes the tables, too: all of the block is there, or no table."""
        with self._failures(), self._writer.begin() as connection:
            _make_tables(connection)
            yield connection

    def version(self, connection: Connection) -> str | None:
        """The version of the tables; None where there are none."""
        return _version(connection)

    def trouble(self, connection: Connection) -> str | None:
        """What is wrong with the database, in words; None where it is whole."""
        return self._database.trouble(connection)

    def forget_deleted(self) -> bool:
        """Leave nothing of what was deleted in the files; false where a reader was in the way.

        Raises:
            RecordsFailed: the disk or the database refuses.
        """
        with self._failures():
            connection = self._writer.raw_connection()
        try:
            return self._database.forget_deleted(connection.driver_connection)
        except self._writer.dialect.loaded_dbapi.Error as cause:
            raise RecordsFailed(self.place, cause, self._database.advice) from cause
        finally:
            connection.close()

    def facts(self, connection: Connection) -> dict[str, str]:
        """Which engine it is, and what keeps the records safe."""
        return self._database.facts(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._reader.dispose()
        self._writer.dispose()

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolEmpty) as cause:
            lacks_room = self._database.lacks_room(getattr(cause, "orig", None) or cause)
            raise RecordsFailed(
                self.place, cause, self._database.advice, lacks_room=lacks_room
            ) from cause


def _taken_within(wait_seconds: float, take: Callable[[], str | None]) -> str | None:
    """Try to take a lock for a while; who holds it then, None where it is taken."""
    until = time.monotonic() + wait_seconds
    while (holder := take()) is not None and time.monotonic() < until:
        time.sleep(_POLL_SECONDS)
    return holder


class _AsServer:
    """The session of the one server: it holds the lock, and writes what its doors take in."""

    def __init__(
        self, writer: Engine, claims: Claims, said: str, otherwise: Callable[[str], Exception]
    ) -> None:
        self._writer = writer
        self._claims = claims
        self._said = said
        self._otherwise = otherwise
        self._first: Connection | None = None

    def begin(self) -> None:
        """Take the lock before anybody sends."""
        self._first = self._writer.connect()
        try:
            self.claim(self._first)
        except BaseException:
            self.end()
            raise

    @contextlib.contextmanager
    def connection(self) -> Iterator[Connection]:
        """The session that has the lock, or a new one that takes it."""
        first, self._first = self._first, None
        connection = first if first is not None else self._writer.connect()
        try:
            if first is None:
                self.claim(connection)
            yield connection
        finally:
            # The lock ends with the session: it must not go back to those that wait to be used.
            connection.invalidate()
            connection.close()

    def claim(self, connection: Connection) -> None:
        """Take the lock for a session that is new.

        Raises:
            Exception: another server has it.
        """
        with connection.begin():
            holder = self._claims.take(connection, "server", self._said)
        if holder is not None:
            raise self._otherwise(holder)

    def end(self) -> None:
        """Let go of a session nobody has used."""
        if self._first is not None:
            self._first.invalidate()
            self._first.close()


class KeptWriter:
    """An open connection for transactions that come one after another.

    Args:
        connection: The connection.
        failures: Turns what fails into an error of ours.
        claim: Called with the connection where it had to be made anew.
    """

    def __init__(
        self, connection: Connection, failures: Callable[[], AbstractContextManager[None]],
        claim: Callable[[Connection], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._connection = connection
        self._failures = failures
        self._claim = claim

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of the block, or none of it, on disk when it ends.

        Raises:
            RecordsFailed: the disk or the database refuses.
        """
        with self._failures(), self._begun():
            yield self._connection

    def _begun(self) -> RootTransaction:
        try:
            return self._connection.begin()
        except DBAPIError as cause:
            if not cause.connection_invalidated:
                raise
        # It was cut off while nothing was under way: nothing of this transaction was sent.
        self._claim(self._connection)
        return self._connection.begin()


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        _make_tables(connection)


def _make_tables(connection: Connection) -> None:
    """Bring the tables to this release's version; where there are none they are made at once."""
    if _version(connection) is not None:
        step_up(connection)
        return
    metadata.create_all(connection, checkfirst=False)
    _VERSION_TABLE.create(connection)
    connection.execute(_VERSION_TABLE.insert(), {"version_num": HEAD})


def step_up(connection: Connection) -> None:
    """Bring the tables from their version to this release's, one migration after the other."""
    # Alembic takes a third of a second to import: only when there is something to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
