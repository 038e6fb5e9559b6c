"""Requests of Twilio: SMS in, what became of SMS, calls and their turns.

Verified on 23 Nov 2026 in Twilio's own library (twilio-python, request_validator and its
vectors): base64 HMAC-SHA1 over the address and the sorted fields, with and without port;
`bodySHA256` for JSON.
Twilio's documentation: the fields of messages and calls.
Not verified: that the address is signed as typed in, behind a proxy that changes it.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import SplitResult, parse_qs, urlsplit

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, message_id
from percorso.collect.hooks.forms import form_of, form_raw, pairs_of
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, contact, reading
from percorso.collect.hooks.refusals import BadSignature
from percorso.collect.hooks.signatures import check_equal, is_one_of, written_hmac
from percorso.domain.contact import Contact

_SENDER = "Twilio"
_TURN = "i-twilio-idempotency-token"
HEADERS = (_TURN,)
_SMS_STATES = {
    "sent": mail.SENT,
    "delivered": mail.DELIVERED,
    "undelivered": mail.BOUNCED,
    "failed": mail.BOUNCED,
}
_MISSED = ("busy", "no-answer", "failed", "canceled")
_KEPT = ("MessageSid", "SmsSid", "CallSid", "CallDuration", "Direction", "NumMedia", "NumSegments",
         "ErrorCode", "Confidence", "Digits", "FromCountry")  # fmt: skip


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Base64 HMAC-SHA1 of address and fields with the auth token; no time is signed.

    Raises:
        BadSignature: it is not of a live token, or JSON has another hash than the address says.
    """
    given = delivery.headers.get("x-twilio-signature", "")
    try:
        told = urlsplit(delivery.url)
        addresses = _with_and_without_port(told)
    except ValueError:
        raise BadSignature(_SENDER, "its address cannot be read") from None
    hashes = parse_qs(told.query).get("bodySHA256")
    if hashes and not is_one_of(hashlib.sha256(delivery.body).hexdigest(), hashes[:1]):
        raise BadSignature(_SENDER, "its body is not the one that was signed")
    fields = "" if hashes else _sorted_fields(delivery.body)
    made = [
        written_hmac(secret.encode(), signed.encode("utf-8", "replace"), "base64", "sha1")
        for secret in secrets
        if secret
        for signed in (address + fields for address in addresses)
    ]
    check_equal(_SENDER, given, made, "signature")


def _with_and_without_port(told: SplitResult) -> list[str]:
    """Both: what is signed differs from sender to sender inside Twilio."""
    host = told.netloc.rpartition(":")[0] if told.port else told.netloc
    port = told.port or (443 if told.scheme == "https" else 80)
    return [told._replace(netloc=netloc).geturl() for netloc in (host, f"{host}:{port}")]


def _sorted_fields(body: bytes) -> str:
    """Each name with each of its values, both sorted, without repetition."""
    return "".join(name + value for name, value in sorted(set(pairs_of(body))))


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by its number and what became of it; of a call's turn by its request."""
    told = dict(pairs_of(delivery.body))
    sid = told.get("MessageSid") or told.get("SmsSid") or told.get("CallSid", "")
    state = told.get("MessageStatus") or told.get("SmsStatus") or told.get("CallStatus", "")
    if "SpeechResult" in told or "Digits" in told:
        turn = delivery.headers.get(_TURN, "")
        return (Message(message_id(turn), form_raw(delivery.body)),)
    return (Message(message_id(sid, state), form_raw(delivery.body)),)


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """An SMS in or out, a call, or one turn of it."""
    form = form_of(told)
    if form.get("CallSid").value:
        return _call(form, receipt)
    form.first("MessageSid", "SmsSid").wanted()
    state = form.first("MessageStatus", "SmsStatus").text()
    if state in {"received", "receiving"} or (not state and form.get("Body").value is not None):
        return _sms_in(form, receipt)
    return _sms_state(state, form, receipt)


def _sms_in(form: Node, receipt: Receipt) -> Contacts:
    number = form.get("From").wanted()
    by_whatsapp = number.startswith("whatsapp:")
    cells = {
        "channel": "chat" if by_whatsapp else "sms",
        "phone": number.removeprefix("whatsapp:"),
        "text": form.get("Body").text(),
    }
    made = contact(
        "WhatsApp message" if by_whatsapp else "SMS message",
        moment(form.get("Timestamp"), receipt),
        cells,
        human="wrote",
        type="message.in",
        properties=form.kept(*_KEPT),
    )
    return (made,)


def _sms_state(state: str, form: Node, receipt: Receipt) -> Contacts:
    name = _SMS_STATES.get(state)
    if name is None:
        return ()
    number = form.get("To").wanted()
    by_whatsapp = number.startswith("whatsapp:")
    cells = {"channel": "chat" if by_whatsapp else "sms", "phone": number.removeprefix("whatsapp:")}
    when = moment(form.get("Timestamp"), receipt)
    return (mail.mail_contact(name, when, cells, form.kept(*_KEPT)),)


def _call(form: Node, receipt: Receipt) -> Contacts:
    state = form.get("CallStatus").text()
    is_in = not form.get("Direction").text().startswith("outbound")
    if form.first("SpeechResult", "Digits").value:
        return (_turn(form, receipt),)
    if state != "completed" and state not in _MISSED:
        return ()
    name = "call.missed" if is_in and state in _MISSED else "call.received"
    if not is_in:
        if state in _MISSED:
            return ()
        name = "call.made"
    made = contact(
        name,
        moment(form.get("Timestamp"), receipt),
        {"channel": "phone", "phone": form.get("From" if is_in else "To").wanted()},
        direction="in" if is_in else "out",
        actor="customer" if is_in else "staff",
        properties=form.kept(*_KEPT),
    )
    return (made,)


def _turn(form: Node, receipt: Receipt) -> Contact:
    return contact(
        "phone menu",
        moment(form.get("Timestamp"), receipt),
        {
            "channel": "phone",
            "phone": form.get("From").wanted(),
            "text": form.first("SpeechResult", "Digits").text(),
        },
        human="spoke or pressed a key",
        type="call.turn",
        properties=form.kept(*_KEPT),
    )
