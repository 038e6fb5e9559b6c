"""A file of media bought: its rows as values, and those that cannot be one with the reason."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from percorso.collect.media_cells import NUMBERS, CellUnusable, media_row_of
from percorso.collect.media_columns import MEDIA_COLUMNS, media_column
from percorso.collect.readers.row import Place, RejectedRow, UncomputedRow
from percorso.collect.source_file import SourceFile, open_source_file
from percorso.domain.errors import InputError
from percorso.domain.mapping import DateOrder
from percorso.domain.media import MediaRow

# How a caller marks a fixed value in place of a column.
_CONSTANT = "="
_Roles = dict[str, str | None]


class MediaColumnMissing(InputError):
    """A file of media lacks a column without which a row says nothing."""

    def __init__(self, path: Path, role: str, header: tuple[str, ...]) -> None:
        self.path = path
        self.role = role
        super().__init__(
            f"{path} has no column for {role!r}; it has {', '.join(header)}. Name one of them "
            f"{MEDIA_COLUMNS[role][0]!r} (or {', '.join(MEDIA_COLUMNS[role][1:4])})."
        )


class MediaDaysAmbiguous(InputError):
    """Days that could be read day first and month first."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        super().__init__(
            f"{path}: {text!r} may be day/month or month/day, and no other row tells. "
            "Say --date-order dmy or mdy, or write days like 2026-10-31."
        )


@dataclass(frozen=True, slots=True)
class MediaCells:
    """A row as it came.

    Attributes:
        line: where it stands.
        message_id: what tells it from all others; equal rows of a file have one each.
        raw: its cells as canonical JSON, or its text where it could not be taken apart.
    """

    line: int
    message_id: str
    raw: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that says nothing that can be counted: as it came, and why (a code, and in words)."""

    cells: MediaCells
    code: str
    reason: str
    is_readable: bool = True

    @property
    def line(self) -> int:
        """Where it stands."""
        return self.cells.line


@dataclass(frozen=True, slots=True)
class MediaFile:
    """What a file of media holds: rows with what they say, and what was refused."""

    rows: tuple[tuple[MediaCells, MediaRow], ...]
    refused: tuple[RefusedRow, ...]


def read_media_file(path: Path, currency: str, date_order: DateOrder | None) -> MediaFile:
    """The rows of a file of media, in any form the loader reads.

    Args:
        path: The file.
        currency: ISO 4217 code of amounts without one.
        date_order: Order of day and month where the days leave a choice.

    Raises:
        MediaColumnMissing: there is no column for the name or the first day.
        MediaDaysAmbiguous: no row tells days from months.
    """
    source = open_source_file(path)
    columns: _Roles = {role: media_column(role, source.header) for role in MEDIA_COLUMNS}
    for role in ("touchpoint", "from"):
        if columns[role] is None:
            raise MediaColumnMissing(path, role, source.header)
    cells, refused = _cells(source, columns)
    found = media_rows(path, [(one, columns) for one in cells], currency, date_order)
    return MediaFile(
        found.rows, tuple(sorted((*refused, *found.refused), key=lambda one: one.line))
    )


def columns_of_row(raw: str, given: Mapping[str, str]) -> dict[str, str | None]:
    """Which cell of one row plays which role: what was given, else the usual names."""
    header = tuple(json.loads(raw))
    return {role: given.get(role) or media_column(role, header) for role in MEDIA_COLUMNS}


def media_rows(
    path: Path,
    rows: Sequence[tuple[MediaCells, Mapping[str, str | None]]],
    currency: str,
    date_order: DateOrder | None,
) -> MediaFile:
    """What rows say that could be taken apart.

    Args:
        path: The file they stand in.
        rows: Each with the column of every role, or a fixed value behind `=`.
        currency: ISO 4217 code of amounts without one.
        date_order: Order of day and month; None is what the days themselves tell.

    Raises:
        MediaDaysAmbiguous: they do not.
    """
    said = [(cells, _said(cells.raw, columns)) for cells, columns in rows]
    order = date_order or _order_of(path, [one for _, one in said])
    good: list[tuple[MediaCells, MediaRow]] = []
    refused: list[RefusedRow] = []
    for cells, one in said:
        try:
            good.append((cells, media_row_of(one, currency, order)))
        except CellUnusable as unusable:
            refused.append(RefusedRow(cells, unusable.code, str(unusable)))
    return MediaFile(tuple(good), tuple(refused))


def _cells(source: SourceFile, columns: _Roles) -> tuple[list[MediaCells], list[RefusedRow]]:
    """The rows that could be taken apart, and those that could not."""
    needed = {column for column in columns.values() if column}
    times: Counter[str] = Counter()
    cells: list[MediaCells] = []
    refused: list[RefusedRow] = []
    for row in source.rows(Place()):
        read = row.without(needed) if isinstance(row, UncomputedRow) else row
        if isinstance(read, RejectedRow):
            one = MediaCells(read.line, f"{_hash(read.raw)}:{read.line}", read.raw)
            refused.append(RefusedRow(one, read.code, read.reason, is_readable=False))
            continue
        line, body = read
        raw = body.decode()
        mark = _hash(raw)
        times[mark] += 1
        cells.append(MediaCells(line, f"{mark}:{times[mark]}", raw))
    return cells, refused


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def _said(raw: str, columns: Mapping[str, str | None]) -> dict[str, str]:
    row = json.loads(raw)
    return {
        role: name[1:] if name.startswith(_CONSTANT) else str(row.get(name) or "").strip()
        for role, name in columns.items()
        if name
    }


def _order_of(path: Path, rows: list[dict[str, str]]) -> DateOrder:
    """Day first or month first, as the days themselves tell.

    Raises:
        MediaDaysAmbiguous: they do not.
    """
    found = [
        (match, text)
        for row in rows
        for role in ("from", "to")
        if (text := row.get(role, "")) and (match := NUMBERS.match(text))
        and len(match.group(1)) < 3
    ]  # fmt: skip
    if any(int(match.group(1)) > 12 for match, _ in found):
        return "dmy"
    if any(int(match.group(2)) > 12 for match, _ in found):
        return "mdy"
    unsure = next((text for match, text in found if match.group(1) != match.group(2)), None)
    if unsure is not None:
        raise MediaDaysAmbiguous(path, unsure)
    return "dmy"
