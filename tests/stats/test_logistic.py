"""Logistic regression and the area under the curve, against what is known of them."""

import numpy as np
import pytest

from percorso.stats.discrimination import auc, auc_interval
from percorso.stats.logistic import logistic_fit, platt_curve


class Dense:
    """Rows as a plain array."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows = rows

    def times(self, weights):
        return self.rows @ weights

    def summed(self, of_rows):
        return of_rows @ self.rows


def cases(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    rows = generator.normal(size=(n, 3))
    odds = rows @ [2.0, -1.0, 0.0]
    return rows, generator.random(n) < 1 / (1 + np.exp(-odds))


def test_the_slope_of_the_penalised_loss_is_nought_where_it_ends():
    rows, kinds = cases(400, 1)
    weights, intercept = logistic_fit(Dense(rows), kinds, 3, strength=0.5)
    counts = 0.5 * np.where(kinds, 0.5 / kinds.mean(), 0.5 / (1 - kinds.mean()))
    off = 1 / (1 + np.exp(-(rows @ weights + intercept))) - kinds
    assert rows.T @ (counts * off) + weights == pytest.approx(np.zeros(3), abs=0.05)
    assert (counts * off).sum() == pytest.approx(0, abs=0.05)


def test_planted_weights_are_found():
    rows, kinds = cases(20_000, 2)
    weights, _ = logistic_fit(Dense(rows), kinds, 3, strength=10)
    assert weights == pytest.approx([2.0, -1.0, 0.0], abs=0.1)


def test_platt_finds_the_curve_the_kinds_were_drawn_from():
    generator = np.random.default_rng(3)
    scores = generator.normal(size=20_000)
    kinds = generator.random(20_000) < 1 / (1 + np.exp(-(1.5 * scores - 0.5)))
    assert platt_curve(scores, kinds) == pytest.approx((1.5, -0.5), abs=0.1)


def test_the_area_is_the_share_of_pairs_told_apart():
    generator = np.random.default_rng(4)
    scores, kinds = generator.integers(0, 9, 60), generator.random(60) < 0.4
    pairs = [(a > b) + (a == b) / 2 for a in scores[kinds] for b in scores[~kinds]]
    assert auc(scores, kinds) == pytest.approx(np.mean(pairs))


def test_the_interval_holds_the_area_and_is_narrower_with_more_cases():
    generator = np.random.default_rng(5)
    kinds = np.arange(2_000) % 2 == 0
    scores = generator.normal(size=2_000) + kinds
    few, many = auc_interval(scores[:100], kinds[:100]), auc_interval(scores, kinds)
    assert many[0] < 0.7602 < many[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_one_kind_alone_has_no_area():
    assert np.isnan(auc([1.0, 2.0], [True, True]))
    assert np.isnan(auc_interval([1.0, 2.0], [True, False])[0])
