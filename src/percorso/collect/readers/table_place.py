"""Where in a grid of cells does the table lie: title above, header, other tables around it?"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from percorso.collect.column_names import USUAL_NAMES, plain_name
from percorso.collect.readers.row import Notice
from percorso.collect.time_shape import format_of

# Row number and, by column number, the filled cells.
GridRow = tuple[int, Mapping[int, str]]
# First row, first column, last row, last column.
Range = tuple[int, int, int, int]

_HEADER_WITHIN_ROWS = 50
LONGEST_NAME = 200
_JUDGED_ROWS = 200
_NUMBER = re.compile(r"[\W_]*\d[\d\s.,'’%/:-]*\W*|\W*[A-Z]{3}\W*\d[\d.,'\s]*|(?i:true|false)")
_TOTAL = re.compile(
    r"\W*(?:sub|gran )?total[ei]?\b|\W*(?:grand )?totals?\b|\W*somma\b|\W*sum\b", re.I
)
_TIME_NAMES = frozenset(plain_name(name) for name in USUAL_NAMES["at"])
KNOWN_NAMES = frozenset(plain_name(name) for names in USUAL_NAMES.values() for name in names)


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table lies.

    Attributes:
        titles: the filled rows above the header, each by number and first cell.
        header_end: number of the last row of the header.
        names: what the header calls each of its columns.
        header: the cells of the header's last row, by which a repeated header is known.
        beside: columns of other tables at its side, from and to.
        above: rows of other tables above its header.
    """

    titles: tuple[tuple[int, str], ...]
    header_end: int
    names: dict[int, str]
    header: dict[int, str]
    beside: tuple[tuple[int, int], ...]
    above: tuple[int, ...]

    def notices(self) -> Iterator[Notice]:
        """What stands around the table and is no row of it."""
        if self.titles:
            shown = "; ".join(f'"{text.strip()[:60]}"' for _, text in self.titles[:3])
            rows = "1 row" if len(self.titles) == 1 else f"{len(self.titles)} rows"
            yield Notice(
                "title_rows",
                f"{rows} above the header not read: {shown}. "
                f"The header ends in line {self.header_end}.",
            )
        if self.above:
            rows = f"{self.above[0]:,} to {self.above[-1]:,}"
            said = f"Rows {rows}, above the header, are another table: kept as rejected rows."
            yield Notice("other_table", said)

    def of_neighbours(self, cells: Mapping[int, str]) -> dict[int, str]:
        """The cells of a row that belong to tables at the side."""
        if not self.beside:
            return {}
        return {
            column: text
            for column, text in cells.items()
            if any(first <= column <= last for first, last in self.beside)
        }

    def is_total(self, cells: Mapping[int, str]) -> bool:
        """Whether a row sums others up: `Totale`, fewer cells than columns, else numbers."""
        first = min(cells, default=0)
        return (
            0 < len(cells) < len(self.names)
            and bool(_TOTAL.match(cells[first]))
            and all(is_value(text) for column, text in cells.items() if column != first)
        )


def is_name(text: str) -> bool:
    """Whether a text may name a column: it is neither number nor time, and short."""
    return len(text) <= LONGEST_NAME and not is_value(text)


def is_value(text: str) -> bool:
    """Whether a text is a number or a time."""
    if len(text) > LONGEST_NAME:
        return False  # No number is so long, and looking for one in a megabyte takes minutes.
    return bool(_NUMBER.fullmatch(text.strip())) or format_of(text) is not None


def find_table(
    rows: Sequence[GridRow], merges: Sequence[Range] = (), *, is_alone: bool = False
) -> TablePlace | None:
    """The table among the first rows of a sheet or file; None where nothing is filled.

    Args:
        rows: The first rows with a filled cell, in order.
        merges: Ranges of merged cells, where they are known.
        is_alone: No other table can stand at its side, as in a text file.
    """
    if not rows:
        return None
    place = _header_place(rows)
    top, end = _header_rows(rows, place, merges)
    body = rows[end + 1 :]
    names = _names(rows[top : end + 1], merges)
    kept, beside = (frozenset(names), ()) if is_alone else _sides(names, body)
    above = () if is_alone else tuple(_tables_in(rows[:top]))
    return TablePlace(
        titles=tuple(
            (number, next(iter(cells.values())))
            for number, cells in rows[:top]
            if number not in above
        ),
        header_end=rows[end][0],
        names={column: name for column, name in names.items() if column in kept},
        header={column: text for column, text in rows[end][1].items() if column in kept},
        beside=beside,
        above=above,
    )


def _header_place(rows: Sequence[GridRow]) -> int:
    """The first row of names as wide as the table, if all rows above it are narrower."""
    typical = _typical_width(rows)
    near = rows[:_HEADER_WITHIN_ROWS]
    named = [
        place
        for place, (_, cells) in enumerate(near)
        if 2 * len(cells) >= typical
        and (len(cells) > 1 or typical < 2)
        and all(is_name(text) for text in cells.values())
    ]
    if not named:
        return 0
    known = {place: sum(plain_name(text) in KNOWN_NAMES for text in near[place][1].values())
             for place in named}  # fmt: skip
    best = named[0] if known[named[0]] else next((p for p in named if known[p] > 1), named[0])
    if (contacts := _below_a_summary(near, named)) is not None:
        return contacts
    width = len(near[best][1])
    return best if all(len(cells) < width for _, cells in near[:best]) else 0


def _below_a_summary(rows: Sequence[GridRow], named: Sequence[int]) -> int | None:
    """The header that names a time, where a table without any time stands above it."""
    for place in named[1:]:
        names = {plain_name(text) for text in rows[place][1].values()}
        if names & _TIME_NAMES and len(names & KNOWN_NAMES) > 1:
            above = (text for _, cells in rows[named[0] : place] for text in cells.values())
            is_summary = rows[place][0] > rows[place - 1][0] + 1 and not any(map(format_of, above))
            return place if is_summary else None
    return None


def _tables_in(rows: Sequence[GridRow]) -> Iterator[int]:
    """Rows above a header that are no titles: names with values below them, and all under these."""
    is_table = False
    for place, (number, cells) in enumerate(rows):
        last, named = rows[place - 1] if place else (0, {})
        if number != last + 1:
            is_table = False
        elif not is_table and _is_named(named, cells):
            is_table = True
            yield last
        if is_table:
            yield number


def _is_named(names: Mapping[int, str], cells: Mapping[int, str]) -> bool:
    return (
        len(names) > 1
        and all(is_name(text) for text in names.values())
        and any(is_value(text) and column in names for column, text in cells.items())
    )


def _typical_width(rows: Sequence[GridRow]) -> int:
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _header_rows(rows: Sequence[GridRow], place: int, merges: Sequence[Range]) -> tuple[int, int]:
    """Places of the first and last row of the header: one, or two that belong together."""
    if place > 0 and _is_group_row(rows[place - 1], rows[place], merges):
        return place - 1, place
    if place + 1 < len(rows) and _is_second_row(rows, place):
        return place, place + 1
    return place, place


def _is_group_row(above: GridRow, header: GridRow, merges: Sequence[Range]) -> bool:
    """Whether the row above names groups of columns, as `Consegna` over `Data` and `Ora`."""
    if above[0] + 1 != header[0] or not all(is_name(text) for text in above[1].values()):
        return False
    width = max(header[1]) - min(header[1]) + 1
    spans = [last - first + 1 for row, first, _, last in merges if row == above[0]]
    if any(1 < span < width for span in spans):
        return True
    names = [plain_name(text) for text in header[1].values()]
    return len(above[1]) > 1 and len(set(names)) < len(names)


def _is_second_row(rows: Sequence[GridRow], place: int) -> bool:
    """Whether the row below goes on naming: names where the header is empty or values follow."""
    (number, top), (below, names) = rows[place : place + 2]
    if below != number + 1 or len(names) < 2 or not all(is_name(text) for text in names.values()):
        return False
    gaps = [column for column in names if column not in top and column > min(top)]
    return bool(gaps) and bool(_typed(frozenset(names), rows[place + 2 :]))


def _names(header: Sequence[GridRow], merges: Sequence[Range]) -> dict[int, str]:
    """The name of each column; two rows are joined, the upper one over all it spans."""
    if len(header) == 1:
        return dict(header[0][1])
    (number, top), (_, below) = header
    upper = dict(top)
    for first_row, first, _, last in merges:
        if first_row == number and first in top:
            upper |= dict.fromkeys(range(first, last + 1), top[first])
    if not any(row == number for row, _, _, _ in merges):
        for column in sorted(below):
            left = [place for place in top if place <= column]
            if column not in upper and left:
                upper[column] = top[max(left)]
    columns = sorted(below.keys() | top.keys())
    return {c: " ".join(part for part in (upper.get(c), below.get(c)) if part) for c in columns}


def _typed(columns: AbstractSet[int], body: Sequence[GridRow]) -> frozenset[int]:
    """Columns in which most filled cells are numbers or times."""
    values: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for _, cells in body[:_JUDGED_ROWS]:
        for column in columns & cells.keys():
            filled[column] += 1
            values[column] += is_value(cells[column])
    return frozenset(column for column in filled if 2 * values[column] > filled[column])


def _sides(
    names: dict[int, str], body: Sequence[GridRow]
) -> tuple[frozenset[int], tuple[tuple[int, int], ...]]:
    """The columns of the table, and those of other tables beside it.

    An empty column parts two tables when they are filled in different rows, or name the same
    columns; else it is a blank strip inside one table.
    """
    blocks = _blocks(names.keys() | {column for _, cells in body for column in cells})
    tables = [block for block in blocks if len(block & names.keys()) > 1]
    if len(tables) < 2:
        tables = tables or [frozenset(names)]
    rows = {table: {number for number, cells in body if table & cells.keys()} for table in tables}
    main = max(tables, key=lambda table: _worth(table, names, rows[table]))
    kept = set(main)
    for table in tables:
        if table is not main and not _are_apart(table, main, names, rows):
            kept |= table
    strangers = [block for block in blocks if not block & kept and (len(block) > 1)]
    beside = tuple((min(block), max(block)) for block in strangers)
    for block in blocks:
        if block not in strangers:
            kept |= block & names.keys()
    return frozenset(kept & names.keys()), beside


def _blocks(columns: AbstractSet[int]) -> list[frozenset[int]]:
    """Runs of neighbouring columns."""
    runs: list[list[int]] = []
    for column in sorted(columns):
        if runs and runs[-1][-1] + 1 == column:
            runs[-1].append(column)
        else:
            runs.append([column])
    return [frozenset(run) for run in runs]


def _worth(table: frozenset[int], names: dict[int, str], rows: set[int]) -> tuple[int, int, int]:
    known = sum(plain_name(names.get(column, "")) in KNOWN_NAMES for column in table)
    return known, len(table) * len(rows), -min(table)


def _are_apart(
    one: frozenset[int], other: frozenset[int], names: dict[int, str],
    rows: Mapping[frozenset[int], set[int]],
) -> bool:  # fmt: skip
    shared = {plain_name(names.get(column, "")) for column in one} & {
        plain_name(names.get(column, "")) for column in other
    }
    in_both = len(rows[one] & rows[other])
    return bool(shared - {""}) or 10 * in_both < 9 * len(rows[one] | rows[other])
