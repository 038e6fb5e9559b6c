"""Medians and quantiles of time: the one finisher, equal on every engine.

A group of at most 1,000 times is kept as it is and finished exactly. A larger group is a
histogram of bins, each 2 % wider than the one before, which adds and subtracts across partials.
"""

from math import log
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import (
    Floats,
    Integers,
    OutOfRange,
    require_counts,
    require_shape,
)

KEPT_VALUES = 1000
BIN_RATIO = 1.02
MICROSECONDS = 1_000_000

# The bin of a time in whole microseconds, as DuckDB writes it; `bin_of` is its twin in numpy.
# Bin 0 holds times of 0 and no other; bin k holds ratio**(k-1) <= microseconds < ratio**k, so
# sub-second times are binned as finely as years (a century is bin 1,802).
BIN_EXPRESSION = "case when {us} < 1 then 0 else 1 + floor(ln({us}) / ln(1.02))::int end"


class Quantiles(NamedTuple):
    """Median and nine-tenths quantile in seconds; null for an empty group."""

    median: float | None
    p90: float | None


def bin_of(seconds: Floats) -> Integers:
    """Number of the histogram bin each time falls into.

    Args:
        seconds: Times, any shape; rounded to whole microseconds, below 0 counts as 0.

    Returns:
        Bin numbers of the same shape: 0 for a time of 0, then 1, 2, 3 and so on.

    Raises:
        NotCounts: a time is not finite.

    Source: Masson, Rim & Lee (2019), DDSketch, PVLDB 12, 2195-2205.

    >>> bin_of(np.array([0.0, 0.000001, 1.0, 86400.0])).tolist()
    [0, 1, 698, 1272]
    """
    require_counts("times", np.abs(seconds))
    return bin_of_microseconds(np.rint(seconds * MICROSECONDS))


def bin_of_microseconds(us: npt.NDArray[Any]) -> Integers:
    """Number of the histogram bin of times in whole microseconds, as `bin_of`.

    >>> bin_of_microseconds(np.array([0, 1, 1_000_000])).tolist()
    [0, 1, 698]
    """
    powers = np.log(np.maximum(us, 1).astype(np.float64))
    powers /= log(BIN_RATIO)
    return np.where(us < 1, 0, 1 + powers.astype(np.int64))


def quantile_of_values(values: Floats, q: float) -> float | None:
    """Exact quantile, linear between neighbours, as `quantile_cont` and numpy compute it.

    Args:
        values: Times in seconds, shape (cases,), in any order.
        q: Share in 0..1.

    Returns:
        Seconds; null when there is no case.

    Raises:
        OutOfRange: q lies outside 0..1.

    Source: Hyndman & Fan (1996), The American Statistician 50, 361-365, type 7.

    >>> quantile_of_values(np.array([4.0, 1.0, 2.0, 3.0]), 0.5)
    2.5
    """
    _require_share(q)
    return float(np.quantile(values, q)) if values.size else None


def quantile_of_bins(bins: Integers, counts: Integers, q: float) -> float | None:
    """Quantile from the histogram, placed inside its bin by rank on the geometric scale.

    Args:
        bins: Bin numbers of `bin_of`, shape (bins,), in any order; a bin may occur twice.
        counts: Times per bin, shape (bins,).
        q: Share in 0..1.

    Returns:
        Seconds, at most 2 % from the exact quantile's neighbours (a lone time is put in the
        geometric middle, within 1 %); null when there is no case.

    Raises:
        ShapesDiffer: the arrays differ in length.
        NotCounts: a bin or a count is negative.
        OutOfRange: q lies outside 0..1.

    Source: Masson, Rim & Lee (2019), DDSketch, PVLDB 12, 2195-2205.

    >>> round(quantile_of_bins(np.array([698, 733]), np.array([600, 600]), 0.5), 3)
    1.49
    """
    _require_share(q)
    require_shape("counts", counts, bins.shape)
    require_counts("bins", bins)
    require_counts("times per bin", counts)
    ordered, place = np.unique(bins, return_inverse=True)
    merged = np.bincount(place, weights=counts, minlength=ordered.size).astype(np.int64)
    return _quantile_of_ordered_bins(ordered, np.cumsum(merged), q)


def finished_quantiles(
    values: Floats | None = None,
    *,
    bins: Integers | None = None,
    counts: Integers | None = None,
) -> Quantiles:
    """Median and p90 of one group of times: the finisher every number of time goes through.

    Give the values of a group with at most 1,000 of them, bins and counts of a larger one. Too
    many values are binned first, so that both ways lead to the same number.

    Args:
        values: Times in seconds, shape (cases,), or None when bins are given.
        bins: Bin numbers of `bin_of`, shape (bins,).
        counts: Times per bin, shape (bins,).

    Raises:
        ShapesDiffer: bins and counts differ in length.
        NotCounts: a bin or a count is negative, or a time not finite.

    Source: section 0.12 of the methods; Hyndman & Fan (1996), type 7; Masson, Rim & Lee (2019).

    >>> finished_quantiles(np.array([10.0, 20.0, 30.0]))
    Quantiles(median=20.0, p90=28.0)
    """
    if values is not None and values.size <= KEPT_VALUES:
        return Quantiles(quantile_of_values(values, 0.5), quantile_of_values(values, 0.9))
    if values is not None:
        bins, counts = np.unique(bin_of(values), return_counts=True)
    if bins is None or counts is None:
        return Quantiles(None, None)
    return Quantiles(quantile_of_bins(bins, counts, 0.5), quantile_of_bins(bins, counts, 0.9))


class Times(NamedTuple):
    """Waiting times of several groups, as they are or in bins; arrays of one length.

    Attributes:
        group: Number of the group, 0 or more.
        is_large: Whether `place` is a bin of `bin_of`; otherwise it is whole microseconds.
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

    Args:
        settled: As `settled_times` gives them.

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


def _require_share(q: float) -> None:
    if not 0 <= q <= 1:
        raise OutOfRange("q", "a share in 0..1", q)


def _quantile_of_ordered_bins(bins: Integers, reached: Integers, q: float) -> float | None:
    if not reached.size or reached[-1] == 0:
        return None
    position = (int(reached[-1]) - 1) * q
    below = int(position)
    low = _time_of_rank(bins, reached, below)
    if position == below:
        return low
    high = _time_of_rank(bins, reached, below + 1)
    return low + (high - low) * (position - below)


def _time_of_rank(bins: Integers, reached: Integers, rank: int) -> float:
    """Seconds of the time at `rank` (from 0), spread evenly in the logarithm over its bin."""
    place = int(np.searchsorted(reached, rank, side="right"))
    if bins[place] == 0:
        return 0.0
    before = int(reached[place - 1]) if place else 0
    inside = (rank - before + 0.5) / (int(reached[place]) - before)
    return float(BIN_RATIO ** (int(bins[place]) - 1 + inside) / MICROSECONDS)
