"""How much of an outcome goes with each of several drivers: shares of R² that add up to it."""

from functools import cache
from math import comb

import numpy as np

from percorso.domain.errors import InputError
from percorso.stats.arrays import Floats, ShapesDiffer

# 2^12 sets of drivers are solved at once; beyond, only an approximation ends in time.
MOST_DRIVERS_OF_LMG = 12

# Matrices closer to singular than this are drawn towards the unit matrix.
LEAST_EIGENVALUE = 0.01

_NEARLY_SINGULAR = 1e-10


class NotPositiveDefinite(InputError):
    """Correlations that no data can have, or of columns that say the same."""

    def __init__(self, least: float) -> None:
        self.least = least
        super().__init__(
            f"Correlations need eigenvalues above 0, the least is {least:.3g}. "
            "Draw them to the unit matrix first (nearest_possible)."
        )


def shares_of_r2(correlations: Floats) -> Floats:
    """The part of R² that falls to each driver; the parts add up to R².

    LMG where there are at most 12 drivers, Johnson's relative weights beyond: both share what
    drivers explain together, and the second is the quick approximation of the first.

    Args:
        correlations: Of the drivers and, last, the outcome, shape (..., drivers + 1,
            drivers + 1). Leading axes are samples, each solved for itself.

    Returns:
        Shares of the outcome's variance, 0..1, shape (..., drivers).

    Raises:
        ShapesDiffer: the matrices are not square.
        NotPositiveDefinite: no data can have such correlations.

    Source: as `lmg` and `relative_weights`.

    >>> apart = np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]])
    >>> shares_of_r2(apart).round(2).tolist()
    [0.36, 0.09]
    """
    few = correlations.shape[-1] - 1 <= MOST_DRIVERS_OF_LMG
    return lmg(correlations) if few else relative_weights(correlations)


def lmg(correlations: Floats) -> Floats:
    """R² shared over all orders in which the drivers can enter the model, exactly.

    Args:
        correlations: As for `shares_of_r2`; at most about 15 drivers, since each doubles the work.

    Returns:
        Shares of the outcome's variance, 0..1, shape (..., drivers).

    Raises:
        ShapesDiffer: the matrices are not square.
        NotPositiveDefinite: no data can have such correlations.

    Source: Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis,
    119-127; Groemping (2006), Journal of Statistical Software 17(1).

    >>> lmg(np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]])).round(3).tolist()
    [0.315, 0.045]
    """
    stacked = _stacked(correlations)
    drivers = stacked.shape[-1] - 1
    # What a driver adds is never below 0 but for the last digit.
    shares = np.maximum(-_unexplained(stacked) @ _weights(drivers), 0.0)
    return np.asarray(shares.reshape(*correlations.shape[:-2], drivers))


def relative_weights(correlations: Floats) -> Floats:
    """R² shared by way of the orthogonal columns that resemble the drivers most.

    Args:
        correlations: As for `shares_of_r2`, any number of drivers.

    Returns:
        Shares of the outcome's variance, 0..1, shape (..., drivers).

    Raises:
        ShapesDiffer: the matrices are not square.
        NotPositiveDefinite: no data can have such correlations.

    Source: Johnson (2000), Multivariate Behavioral Research 35, 1-19.

    >>> relative_weights(
    ...     np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]])).round(3).tolist()
    [0.315, 0.045]
    """
    stacked = _stacked(correlations)
    drivers = stacked.shape[-1] - 1
    values, vectors = np.linalg.eigh(stacked[:, :drivers, :drivers])
    root = np.sqrt(values)[:, None, :]
    turned = vectors.transpose(0, 2, 1)
    loadings = (vectors * root) @ turned
    slopes = (vectors / root) @ turned @ stacked[:, :drivers, drivers:]
    shares = loadings**2 @ slopes**2
    return np.asarray(shares.reshape(*correlations.shape[:-2], drivers))


def nearest_possible(correlations: Floats) -> tuple[Floats, Floats]:
    """Correlations drawn to the unit matrix, as little as makes them possible.

    Where columns have gaps, each correlation rests on rows of its own, and together they may
    contradict each other.

    Args:
        correlations: Symmetric with ones on the diagonal, shape (..., columns, columns).

    Returns:
        The correlations, each least eigenvalue now 0.01 or more; and how far each matrix was
        drawn, 0 (not at all) to 1, shape (...).

    Source: Schaefer & Strimmer (2005), Statistical Applications in Genetics and Molecular Biology
    4(1), 32: shrinkage towards the unit matrix; here by what the eigenvalues need.

    >>> drawn, how_far = nearest_possible(np.array([[1.0, 1.0], [1.0, 1.0]]))
    >>> drawn.round(2).tolist(), round(float(how_far), 3)
    ([[1.0, 0.99], [0.99, 1.0]], 0.01)
    """
    least = np.linalg.eigvalsh(correlations)[..., 0]
    how_far = np.clip((LEAST_EIGENVALUE - least) / np.maximum(1 - least, LEAST_EIGENVALUE), 0, 1)
    unit = np.eye(correlations.shape[-1])
    return correlations + how_far[..., None, None] * (unit - correlations), how_far


def _stacked(correlations: Floats) -> Floats:
    """The matrices along one axis, each of them possible.

    Raises:
        ShapesDiffer: they are not square.
        NotPositiveDefinite: no data can have them.
    """
    size = correlations.shape[-1]
    if correlations.shape[-2:] != (size, size):
        raise ShapesDiffer("correlations", (size, size), correlations.shape[-2:])
    stacked = correlations.reshape(-1, size, size)
    least = float(np.linalg.eigvalsh(stacked)[:, 0].min(initial=1.0))
    if least < _NEARLY_SINGULAR:
        raise NotPositiveDefinite(least)
    return stacked


def _unexplained(stacked: Floats) -> Floats:
    """Variance of the outcome that each set of drivers leaves, shape (samples, 2^drivers).

    Bit j of a set's number says whether driver j is in it. One driver after the other is either
    struck out or swept out (a Schur complement), in all sets so far at once.
    """
    left = stacked[:, None]
    for _ in range(stacked.shape[-1] - 1):
        without = left[..., 1:, 1:]
        swept = left[..., 1:, :1] * (left[..., :1, 1:] / left[..., :1, :1])
        left = np.concatenate([without, without - swept], axis=1)
    return np.asarray(left[..., 0, 0])


@cache
def _weights(drivers: int) -> Floats:
    """What the R² of each set counts for each driver, shape (2^drivers, drivers)."""
    sets = np.arange(2**drivers)[:, None] >> np.arange(drivers) & 1
    size = sets.sum(axis=1, keepdims=True)
    # |S|! (k - |S| - 1)! / k!, by the number of drivers that stand before the one looked at.
    before = np.array([1 / (drivers * comb(drivers - 1, s)) for s in range(drivers)] + [0.0])
    return np.asarray(np.where(sets == 1, before[size - 1], -before[size]))
