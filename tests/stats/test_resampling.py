import numpy as np
import pytest

from percorso.stats.resampling import (
    bootstrap_weights,
    group_count,
    jackknife_interval,
    percentile_interval,
)


def test_small_firms_leave_out_one_customer_at_a_time():
    assert [group_count(customers) for customers in (0, 7, 1_999, 2_000)] == [0, 7, 1_999, 256]


def test_the_jackknife_of_a_mean_is_its_usual_interval():
    values = np.random.default_rng(2).normal(10, 3, 400)
    without = (values.sum() - values) / 399
    low, high = jackknife_interval(np.array([values.mean()]), without[:, None])
    half = 1.959964 * values.std(ddof=1) / 20
    assert (low[0], high[0]) == pytest.approx((values.mean() - half, values.mean() + half))


def test_a_measure_that_rests_on_one_group_has_no_interval():
    without = np.array([[1.0, np.nan], [1.2, 3.0], [0.8, 3.0]])
    low, high = jackknife_interval(np.array([1.0, 3.0]), without)
    assert np.isfinite([low[0], high[0]]).all()
    assert np.isnan([low[1], high[1]]).all()


def test_one_group_gives_no_interval():
    low, high = jackknife_interval(np.array([0.4]), np.array([[0.4]]))
    assert np.isnan([low, high]).all()


def test_shares_stay_in_their_bounds():
    low, high = jackknife_interval(np.array([0.95]), np.array([[0.7], [1.0], [0.9]]), (0, 1))
    assert 0 <= low[0] < 0.95
    assert high[0] == 1


def test_bootstrap_weights_are_counts_with_mean_and_variance_one():
    weights = bootstrap_weights(256, 1_000, seed=1)
    assert weights.shape == (1_000, 256)
    assert weights.mean() == pytest.approx(1, abs=0.01)
    assert weights.var() == pytest.approx(1, abs=0.02)
    assert (weights == 0).mean() == pytest.approx(np.exp(-1), abs=0.005)


def test_bootstrap_weights_of_groups_and_replicates_are_unrelated():
    weights = bootstrap_weights(60, 4_000, seed=9).astype(float)
    between_groups = np.corrcoef(weights, rowvar=False) - np.eye(60)
    assert np.abs(between_groups).max() < 0.09
    assert abs(np.corrcoef(weights[:-1].ravel(), weights[1:].ravel())[0, 1]) < 0.01


def test_more_groups_or_replicates_leave_the_first_weights_as_they_were():
    small, large = bootstrap_weights(10, 5, seed=4), bootstrap_weights(300, 20, seed=4)
    assert (large[:5, :10] == small).all()
    assert (bootstrap_weights(10, 5, seed=5) != small).any()


def test_the_percentile_interval_is_the_middle_of_the_replicates():
    low, high = percentile_interval(np.arange(1001.0)[:, None] * np.array([1.0, 2.0]))
    assert (low.tolist(), high.tolist()) == (pytest.approx([25, 50]), pytest.approx([975, 1950]))
