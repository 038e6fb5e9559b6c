"""How a text feels, from its words: a level with its doubt, and the words that made it."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

from percorso.voice.lexicon import LANGUAGES, Language, lexicon, table, word_list
from percorso.voice.words import Words, words_of

Mood = Literal["positive", "negative", "unclear"]

NEGATIVE_BELOW, POSITIVE_ABOVE = 0.3, 0.7

_REACH_OF_NEGATION = 3
_NEGATED = -0.7
# What follows "but" is what the customer wants to have said.
_AFTER_A_TURN = 1.3

_NEGATORS = {language: word_list(f"negations-{language}") for language in LANGUAGES}
# "Non solo bello, ma comodo" and "not only" deny nothing.
_NOT_ONLY = frozenset(("solo", "soltanto", "solamente", "only", "just"))
_FACTORS = {language: table(f"degrees-{language}") for language in LANGUAGES}
# "Poco chiaro" says that it is unclear: a little of something good is a lack of it.
_LITTLE: dict[Language, frozenset[str]] = {
    "it": frozenset(("poco", "poca", "pochi", "poche")),
    "en": frozenset(("little", "less")),
}


@dataclass(frozen=True, slots=True)
class ScoredWord:
    """One word, or entry of several, that says how a text feels.

    Attributes:
        words: As it stands in the text, in lower case.
        value: What it added, after negation and degree; about -2..2.
        why: What changed its value of the tables: "negated", "degree", "turn"; empty is nothing.
        position: Number of its first word in the text, from 0.
    """

    words: str
    value: float
    why: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Sentiment:
    """How a text feels.

    Attributes:
        level: On -1..1; None where no word of the text is in a table: that is no evidence.
        words: What made it, in the order of the text.
    """

    level: float | None
    words: tuple[ScoredWord, ...]

    @property
    def positive_share(self) -> float | None:
        """The probability that the customer is content, as far as the words tell."""
        return None if self.level is None else (1 + self.level) / 2

    @property
    def mood(self) -> Mood | None:
        """What is shown: "unclear" is never counted as neutral."""
        return mood_of(self.positive_share)


def mood_of(positive_share: float | None) -> Mood | None:
    """The word for a probability; between the two cuts it is doubt, and says so.

    >>> mood_of(0.29), mood_of(0.5), mood_of(0.71), mood_of(None)
    ('negative', 'unclear', 'positive', None)
    """
    if positive_share is None:
        return None
    if positive_share < NEGATIVE_BELOW:
        return "negative"
    return "positive" if positive_share > POSITIVE_ABOVE else "unclear"


def sentiment_of(text: str | Words, language: Language) -> Sentiment:
    """How a text feels: s = r/√(r² + 1), r the sum of what its words are worth.

    Args:
        text: The text, or its words where they are known.
        language: The language of its words.

    >>> found = sentiment_of("La consegna non è stata puntuale", "it")
    >>> [(word.words, word.value < 0, word.why) for word in found.words]
    [('puntuale', True, ('negated',))]
    """
    read = words_of(text) if isinstance(text, str) else text
    scored = tuple(_scored(read, language))
    if not scored:
        return Sentiment(None, ())
    total = sum(word.value for word in scored)
    return Sentiment(total / sqrt(total * total + 1), scored)


def _scored(read: Words, language: Language) -> list[ScoredWord]:
    tables = lexicon(language)
    entries, value_of = tables.entries, tables.value
    words = read.words
    found: list[ScoredWord] = []
    # Where the last entry ended: its own "non" or "mai" denies nothing after it.
    at = spent = 0
    while at < len(words):
        word = words[at]
        length, value = 1, 0.0
        if word in entries:
            length, value = _entry(words, at, entries[word])
        if length == 1:
            value = value_of(word)
        if value:
            value, why = _in_context(read, at, spent, value, language)
            if length > 1:
                spent = at + length
            found.append(ScoredWord(" ".join(words[at : at + length]), value, why, at))
        at += length
    return found


def _entry(
    words: tuple[str, ...], at: int, known: list[tuple[tuple[str, ...], float]]
) -> tuple[int, float]:
    for rest, value in known:
        if words[at + 1 : at + 1 + len(rest)] == rest:
            return 1 + len(rest), value
    return 1, 0.0


def _in_context(
    read: Words, at: int, spent: int, value: float, language: Language
) -> tuple[float, tuple[str, ...]]:
    why = []
    before = read.words[at - 1] if at > spent and read.breaks[at - 1] == read.breaks[at] else ""
    if before in _LITTLE[language]:
        value *= _NEGATED if value > 0 else -_NEGATED
        why.append("degree")
    elif factor := _FACTORS[language].get(before):
        value *= factor
        why.append("degree")
    if _is_negated(read, at, spent, language):
        value *= _NEGATED
        why.append("negated")
    if read.clauses[at] in read.turned:
        value *= _AFTER_A_TURN
        why.append("turn")
    return value, tuple(why)


def _is_negated(read: Words, at: int, spent: int, language: Language) -> bool:
    negators = _NEGATORS[language]
    for place in range(max(spent, at - _REACH_OF_NEGATION), at):
        if (
            read.words[place] in negators
            and read.clauses[place] == read.clauses[at]
            and read.words[place + 1] not in _NOT_ONLY
        ):
            return True
    return False
