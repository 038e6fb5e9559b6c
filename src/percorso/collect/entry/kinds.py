"""Which contacts people enter by hand, what they are called, and which interactions they become."""

from dataclasses import dataclass

from percorso.domain.catalogue.words import plain_words
from percorso.domain.contact import Actor, Direction


@dataclass(frozen=True, slots=True)
class ContactKind:
    """One kind of contact.

    Attributes:
        key: As forms send it.
        italian, english: What people call it.
        name: The observed name, which the catalogue knows.
        channel: Where it takes place.
        direction, actor: Who addressed whom, and who acted.
    """

    key: str
    italian: str
    english: str
    name: str
    channel: str
    direction: Direction = "in"
    actor: Actor = "customer"


KINDS = (
    ContactKind("visit", "Visita in negozio", "Store visit", "store.visited", "store"),
    ContactKind("call_in", "Ha telefonato", "They called", "call.received", "phone"),
    ContactKind(
        "call_out", "Abbiamo telefonato", "We called", "call.made", "phone", "out", "staff"
    ),
    ContactKind("fair", "Incontro in fiera", "Met at a fair", "fair.visited", "event"),
    ContactKind("appointment", "Appuntamento", "Appointment", "appointment.held", "store"),
    ContactKind("quote", "Preventivo", "Quote given", "quote.given", "store", "out", "staff"),
    ContactKind("complaint", "Reclamo", "Complaint", "complaint.made", "desk"),
)  # fmt: skip
KIND_OF: dict[str, ContactKind] = {kind.key: kind for kind in KINDS}

# What people also write in a list.
_MORE_WORDS = {
    "visita": "visit", "negozio": "visit", "visit": "visit", "showroom": "visit",
    "telefonata": "call_in", "chiamata": "call_in", "telefono": "call_in", "call": "call_in",
    "phone call": "call_in", "chiamata ricevuta": "call_in", "chiamata fatta": "call_out",
    "fiera": "fair", "evento": "fair", "fair": "fair", "event": "fair",
    "quote": "quote", "offerta": "quote", "lamentela": "complaint",
}  # fmt: skip
_OF_WORDS = _MORE_WORDS | {
    plain_words(word): kind.key
    for kind in KINDS
    for word in (kind.key, kind.italian, kind.english, kind.name)
}


def kind_called(word: str) -> ContactKind | None:
    """The kind a word of a list means, in Italian or English; None where it means none.

    >>> kind_called("Visita in  negozio").key, kind_called("fiera").key, kind_called("pranzo")
    ('visit', 'fair', None)
    """
    key = _OF_WORDS.get(plain_words(word))
    return KIND_OF[key] if key else None
