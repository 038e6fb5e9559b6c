"""Looks into every file of a folder: its bytes, and what they decode to."""

import gzip
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from percorso.store.parquet_file import literal_path
from percorso.store.query import quoted
from percorso.store.scanning.needles import Needles

_PIECE = 16 * 1024 * 1024
_ROWS = 20_000
_OVERFLOW_POINTER = 4
_ZSTD = b"\x28\xb5\x2f\xfd"

OnFile = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A text that was found.

    Attributes:
        file: Its path in the folder.
        place: Where in it: `bytes`, or what was decoded, such as `table trait`.
        text: What was found.
    """

    file: str
    place: str
    text: str


@dataclass(slots=True)
class Scan:
    """What a folder holds of some texts.

    Attributes:
        files: How many files were looked into.
        sightings: What was found where, each once.
        undecoded: Parts that cannot be decoded, in sentences; their bytes were looked at.
    """

    files: int = 0
    sightings: list[Sighting] = field(default_factory=list)
    undecoded: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "files": self.files,
            "found": [
                {"file": one.file, "place": one.place, "text": one.text} for one in self.sightings
            ],
            "undecoded": list(self.undecoded),
        }


def scan_folder(
    folder: Path, texts: Sequence[str], on_file: OnFile = lambda _name, _share: None
) -> Scan:
    """Look for texts in every file of a folder, however it is written.

    Parquet is decoded page by page, DuckDB and SQLite table by table, with their logs; their free
    pages are read as bytes. gzip, zlib, zstd and zip are unpacked. Databases are copied first, so
    that nothing in the folder is changed; nobody should write it meanwhile.

    Args:
        folder: Of a workspace, a lake or a backup.
        texts: What is looked for, without regard to case.
        on_file: Called with the name of each file, and the share of the bytes that are behind.

    Raises:
        NeedleTooShort: a text would be found by chance.
    """
    needles = Needles(texts)
    scan = Scan()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    whole = sum(path.stat().st_size for path in files) or 1
    done = 0
    for path in files:
        name = str(path.relative_to(folder))
        on_file(name, done / whole)
        for place, found in _looked_into(path, needles, scan, name):
            scan.sightings += [Sighting(name, place, text) for text in sorted(found)]
        scan.files += 1
        done += path.stat().st_size
    return scan


def _looked_into(
    path: Path, needles: Needles, scan: Scan, name: str
) -> Iterator[tuple[str, set[str]]]:
    """What was found of each part of a file."""
    named = needles.in_texts([name])
    if named:
        yield "name", named
    if found := _in_pieces(path, needles):
        yield "bytes", found
    with path.open("rb") as file:
        head = file.read(16)
    decoder = _decoder(path, head)
    if decoder is None:
        return
    try:
        yield from decoder(path, needles, scan, name)
    except (duckdb.Error, sqlite3.Error, OSError, EOFError, zlib.error, zipfile.BadZipFile) as why:
        scan.undecoded.append(f"{name}: {str(why).splitlines()[0]}")


_Decoder = Callable[[Path, Needles, Scan, str], Iterator[tuple[str, set[str]]]]


def _decoder(path: Path, head: bytes) -> _Decoder | None:
    """What decodes a file, by its first bytes; None where its bytes are all there is."""
    if head[:4] == b"PAR1":
        return _in_parquet
    if head[8:12] == b"DUCK":
        return _in_duckdb
    if head == b"SQLite format 3\0":
        return _in_sqlite
    if head[:4] == b"PK\x03\x04":
        return _in_zip
    if head[:2] == b"\x1f\x8b":
        return _in_gzip
    return _in_zstd if head[:4] == _ZSTD else None


def _in_pieces(path: Path, needles: Needles) -> set[str]:
    """What stands in the bytes of a file as they are."""
    found: set[str] = set()
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found |= needles.in_bytes(before + piece)
            before = piece[-needles.longest :]
    return found


def _in_parquet(
    path: Path, needles: Needles, _scan: Scan, _name: str
) -> Iterator[tuple[str, set[str]]]:
    with duckdb.connect() as engine:
        asked = engine.execute(
            "select to_json(r)::varchar from read_parquet($path) as r", {"path": literal_path(path)}
        )
        yield "rows", _in_rows(asked, needles)


def _in_duckdb(
    path: Path, needles: Needles, scan: Scan, name: str
) -> Iterator[tuple[str, set[str]]]:
    with tempfile.TemporaryDirectory() as passing:
        copy = _copied(path, (".wal",), Path(passing))
        # What is free is told as the file lies there: closing a copy would write it anew.
        with duckdb.connect(str(copy)) as engine:
            free = engine.execute("select free_blocks from pragma_database_size()").fetchall()
            if free[0][0]:
                scan.undecoded.append(
                    f"{name}: {free[0][0]:,} free blocks, whose bytes alone were looked at"
                )
            for (table,) in engine.execute(
                "select table_name from duckdb_tables() where not temporary order by 1"
            ).fetchall():
                asked = engine.execute(f"select to_json(r)::varchar from {quoted(table)} as r")
                yield f"table {table}", _in_rows(asked, needles)


def _in_rows(asked: duckdb.DuckDBPyConnection, needles: Needles) -> set[str]:
    found: set[str] = set()
    while rows := asked.fetchmany(_ROWS):
        found |= needles.in_texts(row[0] or "" for row in rows)
    return found


def _in_sqlite(
    path: Path, needles: Needles, _scan: Scan, _name: str
) -> Iterator[tuple[str, set[str]]]:
    with tempfile.TemporaryDirectory() as passing:
        copy = _copied(path, ("-wal",), Path(passing))
        yield "pages in a row", _over_pages(copy, needles)
        connection = sqlite3.connect(copy)
        connection.text_factory = bytes
        try:
            listed = "select name from sqlite_master where type = 'table' order by 1"
            for (table,) in connection.execute(listed).fetchall():
                rows = connection.execute(f"select * from {quoted(table.decode())}")
                yield f"table {table.decode()}", _in_cells(rows, needles)
        finally:
            connection.close()


def _in_cells(rows: sqlite3.Cursor, needles: Needles) -> set[str]:
    found: set[str] = set()
    while batch := rows.fetchmany(_ROWS):
        cells = [
            unpacked
            for row in batch
            for cell in row
            if isinstance(cell, bytes)
            for unpacked in _unpacked(cell)
        ]
        found |= needles.in_bytes(b"\x1e".join(cells))
    return found


def _unpacked(cell: bytes) -> Iterator[bytes]:
    """A cell, and what it holds where it is packed."""
    yield cell
    if cell[:2] in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        try:
            yield zlib.decompress(cell, wbits=zlib.MAX_WBITS | 32)
        except zlib.error:
            return


def _over_pages(path: Path, needles: Needles) -> set[str]:
    """What stands across pages that follow each other, as a long cell that was deleted does."""
    found: set[str] = set()
    with path.open("rb") as file:
        size = int.from_bytes(file.read(18)[16:18], "big")
        size = 65_536 if size == 1 else size
        file.seek(0)
        before = b""
        while piece := file.read(size * 256):
            pages = (piece[at : at + size] for at in range(0, len(piece), size))
            text = before + b"".join(page[_OVERFLOW_POINTER:] for page in pages)
            found |= needles.in_bytes(text)
            before = text[-needles.longest :]
    return found


def _in_zip(
    path: Path, needles: Needles, _scan: Scan, _name: str
) -> Iterator[tuple[str, set[str]]]:
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            yield f"part {part}", needles.in_bytes(archive.read(part))


def _in_gzip(
    path: Path, needles: Needles, _scan: Scan, _name: str
) -> Iterator[tuple[str, set[str]]]:
    found: set[str] = set()
    before = b""
    with gzip.open(path) as file:
        while piece := file.read(_PIECE):
            found |= needles.in_bytes(before + piece)
            before = piece[-needles.longest :]
    yield "unpacked", found


def _in_zstd(
    path: Path, needles: Needles, _scan: Scan, _name: str
) -> Iterator[tuple[str, set[str]]]:
    with duckdb.connect() as engine:
        asked = engine.execute(
            "select line from read_csv($path, columns = {'line': 'varchar'}, delim = chr(1), "
            "quote = '', escape = '', header = false, auto_detect = false, strict_mode = false, "
            "compression = 'zstd', max_line_size = 33554432)",
            {"path": literal_path(path)},
        )
        yield "unpacked", _in_rows(asked, needles)


def _copied(path: Path, endings: Sequence[str], folder: Path) -> Path:
    """A copy of a database with its log."""
    for ending in ("", *endings):
        one = path.with_name(path.name + ending)
        if one.exists():
            (folder / one.name).write_bytes(one.read_bytes())
    return folder / path.name
