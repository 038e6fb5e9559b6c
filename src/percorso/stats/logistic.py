"""Logistic regression with a ridge penalty, and the curve that makes probabilities of scores."""

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Floats

_MEMORY = 10
_MOST_STEPS = 200
_MOST_HALVINGS = 30
_ENOUGH_DECREASE = 1e-4
# Stop when a step lowers the loss by less than this share.
_STILL = 1e-6


class Matrix(Protocol):
    """Rows of numbers, however they are kept."""

    def times(self, weights: Floats) -> Floats:
        """Each row times a vector."""
        ...

    def summed(self, of_rows: Floats) -> Floats:
        """The sum of the rows, each times its number."""
        ...


def logistic_fit(
    rows: Matrix, is_positive: npt.ArrayLike, width: int, *, strength: float = 1.0
) -> tuple[Floats, float]:
    """Weights and intercept that tell two kinds apart, both kinds counting the same.

    Args:
        rows: One row a case.
        is_positive: Of what kind each case is, shape (cases,); both must occur.
        width: Columns of a row.
        strength: How much the cases count against the penalty |w|²/2; above 0.

    Returns:
        Weights of shape (width,), and the intercept, which is not held small.

    Source: le Cessie & van Houwelingen (1992), Applied Statistics 41, 191-201; minimised by
    L-BFGS: Liu & Nocedal (1989), Mathematical Programming 45, 503-528.
    """
    kinds = np.asarray(is_positive, dtype=bool)
    signs = np.where(kinds, 1.0, -1.0)
    share = kinds.mean()
    counts = strength * np.where(kinds, 0.5 / share, 0.5 / (1 - share))

    def loss(at: Floats) -> tuple[float, Floats]:
        margins = signs * (rows.times(at[:-1]) + at[-1])
        pull = -counts * signs * _sigmoid(-margins)
        value = float((counts * np.logaddexp(0, -margins)).sum()) + _product(at[:-1], at[:-1]) / 2
        return value, np.append(rows.summed(pull) + at[:-1], pull.sum())

    found = _lowest(loss, np.zeros(width + 1))
    return found[:-1], float(found[-1])


def platt_curve(scores: npt.ArrayLike, is_positive: npt.ArrayLike) -> tuple[float, float]:
    """Slope a and intercept b of P(positive) = 1 / (1 + exp(-(a·score + b))).

    Args:
        scores: Of cases the scores were not learnt from, shape (cases,).
        is_positive: Of what kind each is; both must occur.

    Source: Platt (1999), Advances in Large Margin Classifiers, 61-74; with his softened targets.
    """
    values, kinds = np.asarray(scores, dtype=np.float64), np.asarray(is_positive, dtype=bool)
    positives, negatives = kinds.sum(), (~kinds).sum()
    target = np.where(kinds, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(at: Floats) -> tuple[float, Floats]:
        lines = at[0] * values + at[1]
        off = _sigmoid(lines) - target
        value = float((np.logaddexp(0, lines) - target * lines).sum())
        return value, np.array([_product(off, values), off.sum()])

    slope, intercept = _lowest(loss, np.array([1.0, 0.0]))
    return float(slope), float(intercept)


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -500, 500))))


def _product(one: Floats, other: Floats) -> float:
    # Not `@`: that wakes all processors for each of thousands of short products.
    return float(np.einsum("i,i", one, other))


def _lowest(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    """Where a smooth convex function is lowest."""
    at = start
    value, slope = loss(at)
    moves: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    for _ in range(_MOST_STEPS):
        direction = _downhill(slope, moves)
        length = 1.0 if moves else 1.0 / max(1.0, float(np.abs(slope).sum()))
        taken = _step(loss, at, value, slope, direction, length)
        if taken is None:
            break
        next_at, next_value, next_slope = taken
        moved, turned = next_at - at, next_slope - slope
        if (curvature := _product(moved, turned)) > 1e-12:
            moves.append((moved, turned, curvature))
        is_still = value - next_value < _STILL * max(1.0, abs(value))
        at, value, slope = next_at, next_value, next_slope
        if is_still:
            break
    return at


def _downhill(slope: Floats, moves: "deque[tuple[Floats, Floats, float]]") -> Floats:
    """The direction of L-BFGS: the slope, bent by what the last moves told of the curvature."""
    direction = slope.copy()
    shares = []
    for moved, turned, curvature in reversed(moves):
        share = _product(moved, direction) / curvature
        direction -= share * turned
        shares.append(share)
    if moves:
        _, turned, curvature = moves[-1]
        direction *= curvature / _product(turned, turned)
    for (moved, turned, curvature), share in zip(moves, reversed(shares), strict=True):
        direction += moved * (share - _product(turned, direction) / curvature)
    return -direction


def _step(
    loss: Callable[[Floats], tuple[float, Floats]],
    at: Floats,
    value: float,
    slope: Floats,
    direction: Floats,
    length: float,
) -> tuple[Floats, float, Floats] | None:
    """The first halving of a step that lowers the function enough; None where none does."""
    fall = _product(slope, direction)
    for _ in range(_MOST_HALVINGS):
        next_at = at + length * direction
        next_value, next_slope = loss(next_at)
        if next_value <= value + _ENOUGH_DECREASE * length * fall:
            return next_at, next_value, next_slope
        length /= 2
    return None
