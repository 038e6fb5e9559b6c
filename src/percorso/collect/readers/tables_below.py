"""Which rows below a table belong to another one? Told by a header of its own and its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from percorso.collect.column_names import plain_name
from percorso.collect.readers.table_place import (
    KNOWN_NAMES,
    LONGEST_NAME,
    GridRow,
    TablePlace,
    is_name,
    is_value,
)
from percorso.collect.time_shape import format_of

_TEXT, _NUMBER, _TIME = "text", "number", "time"
# Rows a table is known by, and values of a column that are remembered.
_LEARNED_ROWS, _REMEMBERED_VALUES = 300, 500
# A title, a line of its period, the header, and a row below it.
_MOST_TITLES, _LOOKED_AHEAD = 3, 5
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Shape:
    """What the rows of a table have in common: kinds of value and known texts by column."""

    kinds: dict[int, set[str]] = field(default_factory=dict)
    texts: dict[int, set[str]] = field(default_factory=dict)
    rows: int = 0

    def learn(self, cells: Mapping[int, str]) -> None:
        if self.rows >= _LEARNED_ROWS or len(cells) < 2:
            return
        self.rows += 1
        for column, text in cells.items():
            self.kinds.setdefault(column, set()).add(_kind(text))
            known = self.texts.setdefault(column, set())
            if len(known) < _REMEMBERED_VALUES and len(text) <= LONGEST_NAME:
                known.add(_pattern(text))

    def fits(self, cells: Mapping[int, str]) -> bool:
        """Whether a row has values of the usual kinds, at least one of them no text."""
        kinds = {column: _kind(text) for column, text in cells.items()}
        return all(kind in self.kinds.get(column, ()) for column, kind in kinds.items()) and any(
            kind != _TEXT for kind in kinds.values()
        )

    def holds_values_of(self, cells: Mapping[int, str]) -> bool:
        """Whether a column had a text like one of these: then it is no name of a column."""
        return any(_pattern(text) in self.texts.get(column, ()) for column, text in cells.items())

    def is_text(self, column: int) -> bool:
        return _TEXT in self.kinds.get(column, ())


def _pattern(text: str) -> str:
    """A text whose numbers do not matter: customer C7 is like customer C12."""
    return _DIGITS.sub("0", text.strip())


def _kind(text: str) -> str:
    if not is_value(text):
        return _TEXT
    return _TIME if format_of(text) else _NUMBER


class RowsBelow:
    """Says of each row below a header whether it belongs to another table.

    A table begins behind a gap (an empty row, or one of totals) with names where the table above
    has values. It ends where the header of the first comes again, or where behind a further gap
    rows stand that are like those of the first and unlike its own.

    Attributes:
        began_at: the rows in which other tables begin.
    """

    def __init__(self, place: TablePlace) -> None:
        self.began_at: list[int] = []
        self._place = place
        self._last_row = place.header_end
        self._is_behind_total = False
        self._first, self._other = _Shape(), _Shape()
        self._is_other = False
        # Rows behind a gap about which nothing is decided yet; texts that stand alone wait on.
        self._waiting: list[GridRow] = []

    @property
    def is_open(self) -> bool:
        """Whether every row still matters: the table is not known yet, or another has begun."""
        return self._is_other or bool(self._waiting) or self._first.rows < _LEARNED_ROWS

    def judged(self, row: GridRow) -> Iterator[tuple[GridRow, bool]]:
        """The rows that are decided by this one, each with whether another table has it."""
        number, cells = row
        is_behind_gap = number > self._last_row + 1 or self._is_behind_total
        self._last_row, self._is_behind_total = number, self._place.is_total(cells)
        if self._waiting and is_behind_gap and not _are_alone(self._waiting):
            yield from self._decided()
        if not (self._waiting or is_behind_gap):
            yield row, self._settled(row)
            return
        self._waiting.append(row)
        if self._is_plain(cells) or len(self._waiting) >= _LOOKED_AHEAD:
            yield from self._decided()

    def rest(self) -> Iterator[tuple[GridRow, bool]]:
        """The rows about which the end of the sheet decides."""
        yield from self._decided()

    def _is_plain(self, cells: Mapping[int, str]) -> bool:
        """Whether the only row that waits goes on with the table it stands below."""
        return len(self._waiting) == 1 and not self._is_other and self._first.fits(cells)

    def _decided(self) -> Iterator[tuple[GridRow, bool]]:
        waiting, self._waiting = self._waiting, []
        begin = self._header_among(waiting)
        if begin is not None:
            self._other, self._is_other = _Shape(), True
            self.began_at.append(waiting[0][0])
            yield from ((row, True) for row in waiting[: begin + 1])
            waiting = waiting[begin + 1 :]
        elif self._is_other and waiting and self._goes_on(waiting[0][1]):
            self._is_other = False
        yield from ((row, self._settled(row)) for row in waiting)

    def _goes_on(self, cells: Mapping[int, str]) -> bool:
        """Whether the first table goes on behind another."""
        return self._first.fits(cells) and not self._other.fits(cells)

    def _settled(self, row: GridRow) -> bool:
        if row[1] == self._place.header:
            self._is_other = False
        else:
            (self._other if self._is_other else self._first).learn(row[1])
        return self._is_other

    def _header_among(self, rows: Sequence[GridRow]) -> int | None:
        """The place of another table's header among rows behind a gap, below its title."""
        for place, (number, cells) in enumerate(rows[: _MOST_TITLES + 1]):
            below = rows[place + 1] if place + 1 < len(rows) else None
            if below is not None and below[0] != number + 1:
                below = None
            if self._is_header(cells, below and below[1]):
                return place
            if cells == self._place.header or self._first.fits(cells):
                return None
            # A title is narrower than what it stands above.
            if below is not None and len(cells) > 1 and len(below[1]) <= len(cells):
                return None
        return None

    def _is_header(self, cells: Mapping[int, str], below: Mapping[int, str] | None) -> bool:
        names = [plain_name(text) for text in cells.values()]
        if (
            len(cells) < 2
            or cells == self._place.header
            or not all(is_name(text) for text in cells.values())
            or self._shape.holds_values_of(cells)
        ):
            return False
        ours = KNOWN_NAMES | {plain_name(text) for text in self._place.header.values()}
        # Rows like ours may stand below a row of ours that lacks its values: the names decide.
        if below is not None and self._first.fits(below):
            return 2 * sum(name in ours for name in names) >= len(names)
        return any(
            not self._first.is_text(column)
            or (below is not None and is_value(below.get(column, "")))
            for column in cells
        )

    @property
    def _shape(self) -> _Shape:
        return self._other if self._is_other else self._first


def _are_alone(rows: Sequence[GridRow]) -> bool:
    """Whether these are texts in rows of their own, as titles are."""
    return len(rows) < _MOST_TITLES and all(
        len(cells) == 1 and all(is_name(text) for text in cells.values()) for _, cells in rows
    )
