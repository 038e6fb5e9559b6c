"""What stands above a map: the choices of its filters, and in words what it is filtered by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from percorso.domain.catalogue import CHANNELS
from percorso.drawing.language import Language
from percorso.web.filters import ALL, COMPARISONS, OWN, PRESETS, USUAL_JOURNEY, Filters
from percorso.web.words import LANGUAGES, Lang, words_of

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MapHead:
    """The head of a map's page.

    Attributes:
        filters: What is filtered.
        journeys, channels: Key and name of each choice.
        segment: Who is on the map; empty is everybody.
        no_match: The sentence of a map on which nothing is left.
    """

    filters: Filters
    journeys: Choices
    channels: Choices
    segment: str
    no_match: str

    @classmethod
    def of(
        cls, filters: Filters, definitions: Mapping[str, tuple[str, str]], language: Lang
    ) -> "MapHead":
        """The head of a map.

        Args:
            filters: What is filtered.
            definitions: Key -> name in Italian and in English.
            language: Of the words.
        """
        say = words_of(language)
        at = LANGUAGES.index(language)
        journeys = tuple((key, names[at] or key) for key, names in definitions.items())
        channels = {one.key: getattr(one, f"name_{language}") for one in CHANNELS.values()}
        segment = f"{say['channel']}: {channels[filters.channel]}" if filters.channel else ""
        words = [
            dict(journeys).get(filters.journey, "") if filters.journey != USUAL_JOURNEY else "",
            _days(filters, language),
            segment,
        ]
        return cls(
            filters,
            journeys,
            tuple(sorted(channels.items(), key=lambda one: one[1].casefold())),
            segment,
            say["no_match_text"].format(filters=", ".join(word for word in words if word)),
        )

    def told(self) -> dict[str, Any]:
        """The same for a template."""
        return {
            "filters": self.filters, "query": self.filters.query(), "journeys": self.journeys,
            "presets": PRESETS, "channels": self.channels, "comparisons": COMPARISONS[1:],
            "no_match": self.no_match,
        }  # fmt: skip


def _days(filters: Filters, language: Lang) -> str:
    """The period in words; empty where it is all."""
    say, speech = words_of(language), Language(language)
    if filters.period != OWN:
        return "" if filters.period == ALL else say[f"period_{filters.period}"]
    if filters.since and filters.last:
        return speech.period(filters.since, filters.last, this_year=0)
    day = filters.since or filters.last
    word = say["from"] if filters.since else say["to"]
    return f"{word} {speech.period(day, day, this_year=0)}" if day else ""
