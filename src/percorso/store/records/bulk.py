"""Writes many rows at once, at the speed of the driver, and rows that may be there already."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

from percorso.store.records.texts import text_as_kept

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

_BATCH_ROWS = 50_000

Row = Sequence[object]


def insert_or(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An insert that may say what to do on conflict, for a connection's dialect."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Costs a moment to import, which workspaces of one folder need not spend.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def insert_rows(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    on_conflict: str = "",
) -> None:
    """Insert rows as the driver takes them: tuples, instants as text.

    SQLAlchemy's own way costs five times as much for hundreds of thousands of rows.

    Args:
        connection: Inside a transaction.
        table: A table of `store/records/tables.py`.
        columns: The columns of each row, in order.
        rows: One tuple a row.
        on_conflict: SQL of a conflict clause.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    places = ", ".join(["?" if is_sqlite else "%s"] * len(columns))
    statement = f"insert into {table} ({', '.join(columns)}) values ({places}) {on_conflict}"
    for batch in batches(rows):
        connection.exec_driver_sql(statement, batch if is_sqlite else _as_kept(batch))


def _as_kept(batch: Iterable[Row]) -> list[Row]:
    return [
        tuple(text_as_kept(cell) if isinstance(cell, str) else cell for cell in row)
        for row in batch
    ]


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of a size that is quick and needs little memory."""
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH_ROWS)):
        yield [tuple(row) for row in batch]
