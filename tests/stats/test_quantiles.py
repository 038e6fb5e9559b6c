import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.errors import InputError
from percorso.stats.quantiles import (
    BIN_EXPRESSION,
    bin_of,
    finished_quantiles,
    quantile_of_bins,
    quantile_of_values,
)

MICROSECONDS = st.integers(0, 4_000_000_000_000_000)


def binned(seconds):
    return np.unique(bin_of(seconds), return_counts=True)


@pytest.mark.parametrize("spread", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("q", [0.05, 0.5, 0.9, 0.99])
def test_the_histogram_is_within_one_percent_of_the_exact_quantile(spread, q):
    seconds = np.random.default_rng(11).lognormal(np.log(7200), spread, 5_000)
    exact = np.quantile(seconds, q)
    assert quantile_of_bins(*binned(seconds), q) == pytest.approx(exact, rel=0.01)


@given(st.lists(MICROSECONDS, min_size=1, max_size=60), st.floats(0, 1))
def test_the_histogram_never_errs_by_more_than_a_bin(microseconds, q):
    seconds = np.array(microseconds) / 1e6
    exact = quantile_of_values(seconds, q)
    assert quantile_of_bins(*binned(seconds), q) == pytest.approx(exact, rel=0.0201, abs=1e-9)


@given(MICROSECONDS)
def test_a_lone_time_is_placed_within_one_percent(microseconds):
    seconds = np.array([microseconds]) / 1e6
    assert quantile_of_bins(*binned(seconds), 0.5) == pytest.approx(seconds[0], rel=0.01)


def test_duckdb_puts_every_time_into_the_same_bin():
    # The edges of the bins, where a rounding would show, and everything in between.
    edges = np.rint(1.02 ** np.arange(1_800)).astype(np.int64)
    spread = np.random.default_rng(13).integers(0, 4 * 10**15, 10_000)
    microseconds = np.concatenate([[0], edges, edges - 1, edges + 1, spread])
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select {BIN_EXPRESSION.format(us='us')} from (select unnest($times::bigint[]) as us)",
            {"times": microseconds.tolist()},
        ).fetchall()
    assert [row[0] for row in rows] == bin_of(microseconds / 1e6).tolist()


def test_equal_instants_stay_zero_seconds():
    zeros = np.zeros(1_500)
    assert finished_quantiles(zeros) == (0.0, 0.0)
    assert bin_of(np.array([0.0, 0.0000004])).tolist() == [0, 0]


def test_a_thousand_values_are_finished_exactly():
    seconds = np.random.default_rng(3).exponential(500.0, 1_000)
    median, p90 = finished_quantiles(seconds)
    assert (median, p90) == (np.median(seconds), np.quantile(seconds, 0.9))


def test_above_a_thousand_values_and_bins_give_the_same_number():
    seconds = np.random.default_rng(3).exponential(500.0, 1_001)
    bins, counts = binned(seconds)
    assert finished_quantiles(seconds) == finished_quantiles(bins=bins, counts=counts)
    assert finished_quantiles(seconds).median != np.median(seconds)


def test_partial_histograms_may_simply_be_put_one_after_the_other():
    seconds = np.random.default_rng(8).lognormal(5, 1, 3_000)
    halves = [binned(seconds[:1_000]), binned(seconds[1_000:])]
    joined = [np.concatenate(columns) for columns in zip(*halves, strict=True)]
    assert finished_quantiles(bins=joined[0], counts=joined[1]) == finished_quantiles(seconds)


def test_no_time_has_no_median():
    nothing = np.zeros(0, dtype=np.int64)
    assert finished_quantiles() == (None, None)
    assert finished_quantiles(np.zeros(0)) == (None, None)
    assert finished_quantiles(bins=nothing, counts=nothing) == (None, None)


def test_a_percentage_is_told_to_be_a_share():
    with pytest.raises(InputError, match=r"share in 0\.\.1, got 50"):
        quantile_of_values(np.array([1.0]), 50)
