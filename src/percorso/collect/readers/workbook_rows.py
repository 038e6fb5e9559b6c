"""Rows of a workbook's sheet: the table found in it, each row as a JSON body."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from percorso.collect.readers.header_names import named_columns
from percorso.collect.readers.row import (
    FileLimits,
    Notice,
    Place,
    ReadRow,
    RejectedRow,
    UncomputedRow,
    kept_raw,
)
from percorso.collect.readers.table_place import GridRow, Range, TablePlace, find_table
from percorso.collect.readers.tables_below import RowsBelow
from percorso.collect.readers.workbook_errors import NoTableInWorkbook, SheetTooLarge
from percorso.collect.readers.workbook_process import workbook_messages

# Row number, filled cells by column, columns of formulas without a stored value.
_ROW = msgspec.json.Decoder(tuple[int, dict[int, str], list[int]])
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class SheetShape:
    """What must be known to read a sheet's rows.

    Attributes:
        path: the workbook.
        sheet: the name of the sheet.
        place: where its table lies.
        columns: the table's columns by number, each with a name of its own.
        merges: merged ranges, first and last row and column.
        limits: how much of everything is read.
        notices: what its owner should know.
    """

    path: Path
    sheet: str
    place: TablePlace
    columns: dict[int, str]
    merges: tuple[Range, ...]
    limits: FileLimits
    notices: tuple[Notice, ...]


def sheet_shape(path: Path, sheet: str | None, limits: FileLimits) -> SheetShape:
    """The sheet that holds the table (or the one named), and where the table lies.

    Raises:
        NoTableInWorkbook: there is no header with a row below it.
        SheetTooLarge: its cells lie too far apart, or it has too many columns.
    """
    with closing(workbook_messages(path, sheet, limits)) as messages:
        said: dict[str, Any] = msgspec.json.decode(next(messages)[1])
        rows = (_ROW.decode(value) for sign, value in messages if sign == "R")
        filled = ((number, cells) for number, cells, _ in rows if cells)
        grid: list[GridRow] = list(islice(filled, limits.sample_rows))
    merges = tuple((first, left, last, right) for first, left, last, right in said["merges"])
    place = find_table(grid, merges)
    if place is None or place.header_end == grid[-1][0]:
        raise NoTableInWorkbook(path, said["sheet"])
    _check_extent(path, place, grid, limits)
    columns, repeated = named_columns(place.names)
    notices = (*_notices(said, place), *repeated)
    return SheetShape(path, said["sheet"], place, columns, merges, limits, notices)


def _check_extent(
    path: Path, place: TablePlace, grid: Sequence[GridRow], limits: FileLimits
) -> None:
    """Refuses what is no table for its width.

    Raises:
        SheetTooLarge: too many columns, or two cells at far corners and no table.
    """
    if len(place.names) > limits.columns:
        raise SheetTooLarge(path, f"its table has {len(place.names):,} columns")
    widest = max(max(cells) for _, cells in grid)
    if len(place.names) < 2 and widest > limits.columns:
        raise SheetTooLarge(path, f"its few cells reach to row {grid[-1][0]:,}, column {widest:,}")


def _notices(said: Mapping[str, Any], place: TablePlace) -> Iterator[Notice]:
    others = ", ".join(f'"{name}"' for name in said["others"][:20])
    if others:
        yield Notice(
            "other_sheets",
            f'Sheet "{said["sheet"]}" is read; {others} not: load it with --sheet NAME.',
        )
    yield from place.notices()
    for first, last in place.beside:
        columns = f"{column_letters(first)} to {column_letters(last)}"
        yield Notice("other_table", f"Columns {columns} are another table: kept as rejected rows.")


def column_letters(number: int) -> str:
    """The letters of a column by its number.

    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(slots=True)
class _Walk:
    """How far the rows have come.

    Attributes:
        shape: what is known of the sheet.
        below: what stands below the table.
        uncomputed: columns of formulas without a stored value, by row.
        repeated_headers: rows that repeat the header.
        starts, spans: merges by the row they begin in, and those that are open.
    """

    shape: SheetShape
    below: RowsBelow
    uncomputed: dict[int, list[int]] = field(default_factory=dict)
    repeated_headers: int = 0
    starts: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    spans: dict[int, tuple[int, str]] = field(default_factory=dict)

    def row(self, number: int, cells: dict[int, str], formulas: list[int]) -> Iterator[ReadRow]:
        """What a row of the sheet gives, with those that waited for it."""
        if formulas:
            self.uncomputed[number] = [
                column for column in formulas if not self.shape.place.of_neighbours({column: ""})
            ]
        if beside := self.shape.place.of_neighbours(cells):
            yield _other_table(number, beside, self.shape)
            cells = {column: text for column, text in cells.items() if column not in beside}
        if cells:
            yield from self._read(self.below.judged((number, cells)))
        elif formulas:
            yield self._computed(number, {})

    def rest(self) -> Iterator[ReadRow]:
        """What the last rows give."""
        yield from self._read(self.below.rest())

    def _read(self, judged: Iterator[tuple[GridRow, bool]]) -> Iterator[ReadRow]:
        """A body, a rejection, or nothing for a header again."""
        for (number, cells), is_other in judged:
            if is_other:
                self.uncomputed.pop(number, None)
                yield _other_table(number, cells, self.shape)
            elif cells == self.shape.place.header:
                self.repeated_headers += 1
            else:
                yield self._computed(number, self._filled(number, cells))

    def _filled(self, number: int, cells: Mapping[int, str]) -> Mapping[int, str]:
        """The cells of a row; one merged over several rows holds its text in each of them."""
        if not self.starts:
            return cells
        filled = dict(cells)
        for column, last in self.starts.get(number, ()):
            if column in cells:
                self.spans[column] = last, cells[column]
        for column, (last, text) in list(self.spans.items()):
            if number > last:
                del self.spans[column]
            else:
                filled.setdefault(column, text)
        return filled

    def _computed(self, number: int, cells: Mapping[int, str]) -> ReadRow:
        """The row, with the columns of its formulas that have no value."""
        read = self._body(number, cells)
        formulas = self.uncomputed.pop(number, ())
        if not (formulas and isinstance(read, tuple)):
            return read
        names = (self.shape.columns.get(column, f"column {column}") for column in formulas)
        return UncomputedRow(*read, tuple(names))

    def _body(self, number: int, cells: Mapping[int, str]) -> ReadRow:
        columns, limits = self.shape.columns, self.shape.limits
        named = {columns.get(column, f"column {column}"): text for column, text in cells.items()}
        body: bytes = _ENCODE(named)
        if self.shape.place.is_total(cells):
            first = cells[min(cells)].strip()[:40]
            reason = f'"{first}": the row sums others up and is no contact'
            return RejectedRow(number, "total_row", reason, kept_raw(body.decode(), limits))
        if len(body) > limits.cell_bytes:
            for name, text in named.items():
                if len(text.encode()) > limits.cell_bytes:
                    reason = f'the cell of "{name}" is larger than {limits.cell_bytes:,} bytes'
                    raw = kept_raw(body.decode(), limits)
                    return RejectedRow(number, "cell_too_large", reason, raw)
        return number, body


def _other_table(number: int, cells: Mapping[int, str], shape: SheetShape) -> RejectedRow:
    """The row, its cells by the columns they stand under, or by their letter beside the table."""
    first, last = (f"{column_letters(column)}{number}" for column in (min(cells), max(cells)))
    cells_are = f"cell {first} belongs" if first == last else f"cells {first} to {last} belong"
    reason = f"{cells_are} to another table of the sheet"
    names = {column: shape.columns.get(column, column_letters(column)) for column in cells}
    raw = _ENCODE({names[column]: text for column, text in cells.items()})
    return RejectedRow(number, "other_table", reason, kept_raw(raw.decode(), shape.limits))


def workbook_rows(shape: SheetShape, place: Place) -> Iterator[ReadRow]:
    """Every row below the header as a JSON body or as a rejection; lines are those of the sheet."""
    walk = _Walk(shape, RowsBelow(shape.place))
    for first, left, last, _ in shape.merges:
        if first > shape.place.header_end and last > first:
            walk.starts.setdefault(first, []).append((left, last))
    size = shape.path.stat().st_size
    with closing(workbook_messages(shape.path, shape.sheet, shape.limits)) as messages:
        for sign, value in messages:
            if sign == "R":
                number, cells, formulas = _ROW.decode(value)
                if number > shape.place.header_end:
                    yield from walk.row(number, cells, formulas)
                elif number in shape.place.above:
                    yield _other_table(number, cells, shape)
            elif sign == "P":
                place.bytes_done = int(size * float(value))
            elif sign == "N":
                place.notices += _left_out(*msgspec.json.decode(value))
    yield from walk.rest()
    if walk.repeated_headers:
        said = f"Rows that repeat the header are skipped: {walk.repeated_headers:,}."
        place.notices.append(Notice("repeated_header_rows", said))
    place.notices += _tables_below(walk.below.began_at)


def _tables_below(began_at: Sequence[int]) -> Iterator[Notice]:
    if not began_at:
        return
    rows = ", ".join(f"{row:,}" for row in began_at[:5]) + (", …" if len(began_at) > 5 else "")
    said = (
        f"Another table begins in row {rows}: its rows are kept as rejected."
        if len(began_at) == 1
        else f"{len(began_at):,} tables more begin in rows {rows}: their rows are kept as rejected."
    )
    yield Notice("other_table", f"{said} Give a table that you need a sheet of its own.")


def _left_out(errors: int, first_error: str) -> Iterator[Notice]:
    if errors:
        yield Notice(
            "error_cells",
            f"Cells with an error are read as empty ({errors:,}, the first {first_error}).",
        )
