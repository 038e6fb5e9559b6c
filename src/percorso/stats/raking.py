"""Which weights make those who answered like those who were asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from percorso.stats.arrays import Floats, OutOfRange, require_shape

# The largest gap that is left between a share of the weighted and the share wanted.
_CLOSE = 0.001
_MOST_ROUNDS = 500
# No answer counts for more than so many times the middle one.
TRIM = 5.0


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights, and what they cost.

    Attributes:
        weights: One for each who answered, with mean 1, shape (answers,).
        effective: How many unweighted answers they are worth: (sum of w)^2 / (sum of w^2).
        gap: The largest difference left between a weighted share and the one wanted, 0..1.
        trimmed: How many weights were cut to 5 times the middle one.
    """

    weights: Floats
    effective: float
    gap: float
    trimmed: int


def raked(classes: Sequence[np.typing.NDArray[np.int64]], wanted: Sequence[Floats]) -> Raked:
    """Weights that bring the shares of each margin to those wanted, all margins at once.

    Args:
        classes: Of each margin the class of each answer, from 0, shape (answers,).
        wanted: Of each margin the share of each class, shape (classes,), with the sum 1. A class
            nobody answered in must be one with another before.

    Raises:
        ShapesDiffer: the margins are of different answers.
        OutOfRange: there is no answer, or none in a class that is wanted.

    Source: iterative proportional fitting, Deming & Stephan (1940), Annals of Mathematical
    Statistics 11, 427-444; effective sample size, Kish (1965), Survey Sampling.

    >>> found = raked([np.array([0, 0, 0, 1])], [np.array([0.5, 0.5])])
    >>> found.weights.round(3).tolist(), round(found.effective, 2)
    ([0.667, 0.667, 0.667, 2.0], 3.0)
    """
    count = len(classes[0]) if classes else 0
    if not count:
        raise OutOfRange("the number of answers", "above 0", count)
    for margin, shares in zip(classes, wanted, strict=True):
        require_shape("a margin", margin, (count,))
        met = np.bincount(margin, minlength=len(shares))
        if np.any((met == 0) & (shares > 0)):
            raise OutOfRange("answers in a class that is wanted", "above 0", 0)
    weights = np.ones(count)
    for _ in range(_MOST_ROUNDS):
        for margin, shares in zip(classes, wanted, strict=True):
            held = np.bincount(margin, weights, len(shares)) / weights.sum()
            factors = np.divide(shares, held, out=np.zeros(len(shares)), where=held > 0)
            weights = weights * factors[margin]
        if _gap(weights, classes, wanted) < _CLOSE:
            break
    most = TRIM * float(np.median(weights[weights > 0]))
    trimmed = int((weights > most).sum())
    weights = np.minimum(weights, most)
    weights = weights * count / weights.sum()
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    return Raked(weights, effective, _gap(weights, classes, wanted), trimmed)


def _gap(
    weights: Floats, classes: Sequence[np.typing.NDArray[np.int64]], wanted: Sequence[Floats]
) -> float:
    total = weights.sum()
    return max(
        float(np.abs(np.bincount(margin, weights, len(shares)) / total - shares).max())
        for margin, shares in zip(classes, wanted, strict=True)
    )
