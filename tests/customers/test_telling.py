"""One customer's index by lines, in time, and by what would move it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.customers.evidence import DAY_US, Evidence
from percorso.customers.kinds import KIND_OF_NUMBER, KINDS, IndexSettings
from percorso.customers.standing import plain_basis
from percorso.customers.telling import Lived, history_of, index_at, told_at, would_move

NOW = 1_800_000_000_000_000
BASIS = plain_basis(30.0 * DAY_US, IndexSettings())
NOTHING = np.zeros(0, dtype=np.int64)


def lived(*rows, purchases=(), critical=None):
    """Rows are (kind, days ago, e)."""
    kinds = np.array([KINDS[kind].number for kind, _, _ in rows], dtype=np.int64)
    at = np.array([NOW - days * DAY_US for _, days, _ in rows], dtype=np.int64)
    order = np.argsort(at, kind="stable")
    evidence = Evidence(
        kinds[order], at[order], np.array([e for _, _, e in rows], dtype=float)[order],
        np.ones(len(rows)), np.arange(1, len(rows) + 1)[order],
    )  # fmt: skip
    bought = np.array(sorted(NOW - days * DAY_US for days in purchases), dtype=np.int64)
    return Lived(evidence, bought, None if critical is None else NOW - critical * DAY_US)


ROWS = st.lists(
    st.tuples(st.sampled_from(list(KINDS)), st.integers(0, 800), st.sampled_from([-1.0, 0.3, 1.0])),
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.lists(st.integers(0, 400), max_size=4), st.none() | st.integers(0, 9))
def test_lines_assumed_and_cap_make_the_index_whatever_was_lived(rows, purchases, critical):
    person = lived(*rows, purchases=purchases, critical=critical)
    told = told_at(person, NOW, BASIS)
    # A history asks for the number alone: it is the same one.
    assert index_at(person, NOW, BASIS) == (told.index, told.tier)
    points = sum(line.points for line in told.lines) + sum(told.assumed.values()) + told.cap
    assert 50 + points == pytest.approx(told.index, abs=1e-9)
    bars = sum(line.bar for line in told.lines) + told.cap
    assert told.start + bars == pytest.approx(told.index, abs=1e-9)
    assert 0 <= told.low <= told.index <= told.high <= 100


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = (told_at(lived(*given_rows), NOW, BASIS) for given_rows in (rows, shuffled))
    assert one.index == pytest.approx(other.index, abs=1e-9)


def test_an_open_critical_complaint_holds_the_index_at_forty_in_a_line_of_its_own():
    told = told_at(lived(("nps", 0, 1.0), critical=1), NOW, BASIS)
    free = told_at(lived(("nps", 0, 1.0)), NOW, BASIS)
    assert told.index == pytest.approx(40.0)
    assert told.cap == pytest.approx(40.0 - free.index)
    assert ("complaint_solved", pytest.approx(-told.cap)) in would_move(
        lived(("nps", 0, 1.0), critical=1), NOW, BASIS
    )


def test_history_shows_a_fall_on_its_day_and_nothing_before_there_was_a_number():
    told = history_of(lived(("nps", 60, 1.0), ("nps", 10, -1.0)), NOW - 90 * DAY_US, NOW, BASIS)
    days = {round((NOW - us) / DAY_US): index for us, index in told}
    assert min(days) == 0
    assert max(days) == 60
    assert days[10] < days[14] - 5


def test_silence_beyond_the_usual_wait_is_a_failure_that_grows():
    waits = [told_at(lived(purchases=(days,)), NOW, BASIS).index for days in (10, 40, 60, 100)]
    assert waits[0] > 50 > waits[2] >= waits[3]
    assert waits == sorted(waits, reverse=True)


def test_every_kind_that_is_a_failure_counts_minus_one():
    fixed = [kind.value for kind in KIND_OF_NUMBER.values() if kind.value is not None]
    assert set(fixed) == {-1.0, 1.0}


def test_a_dimension_that_is_off_counts_for_nobody_and_the_rest_add_to_one():
    weights = IndexSettings(off=("promise",)).weights
    assert weights[2] == 0
    assert weights.sum() == pytest.approx(1.0)
