"""What happened to a letter, in the one vocabulary of all mail senders (WIRE-FORMATS 9)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from percorso.collect.hooks.moments import Moment
from percorso.collect.hooks.reading import contact
from percorso.domain.consent.choices import Choice, Proof, State
from percorso.domain.consent.purposes import Scope
from percorso.domain.contact import Actor, Contact, Direction

SENT = "message.sent"
DELIVERED = "message.delivered"
DEFERRED = "message.deferred"
BOUNCED = "message.bounced"
OPENED = "message.opened"
CLICKED = "message.clicked"
COMPLAINED = "message.complained"
UNSUBSCRIBED = "message.unsubscribed"
SUBSCRIBED = "Newsletter subscribed"

# The name files give to an open that a program made, so that history and live events are one.
_OPENED_BY_MACHINE = "message.proxy_opened"

_OF_CUSTOMERS = (OPENED, CLICKED, COMPLAINED, UNSUBSCRIBED, SUBSCRIBED)
_STATES: dict[str, State] = {
    SUBSCRIBED: "given", UNSUBSCRIBED: "withdrawn", COMPLAINED: "objected",
}  # fmt: skip
_ROBOT = re.compile(r"bot\b|crawler|spider|scanner|python-requests|curl/|headless", re.IGNORECASE)


def mail_contact(
    name: str,
    when: Moment,
    cells: Mapping[str, str],
    properties: dict[str, Any],
    *,
    machine: str = "",
    agent: str = "",
    flags: tuple[str, ...] = (),
    confirmed: bool = False,
) -> Contact:
    """A contact of the mail vocabulary.

    Args:
        name: One of the names above.
        when: When, and how sure.
        cells: role -> text; the channel is e-mail where they name no other.
        properties: What else the sender tells, without persons.
        machine: How the sender says that no person did it; empty where it does not.
        agent: The program that opened or clicked; known robots are no persons.
        flags: More of them.
        confirmed: Of a subscription: whether the person confirmed it by a mail.
    """
    if not machine and _ROBOT.search(agent):
        machine = "the program calls itself a robot"
    by_customer = name in _OF_CUSTOMERS
    direction: Direction = "in" if by_customer else "out"
    actor: Actor = "customer" if by_customer else "system"
    return contact(
        _OPENED_BY_MACHINE if machine and name == OPENED else name,
        Moment(when.at, when.quality, (*when.flags, *flags)),
        {"channel": "email", **cells},
        direction=direction,
        actor="bot" if machine else actor,
        properties=properties,
        verdict="machine" if machine else "unknown",
        verdict_reason=machine,
        choices=() if machine else choices_of_mail(name, when.at, confirmed=confirmed),
    )


def choices_of_mail(name: str, at: datetime, *, confirmed: bool = False) -> tuple[Choice, ...]:
    """What a subscription begun or ended says of marketing by e-mail; a complaint ends it, too."""
    state = _STATES.get(name)
    if state is None:
        return ()
    scope = Scope("marketing", "email")
    confirmed_at = at if confirmed and state == "given" else None
    return (Choice(scope, state, at, "consent", Proof("hook"), confirmed_at=confirmed_at),)
