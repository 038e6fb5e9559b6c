"""Webhooks of Zendesk: the body of a trigger, or ticket events it was subscribed to.

Verified on 23 Nov 2026 in Zendesk's documentation: base64 HMAC-SHA256 over timestamp and body
(which may be empty), the envelope of events, `detail`, the names of the types, `event.current`.
Seen in public programs alone: `event.comment` with `body`, `is_public` and `author.is_staff`.
Not verified: how a trigger's placeholders escape quotes in JSON.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import ticket_events as tickets
from percorso.collect.hooks.delivery import Delivery, Message, Receipt
from percorso.collect.hooks.moments import instant, moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, one_message, reading
from percorso.collect.hooks.signatures import check_age, check_hmac

_SENDER = "Zendesk"
_TICKET = "zen:event-type:ticket."
_DONE = ("solved", "closed")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Base64 HMAC-SHA256 of timestamp and body.

    Raises:
        BadSignature: it is not of a live secret.
        StaleSignature: it was made more than five minutes ago.
    """
    stamp = delivery.headers.get("x-zendesk-webhook-signature-timestamp", "")
    given = delivery.headers.get("x-zendesk-webhook-signature", "")
    signed = stamp.encode("utf-8", "replace") + delivery.body
    check_hmac(_SENDER, given, signed, secrets, writing="base64")
    check_age(_SENDER, instant(stamp), now)


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by the event's id; of a trigger by ticket, event and time."""
    return one_message(delivery, _told_by)


def _told_by(told: Node) -> tuple[Node, ...]:
    if told.get("type").text().startswith("zen:"):
        return (told.get("id"),)
    return told.get("ticket_id"), told.get("event"), told.get("at")


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """What happened to the ticket: opened, answered, written to, solved, reopened, rated."""
    kind = told.get("type").text()
    if not kind.startswith("zen:"):
        return tickets.trigger_contacts(told, receipt)
    if not kind.startswith(_TICKET):
        return ()
    return _of_event(kind.removeprefix(_TICKET), told, receipt)


def _of_event(event: str, told: Node, receipt: Receipt) -> Contacts:
    detail = told.get("detail")
    cells = {"case_id": detail.get("id").wanted()}
    name, text = _name_and_text(event, told.get("event"), detail)
    if not name:
        return ()
    when = moment(told.get("time"), receipt)
    if name == tickets.OPENED:
        when = moment(detail.first("created_at"), receipt)
    properties = detail.kept("status", "priority", "type", "tags", "group_id")
    return (tickets.ticket_contact(name, when, {**cells, "text": text}, properties),)


def _name_and_text(event: str, change: Node, detail: Node) -> tuple[str, str]:
    if event == "created":
        return tickets.OPENED, detail.get("subject").text()
    if event == "status_changed":
        now, before = (change.get(side).text().lower() for side in ("current", "previous"))
        if now in _DONE:
            return (tickets.SOLVED if before not in _DONE else ""), ""
        return (tickets.REOPENED if before in _DONE else ""), ""
    if event == "comment_added" and change.get("comment", "is_public").is_true():
        comment = change.get("comment")
        by_staff = comment.get("author", "is_staff").is_true()
        return (tickets.ANSWERED if by_staff else tickets.REPLIED), comment.get("body").text()
    return "", ""
