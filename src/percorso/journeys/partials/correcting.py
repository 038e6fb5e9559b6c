"""Adds a few rows to tables of counts that stand in order, without putting all in order again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from percorso.journeys.partials.table import NOTHING, Partial, packed_alike
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags
from percorso.store.warehouse import Columns

Tables = Mapping[str, Columns]


class CorrectedTables(Mapping[str, Columns]):
    """Tables and what has changed since, each table added up when it is asked for first.

    Args:
        partials: What the tables are.
        whole: Each in the order of its keys.
        changes: Rows that add to them; none where nothing has changed.
    """

    def __init__(self, partials: Sequence[Partial], whole: Tables, changes: Tables) -> None:
        self._partials = {partial.name: partial for partial in partials}
        self._whole, self._changes = whole, changes
        self._added: dict[str, Columns] = {}

    def __getitem__(self, name: str) -> Columns:
        if name not in self._changes:
            return self._whole[name]
        if name not in self._added:
            partial = self._partials[name]
            self._added[name] = corrected(partial, self._whole[name], self._changes[name])
        return self._added[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def corrected(partial: Partial, whole: Columns, change: Columns) -> Columns:
    """What `partial.added([change, whole])` gives, in the time of one look at each row.

    Args:
        partial: What the tables are.
        whole: A table in order, no key twice.
        change: Another, in order too; it may hold rows that count nothing but carry something.
    """
    if not partial.keys:
        return partial.added([change, whole])
    found = _found(partial, whole, change)
    if found is None:
        return partial.added([change, whole])
    known = np.flatnonzero(found.is_known)
    rows = found.place[known]
    made = {}
    for name, values in whole.items():
        if name in partial.keys:
            made[name] = values
        elif name not in partial.carried:
            made[name] = _with(values, rows, values[rows] + change[name][known])
        elif values.dtype == object:
            made[name] = values  # a sequence follows from its keys, and is told one way only
        else:
            made[name] = _with(values, rows, change[name][known])
    summed = [name for name in whole if name not in (*partial.keys, *partial.carried)]
    gone = rows[~_counts_something([made[name][rows] for name in summed])]
    fresh = ~found.is_known & _counts_something([change[name] for name in summed])
    return _laid(made, change, gone, np.flatnonzero(fresh), found.place)


def _with(values: Array, rows: Places, now: Array) -> Array:
    changed = values.copy()
    changed[rows] = now
    return changed


def _counts_something(columns: Sequence[Array]) -> Flags:
    counted = np.zeros(columns[0].size, dtype=np.bool_)
    for values in columns:
        counted |= np.abs(values) > NOTHING
    return counted


def _laid(made: Columns, change: Columns, gone: Places, fresh: Places, place: Places) -> Columns:
    """The rows without those that are gone, and those that are fresh in their places."""
    if not (gone.size or fresh.size):
        return made
    size = next(iter(made.values())).size
    order = np.arange(size)
    if gone.size:
        order = np.delete(order, gone)
    before = place[fresh] - np.searchsorted(gone, place[fresh])
    order = np.insert(order, before, size + np.arange(fresh.size))
    return {name: _taken(values, change[name][fresh], order) for name, values in made.items()}


def _taken(values: Array, fresh: Array, order: Places) -> Array:
    """Rows of both, one below the other, in an order; numbers are not laid below first."""
    if values.dtype == object or not values.size or values.dtype != fresh.dtype:
        return np.concatenate([values, fresh])[order]
    taken = values.take(order, mode="clip")
    is_fresh = np.flatnonzero(order >= values.size)
    taken[is_fresh] = fresh
    return taken


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Where each row of a change belongs in a table, and whether its key stands there."""

    place: Places
    is_known: Flags


def _found(partial: Partial, whole: Columns, change: Columns) -> _Found | None:
    """None where the keys cannot be told by one number a row."""
    # Rows of each form stand together.
    keys = sorted(partial.keys, key=lambda key: key != partial.form)
    packed = packed_alike([whole[key] for key in keys], [change[key] for key in keys])
    if packed is not None:
        return _places(*packed)
    first = whole[keys[0]]
    found = _places(first, change[keys[0]])
    known = np.flatnonzero(found.is_known)
    is_alone = np.all(first[1:] > first[:-1]) and all(
        np.array_equal(whole[key][found.place[known]], change[key][known]) for key in keys[1:]
    )
    return found if is_alone else None


def _places(ordered: Array, wanted: Array) -> _Found:
    place = np.searchsorted(ordered, wanted)
    if not ordered.size:
        return _Found(place, np.zeros(place.size, dtype=np.bool_))
    at = np.minimum(place, ordered.size - 1)
    return _Found(place, ordered[at] == wanted)
