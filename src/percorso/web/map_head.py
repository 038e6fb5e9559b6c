"""What stands above a map: the choices of its filters, and in words what it is filtered by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from percorso.domain.catalogue import CHANNELS
from percorso.drawing.language import Language
from percorso.web.filters import (
    ALL,
    COMPARISONS,
    EVERYBODY,
    INSIDE,
    OWN,
    PRESETS,
    USUAL_JOURNEY,
    Filters,
)
from percorso.web.words import LANGUAGES, Lang, words_of

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MapHead:
    """The head of a map's page.

    Attributes:
        filters: What is filtered.
        journeys, channels, segments, comparisons: Key and name of each choice.
        segment: Who is on the map; empty is everybody.
        no_match: The sentence of a map on which nothing is left.
    """

    filters: Filters
    journeys: Choices
    channels: Choices
    segments: Choices
    comparisons: Choices
    segment: str
    no_match: str

    @classmethod
    def of(
        cls, filters: Filters, definitions: Mapping[str, tuple[str, str]],
        segments: Mapping[str, str], language: Lang,
    ) -> "MapHead":  # fmt: skip
        """The head of a map.

        Args:
            filters: What is filtered.
            definitions: Key -> name in Italian and in English.
            segments: Key -> name.
            language: Of the words.
        """
        say = words_of(language)
        at = LANGUAGES.index(language)
        journeys = tuple((key, names[at] or key) for key, names in definitions.items())
        channels = {one.key: getattr(one, f"name_{language}") for one in CHANNELS.values()}
        inside = segments.get(filters.segment, filters.segment)
        used = f"{say['channel']}: {channels[filters.channel]}" if filters.channel else ""
        segment = ", ".join(who for who in (inside, used) if who)
        words = [
            dict(journeys).get(filters.journey, "") if filters.journey != USUAL_JOURNEY else "",
            _days(filters, language),
            segment,
        ]
        return cls(
            filters,
            journeys,
            tuple(sorted(channels.items(), key=lambda one: one[1].casefold())),
            tuple(segments.items()),
            _comparisons(filters, segments, language),
            segment,
            say["no_match_text"].format(filters=", ".join(word for word in words if word)),
        )

    def told(self) -> dict[str, Any]:
        """The same for a template."""
        return {
            "filters": self.filters, "query": self.filters.query(), "journeys": self.journeys,
            "presets": PRESETS, "channels": self.channels, "segments": self.segments,
            "comparisons": self.comparisons,
            "no_match": self.no_match,
        }  # fmt: skip


def _comparisons(filters: Filters, segments: Mapping[str, str], language: Lang) -> Choices:
    """What these filters can be held against: other days, everybody, another segment."""
    say = words_of(language)
    days = COMPARISONS[1:] if filters.period != ALL else ()
    everybody = (EVERYBODY,) if filters.segment or filters.channel else ()
    return (
        *((key, say[f"compare_{key}"]) for key in (*days, *everybody)),
        *((INSIDE + key, name) for key, name in segments.items() if key != filters.segment),
    )


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
