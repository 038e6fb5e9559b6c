"""Whether counts that changed still hold every waiting time that a map is exact about."""

import numpy as np

from percorso.journeys.partials.correcting import Tables
from percorso.journeys.partials.table import Sums
from percorso.journeys.partials.tally import places_of
from percorso.journeys.path.rules import Flags, Integers
from percorso.stats.arrays import Floats
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Columns

_TIMES = ("waits_between", "waits_of_stages")
_NO_KEYS = {"is_large", "place", "times"}


def have_lost_times(sums: Sums, whole: Tables, changes: Tables) -> bool:
    """Whether bins stand for a group small enough that the times themselves are to be kept.

    Args:
        sums: The counts.
        whole: The tables they were counted as.
        changes: What has been added to those since.
    """
    return any(
        _may_have_lost(whole[name], changes.get(name)) and _have_lost(sums.columns(name))
        for name in _TIMES
    )


def _may_have_lost(whole: Columns, change: Columns | None) -> bool:
    """Told by the bins and the changes alone, so that the other times need no look."""
    tables = [whole] if change is None else [whole, change]
    room = {
        name: max(int(table[name].max(initial=0)) for table in tables) + 1
        for name in whole
        if name not in _NO_KEYS
    }
    found, place = places_of(_groups(whole, room, whole["is_large"] == 1))
    least = _times_in(place, whole["times"][whole["is_large"] == 1], found.size)
    # Times that were taken out one by one where bins hold them count against the bins.
    least += _added(found, whole, room, whole["times"] < 0)
    if change is not None:
        least += _added(found, change, room, np.ones(change["times"].size, dtype=np.bool_))
        if np.isin(_groups(change, room, change["is_large"] == 1), found, invert=True).any():
            return True
    return bool((least <= KEPT_VALUES).any())


def _groups(table: Columns, room: dict[str, int], chosen: Flags) -> Integers:
    """A number for the group of each chosen row."""
    group = np.zeros(np.count_nonzero(chosen), dtype=np.int64)
    for name, size in room.items():
        group = group * size + table[name][chosen]
    return group


def _added(found: Integers, table: Columns, room: dict[str, int], chosen: Flags) -> Floats:
    """What the chosen rows add to each of some groups."""
    if not found.size:
        return np.zeros(0)
    group = _groups(table, room, chosen)
    place = np.minimum(np.searchsorted(found, group), found.size - 1)
    is_found = found[place] == group
    return _times_in(place[is_found], table["times"][chosen][is_found], found.size)


def _times_in(place: Integers, times: Integers, size: int) -> Floats:
    return np.bincount(place, times, size).astype(np.float64)


def _have_lost(table: Columns) -> bool:
    is_large = table["is_large"] == 1
    if not is_large.any():
        return False
    room = {name: int(table[name].max()) + 1 for name in table if name not in _NO_KEYS}
    found, place = places_of(_groups(table, room, np.ones(is_large.size, dtype=np.bool_)))
    total = np.bincount(place, table["times"], found.size)
    return bool((total[place[is_large]] <= KEPT_VALUES).any())
