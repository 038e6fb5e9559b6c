"""Tables of counts that add: rows of equal key become one, wherever they were counted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags
from percorso.store.warehouse import Columns

Row = dict[str, Any]

_LARGEST_PACKED = 2**62
# Sums of levels that were added and taken out again are not 0 to the last digit.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Partial:
    """One table of counts, and how it is counted over a sample.

    Attributes:
        name: What the table is called.
        keys: Columns that say what a row counts; every other column adds up.
        carried: Columns that follow from the keys.
        count: Counts the table over the paths of some whole customers.
    """

    name: str
    keys: tuple[str, ...]
    count: Callable[[Sample], Columns]
    carried: tuple[str, ...] = ()

    def added(self, tables: Sequence[Columns]) -> Columns:
        """One table for several, ordered by key."""
        if not tables:
            return {}
        whole = {
            name: tables[0][name]
            if len(tables) == 1
            else np.concatenate([table[name] for table in tables])
            for name in tables[0]
        }
        if not self.keys:
            return {name: values.sum(keepdims=True) for name, values in whole.items()}
        order, differs = _in_order([whole[key] for key in self.keys])
        first = np.flatnonzero(differs)
        made = {key: whole[key][order[first]] for key in self.keys}
        for name, values in whole.items():
            if name in self.carried:
                made[name] = values[order[first]]
            elif name not in made:
                summed = values[order]
                made[name] = np.add.reduceat(summed, first) if first.size else summed
        return self._without_nothing(made)

    def _without_nothing(self, table: Columns) -> Columns:
        """Rows that count nothing any more are no rows."""
        named = (*self.keys, *self.carried)
        counted = np.zeros(table[self.keys[0]].size, dtype=np.bool_)
        for name, values in table.items():
            if name not in named:
                counted |= np.abs(values) > _NOTHING
        if counted.all():
            return table
        return {name: values[counted] for name, values in table.items()}


def _in_order(keys: Sequence[Array]) -> tuple[Places, Flags]:
    """The order of rows by their keys, and whether each begins a new one in it."""
    packed = _packed(keys)
    if packed is not None:
        order = np.argsort(packed, kind="stable")
        ordered = packed[order]
        return order, np.diff(ordered, prepend=ordered[:1] - 1) != 0
    order = np.lexsort(keys[::-1])
    differs = np.ones(order.size, dtype=np.bool_)
    if order.size:
        differs[1:] = np.any([key[order[1:]] != key[order[:-1]] for key in keys], axis=0)
    return order, differs


def _packed(keys: Sequence[Array]) -> Array | None:
    """Keys of whole numbers as one number each, where they fit."""
    packed = np.zeros(keys[0].size, dtype=np.int64)
    if not packed.size or any(key.dtype.kind not in "iu" for key in keys):
        return None
    room = 1
    for key in keys:
        least, most = int(key.min()), int(key.max())
        room *= most - least + 1
        if room > _LARGEST_PACKED:
            return None
        packed *= most - least + 1
        packed += key.astype(np.int64) - least
    return packed


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
