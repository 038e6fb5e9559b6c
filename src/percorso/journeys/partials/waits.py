"""How long people wait between visits and stages: times as they are, or in bins where many."""

from collections.abc import Mapping

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.stages import entries_of
from percorso.journeys.partials.tally import distinct, tally
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags, Integers
from percorso.journeys.path.visits import OPEN
from percorso.stats.quantiles import KEPT_VALUES, bin_of_microseconds
from percorso.store.warehouse import Columns

# More bins than there are: 2**63 microseconds is bin 2,206.
_BINS = 2208
_COUNTED_AT_ONCE = 4_000_000
_MOST_CODES = 1000
# Twice as many as an exact answer rests on: what refreshes take away seldom makes them too few.
_KEPT_WHILE_COUNTING = 2 * KEPT_VALUES
_NONE = np.zeros(0, dtype=np.int64)


def waits_between(sample: Sample) -> Columns:
    """Times from each visit to the next, by both codes and whether the beginning is known."""
    visits, moves = sample.visits, sample.moves
    code, after = visits.code[moves].astype(np.int64), visits.code_after[moves].astype(np.int64)
    known = sample.from_the_start[moves].astype(np.int64)
    pair = (code * sample.rules.codes + after) * 2 + known
    us = visits.us_after[moves]
    is_large = _is_large(pair, sample.large_waits)
    # Few of a share fall into the same bin: they are added up later.
    return {
        "code": code,
        "code_after": after,
        "from_the_start": known,
        "is_large": is_large.astype(np.int64),
        "place": np.where(is_large, bin_of_microseconds(us), us),
        "times": np.ones_like(us),
    }


class LargeWaits:
    """Times of transitions that have more of them than are kept as they are, as shares are counted.

    In bins there are as many rows as times in a share, and few of them all together: so they are
    laid into one table of all bins at once, and not carried from sum to sum.
    """

    def __init__(self, codes: int) -> None:
        self._codes = codes
        # With very many touchpoints a transition is seldom large, and the table would be.
        keys = codes * codes * 2 if codes <= _MOST_CODES else 0
        self._times = np.zeros(keys, dtype=np.int64)
        self._row = np.full(keys, -1, dtype=np.int32)
        self._bins = np.zeros((0, _BINS), dtype=np.int64)
        self.keys = _NONE

    def note(self, tables: Mapping[str, Columns]) -> Mapping[str, Columns]:
        """Take the times of one more share into account; the tables without those in bins."""
        table = tables.get("waits_between")
        if table is None or not self._times.size:
            return tables
        key = self._key(table)
        self._times += np.bincount(key, table["times"], self._times.size).astype(np.int64)
        self._make_room()
        return self._without_large(tables, key)

    def settled(self, tables: Mapping[str, Columns]) -> Mapping[str, Columns]:
        """The same tables without times of transitions that have become large since."""
        if not self.keys.size:
            return tables
        return self._without_large(tables, self._key(tables["waits_between"]))

    def _without_large(self, tables: Mapping[str, Columns], key: Integers) -> Mapping[str, Columns]:
        """The tables without the times of large transitions, which go into their bins."""
        if not self.keys.size:
            return tables
        table = tables["waits_between"]
        row = self._row[key]
        found = np.flatnonzero(row >= 0)
        if not found.size:
            return tables
        place, is_late = table["place"][found], table["is_large"][found] == 0
        place[is_late] = bin_of_microseconds(place[is_late])
        cell = row[found] * np.int64(_BINS) + place
        np.add.at(self._bins.reshape(-1), cell, table["times"][found])
        rest = np.flatnonzero(row < 0)
        return {**tables, "waits_between": {name: of[rest] for name, of in table.items()}}

    def with_binned(self, tables: Mapping[str, Columns]) -> Mapping[str, Columns]:
        """The same tables with all times that went into bins."""
        table = tables.get("waits_between")
        if table is None or not self.keys.size:
            return tables
        binned = self._binned()
        return {
            **tables,
            "waits_between": {name: np.append(of, binned[name]) for name, of in table.items()},
        }

    def _binned(self) -> Columns:
        row, bins = np.nonzero(self._bins)
        key = self.keys[row]
        pair, known = np.divmod(key, 2)
        code, after = np.divmod(pair, self._codes)
        return {
            "code": code,
            "code_after": after,
            "from_the_start": known,
            "is_large": np.ones_like(key),
            "place": bins,
            "times": self._bins[row, bins],
        }

    def _make_room(self) -> None:
        """Bins for the transitions that have become large."""
        fresh = np.flatnonzero((self._times > _KEPT_WHILE_COUNTING) & (self._row < 0))
        if not fresh.size:
            return
        self._row[fresh] = self._bins.shape[0] + np.arange(fresh.size)
        more = np.zeros((fresh.size, _BINS), dtype=np.int64)
        self._bins = np.concatenate([self._bins, more])
        self.keys = np.append(self.keys, fresh)

    def _key(self, table: Columns) -> Integers:
        pair: Integers = table["code"] * self._codes + table["code_after"]
        return pair * 2 + table["from_the_start"]


def large_waits(table: Columns, codes: int) -> Integers:
    """Keys of the transitions whose times a table of `waits_between` has in bins."""
    is_large = table["is_large"] == 1
    pair = table["code"][is_large] * codes + table["code_after"][is_large]
    return distinct(pair * 2 + table["from_the_start"][is_large])


def waits_of_stages(sample: Sample) -> Columns:
    """Times from entering a stage to the first visit of a later one."""
    entries = sample.once(entries_of)
    went_on = np.flatnonzero(entries.next_visit >= 0)
    first_us = sample.visits.first_us
    us = first_us[entries.next_visit[went_on]] - first_us[entries.visit[went_on]]
    table = _times(entries.stage[went_on], us, _NONE)
    return {"stage": table.pop("key"), **table}


def _times(key: Array, us: Integers, known_large: Array) -> Columns:
    """Rows of key, form and time: microseconds of keys with few times, else bins 2 % wide.

    A key is also large where other customers' times are known to have made it so.
    """
    is_large = _is_large(key, known_large)
    few = np.flatnonzero(~is_large)
    packed = key[is_large] * _BINS + bin_of_microseconds(us[is_large])
    found, times = tally(packed)
    large, bins = np.divmod(found, _BINS)
    return {
        "key": np.append(key[few], large),
        "is_large": np.repeat([0, 1], [few.size, large.size]),
        "place": np.append(us[few], bins),
        "times": np.append(np.ones(few.size, dtype=np.int64), times),
    }


def _is_large(key: Array, known_large: Array) -> Flags:
    """Whether each key has more times than are kept as they are."""
    if not key.size:
        return np.zeros(0, dtype=np.bool_)
    if key.max() < _COUNTED_AT_ONCE:
        times = np.bincount(key)
        times[known_large[known_large < times.size]] = _KEPT_WHILE_COUNTING + 1
        at_once: Flags = times[key] > _KEPT_WHILE_COUNTING
        return at_once
    found, times = tally(key)
    large: Flags = (times > _KEPT_WHILE_COUNTING)[np.searchsorted(found, key)] | np.isin(
        key, known_large
    )
    return large


def still_running(sample: Sample) -> Columns:
    """Open journeys by the code they stand at and the instant since when."""
    waiting = np.flatnonzero(sample.is_last & (sample.status == OPEN))
    visits = sample.visits
    order = np.lexsort((visits.last_us[waiting], visits.code[waiting]))
    code, since = visits.code[waiting][order], visits.last_us[waiting][order]
    differs = np.ones(order.size, dtype=np.bool_)
    differs[1:] = (code[1:] != code[:-1]) | (since[1:] != since[:-1])
    first = np.flatnonzero(differs)
    return {
        "code": code[first].astype(np.int64),
        "since_us": since[first],
        "journeys": np.diff(np.append(first, order.size)),
    }
