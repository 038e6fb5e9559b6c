"""Correlations of columns with gaps: each pair from the rows that know both."""

import numpy as np

from percorso.stats.arrays import Floats, Integers, require_shape

# A correlation of fewer rows than this says next to nothing: such a pair counts as unrelated.
FEWEST_IN_COMMON = 30

_NO_SPREAD = 1e-12


def pair_sums(columns: Floats, groups: Integers) -> Floats:
    """Sums over the rows that know both columns of a pair, by group; groups add up.

    Args:
        columns: Values, not a number where there is none, shape (rows, columns).
        groups: Number of each row's group, from 0, shape (rows,).

    Returns:
        Shape (groups, 4, columns, columns): rows in common, sums of the first column, of its
        squares, and of the products.

    Raises:
        ShapesDiffer: there is not one group a row.

    Source: sums of squares and cross products over the pairs of cases that are complete; Little &
    Rubin (2002), Statistical Analysis with Missing Data, section 3.4.

    >>> pair_sums(np.array([[1.0, 2.0], [3.0, np.nan]]), np.array([0, 0]))[0, 0].tolist()
    [[2.0, 1.0], [1.0, 1.0]]
    """
    require_shape("groups", groups, columns.shape[:1])
    in_order = np.argsort(groups, kind="stable")
    ends = np.cumsum(np.bincount(groups))
    known = ~np.isnan(columns[in_order])
    values, there = np.where(known, columns[in_order], 0.0), known.astype(float)
    if ends.size == groups.size:
        # Each row a group: thousands of tiny products in one go.
        return np.stack([
            a[:, :, None] * b[:, None, :]
            for a, b in ((there, there), (values, there), (values**2, there), (values, values))
        ], axis=1)  # fmt: skip
    sums = np.empty((ends.size, 4, columns.shape[1], columns.shape[1]))
    for group, (start, end) in enumerate(zip(np.concatenate(([0], ends[:-1])), ends, strict=True)):
        x, m = values[start:end], there[start:end]
        sums[group] = m.T @ m, x.T @ m, (x * x).T @ m, x.T @ x
    return sums


def correlations_of(sums: Floats, fewest: int = FEWEST_IN_COMMON) -> Floats:
    """The correlation of each pair, from its sums.

    Args:
        sums: As `pair_sums` makes them, added over groups, shape (..., 4, columns, columns).
        fewest: Rows in common that a pair needs.

    Returns:
        Shape (..., columns, columns), ones on the diagonal; 0 for pairs with fewer rows in
        common, or without any spread in them.

    Source: Pearson's correlation, available-case analysis; Little & Rubin (2002), section 3.4.

    >>> correlations_of(pair_sums(np.array([[0.0, 0.0], [1.0, 2.0]] * 15), np.zeros(30, int))[0])
    array([[1., 1.],
           [1., 1.]])
    """
    rows, total, squares, products = (sums[..., which, :, :] for which in range(4))
    flipped = (*range(total.ndim - 2), total.ndim - 1, total.ndim - 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = products - total * total.transpose(flipped) / rows
        spread = squares - total * total / rows
        found = together / np.sqrt(spread * spread.transpose(flipped))
    enough = (rows >= fewest) & (spread > _NO_SPREAD)
    found = np.where(enough & enough.transpose(flipped), np.clip(found, -1.0, 1.0), 0.0)
    found[..., range(found.shape[-1]), range(found.shape[-1])] = 1.0
    return np.asarray(found)
