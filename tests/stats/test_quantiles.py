from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.stats.quantiles import (
    KEPT_VALUES,
    Times,
    bin_of_microseconds,
    quantiles_of_groups,
    settled_times,
)

MICROSECONDS = st.integers(0, 4_000_000_000_000_000)
MANY = KEPT_VALUES + 1


def times(seconds, each=1):
    """One group of times, as they are, each of them so many times."""
    us = np.rint(np.asarray(seconds) * 1e6).astype(np.int64)
    none, ones = np.zeros(us.size, dtype=np.int64), np.ones(us.size, dtype=np.int64)
    return Times(none, none.astype(bool), us, each * ones)


def finished(*parts):
    """Median and p90 of the one group that these parts of it make."""
    joined = Times(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return quantiles_of_groups(settled_times(joined))[0]


@pytest.mark.parametrize("spread", [0.3, 1.0, 2.5])
def test_the_histogram_is_within_one_percent_of_the_exact_quantile(spread):
    seconds = np.random.default_rng(11).lognormal(np.log(7200), spread, 5_000)
    assert finished(times(seconds)) == pytest.approx(np.quantile(seconds, [0.5, 0.9]), rel=0.01)


@given(st.lists(MICROSECONDS, min_size=1, max_size=60))
def test_the_histogram_never_errs_by_more_than_a_bin(microseconds):
    seconds = np.array(microseconds) / 1e6
    exact = np.quantile(np.repeat(seconds, MANY), [0.5, 0.9])
    assert finished(times(seconds, each=MANY)) == pytest.approx(exact, rel=0.0201, abs=1e-9)


@given(MICROSECONDS)
def test_a_lone_time_is_placed_within_one_percent(microseconds):
    seconds = microseconds / 1e6
    assert finished(times([seconds], each=MANY)).median == pytest.approx(seconds, rel=0.01)


def test_the_edges_of_the_bins_are_powers_of_the_ratio():
    edges = np.ceil(1.02 ** np.arange(400, 1_400)).astype(np.int64)
    assert bin_of_microseconds(edges).tolist() == list(range(401, 1_401))
    assert bin_of_microseconds(edges - 1).tolist() == list(range(400, 1_400))


def test_equal_instants_stay_zero_seconds():
    assert finished(times(np.zeros(1_500))) == (0.0, 0.0)


def test_a_thousand_values_are_finished_exactly():
    seconds = np.rint(np.random.default_rng(3).exponential(5e8, KEPT_VALUES)) / 1e6
    assert finished(times(seconds)) == pytest.approx(np.quantile(seconds, [0.5, 0.9]), rel=1e-12)


def test_above_a_thousand_values_bins_stand_for_them():
    seconds = np.rint(np.random.default_rng(3).exponential(5e8, MANY)) / 1e6
    assert finished(times(seconds)).median != pytest.approx(np.median(seconds), rel=1e-9)


def test_parts_in_bins_and_parts_in_times_may_simply_be_put_one_after_the_other():
    seconds = np.random.default_rng(8).lognormal(5, 1, 3_000)
    parts = [settled_times(times(seconds[:2_000])), times(seconds[2_000:])]
    assert parts[0].is_large.all()
    assert finished(*parts) == finished(times(seconds))


ROWS = st.tuples(
    st.integers(0, 3), st.booleans(), st.one_of(st.integers(0, 900), MICROSECONDS),
    st.integers(1, 700),
)  # fmt: skip


@given(st.lists(ROWS, min_size=1, max_size=40), st.booleans())
def test_times_are_added_up_by_group_and_time_whatever_their_order(rows, of_two_kinds):
    rows = [(group, large, place % 2200 if large else place, n) for group, large, place, n in rows]
    total, expected = Counter(), Counter()
    for group, _, _, counts in rows:
        total[group] += counts
    for group, large, place, counts in rows:
        is_binned = total[group] > KEPT_VALUES
        if is_binned and not large:
            place = int(bin_of_microseconds(np.array([place]))[0])
        # Few times that were counted in bins are left where they are.
        expected[group, is_binned, place] += counts
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    if of_two_kinds:
        columns[3] = np.stack([columns[3], np.zeros_like(columns[3])], axis=1)
    found = settled_times(Times(*columns))
    counts = found.counts[:, 0] if of_two_kinds else found.counts
    keys = zip(found.group, found.is_large, found.place, strict=True)
    told = [(int(group), bool(large), int(place)) for group, large, place in keys]
    assert dict(zip(told, counts.tolist(), strict=True)) == expected
    assert told == sorted(told)


def test_no_time_has_no_median():
    assert quantiles_of_groups(settled_times(times([]))) == {}
