"""A table a caller takes along: as dictionaries, Arrow, pandas, polars or CSV."""

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from percorso.domain.errors import InputError
from percorso.domain.tables import Kind, Table
from percorso.drawing.as_csv import BYTE_ORDER_MARK, table_as_csv

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_ROWS_SHOWN = 20


class ExtraMissing(InputError):
    """A form of output needs a package that is not installed."""

    def __init__(self, extra: str, package: str) -> None:
        self.extra = extra
        self.package = package
        super().__init__(
            f"This needs the package {package}, which is not installed. "
            f'Install it: pip install "percorso[{extra}]"'
        )


def import_extra(module: str, *, extra: str, package: str | None = None) -> Any:
    """A module that comes with an extra, imported when it is needed.

    Raises:
        ExtraMissing: it is not installed.
    """
    if importlib.util.find_spec(module) is None:
        raise ExtraMissing(extra, package or module)
    return importlib.import_module(module)


@dataclass(frozen=True, slots=True, repr=False)
class ResultTable:
    """Rows with named columns of one kind each; in a notebook it shows its first rows.

    Attributes:
        table: The columns and rows.
    """

    table: Table

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.table.columns)

    def __len__(self) -> int:
        return len(self.table.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.table.rows)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dictionary a row; instants are aware datetimes in UTC."""
        return list(self)

    def to_csv(self, *, excel: bool = False) -> str:
        """Comma-separated text, formulas made inert.

        Args:
            excel: Begin with a byte order mark, by which Excel knows the text for UTF-8.
        """
        return (BYTE_ORDER_MARK if excel else "") + table_as_csv(self.table)

    def to_arrow(self) -> "pyarrow.Table":
        """The rows as an Arrow table.

        Raises:
            ExtraMissing: pyarrow is not installed.
        """
        arrow = import_extra("pyarrow", extra="arrow")
        types = {
            "text": arrow.string(),
            "whole": arrow.int64(),
            "number": arrow.float64(),
            "flag": arrow.bool_(),
            "texts": arrow.list_(arrow.string()),
            "json": arrow.string(),
            "instant": arrow.timestamp("us", "UTC"),
        }
        return arrow.table({
            name: arrow.array(values, types[kind]) for name, kind, values in self._each()
        })  # fmt: skip

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a pandas data frame; whole numbers stay whole where some are missing.

        Raises:
            ExtraMissing: pandas is not installed.
        """
        pd = import_extra("pandas", extra="pandas")
        types = {
            "text": "string",
            "whole": "Int64",
            "number": "float64",
            "flag": "boolean",
            "texts": "object",
            "json": "string",
            "instant": "datetime64[us, UTC]",
        }
        frame: pandas.DataFrame = pd.DataFrame({
            name: pd.Series(values, dtype=types[kind]) for name, kind, values in self._each()
        })  # fmt: skip
        return frame

    def to_polars(self) -> "polars.DataFrame":
        """The rows as a polars data frame.

        Raises:
            ExtraMissing: polars is not installed.
        """
        pl = import_extra("polars", extra="polars")
        types = {
            "text": pl.String,
            "whole": pl.Int64,
            "number": pl.Float64,
            "flag": pl.Boolean,
            "texts": pl.List(pl.String),
            "json": pl.String,
            "instant": pl.Datetime("us", "UTC"),
        }
        series = [pl.Series(name, values, dtype=types[kind]) for name, kind, values in self._each()]
        frame: polars.DataFrame = pl.DataFrame(series)
        return frame

    def _each(self) -> Iterator[tuple[str, Kind, list[Any]]]:
        """Each column with its kind and plain values."""
        for place, (name, kind) in enumerate(self.table.columns.items()):
            plain = _PLAIN.get(kind, _as_it_is)
            yield name, kind, [plain(row[place]) for row in self.table.rows]

    def __repr__(self) -> str:
        return f"<ResultTable: {len(self):,} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(value))}</td>" for value in row) + "</tr>"
            for row in self.table.rows[:_ROWS_SHOWN]
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{self._rest()}"

    def _rest(self) -> str:
        return f"<p>{len(self)} rows</p>" if len(self) > _ROWS_SHOWN else ""


def _as_it_is(value: Any) -> Any:
    return value


def _as_number(value: Any) -> Any:
    return None if value is None else float(value)


def _as_json(value: Any) -> Any:

    return None if value is None else json.dumps(value, ensure_ascii=False)


_PLAIN: dict[Kind, Callable[[Any], Any]] = {"number": _as_number, "json": _as_json}


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return " → ".join(value)
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
