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
    total = np.bincount(times.group, whole)
    is_large = total[times.group] > KEPT_VALUES
    place = times.place.copy()
    to_bin = is_large & ~times.is_large
    place[to_bin] = bin_of_microseconds(place[to_bin])
    order = np.lexsort((place, times.group))
    group, place = times.group[order], place[order]
    first = np.flatnonzero(
        (np.diff(group, prepend=-1) != 0) | (np.diff(place, prepend=place[:1] - 1) != 0)
    )
    counts = np.add.reduceat(times.counts[order], first, axis=0)
    return Times(group[first], is_large[order][first], place[first], counts)


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
