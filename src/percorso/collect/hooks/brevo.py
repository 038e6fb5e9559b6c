"""Webhooks of Brevo, of transactional letters and of campaigns.

Verified on 23 Nov 2026 in Brevo's documentation: no signature, but a bearer token, a name and
password in the address or headers of one's own; the events and their times. In django-anymail:
`unique_` events tell the first opening, plain ones those after it, so both count; only
`ts_epoch` is surely UTC.
Not verified: the batched form beyond that it is a list of the same events.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, hidden_id, listed
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node, decoded
from percorso.collect.hooks.reading import Contacts, reading
from percorso.collect.hooks.refusals import UnmappedPayload
from percorso.collect.hooks.signatures import check_shared_secret

_SENDER = "Brevo"
_NAMES = {
    "request": mail.SENT,
    "sent": mail.SENT,
    "delivered": mail.DELIVERED,
    "deferred": mail.DEFERRED,
    "soft_bounce": mail.BOUNCED,
    "hard_bounce": mail.BOUNCED,
    "invalid_email": mail.BOUNCED,
    "blocked": mail.BOUNCED,
    "error": mail.BOUNCED,
    "opened": mail.OPENED,
    "unique_opened": mail.OPENED,
    "proxy_open": mail.OPENED,
    "unique_proxy_open": mail.OPENED,
    "click": mail.CLICKED,
    "spam": mail.COMPLAINED,
    "complaint": mail.COMPLAINED,
    "unsubscribe": mail.UNSUBSCRIBED,
    "unsubscribed": mail.UNSUBSCRIBED,
}
_PASSING = ("soft_bounce", "error")
_TIMES = ("ts_epoch", "ts_event", "ts")
_KEPT = ("message-id", "subject", "tag", "tags", "link", "URL", "reason", "template_id", "camp_id",
         "campaign name", "segment_ids")  # fmt: skip


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """The token Brevo was told to send; it signs nothing.

    Raises:
        BadSignature: it is not a live one.
    """
    check_shared_secret(_SENDER, delivery, secrets)


def split(delivery: Delivery) -> tuple[Message, ...]:
    """A message for each event; most deliveries hold one."""
    return tuple(
        Message(_id_of(event), event) for event in listed(delivery.body) or (delivery.body,)
    )


def _id_of(event: bytes) -> str:
    try:
        told = decoded(event)[0]
        letter = told.first("message-id", "camp_id").text()
        parts = (told.get("email"), told.get("event"), told.first(*_TIMES), told.get("link"))
        return hidden_id(letter, *(part.text() for part in parts))
    except UnmappedPayload:
        return ""


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """One event of a letter."""
    event = told.get("event").wanted().lower()
    name = _NAMES.get(event)
    if name is None:
        return ()
    properties = told.kept(*_KEPT)
    if name == mail.BOUNCED:
        properties["severity"] = "temporary" if event in _PASSING else "permanent"
    made = mail.mail_contact(
        name,
        moment(told.first(*_TIMES), receipt),
        {"email": told.get("email").wanted()},
        properties,
        machine=event if "proxy" in event else "",
        flags=("first_opening",) if event.startswith("unique_") else (),
    )
    return (made,)
