"""How far the mean of a small group is drawn towards the mean of all."""

from math import inf, isfinite, nan

import numpy as np

from percorso.stats.arrays import Floats, OutOfRange, require_counts, require_shape

# Fewer groups than this say too little about how much groups differ.
FEWEST_GROUPS = 8
FALLBACK_WEIGHT = 10.0


def pooled_variance(counts: Floats, sums: Floats, squares: Floats) -> float:
    """Variance inside groups, pooled over them, from sums that add up across partials.

    Args:
        counts: Cases per group, shape (groups,).
        sums: Sum of the values per group, shape (groups,).
        squares: Sum of the squared values per group, shape (groups,).

    Returns:
        Variance in the squared unit of the values; not a number when no group has two cases.

    Raises:
        ShapesDiffer: the three arrays differ in length.
        NotCounts: a count is negative or not finite.

    Source: one-way analysis of variance, the mean square within; Searle, Casella &
    McCulloch (1992), Variance Components, chapter 3.

    >>> pooled_variance(np.array([2.0, 2.0]), np.array([4.0, 12.0]), np.array([10.0, 74.0]))
    2.0
    """
    require_shape("sums", sums, counts.shape)
    require_shape("squares", squares, counts.shape)
    require_counts("cases per group", counts)
    filled = counts > 0
    degrees = counts.sum() - filled.sum()
    if degrees <= 0:
        return nan
    inside = squares[filled] - sums[filled] ** 2 / counts[filled]
    return float(max(0.0, inside.sum()) / degrees)


def shrinkage_weight(means: Floats, counts: Floats, within_variance: float) -> float:
    """Number of cases m the mean of all counts for, when the mean of a group is shrunk.

    Args:
        means: Mean per group, shape (groups,); ignored where the count is 0.
        counts: Cases per group, shape (groups,).
        within_variance: Pooled variance inside groups; for shares mu * (1 - mu). Where it could
            not be estimated (not a number) the fall-back of 10 cases is used.

    Returns:
        m = within / between variance; infinite when groups differ no more than chance makes
        them differ; 10 with fewer than 8 groups.

    Raises:
        ShapesDiffer: the arrays differ in length.
        NotCounts: a count is negative or not finite.
        OutOfRange: the variance is negative.

    Source: Buehlmann & Straub (1970), Mitteilungen der Vereinigung schweizerischer
    Versicherungsmathematiker 70, 111-133.

    >>> shrinkage_weight(np.arange(8.0), np.full(8, 5.0), 2.0)
    0.35714285714285715
    """
    require_shape("means", means, counts.shape)
    require_counts("cases per group", counts)
    if within_variance < 0:
        raise OutOfRange("within_variance", "0 or more", within_variance)
    filled = counts > 0
    if filled.sum() < FEWEST_GROUPS or not isfinite(within_variance):
        return FALLBACK_WEIGHT
    between = _between_variance(means[filled], counts[filled], within_variance)
    return within_variance / between if between > 0 else inf


def shrunk_means(
    means: Floats, counts: Floats, weight: float, centre: float | Floats | None = None
) -> Floats:
    """Mean per group, drawn towards the centre as if `weight` cases more had shown it.

    Args:
        means: Mean per group, any shape; ignored where the count is 0.
        counts: Cases (or weights of cases) per group, the same shape.
        weight: m of `shrinkage_weight`, 0 to infinity.
        centre: Where to draw to: one value, one per group, or the mean of all cases.

    Returns:
        The shape of the means, in the unit of the means; the centre itself where a group is empty.

    Raises:
        ShapesDiffer: the arrays differ in length.
        NotCounts: a count is negative or not finite.
        OutOfRange: the weight is negative or not a number.

    Source: Buehlmann & Straub (1970); Efron & Morris (1975), JASA 70, 311-319.

    >>> shrunk_means(np.array([1.0, 5.0]), np.array([10.0, 30.0]), 10.0).tolist()
    [2.5, 4.75]
    """
    require_shape("means", means, counts.shape)
    require_counts("cases per group", counts)
    if not weight >= 0:
        raise OutOfRange("weight", "0 or more", weight)
    target = np.broadcast_to(_mean_of_all(means, counts) if centre is None else centre, means.shape)
    if weight == inf:
        return np.array(target, dtype=np.float64)
    total = counts + weight
    drawn = (np.where(counts > 0, counts * means, 0.0) + weight * target) / np.where(
        total > 0, total, 1.0
    )
    return np.where(counts > 0, drawn, target)


def _mean_of_all(means: Floats, counts: Floats) -> float:
    cases = counts.sum()
    return float(np.where(counts > 0, counts * means, 0.0).sum() / cases) if cases > 0 else nan


def _between_variance(means: Floats, counts: Floats, within_variance: float) -> float:
    cases = counts.sum()
    spread = (counts * (means - _mean_of_all(means, counts)) ** 2).sum()
    excess = spread - (len(means) - 1) * within_variance
    return float(max(0.0, excess / (cases - (counts**2).sum() / cases)))
