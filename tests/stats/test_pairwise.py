"""Correlations of columns with gaps, against those of the rows that know both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from percorso.domain.errors import InputError
from percorso.stats.pairwise import FEWEST_IN_COMMON, correlations_of, pair_sums


def gappy(rows, columns, missing, seed):
    random = np.random.default_rng(seed)
    values = random.normal(size=(rows, columns)) + random.normal(size=(rows, 1))
    values[random.random(values.shape) < missing] = np.nan
    return values


def one_by_one(values):
    """Each correlation from the rows in common alone."""
    size = values.shape[1]
    made = np.eye(size)
    for a in range(size):
        for b in range(size):
            both = ~np.isnan(values[:, a]) & ~np.isnan(values[:, b])
            if a != b and both.sum() >= FEWEST_IN_COMMON:
                made[a, b] = np.corrcoef(values[both, a], values[both, b])[0, 1]
    return made


@settings(deadline=None, max_examples=30)
@given(some.integers(2, 5), some.floats(0, 0.8), some.integers(0, 10_000))
def test_each_pair_is_correlated_over_its_own_rows(columns, missing, seed):
    values = gappy(120, columns, missing, seed)
    sums = pair_sums(values, np.arange(120) % 7)
    assert correlations_of(sums.sum(axis=0)) == pytest.approx(one_by_one(values), abs=1e-9)


def test_groups_add_up_however_the_rows_are_grouped():
    values = gappy(80, 3, 0.4, seed=1)
    grouped, single = (pair_sums(values, groups).sum(axis=0)
                       for groups in (np.arange(80) % 5, np.arange(80)))  # fmt: skip
    assert grouped == pytest.approx(single)


def test_pairs_with_few_rows_in_common_or_no_spread_count_as_unrelated():
    values = np.full((60, 4), np.nan)
    values[:29, 0] = values[:29, 1] = np.arange(29)
    values[:, 2], values[:, 3] = 1.0, np.arange(60)
    found = correlations_of(pair_sums(values, np.arange(60)).sum(axis=0))
    assert (found == np.eye(4)).all()
    assert correlations_of(pair_sums(values, np.arange(60)).sum(axis=0), 29)[0, 1] == 1


def test_groups_of_another_length_are_refused():
    with pytest.raises(InputError, match="groups"):
        pair_sums(np.ones((3, 2)), np.zeros(2, dtype=int))
