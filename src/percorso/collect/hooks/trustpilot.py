"""Webhooks of Trustpilot: reviews of the shop and of products, new, revised, deleted.

Verified on 23 Nov 2026 in Trustpilot's help pages: the events and the fields of a new service
review; no e-mail is told, the reference joins review and order.
Seen in public programs alone: the names of the events for revised and deleted reviews. Not
verified: any signature (none is documented, so the secret stands in the address), the fields of
product reviews.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks.delivery import Delivery, Message, Receipt, listed, message_id
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node, decoded
from percorso.collect.hooks.reading import Contacts, contact, reading
from percorso.collect.hooks.refusals import UnmappedPayload
from percorso.collect.hooks.signatures import check_shared_secret

_SENDER = "Trustpilot"
# As the file profile calls it, so that history and live reviews are one touchpoint.
_SERVICE = "trustpilot_review"
_EVENTS = {
    "service-review-created": (_SERVICE, "review.published"),
    "service-review-updated": (_SERVICE, "review.revised"),
    "service-review-deleted": ("Trustpilot review deleted", "review.deleted"),
    "product-review-created": ("Product Reviewed", "product.reviewed"),
    "product-review-updated": ("Product Reviewed", "review.revised"),
    "product-review-deleted": ("Trustpilot review deleted", "review.deleted"),
}
_TIMES = ("updatedAt", "createdAt")
_KEPT = ("id", "title", "language", "isVerified", "verificationLevel", "source", "locationId",
         "link", "tags", "experiencedAt", "createdAt", "updatedAt")  # fmt: skip


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """The secret in the address; Trustpilot signs nothing.

    Raises:
        BadSignature: it is not a live one.
    """
    check_shared_secret(_SENDER, delivery, secrets)


def split(delivery: Delivery) -> tuple[Message, ...]:
    """A message for each event."""
    events = listed(delivery.body, "events")
    if not events:
        return (Message("", delivery.body),)
    return tuple(Message(_id_of(event), event) for event in events)


def _id_of(event: bytes) -> str:
    try:
        told = decoded(event)[0]
        data = told.get("eventData")
        return message_id(
            data.get("id").text(), told.get("eventName").text(), data.first(*_TIMES).text()
        )
    except UnmappedPayload:
        return ""


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """A review, its revision, or that it was taken back."""
    known = _EVENTS.get(told.get("eventName").wanted())
    if known is None:
        return ()
    name, kind = known
    data = told.get("eventData")
    data.get("id").wanted()
    is_gone = kind == "review.deleted"
    cells = {
        "channel": "review_site",
        "order_id": data.get("referenceId").text(),
        "stars": "" if is_gone else data.get("stars").text(),
        "text": "" if is_gone else data.first("text", "content").text(),
    }
    # What a deletion tells of times is that of the review.
    when = moment(Node(None) if is_gone else data.first(*_TIMES), receipt)
    return (contact(name, when, cells, human="wrote", type=kind, properties=data.kept(*_KEPT)),)
