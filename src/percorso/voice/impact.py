"""What a theme does to the score: with it, and without it."""

from dataclasses import dataclass

import numpy as np

from percorso.stats.arrays import Booleans, Floats, Integers
from percorso.stats.resampling import jackknife_interval

# Of fewer customers nothing but the number of texts is told: a few could be known by it.
FEWEST_CUSTOMERS = 5
# A level of -1..1 as points of a score of 0..100.
_POINTS = 50.0


@dataclass(frozen=True, slots=True)
class Impact:
    """Score of all rated texts - score of those without the theme, in points of 0..100.

    Attributes:
        points: Below 0 where the theme drags the score down. It describes, and causes nothing.
        low, high: 95 % interval; None where it cannot be told.
        rated: Rated texts that speak of the theme.
    """

    points: float
    low: float | None
    high: float | None
    rated: int


def impact_of(speaks: Booleans, felt: Floats, groups: Integers) -> Impact | None:
    """What a theme does to the score (METHODS 2), with its interval by leaving groups out.

    Args:
        speaks: Which texts speak of the theme, shape (texts,).
        felt: Their ratings on -1..1, NaN for none, shape (texts,).
        groups: Group of the customer of each, from 0, shape (texts,).

    Returns:
        None where no rated text speaks of it, or none does not.
    """
    is_rated = ~np.isnan(felt)
    its, others = is_rated & speaks, is_rated & ~speaks
    if not its.any() or not others.any():
        return None
    many = int(groups.max()) + 1
    sums = np.array([[felt[which].sum(), which.sum()] for which in (its, others)])
    left = sums[:, :, None] - np.array(
        [
            [np.bincount(groups[which], felt[which], many), np.bincount(groups[which], None, many)]
            for which in (its, others)
        ]
    )
    full = _points(sums)
    without = _points(left)[np.unique(groups[is_rated])]
    low, high = jackknife_interval(np.array([full]), np.asarray(without)[:, None])
    known = bool(np.isfinite(low[0]))
    return Impact(
        float(full), float(low[0]) if known else None, float(high[0]) if known else None,
        int(its.sum()),
    )  # fmt: skip


def _points(sums: Floats) -> Floats:
    """Impact from the sums and counts of the texts of a theme and of the others."""
    (its, its_count), (others, others_count) = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            _POINTS * ((its + others) / (its_count + others_count) - others / others_count)
        )
