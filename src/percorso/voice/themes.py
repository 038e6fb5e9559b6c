"""Which topics and themes a text speaks of, by which words, and how it feels about each."""

from dataclasses import dataclass, field
from math import sqrt

from percorso.voice.lexicon import word_list
from percorso.voice.patterns import Pattern
from percorso.voice.seeds import Seeds
from percorso.voice.sentiment import Sentiment
from percorso.voice.words import Words

_REACH_OF_NEGATION = 3
_MOST_REMEMBERED = 200_000


# A theme's key, and the pattern that is looked for; None where its one word is found already.
Candidate = tuple[str, Pattern | None]


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme a text speaks of.

    Attributes:
        key: `delivery.late`, or a topic alone: `delivery`.
        words: The words that spoke of it, as they stand in the text, in lower case.
        clause: In which clause of the text they stand.
        level: How that clause feels, on -1..1; None where no word of it says.
    """

    key: str
    words: str
    clause: int
    level: float | None

    @property
    def topic(self) -> str:
        """The topic it is, or lies in."""
        return self.key.partition(".")[0]


@dataclass(slots=True)
class ThemeFinder:
    """Finds the themes of seeds in texts; keep one for many texts, it learns its words by heart."""

    seeds: Seeds
    _exact: dict[str, list[Candidate]] = field(default_factory=dict)
    _stems: dict[str, list[Candidate]] = field(default_factory=dict)
    _known: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the patterns by the word they begin with."""
        for theme in self.seeds.themes.values():
            for pattern in theme.patterns.values():
                candidate = theme.key, None if pattern.is_one_word else pattern
                for word in pattern.first.words:
                    self._exact.setdefault(word, []).append(candidate)
                for stem in pattern.first.stems:
                    self._stems.setdefault(stem, []).append(candidate)

    def found(self, read: Words, sentiment: Sentiment) -> tuple[ThemeHit, ...]:
        """The topics and themes of a text, each once, in the order of the text.

        A theme brings its topic with it. What is denied ("senza ritardi") speaks of the topic
        alone, unless the seed itself holds the denial.
        """
        hits: dict[str, ThemeHit] = {}
        levels = _levels(read, sentiment)
        known = self._known
        for at, word in enumerate(read.words):
            candidates = known.get(word)
            if candidates is None:
                candidates = self._learn(word)
            for key, pattern in candidates:
                if key in hits:
                    continue
                place = (at, at + 1) if pattern is None else pattern.found_at(read, at)
                if place is None:
                    continue
                topic, dot, _ = key.partition(".")
                words = " ".join(read.words[place[0] : place[1]])
                clause = read.clauses[at]
                level = levels.get(clause)
                if not (dot and self._is_denied(read, at)):
                    hits[key] = ThemeHit(key, words, clause, level)
                hits.setdefault(topic, ThemeHit(topic, words, clause, level))
        return tuple(hits.values())

    def _learn(self, word: str) -> tuple[Candidate, ...]:
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        found = list(self._exact.get(word, ()))
        for length in range(3, len(word) + 1):
            found += self._stems.get(word[:length], ())
        candidates = self._known[word] = tuple(found)
        return candidates

    def _is_denied(self, read: Words, at: int) -> bool:
        denials = word_list(f"negations-{self.seeds.language}")
        if read.words[at] in denials:
            return False
        return any(
            read.words[place] in denials and read.clauses[place] == read.clauses[at]
            for place in range(max(0, at - _REACH_OF_NEGATION), at)
        )


def _levels(read: Words, sentiment: Sentiment) -> dict[int, float]:
    """How each clause feels, by its number."""
    sums: dict[int, float] = {}
    for word in sentiment.words:
        clause = read.clauses[word.position]
        sums[clause] = sums.get(clause, 0.0) + word.value
    return {clause: total / sqrt(total * total + 1) for clause, total in sums.items()}
