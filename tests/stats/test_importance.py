"""Shares of R²: against all orders one by one, and against Johnson's own way of reckoning."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from percorso.domain.errors import InputError
from percorso.stats.importance import (
    LEAST_EIGENVALUE,
    lmg,
    nearest_possible,
    relative_weights,
    shares_of_r2,
)


def table(drivers, rows=60, seed=0):
    """Rows of correlated drivers and, last, an outcome that some of them go with."""
    random = np.random.default_rng(seed)
    columns = random.normal(size=(rows, drivers)) + random.normal(size=(rows, 1))
    outcome = columns @ random.normal(size=drivers) + random.normal(size=rows) * 2
    return np.column_stack([columns, outcome])


def r_squared(columns, which):
    """By least squares on the rows."""
    rows = columns - columns.mean(axis=0)
    if not which:
        return 0.0
    slopes, *_ = np.linalg.lstsq(rows[:, which], rows[:, -1], rcond=None)
    left = rows[:, -1] - rows[:, which] @ slopes
    return 1 - (left @ left) / (rows[:, -1] @ rows[:, -1])


def over_all_orders(columns):
    """What each driver adds when its turn comes, averaged over every order."""
    drivers = columns.shape[1] - 1
    added = np.zeros(drivers)
    orders = list(permutations(range(drivers)))
    for order in orders:
        for turn, driver in enumerate(order):
            before, now = list(order[:turn]), list(order[: turn + 1])
            added[driver] += r_squared(columns, now) - r_squared(columns, before)
    return added / len(orders)


def by_orthogonal_columns(columns):
    """Johnson's steps: the nearest orthogonal columns, and how they resemble both sides."""
    rows = (columns - columns.mean(axis=0)) / columns.std(axis=0) / np.sqrt(len(columns))
    left, _, right = np.linalg.svd(rows[:, :-1], full_matrices=False)
    nearest = left @ right
    return (rows[:, :-1].T @ nearest) ** 2 @ (nearest.T @ rows[:, -1]) ** 2


@settings(deadline=None, max_examples=15)
@given(some.integers(1, 5), some.integers(0, 10_000))
def test_lmg_is_the_mean_over_all_orders_of_what_a_driver_adds(drivers, seed):
    columns = table(drivers, seed=seed)
    found = lmg(np.corrcoef(columns, rowvar=False))
    assert found == pytest.approx(over_all_orders(columns), abs=1e-9)


@settings(deadline=None, max_examples=15)
@given(some.integers(1, 20), some.integers(0, 10_000))
def test_relative_weights_are_those_of_the_nearest_orthogonal_columns(drivers, seed):
    columns = table(drivers, seed=seed)
    found = relative_weights(np.corrcoef(columns, rowvar=False))
    assert found == pytest.approx(by_orthogonal_columns(columns), abs=1e-9)


@pytest.mark.parametrize("drivers", [1, 2, 7, 12, 13, 25])
def test_the_shares_add_up_to_r_squared_and_none_is_negative(drivers):
    columns = table(drivers, rows=200)
    shares = shares_of_r2(np.corrcoef(columns, rowvar=False))
    assert shares.sum() == pytest.approx(r_squared(columns, list(range(drivers))), abs=1e-9)
    assert shares.min() >= 0


def test_both_ways_agree_on_two_drivers():
    correlations = np.corrcoef(table(2), rowvar=False)
    assert lmg(correlations) == pytest.approx(relative_weights(correlations), abs=1e-12)


def test_beyond_twelve_drivers_it_is_relative_weights():
    twelve, more = (np.corrcoef(table(k, rows=100), rowvar=False) for k in (12, 13))
    assert (shares_of_r2(twelve) == lmg(twelve)).all()
    assert (shares_of_r2(more) == relative_weights(more)).all()


def test_samples_are_solved_each_for_itself():
    stack = np.stack([np.corrcoef(table(3, seed=seed), rowvar=False) for seed in range(4)])
    assert lmg(stack.reshape(2, 2, 4, 4)).reshape(4, 3) == pytest.approx(
        np.stack([lmg(one) for one in stack])
    )


def test_correlations_that_contradict_each_other_are_refused_until_they_are_drawn_nearer():
    # a goes with b, b with c, and a against c: no data can do that.
    apart = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    for solve in (lmg, relative_weights):
        with pytest.raises(InputError, match="eigenvalues above 0"):
            solve(apart)
    drawn, how_far = nearest_possible(apart)
    assert np.linalg.eigvalsh(drawn)[0] == pytest.approx(LEAST_EIGENVALUE)
    assert 0 < how_far < 1
    assert 0 <= lmg(drawn).sum() <= 1


def test_possible_correlations_are_not_drawn_at_all():
    correlations = np.corrcoef(table(4), rowvar=False)
    drawn, how_far = nearest_possible(correlations)
    assert how_far == 0
    assert (drawn == correlations).all()


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(InputError, match="shape"):
        lmg(np.ones((2, 3)))
