"""What a courier's words say about a parcel: one of nine statuses (WIRE-FORMATS 16)."""

import re
from functools import cache

from percorso.domain.catalogue.words import plain_words, split_words

# AfterShip tags, Sendcloud messages, the words of BRT, GLS, SDA and Poste; no accents.
_WORDS_OF_STATUS = {
    "created": (
        "info received", "pending", "ready to send", "announced", "announced not collected",
        "dati spedizione ricevuti", "spedizione registrata", "presa in carico dati",
        "in attesa di ritiro", "spedizione creata", "dati spediz trasmessi",
        "dati spedizione trasmessi", "shipment created", "label created",
    ),
    "picked_up": (
        "picked up", "picked up by driver", "ritirata", "ritirato", "partita", "partito",
        "spedizione partita", "presa in carico", "preso in carico", "accettata", "accettato",
    ),
    "in_transit": (
        "in transit", "at sorting centre", "at sorting center", "being sorted", "at customs",
        "en route", "in transito", "arrivata in filiale", "arrivato in filiale",
        "in lavorazione", "arrivata in sede", "arrivato in sede", "in partenza dal centro",
        "in dogana", "customs clearance", "in distribuzione", "arrived at", "departed from",
        "partita dalla filiale", "partita dalla sede", "partito dalla filiale",
    ),
    "out_for_delivery": (
        "out for delivery", "parcel en route", "driver en route", "in consegna",
        "messa in consegna", "messo in consegna", "consegna prevista oggi",
    ),
    "delivered": (
        "delivered", "consegnata", "consegnato", "left with neighbour", "left with neighbor",
    ),
    "failed_attempt": (
        "attempt fail", "failed attempt", "delivery attempt failed", "failed delivery attempt",
        "not delivered", "tentata consegna", "tentativo di consegna fallito",
        "destinatario assente", "non consegnata", "non consegnato", "mancata consegna",
        "avviso lasciato", "lasciato avviso", "consegna non riuscita", "consegna fallita",
    ),
    "at_pickup_point": (
        "available for pickup", "awaiting customer pickup", "ready for pickup",
        "in giacenza al punto di ritiro", "disponibile per il ritiro", "pronto per il ritiro",
        "pronta per il ritiro", "presso fermopoint", "presso parcel shop",
        "presso ufficio postale", "presso locker", "presso punto di ritiro",
        "consegnata al punto di ritiro", "consegnato al punto di ritiro",
    ),
    "exception": (
        "exception", "expired", "address invalid", "announcement failed", "unable to deliver",
        "cancelled", "in giacenza", "indirizzo errato", "danneggiata", "danneggiato", "smarrita",
        "smarrito", "in attesa di istruzioni", "bloccata", "bloccato",
    ),
    "returned": (
        "returned to sender", "return to sender", "resa al mittente", "reso al mittente", "reso",
        "resa", "rientrata", "rientrato", "in restituzione",
    ),
}  # fmt: skip

_STATUS_OF_WORDS = {words: status for status, rows in _WORDS_OF_STATUS.items() for words in rows}


@cache
def _longest_words_first() -> re.Pattern[str]:
    longest_first = sorted(_STATUS_OF_WORDS, key=lambda words: (-len(words), words))
    return re.compile(r"\b(?:" + "|".join(longest_first) + r")\b")


def delivery_status(text: str) -> str | None:
    """The status a courier's text reports, by the longest known words found in it.

    Args:
        text: A courier's own words; elsewhere the same words may mean other things
            ("reso", "pending"), so only text known to be a courier's belongs here.

    Returns:
        The part of the type after `delivery.`, or None for words no rule knows.

    >>> delivery_status("In giacenza al punto di ritiro"), delivery_status("IN GIACENZA")
    ('at_pickup_point', 'exception')
    """
    if "not yet" in plain_words(text) or "non ancora" in plain_words(text):
        return None
    found = {
        words
        for form in (plain_words(text), split_words(text))
        for words in _longest_words_first().findall(form)
    }
    return _STATUS_OF_WORDS[max(found, key=lambda words: (len(words), words))] if found else None
