"""Where do we listen? What is asked, answered and said of each place of contact."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from percorso.domain.catalogue import Touchpoint
from percorso.domain.journey_map import Estimate

# A question, a review or a message speaks of contacts of the last so many days.
SPEAKS_OF_DAYS = 30

# How the places are named where a survey is sent or shown, and not answered.
_ASKING = ("sent", "shown", "invit", "inviat", "mostrat", "reminder", "promemoria")

Part = Literal["contact", "answer", "question", "review", "broadcast"]


@dataclass(frozen=True, slots=True)
class ListenedPlace:
    """A touchpoint, and who hears what its customers say.

    Attributes:
        key, name_it, name_en, stage: Of the touchpoint.
        contacts, customers: That met it.
        asked: Questions sent about it, or right after it.
        answered: Answers to them, and to questions nobody told us were sent.
        response: Share of what was asked that was answered; None where nothing is known of asking.
        rated: Contacts that came with a rating of their own.
        reviews: Reviews that mention it, of customers who met it in the 30 days before.
        messages: The same of all other texts, those written at it among them.
    """

    key: str
    name_it: str
    name_en: str
    stage: str
    contacts: int
    customers: int
    asked: int
    answered: int
    response: Estimate | None
    rated: int
    reviews: int
    messages: int

    @property
    def is_asked(self) -> bool:
        """Whether anybody asks its customers."""
        return bool(self.asked or self.answered or self.rated)


@dataclass(frozen=True, slots=True)
class Listening:
    """All touchpoints of contact, the most customers first."""

    places: tuple[ListenedPlace, ...]

    @property
    def unasked(self) -> Sequence[ListenedPlace]:
        """Those nobody asks about."""
        return [one for one in self.places if not one.is_asked]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "speaks_of_days": SPEAKS_OF_DAYS,
            "touchpoints": [asdict(one) | {"is_asked": one.is_asked} for one in self.places],
        }


def part_of(place: Touchpoint) -> Part:
    """What a touchpoint is to listening: where customers meet us, or where they are heard.

    >>> part_of(Touchpoint("a", "Sondaggio inviato", "Sent", "loyalty", "survey", "customer"))
    'question'
    """
    if place.channel == "survey":
        said = f"{place.key} {place.name_it} {place.name_en}".lower()
        is_asking = place.initiator == "company" or any(word in said for word in _ASKING)
        return "question" if is_asking else "answer"
    if place.channel == "review_site":
        return "review"
    return "broadcast" if place.is_broadcast else "contact"


def is_spoken_of(topic: str, place: Touchpoint) -> bool:
    """Whether a text on a topic speaks of a touchpoint, met by who wrote it.

    Topics of goods (price, quality, size) speak of no place.

    >>> parcel = Touchpoint("courier", "Corriere", "Courier", "delivery", "delivery", "partner")
    >>> is_spoken_of("delivery", parcel), is_spoken_of("store", parcel)
    (True, False)
    """
    match topic:
        case "delivery":
            return place.stage == "delivery"
        case "store":
            return place.channel in ("store", "desk") and place.stage != "service"
        case "staff":
            return place.channel in ("store", "phone", "chat", "desk", "delivery")
        case "assistance":
            return place.stage == "service" and place.channel not in ("web", "app")
        case "site":
            return place.channel in ("web", "app")
        case "payment":
            return place.stage == "purchase"
        case "return":
            return place.key in ("refund", "return", "returns", "exchange") or any(
                word in f"{place.name_it} {place.name_en}".lower()
                for word in ("reso", "rimborso", "return", "refund")
            )
        case _:
            return False
