"""Rows of a CSV or TSV file: which delimiter, which header, and each row as a JSON body."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

import msgspec

from percorso.collect.file_errors import BadCsv, EmptyFile, LineTooLong, TooManyColumns
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.raw_file import OpenBytes, reading
from percorso.collect.readers.row import FileLimits, Notice, Place, ReadRow, RejectedRow, kept_raw

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "TAB", "|": "bar (|)"}

_SNIFFED_CHARACTERS = 1 << 17
_SNIFFED_ROWS = 200
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
    header_end: int
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
        lines = _lines(path, source, encoding, limits)
        cells = _header_cells(lines, delimiter, limits)
    if len(cells) > limits.columns:
        raise TooManyColumns(path, lines.row_end, len(cells), limits.columns)
    header, notices = _named(cells)
    return CsvShape(path, encoding, delimiter, header, lines.row_end, limits), notices


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
    return max(DELIMITERS, key=lambda sign: _agreement(head, sign))


def _agreement(head: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Share of rows as wide as the header, and that width; a width of one agrees with nothing."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(head, delimiter=delimiter):
            if any(row):
                rows.append(row)
            if len(rows) >= _SNIFFED_ROWS:
                break
    except csv.Error:
        return 0.0, 0
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


def _header_cells(lines: _Lines, delimiter: str, limits: FileLimits) -> list[str]:
    for row in _rows(lines, delimiter):
        hinted = _EXCEL_HINT.fullmatch("".join(lines.pending))
        lines.row_is_read()
        lines.pending.clear()
        if any(cell.strip() for cell in row) and not hinted:
            return row
        if len(row) > limits.columns:
            return row
    raise EmptyFile(lines.path)


def _named(cells: Sequence[str]) -> tuple[tuple[str, ...], list[Notice]]:
    """The header with a name of its own for every column (WIRE-FORMATS 15)."""
    names: list[str] = []
    notices: list[Notice] = []
    # Names that stand in the file keep their columns: a new name never takes one of them.
    standing = {cell.strip() for cell in cells}
    for position, cell in enumerate(cells, start=1):
        # Bytes that cannot be read in a header are shown, not refused: no row is lost by it.
        name = cell.strip().encode("utf-8", "backslashreplace").decode() or f"column {position}"
        if name in names:
            number = 2
            while f"{name}.{number}" in names or f"{name}.{number}" in standing:
                number += 1
            notices.append(
                Notice("repeated_header", f'"{name}" again: column {position} is "{name}.{number}"')
            )
            name = f"{name}.{number}"
        names.append(name)
    return tuple(names), notices


def csv_rows(shape: CsvShape, place: Place) -> Iterator[ReadRow]:
    """Every row after the header, as a JSON body or as a rejection; blank ones are skipped.

    Raises:
        BadCsv: a quote stands open at the end.
        LineTooLong: a line is longer than any row should be.
    """
    with reading(shape.path) as source:
        lines = _lines(shape.path, source, shape.encoding, shape.limits)
        rows = _rows(lines, shape.delimiter)
        while lines.row_end < shape.header_end:
            next(rows)
            lines.row_is_read()
            lines.pending.clear()
        for number, read in enumerate(_bodies(shape, lines, rows)):
            if number % _PROGRESS_EVERY_ROWS == 0:
                place.bytes_done, place.nul_bytes = source.bytes_done(), lines.nul_bytes
            yield read
        place.bytes_done, place.nul_bytes = source.bytes_done(), lines.nul_bytes


def _bodies(shape: CsvShape, lines: _Lines, rows: Iterator[list[str]]) -> Iterator[ReadRow]:
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
        try:
            if len(row) == width:
                body = encode({name: cell for name, cell in zip(names, pick(row)) if cell})  # noqa: B905
                if len(body) > largest and _largest_cell(row) > largest:
                    yield _too_large(shape, lines, first, row)
                elif body != b"{}":
                    yield first, body
            else:
                yield _too_wide(shape, lines, first, row)
        except UnicodeEncodeError:
            yield _undecodable(shape, lines, first)
        forget()


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
