"""How far out a mean may lie whose spread had to be estimated from few values."""

from math import atan, cos, pi, sin, sqrt

from percorso.stats.arrays import OutOfRange

_STEPS = 100
_FARTHEST = 1e6


def student_within(distance: float, freedom: int) -> float:
    """Probability that Student's t lies within a distance of 0, either side.

    Args:
        distance: In standard errors, 0 or more.
        freedom: Degrees of freedom, 1 or more.

    Raises:
        OutOfRange: fewer than 1 degree of freedom.

    Source: Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.7.3 and 26.7.4.

    >>> round(student_within(2.447, 6), 3), round(student_within(12.706, 1), 3)
    (0.95, 0.95)
    """
    if freedom < 1:
        raise OutOfRange("freedom", "1 or more", freedom)
    angle = atan(distance / sqrt(freedom))
    square = cos(angle) ** 2
    is_odd = freedom % 2 == 1
    term = cos(angle) if is_odd else 1.0
    total = 0.0
    for step in range((freedom - 1) // 2 if is_odd else freedom // 2):
        total += term
        above, below = (2 * step + 2, 2 * step + 3) if is_odd else (2 * step + 1, 2 * step + 2)
        term *= square * above / below
    return 2 / pi * (angle + sin(angle) * total) if is_odd else sin(angle) * total


def student_quantile(freedom: int, confidence: float = 0.95) -> float:
    """Half-width, in standard errors, of a two-sided interval by Student's t.

    Args:
        freedom: Degrees of freedom, 1 or more.
        confidence: Probability strictly between 0 and 1 (0.95, not 95).

    Raises:
        OutOfRange: the confidence is not strictly between 0 and 1.

    Source: Student (1908), Biometrika 6, 1-25; found by halving between 0 and a million.

    >>> [round(student_quantile(freedom), 3) for freedom in (1, 6, 7, 48)]
    [12.706, 2.447, 2.365, 2.011]
    """
    if not 0 < confidence < 1:
        raise OutOfRange("confidence", "strictly between 0 and 1", confidence)
    low, high = 0.0, _FARTHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if student_within(middle, freedom) < confidence else (low, middle)
        )
    return (low + high) / 2
