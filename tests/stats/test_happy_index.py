"""The Happy Index against the two worked examples and the table of its own definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.stats import happy_index as hi

# HAPPY-INDEX.md, section 3: Voice, Service, Promise, Rhythm, Bond.
WEIGHTS = np.array([0.35, 0.20, 0.20, 0.15, 0.10])
HALF_LIVES = np.array([180.0, 120.0, 180.0, 60.0, 365.0])
PRIOR = np.array([0.30, 0.10, 0.40, 0.0, 0.10])
VARIANCE = np.full(5, 0.25)
# NPS 3 · five stars, unverified · late answer · late delivery · delivered in window · silence with
# rho 1 · referral.
DIMENSION = np.array([0, 0, 1, 2, 2, 3, 4])
VALUE = np.array([-0.4, 1.0, -1.0, -1.0, 1.0, 0.5, 1.0])
TRUST = np.array([1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0])
AGE = np.array([180.0, 0.0, 0.0, 0.0, 180.0, 0.0, 365.0])
EXAMPLES = [
    (
        2.0, 0.5, [-1.1667, 2.9167, -2.3077, -3.0769, 0.7692, 1.2500, 1.0000],
        [3.5, 0.7692, 2.4615, 0.0, 0.4], 56.5154, 0.3097, 7.0722, 1,
    ),
    (
        1.0, 0.6, [-1.7500, 4.3750, -3.7500, -4.3478, 1.3043, 1.8750, 1.6667],
        [2.6250, 0.6250, 1.7391, 0.0, 0.3333], 54.6957, 0.4714, 8.7163, 2,
    ),
]  # fmt: skip


def _masses(in_window: float) -> np.ndarray:
    weight = np.array([1.0, 1.0, 0.6, 1.0, in_window, 1.0, 1.0])
    return hi.masses(weight, TRUST, AGE, HALF_LIVES[DIMENSION])


@pytest.mark.parametrize(
    ("kappa", "in_window", "lines", "assumed", "index", "coverage", "error", "tier"), EXAMPLES
)
def test_the_worked_examples_come_out(
    kappa, in_window, lines, assumed, index, coverage, error, tier
):
    mass, pull = _masses(in_window), np.full(5, kappa)
    total = np.bincount(DIMENSION, mass, 5)
    own = hi.evidence_lines(mass, VALUE, WEIGHTS[DIMENSION], pull[DIMENSION], total[DIMENSION])
    taken = hi.assumed_lines(PRIOR, pull, total, WEIGHTS)
    sums = np.bincount(DIMENSION, mass * VALUE, 5)
    made = hi.index_of(hi.levels(total[None], sums[None], PRIOR, pull), WEIGHTS)
    assert own == pytest.approx(lines, abs=1e-4)
    assert taken == pytest.approx(assumed, abs=1e-4)
    assert made[0] == pytest.approx(index, abs=1e-4)
    assert 50 + own.sum() + taken.sum() == pytest.approx(made[0], abs=1e-9)
    covered = hi.coverage_of(total[None], pull, WEIGHTS)
    assert covered[0] == pytest.approx(coverage, abs=1e-4)
    assert hi.tiers_of(covered)[0] == tier
    assert hi.standard_error(total[None], pull, WEIGHTS, VARIANCE)[0] == pytest.approx(
        error, abs=1e-4
    )
    start = hi.index_of(PRIOR[None], WEIGHTS)[0]
    bars = hi.evidence_lines(
        mass, VALUE - PRIOR[DIMENSION], WEIGHTS[DIMENSION], pull[DIMENSION], total[DIMENSION]
    )
    assert start == pytest.approx(60.75, abs=1e-9)
    assert start + bars.sum() == pytest.approx(made[0], abs=1e-9)


@pytest.mark.parametrize(
    ("kappa", "weight", "wanted"),
    [(2.0, 0.5, [0.0900, 0.0800, 0.0722, 0.0616]), (1.0, 0.6, [0.1500, 0.1346, 0.1212, 0.1007])],
)
def test_one_kept_delivery_and_the_silence_cover_as_the_table_says(kappa, weight, wanted):
    for age, coverage in zip((0.0, 90.0, 180.0, 365.0), wanted, strict=True):
        mass = np.zeros((1, 5))
        mass[0, 2] = weight * 2 ** (-age / 180)
        mass[0, 3] = 1.0
        made = hi.coverage_of(mass, np.full(5, kappa), WEIGHTS)
        assert made[0] == pytest.approx(coverage, abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 4000)
        ), max_size=12,
    ),
    st.floats(0, 1),
)  # fmt: skip
def test_an_added_failure_never_raises_the_index_and_it_stays_in_bounds(rows, failure):
    def made(given_rows):
        dimension = np.array([row[0] for row in given_rows], dtype=int)
        mass = hi.masses(
            np.array([row[1] for row in given_rows], dtype=float), np.ones(len(given_rows)),
            np.array([row[3] for row in given_rows], dtype=float), HALF_LIVES[dimension],
        )  # fmt: skip
        value = np.array([row[2] for row in given_rows], dtype=float)
        total = np.bincount(dimension, mass, 5)
        sums = np.bincount(dimension, mass * value, 5)
        return hi.index_of(hi.levels(total[None], sums[None], PRIOR, np.ones(5)), WEIGHTS)[0]

    before = made(rows)
    assert 0 <= before <= 100
    for dimension in range(5):
        assert made([*rows, (dimension, failure, -1.0, 0.0)]) <= before + 1e-9
    if rows:
        raised = [(*rows[0][:2], 1.0, rows[0][3]), *rows[1:]]
        assert made(raised) >= before - 1e-9


def test_the_cap_takes_what_is_above_forty_and_adds_nothing():
    made = hi.cap_line(np.array([70.0, 40.0, 12.0, 70.0]), np.array([True, True, True, False]))
    assert made.tolist() == [-30.0, 0.0, 0.0, 0.0]
