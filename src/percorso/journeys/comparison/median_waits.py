"""Differences of median waits, with intervals by drawing customer groups again."""

from collections.abc import Mapping

import numpy as np

from percorso.domain.map_comparison import Difference
from percorso.journeys.comparison.sums import Integers, Key
from percorso.journeys.estimates import Floats
from percorso.stats.quantiles import BIN_RATIO, MICROSECONDS
from percorso.stats.resampling import (
    REPLICATES_ON_SCREEN,
    bootstrap_weights,
    percentile_interval,
)
from percorso.store.warehouse import Columns

_SEED = 19
# An interval for fewer waits would say nothing; for more keys nobody would wait.
_FEWEST_WAITS = 5
_MOST_INTERVALS = 200

Medians = Mapping[Key, float | None]


def median_differences(
    waits: tuple[Columns, Columns], medians: tuple[Medians, Medians], keys: list[Key],
    groups: Integers,
) -> dict[Key, Difference]:  # fmt: skip
    """This median minus the other, in seconds.

    The values are those of the maps. The interval is the middle 95 % of 200 draws of whole
    customer groups, the same draw for both samples; none below 5 waits in one of them, and only
    for the 200 keys with most waits.

    Args:
        waits: Waiting times in bins by group and key, of this sample and the other.
        medians: Seconds by key, as the maps say them.
        keys: Which keys.
        groups: The labels of all customer groups.
    """
    weights = bootstrap_weights(groups.size, REPLICATES_ON_SCREEN, _SEED).astype(np.float64)
    placed = [_by_key(table, groups) for table in waits]
    counted = {key: tuple(_count(rows.get(key)) for rows in placed) for key in keys}
    with_interval = sorted(
        (key for key in keys if min(counted[key]) >= _FEWEST_WAITS),
        key=lambda key: (-sum(counted[key]), key),
    )[:_MOST_INTERVALS]
    intervals = {
        key: _interval([rows[key] for rows in placed], weights) for key in with_interval
    }  # fmt: skip
    return {
        key: _difference(medians[0].get(key), medians[1].get(key), counted[key], intervals.get(key))
        for key in keys
    }


Rows = tuple[Integers, Integers, Floats]  # group, bin, times


def _by_key(table: Columns, groups: Integers) -> dict[Key, Rows]:
    """The rows of each key; the table is ordered by group, so they are gathered."""
    codes, after = (table[name].astype(np.int64) for name in ("code", "code_after"))
    ordered = np.lexsort((after, codes))
    codes, after = codes[ordered], after[ordered]
    group = np.searchsorted(groups, table["jackknife_group"].astype(np.int64))[ordered]
    bins = table["bin"].astype(np.int64)[ordered]
    times = table["times"].astype(np.float64)[ordered]
    starts = np.flatnonzero(np.r_[True, (np.diff(codes) != 0) | (np.diff(after) != 0)])
    ends = np.r_[starts[1:], codes.size]
    if not codes.size:
        return {}
    return {
        (int(codes[a]), int(after[a])): (group[a:b], bins[a:b], times[a:b])
        for a, b in zip(starts, ends, strict=True)
    }


def _count(rows: Rows | None) -> int:
    return 0 if rows is None else int(rows[2].sum())


def _interval(samples: list[Rows], weights: Floats) -> tuple[float, float] | None:
    this, other = (_medians_drawn(rows, weights) for rows in samples)
    drawn = (this - other)[np.isfinite(this) & np.isfinite(other)]
    # Where a draw often leaves nobody, the middle of the others says too little.
    if drawn.size < 0.95 * weights.shape[0]:
        return None
    low, high = percentile_interval(drawn[:, None])
    return float(low[0]), float(high[0])


def _medians_drawn(rows: Rows, weights: Floats) -> Floats:
    """The median of each draw, shape (replicates,), in the middle of its bin."""
    group, bins, times = rows
    kept, place = np.unique(bins, return_inverse=True)
    table = np.zeros((weights.shape[1], kept.size))
    np.add.at(table, (group, place), times)
    reached = np.cumsum(weights @ table, axis=1)
    total = reached[:, -1:]
    at = np.argmax(reached >= total / 2, axis=1)
    middles = np.where(kept == 0, 0.0, BIN_RATIO ** (kept - 0.5) / MICROSECONDS)
    return np.where(total[:, 0] > 0, middles[at], np.nan)


def _difference(
    this: float | None, other: float | None, counted: tuple[int, ...],
    interval: tuple[float, float] | None,
) -> Difference:  # fmt: skip
    value = None if this is None or other is None else this - other
    low, high = interval if interval is not None and value is not None else (None, None)
    # The draws stand on bins of 2 %, the value on exact times: it never leaves its interval.
    return {
        "value": value,
        "low": None if low is None or value is None else min(low, value),
        "high": None if high is None or value is None else max(high, value),
        "n": counted[0],
        "other": other,
        "n_other": counted[1],
    }
