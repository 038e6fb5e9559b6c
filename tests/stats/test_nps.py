from math import comb, sqrt

import pytest

from percorso.domain.errors import InputError
from percorso.stats.nps import least_detectable_change, nps_estimate

Z = 1.959964


def test_a_hundred_answers_give_30_plus_minus_15_31():
    nps = nps_estimate(50, 30, 20)
    assert nps["value"] == pytest.approx(30)
    assert nps["high"] - nps["value"] == pytest.approx(15.31, abs=0.01)
    assert nps["value"] - nps["low"] == pytest.approx(15.31, abs=0.01)
    assert nps["n"] == 100


def test_nine_answers_are_no_nps_and_ten_are():
    assert nps_estimate(9, 0, 0) is None
    assert nps_estimate(10, 0, 0)["value"] == 100


def test_ten_equal_answers_still_leave_doubt():
    nps = nps_estimate(10, 0, 0)
    assert nps["low"] < 60
    assert nps["high"] == 100


def test_coverage_of_ten_answers_is_that_of_the_published_enumeration():
    plain = adjusted = 0.0
    for promoters in range(11):
        for detractors in range(11 - promoters):
            passives = 10 - promoters - detractors
            ways = comb(10, promoters) * comb(10 - promoters, detractors)
            probability = ways * 0.5**promoters * 0.3**passives * 0.2**detractors
            nps = nps_estimate(promoters, passives, detractors)
            adjusted += probability * (nps["low"] <= 30 <= nps["high"])
            share = (promoters - detractors) / 10
            half = Z * sqrt(((promoters + detractors) / 10 - share**2) / 10)
            plain += probability * (abs(share - 0.3) <= half)
    assert plain == pytest.approx(0.896, abs=5e-4)
    assert adjusted == pytest.approx(0.962, abs=5e-4)


SHARES = [(0.5, 0.2), (0.7, 0.1), (0.35, 0.35), (0.6, 0.15), (0.85, 0.05), (0.3, 0.4)]


@pytest.mark.parametrize("n", [10, 30])
@pytest.mark.parametrize(("promote", "detract"), SHARES)
def test_few_answers_hold_the_true_score_as_often_as_promised(n, promote, detract):
    """By the probability of every outcome there is, which a simulation would only estimate."""
    true, covered = 100 * (promote - detract), 0.0
    for promoters in range(n + 1):
        for detractors in range(n - promoters + 1):
            passives = n - promoters - detractors
            ways = comb(n, promoters) * comb(n - promoters, detractors)
            shares = promote**promoters * detract**detractors * (1 - promote - detract) ** passives
            nps = nps_estimate(promoters, passives, detractors)
            covered += ways * shares * (nps["low"] - 1e-9 <= true <= nps["high"] + 1e-9)
    assert 0.93 <= covered <= 0.98


@pytest.mark.parametrize("n", [10, 11, 40, 99, 100])
def test_the_interval_always_holds_the_score_itself(n):
    for promoters in range(0, n + 1, 3):
        for detractors in range(n - promoters + 1):
            nps = nps_estimate(promoters, n - promoters - detractors, detractors)
            assert -100 <= nps["low"] <= nps["value"] <= nps["high"] <= 100


def test_four_times_the_answers_detect_half_the_change():
    small, large = least_detectable_change(50, 30, 20), least_detectable_change(200, 120, 80)
    assert small == pytest.approx(2 * large)
    assert small == pytest.approx(100 * 2.8 * sqrt(2 * 0.61 / 100))


def test_negative_answers_are_the_callers_mistake():
    with pytest.raises(InputError):
        nps_estimate(20, -1, 0)
