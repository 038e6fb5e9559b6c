from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from percorso.domain.errors import InputError
from percorso.stats.shrinkage import pooled_variance, shrinkage_weight, shrunk_means

GROUPS = [[1.0, 3.0], [2.0, 4.0, 9.0], [5.0]]


def sums_of(groups):
    counts = np.array([float(len(values)) for values in groups])
    sums = np.array([sum(values) for values in groups])
    squares = np.array([sum(value**2 for value in values) for values in groups])
    return counts, sums, squares


def test_pooled_variance_is_that_of_the_rows():
    by_hand = (np.var(GROUPS[0]) * 2 + np.var(GROUPS[1]) * 3) / (6 - 3)
    assert pooled_variance(*sums_of(GROUPS)) == pytest.approx(by_hand)


def test_one_case_per_group_tells_no_variance_inside_groups():
    assert isnan(pooled_variance(*sums_of([[1.0], [2.0]])))


def test_an_empty_group_changes_nothing():
    with_empty = [np.append(column, 0.0) for column in sums_of(GROUPS)]
    assert pooled_variance(*with_empty) == pytest.approx(pooled_variance(*sums_of(GROUPS)))


def test_seven_groups_fall_back_to_ten_cases():
    means = np.arange(7.0)
    assert shrinkage_weight(means, np.full(7, 20.0), 1.0) == 10
    assert shrinkage_weight(np.append(means, nan), np.append(np.full(7, 20.0), 0.0), 1.0) == 10


def test_groups_that_differ_by_chance_alone_all_get_the_common_mean():
    means, counts = np.array([1.0, 1.1] * 4), np.full(8, 5.0)
    weight = shrinkage_weight(means, counts, within_variance=4.0)
    assert weight == inf
    assert shrunk_means(means, counts, weight) == pytest.approx(np.full(8, 1.05))


def test_the_weight_of_unequal_groups_is_the_one_worked_by_hand():
    means, counts = np.arange(8.0), np.array([90.0, 1, 1, 1, 1, 1, 1, 4])
    # N = 100, mu = 0.49, sum n(x - mu)^2 = 262.99, N - sum n^2 / N = 18.78.
    between = (262.99 - 7 * 2.0) / 18.78
    assert shrinkage_weight(means, counts, within_variance=2.0) == pytest.approx(2.0 / between)


def test_the_weight_finds_the_planted_ratio_of_variances():
    random = np.random.default_rng(5)
    counts = random.integers(5, 60, 4000).astype(float)
    means = random.normal(3.0, 0.5, 4000) + random.normal(0.0, 2.0, 4000) / np.sqrt(counts)
    assert shrinkage_weight(means, counts, within_variance=4.0) == pytest.approx(16.0, rel=0.1)


def test_an_empty_group_gets_the_centre_it_is_given():
    shrunk = shrunk_means(
        np.array([2.0, nan]), np.array([10.0, 0.0]), 10.0, centre=np.array([4.0, 7.0])
    )
    assert shrunk.tolist() == [3.0, 7.0]


@given(
    stn.arrays(np.float64, 9, elements=st.floats(-5, 5)),
    stn.arrays(np.float64, 9, elements=st.integers(1, 500).map(float)),
    st.floats(0, 1e6),
)
def test_a_shrunk_mean_lies_between_the_group_and_the_whole(means, counts, weight):
    whole = (means * counts).sum() / counts.sum()
    shrunk = shrunk_means(means, counts, weight)
    assert (shrunk >= np.minimum(means, whole) - 1e-9).all()
    assert (shrunk <= np.maximum(means, whole) + 1e-9).all()


def test_arrays_of_different_length_are_the_callers_mistake():
    with pytest.raises(InputError, match=r"\(2,\), got \(3,\)"):
        shrunk_means(np.zeros(3), np.ones(2), 1.0)
