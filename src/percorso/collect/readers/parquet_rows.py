"""Rows of a Parquet file as the same JSON bodies every other file gives."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from percorso.collect.file_errors import DamagedGzip, DamagedParquet, TooManyColumns
from percorso.collect.readers.row import FileLimits, Place, ReadRow, RejectedRow, kept_raw
from percorso.store.parquet_file import (
    ParquetDamaged,
    parquet_columns,
    parquet_rows,
    unpacked_parquet,
)

_PROGRESS_EVERY_ROWS = 4096


def parquet_header(path: Path, compressed: bool, limits: FileLimits) -> tuple[str, ...]:
    """The names of the columns.

    Raises:
        DamagedParquet: the file is cut off or broken.
        DamagedGzip: its compressed form is.
        TooManyColumns: it has more columns than are read.
    """
    try:
        with unpacked_parquet(path, compressed) as plain:
            header, _ = parquet_columns(plain)
    except ParquetDamaged as error:
        raise DamagedParquet(path, str(error)) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedGzip(path, str(error)) from error
    if len(header) > limits.columns:
        raise TooManyColumns(path, 1, len(header), limits.columns)
    return header


def parquet_bodies(
    path: Path, compressed: bool, limits: FileLimits, place: Place, first: int | None = None
) -> Iterator[ReadRow]:
    """Every row (or only the first ones) as a JSON body or as a rejection; lines count from 1.

    Raises:
        DamagedParquet: the file is cut off or broken.
        DamagedGzip: its compressed form is.
    """
    encode = msgspec.json.Encoder().encode
    size = path.stat().st_size
    try:
        with unpacked_parquet(path, compressed) as plain:
            header, total = parquet_columns(plain)
            names = tuple(sorted(header))
            rows = parquet_rows(plain, names, first)
            for line, row in enumerate(rows, start=1):
                if line % _PROGRESS_EVERY_ROWS == 0:
                    place.bytes_done = size * line // max(total, 1)
                body = encode({name: cell for name, cell in zip(names, row, strict=True) if cell})
                yield _checked(line, body, names, row, limits, place)
    except ParquetDamaged as error:
        raise DamagedParquet(path, str(error)) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedGzip(path, str(error)) from error
    place.bytes_done = size


def _checked(
    line: int,
    body: bytes,
    names: tuple[str, ...],
    row: tuple[str | None, ...],
    limits: FileLimits,
    place: Place,
) -> ReadRow:
    """The row, unless a cell is too large; NUL bytes are taken out on the way."""
    if len(body) > limits.cell_bytes:
        for name, cell in zip(names, row, strict=True):
            if cell and len(cell.encode()) > limits.cell_bytes:
                reason = f'the cell of "{name}" is larger than {limits.cell_bytes:,} bytes'
                raw = kept_raw(body.decode(), limits)
                return RejectedRow(line, "cell_too_large", reason, raw)
    if b"\\u0000" in body:
        place.nul_bytes += sum(cell.count("\0") for cell in row if cell)
        clean = ((n, c.replace("\0", "")) for n, c in zip(names, row, strict=True) if c)
        body = msgspec.json.encode({name: cell for name, cell in clean if cell})
    return line, body
