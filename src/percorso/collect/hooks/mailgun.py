"""Webhooks of Mailgun.

Verified on 23 Nov 2026 in Mailgun's documentation and in django-anymail: the signature inside
the body over timestamp and token, the events; an event's id is unique within a day only, so its
time joins it.
Not verified: whether a delivery tried again hours later is signed anew; `client-info.bot` in a
live delivery.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, message_id
from percorso.collect.hooks.moments import instant, moment
from percorso.collect.hooks.node import Node, decoded
from percorso.collect.hooks.reading import Contacts, reading
from percorso.collect.hooks.refusals import BadSignature, UnmappedPayload
from percorso.collect.hooks.signatures import check_age, check_hmac

_SENDER = "Mailgun"
_NAMES = {
    "accepted": mail.SENT,
    "delivered": mail.DELIVERED,
    "opened": mail.OPENED,
    "clicked": mail.CLICKED,
    "complained": mail.COMPLAINED,
    "unsubscribed": mail.UNSUBSCRIBED,
}
_KEPT = ("url", "tags", "campaigns", "user-variables", "severity", "reason")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Hex HMAC-SHA256 of timestamp and token; the rest of the body is not covered.

    Raises:
        BadSignature: it is not of a live key.
        StaleSignature: it was made more than five minutes ago.
    """
    try:
        told = decoded(delivery.body)[0].get("signature")
        stamp, token = told.get("timestamp").wanted(), told.get("token").wanted()
        given = told.get("signature").wanted()
    except UnmappedPayload:
        raise BadSignature(_SENDER, "its signature is missing") from None
    check_hmac(_SENDER, given, (stamp + token).encode(), secrets, writing="hex")
    check_age(_SENDER, instant(stamp), now)


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by the event's id and time: tries and copies of it are one."""
    try:
        told = decoded(delivery.body)[0].get("event-data")
        found = message_id(told.get("id").text(), told.get("timestamp").text())
        event = msgspec.json.decode(delivery.body, type=dict[str, msgspec.Raw])["event-data"]
    except (UnmappedPayload, msgspec.MsgspecError, KeyError):
        return (Message("", delivery.body),)
    # Without the signature, which is another one at each try.
    return (Message(found, b'{"event-data":' + bytes(event) + b"}"),)


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """One event of a letter."""
    data = told.get("event-data")
    event = data.get("event").wanted()
    is_temporary = data.get("severity").text() == "temporary"
    failed = mail.DEFERRED if is_temporary else mail.BOUNCED
    name = failed if event == "failed" else _NAMES.get(event)
    if name is None:
        return ()
    bot = data.get("client-info", "bot").text()
    properties = data.kept(*_KEPT)
    letter = data.get("message", "headers", "message-id").text()
    made = mail.mail_contact(
        name,
        moment(data.get("timestamp"), receipt),
        {"email": data.get("recipient").wanted()},
        {**properties, **({"message-id": letter} if letter else {})},
        machine=f"client-info.bot: {bot}" if bot else "",
        agent=data.get("client-info", "user-agent").text(),
    )
    return (made,)
