"""What kind of file is this, and what are its rows?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from percorso.collect.file_errors import (
    EmptyFile,
    FileUnreadable,
    HeaderOnly,
    NoReadableRow,
    NotAFile,
    SourceFileMissing,
    UnsupportedFormat,
)
from percorso.collect.readers.csv_rows import DELIMITERS, csv_rows, csv_shape
from percorso.collect.readers.encoding import Encoding, encoding_of
from percorso.collect.readers.json_document import is_json_document, json_document_rows
from percorso.collect.readers.json_ld import is_json_ld, is_web_page, json_ld_reviews
from percorso.collect.readers.json_rows import json_rows
from percorso.collect.readers.parquet_rows import parquet_bodies, parquet_header
from percorso.collect.readers.raw_file import is_gzip, reading
from percorso.collect.readers.row import (
    FileLimits,
    Notice,
    Place,
    ReadRow,
    RejectedRow,
    UncomputedRow,
)
from percorso.collect.readers.workbook_errors import AS_CSV, AS_XLSX, EncryptedFile, NoSheets
from percorso.collect.readers.workbook_rows import sheet_shape, workbook_rows
from percorso.collect.readers.xes_events import xes_events

Format = Literal["csv", "json", "jsonl", "jsonld", "parquet", "xes", "xlsx"]
_KINDS = {
    "csv": "CSV", "json": "JSON", "jsonl": "JSON lines", "jsonld": "JSON-LD",
    "parquet": "Parquet", "xes": "XES",
    "xlsx": "XLSX",
}  # fmt: skip

_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
# How the old container calls what a password locks.
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")

# First bytes of kinds people try; Percorso does not read them yet.
_OTHER_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", AS_CSV),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "Unpack it, or compress it with gzip."),
    (b"BZh", "bzip2-compressed", "Unpack it, or compress it with gzip."),
    (b"\xfd7zXZ", "xz-compressed", "Unpack it, or compress it with gzip."),
    (b"PK\x03\x04", "a compressed workbook or ZIP archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first."),
    (b"SQLite format 3", "an SQLite database", "Export its table as CSV."),
)

_JSON_READERS = {
    "json": json_document_rows, "jsonl": json_rows, "jsonld": json_ld_reviews,
}  # fmt: skip
_XML_START = re.compile(r"<(?:\?xml|!--|!DOCTYPE|(?:\w+:)?log\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file whose shape is known.

    Attributes:
        path: where it lies.
        format: how its rows are written.
        compressed: it is gzipped.
        encoding: Python's name of its text encoding; None where it says so itself.
        delimiter: the sign between its cells; None where it is not CSV.
        header: its columns, each with a name of its own; where rows name them, those of the sample.
        sample: its first rows (at most 1,000), column -> text, empty cells left out.
        size_bytes: its size as stored.
        notices: what was done to it that its owner should know.
        limits: how much a row and a cell may hold.
        uncomputed: columns in which its first rows have formulas without a stored value.
    """

    path: Path
    format: Format
    compressed: bool
    encoding: str | None
    delimiter: str | None
    header: tuple[str, ...]
    sample: list[dict[str, str]]
    size_bytes: int
    notices: tuple[Notice, ...]
    limits: FileLimits
    rows: Callable[[Place], Iterator[ReadRow]]
    uncomputed: tuple[str, ...] = ()

    def said(self) -> list[str]:
        """What was found out about the file, a short line each."""
        packed = ", gzip-compressed" if self.compressed else ""
        lines = [f"{self.path.name}: {_KINDS[self.format]}{packed}, {len(self.header)} columns"]
        if self.delimiter is not None:
            lines.append(f"delimiter: {DELIMITERS.get(self.delimiter, repr(self.delimiter))}")
        if self.encoding is not None:
            lines.append(f"encoding: {self.encoding.removesuffix('-sig').upper()}")
        return lines + [notice.text for notice in self.notices]


def open_source_file(
    path: Path, limits: FileLimits | None = None, *, sheet: str | None = None
) -> SourceFile:
    """Looks at a file: format, compression, encoding, delimiter, header and first rows.

    Args:
        path: The file.
        limits: How much of everything it may hold.
        sheet: The sheet of a workbook to read; else the first with a table.

    Raises:
        SourceFileMissing: there is no such file.
        NotAFile: it is a folder.
        EmptyFile: it holds nothing.
        HeaderOnly: it holds a header and no rows.
        NoReadableRow: none of its first rows can be read.
        UnsupportedFormat: it is of a kind that is not read.
        EncryptedFile: it opens only with a password.
        NoSheets: a sheet was named, and it is no workbook.
    """
    limits = limits or FileLimits()
    size = require_file(path)
    head = _head(path)
    compressed = is_gzip(path)
    if head.startswith(_ZIP_MARKS) and not compressed:
        return _workbook(path, sheet, size, limits)
    _refuse_old_workbook(path, head)
    if sheet is not None:
        raise NoSheets(path, sheet)
    if head.startswith(b"PAR1"):
        return _parquet(path, compressed, size, limits)
    _refuse_other_kinds(path, head)
    with reading(path) as source:
        encoding = encoding_of(source.stream)
    text = head.decode(encoding.name, "replace").lstrip("\ufeff \t\r\n\0")
    if not text:
        raise EmptyFile(path)
    if is_web_page(head) or (is_json_document(text) and is_json_ld(text)):
        return _json(path, "jsonld", compressed, size, encoding, limits)
    if _XML_START.match(text):
        return _xes(path, compressed, size, limits)
    if is_json_document(text):
        return _json(path, "json", compressed, size, encoding, limits)
    if text.startswith("{") and not _named_csv(path):
        return _json(path, "jsonl", compressed, size, encoding, limits)
    return _csv(path, compressed, size, encoding, limits)


def require_file(path: Path) -> int:
    """The size in bytes of a file that is there and holds something.

    Raises:
        SourceFileMissing: there is no such file.
        NotAFile: it is a folder.
        EmptyFile: it holds nothing.
        FileUnreadable: the system refuses.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise SourceFileMissing(path) from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    if path.is_dir():
        raise NotAFile(path)
    if found.st_size == 0:
        raise EmptyFile(path)
    return found.st_size


def _head(path: Path) -> bytes:
    with reading(path) as source:
        return source.stream.read(4096)


def _refuse_old_workbook(path: Path, head: bytes) -> None:
    """Tells the two apart that begin alike: a locked workbook, and one of before 2007.

    Raises:
        EncryptedFile: it opens only with a password.
        UnsupportedFormat: it is an old spreadsheet.
    """
    if not head.startswith(b"\xd0\xcf\x11\xe0"):
        return
    with reading(path) as source:
        last = b""
        while block := source.stream.read(1 << 20):
            if _LOCKED_STREAM in last + block:
                raise EncryptedFile(path)
            last = block[-len(_LOCKED_STREAM) :]
    raise UnsupportedFormat(path, "an old spreadsheet (XLS)", AS_XLSX)


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, found, instead in _OTHER_KINDS:
        if start.lower().startswith(mark.lower()):
            raise UnsupportedFormat(path, found, instead)


def _named_csv(path: Path) -> bool:
    return any(part.lower() in {".csv", ".tsv"} for part in path.suffixes[-2:])


def _parquet(path: Path, compressed: bool, size: int, limits: FileLimits) -> SourceFile:
    header = parquet_header(path, compressed, limits)

    def rows(place: Place) -> Iterator[ReadRow]:
        return parquet_bodies(path, compressed, limits, place)

    first = parquet_bodies(path, compressed, limits, Place(), limits.sample_rows)
    sample, _ = _sample(path, header, first, limits)
    return SourceFile(
        path, "parquet", compressed, None, None, header, sample, size, (), limits, rows
    )


def _json(
    path: Path, form: Literal["json", "jsonl", "jsonld"], compressed: bool, size: int,
    encoding: Encoding, limits: FileLimits,
) -> SourceFile:  # fmt: skip
    # JSON is UTF-8 by its standard: a line that is not loses itself, not the whole file's reading.
    if encoding.name == "cp1252":
        encoding = Encoding("utf-8", broken_lines=encoding.broken_lines)

    read = _JSON_READERS[form]

    def rows(place: Place) -> Iterator[ReadRow]:
        return read(path, encoding, limits, place)

    sample, _ = _sample(path, (), rows(Place()), limits)
    header = tuple(dict.fromkeys(name for row in sample for name in row))
    notices = tuple(_encoding_notices(encoding))
    return SourceFile(
        path, form, compressed, encoding.name, None, header, sample, size, notices, limits, rows
    )


def _xes(path: Path, compressed: bool, size: int, limits: FileLimits) -> SourceFile:
    def rows(place: Place) -> Iterator[ReadRow]:
        return xes_events(path, limits, place)

    sample, _ = _sample(path, (), rows(Place()), limits)
    header = tuple(dict.fromkeys(name for row in sample for name in row))
    return SourceFile(path, "xes", compressed, None, None, header, sample, size, (), limits, rows)


def _workbook(path: Path, sheet: str | None, size: int, limits: FileLimits) -> SourceFile:
    shape = sheet_shape(path, sheet, limits)

    def rows(place: Place) -> Iterator[ReadRow]:
        return workbook_rows(shape, place)

    header = tuple(shape.columns.values())
    sample, uncomputed = _sample(path, header, rows(Place()), limits)
    return SourceFile(
        path, "xlsx", False, None, None, header, sample, size, shape.notices, limits, rows,
        uncomputed,
    )  # fmt: skip


def _csv(
    path: Path, compressed: bool, size: int, encoding: Encoding, limits: FileLimits
) -> SourceFile:
    shape, repeated = csv_shape(path, encoding, limits)

    def rows(place: Place) -> Iterator[ReadRow]:
        return csv_rows(shape, place)

    sample, _ = _sample(path, shape.header, rows(Place()), limits)
    notices = (*_encoding_notices(encoding), *repeated)
    return SourceFile(
        path, "csv", compressed, encoding.name, shape.delimiter, shape.header, sample, size,
        notices, limits, rows,
    )  # fmt: skip


def _sample(
    path: Path, header: tuple[str, ...], rows: Iterator[ReadRow], limits: FileLimits
) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """The first rows that can be read, and their columns with formulas without a value.

    Raises:
        HeaderOnly: there is no row at all.
        NoReadableRow: none of the first can be read.
    """
    decode = msgspec.json.Decoder(dict[str, str]).decode
    good: list[dict[str, str]] = []
    refused: list[RejectedRow] = []
    uncomputed: dict[str, None] = {}
    for read in islice(rows, limits.sample_rows):
        if isinstance(read, RejectedRow):
            refused.append(read)
        elif isinstance(read, UncomputedRow):
            uncomputed |= dict.fromkeys(read.columns)
            good.append(decode(read.body))
        else:
            good.append(decode(read[1]))
    if refused and not good:
        raise NoReadableRow(path, len(refused), refused[0].line, refused[0].reason)
    if not good:
        raise HeaderOnly(path, header)
    return good, tuple(uncomputed)


def _encoding_notices(encoding: Encoding) -> Iterator[Notice]:
    if encoding.guessed:
        name = encoding.name
        yield Notice("encoding_guessed", f"Not UTF-8: read as {name}. Check signs like à è €.")
    elif encoding.name.startswith(("utf-16", "utf-32")):
        yield Notice("encoding", f"Read as {encoding.name.upper()}, as its first bytes say.")
    if encoding.broken_lines and not encoding.guessed:
        yield Notice(
            "undecodable_lines",
            f"UTF-8, but {encoding.broken_lines:,} lines hold bytes that are not: "
            "their rows are kept as rejected.",
        )
