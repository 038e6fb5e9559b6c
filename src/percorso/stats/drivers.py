"""Which ratings go with a later outcome, and surely more than random columns would."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from percorso.stats.arrays import Booleans, Floats, Integers, require_shape
from percorso.stats.importance import MOST_DRIVERS_OF_LMG, nearest_possible, shares_of_r2
from percorso.stats.pairwise import FEWEST_IN_COMMON, correlations_of, pair_sums
from percorso.stats.resampling import (
    REPLICATES_ON_SCREEN,
    bootstrap_weights,
    percentile_interval,
    random_orders,
)

_SEED_OF_DRAWS, _SEED_OF_DEALS = 61, 62
# In a draw of groups a pair may have fewer rows than it took to tell it from an unrelated one.
_FEWEST_IN_A_DRAW = 2


@dataclass(frozen=True, slots=True)
class Drivers:
    """Importance of each driver, a share of the outcome's variance; all of shape (drivers,).

    Attributes:
        shares, low, high: Parts of R² with their 95 % interval.
        random_high: Upper end of the interval that a random column with the same gaps gets.
        correlation: With the outcome, alone; its sign is the driver's.
        rows: With a value of the driver.
        r_squared: Value, low and high.
        shrinkage: How far the correlations were drawn to the unit matrix to be possible, 0..1.
        method: LMG, or Johnson's relative weights.
    """

    shares: Floats
    low: Floats
    high: Floats
    random_high: Floats
    correlation: Floats
    rows: Integers
    r_squared: tuple[float, float, float]
    shrinkage: float
    method: Literal["lmg", "johnson"]


def driver_importance(levels: Floats, outcome: Floats, groups: Integers) -> Drivers:
    """Importance of ratings for an outcome, where not everybody rated everything.

    Correlations come from the rows that know both; what was not asked is never filled in. The
    intervals are those of 200 draws of whole groups. A random column is what the same ratings
    are for outcomes dealt out at random, 200 times. The result does not depend on the order of
    the rows, nor, where each row is a group of its own, on their numbers.

    Args:
        levels: Ratings, not a number where there is none, shape (rows, drivers).
        outcome: Shape (rows,), all known.
        groups: Number of each row's group, from 0; rows of one group are drawn together.

    Raises:
        ShapesDiffer: the arrays do not have the same rows.

    Source: bootstrap of relative importance: Groemping (2006), Journal of Statistical Software
    17(1); comparison with a random variable: Tonidandel, LeBreton & Johnson (2009), Psychological
    Methods 14, 387-399.

    >>> x = np.arange(40.0)[:, None] % 5
    >>> driver_importance(x, x[:, 0], np.arange(40)).shares.round(2).tolist()
    [0.98]
    """
    require_shape("outcome", outcome, levels.shape[:1])
    require_shape("groups", groups, levels.shape[:1])
    columns, groups = _in_canonical_order(np.column_stack([levels, outcome]), groups)
    columns = columns - np.nanmean(columns, axis=0)
    sums = pair_sums(columns, groups)
    pairs = sums.sum(axis=0)
    alone = correlations_of(pairs)
    found, shrinkage = nearest_possible(alone)
    draws = _draws(sums, pairs[0] >= FEWEST_IN_COMMON)
    low, high = percentile_interval(draws)
    whole_low, whole_high = percentile_interval(draws.sum(axis=1, keepdims=True))
    shares = shares_of_r2(found)
    return Drivers(
        shares=shares,
        low=low,
        high=high,
        random_high=percentile_interval(_random_columns(columns, found))[1],
        correlation=alone[-1, :-1],
        rows=np.diagonal(pairs[0])[:-1].astype(np.int64),
        r_squared=(float(shares.sum()), float(whole_low[0]), float(whole_high[0])),
        shrinkage=float(shrinkage),
        method="lmg" if shares.size <= MOST_DRIVERS_OF_LMG else "johnson",
    )


def _in_canonical_order(columns: Floats, groups: Integers) -> tuple[Floats, Integers]:
    """The rows by group and content, so that draws fall on them whatever order they came in."""
    numbered = np.unique(groups, return_inverse=True)[1]
    keys = [*columns.T[::-1], numbered]
    own = numbered.max(initial=0) + 1 == numbered.size
    in_order = np.lexsort(keys[:-1] if own else keys)
    return columns[in_order], np.arange(groups.size) if own else numbered[in_order]


def _draws(sums: Floats, related: Booleans) -> Floats:
    """The shares in each draw of groups, shape (draws, drivers); other pairs stay unrelated."""
    weights = bootstrap_weights(sums.shape[0], REPLICATES_ON_SCREEN, _SEED_OF_DRAWS)
    drawn = weights.astype(np.float64) @ sums.reshape(sums.shape[0], -1)
    found = correlations_of(drawn.reshape(-1, *sums.shape[1:]), _FEWEST_IN_A_DRAW)
    found = np.where(related | np.eye(related.shape[0], dtype=bool), found, 0.0)
    return shares_of_r2(nearest_possible(found)[0])


def _random_columns(columns: Floats, found: Floats) -> Floats:
    """The shares for outcomes dealt out at random, shape (deals, drivers).

    The ratings stay as they are, with their gaps and with what they have in common, so that
    only what goes with the outcome is left to chance.
    """
    chance = _by_chance(columns[:, :-1], columns[:, -1])
    dealt = np.tile(found, (chance.shape[0], 1, 1))
    dealt[:, :-1, -1] = dealt[:, -1, :-1] = chance
    return shares_of_r2(nearest_possible(dealt)[0])


def _by_chance(levels: Floats, outcome: Floats) -> Floats:
    """Correlations of the drivers with dealt outcomes, shape (deals, drivers)."""
    known = ~np.isnan(levels)
    level, there = np.where(known, levels, 0.0), known.astype(float)
    rows, total = there.sum(axis=0), level.sum(axis=0)
    sums, together = _dealt_sums(outcome, there), _dealt_sums(outcome, level)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = _dealt_sums(outcome**2, there) - sums**2 / rows
        found = (together - sums * total / rows) / np.sqrt(
            spread * ((level**2).sum(axis=0) - total**2 / rows)
        )
    usable = np.isfinite(found) & (rows >= FEWEST_IN_COMMON)
    return np.where(usable, np.clip(found, -1.0, 1.0), 0.0)


def _dealt_sums(outcome: Floats, columns: Floats) -> Floats:
    """Sums of each column times the dealt outcomes, shape (deals, columns).

    A deal is a random order of the outcomes, begun at another place: one transform gives the sums
    for all places of an order. At least 200 deals, however few the rows.
    """
    rows = outcome.size
    places = min(rows, REPLICATES_ON_SCREEN)
    orders = random_orders(rows, -(-REPLICATES_ON_SCREEN // places), _SEED_OF_DEALS)
    waves = np.conj(np.fft.rfft(columns, axis=0))
    begun = np.arange(places) * rows // places
    return np.concatenate([
        np.fft.irfft(np.fft.rfft(outcome[order])[:, None] * waves, rows, axis=0)[begun]
        for order in orders
    ])  # fmt: skip
