"""The verdict: earned on planted truth, withheld on noise and on too little."""

import numpy as np

from percorso.customers.validation import validate


def scores(count, seed):
    random = np.random.default_rng(seed)
    named = ("index", "recency", "rfm", "last_rating", "mean_rating")
    return random, {key: random.normal(size=count) for key in named}


def test_an_index_that_knows_more_is_called_predictive():
    random, told = scores(600, 1)
    is_bad = told["index"] + random.normal(size=600) < -1
    assert validate(told, is_bad, 7).verdict == "predictive"


def test_on_pure_noise_the_card_says_descriptive():
    for seed in range(10):
        random, told = scores(400, seed)
        made = validate(told, random.random(400) < 0.2, seed)
        assert made.verdict == "descriptive"
        assert made.gain_low <= made.gain <= made.gain_high


def test_an_index_that_only_repeats_the_last_rating_is_descriptive():
    random, told = scores(600, 3)
    told["index"] = told["last_rating"].copy()
    made = validate(told, told["last_rating"] + random.normal(size=600) < -1, 7)
    assert made.verdict == "descriptive"
    assert made.gain == 0


def test_below_twenty_outcomes_of_a_kind_nothing_is_judged():
    _, told = scores(100, 4)
    made = validate(told, np.arange(100) < 19, 7)
    assert (made.verdict, made.figures, made.gain) == ("not_enough", (), None)
