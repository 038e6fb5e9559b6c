"""What is told of texts and their themes, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from percorso.voice.impact import FEWEST_CUSTOMERS
from percorso.voice.theme_totals import ThemeTotal


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """The texts of a workspace by theme.

    Attributes:
        version: What they were read with.
        texts: Texts of customers.
        without_topic: Of them, that speak of no topic of the seeds.
        moods: Texts by mood; "silent" is without a word that says.
        themes: Topics and themes, the most texts first.
        names: What people read for each key.
    """

    version: str
    texts: int
    without_topic: int
    moods: Mapping[str, int]
    themes: tuple[ThemeTotal, ...]
    names: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values; what few customers speak of has its number alone."""
        return {
            "version": self.version,
            "texts": self.texts,
            "without_topic": self.without_topic,
            "moods": dict(self.moods),
            "themes": [self.theme_as_json(theme) for theme in self.themes],
        }

    def theme_as_json(self, theme: ThemeTotal) -> dict[str, Any]:
        """One theme."""
        said: dict[str, Any] = {
            "key": theme.key,
            "name": self.names.get(theme.key, theme.key),
            "texts": theme.texts,
            "share": theme.texts / self.texts,
        }
        hidden = ("customers", "moods", "feeling", "impact", "trend")
        if theme.customers < FEWEST_CUSTOMERS:
            return said | dict.fromkeys(hidden)
        impact, trend = theme.impact, theme.trend
        return said | {
            "customers": theme.customers,
            "moods": {
                "negative": theme.negative,
                "unclear": theme.unclear,
                "positive": theme.positive,
            },
            "feeling": theme.feeling and asdict(theme.feeling),
            "impact": impact
            and {
                "points": round(impact.points, 4),
                "low": impact.low,
                "high": impact.high,
                "rated_texts": impact.rated,
            },
            "trend": trend and asdict(trend) | {"direction": trend.direction},
        }


@dataclass(frozen=True, slots=True)
class WrittenText:
    """What somebody wrote.

    Attributes:
        customer: Id of who did; None where nobody is known.
        at: When, ISO 8601 UTC.
        touchpoint, touchpoint_name: Where.
        level: How it feels, or what it says of the theme that is asked for, -1..1.
        mood: The word for it; None where no word tells.
        words: That spoke of the theme; empty where none is asked for.
        text: As it was written.
        rating: Given with it, such as `4/5 stars`.
    """

    customer: str | None
    at: str
    touchpoint: str
    touchpoint_name: str
    level: float | None
    mood: str | None
    words: str
    text: str
    rating: str | None


@dataclass(frozen=True, slots=True)
class Writer:
    """A customer with texts: how many, their mean level, and when the last was written."""

    customer: str
    texts: int
    level: float | None
    last_at: str


@dataclass(frozen=True, slots=True)
class ThemeTexts:
    """The texts of a theme, a page of them, and who wrote them.

    Attributes:
        theme, name: None for all texts.
        total, customers: Texts there are, and known customers who wrote them.
        texts: The newest first.
        writers: The most texts first; at most 50.
    """

    theme: str | None
    name: str | None
    total: int
    customers: int
    texts: tuple[WrittenText, ...]
    writers: tuple[Writer, ...]
