"""Copies records from one database into another, and proves that both hold the same rows."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, Table, insert, inspect, select, text

from percorso.domain.errors import ConflictError, EngineError
from percorso.store.records.tables import metadata

_ROWS_AT_ONCE = 2_000
_ACTIONS = ("insert", "update", "delete")
_MOVED = "the records have moved to a database: run percorso records copy again"


class DatabaseNotEmpty(ConflictError):
    """Records are to be copied to where something is."""

    def __init__(self, place: str, found: str) -> None:
        self.place = place
        self.found = found
        super().__init__(
            f"Records are copied into an empty database, and {place} holds {found}. Name another "
            "one, or drop it and create it anew; nothing was changed."
        )


class CopyDiffers(EngineError):
    """A table that is not the same after it was copied."""

    def __init__(self, place: str, table: str, wanted: int, found: int) -> None:
        self.place = place
        self.table = table
        super().__init__(
            f"The table {table} has {wanted:,} rows here and {found:,} in {place}, or other ones. "
            "Nothing was kept there, and the records stay where they are. Try again; tell us where "
            "it comes back."
        )


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and a number all of them make in any order."""

    rows: int
    digest: int


Contents = Mapping[str, Content]
_EMPTY = Content(0, 0)


class _Seen:
    """Adds rows up to the content of a table."""

    def __init__(self) -> None:
        self._rows, self._digest = 0, 0

    def through(self, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        """The same rows, each counted."""
        for row in rows:
            self._rows += 1
            self._digest += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())
            yield row

    @property
    def content(self) -> Content:
        """Of the rows so far."""
        return Content(self._rows, self._digest % 2**256)


def is_empty(connection: Connection) -> bool:
    """Whether a database has no table at all."""
    return not inspect(connection).get_table_names()


def contents(connection: Connection) -> Contents:
    """What each table of the records holds."""
    found = {}
    for table in metadata.sorted_tables:
        seen = _Seen()
        for _ in seen.through(_rows(connection, table)):
            pass
        found[table.name] = seen.content
    return found


def copy_rows(source: Connection, target: Connection) -> Contents:
    """Insert all rows of one database into the empty tables of another.

    Args:
        source: Is read.
        target: Inside a transaction.

    Returns:
        What the source holds, as it was read.
    """
    found = {}
    for table in metadata.sorted_tables:
        seen = _Seen()
        names = table.columns.keys()
        gathered: list[dict[str, object]] = []
        for row in seen.through(_rows(source, table)):
            gathered.append(dict(zip(names, row, strict=True)))
            if len(gathered) == _ROWS_AT_ONCE:
                target.execute(insert(table), gathered)
                gathered = []
        if gathered:
            target.execute(insert(table), gathered)
        found[table.name] = seen.content
    _go_on_counting(source, target)
    return found


def require_same(place: str, wanted: Contents, found: Contents) -> None:
    """Refuse a copy that is not what was copied.

    Raises:
        CopyDiffers: a table is not the same.
    """
    for name, content in wanted.items():
        if found.get(name, _EMPTY) != content:
            raise CopyDiffers(place, name, content.rows, found.get(name, _EMPTY).rows)


def close_for_good(source: Connection) -> None:
    """Let nobody write a file of records any more: who waited to do so is told to come again."""
    for table in metadata.sorted_tables:
        for action in _ACTIONS:
            source.exec_driver_sql(
                f"create trigger if not exists moved_{action}_{table.name} before {action} on "
                f"{table.name} begin select raise(abort, '{_MOVED}'); end"
            )


def _rows(connection: Connection, table: Table) -> Iterator[tuple[object, ...]]:
    # A few at a time: bodies of the inbox are large.
    asked = select(table).execution_options(yield_per=_ROWS_AT_ONCE)
    yield from (tuple(row) for row in connection.execute(asked))


def _go_on_counting(source: Connection, target: Connection) -> None:
    """Give new rows the numbers that come next: those of the inbox were never used before."""
    counted = source.execute(text("select name, seq from sqlite_sequence"))
    used: dict[str, int] = {row[0]: row[1] for row in counted}
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer) or column.foreign_keys:
                continue
            named = {"table": table.name, "column": column.name}
            sequence = target.execute(
                text("select pg_get_serial_sequence(:table, :column)"), named
            ).scalar()
            if sequence is None:
                continue
            greatest = target.execute(text(f"select max({column.name}) from {table.name}")).scalar()
            last = max(greatest or 0, used.get(table.name, 0))
            target.execute(
                text("select setval(cast(:sequence as regclass), :last, :is_used)"),
                {"sequence": sequence, "last": max(1, last), "is_used": last > 0},
            )
