"""What single words are worth: the word tables of a language, read once."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["it", "en"]
LANGUAGES: tuple[Language, ...] = ("it", "en")

# Raised when a table or the engine changes: readings made with another one are made anew.
LEXICON_VERSION = "lexicon-1"

_TABLES: dict[Language, tuple[str, ...]] = {
    "it": ("pattern-it",),
    "en": ("vader-en",),
}
_OWN: dict[Language, str] = {"it": "own-it", "en": "own-en"}

# Endings that make another form of the same word, the longest first, with what they add.
_ENDINGS: dict[Language, tuple[tuple[str, float], ...]] = {
    "it": (
        *((f"issim{end}", 1.4) for end in ("amente", "o", "a", "i", "e")),
        ("mente", 1.0),
        *((end, 1.0) for end in ("o", "a", "i", "e", "he", "hi")),
    ),
    "en": (("ly", 1.0), ("ing", 1.0), ("ed", 1.0), ("es", 1.0), ("s", 1.0), ("y", 1.0)),
}
_SHORTEST_STEM = 4
_MOST_REMEMBERED = 200_000


@dataclass(slots=True)
class Lexicon:
    """The values of words and of entries of several words, on about -1..1.

    Attributes:
        forms: Value of a form, the tables' sum; what we wrote ourselves stands instead of it.
        stems: Value of all words that begin so.
        entries: By first word, the other words of an entry and its value, the longest first.
        roots: Mean value of the forms that differ in their ending alone.
    """

    language: Language
    forms: dict[str, float]
    stems: dict[str, float]
    entries: dict[str, list[tuple[tuple[str, ...], float]]]
    roots: dict[str, float]
    _known: dict[str, float] = field(default_factory=dict)

    def value(self, word: str) -> float:
        """What a word is worth on its own; 0 where no table knows it."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[word] = self._value(word)
        return known

    def _value(self, word: str) -> float:
        own = self.forms.get(word)
        if own is not None:
            return own
        for length in range(len(word), 2, -1):
            stem = self.stems.get(word[:length])
            if stem is not None:
                return stem * (1.3 if "issim" in word[length:] else 1.0)
        return self._of_root(word)

    def _of_root(self, word: str) -> float:
        for ending, factor in _ENDINGS[self.language]:
            root = word.removesuffix(ending)
            if root != word and len(root) >= _SHORTEST_STEM and root in self.roots:
                return self.roots[root] * factor
        return self.roots.get(word, 0.0) if len(word) >= _SHORTEST_STEM else 0.0


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language, read from the tables that come with the package."""
    sums: dict[str, float] = defaultdict(float)
    for name in _TABLES[language]:
        for key, value in table(name).items():
            sums[key] += value
    roots = _roots(language, sums)
    own = {**table(_OWN[language]), **table("own-emoji")}
    stems = {key[:-1]: value for key, value in own.items() if key.endswith("*")}
    sums.update((key, value) for key, value in own.items() if not key.endswith("*"))
    # A stem of ours covers what the tables say of the words it stands for.
    forms = {key: value for key, value in sums.items() if " " not in key}
    for key in [key for key in forms if key not in own and _has_stem(key, stems)]:
        del forms[key]
    return Lexicon(language, forms, stems, _entries(sums), roots)


@cache
def table(name: str) -> dict[str, float]:
    """One table as it lies in the package: word, stem (`…*`) or several words -> value."""
    rows = (line.split("\t") for line in _lines(f"{name}.tsv"))
    return {key: float(value) for key, value in rows}


@cache
def word_list(name: str) -> frozenset[str]:
    """One list of words as it lies in the package."""
    return frozenset(_lines(f"{name}.txt"))


def _lines(name: str) -> list[str]:
    text = files("percorso.voice").joinpath("tables", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _has_stem(word: str, stems: dict[str, float]) -> bool:
    return any(word[:length] in stems for length in range(3, len(word) + 1))


def _roots(language: Language, values: dict[str, float]) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for word, value in values.items():
        if " " in word:
            continue
        for ending, factor in _ENDINGS[language]:
            root = word.removesuffix(ending)
            if root != word and len(root) >= _SHORTEST_STEM:
                found[root].append(value / factor)
                break
        else:
            found[word].append(value)
    return {root: sum(of) / len(of) for root, of in found.items()}


def _entries(values: dict[str, float]) -> dict[str, list[tuple[tuple[str, ...], float]]]:
    found: dict[str, list[tuple[tuple[str, ...], float]]] = defaultdict(list)
    for key, value in values.items():
        first, *rest = key.replace("'", " ").split()
        if rest:
            found[first].append((tuple(rest), value))
    for of in found.values():
        of.sort(key=lambda entry: -len(entry[0]))
    return dict(found)
