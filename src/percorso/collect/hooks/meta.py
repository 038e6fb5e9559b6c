"""Webhooks of Meta: WhatsApp, Messenger, Instagram.

Verified on 23 Nov 2026 in Meta's own WhatsApp Node SDK documentation and in public programs: the
GET with hub.challenge, X-Hub-Signature-256 over the body with the app secret, entry, changes,
messages, statuses.
Not verified: Messenger's and Instagram's fields beyond those named in WIRE-FORMATS 9.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import msgspec

from percorso.collect.hooks.delivery import Delivery, Message, Receipt, hidden_id
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, contact, reading
from percorso.collect.hooks.signatures import check_hmac, is_one_of, written_hmac

_SENDER = "Meta"
_FORM = "sha256="
_WHATSAPP_STATES = {
    "sent": ("WhatsApp message sent", "message.sent"),
    "delivered": ("WhatsApp message sent", "message.delivered"),
    "read": ("WhatsApp message read", "message.opened"),
    "failed": ("WhatsApp message failed", "message.bounced"),
}
_EVENTS = ("messages", "statuses")
# By object: the app's name in observed names, and before its ids. A name with the word Instagram
# would stand where people hear of a shop, not where they write to it.
_APPS = {"page": ("Messenger", "messenger"), "instagram": ("IG", "instagram")}


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Hex HMAC-SHA256 of the body with the app secret; no time is signed.

    Raises:
        BadSignature: it is not of a live secret.
    """
    given = delivery.headers.get("x-hub-signature-256", "")
    given = given.removeprefix(_FORM) if given.startswith(_FORM) else ""
    check_hmac(_SENDER, given, delivery.body, secrets, writing="hex")


def verify_token(secret: str) -> str:
    """The token to type in beside the address: made of the app secret, which it does not tell."""
    return written_hmac(secret.encode(), b"percorso verify token", "hex")[:32]


def greet(method: str, delivery: Delivery, secrets: Sequence[str]) -> str | None:
    """The challenge to echo when Meta tries the address with the right token."""
    if method != "GET":
        return None
    try:
        asked = parse_qs(urlsplit(delivery.url).query)
    except ValueError:
        return None
    token, challenge = (asked.get(f"hub.{name}", [""])[0] for name in ("verify_token", "challenge"))
    is_ours = is_one_of(token, [verify_token(secret) for secret in secrets if secret])
    return challenge if token and is_ours and asked.get("hub.mode") == ["subscribe"] else None


class _Value(msgspec.Struct):
    messages: list[msgspec.Raw] = []
    statuses: list[msgspec.Raw] = []


class _Change(msgspec.Struct):
    value: _Value


class _Entry(msgspec.Struct):
    changes: list[_Change] = []
    messaging: list[msgspec.Raw] = []


class _Body(msgspec.Struct):
    object: str
    entry: list[_Entry]


class _Said(msgspec.Struct):
    mid: str = ""


class _Event(msgspec.Struct):
    id: str = ""
    status: str = ""
    message: _Said | None = None


def split(delivery: Delivery) -> tuple[Message, ...]:
    """A message for each message or status told of; what holds neither is one of its own."""
    try:
        body = msgspec.json.decode(delivery.body, type=_Body)
        found = tuple(_messages(body))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        found = ()
    return found or (Message("", delivery.body),)


def _messages(body: _Body) -> Iterator[Message]:
    app = msgspec.json.encode(body.object)
    for entry in body.entry:
        for change in entry.changes:
            for kind, told in (
                ("message", change.value.messages),
                ("status", change.value.statuses),
            ):
                yield from (_message(app, kind, bytes(one)) for one in told)
        yield from (_message(app, "messaging", bytes(one)) for one in entry.messaging)


def _message(app: bytes, kind: str, told: bytes) -> Message:
    event = msgspec.json.decode(told, type=_Event)
    said = event.message.mid if event.message else ""
    # Ids of WhatsApp hold the customer's number, written otherwise.
    found = hidden_id(event.id, event.status) or hidden_id(said)
    return Message(found, b'{"object":' + app + b',"' + kind.encode() + b'":' + told + b"}")


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """A message in or out, or what became of one."""
    app = told.get("object").wanted()
    if told.get("message").value is not None:
        return _whatsapp_message(told.get("message"), receipt)
    if told.get("status").value is not None:
        return _whatsapp_state(told.get("status"), receipt)
    if told.get("messaging").value is not None and app in _APPS:
        return _page_message(*_APPS[app], told.get("messaging"), receipt)
    _check_whole(told)
    return ()


def _check_whole(told: Node) -> None:
    """A delivery that was not split tells of no message; one that does is not what Meta sends.

    Raises:
        UnmappedPayload: a message in it has no id.
    """
    for entry in told.get("entry").wanted_items():
        values = [change.get("value") for change in entry.get("changes").items()]
        events = [one for value in values for kind in _EVENTS for one in value.get(kind).items()]
        for event in (*events, *entry.get("messaging").items()):
            raise event.wrong("a message that can be told apart")


def _whatsapp_message(told: Node, receipt: Receipt) -> Contacts:
    cells = {
        "channel": "chat",
        "phone": f"+{told.get('from').wanted().lstrip('+')}",
        "text": _words(told),
    }
    properties = told.kept("type")
    when = moment(told.get("timestamp"), receipt)
    made = contact(
        "WhatsApp message", when, cells, human="wrote", type="message.in", properties=properties
    )
    return (made,)


def _words(told: Node) -> str:
    ways = (
        ("text", "body"), ("button", "text"), ("interactive", "button_reply", "title"),
        ("interactive", "list_reply", "title"), ("image", "caption"), ("video", "caption"),
        ("document", "caption"),
    )  # fmt: skip
    return next((text for text in (told.get(*way).text() for way in ways) if text), "")


def _whatsapp_state(told: Node, receipt: Receipt) -> Contacts:
    state = _WHATSAPP_STATES.get(told.get("status").wanted())
    if state is None:
        return ()
    name, kind = state
    number = told.get("recipient_id").text().lstrip("+")
    cells = {"channel": "chat", "phone": f"+{number}" if number else ""}
    is_read = kind == "message.opened"
    made = contact(
        name,
        moment(told.get("timestamp"), receipt),
        cells,
        direction="in" if is_read else "out",
        actor="customer" if is_read else "system",
        type=kind,
        properties=told.kept("status"),
    )
    return (made,)


def _page_message(app: str, ids: str, told: Node, receipt: Receipt) -> Contacts:
    said = told.get("message")
    if said.value is None:
        return ()
    is_ours = said.get("is_echo").is_true()
    who = told.get("recipient" if is_ours else "sender", "id").wanted()
    cells = {
        "channel": "chat",
        "anonymous_id": f"{ids}:{who}",
        "text": said.get("text").text(),
    }
    made = contact(
        f"{app} reply" if is_ours else f"{app} message",
        moment(told.get("timestamp"), receipt),
        cells,
        direction="out" if is_ours else "in",
        actor="staff" if is_ours else "customer",
        human="" if is_ours else "wrote",
        type="message.out" if is_ours else "message.in",
    )
    return (made,)
