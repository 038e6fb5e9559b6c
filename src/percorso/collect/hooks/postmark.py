"""Webhooks of Postmark.

Verified on 23 Nov 2026 in Postmark's documentation and public programs that receive them
(django-anymail, webhook-skills): no signature, but a name and password in the address or headers
of one's own; RecordType, the fields and times.
Not verified: which bounce types are passing ones beyond those named there.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, one_message, reading
from percorso.collect.hooks.signatures import check_shared_secret

_SENDER = "Postmark"
_NAMES = {
    "Delivery": mail.DELIVERED,
    "Bounce": mail.BOUNCED,
    "Open": mail.OPENED,
    "Click": mail.CLICKED,
    "SpamComplaint": mail.COMPLAINED,
}
_TIMES = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")
_KEPT = ("MessageID", "MessageStream", "Tag", "Metadata", "OriginalLink", "Subject")
_PASSING = ("Transient", "DnsError", "SoftBounce", "OpenRelayTest")
# Answers of machines, and news of a list, that come as bounces.
_NO_BOUNCE = ("AutoResponder", "AddressChange", "ChallengeVerification", "Subscribe", "Unsubscribe")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """The secret in the address or in a header; Postmark signs nothing.

    Raises:
        BadSignature: it is not a live one.
    """
    check_shared_secret(_SENDER, delivery, secrets)


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by the letter's id, what happened to it, and when."""
    return one_message(
        delivery,
        lambda told: (told.get("MessageID"), told.get("RecordType"), told.first(*_TIMES)),
    )


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """One event of a letter."""
    record = told.get("RecordType").wanted()
    kind = told.get("Type").text() if record == "Bounce" else ""
    name = _unsubscription(told) if record == "SubscriptionChange" else _NAMES.get(record)
    if name is None or kind in _NO_BOUNCE:
        return ()
    properties = told.kept(*_KEPT)
    if name == mail.BOUNCED:
        severity = "temporary" if kind in _PASSING else "permanent"
        properties |= {"severity": severity, "Type": kind}
    made = mail.mail_contact(
        name,
        moment(told.first(*_TIMES), receipt),
        {"email": told.first("Email", "Recipient").wanted()},
        properties,
        agent=told.get("UserAgent").text(),
    )
    return (made,)


def _unsubscription(told: Node) -> str | None:
    """A person's own; what follows from a bounce or a complaint was told by those."""
    is_own = told.get("SuppressionReason").text() == "ManualSuppression"
    return mail.UNSUBSCRIBED if told.get("SuppressSending").is_true() and is_own else None
