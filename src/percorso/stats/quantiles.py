"""Medians and quantiles of time: the one finisher, equal on every engine.

A group of at most 1,000 times is kept as it is and finished exactly. A larger group is a
histogram of bins, each 2 % wider than the one before, which adds and subtracts across partials.
"""

from math import log
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Floats, Integers

KEPT_VALUES = 1000
BIN_RATIO = 1.02
MICROSECONDS = 1_000_000

# Group and time as one number: no more than it holds. Sums over all there could be cost less than
# putting rows in order, up to so many a row.
_LARGEST_KEY = 2**62
_SMALLEST_TABLE = 65_536
_CELLS_A_ROW = 4


class Quantiles(NamedTuple):
    """Median and nine-tenths quantile in seconds."""

    median: float | None
    p90: float | None


def bin_of_microseconds(us: npt.NDArray[Any]) -> Integers:
    """Number of the histogram bin each time falls into.

    Bin 0 holds times of 0 and no other; bin k holds ratio**(k-1) <= microseconds < ratio**k, so
    sub-second times are binned as finely as years (a century is bin 1,802).

    Args:
        us: Times in whole microseconds, any shape; below 0 counts as 0.

    Returns:
        Bin numbers of the same shape.

    Source: Masson, Rim & Lee (2019), DDSketch, PVLDB 12, 2195-2205.

    >>> bin_of_microseconds(np.array([0, 1, 1_000_000])).tolist()
    [0, 1, 698]
    """
    powers = np.log(np.maximum(us, 1).astype(np.float64))
    powers /= log(BIN_RATIO)
    return np.where(us < 1, 0, 1 + powers.astype(np.int64))


class Times(NamedTuple):
    """Waiting times of several groups, as they are or in bins; arrays of one length.

    Attributes:
        group: Number of the group, 0 or more.
        is_large: Whether `place` is a bin of `bin_of_microseconds`, and not whole microseconds.
        place: The time.
        counts: How many, shape (rows,), or (rows, kinds) where several kinds are counted.
    """

    group: Integers
    is_large: npt.NDArray[np.bool_]
    place: Integers
    counts: Integers


def settled_times(times: Times) -> Times:
    """The same times, ordered by group and time: groups above 1,000 of them in bins.

    Args:
        times: Rows in any order; a group may stand in both forms, where the parts it was
            counted in were of different size.
    """
    if not times.group.size:
        return times
    whole = times.counts if times.counts.ndim == 1 else times.counts.sum(axis=1)
    is_large = (np.bincount(times.group, whole) > KEPT_VALUES)[times.group]
    few, many = _chosen(times, ~is_large), _chosen(times, is_large)
    place = np.where(many.is_large, many.place, bin_of_microseconds(many.place))
    kept, binned = _added(few), _added(many._replace(place=place))
    group = np.append(kept.group, binned.group)
    order = np.argsort(group, kind="stable")
    return Times(
        group[order],
        np.repeat([False, True], [kept.group.size, binned.group.size])[order],
        np.append(kept.place, binned.place)[order],
        np.concatenate([kept.counts, binned.counts])[order],
    )


def _chosen(times: Times, chosen: npt.NDArray[np.bool_]) -> Times:
    if chosen.all():
        return times
    rows = np.flatnonzero(chosen)
    return Times(times.group[rows], times.is_large[rows], times.place[rows], times.counts[rows])


def _added(times: Times) -> Times:
    """Rows of one form by group and time; those of one time added up."""
    if not times.group.size:
        return times
    least = int(times.place.min())
    width = int(times.place.max()) - least + 1
    cells = width * (int(times.group.max()) + 1)
    if cells > _LARGEST_KEY:
        return _in_runs(times, np.lexsort((times.place, times.group)))
    key = times.group * width + (times.place - least)
    if cells > max(_SMALLEST_TABLE, _CELLS_A_ROW * key.size):
        return _in_runs(times, np.argsort(key, kind="stable"))
    kinds = times.counts.reshape(key.size, -1).T
    found = np.flatnonzero(np.bincount(key, minlength=cells))
    sums = [np.bincount(key, kind, cells)[found].astype(np.int64) for kind in kinds]
    counts = sums[0] if times.counts.ndim == 1 else np.stack(sums, axis=1)
    group, place = np.divmod(found, width)
    return Times(group, times.is_large[:0], place + least, counts)


def _in_runs(times: Times, order: Integers) -> Times:
    """The same by an order, in which rows of one group and time stand together."""
    group, place = times.group[order], times.place[order]
    first = np.flatnonzero(
        (np.diff(group, prepend=-1) != 0) | (np.diff(place, prepend=place[:1] - 1) != 0)
    )
    counts = np.add.reduceat(times.counts[order], first, axis=0)
    return Times(group[first], times.is_large[:0], place[first], counts)


def quantiles_of_groups(settled: Times) -> dict[int, Quantiles]:
    """Median and p90 of each group: exact, or from bins where there are many.

    Inside a bin times are placed by their rank, evenly in the logarithm: at most 2 % from the
    neighbours of the exact quantile.

    Args:
        settled: As `settled_times` gives them.

    Source: section 0.12 of the methods; Hyndman & Fan (1996), The American Statistician 50,
    361-365, type 7; Masson, Rim & Lee (2019).

    >>> few = Times(np.array([7, 7]), np.array([False, False]), np.array([2, 4]), np.array([1, 1]))
    >>> quantiles_of_groups(settled_times(few))[7].median
    3e-06
    """
    if not settled.group.size:
        return {}
    begin = np.flatnonzero(np.diff(settled.group, prepend=-1))
    reached = np.cumsum(settled.counts)
    before = np.append(0, reached)[begin]
    total = reached[np.append(begin[1:], settled.group.size) - 1] - before
    median, p90 = (_at_share(settled, reached, before, total, q) for q in (0.5, 0.9))
    return {
        int(group): Quantiles(float(middle), float(late))
        for group, middle, late in zip(settled.group[begin], median, p90, strict=True)
    }


def weighted_medians(group: Integers, values: Floats, counts: Integers) -> dict[int, float]:
    """Exact median of each group, of values that stand there a number of times.

    Args:
        group: Number of each row's group, shape (rows,), in any order.
        values: Any unit, shape (rows,).
        counts: How often each value stands there, shape (rows,), 1 or more.

    >>> weighted_medians(np.array([5, 5]), np.array([0.0, 1.0]), np.array([3, 1]))
    {5: 0.0}
    """
    if not group.size:
        return {}
    order = np.lexsort((values, group))
    group, values = group[order], values[order]
    reached = np.cumsum(counts[order])
    begin = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    before = np.append(0, reached)[begin]
    total = reached[np.append(begin[1:], group.size) - 1] - before
    low, high = (
        values[np.searchsorted(reached, before + rank, side="right")]
        for rank in ((total - 1) // 2, total // 2)
    )
    medians = low + (high - low) / 2
    return dict(zip(group[begin].tolist(), medians.tolist(), strict=True))


def _at_share(
    settled: Times, reached: Integers, before: Integers, total: Integers, q: float
) -> Floats:
    """Seconds at a share of each group, linear between the two times nearest to it."""
    position = (total - 1) * q
    below = position.astype(np.int64)
    low = _seconds_of_rank(settled, reached, before + below)
    high = _seconds_of_rank(settled, reached, before + np.minimum(below + 1, total - 1))
    return low + (high - low) * (position - below)


def _seconds_of_rank(settled: Times, reached: Integers, rank: Integers) -> Floats:
    """The time at each rank (from 0) of all rows; inside a bin, evenly in the logarithm."""
    at = np.searchsorted(reached, rank, side="right")
    inside = (rank - (reached[at] - settled.counts[at]) + 0.5) / settled.counts[at]
    place = settled.place[at].astype(np.float64)
    of_bin = np.where(place == 0, 0.0, BIN_RATIO ** (np.minimum(place, 1e4) - 1 + inside))
    return np.where(settled.is_large[at], of_bin, place) / MICROSECONDS
