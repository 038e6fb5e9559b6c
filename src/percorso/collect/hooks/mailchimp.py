"""Webhooks of a Mailchimp audience.

Verified on 23 Nov 2026 in Mailchimp's documentation: a form with type, fired_at and data[…], a
GET that tries the address, no signature: a secret in the address.
Not verified: the zone of fired_at (UTC is taken, and flagged), the fields of `cleaned`.
"""

from collections.abc import Sequence
from datetime import datetime

from percorso.collect.hooks import mail_events as mail
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, hidden_id
from percorso.collect.hooks.forms import form_of, form_raw, pairs_of
from percorso.collect.hooks.moments import moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, reading
from percorso.collect.hooks.refusals import BadSignature
from percorso.collect.hooks.signatures import check_shared_secret

_SENDER = "Mailchimp"
_NAMES = {
    "subscribe": mail.SUBSCRIBED,
    "unsubscribe": mail.UNSUBSCRIBED,
    "cleaned": mail.BOUNCED,
}
_KEPT = ("data[list_id]", "data[campaign_id]", "data[reason]", "data[action]", "data[email_type]")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """The secret in the address; Mailchimp signs nothing.

    Raises:
        BadSignature: it is not a live one.
    """
    check_shared_secret(_SENDER, delivery, secrets)


def greet(method: str, delivery: Delivery, secrets: Sequence[str]) -> str | None:
    """Mailchimp tries an address by GET before it saves it."""
    if method != "GET":
        return None
    try:
        check_shared_secret(_SENDER, delivery, secrets)
    except BadSignature:
        return None
    return ""


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message, by what happened, to whom, when."""
    told = dict(pairs_of(delivery.body))
    who = told.get("data[email]") or told.get("data[new_id]") or told.get("data[id]", "")
    found = hidden_id(told.get("type", ""), who, told.get("fired_at", "")) if who else ""
    return (Message(found, form_raw(delivery.body)),)


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """A subscription begun or ended, an address that failed; changes of profiles give none."""
    form = form_of(told)
    kind = form.get("type").wanted()
    name = _NAMES.get(kind)
    if name is None:
        return ()
    reason = form.get("data[reason]").text()
    if kind == "cleaned" and reason == "abuse":
        name = mail.COMPLAINED
    properties = form.kept(*_KEPT)
    if name == mail.BOUNCED:
        properties["severity"] = "permanent"
    when = moment(form.get("fired_at"), receipt)
    made = mail.mail_contact(
        name,
        when,
        {"email": form.get("data[email]").wanted()},
        properties,
        flags=("zone_assumed",) if when.quality == "exact" else (),
    )
    return (made,)
