"""How far the difference of two estimates may be trusted, of one group of customers or of two."""

from typing import NamedTuple

import numpy as np

from percorso.domain.journey_map import Estimate
from percorso.domain.map_comparison import Difference
from percorso.stats.arrays import Floats
from percorso.stats.proportion import normal_quantile, wilson_interval


class Spread(NamedTuple):
    """Sampling variance of the ratios of two samples and how they vary together, shape (keys,)."""

    first: Floats
    second: Floats
    correlation: Floats


def ratios_of(above: Floats, below: Floats) -> Floats:
    """Ratio of the sums over all groups, NaN where there is nothing to divide by.

    Args:
        above: What is counted, by group and key, shape (groups, keys).
        below: The cases, shape (groups, keys) or (groups, 1).

    Returns:
        Shape (keys,).

    Source: the ratio estimator, Cochran (1977), Sampling Techniques, chapter 6.

    >>> ratios_of(np.array([[1.0], [2.0]]), np.array([[4.0], [2.0]])).tolist()
    [0.5]
    """
    total = np.broadcast_to(below, above.shape).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(total > 0, above.sum(axis=0) / total, np.nan))


def spread_of_ratios(
    above: Floats, below: Floats, above_other: Floats, below_other: Floats
) -> Spread:
    """Sampling variance of two sets of ratios over the same customer groups.

    Args:
        above: What is counted in the first sample, shape (groups, keys).
        below: Its cases, shape (groups, keys) or (groups, 1).
        above_other: What is counted in the second, its rows for the same groups.
        below_other: The cases of the second.

    Returns:
        Variance of each ratio, and the correlation that customers in both samples cause; 0 where
        a ratio does not exist or does not vary.

    Source: the infinitesimal (linearised) jackknife of a ratio, Jaeckel (1972), Bell Laboratories
    memorandum MM 72-1215-11; Cochran (1977), Sampling Techniques, section 6.5.

    >>> one = np.array([[1.0], [0.0]]), np.array([[1.0], [1.0]])
    >>> [float(part[0]) for part in spread_of_ratios(*one, *one)]
    [0.125, 0.125, 1.0]
    """
    first, second = _residuals(above, below), _residuals(above_other, below_other)
    variance, variance_other = (first**2).sum(axis=0), (second**2).sum(axis=0)
    scale = np.sqrt(variance * variance_other)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = np.where(scale > 0, (first * second).sum(axis=0) / scale, 0.0)
    return Spread(variance, variance_other, np.clip(together, -1.0, 1.0))


def _residuals(above: Floats, below: Floats) -> Floats:
    """How much each group pulls each ratio, shape (groups, keys)."""
    cases = np.broadcast_to(below, above.shape)
    ratios = np.nan_to_num(ratios_of(above, below))
    total = np.maximum(cases.sum(axis=0), 1e-300)
    return np.asarray((above - ratios * cases) / total)


def share_of_clusters(hits: float, cases: float, variance: float) -> Estimate:
    """A share with its Wilson interval on as many independent cases as the clustered ones weigh.

    Args:
        hits: Successes, 0..cases.
        cases: Cases, 0 or more; several may come from one customer.
        variance: Sampling variance of the share over customers.

    Returns:
        The share; where customers vary no more than independent cases would, plain Wilson.

    Source: Wilson (1927), JASA 22, 209-212; effective sample size, Kish (1965), Survey Sampling.

    >>> [round(share_of_clusters(5, 10, spread)["low"], 4) for spread in (0.025, 0.05)]
    [0.2366, 0.1704]
    """
    if not cases:
        return {"value": None, "low": None, "high": None, "n": 0}
    share = hits / cases
    alone = share * (1 - share) / cases
    effect = max(1.0, variance / alone) if alone else 1.0
    low, high = wilson_interval(hits / effect, cases / effect)
    return {"value": share, "low": low, "high": high, "n": round(cases)}


def ratio_estimate(above: float, cases: float, variance: float) -> Estimate:
    """A mean or ratio with its normal interval; none where a single group made it.

    Source: Cochran (1977), Sampling Techniques, section 6.4.

    >>> ratio_estimate(6.0, 4.0, 0.0)
    {'value': 1.5, 'low': 1.5, 'high': 1.5, 'n': 4}
    """
    if not cases:
        return {"value": None, "low": None, "high": None, "n": 0}
    value, half = above / cases, normal_quantile(0.95) * float(np.sqrt(variance))
    return {"value": value, "low": value - half, "high": value + half, "n": round(cases)}


def difference_of_estimates(
    first: Estimate | None, second: Estimate | None, correlation: float = 0.0
) -> Difference:
    """First minus second, with the interval that their own intervals give.

    For two Wilson intervals without correlation it is Newcombe's.

    Args:
        first: An estimate with its interval.
        second: The same measure of the other sample.
        correlation: How the two vary together, -1..1; 0 for different customers.

    Returns:
        Value null where one of the two has none, low and high null where one has no interval.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; Zou & Donner (2008),
    Statistics in Medicine 27, 1693-1702, for any two estimates.

    >>> from percorso.stats.proportion import share_estimate
    >>> made = difference_of_estimates(share_estimate(56, 70), share_estimate(48, 80))
    >>> [round(made[bound], 4) for bound in ("value", "low", "high")]
    [0.2, 0.0524, 0.3339]
    """
    nothing: Estimate = {"value": None, "low": None, "high": None, "n": 0}
    one, two = first or nothing, second or nothing
    value, low, high = None, None, None
    if one["value"] is not None and two["value"] is not None:
        value = one["value"] - two["value"]
        low, high = _limits(one, two, value, correlation)
    return {
        "value": value,
        "low": low,
        "high": high,
        "n": one["n"],
        "other": two["value"],
        "n_other": two["n"],
    }


def _limits(
    one: Estimate, two: Estimate, value: float, correlation: float
) -> tuple[float | None, float | None]:
    bounds = (one["value"], one["low"], one["high"], two["value"], two["low"], two["high"])
    if any(bound is None for bound in bounds):
        return None, None
    first, low_1, high_1, second, low_2, high_2 = (float(bound or 0.0) for bound in bounds)

    def half(a: float, b: float) -> float:
        return float(np.sqrt(max(0.0, a * a + b * b - 2 * correlation * a * b)))

    return value - half(first - low_1, high_2 - second), value + half(
        high_1 - first, second - low_2
    )
