"""A model of mood learnt from the firm's own rated texts, kept only where it is better."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Booleans, Floats, Integers
from percorso.stats.discrimination import auc, auc_interval
from percorso.stats.logistic import logistic_fit, platt_curve
from percorso.voice.features import Rows, counted, rarity, weighted
from percorso.voice.lexicon import Language
from percorso.voice.sentiment import sentiment_of

HYBRID_VERSION = "hybrid-1"

# Fewer cannot teach more than the lexicon knows.
FEWEST_RATED, FEWEST_OF_A_POLE = 200, 20
_FOLDS = 5
_STRENGTH = 30.0


@dataclass(frozen=True, slots=True)
class ModelCard:
    """How a model was judged: on the fifth of the rated texts it did not learn from.

    Attributes:
        rated: Texts with 1, 2, 4 or 5 stars.
        negative: Of them, with 1 or 2.
        kept_back: Texts the judgement rests on.
        auc, lexicon_auc: On these; None where there were too few to learn from.
        interval: 95 % interval of `auc`.
        is_kept: Whether the model was better than the lexicon.
    """

    rated: int
    negative: int
    kept_back: int
    auc: float | None
    interval: tuple[float, float] | None
    lexicon_auc: float | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class HybridModel:
    """Words, letters and lexicon, weighted by what the firm's own customers meant by them.

    Attributes:
        language: Of the texts it was learnt from.
        weights, intercept: Of the columns of `features`; most weights are 0.
        columns_rarity: What `features.rarity` said of the texts it was learnt from.
        slope, shift: The curve that makes probabilities of its scores.
    """

    language: Language
    weights: Floats
    intercept: float
    columns_rarity: Floats
    slope: float
    shift: float

    def positive_shares(self, texts: list[str]) -> Floats:
        """The probability that each text's writer is content, shape (texts,)."""
        rows = weighted(counted(texts, self.language), self.columns_rarity)
        lines = self.slope * (rows.times(self.weights) + self.intercept) + self.shift
        return np.asarray(1 / (1 + np.exp(-lines)))


def learn(
    texts: list[str], stars: npt.ArrayLike, language: Language, *, seed: int = 8
) -> tuple[HybridModel | None, ModelCard]:
    """Learn from rated texts of one language, and judge what was learnt.

    Args:
        texts: What customers wrote.
        stars: What each of them gave, 1..5; threes teach nothing and are left out.
        language: The language of all of them.
        seed: Chooses the fifth that is kept back.

    Returns:
        The model, learnt from all texts, or None where there are too few or the lexicon is as
        good on the fifth that was kept back; and how it was judged.
    """
    given = np.asarray(stars, dtype=np.float64)
    used = np.flatnonzero((given <= 2) | (given >= 4))
    positive = given[used] >= 4
    poles = int((~positive).sum()), int(positive.sum())
    if used.size < FEWEST_RATED or min(poles) < FEWEST_OF_A_POLE:
        return None, ModelCard(used.size, poles[0], 0, None, None, None, False)
    own = [texts[place] for place in used]
    rows = counted(own, language)
    fold = _folds(positive, seed)
    card = _judged(own, rows, positive, fold == 0, language)
    if not card.is_kept:
        return None, card
    return _learnt(rows, positive, fold, language), card


def _folds(positive: Booleans, seed: int) -> Integers:
    """A fold of each text, each fold with its share of both poles."""
    fold = np.empty(positive.size, dtype=np.int64)
    generator = np.random.default_rng(seed)
    for pole in (True, False):
        places = generator.permutation(np.flatnonzero(positive == pole))
        fold[places] = np.arange(places.size) % _FOLDS
    return fold


def _judged(
    texts: list[str], rows: Rows, positive: Booleans, is_back: Booleans, language: Language
) -> ModelCard:
    scores = _scores_of_others(rows, positive, is_back)
    back = np.flatnonzero(is_back)
    lexicon = [sentiment_of(texts[place], language).level or 0.0 for place in back]
    learnt, known = auc(scores, positive[back]), auc(lexicon, positive[back])
    return ModelCard(
        rated=positive.size,
        negative=int((~positive).sum()),
        kept_back=back.size,
        auc=learnt,
        interval=auc_interval(scores, positive[back]),
        lexicon_auc=known,
        is_kept=learnt > known,
    )


def _scores_of_others(rows: Rows, positive: Booleans, is_back: Booleans) -> Floats:
    """Scores of the rows kept back, by what the others taught."""
    taught, back = np.flatnonzero(~is_back), np.flatnonzero(is_back)
    teaching = rows.chosen(taught)
    rare = rarity(teaching)
    weights, intercept = _fitted(weighted(teaching, rare), positive[taught])
    return weighted(rows.chosen(back), rare).times(weights) + intercept


def _learnt(rows: Rows, positive: Booleans, fold: Integers, language: Language) -> HybridModel:
    scores = np.empty(positive.size)
    for one in range(_FOLDS):
        scores[fold == one] = _scores_of_others(rows, positive, fold == one)
    slope, shift = platt_curve(scores, positive)
    rare = rarity(rows)
    weights, intercept = _fitted(weighted(rows, rare), positive)
    return HybridModel(language, weights, intercept, rare, slope, shift)


def _fitted(rows: Rows, positive: Booleans) -> tuple[Floats, float]:
    """Weights of all columns: a column no text has teaches nothing."""
    packed, used = rows.packed()
    found, intercept = logistic_fit(packed, positive, used.size, strength=_STRENGTH)
    weights = np.zeros(rows.width)
    weights[used] = found
    return weights, intercept
