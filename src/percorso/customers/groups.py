"""The index of many: the mean of those with a number of their own, its interval, and the rest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.customers.evidence import DAY_US
from percorso.customers.standing import Standing
from percorso.stats.happy_index import FEW
from percorso.stats.proportion import normal_quantile
from percorso.stats.shrinkage import FALLBACK_WEIGHT

# Below: nothing is shown, and the figure is marked weak.
_FEWEST, _WEAK = 5, 30
_ACTIVE_US = 365 * DAY_US
AT_RISK, HAPPY = 45.0, 70.0
# What an alert speaks of.
FALL = 15.0

Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroupIndex:
    """The index of a group; segment estimates are never averaged in.

    Attributes:
        index: Mean, 0..100, drawn to the company's where it is a part; None below 5 customers.
        low, high: Ends of its 95 % interval.
        n: Customers with a number of their own: solid ones and those with few signals.
        solid, few, estimates: Customers of each tier.
        at_risk, neutral, happy: Of the n, by band.
        is_weak: Below 30 customers with a number.
        active_buyers: With an order in the last 12 months.
        active_with_number: Of them, with a number of their own.
    """

    index: float | None
    low: float | None
    high: float | None
    n: int
    solid: int
    few: int
    estimates: int
    at_risk: int
    neutral: int
    happy: int
    is_weak: bool
    active_buyers: int
    active_with_number: int


def band_of(index: float) -> str:
    """The band of an index, on the unrounded value.

    >>> band_of(44.999), band_of(45.0), band_of(70.0)
    ('at_risk', 'neutral', 'happy')
    """
    return "at_risk" if index < AT_RISK else "neutral" if index < HAPPY else "happy"


def limits_crossed(low: float, high: float) -> list[float]:
    """Limits of bands an interval goes over.

    >>> limits_crossed(50.0, 74.0)
    [70.0]
    """
    return [limit for limit in (AT_RISK, HAPPY) if low < limit <= high]


def group_index(
    standing: Standing, at_us: int, chosen: Chosen | None = None, centre: float | None = None
) -> GroupIndex:
    """The index of a group.

    Args:
        standing: Of all customers that may be looked at.
        at_us: Now.
        chosen: Who is in the group; None is everybody.
        centre: The mean the group's is drawn to; None leaves it.
    """
    inside = np.ones(standing.index.size, dtype=np.bool_) if chosen is None else chosen
    own = inside & (standing.tier > 0)
    values = standing.index[own]
    n = int(own.sum())
    mean, low, high = _mean(values, centre) if n >= _FEWEST else (None, None, None)
    active = inside & (standing.orders > 0) & (standing.last_us > at_us - _ACTIVE_US)
    return GroupIndex(
        mean, low, high, n,
        solid=int((inside & (standing.tier == 2)).sum()),
        few=int((inside & (standing.tier == 1)).sum()),
        estimates=int((inside & (standing.tier == 0)).sum()),
        at_risk=int((values < AT_RISK).sum()),
        neutral=int(((values >= AT_RISK) & (values < HAPPY)).sum()),
        happy=int((values >= HAPPY).sum()),
        is_weak=n < _WEAK,
        active_buyers=int(active.sum()),
        active_with_number=int((active & (standing.coverage >= FEW)).sum()),
    )  # fmt: skip


def _mean(values: npt.NDArray[np.float64], centre: float | None) -> tuple[float, float, float]:
    n, mean = values.size, float(values.mean())
    if centre is not None:
        mean = (n * mean + FALLBACK_WEIGHT * centre) / (n + FALLBACK_WEIGHT)
    half = normal_quantile(0.95) * float(values.std(ddof=1)) / n**0.5
    return mean, max(0.0, mean - half), min(100.0, mean + half)


def fallen(standing: Standing) -> npt.NDArray[np.int64]:
    """Places of solid customers who fell by 15 points or more, the worst first."""
    told = np.flatnonzero((standing.tier == 2) & (standing.change <= -FALL))
    found: npt.NDArray[np.int64] = told[np.argsort(standing.change[told], kind="stable")]
    return found
