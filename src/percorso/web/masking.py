"""What is left out for who may not see personal data: words of customers, rows, identifiers."""

from dataclasses import replace

from percorso.collect.preview import SeenInteraction
from percorso.domain.customer_card import Timeline, TimelineEntry
from percorso.domain.identifiers import masked
from percorso.domain.journey_map import JourneyMap
from percorso.domain.segment import Fact, Segment
from percorso.web.page import Visitor
from percorso.workspace.loading.rejected_desk import reason_pattern

HIDDEN = "…"


def map_for(visitor: Visitor, journey_map: JourneyMap) -> JourneyMap:
    """A map without what customers wrote, where a visitor may not read it."""
    if visitor.reads_texts:
        return journey_map
    places = journey_map["touchpoints"]
    return {**journey_map, "touchpoints": [{**place, "quotes": []} for place in places]}


def timeline_for(visitor: Visitor, timeline: Timeline) -> Timeline:
    """A timeline without what was written, and order numbers, where a visitor may not read it."""
    if visitor.reads_texts:
        return timeline
    entries: list[TimelineEntry] = [
        {
            **entry,
            "text": entry["text"] and HIDDEN,
            "order_id": entry["order_id"] and HIDDEN,
        }
        for entry in timeline["entries"]
    ]
    return {**timeline, "entries": entries}


def reason_for(visitor: Visitor, reason: str) -> str:
    """Why a row is refused, without the words of the row where a visitor may not read them."""
    return reason if visitor.reads_texts else reason_pattern(reason)


def may_use(visitor: Visitor, segment: Segment) -> bool:
    """Whether a visitor may see who is in a segment, or change it.

    Who is in one of a trait is said to be what the trait says, however masked the list is.
    """
    return visitor.reads_texts or not segment.is_personal


def fact_for(visitor: Visitor, fact: Fact) -> Fact:
    """A fact of a segment, without what a trait says where a visitor may not read it."""
    if visitor.reads_texts or fact.kind != "trait":
        return fact
    return replace(fact, value=fact.value and HIDDEN)


def who_for(visitor: Visitor, one: SeenInteraction) -> str:
    """Whose contact a row tells of, masked where a visitor may not read it."""
    who = next(iter(one.who.values()), next(iter(one.references.values()), ""))
    if not who:
        return "–"
    return who if visitor.reads_texts else masked(who)


def text_for(visitor: Visitor, text: str) -> str:
    """What somebody wrote, or that it is hidden."""
    return text if visitor.reads_texts or not text else HIDDEN
