"""Tables of the caller's own program, as the engine reads them: nothing is copied row by row."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from percorso.domain.errors import InputError
from percorso.store.parquet_file import literal_path
from percorso.store.warehouse import Columns, Warehouse, WarehouseFailed

_LENT = "percorso_frame"
# The number of a row, from 1.
LINE = "percorso_line"
# What the engine calls it in a Parquet file.
_ROW_NUMBER = "file_row_number"
_KINDS = (
    "a pandas or polars data frame, an Arrow table, a DuckDB relation, a list of dictionaries, "
    "or the path of a CSV, JSON lines or Parquet file"
)


class FrameUnusable(InputError):
    """An object that is no table."""

    def __init__(self, data: object) -> None:
        self.kind = type(data).__name__
        super().__init__(f"The data must be {_KINDS}; got {_article(self.kind)} {self.kind}.")


class FrameUnreadable(InputError):
    """A table that the engine could not read."""

    def __init__(self, cause: Exception) -> None:
        self.cause = cause
        told = str(cause.cause) if isinstance(cause, WarehouseFailed) else str(cause)
        first_line = told.splitlines()[0] if told else type(cause).__name__
        super().__init__(
            f"The table could not be read: {first_line} Give its columns plain types "
            "(text, numbers, times)."
        )


def _article(word: str) -> str:
    return "an" if word[:1].lower() in "aeiou" else "a"


@dataclass(frozen=True, slots=True)
class LentTable:
    """The caller's table, as the questions of a block read it.

    Attributes:
        name: Its name.
        lined: SQL of the same table with the number of each row, as the column `LINE`.
        seeks_lines: Whether the rows of some lines are found without reading all before them.
    """

    name: str
    lined: str
    seeks_lines: bool = False


@contextlib.contextmanager
def frame_as_table(warehouse: Warehouse, data: object) -> Iterator[LentTable]:
    """What the questions of the block read the caller's table by.

    Args:
        warehouse: Where it is asked.
        data: A data frame, an Arrow table, a relation, a list of dictionaries, or the path of
            a Parquet file.

    Raises:
        FrameUnusable: it is no table.
        FrameUnreadable: the engine cannot read it.
    """
    try:
        if isinstance(data, Path):
            yield _parquet(warehouse, data)
        elif _is_rows(data):
            warehouse.fill(_LENT, _columns_of(data))
            yield _lined(_LENT)
        else:
            with warehouse.lend(_LENT, _scannable(data)):
                yield _lined(_copied(warehouse) if _reads_once(data) else _LENT)
    except (duckdb.Error, WarehouseFailed) as cause:
        raise FrameUnreadable(cause) from cause


def _parquet(warehouse: Warehouse, path: Path) -> LentTable:
    """A Parquet file, which knows the number of each row by itself and is read on every core."""
    literal = literal_path(path).replace("'", "''")
    warehouse.do(f"create or replace temp view {_LENT} as from read_parquet('{literal}')")
    own = {str(row[0]).lower() for row in warehouse.rows(f"describe from {_LENT}")}
    if _ROW_NUMBER in own:
        return _lined(_LENT)
    return LentTable(
        _LENT,
        f"(select *, {_ROW_NUMBER} + 1 as {LINE} "
        f"from read_parquet('{literal}', {_ROW_NUMBER} = true))",
        seeks_lines=True,
    )


def _lined(name: str) -> LentTable:
    return LentTable(name, f"(select *, row_number() over () as {LINE} from {name})")


def _reads_once(data: object) -> bool:
    """Whether a second look would find nothing, or run somebody's query again."""
    return type(data).__module__.partition(".")[0] not in ("pandas", "pyarrow", "polars")


def _copied(warehouse: Warehouse) -> str:
    warehouse.do(f"create or replace temp table {_LENT}_copy as from {_LENT}")
    return f"{_LENT}_copy"


def _is_rows(data: object) -> bool:
    return isinstance(data, list | tuple) and all(isinstance(row, Mapping) for row in data)


def _columns_of(data: Any) -> Columns:
    """Dictionaries as one array a column; what is no text is written as text."""
    rows: Sequence[Mapping[str, Any]] = data
    names = dict.fromkeys(str(name) for row in rows for name in row)
    return {name: np.array([_text(row.get(name)) for row in rows], dtype=object) for name in names}


def _text(value: Any) -> str | None:
    if value is None or value != value:  # NaN is the value unlike itself
        return None
    return str(value.isoformat(" ") if hasattr(value, "hour") else value)


class _Stream:
    """Any table that speaks Arrow's C stream, and nothing else that the engine would look for."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def _scannable(data: Any) -> object:
    """What the engine scans for this table; pyarrow is needed only by who brings its tables.

    Raises:
        FrameUnusable: it is no table.
    """
    brought_by = type(data).__module__.partition(".")[0]
    if brought_by == "pandas" and hasattr(data, "columns"):
        return data
    if brought_by == "pyarrow" and hasattr(data, "schema"):
        return data.read_all() if hasattr(data, "read_all") else data
    if brought_by == "polars" and hasattr(data, "collect"):
        data = data.collect()
    if hasattr(data, "__arrow_c_stream__") and brought_by != "pandas":
        return _Stream(data)
    raise FrameUnusable(data)
