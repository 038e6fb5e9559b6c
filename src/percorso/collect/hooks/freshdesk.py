"""Webhooks of Freshdesk: the body an automation rule was told to send, or its simple one.

Verified on 23 Nov 2026 in Freshdesk's documentation: rules call an address with headers of one's
own and with basic authentication; nothing is signed.
Seen in public programs alone: the simple body's `freshdesk_webhook`, `ticket_id`,
`ticket_contact_email`. Not verified: `triggered_event`, so that a simple body is read by its
status.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import ticket_events as tickets
from percorso.collect.hooks.delivery import Delivery, Message, Receipt
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, one_message, reading
from percorso.collect.hooks.signatures import check_shared_secret

_SENDER = "Freshdesk"
_SIMPLE = "freshdesk_webhook"
_STATES = {"open": tickets.OPENED, "resolved": tickets.SOLVED, "closed": tickets.SOLVED}


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """The secret the rule was told to send; Freshdesk signs nothing.

    Raises:
        BadSignature: it is not a live one.
    """
    check_shared_secret(_SENDER, delivery, secrets)


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by ticket, event and time; a simple body by its fingerprint."""
    return one_message(
        delivery, lambda told: (told.get("ticket_id"), told.get("event"), told.get("at"))
    )


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """What happened to the ticket."""
    simple = told.get(_SIMPLE)
    if simple.value is None:
        return tickets.trigger_contacts(told, receipt)
    name = _STATES.get(simple.get("ticket_status").text().lower())
    if name is None:
        return ()
    subject = simple.get("ticket_subject").text()
    cells = {
        "case_id": simple.get("ticket_id").wanted(),
        "email": simple.get("ticket_contact_email").text(),
        "phone": simple.get("ticket_contact_phone").text(),
        "text": subject if name == tickets.OPENED else "",
    }
    when = moment(simple.first("ticket_updated_at", "ticket_created_at"), receipt)
    properties = simple.kept("ticket_status", "ticket_priority", "ticket_source", "ticket_type")
    return (tickets.ticket_contact(name, when, cells, properties),)
