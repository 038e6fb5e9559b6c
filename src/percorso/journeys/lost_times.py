"""Whether counts that changed still hold every waiting time that a map is exact about."""

import numpy as np

from percorso.journeys.partials.correcting import Tables
from percorso.journeys.partials.table import Sums
from percorso.journeys.partials.tally import places_of
from percorso.journeys.path.rules import Integers
from percorso.stats.arrays import Floats
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Columns

_TIMES = ("waits_between", "waits_of_stages")
_NO_KEYS = {"is_large", "place", "times"}
Group = tuple[int, ...]


def have_lost_times(sums: Sums, whole: Tables, changes: Tables) -> bool:
    """Whether bins stand for a group small enough that the times themselves are to be kept.

    Args:
        sums: The counts.
        whole: The tables they were counted as; rows of each form stand together, by their keys.
        changes: What has been added to those since.
    """
    return any(
        _has_lost(sums, name, group)
        for name in _TIMES
        for group in _may_have_lost(whole[name], changes.get(name))
    )


def _may_have_lost(whole: Columns, change: Columns | None) -> list[Group]:
    """Groups told by the bins and the changes alone, so that the other times need no look."""
    tables = [whole] if change is None else [whole, change]
    room = {
        name: max(int(table[name].max(initial=0)) for table in tables) + 1
        for name in whole
        if name not in _NO_KEYS
    }
    in_bins = _rows(whole, _large(whole))
    found, place = places_of(_groups(in_bins, room))
    least = np.bincount(place, in_bins["times"], found.size).astype(np.float64)
    # Times that were taken out one by one where bins hold them count against the bins.
    least += _added(found, _rows(whole, np.flatnonzero(whole["times"] < 0)), room)
    new = found[:0]
    if change is not None:
        least += _added(found, change, room)
        new = np.setdiff1d(_groups(_rows(change, _large(change)), room), found)
    small = np.append(found[least <= KEPT_VALUES], new)
    return [_keys_of(int(group), room) for group in small]


def _large(table: Columns) -> slice:
    """Where the rows of bins stand."""
    return slice(int(np.searchsorted(table["is_large"], 1)), None)


def _rows(table: Columns, chosen: slice | Integers) -> Columns:
    return {name: values[chosen] for name, values in table.items()}


def _groups(table: Columns, room: dict[str, int]) -> Integers:
    """A number for the group of each row."""
    group = np.zeros(table["times"].size, dtype=np.int64)
    for name, size in room.items():
        group = group * size + table[name]
    return group


def _keys_of(group: int, room: dict[str, int]) -> Group:
    keys = []
    for size in reversed(room.values()):
        group, key = divmod(group, size)
        keys.append(key)
    return tuple(reversed(keys))


def _added(found: Integers, table: Columns, room: dict[str, int]) -> Floats:
    """What rows add to each of some groups."""
    if not found.size:
        return np.zeros(0)
    group = _groups(table, room)
    place = np.minimum(np.searchsorted(found, group), found.size - 1)
    is_found = found[place] == group
    return np.bincount(place[is_found], table["times"][is_found], found.size).astype(np.float64)


def _has_lost(sums: Sums, name: str, group: Group) -> bool:
    """Whether a group has bins, and no more times than are kept."""
    table = sums.columns(name)
    names = [one for one in table if one not in _NO_KEYS]
    in_bins = _stands(table, ["is_large", *names], (1, *group))
    if in_bins.start == in_bins.stop:
        return False
    as_they_are = _stands(table, ["is_large", *names], (0, *group))
    times = table["times"]
    return int(times[in_bins].sum() + times[as_they_are].sum()) <= KEPT_VALUES


def _stands(table: Columns, names: list[str], keys: Group) -> slice:
    """Where the rows with some keys stand in a table that is in the order of these."""
    start, stop = 0, table[names[0]].size
    for name, key in zip(names, keys, strict=True):
        part = table[name][start:stop]
        start, stop = (
            start + int(np.searchsorted(part, key)),
            start + int(np.searchsorted(part, key, side="right")),
        )
    return slice(start, stop)
