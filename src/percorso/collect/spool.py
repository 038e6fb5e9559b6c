"""Writes the rows of a file to the spool, a line each, from which the warehouse reads them."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from percorso.collect.file_errors import SpoolNotWritten
from percorso.collect.readers.row import Notice, Place, RejectedRow, UncomputedRow
from percorso.collect.source_file import SourceFile

# How a spool line divides number and body; JSON escapes it, so it never stands in a body.
SEPARATOR = "\x1f"

_PROGRESS_EVERY_ROWS = 8192
_SPOOL_BUFFER_BYTES = 1 << 20


def spool_rows(
    file: SourceFile,
    spool: Path,
    on_rejected: Callable[[RejectedRow], None],
    on_progress: Callable[[int, int], None],
    on_notice: Callable[[Notice], None] | None = None,
    *,
    needed: Collection[str] = (),
) -> int:
    """Writes every readable row to the spool, a line `<line>␟<JSON body>` each.

    Args:
        file: The file, as `open_source_file` found it.
        spool: The file to write; replaced when it exists.
        on_rejected: Called with each row that cannot be read.
        on_progress: Called now and then with bytes read and bytes in all.
        on_notice: Called at the end with what was done to the cells, if anything.
        needed: Columns in which a formula without a stored value refuses its row.

    Returns:
        Rows read, rejected ones included.

    Raises:
        SpoolNotWritten: the disk is full or refuses.
    """
    place = Place()
    read = 0
    try:
        with spool.open("wb", buffering=_SPOOL_BUFFER_BYTES) as out:
            write = out.write
            for row in file.rows(place):
                read += 1
                if isinstance(row, UncomputedRow):
                    place.uncomputed_rows += 1
                    place.first_uncomputed = place.first_uncomputed or row.line
                    row = row.without(needed)
                if isinstance(row, tuple):
                    write(b"%d\x1f%b\n" % row)
                else:
                    on_rejected(row)
                if read % _PROGRESS_EVERY_ROWS == 0:
                    on_progress(min(place.bytes_done, file.size_bytes), file.size_bytes)
    except OSError as error:
        raise SpoolNotWritten(spool, error.strerror or str(error)) from error
    on_progress(file.size_bytes, file.size_bytes)
    if on_notice:
        for notice in (*place.notices, *_on_the_way(place)):
            on_notice(notice)
    return read


def _on_the_way(place: Place) -> Iterator[Notice]:
    """What was done to the cells."""
    if place.nul_bytes:
        yield Notice("nul_bytes", f"{place.nul_bytes:,} NUL bytes were taken out of cells.")
    if place.uncomputed_rows:
        yield Notice(
            "formula_without_value",
            f"Formulas without a stored value in {place.uncomputed_rows:,} rows, the first in row "
            f"{place.first_uncomputed:,}: read as empty, or the row rejected where a column with a "
            "role needs them. Open the workbook in a spreadsheet, save it, and load it again.",
        )
