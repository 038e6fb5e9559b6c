"""How far a share, or the difference of two shares, may be trusted."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from percorso.domain.journey_map import Estimate
from percorso.stats.arrays import OutOfRange


class Difference(NamedTuple):
    """First share minus second, with its interval; each in -1..1."""

    value: float
    low: float
    high: float


def normal_quantile(confidence: float) -> float:
    """Half-width, in standard errors, of a two-sided normal interval.

    Args:
        confidence: Probability strictly between 0 and 1 (0.95, not 95).

    Raises:
        OutOfRange: the confidence is not strictly between 0 and 1.

    Source: the standard normal distribution.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    if not 0 < confidence < 1:
        raise OutOfRange("confidence", "strictly between 0 and 1", confidence)
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(hits: float, trials: float, confidence: float = 0.95) -> tuple[float, float]:
    """Interval for a share; stays in 0..1 and suits small groups.

    Args:
        hits: Successes, a count in 0..trials.
        trials: Cases, a count above 0.
        confidence: Probability strictly between 0 and 1 (0.95, not 95).

    Returns:
        Lower and upper share, each in 0..1.

    Raises:
        OutOfRange: a count or the confidence lies outside its range.

    Source: Wilson (1927), JASA 22, 209-212; without continuity correction.

    >>> [round(share, 5) for share in wilson_interval(81, 263)]
    [0.25529, 0.36621]
    """
    _require_hits(hits, trials)
    z = normal_quantile(confidence)
    share, square = hits / trials, z * z
    scale = 1 + square / trials
    centre = (share + square / (2 * trials)) / scale
    half = z * sqrt(share * (1 - share) / trials + square / (4 * trials * trials)) / scale
    # At the ends the bound is exactly 0 or 1; rounding must not move it past the share itself.
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == trials else min(1.0, centre + half)
    return low, high


def share_estimate(hits: int, trials: int) -> Estimate:
    """A share with its 95 % Wilson interval, or an empty estimate when there is no case.

    Args:
        hits: Successes, a count in 0..trials.
        trials: Cases, a count of 0 or more.

    Returns:
        Value, low and high in 0..1 and n = trials; all three null when n is 0.

    Raises:
        OutOfRange: hits lies outside 0..trials.

    Source: Wilson (1927), JASA 22, 209-212.

    >>> share_estimate(0, 0)
    {'value': None, 'low': None, 'high': None, 'n': 0}
    """
    if trials == 0 and hits == 0:
        return {"value": None, "low": None, "high": None, "n": 0}
    low, high = wilson_interval(hits, trials)
    return {"value": hits / trials, "low": low, "high": high, "n": int(trials)}


def newcombe_difference(
    hits_1: int, trials_1: int, hits_2: int, trials_2: int, confidence: float = 0.95
) -> Difference:
    """First share minus second share of two independent groups, with its interval.

    Args:
        hits_1: Successes of the first group, a count in 0..trials_1.
        trials_1: Cases of the first group, a count above 0.
        hits_2: Successes of the second group, a count in 0..trials_2.
        trials_2: Cases of the second group, a count above 0.
        confidence: Probability strictly between 0 and 1.

    Raises:
        OutOfRange: a count or the confidence lies outside its range.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> [round(bound, 4) for bound in newcombe_difference(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    low_1, high_1 = wilson_interval(hits_1, trials_1, confidence)
    low_2, high_2 = wilson_interval(hits_2, trials_2, confidence)
    first, second = hits_1 / trials_1, hits_2 / trials_2
    difference = first - second
    return Difference(
        difference,
        difference - sqrt((first - low_1) ** 2 + (high_2 - second) ** 2),
        difference + sqrt((high_1 - first) ** 2 + (second - low_2) ** 2),
    )


def _require_hits(hits: float, trials: float) -> None:
    if not trials > 0:
        raise OutOfRange("trials", "a count above 0", trials)
    if not 0 <= hits <= trials:
        raise OutOfRange("hits", f"a count in 0..{trials}", hits)
