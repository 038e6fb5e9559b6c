"""Differences of two estimates: equal to Newcombe's, and what clusters and pairs do to them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.stats.difference import (
    difference_of_estimates,
    share_of_clusters,
    spread_of_ratios,
)
from percorso.stats.proportion import newcombe_difference, share_estimate

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(first=COUNTS, second=COUNTS)
def test_two_independent_shares_give_newcombes_interval(first, second):
    made = difference_of_estimates(share_estimate(*first), share_estimate(*second))
    wanted = newcombe_difference(*first, *second)
    assert (made["value"], made["low"], made["high"]) == pytest.approx(tuple(wanted), abs=1e-12)
    assert (made["n"], made["n_other"], made["other"]) == (
        first[1], second[1], second[0] / second[1],
    )  # fmt: skip


@given(counts=COUNTS)
def test_a_share_minus_itself_is_zero_and_its_interval_holds_zero(counts):
    one = share_estimate(*counts)
    made = difference_of_estimates(one, one, correlation=1.0)
    apart = difference_of_estimates(one, one)
    assert made["value"] == 0
    assert made["low"] <= 0 <= made["high"]
    assert made["high"] - made["low"] <= apart["high"] - apart["low"] + 1e-12


def test_what_one_side_lacks_has_no_difference():
    made = difference_of_estimates(share_estimate(3, 9), None)
    assert (made["value"], made["low"], made["n"], made["n_other"]) == (None, None, 9, 0)


def test_cases_that_come_in_bundles_weigh_less():
    # Ten customers with ten visits each that all end alike are ten cases, not a hundred.
    hits = np.array([[10.0]] * 4 + [[0.0]] * 6)
    cases = np.full((10, 1), 10.0)
    variance = float(spread_of_ratios(hits, cases, hits, cases).first[0])
    bundled, ten = share_of_clusters(40, 100, variance), share_estimate(4, 10)
    assert (bundled["low"], bundled["high"]) == pytest.approx((ten["low"], ten["high"]))
    assert bundled["n"] == 100


def test_customers_of_different_samples_do_not_vary_together():
    here = np.array([[1.0], [0.0], [0.0], [0.0]]), np.array([[1.0], [1.0], [0.0], [0.0]])
    there = here[0][::-1], here[1][::-1]
    assert spread_of_ratios(*here, *there).correlation.tolist() == [0.0]
    assert spread_of_ratios(*here, *here).correlation.tolist() == [1.0]
