"""How well texts are understood, on texts of real customers.

Sources: ATE_ABSITA, EVALITA 2020 (dev file); SENTIPOLC and QA4FAQ, EVALITA 2016; Women's E-Commerce
Clothing Reviews, Kaggle; Bitext customer support intents. They measure; nothing that ships was
learnt from them, and none of their texts stands here.
"""

import csv
import gzip
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from percorso.stats.discrimination import auc
from percorso.voice.hybrid import learn
from percorso.voice.language import language_of
from percorso.voice.sentiment import sentiment_of

pytestmark = pytest.mark.xdist_group("texts")


def zipped(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


@pytest.fixture(scope="module")
def absita(real_data):
    lines = (real_data("absita20-sample-it") / "ate_absita_dev.ndjson").read_text("utf-8")
    return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture(scope="module")
def clothing(real_data):
    rows = zipped(real_data("clothing-reviews-en") / "clothing_reviews.csv.gz")
    return [(row["Review Text"], int(row["Rating"])) for row in rows if row["Review Text"]]


def area(texts: Iterable[tuple[str, bool]], language: str) -> float:
    levels, kinds = [], []
    for text, is_positive in texts:
        levels.append(sentiment_of(text, language).level or 0.0)
        kinds.append(is_positive)
    return auc(levels, kinds)


def test_italian_reviews_are_told_apart(absita):
    rated = [(row["sentence"], row["score"] > 3) for row in absita if row["score"] != 3]
    assert len(rated) == 105
    assert area(rated, "it") >= 0.85


@pytest.mark.parametrize(("part", "least"), [("train", 0.75), ("test", 0.71)])
def test_italian_tweets_are_told_apart(real_data, part, least):
    rows = zipped(real_data("sentipolc16-it") / f"{part}.csv.gz")
    assert area(
        ((row["text"], row["opos"] == "1") for row in rows if row["opos"] != row["oneg"]), "it"
    ) >= least  # fmt: skip


def test_english_reviews_are_told_apart(clothing):
    rated = [(text, stars > 3) for text, stars in clothing[::4] if stars != 3]
    assert area(rated, "en") >= 0.80


def test_a_thousand_own_stars_teach_what_the_lexicon_does_not_know(clothing):
    generator = np.random.default_rng(8)
    stars = np.array([given for _, given in clothing])
    poles = [generator.permutation(np.flatnonzero(which)) for which in (stars <= 2, stars >= 4)]
    taught = np.concatenate([pole[:500] for pole in poles])
    others = generator.permutation(np.concatenate([pole[500:] for pole in poles]))[:2_000]
    model, card = learn([clothing[at][0] for at in taught], stars[taught], "en")
    assert card.is_kept
    shares = model.positive_shares([clothing[at][0] for at in others])
    assert auc(shares, stars[others] > 3) >= 0.94


def four_words(texts: Iterable[str], most: int) -> list[str]:
    generator = np.random.default_rng(8)
    found = []
    for text in texts:
        words = text.split()
        if len(words) >= 4 and len(found) < most:
            first = int(generator.integers(0, len(words) - 3))
            found.append(" ".join(words[first : first + 4]))
    return found


def questions(folder: Path) -> list[str]:
    with gzip.open(folder / "questions.txt.gz", "rt", encoding="utf-8") as opened:
        return [line.split("\t", 1)[1] for line in opened if "\t" in line]


def test_four_words_tell_the_language(real_data, absita, clothing):
    italian = [
        *four_words((row["sentence"] for row in absita), 500),
        *four_words(questions(real_data("aqp-faq-it")), 500),
        *four_words((r["text"] for r in zipped(real_data("sentipolc16-it") / "test.csv.gz")), 500),
    ]
    bitext = (r["utterance"] for r in zipped(real_data("bitext-intents-en") / "train.csv.gz"))
    english = [*four_words((text for text, _ in clothing), 700), *four_words(bitext, 700)]
    for texts, language in ((italian, "it"), (english, "en")):
        right = sum(language_of(text).language == language for text in texts)
        assert right / len(texts) >= 0.97, language


def test_four_thousand_texts_are_read_a_second(clothing):
    texts = [text for text, _ in clothing[:2_000]]
    begun = time.process_time()
    for text in texts:
        sentiment_of(text, language_of(text).language)
    # Seconds of the processor: the machine may have others to serve.
    assert len(texts) / (time.process_time() - begun) >= 4_000
