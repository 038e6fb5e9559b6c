"""Which ratings go with an outcome: planted ones are found, random ones are not."""

import numpy as np
import pytest

from percorso.domain.errors import InputError
from percorso.stats.drivers import driver_importance
from percorso.stats.importance import lmg

SHOP = 300


def ratings(drivers, *, goes_with=(), missing=0.5, rows=SHOP, seed=0, happens=False):
    """Ratings of 1 to 5 with gaps, and an outcome that goes with those in `goes_with`."""
    random = np.random.default_rng(seed)
    mood = random.normal(size=(rows, 1)) * 0.5
    levels = np.clip(np.round(3.5 + mood + random.normal(size=(rows, drivers))), 1, 5)
    score = 0.9 * levels[:, list(goes_with)].sum(axis=1) + random.normal(size=rows) * 1.2
    levels[random.random(levels.shape) < missing] = np.nan
    outcome = (score > np.quantile(score, 0.7)).astype(float) if happens else np.round(score)
    return levels, outcome, np.arange(rows)


def beyond_chance(found):
    return set(np.flatnonzero(found.low > found.random_high).tolist())


@pytest.mark.parametrize("happens", [False, True])
@pytest.mark.parametrize("drivers", [4, 14])
def test_the_planted_driver_is_found_and_the_others_are_not(drivers, happens):
    found = driver_importance(*ratings(drivers, goes_with=(2,), happens=happens, rows=600))
    assert beyond_chance(found) == {2}
    assert found.correlation[2] > 0.3
    assert found.method == ("lmg" if drivers <= 12 else "johnson")


def test_random_ratings_are_found_in_none_of_many_worlds():
    """Of 120 random columns in 40 worlds, 5 in a hundred would be 6."""
    worlds = [
        driver_importance(*ratings(3, rows=60 + 7 * seed, seed=seed, happens=seed % 2 == 1))
        for seed in range(40)
    ]
    assert [beyond_chance(found) for found in worlds] == [set()] * 40


def test_a_random_column_stays_below_its_bound_nineteen_times_in_twenty():
    """Middle 95 % of what is dealt: at most 1 in 40 lies above its upper end, give or take."""
    above = [
        bool(found.shares[0] > found.random_high[0])
        for found in (driver_importance(*ratings(1, seed=seed)) for seed in range(150))
    ]
    assert sum(above) <= 11


def test_the_shares_add_up_and_lie_inside_their_intervals():
    found = driver_importance(*ratings(5, goes_with=(0, 3)))
    assert found.shares.sum() == pytest.approx(found.r_squared[0])
    assert (found.low <= found.high).all()
    assert found.low[0] <= found.shares[0] <= found.high[0]


def test_without_gaps_it_is_lmg_of_the_plain_correlations():
    levels, outcome, groups = ratings(3, goes_with=(1,), missing=0)
    found = driver_importance(levels, outcome, groups)
    plain = lmg(np.corrcoef(np.column_stack([levels, outcome]), rowvar=False))
    assert found.shares == pytest.approx(plain, abs=1e-9)
    assert found.shrinkage == 0


def test_what_was_not_asked_is_never_taken_for_a_low_rating():
    """Those who were not asked have the low outcomes: filled in with 0, it would look important."""
    levels, outcome, groups = ratings(2, missing=0, rows=400)
    levels[outcome < np.median(outcome), 0] = np.nan
    found = driver_importance(levels, outcome, groups)
    assert beyond_chance(found) == set()
    assert found.rows.tolist() == [int((outcome >= np.median(outcome)).sum()), 400]


def test_nothing_depends_on_the_order_of_the_rows_or_on_the_numbers_of_customers():
    levels, outcome, groups = ratings(4, goes_with=(1,))
    there = driver_importance(levels, outcome, groups)
    shuffled = np.random.default_rng(5).permutation(SHOP)
    back = driver_importance(levels[shuffled], outcome[shuffled], groups)
    for name in ("shares", "low", "high", "random_high"):
        assert getattr(back, name) == pytest.approx(getattr(there, name), abs=1e-12)


def test_rows_of_one_group_are_drawn_together():
    """Every row ten times over tells no more than once, if the ten are one customer's group."""
    levels, outcome, groups = ratings(2, goes_with=(0,), rows=120)
    once = driver_importance(levels, outcome, groups)
    copies = [np.repeat(part, 10, axis=0) for part in (levels, outcome, groups)]
    tenfold = driver_importance(*copies)
    width = once.high[0] - once.low[0]
    assert tenfold.high[0] - tenfold.low[0] == pytest.approx(width, rel=0.3)


def test_a_driver_that_says_what_another_says_does_not_break_it():
    levels, outcome, groups = ratings(2, goes_with=(0,))
    twin = driver_importance(np.column_stack([levels, levels[:, 0]]), outcome, groups)
    assert twin.shares[0] == pytest.approx(twin.shares[2])
    assert twin.shrinkage > 0


def test_an_outcome_of_another_length_is_refused():
    with pytest.raises(InputError, match="outcome"):
        driver_importance(np.ones((3, 1)), np.ones(2), np.zeros(3, dtype=int))
