"""How long until something happens, when for some it has not happened yet."""

import numpy as np

from percorso.stats.arrays import Floats, Integers, OutOfRange, require_counts, require_shape

# Survival is a product of shares: what is equal up to this is equal.
_NEARLY = 1e-9


def kaplan_meier(group: Integers, finished: Integers, running: Integers) -> Floats:
    """Share that still waits just after each time, with those who wait still counted.

    Args:
        group: Group of each row, shape (rows,); the rows of a group stand together, by time.
        finished: Waits that ended at the row's time, shape (rows,).
        running: Waits last seen running at the row's time, shape (rows,); they count as at risk
            up to and with it.

    Returns:
        Shares in 0..1, shape (rows,), falling inside each group.

    Raises:
        ShapesDiffer: the arrays differ in length.
        NotCounts: a count is negative or not finite.

    Source: Kaplan & Meier (1958), JASA 53, 457-481.

    >>> kaplan_meier(np.zeros(3, int), np.array([1, 0, 1]), np.array([0, 1, 0])).round(3).tolist()
    [0.667, 0.667, 0.0]
    """
    for what, counts in (("finished waits", finished), ("running waits", running)):
        require_shape(what, counts, group.shape)
        require_counts(what, counts)
    if not group.size:
        return np.zeros(0)
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    rows = np.diff(np.append(starts, group.size))
    waits = finished + running
    before = np.cumsum(waits) - waits
    at_risk = np.repeat(np.add.reduceat(waits, starts) + before[starts], rows) - before
    left = 1 - finished / np.maximum(at_risk, 1)
    # Only the last wait of a group can leave nobody: its logarithm is kept out of the sum.
    logs = np.cumsum(np.log(np.where(left > 0, left, 1.0)))
    base = np.repeat(logs[starts] - np.log(np.where(left > 0, left, 1.0))[starts], rows)
    return np.where(left > 0, np.exp(logs - base), 0.0)


def time_by_which(
    share: float, group: Integers, low: Floats, high: Floats, survival: Floats, groups: int
) -> Floats:
    """Time by which a share of each group has finished: 0.5 gives the median.

    Args:
        share: Share that has finished, strictly between 0 and 1.
        group: Group of each row, 0..groups-1, shape (rows,); rows of a group together, by time.
        low: Earliest time a row stands for, shape (rows,).
        high: Latest time a row stands for, shape (rows,); equal to `low` for an exact time, the
            other edge of a bin otherwise: inside a bin the share falls evenly in the logarithm.
        survival: Of `kaplan_meier`, shape (rows,).
        groups: Number of groups.

    Returns:
        Times, shape (groups,); not a number where fewer than `share` are known to have finished.
        Where exactly that share had finished for a while, the middle of that while, as the
        median of an even number of values is the middle of two.

    Raises:
        ShapesDiffer: the arrays differ in length.
        OutOfRange: the share is not strictly between 0 and 1.

    Source: Kaplan & Meier (1958); the middle of a flat stretch: Miller (1981), Survival
    Analysis, section 4.

    >>> times, left = np.array([10.0, 20.0, 40.0, 50.0]), np.array([0.75, 0.5, 0.25, 0.0])
    >>> time_by_which(0.5, np.zeros(4, int), times, times, left, 1).tolist()
    [30.0]
    """
    if not 0 < share < 1:
        raise OutOfRange("share", "strictly between 0 and 1", share)
    for what, values in (("low", low), ("high", high), ("survival", survival)):
        require_shape(what, values, group.shape)
    wanted = 1 - share
    reached = np.flatnonzero(survival <= wanted + _NEARLY)
    found, first = np.unique(group[reached], return_index=True)
    row = reached[first]
    times = np.full(groups, np.nan)
    times[found] = _crossing(row, wanted, group, low, high, survival)
    return times


def _crossing(
    row: Integers, wanted: float, group: Integers, low: Floats, high: Floats, survival: Floats
) -> Floats:
    """Where inside, or after, its row the survival of a group passes the wanted share."""
    is_first = np.append(True, group[1:] != group[:-1])
    above = np.where(is_first[row], 1.0, survival[row - 1])
    fell = np.maximum(above - survival[row], _NEARLY)
    part = np.clip((above - wanted) / fell, 0.0, 1.0)
    ratio = high[row] / np.where(low[row] > 0, low[row], 1.0)
    inside = np.where(low[row] > 0, low[row] * ratio**part, high[row])
    drop = np.flatnonzero(survival < np.where(is_first, 1.0, np.roll(survival, 1)) - _NEARLY / 2)
    place = np.searchsorted(drop, row, side="right")
    following = drop[np.minimum(place, drop.size - 1)]
    is_flat = np.abs(survival[row] - wanted) <= _NEARLY
    goes_on = (place < drop.size) & (group[following] == group[row])
    return np.where(is_flat & goes_on, (high[row] + low[following]) / 2, inside)
