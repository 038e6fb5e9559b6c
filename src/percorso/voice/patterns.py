"""What a line of a seed list stands for: words in a row, with stems, gaps and choices."""

from collections.abc import Iterator
from dataclasses import dataclass

from percorso.domain.errors import InputError
from percorso.voice.words import Words

_WIDEST_GAP = 4
_SHORTEST_STEM = 3


class PatternUnreadable(InputError):
    """A line of a seed list that stands for nothing."""

    def __init__(self, pattern: str, why: str) -> None:
        self.pattern, self.why = pattern, why
        super().__init__(
            f"The seed {pattern!r} {why}. Write words, a stem as {'ritard*'!r}, a choice as "
            f"{'non|mai arriv*'!r}, up to {_WIDEST_GAP} words between as {'arriv* .. tardi'!r}, or "
            f"both in one clause as {'pacco & rott*'!r}."
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a pattern.

    Attributes:
        words: Those that fit as they are.
        stems: Beginnings of those that fit.
        gap: How many other words may stand before it.
    """

    words: frozenset[str]
    stems: tuple[str, ...]
    gap: int = 0

    def fits(self, word: str) -> bool:
        """Whether a word of a text fits."""
        return word in self.words or word.startswith(self.stems)


Row = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows of words that must all stand in one clause; most patterns have one row."""

    text: str
    rows: tuple[Row, ...]

    @property
    def first(self) -> Slot:
        """The word a search begins with."""
        return self.rows[0][0]

    @property
    def is_one_word(self) -> bool:
        """Whether its first word is all of it."""
        return len(self.rows) == len(self.rows[0]) == 1

    def found_at(self, read: Words, at: int) -> tuple[int, int] | None:
        """Where the pattern stands whose first word is that at a place.

        Returns:
            The places of its first row, from and up to (not with); None where it does not stand.
        """
        end = _row_end(self.rows[0], read, at)
        if end is None:
            return None
        clause = read.clauses[at]
        for row in self.rows[1:]:
            places = (place for place, one in enumerate(read.clauses) if one == clause)
            if all(_row_end(row, read, place) is None for place in places):
                return None
        return at, end


def pattern_of(text: str) -> Pattern:
    """Read one line of a seed list.

    Raises:
        PatternUnreadable: it holds no word, or a stem too short to mean anything.

    >>> pattern = pattern_of("non|mai arriv* .. casa")
    >>> [sorted(slot.words) or slot.stems for slot in pattern.rows[0]]
    [['mai', 'non'], ('arriv',), ['casa']]
    """
    rows = tuple(tuple(_slots(text, part)) for part in text.lower().replace("’", "'").split("&"))
    if not all(rows):
        raise PatternUnreadable(text, "has no word")
    return Pattern(text, rows)


def _slots(text: str, part: str) -> Iterator[Slot]:
    gap = 0
    for written in part.replace("'", " ").replace(" t ", "'t ").split():
        if written == "..":
            gap = _WIDEST_GAP
            continue
        choices = written.split("|")
        stems = tuple(choice[:-1] for choice in choices if choice.endswith("*"))
        words = frozenset(choice for choice in choices if not choice.endswith("*"))
        if any(len(stem) < _SHORTEST_STEM for stem in stems):
            raise PatternUnreadable(text, f"has a stem of fewer than {_SHORTEST_STEM} letters")
        if not all(_is_word(choice) for choice in (*words, *stems)):
            raise PatternUnreadable(text, f"holds {written!r}, which is no word")
        yield Slot(words, stems, gap)
        gap = 0


def _is_word(choice: str) -> bool:
    return bool(choice) and (choice.replace("'", "").isalnum())


def _row_end(row: Row, read: Words, at: int) -> int | None:
    """Where a row ends that begins at a place; None where it does not stand there."""
    if not row[0].fits(read.words[at]):
        return None
    clause = read.clauses[at]
    place = at + 1
    for slot in row[1:]:
        for further in range(place, min(place + slot.gap + 1, len(read.words))):
            if read.clauses[further] == clause and slot.fits(read.words[further]):
                place = further + 1
                break
        else:
            return None
    return place
