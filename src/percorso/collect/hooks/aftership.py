"""Webhooks of AfterShip.

Verified on 23 Nov 2026 in AfterShip's documentation: the header with base64 HMAC-SHA256 of the
body, event, event_id, ts, msg, the nine tags; a checkpoint's time may be a day or have no zone.
Seen in public programs alone: Exception_011 is a parcel returned to its sender.
Not verified: `customers`, by which newer versions tell whom to notify; whose zone a checkpoint's
time without one is told in: Italian time is taken, and flagged.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks.delivery import Delivery, Message, Receipt
from percorso.collect.hooks.moments import Moment, local_moment, moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.parcel_events import parcel_contact
from percorso.collect.hooks.reading import Contacts, one_message, reading
from percorso.collect.hooks.signatures import check_hmac

_SENDER = "AfterShip"
_STATUS_OF_TAG = {
    "InfoReceived": "created",
    "Pending": "created",
    "InTransit": "in_transit",
    "OutForDelivery": "out_for_delivery",
    "Delivered": "delivered",
    "AttemptFail": "failed_attempt",
    "AvailableForPickup": "at_pickup_point",
    "Exception": "exception",
    "Expired": "exception",
}
_RETURNED = "Exception_011"
_KEPT = ("id", "slug", "tag", "subtag", "subtag_message", "expected_delivery", "shipment_type")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Base64 HMAC-SHA256 of the body; no time is signed.

    Raises:
        BadSignature: it is not of a live secret.
    """
    given = delivery.headers.get("aftership-hmac-sha256", "")
    check_hmac(_SENDER, given, delivery.body, secrets, writing="base64")


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by the event's id."""
    return one_message(delivery, lambda told: (told.get("event_id"),))


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """The step a parcel came to; other events are kept and give none."""
    if told.get("event").wanted() != "tracking_update":
        return ()
    parcel = told.get("msg")
    tag = parcel.get("tag").wanted()
    subtag = parcel.get("subtag").text()
    cells = {
        "tracking_number": parcel.get("tracking_number").wanted(),
        "order_id": parcel.first("order_number", "order_id").text(),
        "email": _only(parcel, "emails", "email"),
        "phone": _only(parcel, "smses", "phone_number"),
    }
    status = "returned" if subtag == _RETURNED else _STATUS_OF_TAG.get(tag)
    when = _newest(parcel, receipt) or moment(told.get("ts"), receipt)
    return (parcel_contact(tag, when, cells, parcel.kept(*_KEPT), status=status),)


def _newest(parcel: Node, receipt: Receipt) -> Moment | None:
    """The time of the newest checkpoint that tells one."""
    points = parcel.get("checkpoints").items()
    times = [local_moment(point.get("checkpoint_time"), receipt) for point in points]
    return max(
        (one for one in times if one.quality == "exact"), key=lambda one: one.at, default=None
    )


def _only(parcel: Node, name: str, of_customer: str) -> str:
    """The one address told, in the form of older or newer versions; several may be anybody's."""
    told = [one.text() for one in parcel.get(name).items()]
    told += [one.get(of_customer).text() for one in parcel.get("customers").items()]
    found = {text for text in told if text}
    return found.pop() if len(found) == 1 else ""
