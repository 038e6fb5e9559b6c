"""Mix and rate: the parts of a difference of conversion add up to it, whatever the beginnings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.journeys.comparison.conversion_parts import conversion_parts

KEYS = {code: f"t{code}" for code in range(1, 6)}
COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
SAMPLES = st.dictionaries(st.sampled_from(sorted(KEYS)), COUNTS, min_size=1)


def conversion(sample):
    return sum(success for _, success in sample.values()) / sum(n for n, _ in sample.values())


@given(this=SAMPLES, other=SAMPLES)
def test_the_parts_add_up_to_the_difference(this, other):
    parts = conversion_parts(this, other, KEYS)
    whole = sum(part["mix"] + part["rate"] for part in parts)
    assert whole == pytest.approx(conversion(this) - conversion(other), abs=1e-12)


@given(sample=SAMPLES)
def test_a_sample_against_itself_has_no_parts_but_zeros(sample):
    parts = conversion_parts(sample, sample, KEYS)
    assert {part["mix"] for part in parts} | {part["rate"] for part in parts} == {0.0}


def test_the_same_beginnings_that_succeed_less_are_rate_alone():
    (part,) = conversion_parts({1: (10, 2)}, {1: (20, 10)}, KEYS)
    assert (part["mix"], part["rate"]) == (0, pytest.approx(-0.3))


def test_nothing_decided_has_no_parts():
    assert conversion_parts({}, {1: (4, 2)}, KEYS) == []
