"""Which touchpoints stand out from the others."""

import numpy as np

from percorso.stats.arrays import Booleans, Floats


def top_quartile(values: Floats) -> Booleans:
    """Which values belong to the highest quarter.

    A value must also lie above the median: where all are equal, none stands out.

    Args:
        values: Shape (cases,); entries that are not a number never belong and are not counted.

    Returns:
        Shape (cases,).

    Source: Hyndman & Fan (1996), The American Statistician 50, 361-365, type 7.

    >>> top_quartile(np.array([1.0, 4.0, np.nan, 2.0, 3.0])).tolist()
    [False, True, False, False, False]
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return np.zeros(values.shape, dtype=np.bool_)
    median, high = np.quantile(known, (0.5, 0.75))
    return np.asarray((values >= high) & (values > median))
