"""How long people wait between visits and stages: times as they are, or in bins where many."""

from collections.abc import Mapping

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.stages import entries_of
from percorso.journeys.partials.tally import distinct, places_of, tally
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags, Integers
from percorso.journeys.path.visits import OPEN
from percorso.stats.quantiles import KEPT_VALUES, bin_of_microseconds
from percorso.store.warehouse import Columns

# A bin of 2 % beyond all times: 2**63 microseconds is bin 2,206.
_BINS = np.int64(4096)
_COUNTED_AT_ONCE = 4_000_000
_MOST_CODES = 1000
# Twice as many as an exact answer rests on: what refreshes take away seldom makes them too few.
_KEPT_WHILE_COUNTING = 2 * KEPT_VALUES
_NONE = np.zeros(0, dtype=np.int64)


def waits_between(sample: Sample) -> Columns:
    """Times from each visit to the next, by both codes and whether the beginning is known."""
    visits = sample.visits
    moves = np.flatnonzero(visits.code_after)
    known = ~sample.journeys.is_left_truncated[visits.journey[moves]]
    codes = np.int64(sample.rules.codes)
    pair = (visits.code[moves] * codes + visits.code_after[moves]) * 2 + known
    table = _times(pair, visits.us_after[moves], sample.large_waits)
    rest, known = np.divmod(table.pop("key"), 2)
    code, after = np.divmod(rest, codes)
    return {"code": code, "code_after": after, "from_the_start": known, **table}


class LargeWaits:
    """Which transitions have more times than are kept as they are, as shares are counted."""

    def __init__(self, codes: int) -> None:
        self._codes = codes
        # With very many touchpoints a transition is seldom large, and the table would be.
        self._times = np.zeros(codes * codes * 2 if codes <= _MOST_CODES else 0, dtype=np.int64)
        self.keys = _NONE

    def note(self, tables: Mapping[str, Columns]) -> None:
        """Take the times of one more share into account."""
        table = tables.get("waits_between")
        if table is None or not self._times.size:
            return
        self._times += np.bincount(self._key(table), table["times"], self._times.size).astype(
            np.int64
        )
        self.keys = np.flatnonzero(self._times > _KEPT_WHILE_COUNTING)

    def settled(self, tables: Mapping[str, Columns]) -> Mapping[str, Columns]:
        """The same tables, times of large transitions in bins that were counted as they are."""
        table = tables.get("waits_between")
        if table is None or not self.keys.size:
            return tables
        is_known = np.zeros(self._times.size, dtype=np.bool_)
        is_known[self.keys] = True
        key = self._key(table)
        late = (table["is_large"] == 0) & is_known[key]
        found, place = places_of(key[late] * _BINS + bin_of_microseconds(table["place"][late]))
        times = np.bincount(place, table["times"][late], found.size).astype(np.int64)
        key, bins = np.divmod(found, _BINS)
        binned = self._table(key, np.ones_like(key), bins, times)
        return {
            **tables,
            "waits_between": {
                name: np.append(values[~late], binned[name]) for name, values in table.items()
            },
        }

    def _key(self, table: Columns) -> Integers:
        pair: Integers = table["code"] * self._codes + table["code_after"]
        return pair * 2 + table["from_the_start"]

    def _table(self, key: Integers, is_large: Integers, place: Array, times: Integers) -> Columns:
        rest, known = np.divmod(key, 2)
        code, after = np.divmod(rest, self._codes)
        return {"code": code, "code_after": after, "from_the_start": known,
                "is_large": is_large, "place": place, "times": times}  # fmt: skip


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
