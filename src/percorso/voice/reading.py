"""What one text says: its language, how it feels, and which words made that."""

from dataclasses import dataclass
from typing import Any

from percorso.voice.language import LANGUAGE_VERSION, LanguageGuess, language_of
from percorso.voice.lexicon import LEXICON_VERSION, Language
from percorso.voice.sentiment import Sentiment, sentiment_of
from percorso.voice.words import words_of

# What a reading was made with: one made with another version is made anew, never edited.
READING_VERSION = f"{LANGUAGE_VERSION} {LEXICON_VERSION}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read.

    Attributes:
        language: What its words are in; the likelier one where the guess is not sure.
        guess: How sure that is; None where the language was said.
        sentiment: How it feels, with the words that made it.
    """

    language: Language
    guess: LanguageGuess | None
    sentiment: Sentiment

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values; the text itself is not in it, its scored words are."""
        return {
            "version": READING_VERSION,
            "language": self.language,
            "language_probability": self.guess and self.guess.probability,
            "language_is_sure": self.guess is None or self.guess.is_sure,
            "mood": self.sentiment.mood,
            "level": self.sentiment.level,
            "positive_share": self.sentiment.positive_share,
            "words": [
                {"words": one.words, "value": round(one.value, 4), "why": list(one.why)}
                for one in self.sentiment.words
            ],
        }


def read_text(text: str, language: Language | None = None) -> Reading:
    """Read one text.

    Args:
        text: As the customer wrote it.
        language: Its language where that is known; None finds it out.

    >>> reading = read_text("Corriere gentile e puntuale")
    >>> reading.language, reading.sentiment.mood
    ('it', 'positive')
    """
    words = words_of(text)
    guess = None if language else language_of(words)
    chosen = guess.language if guess else language or "it"
    return Reading(chosen, guess, sentiment_of(words, chosen))
