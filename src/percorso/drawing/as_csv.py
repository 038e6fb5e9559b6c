"""Tables as comma-separated text that no spreadsheet takes for formulas."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from percorso.domain.journey_map import JourneyMap
from percorso.domain.tables import Table, table_of

# A cell that begins like a formula is a formula to a spreadsheet.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Spreadsheets take a file for UTF-8 only where it begins with this mark.
BYTE_ORDER_MARK = "\ufeff"


def map_as_csv(journey_map: JourneyMap) -> str:
    """One line a touchpoint, every number of the contract in a column."""
    return table_as_csv(table_of(journey_map, "touchpoints"))


def table_as_csv(table: Table) -> str:
    """Comma-separated text with a header; lists are joined by blanks, numbers stay numbers."""
    return rows_as_csv([tuple(table.columns)]) + rows_as_csv(table.rows)


def rows_as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated lines without a header."""
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([inert(value) for value in row] for row in rows)
    return out.getvalue()


def inert(value: Any) -> Any:
    """A cell that a spreadsheet will not run: text like a formula gets a leading apostrophe.

    >>> inert("=1+1"), inert(-0.5), inert(["a", "b"])
    ("'=1+1", -0.5, 'a b')
    """
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list):
        return inert(" ".join(value))
    if isinstance(value, dict):
        return inert(json.dumps(value, ensure_ascii=False))
    if isinstance(value, str) and value.lstrip(" '\"").startswith(_FORMULA_SIGNS):
        return "'" + value
    return value
