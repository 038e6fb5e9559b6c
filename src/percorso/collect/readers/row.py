"""What reading a file yields besides rows: limits that hold, rows refused, things to say."""

from collections.abc import Collection
from dataclasses import dataclass, field

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much of everything a file may hold (RELIABILITY 4, `files in`).

    Attributes:
        line_bytes: a longer line refuses the file.
        cell_bytes: a larger cell rejects its row.
        columns: more columns refuse the file.
        raw_bytes: how much of a rejected row is kept.
        sample_rows: rows looked at before the load.
        unpacked_bytes: a workbook that unpacks to more is refused.
        workbook_memory_mb: memory the process that reads a workbook may take.
        workbook_seconds: processor time it may take.
    """

    line_bytes: int = 64 * MEGABYTE
    cell_bytes: int = MEGABYTE
    columns: int = 1_000
    raw_bytes: int = 100_000
    sample_rows: int = 1_000
    unpacked_bytes: int = 2_000 * MEGABYTE
    workbook_memory_mb: int = 1_024
    workbook_seconds: int = 600


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be read: where, why (a code of WIRE-FORMATS 13), and as it came."""

    line: int
    code: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class UncomputedRow:
    """A row read, but for formulas of which the file does not store what they come to.

    Attributes:
        line: where it stands.
        body: its other cells, as a row read has them.
        columns: the columns of the formulas.
    """

    line: int
    body: bytes
    columns: tuple[str, ...]

    def without(self, needed: Collection[str]) -> "RejectedRow | tuple[int, bytes]":
        """The row as it is where none of its formulas is needed, else a rejection."""
        missing = [column for column in self.columns if column in needed]
        if not missing:
            return self.line, self.body
        reason = (
            f'the cell of "{missing[0]}" is a formula without a stored value; open the workbook '
            "in a spreadsheet, save it, and load it again"
        )
        return RejectedRow(self.line, "no_stored_value", reason, self.body.decode())


@dataclass(frozen=True, slots=True)
class Notice:
    """Something done to the file that its owner should know."""

    code: str
    text: str


@dataclass(slots=True)
class Place:
    """How far a reader has come; the one value a reader changes while it runs."""

    bytes_done: int = 0
    nul_bytes: int = 0
    uncomputed_rows: int = 0
    first_uncomputed: int = 0
    notices: list[Notice] = field(default_factory=list)


# A row read (its line, its canonical JSON body), one refused, or one with formulas in it.
ReadRow = tuple[int, bytes] | RejectedRow | UncomputedRow


def kept_raw(text: str, limits: FileLimits) -> str:
    """The raw row as it is kept: whole when small, else its beginning with a note."""
    if len(text) <= limits.raw_bytes:
        return text
    return f"{text[: limits.raw_bytes]}… (cut: {len(text):,} characters in all)"
