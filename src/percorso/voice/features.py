"""Texts as sparse numbers: words, pairs of words, groups of letters, and what the lexicon says."""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from zlib import crc32

import numpy as np

from percorso.stats.arrays import Floats, Integers
from percorso.voice.lexicon import Language
from percorso.voice.sentiment import sentiment_of
from percorso.voice.words import Words, words_of

# Each word and group of letters falls into one of so many places; few of them meet.
_PLACES = 1 << 17
_LETTERS = (2, 3, 4)
# What the lexicon says stands beside thousands of words: it is written large enough to be heard.
_LEXICON_SCALE = 1.0
LEXICON_FEATURES = 3
WIDTH = 2 * _PLACES + LEXICON_FEATURES
_MOST_REMEMBERED = 200_000

_letters_of: dict[str, Integers] = {}


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: of row i the columns `columns[starts[i]:starts[i + 1]]`, and their values.

    None is empty, and columns lie below `width`.
    """

    starts: Integers
    columns: Integers
    values: Floats
    width: int

    @property
    def count(self) -> int:
        """How many rows."""
        return self.starts.size - 1

    def times(self, weights: Floats) -> Floats:
        """Each row times a vector, shape (rows,)."""
        if not self.count:
            return np.empty(0)
        return np.asarray(
            np.add.reduceat(self.values * weights[self.columns], self.starts[:-1]), dtype=np.float64
        )

    def summed(self, of_rows: Floats) -> Floats:
        """The sum of all rows, each times its number, shape (width,)."""
        weights = self.values * np.repeat(of_rows, np.diff(self.starts))
        return np.asarray(np.bincount(self.columns, weights, self.width), dtype=np.float64)

    def chosen(self, which: Integers) -> "Rows":
        """Some rows, in the order of their numbers."""
        lengths = np.diff(self.starts)[which]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        offsets = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        places = np.repeat(self.starts[:-1][which], lengths) + offsets
        return Rows(starts, self.columns[places], self.values[places], self.width)

    def packed(self) -> tuple["Rows", Integers]:
        """The same with the columns that occur alone, and which those are."""
        used, columns = np.unique(self.columns, return_inverse=True)
        return Rows(self.starts, columns, self.values, used.size), used


def counted(texts: list[str], language: Language) -> Rows:
    """How often each text has each word and group of letters, as 1 + ln(count).

    The last `LEXICON_FEATURES` columns hold what the lexicon says: level, praise and blame.
    """
    columns: list[Integers] = []
    values: list[Floats] = []
    for text in texts:
        read = words_of(text)
        places, counts = np.unique(_places(read), return_counts=True)
        columns += [places, _LEXICON_COLUMNS]
        values += [1 + np.log(counts), _lexicon_values(read, language)]
    lengths = [len(a) + len(b) for a, b in zip(columns[::2], columns[1::2], strict=True)]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    if not texts:
        return Rows(starts, np.empty(0, np.int64), np.empty(0), WIDTH)
    return Rows(starts, np.concatenate(columns), np.concatenate(values), WIDTH)


def rarity(rows: Rows) -> Floats:
    """How much each column says: ln((1 + n) / (1 + texts that have it)) + 1; the lexicon's 1."""
    having = np.bincount(rows.columns, minlength=WIDTH)
    weights = np.log((1 + rows.count) / (1 + having)) + 1
    weights[_LEXICON_COLUMNS] = 1.0
    return np.asarray(weights)


def weighted(rows: Rows, weights: Floats) -> Rows:
    """Rows times the rarity of their columns, words and letters each of length one."""
    values = rows.values * weights[rows.columns]
    block = np.minimum(rows.columns // _PLACES, 2)
    key = np.repeat(np.arange(rows.count), np.diff(rows.starts)) * 3 + block
    lengths = np.sqrt(np.bincount(key, values**2, rows.count * 3))
    lengths[2::3] = 1.0
    return Rows(rows.starts, rows.columns, values / np.where(lengths > 0, lengths, 1.0)[key], WIDTH)


def _places(read: Words) -> Integers:
    words = read.words
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    own = np.fromiter(
        (crc32(word.encode()) % _PLACES for word in (*words, *pairs)),
        np.int64,
        len(words) + len(pairs),
    )
    return np.concatenate([own, *map(_letters, words)])


def _letters(word: str) -> Integers:
    known = _letters_of.get(word)
    if known is None:
        if len(_letters_of) > _MOST_REMEMBERED:
            _letters_of.clear()
        ended = f" {word} "
        known = _letters_of[word] = np.array(
            [
                _PLACES + crc32(ended[at : at + size].encode()) % _PLACES
                for size in _LETTERS
                for at in range(len(ended) - size + 1)
            ],
            np.int64,
        )
    return known


_LEXICON_COLUMNS = np.arange(2 * _PLACES, WIDTH, dtype=np.int64)


def _lexicon_values(read: Words, language: Language) -> Floats:
    scored = sentiment_of(read, language).words
    praise = sum(word.value for word in scored if word.value > 0)
    blame = -sum(word.value for word in scored if word.value < 0)
    return _LEXICON_SCALE * np.array([_bent(praise - blame), _bent(praise), _bent(blame)])


def _bent(total: float) -> float:
    return total / sqrt(total * total + 1)
