"""Totals of two periods: chance is not called a change, however days differ, and a change is."""

import numpy as np
import pytest

from percorso.stats.student import student_quantile
from percorso.stats.totals import Squares, difference_of_totals, fitted_days

WEEK = np.tile(np.arange(7), (2, 1))
FOUR_WEEKS = np.tile(np.arange(7), (2, 4))


@pytest.mark.parametrize(
    ("freedom", "published"), [(1, 12.706), (2, 4.303), (5, 2.571), (6, 2.447), (30, 2.042)]
)
def test_the_quantile_is_the_published_one(freedom: int, published: float) -> None:
    # Abramowitz & Stegun (1964), table 26.10.
    assert student_quantile(freedom) == pytest.approx(published, abs=5e-4)


def told(daily: np.ndarray, weekday: np.ndarray) -> tuple[float, float]:
    """The interval where every case is a customer of its own."""
    total = float(daily.sum())
    found = difference_of_totals(daily, weekday, Squares(total, total), (100, 100))
    assert found["low"] is not None
    assert found["high"] is not None
    return found["low"], found["high"]


@pytest.mark.parametrize("spread", [0.0, 0.25])
def test_days_alone_are_seldom_called_a_change(spread: float) -> None:
    made = np.random.default_rng(7)
    usual = 40.0 * np.array([1.0, 1.0, 1.1, 1.1, 1.4, 2.0, 0.5])
    wrong = 0
    for _ in range(600):
        weather = made.gamma(1 / spread**2, spread**2, (2, 28)) if spread else 1.0
        low, high = told(made.poisson(np.tile(usual, (2, 4)) * weather).astype(float), FOUR_WEEKS)
        wrong += not low <= 0 <= high
    assert wrong / 600 == pytest.approx(0.05, abs=0.025)


def test_a_third_more_is_a_change() -> None:
    made = np.random.default_rng(3)
    daily = made.poisson(np.array([[80.0], [60.0]]) * np.ones((2, 28))).astype(float)
    low, high = told(daily, FOUR_WEEKS)
    assert 0 < low < daily[0].sum() - daily[1].sum() < high


def test_a_customer_who_comes_often_is_one_draw() -> None:
    daily = np.array([[20.0] * 7, [10.0] * 7])
    alone = difference_of_totals(daily, WEEK, Squares(210.0, 210.0), (140, 70))
    often = difference_of_totals(daily, WEEK, Squares(2100.0, 2100.0), (140, 70))
    assert (alone["low"] or 0) > 0 > (often["low"] or 0)


def test_days_of_the_week_are_made_equal() -> None:
    # The first has two Sundays, the second one: 5 on a Sunday, 10 on any other day.
    weekday = np.array([[6, 0, 1, 6], [5, 6, 0, 1]])
    daily = np.where(weekday == 6, 5.0, 10.0)
    fitted = fitted_days(daily, weekday)
    assert fitted.other == pytest.approx(daily[0].sum())
    found = difference_of_totals(daily, weekday, Squares(65.0, 65.0), (30, 35))
    assert found["value"] == pytest.approx(0.0, abs=1e-6)


def test_nothing_at_all_has_no_interval() -> None:
    found = difference_of_totals(np.zeros((2, 7)), WEEK, Squares(0.0, 0.0), (0, 0))
    assert (found["value"], found["low"], found["high"]) == (0.0, None, None)
