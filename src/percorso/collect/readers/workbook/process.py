"""The process that reads a workbook: its cells go out as lines of JSON, a sign before each.

`S` names the sheet, `R` is a row (number, cells, columns of formulas without a value stored), `P`
the share read, `N` what was left out, `X` a refusal, `.` the end. Without the last line the process
was stopped.
"""

import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, TextIO

from .cells import Reading, SheetRow, merged_cells, sheet_rows
from .package import check_package
from .parts import Sheet, Workbook, read_kinds, read_shared_texts, read_workbook
from .refusal import Refusal

_ROWS_OF_A_TABLE = 2
_LOOKED_AT = 60
_PROGRESS_EVERY_ROWS = 4096
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OverflowError,
           NotImplementedError, RuntimeError)  # fmt: skip


def main(arguments: list[str], out: TextIO) -> None:
    """Reads the workbook the arguments name, as JSON: path, sheet, and the limits."""
    wanted = json.loads(arguments[0])
    _limit(wanted["memory_bytes"], wanted["seconds"])
    try:
        with zipfile.ZipFile(wanted["path"]) as package:
            _write(package, wanted, out)
    except Refusal as refusal:
        _say(out, "X", [refusal.code, *refusal.facts])
    except MemoryError:
        _say(out, "X", ["sheet_too_large", f"{wanted['memory_bytes'] // 1_000_000:,} MB of memory"])
    except _BROKEN as error:
        _say(out, "X", ["damaged", str(error) or type(error).__name__])
    out.flush()


def _limit(memory_bytes: int, seconds: int) -> None:
    """Beyond these the system ends this process, and no other."""
    try:
        import resource
    except ImportError:  # pragma: no cover - no such limits on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(out: TextIO, sign: str, value: Any) -> None:
    out.write(f"{sign}{json.dumps(value, ensure_ascii=False)}\n")


def _write(package: zipfile.ZipFile, wanted: dict[str, Any], out: TextIO) -> None:
    check_package(package, wanted["unpacked_bytes"])
    book = read_workbook(package)
    reading = Reading(
        read_shared_texts(package, book.texts_entry),
        read_kinds(package, book.styles_entry),
        book.since_1904,
    )
    sheet, rows, others = _chosen(package, book, reading, wanted["sheet"])
    merges = merged_cells(package, sheet.entry)
    _say(out, "S", {"sheet": sheet.name, "others": others, "merges": merges})
    _write_rows(rows, reading, wanted["row_bytes"], out)
    _say(out, "N", [reading.errors, reading.first_error])
    out.write(".\n")


def _write_rows(rows: Iterator[SheetRow], reading: Reading, most_bytes: int, out: TextIO) -> None:
    """All rows, one a line.

    Raises:
        Refusal: a row is larger than any row should be.
    """
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    for number, row in enumerate(rows):
        text = encode((*row, reading.uncomputed.pop(row[0], ())))
        if len(text) > most_bytes:
            raise Refusal("line_too_long", str(row[0]))
        out.write(f"R{text}\n")
        if number % _PROGRESS_EVERY_ROWS == 0:
            _say(out, "P", round(reading.share, 4))


def _chosen(
    package: zipfile.ZipFile, book: Workbook, reading: Reading, wanted: str | None
) -> tuple[Sheet, Iterator[SheetRow], list[str]]:
    """The sheet to read, its rows from the first on, and the names of other filled sheets.

    Raises:
        Refusal: the sheet asked for is not there, or none is filled.
    """
    names = [sheet.name for sheet in book.sheets]
    if wanted is not None and wanted not in names:
        raise Refusal("no_sheet", wanted, *names)
    heads: list[tuple[Sheet, list[SheetRow], Iterator[SheetRow]]] = []
    for sheet in sorted(book.sheets, key=lambda sheet: sheet.is_hidden):
        fresh = Reading(reading.texts, reading.kinds, reading.since_1904)
        rows = sheet_rows(package, sheet.entry, fresh)
        if head := list(islice(rows, _LOOKED_AT)):
            heads.append((sheet, head, rows))
    if wanted is not None:
        heads.sort(key=lambda one: one[0].name != wanted)
    else:
        heads.sort(key=lambda one: not _is_table(one[1]))
    if not heads or (wanted is not None and heads[0][0].name != wanted):
        raise Refusal("empty")
    sheet = heads[0][0]
    filled = {one.name for one, _, _ in heads} - {sheet.name}
    others = [name for name in names if name in filled]
    return sheet, sheet_rows(package, sheet.entry, reading), others


def _is_table(head: list[SheetRow]) -> bool:
    """Whether at least two rows have two cells: a note or a cover sheet has none."""
    return sum(len(cells) > 1 for _, cells in head) >= _ROWS_OF_A_TABLE


def run() -> None:
    """Reads what the command line asks for; the rows go to standard output as UTF-8."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(sys.argv[1:], sys.stdout)
