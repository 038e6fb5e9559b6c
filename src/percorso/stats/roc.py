"""How well a score tells two groups apart: area under the ROC curve, and lift of its top."""

import numpy as np

from percorso.stats.arrays import Booleans, Floats, require_shape


def auc(score: Floats, is_hit: Booleans, weights: Floats) -> Floats:
    """Probability that a hit has a higher score than a miss; ties count half.

    Args:
        score: Shape (cases,).
        is_hit: Shape (cases,).
        weights: Of the cases, one row a replicate, shape (replicates, cases).

    Returns:
        Shape (replicates,); not a number where there is no hit or no miss.

    Raises:
        ShapesDiffer: the arrays do not fit.

    Source: Hanley & McNeil (1982), Radiology 143, 29-36.

    >>> hits = np.array([False, False, True, True])
    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), hits, np.ones((1, 4))).tolist()
    [0.75]
    """
    require_shape("is_hit", is_hit, score.shape)
    require_shape("weights", weights, (weights.shape[0], score.size))
    order = np.argsort(score, kind="stable")
    _, start = np.unique(score[order], return_index=True)
    hits = np.add.reduceat(weights[:, order] * is_hit[order], start, axis=1)
    misses = np.add.reduceat(weights[:, order] * ~is_hit[order], start, axis=1)
    below = np.cumsum(misses, axis=1) - misses
    with np.errstate(invalid="ignore", divide="ignore"):
        made: Floats = (hits * (below + misses / 2)).sum(axis=1) / (
            hits.sum(axis=1) * misses.sum(axis=1)
        )
    return made


def top_lift(score: Floats, is_hit: Booleans, weights: Floats, share: float) -> Floats:
    """Share of hits among the cases of highest score, by the share of hits among all.

    Equal scores at the edge count by the part of them that belongs to the top.

    Args:
        score: Shape (cases,).
        is_hit: Shape (cases,).
        weights: Shape (replicates, cases).
        share: Of the cases that are the top, between 0 and 1.

    Raises:
        ShapesDiffer: the arrays do not fit.

    Source: the usual definition; Berry & Linoff (2004), Data Mining Techniques, chapter 4.

    >>> hits = np.array([False, False, True, True])
    >>> top_lift(np.array([1.0, 2.0, 3.0, 4.0]), hits, np.ones((1, 4)), 0.5).tolist()
    [2.0]
    """
    require_shape("is_hit", is_hit, score.shape)
    require_shape("weights", weights, (weights.shape[0], score.size))
    order = np.argsort(-score, kind="stable")
    _, start = np.unique(-score[order], return_index=True)
    cases = np.add.reduceat(weights[:, order], start, axis=1)
    hits = np.add.reduceat(weights[:, order] * is_hit[order], start, axis=1)
    room = share * cases.sum(axis=1, keepdims=True)
    before = np.cumsum(cases, axis=1) - cases
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(cases > 0, np.clip((room - before) / cases, 0.0, 1.0), 0.0)
        found = (part * hits).sum(axis=1) / room[:, 0]
        made: Floats = found / (hits.sum(axis=1) / cases.sum(axis=1))
    return made
