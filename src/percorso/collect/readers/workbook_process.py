"""Runs the process that reads a workbook, and turns its end into words."""

import json
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import msgspec

from percorso.collect.readers.row import MEGABYTE, FileLimits
from percorso.collect.readers.workbook_errors import (
    DamagedWorkbook,
    SheetTooLarge,
    refusal_error,
)
from percorso.domain.errors import PercorsoError

# Isolated (-I) and without site packages (-S): nothing but the standard library and this folder.
_PROGRAM = (
    "import sys; sys.path.append(sys.argv.pop(1)); from readers.workbook.process import run; run()"
)
_ROOM = Path(__file__).resolve().parents[1]
_ENDED_FOR_TIME = -getattr(signal, "SIGXCPU", 24)


def workbook_messages(
    path: Path, sheet: str | None, limits: FileLimits
) -> Generator[tuple[str, bytes], None, None]:
    """What the reading process says, as sign and JSON; it ends when the iterator is closed.

    Raises:
        PercorsoError: the workbook is refused, or its process ended before the sheet did.
    """
    wanted = {
        "path": str(path.absolute()),
        "sheet": sheet,
        "memory_bytes": limits.workbook_memory_mb * MEGABYTE,
        "seconds": limits.workbook_seconds,
        "unpacked_bytes": limits.unpacked_bytes,
        "row_bytes": limits.line_bytes,
    }
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, str(_ROOM), json.dumps(wanted)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield from _until_the_end(process, path, limits)
        finally:
            process.kill()


def _until_the_end(
    process: subprocess.Popen[bytes], path: Path, limits: FileLimits
) -> Generator[tuple[str, bytes], None, None]:
    """The messages up to the one that says that all is read.

    Raises:
        PercorsoError: the workbook is refused, or the process ended before.
    """
    assert process.stdout is not None  # noqa: S101 - asked for above
    for line in process.stdout:
        sign, value = chr(line[0]), line[1:-1]
        if sign == "X":
            code, *facts = msgspec.json.decode(value, type=list[str])
            refused: PercorsoError = refusal_error(path, code, facts)
            raise refused
        if sign == ".":
            return
        yield sign, value
    process.wait()
    broken_off: PercorsoError = _broken_off(process, path, limits)
    raise broken_off


def _broken_off(
    process: subprocess.Popen[bytes], path: Path, limits: FileLimits
) -> SheetTooLarge | DamagedWorkbook:
    if process.returncode == _ENDED_FOR_TIME:
        return SheetTooLarge(path, f"reading it takes more than {limits.workbook_seconds:,} s")
    if process.returncode < 0:
        return SheetTooLarge(
            path, f"reading it takes more than {limits.workbook_memory_mb:,} MB of memory"
        )
    assert process.stderr is not None  # noqa: S101 - asked for above
    said = process.stderr.read().decode(errors="replace").strip().splitlines()
    return DamagedWorkbook(path, said[-1] if said else "reading it broke off")
