"""Webhooks of Sendcloud.

Verified on 23 Nov 2026 in Sendcloud's documentation: Sendcloud-Signature as HMAC-SHA256 of the
body in hex, with its vector; action, timestamp, carrier_status_change_timestamp (null where the
carrier told none), parcel and its fields; the statuses' messages. Recorded deliveries in public
programs count both times in milliseconds; both forms are read.
Not verified: the ids of the statuses, which are not read; the names in other languages.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks.delivery import Delivery, Message, Receipt
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.parcel_events import parcel_contact
from percorso.collect.hooks.reading import Contacts, one_message, reading
from percorso.collect.hooks.signatures import check_hmac

_SENDER = "Sendcloud"
_TIMES = ("carrier_status_change_timestamp", "timestamp")
_KEPT = ("id", "status", "shipment", "shipment_uuid", "external_order_id", "is_return")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Hex HMAC-SHA256 of the body; no time is signed.

    Raises:
        BadSignature: it is not of a live secret.
    """
    given = delivery.headers.get("sendcloud-signature", "")
    check_hmac(_SENDER, given, delivery.body, secrets, writing="hex")


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by parcel, status and time."""
    return one_message(
        delivery,
        lambda told: (
            told.get("parcel").get("id"),
            told.get("parcel").get("status", "id"),
            told.get("timestamp"),
        ),
    )


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """The step a parcel came to; other actions are kept and give none."""
    if told.get("action").wanted() != "parcel_status_changed":
        return ()
    parcel = told.get("parcel")
    words = parcel.get("status", "message").wanted()
    cells = {
        "tracking_number": parcel.get("tracking_number").text(),
        "order_id": parcel.get("order_number").text(),
        "email": parcel.get("email").text(),
        "phone": parcel.get("telephone").text(),
    }
    when = moment(told.first(*_TIMES), receipt)
    return (parcel_contact(words, when, cells, parcel.kept(*_KEPT)),)
