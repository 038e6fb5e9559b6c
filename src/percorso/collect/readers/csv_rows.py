"""Rows of a CSV or TSV file: which delimiter, which header, and each row as a JSON body."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from operator import itemgetter
from pathlib import Path

import msgspec

from percorso.collect.file_errors import BadCsv, EmptyFile, LineTooLong, TooManyColumns
from percorso.collect.readers.csv_tables import CsvTables
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.header_names import named_columns
from percorso.collect.readers.raw_file import OpenBytes, reading
from percorso.collect.readers.row import FileLimits, Notice, Place, ReadRow, RejectedRow, kept_raw
from percorso.collect.readers.table_place import TablePlace, find_table

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "TAB", "|": "bar (|)"}

_SNIFFED_CHARACTERS = 1 << 17
_SNIFFED_ROWS = 200
# Enough to find a header under a title, and to know the rows by their values.
_ROWS_AROUND_THE_HEADER = 60
# Where Excel says its delimiter itself, in a first line of its own.
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\s*')
_PROGRESS_EVERY_ROWS = 4096


@dataclass(frozen=True, slots=True)
class CsvShape:
    """What must be known to read the rows: encoding, delimiter, header."""

    path: Path
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    place: TablePlace
    limits: FileLimits


@dataclass(slots=True)
class _Lines:
    """The decoded lines of a file, one after another, with the lines of the current row kept."""

    path: Path
    text: io.TextIOWrapper
    limit: int
    count: int = 0
    row_end: int = 0
    nul_bytes: int = 0
    pending: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        """The lines, NUL bytes taken out.

        Raises:
            LineTooLong: a line is longer than any row should be.
            BadCsv: the file ends in the middle of a row.
        """
        readline, limit, keep = self.text.readline, self.limit, self.pending.append
        while line := readline(limit):
            self.count += 1
            if len(line) >= limit and not line.endswith(("\n", "\r")):
                raise LineTooLong(self.path, self.count, limit)
            if "\0" in line:
                self.nul_bytes += line.count("\0")
                line = line.replace("\0", "")
            keep(line)
            yield line
        # The reader wants a further line in the middle of a row: its quote never closed.
        if self.count > self.row_end:
            raise BadCsv(self.path, self.row_end + 1)

    def row_is_read(self) -> int:
        """Marks the end of a row; the line the row began on."""
        first = self.row_end + 1
        self.row_end = self.count
        return first

    def raw(self, encoding: str, limits: FileLimits) -> str:
        """The current row as it came; undecodable bytes in hexadecimal escapes."""
        text = "".join(self.pending)[: 4 * limits.cell_bytes].rstrip("\r\n")
        # The mark of a file's beginning is not part of a row that is shown.
        codec = "utf-8" if encoding == "utf-8-sig" else encoding
        shown = text.encode(codec, "surrogateescape").decode(codec, "backslashreplace")
        return kept_raw(shown, limits)


def csv_shape(path: Path, encoding: Encoding, limits: FileLimits) -> tuple[CsvShape, list[Notice]]:
    """Delimiter and header of a CSV file.

    Raises:
        EmptyFile: there is no header.
        TooManyColumns: the header names more columns than are read.
        LineTooLong: a line is longer than any row should be.
        BadCsv: a quote in the header never closes.
    """
    with reading(path) as source:
        lines = _lines(path, source, encoding, limits)
        head = _head(lines)
    delimiter = _delimiter(head)
    with reading(path) as source:
        rows = _first_rows(_lines(path, source, encoding, limits), delimiter, limits)
    place = find_table([(end, _filled(cells)) for end, cells in rows], is_alone=True)
    if place is None:
        raise EmptyFile(path)
    above = [cells for end, cells in rows if end <= place.header_end]
    width = max(len(cells) for cells in above)
    if width > limits.columns:
        raise TooManyColumns(path, place.header_end, width, limits.columns)
    columns, repeated = named_columns({n: place.names.get(n, "") for n in range(1, width + 1)})
    shape = CsvShape(path, encoding, delimiter, tuple(columns.values()), place, limits)
    return shape, [*place.notices(), *repeated]


def _filled(cells: Sequence[str]) -> dict[int, str]:
    return {number: cell for number, cell in enumerate(cells, start=1) if cell.strip()}


def _lines(path: Path, source: OpenBytes, encoding: Encoding, limits: FileLimits) -> _Lines:
    text = io.TextIOWrapper(source.stream, encoding.name, encoding.errors, newline="")
    # A quote left open would otherwise gather the rest of the file in one cell.
    csv.field_size_limit(limits.line_bytes)
    return _Lines(path, text, limits.line_bytes)


def _head(lines: _Lines) -> list[str]:
    """The first lines, enough to see a delimiter.

    Raises:
        EmptyFile: no line holds anything.
    """
    head: list[str] = []
    size = 0
    readline = lines.text.readline
    while size < _SNIFFED_CHARACTERS and len(head) < 2 * _SNIFFED_ROWS:
        line = readline(_SNIFFED_CHARACTERS)
        if not line:
            break
        head.append(line.replace("\0", ""))
        size += len(line)
    if not any(line.strip() for line in head):
        raise EmptyFile(lines.path)
    return head


def _delimiter(head: Sequence[str]) -> str:
    """The sign that cuts most rows into as many cells as the header has."""
    first = next(line for line in head if line.strip())
    if hint := _EXCEL_HINT.fullmatch(first):
        return hint[1]
    best = max(DELIMITERS, key=lambda sign: _agreement(head, sign))
    equal, width = _agreement(head, best)
    # Under a title the first row tells nothing: the rows themselves must agree, and plainly so.
    below = max(DELIMITERS, key=lambda sign: _agreement(head, sign, under_title=True))
    equal_below, width_below = _agreement(head, below, under_title=True)
    if equal < 0.5 <= equal_below or (equal_below >= 0.9 and width_below >= 2 * max(width, 1)):
        return below
    return best


def _agreement(
    head: Sequence[str], delimiter: str, *, under_title: bool = False
) -> tuple[float, int]:
    """Share of rows as wide as the header, and that width; a width of one agrees with nothing.

    Under a title the header is the first row of the most frequent width.
    """
    rows: list[list[str]] = []
    try:
        for row in csv.reader(head, delimiter=delimiter):
            if any(row):
                rows.append(row)
            if len(rows) >= _SNIFFED_ROWS:
                break
    except csv.Error:
        return 0.0, 0
    if under_title:
        width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
        rows = list(dropwhile(lambda row: len(row) != width, rows))
    # The last row may be cut where the sniffing ended.
    body = rows[1:-1] or rows[1:]
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, 0
    equal = sum(len(row) == width for row in body) / len(body) if body else 1.0
    return round(equal, 1), width


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    """The rows as cells; `lines.row_is_read` must be called after each.

    Raises:
        BadCsv: one cell grows beyond any line, so its quote stands open.
    """
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise BadCsv(lines.path, lines.row_end + 1) from error


def _first_rows(lines: _Lines, delimiter: str, limits: FileLimits) -> list[tuple[int, list[str]]]:
    """The first rows that hold anything, each with the line it ends on."""
    rows: list[tuple[int, list[str]]] = []
    for row in _rows(lines, delimiter):
        hinted = _EXCEL_HINT.fullmatch("".join(lines.pending))
        lines.row_is_read()
        lines.pending.clear()
        if hinted and not rows:
            continue
        if any(cell.strip() for cell in row) or len(row) > limits.columns:
            rows.append((lines.row_end, row))
        if len(rows) >= _ROWS_AROUND_THE_HEADER:
            break
    return rows


def csv_rows(shape: CsvShape, place: Place) -> Iterator[ReadRow]:
    """Every row after the header, as a JSON body or as a rejection; blank ones are skipped.

    Raises:
        BadCsv: a quote stands open at the end.
        LineTooLong: a line is longer than any row should be.
    """
    with reading(shape.path) as source:
        lines = _lines(shape.path, source, shape.encoding, shape.limits)
        rows = _rows(lines, shape.delimiter)
        while lines.row_end < shape.place.header_end:
            next(rows)
            lines.row_is_read()
            lines.pending.clear()
        tables = CsvTables(shape.place)
        for number, read in enumerate(_bodies(shape, lines, rows, tables)):
            if number % _PROGRESS_EVERY_ROWS == 0:
                place.bytes_done, place.nul_bytes = source.bytes_done(), lines.nul_bytes
            yield read
        place.bytes_done, place.nul_bytes = source.bytes_done(), lines.nul_bytes
        place.notices += tables.notices()


def _bodies(
    shape: CsvShape, lines: _Lines, rows: Iterator[list[str]], tables: CsvTables
) -> Iterator[ReadRow]:
    """The hot loop: a clean row costs one dict and one call of the encoder."""
    width = len(shape.header)
    order = sorted(range(width), key=shape.header.__getitem__)
    names = [shape.header[i] for i in order]
    pick = itemgetter(*order) if width > 1 else tuple
    encode = msgspec.json.Encoder().encode
    largest, forget = shape.limits.cell_bytes, lines.pending.clear
    for row in rows:
        first = lines.row_end + 1
        lines.row_end = lines.count
        if len(row) != width:
            row = _fitted(row, width)
        read: ReadRow
        try:
            if len(row) == width:
                body = encode({name: cell for name, cell in zip(names, pick(row)) if cell})  # noqa: B905
                if body == b"{}":
                    tables.gap()
                    forget()
                    continue
                read = first, body
                if len(body) > largest and _largest_cell(row) > largest:
                    read = _too_large(shape, lines, first, row)
            else:
                read = _too_wide(shape, lines, first, row)
        except UnicodeEncodeError:
            read = _undecodable(shape, lines, first)
        if tables.is_watching:
            raw = lines.raw(shape.encoding.name, shape.limits)
            yield from tables.judged(first, row, read, raw)
        else:
            yield read
        forget()
    yield from tables.rest()


def _fitted(row: list[str], width: int) -> list[str]:
    """A short row filled, and empty cells beyond the header cut; else the row as it is."""
    if len(row) < width:
        return row + [""] * (width - len(row))
    return row if any(row[width:]) else row[:width]


def _largest_cell(row: Sequence[str]) -> int:
    return max(len(cell.encode("utf-8", "surrogatepass")) for cell in row)


def _too_large(shape: CsvShape, lines: _Lines, line: int, row: Sequence[str]) -> RejectedRow:
    size, name = max((len(cell), name) for cell, name in zip(row, shape.header, strict=True))
    reason = f'the cell of "{name}" has {size:,} signs; at most {shape.limits.cell_bytes:,} bytes'
    return RejectedRow(line, "cell_too_large", reason, lines.raw(shape.encoding.name, shape.limits))


def _too_wide(shape: CsvShape, lines: _Lines, line: int, row: Sequence[str]) -> RejectedRow:
    reason = f"the row has {len(row)} cells, the header {len(shape.header)}"
    return RejectedRow(line, "bad_csv_row", reason, lines.raw(shape.encoding.name, shape.limits))


def _undecodable(shape: CsvShape, lines: _Lines, line: int) -> RejectedRow:
    reason = f"the row is not {shape.encoding.name.removesuffix('-sig').upper()} text"
    return RejectedRow(line, "bad_text", reason, lines.raw(shape.encoding.name, shape.limits))
