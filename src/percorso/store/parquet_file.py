"""What a Parquet file from outside holds: its columns, and its rows as text."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb

from percorso.store.query import quoted

_BATCH_ROWS = 2048
_INTEGRAL = 2**53


class ParquetDamaged(Exception):
    """The bytes do not hold together as Parquet."""


def literal_path(path: Path) -> str:
    """A path for DuckDB's file readers, with the signs of a pattern taken as themselves."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in str(path))


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does; false where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False


@contextmanager
def unpacked_parquet(path: Path, compressed: bool) -> Iterator[Path]:
    """The file itself, or a temporary unpacked copy that goes when the block ends."""
    if not compressed:
        yield path
        return
    with NamedTemporaryFile(prefix="percorso-", suffix=".parquet") as copy:
        with gzip.open(path, "rb") as packed:
            shutil.copyfileobj(packed, copy, 1 << 20)
        copy.flush()
        yield Path(copy.name)


def parquet_columns(path: Path) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and the number of rows.

    Raises:
        ParquetDamaged: the file cannot be opened as Parquet.
    """
    with _engine() as engine:
        names = tuple(name for name, _ in _columns(engine, path))
        counted = engine.execute(
            "SELECT sum(num_rows) FROM parquet_file_metadata($path)", {"path": literal_path(path)}
        ).fetchall()
    return names, int(counted[0][0] or 0)


def parquet_rows(
    path: Path, order: tuple[str, ...], limit: int | None = None
) -> Iterator[tuple[str | None, ...]]:
    """The rows in the order of the file, their cells as text, columns in the given order.

    Whole floating-point numbers are written without a fraction, since tables that hold
    missing values keep their integers so; instants with a zone end in `Z`; nested values are
    JSON.

    Raises:
        ParquetDamaged: the file breaks off.
    """
    with _engine() as engine:
        types = dict(_columns(engine, path))
        cells = ", ".join(cell_as_text(name, types[name]) for name in order)
        rows = f"SELECT {cells} FROM read_parquet($path)" + (f" LIMIT {limit:d}" if limit else "")
        try:
            engine.execute(rows, {"path": literal_path(path)})
            while batch := engine.fetchmany(_BATCH_ROWS):
                yield from batch
        except duckdb.Error as error:
            raise ParquetDamaged(str(error).splitlines()[0]) from error


@contextmanager
def _engine() -> Iterator[duckdb.DuckDBPyConnection]:
    # One thread: results then stream in the order of the file, in bounded memory.
    engine = duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
    try:
        yield engine
    finally:
        engine.close()


def _columns(engine: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    try:
        described = engine.execute(
            "DESCRIBE SELECT * FROM read_parquet($path)", {"path": literal_path(path)}
        ).fetchall()
    except duckdb.Error as error:
        raise ParquetDamaged(str(error).splitlines()[0]) from error
    return [(str(row[0]), str(row[1])) for row in described]


def cell_as_text(name: str, kind: str) -> str:
    """SQL: a column as the text a file would hold; whole numbers without a fraction.

    Args:
        name: The column.
        kind: The engine's name of its type.
    """
    column = quoted(name)
    if kind in {"FLOAT", "DOUBLE"}:
        return (
            f"CASE WHEN {column} = trunc({column}) AND abs({column}) < {_INTEGRAL} "
            f"THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
        )
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(timezone('UTC', {column}) AS VARCHAR) || 'Z'"
    if kind == "BLOB":
        return f"coalesce(try(decode({column})), CAST({column} AS VARCHAR))"
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"
