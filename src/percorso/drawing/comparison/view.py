"""A comparison as the drawing asks for it: by touchpoint, by step, and what each of them shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from percorso.domain.journey_map import JourneyMap, PeriodOnMap
from percorso.domain.map_comparison import (
    Comparison,
    Difference,
    TouchpointChange,
    TransitionChange,
)
from percorso.drawing.comparison.amounts import (
    Manner,
    difference_text,
    is_beyond_chance,
    points,
)
from percorso.drawing.language import Language

Tone = Literal["", "pos", "neg", "ink"]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """The differences of a map by key, and how they are told."""

    comparison: Comparison
    manner: Manner
    touchpoints: dict[str, TouchpointChange]
    transitions: dict[Pair, TransitionChange]

    @property
    def is_period(self) -> bool:
        """Whether two periods are compared."""
        return self.comparison["kind"] == "period"

    @property
    def is_change(self) -> bool:
        """Whether the other period lies before the map's, so that a difference is a change."""
        return self.manner == "since"


@dataclass(frozen=True, slots=True)
class CardChange:
    """What a card says of its difference.

    Attributes:
        text: the difference of those who move on, in points, or that one sample lacks the card.
        is_sure: whether it is beyond chance.
        tone: good, bad, or neither; empty where it may be chance.
        rises: whether it grows.
        is_change: whether it is a change since an earlier period.
    """

    text: str
    is_sure: bool
    tone: Tone
    rises: bool
    is_change: bool


def view_of(journey_map: JourneyMap) -> View | None:
    """The comparison of a map, or None where it has none."""
    comparison = journey_map["comparison"]
    if comparison is None:
        return None
    return View(
        comparison,
        manner_of(comparison, journey_map["period"]),
        {row["key"]: row for row in comparison["touchpoints"]},
        {(row["from"], row["to"]): row for row in comparison["transitions"]},
    )


def manner_of(comparison: Comparison, period: PeriodOnMap) -> Manner:
    """How differences are told: as a change only where the other period is over before this one.

    A later period, one that overlaps and another group of customers are told side by side.
    """
    other = comparison["period"]
    if comparison["kind"] != "period" or other["to"] is None or period["from"] is None:
        return "against"
    ends, begins = (datetime.fromisoformat(text) for text in (other["to"], period["from"]))
    return "since" if ends <= begins else "against"


def card_change(view: View, key: str, second: str, language: Language) -> CardChange | None:
    """What the card of a touchpoint says; None where there is nothing to compare.

    Args:
        view: the comparison.
        key: of the touchpoint.
        second: `lost` before the purchase, `done` from it on: only before it is moving on good.
        language: of the text.
    """
    row = view.touchpoints.get(key)
    if row is None or not (row["journeys"] or row["journeys_other"]):
        return None
    if not row["journeys"] or not row["journeys_other"]:
        side = "this" if row["journeys"] else "other"
        word = language.say(f"only_{side}_{view.manner}")
        sure = is_beyond_chance(row["reach"])
        return CardChange(word, sure, "", side == "this", view.is_change)
    on = row["moves_on_share"]
    if on["value"] is None:
        return None
    sure = is_beyond_chance(on)
    tone = _tone(on, row["lost_share"], second) if sure else ""
    text = points(on["value"], language)
    return CardChange(text, sure, tone, on["value"] > 0, view.is_change)


def _tone(on: Difference, lost: Difference | None, second: str) -> Tone:
    """More lost is bad, wherever it happens; before the purchase, more who move on is good."""
    if lost is not None and is_beyond_chance(lost):
        return "neg" if (lost["value"] or 0.0) > 0 else "pos"
    if second == "lost" and lost is not None:
        return "pos" if (on["value"] or 0.0) > 0 else "neg"
    return "ink"


def flow_change(view: View | None, pair: Pair) -> Difference | None:
    """The difference of a step's share, where it is beyond chance."""
    row = view.transitions.get(pair) if view else None
    if row is None:
        return None
    return row["share_out"] if is_beyond_chance(row["share_out"]) else None


def compared_with(view: View, days: str, language: Language) -> str:
    """What the map is compared with, in words: `confrontati con 1 – 31 ago`."""
    if view.is_period:
        return language.say("compared_period", days=days)
    segment = view.comparison["segment"]
    if segment is None:
        return language.say("compared_everybody")
    return language.say("compared_segment", segment=segment)


def against(difference: Difference | None, measure: str, language: Language) -> str:
    """A difference for the strip of main numbers: `−0,4 pt`."""
    if difference is None or difference["value"] is None:
        return ""
    return difference_text(measure, difference["value"], language)
