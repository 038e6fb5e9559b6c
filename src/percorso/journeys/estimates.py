"""Numbers of a map as the public contract wants them: plain, and null where there is none."""

from collections.abc import Sequence
from math import isfinite

import numpy as np
import numpy.typing as npt

from percorso.domain.journey_map import Estimate, Evidence

_FEWEST_FOR_SOLID = 30
_WIDEST_SHARE = 0.15
_WIDEST_LEVEL = 0.25

Floats = npt.NDArray[np.float64]


def number(value: float | None) -> float | None:
    """A finite float, or null."""
    return float(value) if value is not None and isfinite(value) else None


def ratio(above: float, below: float) -> float | None:
    """A share or mean; null when there is nothing to divide by."""
    return above / below if below else None


def estimate(value: float, low: float, high: float, n: int) -> Estimate | None:
    """An estimate with interval; null when the value does not exist."""
    if not isfinite(value):
        return None
    return {"value": float(value), "low": number(low), "high": number(high), "n": int(n)}


def estimates(
    values: Floats, interval: tuple[Floats, Floats], counts: Sequence[int]
) -> list[Estimate | None]:
    """Estimates from arrays of equal length."""
    low, high = interval
    return [estimate(*row) for row in zip(values, low, high, counts, strict=True)]


def share_grade(measure: Estimate) -> Evidence:
    """How far a share can be trusted (METHODS 0.11)."""
    return _grade(measure, _WIDEST_SHARE)


def level_grade(measure: Estimate) -> Evidence:
    """How far a level on -1..+1 can be trusted (METHODS 0.11)."""
    return _grade(measure, _WIDEST_LEVEL)


def _grade(measure: Estimate, widest: float) -> Evidence:
    if measure["n"] == 0:
        return "hypothesis"
    low, high = measure["low"], measure["high"]
    if measure["n"] < _FEWEST_FOR_SOLID or low is None or high is None:
        return "weak"
    return "solid" if (high - low) / 2 <= widest else "weak"
