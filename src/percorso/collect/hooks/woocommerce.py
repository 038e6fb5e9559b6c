"""Webhooks of WooCommerce: orders and customers.

Verified on 23 Nov 2026 in WooCommerce's own source (class-wc-webhook.php) and REST
documentation: the headers, the signature over the body, the ping, the order's fields.
Not verified: which of a gateway's updates carry `date_paid_gmt`; a plugin may change the hash.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from percorso.collect.hooks.delivery import Delivery, Message, Receipt, message_id, with_headers
from percorso.collect.hooks.moments import Moment, moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, contact, reading
from percorso.collect.hooks.signatures import check_hmac
from percorso.domain.traits import traits_in

_SENDER = "WooCommerce"
_ID = "x-wc-webhook-delivery-id"
_TOLD_BY_HEADERS = ("x-wc-webhook-topic", "x-wc-webhook-source")
HEADERS = (_ID, *_TOLD_BY_HEADERS)
_PING = re.compile(rb"webhook_id=\d{1,20}")
_NOBODY = "0"
_KEPT = (
    "id", "status", "created_via", "discount_total", "shipping_total", "total_tax", "total",
    "payment_method", "coupon_lines", "currency",
)  # fmt: skip
_KEPT_OF_PERSONS = ("first_name", "last_name", "company", "city", "state", "postcode", "country")
_KEPT_OF_LINES = ("id", "product_id", "variation_id", "sku", "name", "quantity", "total")

# The state an order came to: name, the member with its time, who did it.
_STATES = {
    "processing": ("order_paid", "date_paid_gmt", "in", "customer"),
    "completed": ("order_shipped", "date_completed_gmt", "out", "system"),
    "cancelled": ("order_cancelled", "date_modified_gmt", "in", "customer"),
    "refunded": ("order_refunded", "date_modified_gmt", "out", "staff"),
    "failed": ("payment.failed", "date_modified_gmt", "in", "customer"),
}


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Base64 HMAC-SHA256 of the body; no time is signed.

    Raises:
        BadSignature: it is not of a live secret.
    """
    given = delivery.headers.get("x-wc-webhook-signature", "")
    check_hmac(_SENDER, given, delivery.body, secrets, writing="base64")


def greet(method: str, delivery: Delivery, secrets: Sequence[str]) -> str | None:
    """The unsigned ping a new webhook sends; without 200 the shop does not switch it on."""
    signed = "x-wc-webhook-signature" in delivery.headers
    is_ping = method == "POST" and not signed and _PING.fullmatch(delivery.body)
    return "" if is_ping else None


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message; what it is about stands in the headers."""
    told = message_id(delivery.headers.get(_ID, ""))
    return (Message(told, with_headers(delivery, _TOLD_BY_HEADERS)),)


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """The contacts of a topic: an order placed, the state it came to, an account."""
    topic = told.get("headers", "x-wc-webhook-topic").wanted()
    body = told.get("body")
    body.members()
    if topic == "order.created":
        return _placed(body, receipt)
    if topic == "order.updated":
        return _changed(body, receipt)
    return _registered(body, receipt) if topic == "customer.created" else ()


def _placed(body: Node, receipt: Receipt) -> Contacts:
    cells = {
        **_cells(body),
        "amount": body.get("total").amount(),
        "currency": body.get("currency").text(),
    }
    when = _of(body, "date_created_gmt", receipt)
    return (
        contact(
            "order_placed", when, cells, human="bought", properties=_properties(body),
            traits=_traits(body.get("billing")),
        ),
    )  # fmt: skip


def _changed(body: Node, receipt: Receipt) -> Contacts:
    state = _STATES.get(body.get("status").wanted())
    if state is None:
        return ()
    name, member, direction, actor = state
    more: dict[str, Any] = {"direction": direction, "actor": actor}
    when = _of(body, member, receipt)
    return (contact(name, when, _cells(body), properties=_properties(body), **more),)


def _registered(body: Node, receipt: Receipt) -> Contacts:
    cells = {
        "channel": "web",
        "user_id": body.get("id").wanted(),
        "email": body.get("email").text() or body.get("billing", "email").text(),
        "phone": body.get("billing", "phone").text(),
    }
    when = _of(body, "date_created_gmt", receipt)
    traits = {**_traits(body.get("billing")), **_traits(body)}
    kept = body.kept("role")
    return (contact("customer.created", when, cells, properties=kept, traits=traits),)


def _of(body: Node, member: str, receipt: Receipt) -> Moment:
    """The time a member tells, else that of the last change; all are UTC and do not say so."""
    return moment(body.first(member, "date_modified_gmt"), receipt)


def _cells(body: Node) -> dict[str, str]:
    customer = body.get("customer_id").text()
    return {
        "channel": "web",
        "order_id": body.first("number", "id").wanted(),
        "user_id": "" if customer == _NOBODY else customer,
        "email": body.get("billing", "email").text(),
        "phone": body.get("billing", "phone").text(),
    }


def _traits(person: Node) -> dict[str, str]:
    return traits_in({} if person.value is None else person.kept(*_KEPT_OF_PERSONS))


def _properties(body: Node) -> dict[str, Any]:
    lines = [line.kept(*_KEPT_OF_LINES) for line in body.get("line_items").items()]
    return {**body.kept(*_KEPT), **({"line_items": lines} if lines else {})}
