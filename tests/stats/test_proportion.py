import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.errors import InputError
from percorso.stats.proportion import newcombe_difference, share_estimate, wilson_interval

HITS_OF_TRIALS = st.integers(1, 10_000).flatmap(
    lambda trials: st.tuples(st.integers(0, trials), st.just(trials))
)


def test_wilson_reproduces_81_of_263():
    assert wilson_interval(81, 263) == pytest.approx((0.25529, 0.36621), abs=1e-5)


def test_wilson_widens_with_the_confidence():
    narrow, wide = wilson_interval(8, 10, 0.8), wilson_interval(8, 10, 0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@given(HITS_OF_TRIALS)
def test_the_interval_holds_its_share_and_stays_in_0_to_1(counts):
    hits, trials = counts
    low, high = wilson_interval(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1
    assert low < high


@given(HITS_OF_TRIALS)
def test_failures_have_the_mirrored_interval(counts):
    hits, trials = counts
    low, high = wilson_interval(hits, trials)
    mirrored = wilson_interval(trials - hits, trials)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(("hits", "trials"), [(-1, 5), (6, 5), (0, 0), (1, -2)])
def test_counts_out_of_range_are_the_callers_mistake(hits, trials):
    with pytest.raises(InputError):
        wilson_interval(hits, trials)


def test_a_confidence_of_95_is_told_to_be_a_share():
    with pytest.raises(InputError, match=r"strictly between 0 and 1, got 95"):
        wilson_interval(1, 2, 95)


def test_no_case_gives_an_empty_estimate():
    assert share_estimate(0, 0) == {"value": None, "low": None, "high": None, "n": 0}


def test_a_share_carries_its_interval_and_n():
    low, high = wilson_interval(3, 4)
    assert share_estimate(3, 4) == {"value": 0.75, "low": low, "high": high, "n": 4}


# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ((56, 70, 48, 80), (0.2000, 0.0524, 0.3339)),
        ((6, 7, 2, 7), (0.5714, 0.0582, 0.8062)),
        ((5, 56, 0, 29), (0.0893, -0.0381, 0.1926)),
    ],
)
def test_newcombe_reproduces_the_published_intervals(counts, published):
    assert newcombe_difference(*counts) == pytest.approx(published, abs=1e-4)


@given(HITS_OF_TRIALS, HITS_OF_TRIALS)
def test_swapping_the_groups_turns_the_difference_round(first, second):
    value, low, high = newcombe_difference(*first, *second)
    swapped = newcombe_difference(*second, *first)
    assert swapped == pytest.approx((-value, -high, -low), abs=1e-12)
