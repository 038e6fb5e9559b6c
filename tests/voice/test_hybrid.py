"""What is learnt from rated texts, and when it is kept."""

import numpy as np
import pytest

from percorso.voice.hybrid import learn

# Words no table knows: what they mean, only the firm's own stars tell.
GOOD, BAD = ("zorblo", "vintico", "lumarello"), ("grumolo", "stracozza", "pendrigo")


def rated(texts: int, seed: int = 5) -> tuple[list[str], list[int]]:
    generator = np.random.default_rng(seed)
    stars = [5 if place % 2 else 1 for place in range(texts)]
    words = [generator.choice(GOOD if given == 5 else BAD) for given in stars]
    return [f"la lampada {word} di casa" for word in words], stars


def test_what_only_the_own_stars_know_is_learnt_and_kept():
    model, card = learn(*rated(200), "it")
    assert model is not None
    assert (card.rated, card.negative, card.kept_back, card.is_kept) == (200, 100, 40, True)
    assert card.auc == 1.0
    assert card.lexicon_auc == 0.5
    good, bad = model.positive_shares(["uno zorblo", "un grumolo"])
    assert bad < 0.3 < 0.7 < good


def test_a_model_that_is_no_better_than_the_lexicon_is_left():
    texts = ["ottima" if place % 2 else "pessima" for place in range(200)]
    model, card = learn(texts, [5 if place % 2 else 1 for place in range(200)], "it")
    assert model is None
    assert (card.auc, card.lexicon_auc, card.is_kept) == (1.0, 1.0, False)


@pytest.mark.parametrize(
    ("texts", "stars"),
    [(199, [1, 5]), (400, [5]), (400, [3]), (0, [1])],
)
def test_too_few_of_a_pole_teach_nothing(texts, stars):
    model, card = learn(["bella"] * texts, [stars[n % len(stars)] for n in range(texts)], "it")
    assert model is None
    assert card.auc is None
    assert not card.is_kept


def test_the_same_texts_give_the_same_model():
    first, second = (learn(*rated(200), "it")[0] for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
