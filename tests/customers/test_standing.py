"""What is assumed of everybody, and how all stand at once, beside one customer told alone."""

import numpy as np
import pytest

from percorso.customers.evidence import DAY_US
from percorso.customers.evidence_sql import NEVER_US, NOT_DUE_US
from percorso.customers.groups import band_of, fallen, group_index, limits_crossed
from percorso.customers.kinds import IndexSettings
from percorso.customers.standing import State, basis_of, plain_basis, standing_of

NOW = 1_800_000_000_000_000
PLAIN = plain_basis(0.0, IndexSettings())


def state(voices, then=None):
    """Customers with so much said, and how it felt: (mass, e) of voice each."""
    mass = np.zeros((len(voices), 5))
    mass[:, 0] = [of for of, _ in voices]
    weighted = mass * np.array([e for _, e in voices])[:, None]
    mass_then, weighted_then = (
        (mass, weighted) if then is None else (mass, mass * np.array(then)[:, None])
    )
    size = len(voices)
    return State(
        NOW, np.arange(1, size + 1, dtype=np.int32), mass, weighted, mass_then, weighted_then,
        np.full(size, NEVER_US), np.full(size, NEVER_US), np.zeros(size),
        np.zeros(size, dtype=np.int64), np.full(size, NOT_DUE_US), np.full(size, NOT_DUE_US),
    )  # fmt: skip


def test_a_handful_of_customers_does_not_say_what_is_typical():
    few, many = (basis_of(state([(1.0, -1.0)] * n), NOW, PLAIN).prior[0] for n in (7, 8))
    assert many == pytest.approx(-1.0)
    assert few == pytest.approx(-3.5 / 13.5)


def test_without_any_evidence_nothing_is_assumed():
    assert basis_of(state([(0.0, 0.0)] * 20), NOW, PLAIN).prior.tolist() == [0.0] * 5


def test_who_says_much_does_not_outweigh_the_rest():
    mixed = state([(50.0, -1.0), *[(1.0, 1.0)] * 9])
    assert basis_of(mixed, NOW, PLAIN).prior[0] > 0.6


def test_few_signals_are_in_no_alert_and_estimates_in_no_mean():
    told = state([(9.0, -1.0), (2.0, -1.0), (0.1, 1.0), *[(9.0, 0.0)] * 5],
                 then=[1.0, 1.0, 1.0, *[0.0] * 5])  # fmt: skip
    weights = IndexSettings(off=("service", "promise", "rhythm", "bond"))
    basis = plain_basis(0.0, weights)
    standing = standing_of(told, NOW, NOW - 14 * DAY_US, basis)
    assert standing.tier.tolist() == [2, 2, 0, 2, 2, 2, 2, 2]
    assert fallen(standing).tolist() == [0, 1]
    group = group_index(standing, NOW)
    assert (group.n, group.estimates) == (7, 1)
    assert group.index == pytest.approx(np.delete(standing.index, 2).mean())
    usual = standing_of(told, NOW, NOW - 14 * DAY_US, PLAIN)
    assert usual.tier.tolist()[:3] == [1, 1, 0]
    assert fallen(usual).size == 0


def test_a_group_below_five_with_a_number_has_no_index():
    standing = standing_of(state([(9.0, 1.0)] * 4), NOW, NOW - DAY_US, PLAIN)
    assert group_index(standing, NOW).index is None


def test_a_limit_belongs_to_the_band_above():
    assert [band_of(index) for index in (44.99, 45.0, 69.99, 70.0)] == [
        "at_risk", "neutral", "neutral", "happy",
    ]  # fmt: skip
    assert limits_crossed(44.0, 45.0) == [45.0]
    assert limits_crossed(45.0, 69.0) == []
