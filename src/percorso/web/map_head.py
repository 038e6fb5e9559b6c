"""What stands above a map: the choices of its filters, and in words what it is filtered by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from percorso.domain.catalogue import CHANNELS
from percorso.domain.journey import JourneyDefinition
from percorso.web.filters import ALL, COMPARISONS, PRESETS, USUAL_JOURNEY, Filters
from percorso.web.words import Lang, words_of

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
        cls, filters: Filters, definitions: Sequence[JourneyDefinition], language: Lang
    ) -> "MapHead":
        """The head of a map with some filters, of a workspace with these definitions."""
        say = words_of(language)
        journeys = tuple(
            (one.key, getattr(one, f"name_{language}") or one.key) for one in definitions
        )
        channels = {one.key: getattr(one, f"name_{language}") for one in CHANNELS.values()}
        segment = f"{say['channel']}: {channels[filters.channel]}" if filters.channel else ""
        words = [
            dict(journeys).get(filters.journey, "") if filters.journey != USUAL_JOURNEY else "",
            say[f"period_{filters.period}"] if filters.period != ALL else "",
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
