"""Which of the languages a firm is written to in is a text in?"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import exp, log

from percorso.voice.lexicon import LANGUAGES, Language, table, word_list
from percorso.voice.words import Words, words_of

LANGUAGE_VERSION = "language-1"

# Below these a text says too little: the customer's language, then the channel's, stands for it.
FEWEST_WORDS = 3
LEAST_PROBABILITY = 0.8

# Words so usual that one nearly settles it. Those both languages write alike ("a", "come", "no",
# "me", "do", "i", "in") are in neither list.
_USUAL = {language: word_list(f"usual-{language}") for language in LANGUAGES}
_OF_A_USUAL_WORD = 3.5
_MOST_OF_A_WORD = 2.5
_SMOOTHING = 0.5
_MOST_REMEMBERED = 200_000

_known: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language and how sure it is.

    Attributes:
        language: The likelier one, doubtful or not.
        probability: Of it, 0.5..1.
        is_sure: Whether the text has words enough and the probability is high enough.
    """

    language: Language
    probability: float
    is_sure: bool


def language_of(text: str | Words) -> LanguageGuess:
    """The likelier language of a text, Italian or English: the sum of what its words speak for.

    >>> language_of("Dov'è il mio pacco?")
    LanguageGuess(language='it', probability=1.0, is_sure=True)
    """
    read = words_of(text) if isinstance(text, str) else text
    odds = sum(map(_odds_of, read.words))
    italian = 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
    probability = max(italian, 1 - italian)
    sure = len(read.words) >= FEWEST_WORDS and probability >= LEAST_PROBABILITY
    return LanguageGuess("it" if odds >= 0 else "en", round(probability, 4), sure)


def _odds_of(word: str) -> float:
    known = _known.get(word)
    if known is None:
        if len(_known) > _MOST_REMEMBERED:
            _known.clear()
        known = _known[word] = _log_odds(word)
    return known


def _log_odds(word: str) -> float:
    """How much a word speaks for Italian rather than English, as log odds."""
    if word in _USUAL["it"]:
        return _OF_A_USUAL_WORD
    if word in _USUAL["en"]:
        return -_OF_A_USUAL_WORD
    if not word[0].isalpha():
        return 0.0
    grams = _grams(word)
    weights = _weights()
    total = sum(weights.get(gram, 0.0) for gram in grams)
    return max(-_MOST_OF_A_WORD, min(_MOST_OF_A_WORD, total))


def _grams(word: str) -> list[str]:
    """Groups of two and three letters, with the word's ends marked.

    >>> _grams("in")
    ['<i', 'in', 'n>', '<in', 'in>']
    """
    ended = f"<{word}>"
    return [ended[at : at + size] for size in (2, 3) for at in range(len(ended) - size + 1)]


@cache
def _weights() -> dict[str, float]:
    """What groups of letters speak for, learnt from the word tables and the usual words.

    A naive Bayes of two classes; groups overlap, so a word counts for a third of their sum.
    """
    italian = _counts([*table("pattern-it"), *table("own-it"), *_USUAL["it"]])
    english = _counts([*table("vader-en"), *table("own-en"), *_USUAL["en"]])
    kinds = len(italian | english)
    of_italian = sum(italian.values()) + _SMOOTHING * kinds
    of_english = sum(english.values()) + _SMOOTHING * kinds
    return {
        gram: (
            log((italian[gram] + _SMOOTHING) / of_italian)
            - log((english[gram] + _SMOOTHING) / of_english)
        )
        / 3
        for gram in italian | english
    }


def _counts(entries: list[str]) -> Counter[str]:
    words = {word for entry in entries for word in entry.split() if word.isalpha()}
    return Counter(gram for word in words for gram in _grams(word))
