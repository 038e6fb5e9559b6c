"""Tables of counts that add: rows of equal key become one, wherever they were counted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.tally import order_of
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags, Integers
from percorso.store.warehouse import Columns

Row = dict[str, Any]

_LARGEST_PACKED = 2**62
# Sums over all keys there could be cost less than putting rows in order, up to so many a row.
_CELLS_A_ROW = 4
# Sums of levels that were added and taken out again are not 0 to the last digit.
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Partial:
    """One table of counts, and how it is counted over a sample.

    Attributes:
        name: What the table is called.
        keys: Columns that say what a row counts; every other column adds up.
        carried: Columns that follow from the keys; of several rows, the first one's are kept.
        form: A key of 0 or 1 that says what others are: its rows are added apart, as one lot may
            have few different keys and the other many.
        count: Counts the table over the paths of some whole customers.
    """

    name: str
    keys: tuple[str, ...]
    count: Callable[[Sample], Columns]
    carried: tuple[str, ...] = ()
    form: str = ""

    def added(self, tables: Sequence[Columns]) -> Columns:
        """One table for several; rows of each form ordered by key."""
        made = self._all_added(tables)
        return self._without_nothing(made) if made and self.keys else made

    def change_of(self, tables: Sequence[Columns]) -> Columns:
        """The same as a change of a table: what counts nothing may carry what was not known."""
        return self._all_added(tables) if self.carried else self.added(tables)

    def _all_added(self, tables: Sequence[Columns]) -> Columns:
        if not tables:
            return {}
        whole = tables[0] if len(tables) == 1 else _one_below_another(tables)
        if not self.keys:
            return {name: values.sum(keepdims=True) for name, values in whole.items()}
        if not self.form:
            return self._added(whole)
        forms = [
            self._added({name: values[whole[self.form] == form] for name, values in whole.items()})
            for form in (0, 1)
        ]
        return _one_below_another(forms)

    def _added(self, whole: Columns) -> Columns:
        keys = [whole[key] for key in self.keys]
        packed = None if self.carried else packed_keys(keys)
        if packed is not None and packed.cells <= _CELLS_A_ROW * packed.number.size:
            return self._added_densely(whole, packed)
        order, differs = _in_order(keys, is_stable=bool(self.carried))
        first = np.flatnonzero(differs)
        made = {key: whole[key][order[first]] for key in self.keys}
        for name, values in whole.items():
            if name in self.carried:
                made[name] = values[order[first]]
            elif name not in made:
                summed = values[order]
                made[name] = np.add.reduceat(summed, first) if first.size else summed
        return made

    def _added_densely(self, whole: Columns, packed: "PackedKeys") -> Columns:
        """Sums over all keys there could be, which are about as few as the rows."""
        found = np.flatnonzero(np.bincount(packed.number, minlength=packed.cells))
        made = dict(zip(self.keys, packed.keys_of(found), strict=True))
        for name, values in whole.items():
            if name not in made:
                sums = np.bincount(packed.number, values, packed.cells)
                made[name] = sums[found].astype(values.dtype)
        return made

    def _without_nothing(self, table: Columns) -> Columns:
        """Rows that count nothing any more are no rows."""
        named = (*self.keys, *self.carried)
        counted = np.zeros(table[self.keys[0]].size, dtype=np.bool_)
        for name, values in table.items():
            if name not in named:
                counted |= np.abs(values) > NOTHING
        if counted.all():
            return table
        return {name: values[counted] for name, values in table.items()}


def _one_below_another(tables: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _in_order(keys: Sequence[Array], *, is_stable: bool) -> tuple[Places, Flags]:
    """The order of rows by their keys, and whether each begins a new one in it."""
    packed = packed_keys(keys)
    if packed is not None:
        keys = (packed.number,)
    order = order_of(keys, is_stable=is_stable)
    differs = np.zeros(order.size, dtype=np.bool_)
    differs[:1] = True
    for key in keys:
        ordered = key[order]
        differs[1:] |= ordered[1:] != ordered[:-1]
    return order, differs


@dataclass(frozen=True, slots=True, eq=False)
class PackedKeys:
    """Keys of whole numbers as one number each; `cells` are all there could be."""

    number: Integers
    cells: int
    least: tuple[int, ...]
    room: tuple[int, ...]
    kinds: tuple[Any, ...]

    def keys_of(self, number: Integers) -> list[Array]:
        """The keys that some numbers stand for."""
        made = []
        for least, room, kind in zip(
            self.least[::-1], self.room[::-1], self.kinds[::-1], strict=True
        ):
            number, key = np.divmod(number, room)
            made.append((key + least).astype(kind))
        return made[::-1]


def packed_keys(keys: Sequence[Array]) -> PackedKeys | None:
    """Keys packed, where they are whole numbers and fit."""
    room = _room([[key] for key in keys])
    if room is None:
        return None
    least = tuple(low for low, _ in room)
    wide = tuple(width for _, width in room)
    return PackedKeys(
        _packed(keys, room), prod(wide), least, wide, tuple(key.dtype for key in keys)
    )


def packed_alike(
    keys: Sequence[Array], others: Sequence[Array]
) -> tuple[Integers, Integers] | None:
    """The keys of two tables packed in the same way, where they are whole numbers and fit."""
    room = _room(list(zip(keys, others, strict=True)))
    return None if room is None else (_packed(keys, room), _packed(others, room))


def _room(keys: Sequence[Sequence[Array]]) -> list[tuple[int, int]] | None:
    """The least value of each key in all tables, and how many there could be from it on."""
    found = []
    for tables in keys:
        there = [table for table in tables if table.size]
        if not there or any(table.dtype.kind not in "iu" for table in tables):
            return None
        low = min(int(table.min()) for table in there)
        found.append((low, max(int(table.max()) for table in there) - low + 1))
    return found if prod(width for _, width in found) <= _LARGEST_PACKED else None


def _packed(keys: Sequence[Array], room: Sequence[tuple[int, int]]) -> Integers:
    """One number a row, in the order of the keys."""
    number = np.zeros(keys[0].size, dtype=np.int64)
    for key, (low, width) in zip(keys, room, strict=True):
        # A key that is the same everywhere tells nothing apart.
        if width > 1:
            number *= width
            number += key
            if low:
                number -= low
    return number


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """The tables of a scope, by name, all of it counted."""

    tables: Mapping[str, Columns]

    def columns(self, name: str) -> Columns:
        """A table as one array a column."""
        return self.tables[name]

    def rows(self, name: str) -> list[Row]:
        """A table as one dictionary a row, in plain numbers."""
        columns = self.tables[name]
        return [
            dict(zip(columns, row, strict=True))
            for row in zip(*(values.tolist() for values in columns.values()), strict=True)
        ]

    def by_code(self, name: str) -> dict[int, Row]:
        """The rows of a table with one row a code."""
        return {row["code"]: row for row in self.rows(name)}


def count_sample(partials: Iterable[Partial], sample: Sample) -> dict[str, Columns]:
    """Every table over one sample."""
    return {partial.name: partial.count(sample) for partial in partials}


def negated(partials: Iterable[Partial], counted: Mapping[str, Columns]) -> dict[str, Columns]:
    """Tables that take out of others what was counted."""
    return {
        partial.name: {
            name: values if name in (*partial.keys, *partial.carried) else -values
            for name, values in counted[partial.name].items()
        }
        for partial in partials
    }


def add_tables(partials: Iterable[Partial], counted: Sequence[Mapping[str, Columns]]) -> Sums:
    """The tables of several samples, which share no customer, as those of all of them."""
    return Sums(
        {
            partial.name: partial.added([one[partial.name] for one in counted])
            for partial in partials
        }
    )
