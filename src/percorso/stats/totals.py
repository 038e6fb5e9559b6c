"""Whether the total of one period differs from that of another by more than chance."""

from typing import NamedTuple

import numpy as np

from percorso.domain.map_comparison import Difference
from percorso.stats.arrays import Floats, Integers, require_counts, require_shape
from percorso.stats.student import student_quantile

_DAYS_OF_A_WEEK = 7
_ROUNDS = 50


class Squares(NamedTuple):
    """What customers add to two totals, squared and summed over customers.

    Attributes:
        of_differences: Sum of (added to the first - added to the second)².
        of_each: Sum of the squares of both.
    """

    of_differences: float
    of_each: float


class Fitted(NamedTuple):
    """Days as their period and weekday alone would make them.

    Attributes:
        days: Shape (2, days).
        other: The second total, had it as many of each weekday as the first.
        freedom: Days that are left over to judge by.
    """

    days: Floats
    other: float
    freedom: int


def fitted_days(daily: Floats, weekday: Integers) -> Fitted:
    """Days of two periods by a level for each period and one for each weekday.

    Args:
        daily: Totals by period and day, each 0 or more, shape (2, days).
        weekday: 0..6 of each day, shape (2, days).

    Source: iterative proportional fitting of a log-linear model; Bishop, Fienberg & Holland
    (1975), Discrete Multivariate Analysis, section 3.5.

    >>> fitted_days(np.array([[4.0, 2.0], [2.0, 1.0]]), np.array([[0, 1], [0, 1]])).days.tolist()
    [[4.0, 2.0], [2.0, 1.0]]
    """
    require_counts("daily", daily)
    require_shape("weekday", weekday, daily.shape)
    days, sums = np.zeros((2, _DAYS_OF_A_WEEK)), np.zeros((2, _DAYS_OF_A_WEEK))
    for period in (0, 1):
        days[period] = np.bincount(weekday[period], minlength=_DAYS_OF_A_WEEK)
        sums[period] = np.bincount(weekday[period], daily[period], _DAYS_OF_A_WEEK)
    level, share = np.zeros(2), np.ones(_DAYS_OF_A_WEEK)
    for _ in range(_ROUNDS):
        level = _over(sums.sum(axis=1), days @ share)
        share = _over(sums.sum(axis=0), level @ days)
    used = int((days.sum(axis=0) > 0).sum())
    return Fitted(
        level[:, None] * share[weekday], float(level[1] * (days[0] @ share)),
        max(1, daily.size - used - 1),
    )  # fmt: skip


def _over(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def difference_of_totals(
    daily: Floats, weekday: Integers, squares: Squares, cases: tuple[int, int]
) -> Difference:
    """First total minus second, with its 95 % interval.

    A customer is one draw, whatever they add; where days of one weekday differ by more than that
    explains (weather, campaigns), the interval is as much wider.

    Args:
        daily: Totals by period and day, each 0 or more, shape (2, days); the first period first.
        weekday: 0..6 of each day, shape (2, days).
        squares: What customers add.
        cases: How many cases stand behind each total.

    Returns:
        `other` is the second total on as many of each weekday as the first has; low and high are
        null where neither has any.

    Source: the variance of a compound Poisson total, Feller (1968), An Introduction to Probability
    Theory, volume 1, XII.2; scaled by Pearson's dispersion, McCullagh & Nelder (1989), Generalized
    Linear Models, 4.5 and 6.2, whose degrees of freedom Student's t takes into account.

    >>> days, week = np.full((2, 7), 10.0) + [[5.0], [0.0]], np.tile(np.arange(7), (2, 1))
    >>> found = difference_of_totals(days, week, Squares(175.0, 175.0), (105, 70))
    >>> [round(found[key], 1) for key in ("value", "low", "high")]
    [35.0, 2.6, 67.4]
    """
    total = float(daily.sum())
    fitted = fitted_days(daily, weekday)
    value = float(daily[0].sum()) - fitted.other
    low, high = None, None
    if total > 0 and squares.of_each > 0:
        kept = fitted.days > 0
        one = squares.of_each / total
        strange = float((((daily - fitted.days) ** 2)[kept] / fitted.days[kept]).sum() / one)
        variance = max(1.0, strange / fitted.freedom) * squares.of_differences
        half = student_quantile(fitted.freedom) * float(np.sqrt(variance))
        low, high = value - half, value + half
    return {
        "value": value, "low": low, "high": high, "n": cases[0], "other": fitted.other,
        "n_other": cases[1],
    }  # fmt: skip
