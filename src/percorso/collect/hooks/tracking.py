"""Tracking of any courier, sent by a program of one's own in the words of BRT, GLS, SDA, Poste.

Signed as Standard Webhooks. The words are read by the table that reads couriers' files, so that
history and live events are one touchpoint.
Not verified: the couriers' words beyond those of that table; one nobody knows keeps its text.
"""

from percorso.collect.hooks.delivery import Receipt
from percorso.collect.hooks.moments import local_moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.parcel_events import parcel_contact
from percorso.collect.hooks.reading import Contacts, reading
from percorso.collect.hooks.standard import split, verify

__all__ = ["read", "split", "verify"]

_KEPT = ("courier", "place", "attempt", "reason", "promised_from", "promised_to")


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """The step a parcel came to."""
    cells = {
        "tracking_number": told.get("tracking_number").wanted(),
        "order_id": told.get("order_number").text(),
    }
    words = told.get("status").wanted()
    when = local_moment(told.get("time"), receipt)
    return (parcel_contact(words, when, cells, told.kept(*_KEPT)),)
