"""Records in PostgreSQL: what makes its commits durable, and its tables those of SQLite."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.types import BigInteger, Integer, String

from percorso.domain.errors import InputError
from percorso.settings import SettingInvalid
from percorso.store.records.claims import Claims, lock_key
from percorso.store.records.tables import metadata
from percorso.store.records.texts import kept_text, text_as_kept

_WRITES = lock_key("writes")
_DISK_FULL = "53100"
# Beside what the address says itself. A machine that is gone is noticed within half a minute.
_CONNECT = {
    "client_encoding": "utf8",
    "connect_timeout": "5",
    "fallback_application_name": "percorso",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
_PREPARE = """
select current_setting('fsync'), current_setting('synchronous_commit'),
  current_setting('server_encoding'), set_config('lock_timeout', '10s', false),
  set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)"""
_FACTS = """
select current_setting('server_version'), current_setting('fsync'),
  current_setting('synchronous_commit'), current_setting('full_page_writes'),
  current_setting('data_checksums'), pg_database_size(current_database())"""
_UNUSABLE_INDEXES = """
select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
where not i.indisvalid and c.relnamespace = current_schema()::regnamespace order by 1"""


class DriverMissing(InputError):
    """The records lie in PostgreSQL, and nothing here speaks to it."""

    def __init__(self) -> None:
        super().__init__(
            "Records in PostgreSQL need the package psycopg, which is not here. "
            'Install it: pip install "percorso[postgresql]"'
        )


class DatabaseUnfit(InputError):
    """A database whose settings would break the promise that what is acknowledged is kept."""

    def __init__(self, place: str, setting: str, found: str, wanted: str) -> None:
        self.place = place
        self.setting = setting
        self.found = found
        super().__init__(
            f"{place} has {setting} = {found}: what Percorso acknowledges would not be safe there. "
            f"{wanted}, then try again."
        )


class PostgresqlDatabase:
    """The records of one workspace as a database of a server.

    Args:
        address: `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, as libpq takes it; what it leaves
            out comes from libpq's own environment variables and password file.

    Raises:
        SettingInvalid: the address cannot be read.
    """

    advice = "Check that PostgreSQL runs there and lets Percorso in, then try again."

    def __init__(self, address: str) -> None:
        try:
            url = make_url(address)
        except ArgumentError:
            raise SettingInvalid(
                "records_url", "something else", "postgresql://USER@HOST:PORT/DATABASE"
            ) from None
        self._url = url.set(drivername="postgresql+percorso")
        self.place = _place(url)
        self.claims = Claims()

    def engine(self, *, writes: bool) -> Engine:
        """Connections that see one state and only read, or of one writer at a time.

        Raises:
            DriverMissing: psycopg is not installed.
        """
        try:
            engine = create_engine(
                self._url, pool_pre_ping=True, pool_size=4, max_overflow=8, pool_timeout=10,
                pool_use_lifo=True, use_native_hstore=False,
                isolation_level="READ COMMITTED" if writes else "REPEATABLE READ",
                execution_options={} if writes else {"postgresql_readonly": True},
                connect_args={
                    name: value for name, value in _CONNECT.items() if name not in self._url.query
                },
            )  # fmt: skip
        except ImportError as missing:
            raise DriverMissing() from missing
        event.listen(engine, "connect", self._prepare)
        if writes:
            # One at a time, as in SQLite: numbers of the inbox are seen in the order they were
            # given, and what is read in order to be written is not changed by another meanwhile.
            event.listen(engine, "begin", _wait_for_other_writers)
        return engine

    def _prepare(self, connection: Any, _record: object) -> None:
        """Look at what a commit means there, at every new connection: it may be another server.

        Raises:
            DatabaseUnfit: a commit may be lost there, or text may not be kept as it is.
        """
        connection.autocommit = True
        fsync, commit, encoding, *_ = connection.execute(_PREPARE).fetchone()
        connection.autocommit = False
        if fsync == "on" and commit != "off" and encoding == "UTF8":
            return
        connection.close()
        if fsync != "on":
            raise DatabaseUnfit(self.place, "fsync", fsync, "Set fsync = on in its postgresql.conf")
        if commit == "off":
            wanted = "Set synchronous_commit = on for the server, the database and the user"
            raise DatabaseUnfit(self.place, "synchronous_commit", commit, wanted)
        wanted = "Make a database with: create database NAME template template0 encoding 'UTF8'"
        raise DatabaseUnfit(self.place, "server_encoding", encoding, wanted)

    def lacks_room(self, cause: BaseException) -> bool:
        """Whether the server's disk takes nothing more."""
        return getattr(cause, "sqlstate", None) == _DISK_FULL

    def trouble(self, connection: Connection) -> str | None:
        """What is wrong with the tables, in words; None where they are whole."""
        found = [str(row[0]) for row in connection.exec_driver_sql(_UNUSABLE_INDEXES)]
        return f"index {', '.join(found)} is not usable: REINDEX it" if found else None

    def forget_deleted(self, connection: Any) -> bool:
        """Write the tables anew without what was deleted; its log and its copies are the server's.

        Args:
            connection: The driver's own, in no transaction.
        """
        connection.autocommit = True
        for table in metadata.sorted_tables:
            if table.info["customer_column"] is not None:
                connection.execute(f"vacuum (full) {table.name}")
        connection.autocommit = False
        return True

    def facts(self, connection: Connection) -> dict[str, str]:
        """Which server, and what keeps the records safe there."""
        version, fsync, commit, pages, checksums, size = connection.exec_driver_sql(_FACTS).one()
        return {
            "PostgreSQL": f"{version} ({self.place})",
            "commits of the records": f"fsync {fsync}, synchronous_commit {commit}, "
            f"full_page_writes {pages}, data checksums {checksums}",
            "size of the records": f"{size / 1e6:,.1f} MB",
        }


def _place(url: URL) -> str:
    """Where it is, without the password and without what else the address may carry."""
    host = url.host or url.query.get("host") or "the local socket"
    port = f":{url.port}" if url.port else ""
    return f"PostgreSQL on {host}{port}, database {url.database or url.username or 'of the user'}"


def _wait_for_other_writers(connection: Connection) -> None:
    connection.exec_driver_sql(f"select pg_advisory_xact_lock({_WRITES})")


class _Text(String):
    """Text with every character SQLite keeps."""

    render_bind_cast = True

    def bind_processor(self, _dialect: object) -> Any:
        return text_as_kept

    def result_processor(self, _dialect: object, _type: object) -> Any:
        return kept_text


class _Types(PGTypeCompiler):
    """Numbers of 64 bits, text without a greatest length that is ordered by its bytes."""

    def visit_INTEGER(self, type_: Any, **how: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return "BIGINT"

    def visit_VARCHAR(self, type_: Any, **how: Any) -> str:  # noqa: N802
        return self.visit_TEXT(type_, **how)

    def visit_TEXT(self, type_: Any, **how: Any) -> str:  # noqa: N802
        return 'TEXT COLLATE "C"' if how.get("type_expression") is not None else "TEXT"


class RecordsDialect(PGDialect_psycopg):
    """PostgreSQL as the records use it: one model and one set of migrations serve both.

    SQLite holds 64 bits in every integer, any length in every text, U+0000 too, and compares text
    byte by byte. Tables here do the same, whatever their migration calls a column's type.
    """

    supports_statement_cache = True
    type_compiler_cls = _Types
    colspecs = {**PGDialect_psycopg.colspecs, String: _Text, Integer: BigInteger}  # noqa: RUF012


registry.register("postgresql.percorso", __name__, RecordsDialect.__name__)
