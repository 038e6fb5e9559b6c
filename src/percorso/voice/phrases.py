"""Phrases that stand out in texts no theme covers: candidates for a firm's own seeds."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log, sqrt

from percorso.voice.lexicon import LANGUAGES, word_list
from percorso.voice.words import words_of

# Fewer could be known by what they wrote; and chance alone brings some so far out.
FEWEST_WRITERS = 5
_LEAST_Z = 1.96
_MOST_WORDS = 3
_MOST_PHRASES = 30
# Texts the prior stands for: a phrase must be told by more than a few to stand out.
_PRIOR = 50.0
# Of the texts of a longer phrase, from which on the shorter one says no more.
_SAME = 0.8
_SHORTEST_WORD = 4

_LITTLE = (
    "a e o i è c d l un uno una il lo la le gli di da in con su per tra fra si se ma che chi cui "
    "ci vi ne mi ti me te al del dei nel sul dal come dove quando the an and or of to at by for is "
    "it we you he she they be as on no not do so"
)
_SMALL = frozenset(_LITTLE.split()).union(
    *(word_list(f"{kind}-{one}") for kind in ("usual", "negations") for one in LANGUAGES)
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that texts without a theme use more than others do.

    Attributes:
        words: As they would stand in a list of seeds.
        texts, customers: Without a theme that use it; nobody known counts as one.
        z: How far it stands out, in standard errors of its log-odds.
    """

    words: str
    texts: int
    customers: int
    z: float


@dataclass(slots=True)
class PhraseFinder:
    """Counts the phrases of texts with a theme and of texts without one."""

    _inside: Counter[str] = field(default_factory=Counter)
    _outside: Counter[str] = field(default_factory=Counter)
    _writers: dict[str, set[int]] = field(default_factory=dict)

    def add(self, text: str, customer_no: int, *, has_theme: bool) -> None:
        """Add one text; a phrase counts once in it.

        Args:
            text: As it was written.
            customer_no: Who wrote it; a number below 0 of its own where nobody knows.
            has_theme: Whether any theme covers it.
        """
        phrases = set(_phrases(text))
        if has_theme:
            self._inside.update(phrases)
            return
        self._outside.update(phrases)
        for phrase in phrases:
            self._writers.setdefault(phrase, set()).add(customer_no)

    def found(self) -> list[Phrase]:
        """The phrases that stand out, the furthest first; of one in another the longer one.

        Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16, 372-403: log-odds under
        an informative Dirichlet prior, here of the phrase's share in all texts.
        """
        inside, outside = self._inside.total(), self._outside.total()
        chosen = [
            Phrase(words, texts, len(self._writers[words]), z)
            for words, texts in self._outside.items()
            if len(self._writers[words]) >= FEWEST_WRITERS
            and (z := _z(texts, outside, self._inside[words], inside)) >= _LEAST_Z
        ]
        chosen.sort(key=lambda one: (-one.z, one.words))
        longer = [one for one in chosen if not _says_less(one, chosen)]
        return longer[:_MOST_PHRASES]


def _z(here: int, all_here: int, there: int, all_there: int) -> float:
    prior = _PRIOR * (here + there) / (all_here + all_there)
    rest = _PRIOR - prior
    odds = log((here + prior) / (all_here - here + rest)) - log(
        (there + prior) / (all_there - there + rest)
    )
    return odds / sqrt(1 / (here + prior) + 1 / (there + prior))


def _says_less(one: Phrase, others: Iterable[Phrase]) -> bool:
    """Whether a longer phrase is found in nearly all of its texts."""
    return any(
        len(other.words) > len(one.words)
        and f" {one.words} " in f" {other.words} "
        and other.texts >= _SAME * one.texts
        for other in others
    )


def _phrases(text: str) -> Iterator[str]:
    """One to three words in a row between two marks; small words neither begin nor end one."""
    read = words_of(text)
    words, breaks = read.words, read.breaks
    for start, first in enumerate(words):
        if first in _SMALL or not first.isalpha():
            continue
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            last = words[end - 1]
            if breaks[end - 1] != breaks[start]:
                break
            if last in _SMALL or not last.isalpha():
                continue
            if end > start + 1 or len(first) >= _SHORTEST_WORD:
                yield " ".join(words[start:end])
