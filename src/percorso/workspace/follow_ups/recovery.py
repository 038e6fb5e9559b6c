"""What came after follow-ups: how many customers are back to a good rating, and how soon."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from percorso.domain.follow_up import REPURCHASE_DAYS, Recovery
from percorso.domain.journey_map import Estimate
from percorso.stats.proportion import wilson_interval
from percorso.stats.survival import kaplan_meier, time_by_which

_DAY_US = 86_400_000_000
# (µs watched since, whether the next rating is good, µs to the first good one, µs to a purchase)
After = tuple[int, bool | None, int | None, int | None]


def recovery_of(rows: Sequence[After]) -> Recovery:
    """Recovery over follow-ups of known customers, each once.

    >>> nine = 9 * _DAY_US
    >>> found = recovery_of([(nine, True, 2 * _DAY_US, None), (nine, None, None, None)])
    >>> (found.rate["value"], found.rate["n"], found.waiting, found.too_young)
    (1.0, 1, 1, 2)
    """
    told = [row[1] for row in rows if row[1] is not None]
    within_us = REPURCHASE_DAYS * _DAY_US
    old_enough = [row for row in rows if row[0] >= within_us]
    bought = [row for row in old_enough if row[3] is not None and row[3] <= within_us]
    return Recovery(
        followed=len(rows),
        rate=_share(sum(told), len(told)),
        waiting=len(rows) - len(told),
        median_days=_median_days(rows),
        bought=_share(len(bought), len(old_enough)),
        too_young=len(rows) - len(old_enough),
    )


def _median_days(rows: Sequence[After]) -> float | None:
    """Days by which half have given a good rating; who has not counts while they are watched."""
    if not rows:
        return None
    ends = sorted((row[0] if row[2] is None else row[2], row[2] is not None) for row in rows)
    days = np.array([at / _DAY_US for at, _ in ends])
    finished = np.array([int(is_good) for _, is_good in ends])
    group = np.zeros(len(ends), dtype=np.int64)
    survival = kaplan_meier(group, finished, 1 - finished)
    found = float(time_by_which(0.5, group, days, days, survival, 1)[0])
    return found if isfinite(found) else None


def _share(hits: int, cases: int) -> Estimate:
    if not cases:
        return Estimate(value=None, low=None, high=None, n=0)
    low, high = wilson_interval(hits, cases)
    return Estimate(value=hits / cases, low=low, high=high, n=cases)
