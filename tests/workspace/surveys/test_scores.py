"""Scores: the same figures as on the map, and no certainty of few."""

import pytest

from percorso.workspace.surveys.scores import score_of


def test_csat_is_the_share_of_four_and_five():
    score = score_of("csat", [5, 4, 3, 1])
    assert score.estimate["value"] == 0.5
    assert score.estimate["low"] < 0.2
    assert score.groups == (2, 1, 1)
    assert score.counts == (1, 0, 1, 1, 1)


def test_few_equal_answers_are_no_certainty():
    assert score_of("ces", [7] * 9).estimate["low"] is None
    assert score_of("csat", [5] * 9).estimate["low"] < 0.75
    assert score_of("nps", [10] * 9).estimate == {"value": None, "low": None, "high": None, "n": 9}
    assert score_of("nps", []).estimate["n"] == score_of("ces", []).estimate["n"] == 0


def test_an_nps_says_what_change_it_would_notice():
    score = score_of("nps", [10] * 50 + [8] * 30 + [0] * 20)
    assert (score.estimate["value"], score.groups, score.is_small) == (30, (50, 30, 20), False)
    assert score.detectable == pytest.approx(30.9, abs=0.1)
