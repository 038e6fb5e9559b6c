"""How often each theme comes up, how it feels, and what it does to the score."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from percorso.stats.arrays import Booleans, Floats, Integers
from percorso.stats.resampling import GROUPS, group_count, jackknife_interval
from percorso.voice.reading import Reading
from percorso.voice.sentiment import mood_of

# Of fewer customers nothing but the number of texts is told: a few could be known by it.
FEWEST_CUSTOMERS = 5
# A level of -1..1 as points of a score of 0..100.
_POINTS = 50.0


@dataclass(frozen=True, slots=True)
class Impact:
    """Score of all rated texts - score of those without the theme, in points of 0..100.

    Attributes:
        points: Below 0 where the theme drags the score down. It describes, and causes nothing.
        low, high: 95 % interval; None where it cannot be told.
        rated: Rated texts that speak of the theme.
    """

    points: float
    low: float | None
    high: float | None
    rated: int


@dataclass(frozen=True, slots=True)
class ThemeTotal:
    """One topic or theme over many texts.

    Attributes:
        key: Of the seeds.
        texts, customers: That speak of it; a text nobody is known of counts as a customer.
        negative, unclear, positive: Texts by the mood of the clause; the others say nothing.
        impact: None where fewer than `FEWEST_CUSTOMERS` of them rated, or everybody else did not.
    """

    key: str
    texts: int
    customers: int
    negative: int
    unclear: int
    positive: int
    impact: Impact | None


@dataclass(slots=True)
class ThemeTotals:
    """Adds up readings, one after the other; the texts themselves are not kept."""

    texts: int = 0
    without_topic: int = 0
    moods: dict[str, int] = field(default_factory=dict)
    _units: list[int] = field(default_factory=list)
    _felt: list[float] = field(default_factory=list)
    _of: dict[str, list[tuple[int, str | None]]] = field(default_factory=dict)

    def add(self, reading: Reading, customer_no: int | None, felt: float | None) -> None:
        """Add one reading.

        Args:
            reading: Of the text.
            customer_no: Who wrote it; None is not known.
            felt: The rating given with it, on -1..1; None is none.
        """
        at = self.texts
        self.texts += 1
        self.without_topic += not reading.themes
        mood = reading.sentiment.mood or "silent"
        self.moods[mood] = self.moods.get(mood, 0) + 1
        self._units.append(-1 - at if customer_no is None else customer_no)
        self._felt.append(np.nan if felt is None else felt)
        for hit in reading.themes:
            of_clause = mood_of(None if hit.level is None else (1 + hit.level) / 2)
            self._of.setdefault(hit.key, []).append((at, of_clause))

    def totals(self) -> list[ThemeTotal]:
        """All topics and themes that come up, the most texts first."""
        units, felt = np.array(self._units, dtype=np.int64), np.array(self._felt)
        groups = _groups(units)
        found = [
            _total(key, of, units, felt, groups)
            for key, of in self._of.items()
        ]  # fmt: skip
        return sorted(found, key=lambda total: (-total.texts, total.key))


def _total(
    key: str,
    of: Sequence[tuple[int, str | None]],
    units: Integers,
    felt: Floats,
    groups: Integers,
) -> ThemeTotal:
    places = np.array([at for at, _ in of])
    moods = [mood for _, mood in of]
    customers = int(np.unique(units[places]).size)
    raters = int(np.unique(units[places[~np.isnan(felt[places])]]).size)
    speaks = np.zeros(units.size, dtype=np.bool_)
    speaks[places] = True
    return ThemeTotal(
        key=key,
        texts=len(of),
        customers=customers,
        negative=moods.count("negative"),
        unclear=moods.count("unclear"),
        positive=moods.count("positive"),
        impact=impact_of(speaks, felt, groups) if raters >= FEWEST_CUSTOMERS else None,
    )


def impact_of(speaks: Booleans, felt: Floats, groups: Integers) -> Impact | None:
    """What a theme does to the score (METHODS 2), with its interval by leaving groups out.

    Args:
        speaks: Which texts speak of the theme, shape (texts,).
        felt: Their ratings on -1..1, NaN for none, shape (texts,).
        groups: Group of the customer of each, from 0, shape (texts,).

    Returns:
        None where no rated text speaks of it, or none does not.
    """
    is_rated = ~np.isnan(felt)
    its, others = is_rated & speaks, is_rated & ~speaks
    if not its.any() or not others.any():
        return None
    many = int(groups.max()) + 1
    sums = np.array([[felt[which].sum(), which.sum()] for which in (its, others)])
    left = sums[:, :, None] - np.array(
        [
            [np.bincount(groups[which], felt[which], many), np.bincount(groups[which], None, many)]
            for which in (its, others)
        ]
    )
    full = _points(sums)
    without = _points(left)[np.unique(groups[is_rated])]
    low, high = jackknife_interval(np.array([full]), np.asarray(without)[:, None])
    known = bool(np.isfinite(low[0]))
    return Impact(
        float(full), float(low[0]) if known else None, float(high[0]) if known else None,
        int(its.sum()),
    )  # fmt: skip


def _points(sums: Floats) -> Floats:
    """Impact from the sums and counts of the texts of a theme and of the others."""
    (its, its_count), (others, others_count) = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            _POINTS * ((its + others) / (its_count + others_count) - others / others_count)
        )


def _groups(units: Integers) -> Integers:
    """The group each text's customer falls into, from 0."""
    _, unit = np.unique(units, return_inverse=True)
    customers = int(unit.max()) + 1 if unit.size else 0
    if group_count(customers) == customers:
        return unit
    # Numbers of customers follow their first contact: neighbours go to different groups.
    return np.asarray(unit % GROUPS)
