"""Topics and themes over many texts: how many, whose, how they feel, what they do, which way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from percorso.stats.arrays import Booleans, Floats, Integers
from percorso.stats.proportion import newcombe_difference
from percorso.stats.resampling import GROUPS, group_count, jackknife_interval
from percorso.voice.impact import FEWEST_CUSTOMERS, Impact, impact_of
from percorso.voice.reading import Reading
from percorso.voice.sentiment import NEGATIVE_BELOW, POSITIVE_ABOVE, mood_of

# A quarter against the one before it: shorter stretches have too few texts of most themes.
TREND_DAYS = 91
_TREND_US = TREND_DAYS * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Level:
    """Mean level of the clauses that speak of a theme, on -1..1; n are the texts that tell one."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Share of texts that speak of a theme, in the last quarter less in the one before.

    Attributes:
        now, before: The shares, 0..1.
        texts_now, texts_before: All texts of each quarter.
        low, high: 95 % interval of the difference.
    """

    now: float
    before: float
    texts_now: int
    texts_before: int
    low: float
    high: float

    @property
    def direction(self) -> str:
        """`up` or `down` where the interval leaves 0 out, else `steady`."""
        if self.low > 0:
            return "up"
        return "down" if self.high < 0 else "steady"


@dataclass(frozen=True, slots=True)
class ThemeTotal:
    """One topic or theme over many texts.

    Attributes:
        key: Of the seeds.
        texts, customers: That speak of it; a text nobody is known of counts as a customer.
        negative, unclear, positive: Texts by the mood of the clause; the others say nothing.
        feeling: None where no clause tells.
        impact: None where fewer than `FEWEST_CUSTOMERS` of them rated, or everybody else did not.
        trend: None where a quarter has no text at all.
    """

    key: str
    texts: int
    customers: int
    negative: int
    unclear: int
    positive: int
    feeling: Level | None
    impact: Impact | None
    trend: Trend | None


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts as arrays of one length.

    Attributes:
        customer_no: Who wrote it; below 0 where nobody is known.
        felt: The rating given with it, -1..1; NaN for none.
        at_us: When, in microseconds since 1970.
    """

    customer_no: Integers
    felt: Floats
    at_us: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What they speak of, one entry a text and theme.

    Attributes:
        text: Place among the texts.
        key: Place among the keys.
        level: Of the clause, -1..1; NaN where it does not tell.
    """

    text: Integers
    key: Integers
    level: Floats


def theme_totals(texts: Texts, hits: Hits, keys: Sequence[str]) -> list[ThemeTotal]:
    """All topics and themes that come up, the most texts first.

    Args:
        texts: All texts, those without a theme too.
        hits: What they speak of.
        keys: Of the themes.
    """
    whole = _Whole.of(texts)
    order = np.argsort(hits.key, kind="stable")
    found, starts = np.unique(hits.key[order], return_index=True)
    totals = [
        _total(keys[key], hits.text[of], hits.level[of], whole)
        for key, of in zip(found.tolist(), np.split(order, starts[1:]), strict=True)
    ]
    return sorted(totals, key=lambda total: (-total.texts, total.key))


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """All texts with what every theme is held against."""

    unit: Integers
    felt: Floats
    group: Integers
    is_now: Booleans
    is_before: Booleans

    @classmethod
    def of(cls, texts: Texts) -> "_Whole":
        # A text of nobody known is a customer of its own.
        unit = np.where(
            texts.customer_no < 0, -1 - np.arange(texts.customer_no.size), texts.customer_no
        )
        end = int(texts.at_us.max()) if texts.at_us.size else 0
        is_now = texts.at_us > end - _TREND_US
        is_before = ~is_now & (texts.at_us > end - 2 * _TREND_US)
        return cls(unit, texts.felt, _groups(unit), is_now, is_before)


def _total(key: str, places: Integers, level: Floats, whole: _Whole) -> ThemeTotal:
    speaks = np.zeros(whole.unit.size, dtype=np.bool_)
    speaks[places] = True
    share = (1 + level[~np.isnan(level)]) / 2
    negative, positive = int((share < NEGATIVE_BELOW).sum()), int((share > POSITIVE_ABOVE).sum())
    raters = np.unique(whole.unit[places[~np.isnan(whole.felt[places])]]).size
    return ThemeTotal(
        key=key,
        texts=places.size,
        customers=int(np.unique(whole.unit[places]).size),
        negative=negative,
        unclear=share.size - negative - positive,
        positive=positive,
        feeling=_level(level, whole.group[places]),
        impact=impact_of(speaks, whole.felt, whole.group) if raters >= FEWEST_CUSTOMERS else None,
        trend=_trend(speaks, whole),
    )


def _level(level: Floats, group: Integers) -> Level | None:
    told = ~np.isnan(level)
    if not told.any():
        return None
    level, (_, group) = level[told], np.unique(group[told], return_inverse=True)
    mean = level.mean()
    sums, counts = np.bincount(group, level), np.bincount(group)
    with np.errstate(invalid="ignore", divide="ignore"):
        without = (level.sum() - sums) / (level.size - counts)
    low, high = jackknife_interval(np.array([mean]), without[:, None], (-1.0, 1.0))
    known = bool(np.isfinite(low[0]))
    return Level(
        float(mean), float(low[0]) if known else None, float(high[0]) if known else None,
        level.size,
    )  # fmt: skip


def _trend(speaks: Booleans, whole: _Whole) -> Trend | None:
    now, before = int(whole.is_now.sum()), int(whole.is_before.sum())
    if not now or not before:
        return None
    hits_now, hits_before = int(speaks[whole.is_now].sum()), int(speaks[whole.is_before].sum())
    found = newcombe_difference(hits_now, now, hits_before, before)
    return Trend(hits_now / now, hits_before / before, now, before, found.low, found.high)


def _groups(units: Integers) -> Integers:
    """The group each text's customer falls into, from 0."""
    _, unit = np.unique(units, return_inverse=True)
    customers = int(unit.max()) + 1 if unit.size else 0
    if group_count(customers) == customers:
        return unit
    # Numbers of customers follow their first contact: neighbours go to different groups.
    return np.asarray(unit % GROUPS)


@dataclass(slots=True)
class ThemeTotals:
    """Adds up readings, one after the other; the texts themselves are not kept."""

    texts: int = 0
    without_topic: int = 0
    moods: dict[str, int] = field(default_factory=dict)
    _customers: list[int] = field(default_factory=list)
    _felt: list[float] = field(default_factory=list)
    _at_us: list[int] = field(default_factory=list)
    _keys: dict[str, int] = field(default_factory=dict)
    _hits: list[tuple[int, int, float]] = field(default_factory=list)

    def add(
        self, reading: Reading, customer_no: int | None, felt: float | None, at_us: int = 0
    ) -> None:
        """Add one reading.

        Args:
            reading: Of the text.
            customer_no: Who wrote it; None is not known.
            felt: The rating given with it, on -1..1; None is none.
            at_us: When it was written, in microseconds since 1970.
        """
        self.without_topic += not reading.themes
        level = reading.felt
        mood = mood_of(None if level is None else (1 + level) / 2) or "silent"
        self.moods[mood] = self.moods.get(mood, 0) + 1
        self._customers.append(-1 if customer_no is None else customer_no)
        self._felt.append(np.nan if felt is None else felt)
        self._at_us.append(at_us)
        for hit in reading.themes:
            key = self._keys.setdefault(hit.key, len(self._keys))
            self._hits.append((self.texts, key, np.nan if hit.level is None else hit.level))
        self.texts += 1

    def totals(self) -> list[ThemeTotal]:
        """All topics and themes that come up, the most texts first."""
        hits = np.array(self._hits, dtype=np.float64).reshape(-1, 3)
        return theme_totals(
            Texts(
                np.array(self._customers, dtype=np.int64), np.array(self._felt),
                np.array(self._at_us, dtype=np.int64),
            ),
            Hits(hits[:, 0].astype(np.int64), hits[:, 1].astype(np.int64), hits[:, 2]),
            list(self._keys),
        )  # fmt: skip
