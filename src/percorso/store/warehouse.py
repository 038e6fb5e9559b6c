"""The warehouse: one DuckDB file of interactions and all that is derived from them."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import duckdb
import numpy as np
import numpy.typing as npt

from percorso.domain.errors import EngineError
from percorso.store.query import Query, quoted
from percorso.store.warehouse_tables_sql import LAYOUT_OF_TABLES, warehouse_tables

Columns = dict[str, npt.NDArray[Any]]

# A mistake in our own SQL: it must not be told as if the disk were full. All else an engine
# raises comes from the machine: disk, memory, a damaged file (which has no class of its own).
_MISTAKES = (
    duckdb.ProgrammingError,
    duckdb.DataError,
    duckdb.IntegrityError,
    duckdb.NotSupportedError,
)

_STREAMED_ROWS = 2048
_INTERRUPTED = "Query interrupted"

# Raised when the layout of the tables changes: an older file is rebuilt from the archive.
LAYOUT_VERSION = 10

# What the engine says of a file whose bytes do not hold together, or that another release of
# it wrote. Such an error has no class of its own: a full disk and a lock are IO errors too.
_DAMAGE = (
    "Corrupt database file",
    "Corrupt WAL file",
    "Failure while replaying WAL",
    "not a valid DuckDB database file",
    "Could not read enough bytes",
    "database file with version number",
)


class WarehouseFailed(EngineError):
    """The analysis engine could not answer; the archive and the records are untouched."""

    def __init__(self, path: Path, cause: Exception) -> None:
        self.path = path
        self.cause = cause
        first_line = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
        super().__init__(
            f"The warehouse {path} could not be used: {first_line} Nothing that was loaded is "
            "lost. Check free disk space and permissions, then try again."
        )


class WarehouseDamaged(WarehouseFailed):
    """The warehouse's file does not hold together; archive and records make it anew."""

    def __init__(self, path: Path, cause: Exception) -> None:
        super().__init__(path, cause)
        first_line = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
        self.args = (
            f"The warehouse {path} is damaged: {first_line} Nothing that was loaded is lost. Run "
            "the command again: the damaged file is set aside and a new one made from the archive.",
        )


class Warehouse:
    """An open connection to the warehouse; use it as a context.

    Args:
        path: Its file.
        connection: The engine's.
        is_fixed: Whether nothing in the file can change while it is open.
    """

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, *, is_fixed: bool = False
    ) -> None:
        self.path = path
        self._connection = connection
        self._is_fixed = is_fixed
        self._known: dict[str, list[tuple[Any, ...]]] = {}

    def rows(self, query: Query | str) -> list[tuple[Any, ...]]:
        """All rows of an answer; every result is read whole, so none blocks the next."""
        with self._failures():
            return self._run(query).fetchall()

    def rows_once(self, query: Query) -> list[tuple[Any, ...]]:
        """The same of a question about the file alone: asked once where nothing can change."""
        if query.sql not in self._known:
            rows = self.rows(query)
            if not self._is_fixed:
                return rows
            self.keep_answer(query, rows)
        return self._known[query.sql]

    def keep_answer(self, query: Query, rows: list[tuple[Any, ...]]) -> None:
        """What `rows_once` answers a question with from now on."""
        self._known[query.sql] = rows

    def table(self, query: Query | str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """All rows of an answer with the names of its columns."""
        with self._failures():
            result = self._run(query)
            names = [column[0] for column in result.description or []]
            return names, result.fetchall()

    def stream(self, query: Query | str) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer one by one, in little memory; ask nothing else until the end."""
        with self._failures():
            result = self._run(query)
            while rows := result.fetchmany(_STREAMED_ROWS):
                yield from rows

    def value(self, query: Query | str) -> Any:
        """The one value of an answer with one row and one column."""
        return self.rows(query)[0][0]

    def layout_version(self) -> int | None:
        """The version of its tables; None where there are none.

        The table is asked itself: to list all tables takes longer than most questions.
        """
        try:
            return int(self.value(LAYOUT_OF_TABLES))
        except duckdb.CatalogException:
            return None

    def columns(self, query: Query | str) -> Columns:
        """An answer as one numpy array a column; nulls of numbers become NaN or masked."""
        with self._failures():
            arrays = self._run(query).fetchnumpy()
        return {name: _plain(array) for name, array in arrays.items()}

    def do(self, query: Query | str) -> None:
        """Run a statement whose rows nobody needs."""
        self.rows(query)

    def fill(self, table: str, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Make a temporary table from arrays of equal length, one a column."""
        self._connection.register("percorso_arrays", dict(columns))
        try:
            self.do(f"create or replace temp table {quoted(table)} as from percorso_arrays")
        finally:
            self._connection.unregister("percorso_arrays")

    @contextlib.contextmanager
    def lend(self, name: str, scannable: object) -> Iterator[None]:
        """Let questions of the block read an object the engine can scan, under a name."""
        with self._failures():
            self._connection.register(name, scannable)
        try:
            yield
        finally:
            self._connection.unregister(name)

    @contextlib.contextmanager
    def lent_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Lend the engine itself to another library of the store, for the block."""
        with self._failures():
            yield self._connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block, or none."""
        self.do("begin")
        try:
            yield
        except BaseException:
            # An engine whose disk failed has given up the transaction, and itself, already.
            with contextlib.suppress(duckdb.Error, WarehouseFailed):
                self.do("rollback")
            raise
        self.do("commit")

    def _run(self, query: Query | str) -> duckdb.DuckDBPyConnection:
        sql, parameters = (query.sql, query.parameters) if isinstance(query, Query) else (query, {})
        return self._connection.execute(sql, parameters or None)

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        # Results stream: what fails late in a question fails while its rows are fetched.
        try:
            yield
        except RuntimeError as cause:
            # An interrupt (Ctrl-C) that meets the engine at work comes out of it as this.
            if str(cause) == _INTERRUPTED:
                raise KeyboardInterrupt from cause
            raise
        except _MISTAKES:
            raise
        except duckdb.Error as cause:
            _tell(self.path, cause)


def _tell(path: Path, cause: duckdb.Error) -> NoReturn:
    """Turn what the engine says into a sentence of ours.

    Raises:
        WarehouseDamaged: the file's bytes do not hold together.
        WarehouseFailed: anything else the machine could not do.
    """
    text = str(cause)
    about_us = path.name in text or "Could not read enough bytes" not in text
    if about_us and any(sign in text for sign in _DAMAGE):
        raise WarehouseDamaged(path, cause) from cause
    raise WarehouseFailed(path, cause) from cause


@contextlib.contextmanager
def open_warehouse(
    path: Path, *, read_only: bool, memory_limit_mb: int, temporary_limit_mb: int, scratch: Path
) -> Iterator[Warehouse]:
    """Open the warehouse file for one call.

    Args:
        path: The DuckDB file; made when absent and not `read_only`.
        read_only: Whether the call only reads.
        memory_limit_mb: Memory DuckDB may use, in MB.
        temporary_limit_mb: Disk DuckDB may spill to, in MB.
        scratch: Folder it spills to.

    Raises:
        WarehouseDamaged: the file's bytes do not hold together.
        WarehouseFailed: the file cannot be opened, or the disk fails.
    """
    config: dict[str, Any] = {
        "memory_limit": f"{memory_limit_mb}MB",
        "max_temp_directory_size": f"{temporary_limit_mb}MB",
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.Error as cause:
        _tell(path, cause)
    try:
        connection.execute("set TimeZone = 'UTC'").fetchall()
        # In a notebook without widgets the engine has no bar, and refuses to turn it off.
        with contextlib.suppress(duckdb.Error):
            connection.execute("set enable_progress_bar = false").fetchall()
        yield Warehouse(path, connection, is_fixed=read_only)
    finally:
        connection.close()


@contextlib.contextmanager
def passing_warehouse(
    *, memory_limit_mb: int, temporary_limit_mb: int, scratch: Path
) -> Iterator[Warehouse]:
    """A warehouse in memory, its tables made and empty, gone when the block ends.

    Args:
        memory_limit_mb: Memory DuckDB may use, in MB.
        temporary_limit_mb: Disk DuckDB may spill to, in MB.
        scratch: Folder it spills to.
    """
    with open_warehouse(
        Path(":memory:"),
        read_only=False,
        memory_limit_mb=memory_limit_mb,
        temporary_limit_mb=temporary_limit_mb,
        scratch=scratch,
    ) as warehouse:
        for statement in warehouse_tables(LAYOUT_VERSION):
            warehouse.do(statement)
        yield warehouse


def engine_version() -> str:
    """The release of the engine."""
    return str(duckdb.__version__)


def _plain(array: Any) -> npt.NDArray[Any]:
    """A masked array of numbers as one with NaN; any other array as it is."""
    if not isinstance(array, np.ma.MaskedArray):
        return np.asarray(array)
    if array.dtype.kind in "iuf":
        numbers: npt.NDArray[Any] = np.array(np.ma.getdata(array), dtype=float)
        numbers[np.ma.getmaskarray(array)] = np.nan
        return numbers
    plain: npt.NDArray[Any] = np.array(np.ma.getdata(array), dtype=object)
    plain[np.ma.getmaskarray(array)] = None
    return plain
