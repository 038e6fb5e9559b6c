"""The Event Webhook of SendGrid.

Verified on 23 Nov 2026 in Twilio's own library (sendgrid-python, helpers/eventwebhook and its
test vector): ECDSA P-256 with SHA-256 over timestamp and body, the public key in base64 DER.
Events and fields in django-anymail.
Not verified: `sg_machine_open` in a live delivery.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, listed, message_id
from percorso.collect.hooks.moments import instant, moment
from percorso.collect.hooks.node import Node, decoded
from percorso.collect.hooks.reading import Contacts, reading
from percorso.collect.hooks.refusals import BadSignature, UnmappedPayload
from percorso.collect.hooks.signatures import check_age

_SENDER = "SendGrid"
_NAMES = {
    "processed": mail.SENT,
    "delivered": mail.DELIVERED,
    "deferred": mail.DEFERRED,
    "bounce": mail.BOUNCED,
    "dropped": mail.BOUNCED,
    "open": mail.OPENED,
    "click": mail.CLICKED,
    "spamreport": mail.COMPLAINED,
    "unsubscribe": mail.UNSUBSCRIBED,
    "group_unsubscribe": mail.UNSUBSCRIBED,
}
# A person's, or told elsewhere; the rest are the sender's own and the shop's custom arguments.
_PRIVATE = ("email", "ip", "useragent", "timestamp", "event", "smtp-id", "sg_event_id")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """A signature with SendGrid's private key; the secrets are its public keys.

    Raises:
        BadSignature: it is of none of them.
        StaleSignature: it was made more than five minutes ago.
    """
    told = delivery.headers.get("x-twilio-email-event-webhook-timestamp", "")
    given = delivery.headers.get("x-twilio-email-event-webhook-signature", "")
    if not given:
        raise BadSignature(_SENDER, "its signature is missing")
    try:
        signature = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise BadSignature(_SENDER, "its signature is no base64") from None
    signed = told.encode("utf-8", "replace") + delivery.body
    hits = [_is_signed_by(key, signature, signed) for key in secrets if key]
    if not any(hits):
        raise BadSignature(_SENDER, "its signature is of no live key")
    check_age(_SENDER, instant(told), now)


def _is_signed_by(key: str, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        public = load_der_public_key(base64.b64decode("".join(key.split())))
    except (ValueError, binascii.Error):
        return False
    if not isinstance(public, ec.EllipticCurvePublicKey):
        return False
    try:
        public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def split(delivery: Delivery) -> tuple[Message, ...]:
    """A message for each event of the list."""
    events = listed(delivery.body)
    if events is None:
        return (Message("", delivery.body),)
    return tuple(Message(_id_of(event), event) for event in events)


def _id_of(event: bytes) -> str:
    try:
        return message_id(decoded(event)[0].get("sg_event_id").text())
    except UnmappedPayload:
        return ""


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """One event of a letter."""
    event = told.get("event").wanted()
    name = _NAMES.get(event)
    if name is None:
        return ()
    properties = {key: value for key, value in told.members().items() if key not in _PRIVATE}
    if name == mail.BOUNCED:
        properties["severity"] = (
            "temporary" if told.get("type").text() == "blocked" else "permanent"
        )
    machine = "sg_machine_open" if told.get("sg_machine_open").is_true() else ""
    made = mail.mail_contact(
        name,
        moment(told.get("timestamp"), receipt),
        {"email": told.get("email").wanted()},
        properties,
        machine=machine,
        agent=told.get("useragent").text(),
    )
    return (made,)
