"""System webhooks of Klaviyo.

Verified on 23 Nov 2026 in Klaviyo's documentation: hex HMAC-SHA256 over body and then
Klaviyo-Timestamp, meta, data with topic, external_id and payload. In a public client with
recorded deliveries: the header's time as in mail, and hours off at times, while `meta.timestamp`
in the signed body is right, so that either may be fresh; `event_properties.email_address` of an
unsubscription.
Seen in public programs alone: the properties by which machines are told. Not verified: where
other events hold the address; without one the profile's id stands for the person.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, listed, message_id
from percorso.collect.hooks.moments import instant, moment
from percorso.collect.hooks.node import Node, decoded
from percorso.collect.hooks.reading import Contacts, reading
from percorso.collect.hooks.refusals import StaleSignature, UnmappedPayload
from percorso.collect.hooks.signatures import check_age, check_hmac

_SENDER = "Klaviyo"
_TOPIC = "event:klaviyo."
_NAMES = {
    "sent_email": mail.SENT,
    "received_email": mail.DELIVERED,
    "email_delivered": mail.DELIVERED,
    "opened_email": mail.OPENED,
    "clicked_email": mail.CLICKED,
    "bounced_email": mail.BOUNCED,
    "dropped_email": mail.BOUNCED,
    "marked_email_as_spam": mail.COMPLAINED,
    "unsubscribed": mail.UNSUBSCRIBED,
    "unsubscribed_from_list": mail.UNSUBSCRIBED,
    "unsubscribed_from_email_marketing": mail.UNSUBSCRIBED,
    "subscribed_to_list": mail.SUBSCRIBED,
    "subscribed_to_email_marketing": mail.SUBSCRIBED,
}
_MACHINE = ("Apple Privacy Open", "Machine Open", "machine_open", "Bot Click", "bot_click")
_KEPT = (
    "Subject",
    "Campaign Name",
    "URL",
    "Bounce Type",
    "method",
    "$message",
    "$flow",
    "$event_id",
)


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Hex HMAC-SHA256 of the body and the time behind it.

    Raises:
        BadSignature: it is not of a live secret.
        StaleSignature: both signed times are more than five minutes off.
    """
    stamp = delivery.headers.get("klaviyo-timestamp", "")
    given = delivery.headers.get("klaviyo-signature", "")
    signed = delivery.body + stamp.encode("utf-8", "replace")
    check_hmac(_SENDER, given, signed, secrets, writing="hex")
    try:
        check_age(_SENDER, instant(stamp), now)
    except StaleSignature:
        check_age(_SENDER, _time_of_body(delivery.body) or instant(stamp), now)


def _time_of_body(body: bytes) -> datetime | None:
    try:
        return instant(decoded(body)[0].get("meta", "timestamp").text())
    except UnmappedPayload:
        return None


def split(delivery: Delivery) -> tuple[Message, ...]:
    """A message for each event."""
    events = listed(delivery.body, "data")
    if not events:
        return (Message("", delivery.body),)
    return tuple(Message(_id_of(event), event) for event in events)


def _id_of(event: bytes) -> str:
    try:
        return message_id(decoded(event)[0].get("external_id").text())
    except UnmappedPayload:
        return ""


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """One event of a letter; orders are told by the shop itself."""
    name = _NAMES.get(told.get("topic").wanted().removeprefix(_TOPIC))
    if name is None:
        return ()
    event = told.get("payload", "data")
    attributes = event.get("attributes")
    facts = attributes.get("event_properties")
    machine = next((key for key in _MACHINE if facts.get(key).is_true()), "")
    made = mail.mail_contact(
        name,
        moment(attributes.first("datetime", "timestamp"), receipt),
        _who(told.get("payload"), event, facts),
        facts.kept(*_KEPT) if facts.value is not None else {},
        machine=machine,
    )
    return (made,)


def _who(payload: Node, event: Node, facts: Node) -> dict[str, str]:
    profiles = [
        one.get("attributes")
        for one in payload.get("included").items()
        if one.get("type").text() == "profile"
    ]
    emails = [facts.first("email_address", "$email"), *(one.get("email") for one in profiles)]
    email = next((text for text in (one.text() for one in emails) if text), "")
    phones = [one.get("phone_number").text() for one in profiles]
    profile = event.get("relationships", "profile", "data", "id").text()
    return {
        "email": email,
        "phone": next((phone for phone in phones if phone), ""),
        "anonymous_id": f"klaviyo:{profile}" if profile and not email else "",
    }
