"""Models of mood learnt from a firm's own rated texts, kept beside what they read."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from percorso.store.query import Query
from percorso.store.warehouse import Columns, Warehouse
from percorso.voice.features import WIDTH
from percorso.voice.hybrid import HybridModel, ModelCard, learn
from percorso.voice.language import language_of
from percorso.voice.lexicon import LANGUAGES, Language
from percorso.workspace.texts import learning_sql as ask

_LANGUAGE_OF_DOUBT: Language = "it"
# Ratings on -1..1 as stars of 1 to 5.
_MIDDLE, _PER_LEVEL = 3.0, 2.0


@dataclass(frozen=True, slots=True)
class LearntMood:
    """A model that reads texts of one language.

    Attributes:
        model: What was learnt.
        trust: 2 AUC - 1, on the texts it did not learn from.
    """

    model: HybridModel
    trust: float


def learnt_moods(warehouse: Warehouse) -> dict[Language, LearntMood]:
    """The models that were better than the word tables, as they are kept."""
    found: dict[Language, LearntMood] = {}
    for row in warehouse.rows(ask.CARDS):
        language, auc, is_kept, line = row[0], row[4], row[8], row[9:12]
        if is_kept:
            weights = warehouse.columns(Query(ask.WEIGHTS, {"language": language}))
            found[language] = LearntMood(_model(language, weights, *line), max(0.0, 2 * auc - 1))
    return found


def _model(
    language: Language, weights: Columns, intercept: float, slope: float, shift: float
) -> HybridModel:
    whole, rarity = np.zeros((2, WIDTH))
    whole[weights["place"]] = weights["weight"]
    rarity[weights["place"]] = weights["rarity"]
    return HybridModel(language, whole, intercept, rarity, slope, shift)


def cards_of(warehouse: Warehouse) -> dict[Language, ModelCard]:
    """How each model was judged; none where nothing was to be learnt."""
    return {
        row[0]: ModelCard(
            row[1], row[2], row[3], row[4],
            None if row[5] is None else (row[5], row[6]), row[7], row[8],
        )
        for row in warehouse.rows(ask.CARDS)
    }  # fmt: skip


def learn_moods(warehouse: Warehouse) -> None:
    """Learn from the rated texts of each language; what is no better is judged and not kept.

    Args:
        warehouse: Held to be written; with the temporary table `restricted_customer`.
    """
    texts: dict[Language, list[str]] = {language: [] for language in LANGUAGES}
    stars: dict[Language, list[float]] = {language: [] for language in LANGUAGES}
    known: set[str] = set()
    for said, text, felt in warehouse.rows(ask.RATED_TEXTS):
        # Words that stand in what is learnt from and in what is kept back judge nothing.
        if (plain := " ".join(text.casefold().split())) in known:
            continue
        known.add(plain)
        language = _language(said, text)
        texts[language].append(text)
        stars[language].append(_MIDDLE + _PER_LEVEL * felt)
    with warehouse.transaction():
        for language in LANGUAGES:
            model, card = learn(texts[language], stars[language], language)
            _keep(warehouse, language, model, card)


@lru_cache(maxsize=1)
def _codes() -> dict[str, Language]:
    return dict(zip(LANGUAGES, LANGUAGES, strict=True))


def _language(said: str | None, text: str) -> Language:
    known = _codes().get((said or "").lower()[:2])
    if known:
        return known
    guess = language_of(text)
    return guess.language if guess.is_sure else _LANGUAGE_OF_DOUBT


def _keep(
    warehouse: Warehouse, language: Language, model: HybridModel | None, card: ModelCard
) -> None:
    low, high = card.interval or (None, None)
    told: dict[str, Any] = {
        "language": language, "rated": card.rated, "negative": card.negative,
        "kept_back": card.kept_back, "auc": card.auc, "low": low, "high": high,
        "lexicon_auc": card.lexicon_auc, "is_kept": card.is_kept,
        "intercept": model and model.intercept, "slope": model and model.slope,
        "shift": model and model.shift,
    }  # fmt: skip
    warehouse.do(Query(ask.KEEP_CARD, told))
    if model is None:
        return
    used = np.flatnonzero((model.weights != 0) | (model.columns_rarity != 0))
    warehouse.fill(
        "weights_now",
        {
            "place": used.astype(np.int32), "weight": model.weights[used],
            "rarity": model.columns_rarity[used],
        },
    )  # fmt: skip
    warehouse.do(Query(ask.KEEP_WEIGHTS, {"language": language}))
    warehouse.do("drop table weights_now")
