"""The Happy Index: how well the relationship goes for a customer, exact line by line.

Source: the project's own definition, HAPPY-INDEX.md, sections 3 and 4. Every array of customers
has the shape (customers, dimensions); priors, pulls and weights have (dimensions,).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Booleans, Floats, require_shape

MIDDLE: Final = 50.0
# Limits of the cap and of the three tiers of coverage (section 4).
CAPPED_AT: Final = 40.0
SOLID: Final = 0.4
FEW: Final = 0.1
# Variance of an evidence within a customer, until there is enough to estimate it.
USUAL_VARIANCE: Final = 0.25
_Z = 1.959964


def masses(weight: Floats, trust: Floats, age_days: Floats, half_life_days: Floats) -> Floats:
    """What each evidence counts for: m = w q 2^(-age/h).

    Args:
        weight: w of its type, 0 or more.
        trust: q of where it comes from, 0..1.
        age_days: Days since it happened.
        half_life_days: Of its dimension.

    >>> masses(np.array([1.0]), np.array([0.5]), np.array([180.0]), np.array([180.0])).tolist()
    [0.25]
    """
    return weight * trust * np.exp2(-age_days / half_life_days)


def levels(mass: Floats, weighted: Floats, prior: Floats, pull: Floats) -> Floats:
    """Level of each dimension, -1..1: s = (kappa mu + sum of m e) / (kappa + sum of m).

    Args:
        mass: Sum of m.
        weighted: Sum of m e, e in -1..1.
        prior: mu, where a customer without evidence stands.
        pull: kappa, the evidence the prior counts for; above 0.

    Raises:
        ShapesDiffer: the arrays of customers differ.

    >>> levels(np.array([[1.0]]), np.array([[1.0]]), np.array([0.0]), np.array([1.0])).tolist()
    [[0.5]]
    """
    require_shape("weighted", weighted, mass.shape)
    return (pull * prior + weighted) / (pull + mass)


def index_of(level: Floats, weights: Floats) -> Floats:
    """The index, 0..100, before any cap: 50 + 50 times the weighted sum of the levels.

    >>> index_of(np.array([[0.5, -0.5]]), np.array([0.75, 0.25])).tolist()
    [62.5]
    """
    return MIDDLE + MIDDLE * (level @ weights)


def coverage_of(mass: Floats, pull: Floats, weights: Floats) -> Floats:
    """Share of the index that is the customer's own evidence, 0..1: C.

    >>> coverage_of(np.array([[1.0, 0.0]]), np.array([1.0, 1.0]), np.array([0.5, 0.5])).tolist()
    [0.25]
    """
    return (mass / (pull + mass)) @ weights


def standard_error(mass: Floats, pull: Floats, weights: Floats, variance: Floats) -> Floats:
    """Standard error of the index in points; variance is that of e within customers.

    >>> standard_error(np.zeros((1, 1)), np.ones(1), np.ones(1), np.array([0.25])).tolist()
    [25.0]
    """
    return MIDDLE * np.sqrt((variance / (pull + mass)) @ weights**2)


def interval_of(index: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Ends of the 95 % interval, cut to 0..100.

    >>> [ends.tolist() for ends in interval_of(np.array([90.0]), np.array([10.0]))]
    [[70.40036], [100.0]]
    """
    return np.maximum(0.0, index - _Z * error), np.minimum(100.0, index + _Z * error)


def evidence_lines(
    mass: Floats, value: Floats, weight: Floats, pull: Floats, total: Floats
) -> Floats:
    """Points of each evidence of one customer: 50 W m e / (kappa + M).

    Args:
        mass: m of each evidence, shape (evidence,).
        value: e of each, -1..1.
        weight: W of the dimension of each.
        pull: kappa of the dimension of each.
        total: Sum of m of the dimension of each.

    >>> evidence_lines(*(np.array([x]) for x in (1.0, 1.0, 0.2, 1.0, 1.0))).tolist()
    [5.0]
    """
    return MIDDLE * weight * mass * value / (pull + total)


def assumed_lines(prior: Floats, pull: Floats, total: Floats, weights: Floats) -> Floats:
    """Points of what is assumed, by dimension, for one customer: 50 W kappa mu / (kappa + M).

    >>> assumed_lines(*(np.array([x]) for x in (0.3, 1.0, 0.0, 0.35))).tolist()
    [5.25]
    """
    return MIDDLE * weights * pull * prior / (pull + total)


def cap_line(index: Floats, is_capped: Booleans) -> Floats:
    """Points an open critical complaint takes: min(0, 40 - index) where there is one.

    >>> cap_line(np.array([55.0, 30.0, 55.0]), np.array([True, True, False])).tolist()
    [-15.0, 0.0, 0.0]
    """
    return np.where(is_capped, np.minimum(0.0, CAPPED_AT - index), 0.0)


def tiers_of(coverage: Floats) -> npt.NDArray[np.int8]:
    """2 is solid, 1 few signals, 0 no number of their own; a limit belongs to the upper tier.

    >>> tiers_of(np.array([0.4, 0.1, 0.0999])).tolist()
    [2, 1, 0]
    """
    made: npt.NDArray[np.int8] = (coverage >= FEW).astype(np.int8) + (coverage >= SOLID)
    return made
