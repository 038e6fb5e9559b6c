"""Weights of an index learnt from outcomes, drawn to the ones it began with, and only if better.

Source: the project's own definition, HAPPY-INDEX.md, section 6. The penalised likelihood is
minimised over weights of 0 or more by projected Newton steps: Bertsekas (1982), SIAM Journal on
Control and Optimization 20, 221-246.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from percorso.stats.arrays import Booleans, Floats, require_shape
from percorso.stats.resampling import bootstrap_weights, percentile_interval
from percorso.stats.roc import auc

# Outcomes of each kind below which nothing is learnt.
FEWEST_OF_A_KIND: Final = 200
# Share of the outcomes, the last ones, that nothing is learnt from.
_KEPT_BACK = 0.3
_BLOCKS = 5
# How much the weights there were count, in outcomes.
_STRENGTHS = (1.0, 10.0, 100.0, 1000.0)
_MOST_STEPS, _MOST_HALVINGS, _STILL = 100, 40, 1e-10
_REPLICATES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was learnt, and how it did on the outcomes kept back.

    Attributes:
        weights: New weights, adding to 1.
        gain, gain_low, gain_high: AUC of the new weights less that of the old, with its 95 %
            interval.
    """

    weights: Floats
    gain: float
    gain_low: float
    gain_high: float

    @property
    def is_better(self) -> bool:
        """Whether they are to be used: chance does not explain the gain."""
        return self.gain_low > 0


def learned_weights(level: Floats, is_bad: Booleans, weights: Floats, seed: int) -> Learned | None:
    """Learn weights from outcomes; None where there are too few, or where nothing counts.

    Args:
        level: s of each dimension, shape (customers, dimensions), in the order of the outcomes.
        is_bad: Who came to a bad outcome, shape (customers,).
        weights: The weights there are; a dimension of 0 stays out.
        seed: Of the bootstrap over customers.
    """
    require_shape("is_bad", is_bad, (level.shape[0],))
    bad = int(is_bad.sum())
    if min(bad, is_bad.size - bad) < FEWEST_OF_A_KIND:
        return None
    cut = round(is_bad.size * (1 - _KEPT_BACK))
    used = weights > 0
    before, outcome = level[:cut][:, used], is_bad[:cut]
    if outcome.all() or not outcome.any():
        return None
    centre = weights[used] * _slope(before @ weights[used], outcome)
    found = _fit(before, outcome, centre, _strength(before, outcome, centre))
    if not found.any():
        return None
    made = np.zeros_like(weights)
    made[used] = found / found.sum()
    return _judged(made, weights, level[cut:], is_bad[cut:], seed)


def _judged(
    made: Floats, weights: Floats, level: Floats, is_bad: Booleans, seed: int
) -> Learned | None:
    if is_bad.all() or not is_bad.any():
        return None
    draws = np.vstack([
        np.ones(is_bad.size),
        bootstrap_weights(is_bad.size, _REPLICATES, seed).astype(float).reshape(_REPLICATES, -1),
    ])  # fmt: skip
    gains = auc(-(level @ made), is_bad, draws) - auc(-(level @ weights), is_bad, draws)
    low, high = percentile_interval(gains[1:, None])
    return Learned(made, float(gains[0]), float(low[0]), float(high[0]))


def _slope(index: Floats, is_bad: Booleans) -> float:
    """Slope of the fit with one parameter: how much the index as it is says; 0 or more."""
    return float(_fit(index[:, None], is_bad, np.zeros(1), 0.0)[0])


def _strength(level: Floats, is_bad: Booleans, centre: Floats) -> float:
    """How much the weights there were are to count: learnt on what was, tried on what came."""
    edges = np.linspace(0, is_bad.size, _BLOCKS + 1).astype(int)
    losses = []
    for strength in _STRENGTHS:
        lost = 0.0
        for first, last in itertools.pairwise(edges[2:].tolist()):
            known = is_bad[:first]
            if known.all() or not known.any():
                continue
            at = _whole_fit(level[:first], known, centre, strength)
            lost += _lost(at, level[first:last], is_bad[first:last])
        losses.append(lost)
    return _STRENGTHS[int(np.argmin(losses))]


def _fit(level: Floats, is_bad: Booleans, centre: Floats, strength: float) -> Floats:
    return _whole_fit(level, is_bad, centre, strength)[1:]


def _whole_fit(level: Floats, is_bad: Booleans, centre: Floats, strength: float) -> Floats:
    """Intercept and weights of P(bad) = 1 / (1 + exp(-(b0 - sum of b s))), every b 0 or more."""
    rows = np.column_stack([np.ones(is_bad.size), -level])
    share = is_bad.mean()
    at = np.append(np.log(share / (1 - share)), centre)
    pull = np.append(0.0, np.full(centre.size, strength))
    middle = np.append(0.0, centre)

    def loss(point: Floats) -> float:
        return _lost(point, level, is_bad) + float((pull * (point - middle) ** 2).sum())

    value = loss(at)
    for _ in range(_MOST_STEPS):
        chance = 1 / (1 + np.exp(-(rows @ at)))
        slope = rows.T @ (chance - is_bad) + 2 * pull * (at - middle)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(2 * pull + 1e-9)
        # A weight at 0 that would have to fall stays there.
        free = (at > 0) | (slope < 0)
        free[0] = True
        step = np.zeros_like(at)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        lowered = _lowered(loss, at, step, value)
        if lowered is None:
            break
        (at, reached), before = lowered, value
        value = reached
        if before - value < _STILL * max(1.0, abs(value)):
            break
    return at


def _lowered(
    loss: Callable[[Floats], float], at: Floats, step: Floats, value: float
) -> tuple[Floats, float] | None:
    """The point a step leads to, shortened until it lowers the loss; None where none does."""
    size = 1.0
    for _ in range(_MOST_HALVINGS):
        point = at - size * step
        point[1:] = np.maximum(point[1:], 0.0)
        reached = loss(point)
        if reached < value:
            return point, reached
        size /= 2
    return None


def _lost(at: Floats, level: Floats, is_bad: Booleans) -> float:
    lines = at[0] - level @ at[1:]
    return float((np.logaddexp(0, lines) - is_bad * lines).sum())
