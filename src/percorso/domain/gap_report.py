"""What a proposed gap rests on, and what it would change: to be drawn, printed and accepted."""

from dataclasses import dataclass
from typing import Any, Literal

GapOrigin = Literal["valley", "percentile", "default", "given"]


@dataclass(frozen=True, slots=True)
class GapChange:
    """What another gap would do to the journeys.

    Attributes:
        gap_seconds: The other gap.
        journeys: Journeys it would give.
        changed_share: Share of the journeys that would not be there as they are, by their
            interactions or their status; null without journeys.
    """

    gap_seconds: float
    journeys: int
    changed_share: float | None


@dataclass(frozen=True, slots=True)
class GapReport:
    """A gap proposed for a journey definition.

    Attributes:
        journey, name: Key of the definition, and what it is called.
        version: The definition's newest version; 0 where it was never computed.
        current_seconds, current_origin: The gap it is frozen with, null where there is none yet.
        gap_seconds, origin: The gap proposed, or given by hand.
        clipped: Whether the proposal lay outside 1 to 180 days and was brought to that bound.
        pauses: Pauses of a minute and more between consecutive contacts that customers begin.
        bar_edges, bar_counts: The histogram of the pauses over log10 hours.
        points, density: Their kernel density per unit of log10 hours.
        journeys: Journeys with the gap proposed.
        half, double: What half and twice the gap would do to those.
        accepting: What the gap proposed would do to today's journeys, null where there is no
            gap yet.
    """

    journey: str
    name: str
    version: int
    current_seconds: float | None
    current_origin: str | None
    gap_seconds: float
    origin: GapOrigin
    clipped: bool
    pauses: int
    bar_edges: tuple[float, ...]
    bar_counts: tuple[int, ...]
    points: tuple[float, ...]
    density: tuple[float, ...]
    journeys: int
    half: GapChange
    double: GapChange
    accepting: GapChange | None

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "journey": self.journey,
            "version": self.version,
            "current": None
            if self.current_seconds is None
            else {"gap_seconds": self.current_seconds, "gap_origin": self.current_origin},
            "gap_seconds": self.gap_seconds,
            "gap_origin": self.origin,
            "clipped": self.clipped,
            "pauses": self.pauses,
            "histogram": {"log10_hours": list(self.bar_edges), "pauses": list(self.bar_counts)},
            "density": {"log10_hours": list(self.points), "value": list(self.density)},
            "journeys": self.journeys,
            "half": _change(self.half),
            "double": _change(self.double),
            "accepting": None if self.accepting is None else _change(self.accepting),
        }


def _change(change: GapChange) -> dict[str, Any]:
    return {
        "gap_seconds": change.gap_seconds,
        "journeys": change.journeys,
        "changed_share": change.changed_share,
    }
