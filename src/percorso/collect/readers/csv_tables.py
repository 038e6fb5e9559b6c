"""Rows of a text file that belong to a further table: held back until that is known."""

from collections.abc import Iterator, Sequence

from percorso.collect.readers.row import Notice, ReadRow, RejectedRow
from percorso.collect.readers.table_place import TablePlace
from percorso.collect.readers.tables_below import RowsBelow

_NamedLine = tuple[int, ReadRow, str]


class CsvTables:
    """Parts the rows of a text file into those of its table and those of further ones.

    Attributes:
        is_watching: whether rows are to be judged; else only what stands behind an empty row is.
    """

    def __init__(self, place: TablePlace) -> None:
        self.is_watching = True
        self._below = RowsBelow(place)
        # Rows are counted, not lines: a cell may reach over several.
        self._count = place.header_end
        self._held: dict[int, _NamedLine] = {}
        self._began: list[int] = []

    def gap(self) -> None:
        """An empty row: what follows may be another table."""
        self._count += 2
        self.is_watching = True

    def judged(self, line: int, row: Sequence[str], read: ReadRow, raw: str) -> Iterator[ReadRow]:
        """The rows that are decided by this one.

        Args:
            line: Where it stands.
            row: Its cells.
            read: What it is as a row of the first table.
            raw: Its text.
        """
        self._count += 1
        self._held[self._count] = (line, read, raw)
        cells = {number: cell for number, cell in enumerate(row, start=1) if cell.strip()}
        yield from self._told(self._below.judged((self._count, cells)))
        self.is_watching = self._below.is_open

    def rest(self) -> Iterator[ReadRow]:
        """The rows about which the end of the file decides."""
        yield from self._told(self._below.rest())

    def notices(self) -> Iterator[Notice]:
        """Where other tables begin."""
        if self._began:
            lines = ", ".join(f"{line:,}" for line in self._began[:5])
            yield Notice(
                "other_table",
                f"Another table begins in line {lines}: its rows are kept as rejected. Give a "
                "table that you need a file of its own.",
            )

    def _told(self, judged: Iterator[tuple[tuple[int, object], bool]]) -> Iterator[ReadRow]:
        for (count, _), is_other in judged:
            line, read, raw = self._held.pop(count)
            if count in self._below.began_at:
                self._began.append(line)
            if is_other:
                yield RejectedRow(
                    line, "other_table", "the row belongs to another table below the first", raw
                )
            else:
                yield read
