"""What one text says: language, mood, topics and themes, intent and urgency, with their words."""

from dataclasses import dataclass
from typing import Any

from percorso.voice.courtesies import without_courtesies
from percorso.voice.intents import Intention, Pressure, intention_of, pressure_of
from percorso.voice.language import LANGUAGE_VERSION, LanguageGuess, language_of
from percorso.voice.lexicon import LANGUAGES, LEXICON_VERSION, Language
from percorso.voice.seeds import Seeds, shipped_seeds
from percorso.voice.sentiment import Sentiment, sentiment_of
from percorso.voice.themes import ThemeFinder, ThemeHit
from percorso.voice.words import words_of

# What the seeds of a reading tell beside themes: their keys are no topics of a firm.
_NO_TOPICS = frozenset(("intent", "urgency"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read.

    Attributes:
        version: What it was read with; one made with another version is made anew, never edited.
        language: What its words are in; the likelier one where the guess is not sure.
        guess: How sure that is; None where the language was said.
        sentiment: How it feels, with the words that made it.
        felt: The level without thanks and greetings, which every letter has; None is no evidence.
        themes: The topics and themes it speaks of.
        intention: What it is written for.
        pressure: How much it presses.
    """

    version: str
    language: Language
    guess: LanguageGuess | None
    sentiment: Sentiment
    felt: float | None
    themes: tuple[ThemeHit, ...]
    intention: Intention
    pressure: Pressure

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values; the text is not in it, the words that told it are."""
        return {
            "version": self.version,
            "language": self.language,
            "language_probability": self.guess and self.guess.probability,
            "language_is_sure": self.guess is None or self.guess.is_sure,
            "mood": self.sentiment.mood,
            "level": self.sentiment.level,
            "felt": self.felt,
            "positive_share": self.sentiment.positive_share,
            "words": [
                {"words": one.words, "value": round(one.value, 4), "why": list(one.why)}
                for one in self.sentiment.words
            ],
            "themes": [
                {"key": hit.key, "words": hit.words, "level": hit.level} for hit in self.themes
            ],
            "intent": {"key": self.intention.intent, "words": self.intention.words},
            "urgency": {
                "key": self.pressure.urgency,
                "reasons": [
                    {"kind": kind, "words": words} for kind, words in self.pressure.reasons
                ],
            },
        }


class TextReader:
    """Reads texts with the seeds of a firm; keep one for many texts.

    Args:
        seeds: By language; a language that is not there is read with the seeds of the package.
    """

    def __init__(self, seeds: dict[Language, Seeds] | None = None) -> None:
        self.seeds = {
            language: (seeds or {}).get(language) or shipped_seeds(language)
            for language in LANGUAGES
        }
        self._finders = {language: _finder(of) for language, of in self.seeds.items()}
        versions = " ".join(self._finders[language].seeds.version for language in LANGUAGES)
        self.version = f"{LANGUAGE_VERSION} {LEXICON_VERSION} {versions}"

    def read(
        self, text: str, language: Language | None = None, *, contacts_in_7_days: int = 1
    ) -> Reading:
        """Read one text.

        Args:
            text: As the customer wrote it.
            language: Its language where that is known; None finds it out.
            contacts_in_7_days: Contacts of the customer on the topic in the week up to this one.

        >>> reading = TextReader().read("Corriere cortese? No, in ritardo")
        >>> reading.language, [hit.key for hit in reading.themes]
        ('it', ['delivery', 'delivery.courier', 'staff', 'staff.kind', 'delivery.late'])
        """
        words = words_of(text)
        guess = None if language else language_of(words)
        chosen = guess.language if guess else language or "it"
        sentiment = sentiment_of(words, chosen)
        felt = without_courtesies(words, sentiment, chosen)
        hits = self._finders[chosen].found(words, felt)
        return Reading(
            version=self.version,
            language=chosen,
            guess=guess,
            sentiment=sentiment,
            felt=felt.level,
            themes=tuple(hit for hit in hits if hit.topic not in _NO_TOPICS),
            intention=intention_of(words, sentiment, hits),
            pressure=pressure_of(hits, contacts_in_7_days),
        )


def _finder(seeds: Seeds) -> ThemeFinder:
    """One finder of themes, intents and reasons to hurry: a text is gone through once."""
    beside = [shipped_seeds(seeds.language, kind) for kind in ("intents", "urgency")]
    themes = dict(seeds.themes)
    for other in beside:
        themes.update(other.themes)
    version = "+".join(one.version.removeprefix("seeds-") for one in (seeds, *beside))
    return ThemeFinder(Seeds(seeds.language, themes, f"seeds-{version}"))
