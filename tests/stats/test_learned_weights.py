"""Weights are learnt where outcomes tell them, and left as they are where they do not."""

import numpy as np
import pytest

from percorso.customers.kinds import DIMENSIONS, IndexSettings
from percorso.stats.learned_weights import FEWEST_OF_A_KIND, learned_weights

DEFAULT = IndexSettings().weights
KEYS = [one.key for one in DIMENSIONS]


def shop(drivers, customers=6000, seed=1):
    """Customers whose outcome is moved by some dimensions alone, by so much each."""
    draw = np.random.default_rng(seed)
    level = draw.uniform(-1, 1, (customers, len(KEYS)))
    pull = np.array([drivers.get(key, 0.0) for key in KEYS])
    is_bad = draw.random(customers) < 1 / (1 + np.exp(0.7 + level @ pull))
    return level, is_bad


@pytest.mark.parametrize(
    "drivers", [{"service": 3.0, "promise": 1.2}, {"bond": 2.5, "rhythm": 1.0, "voice": 0.5}]
)
def test_planted_drivers_are_recovered_in_rank_and_null_ones_are_not(drivers):
    found = learned_weights(*shop(drivers), DEFAULT, seed=3)
    assert found is not None
    assert found.is_better
    told = dict(zip(KEYS, found.weights.tolist(), strict=True))
    ranked = sorted(told, key=told.get, reverse=True)
    assert ranked[: len(drivers)] == sorted(drivers, key=drivers.get, reverse=True)
    whole = sum(drivers.values())
    for key in KEYS:
        assert told[key] == pytest.approx(drivers.get(key, 0.0) / whole, abs=0.06)
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-12)


def test_on_noise_and_where_the_weights_are_right_nothing_is_changed():
    noise = learned_weights(*shop({}), DEFAULT, seed=3)
    assert noise is None or not noise.is_better
    right = dict(zip(KEYS, (DEFAULT * 6).tolist(), strict=True))
    found = learned_weights(*shop(right), DEFAULT, seed=3)
    assert found is not None
    assert not found.is_better
    assert found.weights == pytest.approx(DEFAULT, abs=0.05)


def test_what_makes_it_worse_is_no_driver_of_wellbeing():
    found = learned_weights(*shop({"voice": -2.0, "service": 2.0}), DEFAULT, seed=3)
    assert found is not None
    assert found.weights[0] == 0.0


def test_too_few_outcomes_of_a_kind_teach_nothing():
    level, is_bad = shop({"service": 3.0})
    bad = np.flatnonzero(is_bad)[: FEWEST_OF_A_KIND - 1]
    kept = np.sort(np.concatenate([bad, np.flatnonzero(~is_bad)]))
    assert learned_weights(level[kept], is_bad[kept], DEFAULT, seed=3) is None


def test_a_dimension_that_is_off_stays_off():
    weights = IndexSettings(off=("service",)).weights
    found = learned_weights(*shop({"service": 3.0, "promise": 2.0}), weights, seed=3)
    assert found is not None
    assert found.weights[KEYS.index("service")] == 0.0
