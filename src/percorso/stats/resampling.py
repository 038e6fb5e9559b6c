"""Intervals from leaving customer groups out, or from drawing them again."""

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Floats, OutOfRange, require_shape
from percorso.stats.proportion import normal_quantile

GROUPS = 256
# Below this many customers every customer is a group of its own.
CUSTOMERS_FOR_GROUPS = 2000

REPLICATES_ON_SCREEN = 200
REPLICATES_IN_REPORTS = 1000

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def group_count(customers: int) -> int:
    """Number of groups customers fall into before a value is resampled.

    Args:
        customers: A count of 0 or more.

    Returns:
        256; below 2,000 customers each customer is a group of its own.

    Raises:
        OutOfRange: the count is negative.

    Source: the delete-a-group jackknife, Kott (2001), Journal of Official Statistics 17, 521-526.

    >>> group_count(1999), group_count(2000)
    (1999, 256)
    """
    if customers < 0:
        raise OutOfRange("customers", "a count of 0 or more", customers)
    return customers if customers < CUSTOMERS_FOR_GROUPS else GROUPS


def jackknife_interval(
    full: Floats, leave_one_out: Floats, bounds: tuple[float, float] | None = None
) -> tuple[Floats, Floats]:
    """95 % interval of each measure from its values with one customer group left out.

    Args:
        full: Each measure over all groups, shape (measures,).
        leave_one_out: The same without each group in turn, shape (groups, measures).
        bounds: Lowest and highest value a measure can take (0 and 1 for shares), if any.

    Returns:
        Low and high, each of shape (measures,), in the unit of the measures. Not a number where
        no interval can be told: fewer than two groups, or a measure that does not exist at all
        without one of them and so rests on that group alone.

    Raises:
        ShapesDiffer: the second array does not have one column per measure.

    Source: Tukey (1958), Annals of Mathematical Statistics 29, 614; Kott (2001), Journal of
    Official Statistics 17, 521-526. Equal to the usual interval for a mean, with z for t.

    >>> low, high = jackknife_interval(np.array([2.0]), np.array([[1.5], [2.0], [2.5]]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.868], [3.132])
    """
    groups = leave_one_out.shape[0]
    require_shape("leave_one_out", leave_one_out, (groups, *full.shape))
    if groups < 2:
        nothing = np.full(full.shape, np.nan)
        return nothing, nothing.copy()
    deviation = leave_one_out - leave_one_out.mean(axis=0)
    error = np.sqrt((groups - 1) / groups * (deviation**2).sum(axis=0))
    half = normal_quantile(0.95) * error
    lowest, highest = bounds or (-np.inf, np.inf)
    return np.maximum(full - half, lowest), np.minimum(full + half, highest)


def bootstrap_weights(groups: int, replicates: int, seed: int) -> npt.NDArray[np.uint8]:
    """How often each customer group is drawn in each replicate of a Poisson bootstrap.

    The weight depends on (seed, replicate, group) and nothing else: more replicates or groups
    never change the ones before, and no engine's random numbers are involved.

    Args:
        groups: Number of groups, 0 or more; they are numbered from 0.
        replicates: Number of replicates, 0 or more.
        seed: Any integer that fits 64 bits.

    Returns:
        Counts with mean 1 and variance 1, shape (replicates, groups).

    Raises:
        OutOfRange: a number is negative.

    Source: Poisson bootstrap, Chamandy, Muralidharan, Najmi & Naidu (2012), Estimating
    uncertainty for massive data streams; splitmix64, Steele, Lea & Flood (2014), OOPSLA.

    >>> bootstrap_weights(6, 2, seed=7).tolist()
    [[1, 3, 0, 0, 4, 0], [1, 2, 0, 2, 1, 3]]
    """
    uniform = (_bits(groups, replicates, seed) >> np.uint64(11)) * 2.0**-53
    return np.searchsorted(_POISSON_UP_TO, uniform, side="right").astype(np.uint8)


def random_orders(rows: int, replicates: int, seed: int) -> npt.NDArray[np.int64]:
    """Rows dealt out at random: in each replicate every row's number once.

    Like `bootstrap_weights` it rests on a hash alone, so that no release of an engine moves it.

    Args:
        rows: Number of rows, 0 or more.
        replicates: Number of replicates, 0 or more.
        seed: Any integer that fits 64 bits.

    Returns:
        Row numbers from 0, shape (replicates, rows).

    Raises:
        OutOfRange: a number is negative.

    Source: sorting by random keys; splitmix64, Steele, Lea & Flood (2014), OOPSLA.

    >>> random_orders(5, 2, seed=7).tolist()
    [[3, 2, 0, 1, 4], [2, 0, 4, 1, 3]]
    """
    return np.argsort(_bits(rows, replicates, seed), axis=1)


def percentile_interval(replicates: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Bootstrap interval of each measure: the middle share of its replicates.

    Args:
        replicates: The measures of each replicate, shape (replicates, measures).
        confidence: Probability strictly between 0 and 1.

    Returns:
        Low and high, each of shape (measures,); not a number where a replicate is not one.

    Raises:
        OutOfRange: there is no replicate, or the confidence is not strictly between 0 and 1.

    Source: Efron (1981), Canadian Journal of Statistics 9, 139-172.

    >>> low, high = percentile_interval(np.arange(101.0)[:, None])
    >>> low.round(6).tolist(), high.round(6).tolist()
    ([2.5], [97.5])
    """
    if not replicates.shape[0]:
        raise OutOfRange("replicates", "a count above 0", 0)
    if not 0 < confidence < 1:
        raise OutOfRange("confidence", "strictly between 0 and 1", confidence)
    tail = (1 - confidence) / 2
    low, high = np.quantile(replicates, (tail, 1 - tail), axis=0)
    return np.asarray(low), np.asarray(high)


def _bits(columns: int, replicates: int, seed: int) -> npt.NDArray[np.uint64]:
    """64 random bits a replicate and column, shape (replicates, columns).

    Raises:
        OutOfRange: a number is negative.
    """
    for what, count in (("columns", columns), ("replicates", replicates)):
        if count < 0:
            raise OutOfRange(what, "a count of 0 or more", count)
    key = _mixed(np.array(seed % 2**64, dtype=np.uint64))
    rows = _mixed(key ^ np.arange(replicates, dtype=np.uint64))
    return _mixed(rows[:, None] ^ np.arange(columns, dtype=np.uint64))


def _mixed(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One step of splitmix64: every input bit moves about half of the output bits."""
    # Wrapping around 64 bits is what the hash does; an array of one dimension never warns of it.
    mixed = np.atleast_1d(bits) + _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _poisson_up_to(most: int) -> Floats:
    """Probability that a Poisson(1) count is at most 0, 1, ... most."""
    factorials = np.cumprod(np.concatenate(([1.0], np.arange(1.0, most + 1))))
    return np.asarray(np.cumsum(np.exp(-1.0) / factorials))


# Beyond 17 the probability is below the 53 bits of the uniform number.
_POISSON_UP_TO = _poisson_up_to(17)
