"""What a letter says out of politeness: it greets and thanks whatever its writer feels."""

from collections.abc import Iterable
from math import sqrt

from percorso.voice.lexicon import Language
from percorso.voice.sentiment import Sentiment
from percorso.voice.words import Words

_PHRASES: dict[Language, str] = {
    "it": "grazie, grazie mille, cordiali saluti, distinti saluti, cari saluti, un saluto, saluti, "
    "salve, buongiorno, buonasera, buona giornata, buona serata, buon lavoro, gentile assistenza, "
    "gentili signori, gentile servizio clienti, per favore, per piacere, cordialmente, "
    "attendo risposta",
    "en": "thank you, thanks, many thanks, kind regards, best regards, warm regards, regards, "
    "best wishes, have a nice day, have a good day, good morning, good evening, hello, hi, dear, "
    "please, sincerely, cheers",
}


def _by_first_word(phrases: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases.split(","):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {word: tuple(sorted(of, key=len, reverse=True)) for word, of in found.items()}


_COURTESIES = {language: _by_first_word(phrases) for language, phrases in _PHRASES.items()}


def without_courtesies(read: Words, sentiment: Sentiment, language: Language) -> Sentiment:
    """How a text feels, its courtesies left out.

    >>> from percorso.voice.sentiment import sentiment_of
    >>> from percorso.voice.words import words_of
    >>> asked = words_of("Quanto costa la spedizione? Grazie")
    >>> without_courtesies(asked, sentiment_of(asked, "it"), "it").level is None
    True
    """
    polite = set(_polite_places(read.words, language))
    if not polite:
        return sentiment
    words = tuple(word for word in sentiment.words if word.position not in polite)
    if not words:
        return Sentiment(None, ())
    total = sum(word.value for word in words)
    return Sentiment(total / sqrt(total * total + 1), words)


def _polite_places(words: tuple[str, ...], language: Language) -> Iterable[int]:
    known = _COURTESIES[language]
    for at, word in enumerate(words):
        for phrase in known.get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                yield from range(at, at + len(phrase))
                break
