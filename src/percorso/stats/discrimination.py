"""How well does a score tell two kinds of cases apart?"""

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Floats
from percorso.stats.proportion import normal_quantile


def auc(scores: npt.ArrayLike, is_positive: npt.ArrayLike) -> float:
    """The share of pairs, one of each kind, in which the positive one scores higher.

    Args:
        scores: Shape (cases,); equal scores count half.
        is_positive: Of what kind each case is, shape (cases,).

    Returns:
        0..1; NaN where a kind has no case.

    Source: Mann & Whitney (1947), Annals of Mathematical Statistics 18, 50-60.

    >>> auc([0.1, 0.4, 0.4, 0.8], [False, False, True, True])
    0.875
    """
    positive, negative = _split(scores, is_positive)
    if not positive.size or not negative.size:
        return float("nan")
    return float(_beaten(positive, negative).mean())


def auc_interval(
    scores: npt.ArrayLike, is_positive: npt.ArrayLike, confidence: float = 0.95
) -> tuple[float, float]:
    """Interval of `auc`, inside 0..1; NaN where a kind has fewer than two cases.

    Args:
        scores: Shape (cases,).
        is_positive: Of what kind each case is, shape (cases,).
        confidence: Probability strictly between 0 and 1.

    Source: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837-845.
    """
    positive, negative = _split(scores, is_positive)
    if positive.size < 2 or negative.size < 2:
        return float("nan"), float("nan")
    of_positive = _beaten(positive, negative)
    of_negative = 1 - _beaten(negative, positive)
    variance = of_positive.var(ddof=1) / positive.size + of_negative.var(ddof=1) / negative.size
    half = normal_quantile(confidence) * float(np.sqrt(variance))
    middle = float(of_positive.mean())
    return max(0.0, middle - half), min(1.0, middle + half)


def _split(scores: npt.ArrayLike, is_positive: npt.ArrayLike) -> tuple[Floats, Floats]:
    values, kinds = np.asarray(scores, dtype=np.float64), np.asarray(is_positive, dtype=bool)
    return values[kinds], values[~kinds]


def _beaten(ones: Floats, others: Floats) -> Floats:
    """The share of the others each one beats; a tie is half a win."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, ones, "left")
    up_to = np.searchsorted(ordered, ones, "right")
    return np.asarray((below + up_to) / (2 * ordered.size), dtype=np.float64)
