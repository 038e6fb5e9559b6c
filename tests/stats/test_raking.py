"""Raking: margins met, weights bounded, and what they are worth."""

import numpy as np
import pytest

from percorso.domain.errors import InputError
from percorso.stats.raking import raked


def test_two_margins_are_met_at_once():
    rng = np.random.default_rng(5)
    tenure, channel = rng.choice(3, 400, p=[0.5, 0.3, 0.2]), rng.choice(2, 400, p=[0.8, 0.2])
    found = raked([tenure, channel], [np.array([0.4, 0.35, 0.25]), np.array([0.7, 0.3])])
    assert found.trimmed == 0
    assert found.gap < 0.001
    shares = np.bincount(tenure, found.weights) / found.weights.sum()
    assert shares == pytest.approx([0.4, 0.35, 0.25], abs=0.001)
    assert found.weights.mean() == pytest.approx(1)
    assert found.effective < 400


def test_answers_that_are_like_those_asked_weigh_the_same():
    found = raked([np.array([0, 1] * 10)], [np.array([0.5, 0.5])])
    assert found.weights == pytest.approx(np.ones(20))
    assert found.effective == pytest.approx(20)


def test_one_answer_never_stands_for_many():
    classes = np.array([0] * 99 + [1])
    found = raked([classes], [np.array([0.5, 0.5])])
    assert found.trimmed == 1
    assert found.weights[-1] / np.median(found.weights) == pytest.approx(5)
    # Then the margin is not met, and it is said.
    assert found.gap > 0.4


@pytest.mark.parametrize("classes", [[], [0, 0]])
def test_a_class_nobody_answered_in_cannot_be_weighed(classes):
    with pytest.raises(InputError):
        raked([np.array(classes, dtype=np.int64)], [np.array([0.5, 0.5])])
