"""Webhooks of Shopify: orders, refunds, carts, customers.

Verified on 23 Nov 2026 in Shopify's documentation: X-Shopify-Hmac-Sha256 over the body and the
topics. In public programs: X-Shopify-Webhook-Id and -Triggered-At (which no signature covers) and
the payload of the consent.
Not verified: the fields of an order beyond those of WIRE-FORMATS 9; how long a rotated secret goes
on signing; that a refund names its order by Shopify's inner number alone in every version.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from percorso.collect.hooks import mail_events
from percorso.collect.hooks.delivery import Delivery, Message, Receipt, message_id, with_headers
from percorso.collect.hooks.moments import Moment, moment
from percorso.collect.hooks.node import Node
from percorso.collect.hooks.reading import Contacts, contact, reading
from percorso.collect.hooks.signatures import check_hmac
from percorso.domain.contact import Contact
from percorso.domain.traits import traits_in

_SENDER = "Shopify"
_ID = "x-shopify-webhook-id"
_TOLD_BY_HEADERS = ("x-shopify-topic", "x-shopify-triggered-at", "x-shopify-shop-domain")
HEADERS = (_ID, *_TOLD_BY_HEADERS)
_KEPT = (
    "id", "order_number", "source_name", "financial_status", "fulfillment_status", "landing_site",
    "referring_site", "subtotal_price", "total_discounts", "total_tax", "total_price", "tags",
    "discount_codes", "payment_gateway_names", "cancel_reason", "customer_locale",
)  # fmt: skip
_KEPT_OF_LINES = ("id", "product_id", "variant_id", "sku", "title", "quantity", "price")
_KEPT_OF_PERSONS = ("first_name", "last_name", "default_address")
_KEPT_OF_REFUNDS = ("id", "order_id")
_KEPT_OF_TRANSACTIONS = ("kind", "status", "gateway", "amount", "currency")


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> None:
    """Base64 HMAC-SHA256 of the body; no time is signed.

    Raises:
        BadSignature: it is not of a live secret.
    """
    given = delivery.headers.get("x-shopify-hmac-sha256", "")
    check_hmac(_SENDER, given, delivery.body, secrets, writing="base64")


def split(delivery: Delivery) -> tuple[Message, ...]:
    """One message; what it is about stands in the headers."""
    told = message_id(delivery.headers.get(_ID, ""))
    return (Message(told, with_headers(delivery, _TOLD_BY_HEADERS)),)


@reading
def read(told: Node, receipt: Receipt) -> Contacts:
    """The contacts of a topic; topics without a contact of a customer give none."""
    topic = told.get("headers", "x-shopify-topic").wanted()
    body = told.get("body")
    body.members()
    if body.get("test").value is True:
        return ()
    reader = _READERS.get(topic)
    if reader is None:
        return ()
    return reader(body, _moment(told, body, receipt))


def _moment(told: Node, body: Node, receipt: Receipt) -> Moment:
    triggered = told.get("headers", "x-shopify-triggered-at")
    if triggered.value:
        return moment(triggered, receipt)
    return moment(body.first("processed_at", "updated_at", "created_at"), receipt)


def _order_cells(body: Node) -> dict[str, str]:
    customer = body.get("customer")
    return {
        "channel": "store" if body.get("source_name").text() == "pos" else "web",
        "order_id": body.get("name").text(),
        "user_id": customer.get("id").text(),
        "email": body.first("email", "contact_email").text() or customer.get("email").text(),
        "phone": body.get("phone").text() or customer.get("phone").text(),
    }


def _order_properties(body: Node) -> dict[str, Any]:
    lines = [line.kept(*_KEPT_OF_LINES) for line in body.get("line_items").items()]
    return {**body.kept(*_KEPT), **({"line_items": lines} if lines else {})}


def _placed(body: Node, when: Moment) -> Contacts:
    body.get("name").wanted()
    money = {"amount": body.get("total_price").amount(), "currency": body.get("currency").text()}
    cells = {**_order_cells(body), **money}
    return (_of_order("order_placed", body, when, cells, human="bought"),)


def _paid(body: Node, when: Moment) -> Contacts:
    return (_of_order("order_paid", body, when, _order_cells(body), human="paid"),)


def _shipped(body: Node, when: Moment) -> Contacts:
    parcels = (part.first("tracking_number") for part in body.get("fulfillments").items())
    number = next((text for text in (parcel.text() for parcel in parcels) if text), "")
    cells = {**_order_cells(body), "tracking_number": number}
    return (_of_order("order_shipped", body, when, cells, direction="out", actor="system"),)


def _cancelled(body: Node, when: Moment) -> Contacts:
    if body.get("cancel_reason").text() == "customer":
        return (_of_order("order_cancelled", body, when, _order_cells(body)),)
    cells = _order_cells(body)
    return (_of_order("order_cancelled", body, when, cells, direction="out", actor="staff"),)


def _of_order(name: str, body: Node, when: Moment, cells: dict[str, str], **more: Any) -> Contact:
    return contact(
        name, when, cells, properties=_order_properties(body),
        traits=_traits(body.get("customer")), **more,
    )  # fmt: skip


def _refunded(body: Node, when: Moment) -> Contacts:
    # The number people see is not told, and the inner one would name another order.
    parts = [one.kept(*_KEPT_OF_TRANSACTIONS) for one in body.get("transactions").items()]
    properties = {**body.kept(*_KEPT_OF_REFUNDS), "transactions": parts}
    cells = {"channel": "web"}
    made = contact(
        "order_refunded", when, cells, direction="out", actor="staff", properties=properties
    )
    return (made,)


def _cart_filled(body: Node, when: Moment) -> Contacts:
    return (contact("cart.added", when, {"channel": "web"}, properties=_order_properties(body)),)


def _checkout_begun(body: Node, when: Moment) -> Contacts:
    cells = {**_order_cells(body), "order_id": ""}
    return (_of_order("checkout.started", body, when, cells),)


def _registered(body: Node, when: Moment) -> Contacts:
    cells = {
        "channel": "web",
        "user_id": body.get("id").wanted(),
        "email": body.get("email").text(),
        "phone": body.get("phone").text(),
    }
    kept = body.kept("tags", "state")
    return (contact("customer.created", when, cells, properties=kept, traits=_traits(body)),)


def _traits(customer: Node) -> dict[str, str]:
    told = {} if customer.value is None else customer.kept(*_KEPT_OF_PERSONS)
    return traits_in(told)


def _consented(body: Node, when: Moment) -> Contacts:
    consent = body.get("email_marketing_consent")
    names = {"subscribed": mail_events.SUBSCRIBED, "unsubscribed": mail_events.UNSUBSCRIBED}
    name = names.get(consent.get("state").wanted())
    if name is None:
        return ()
    cells = {
        "user_id": body.get("customer_id").text(),
        "email": body.get("email_address").text(),
    }
    kept = consent.kept("state", "opt_in_level")
    confirmed = kept.get("opt_in_level") == "confirmed_opt_in"
    return (mail_events.mail_contact(name, when, cells, kept, confirmed=confirmed),)


_READERS: dict[str, Callable[[Node, Moment], Contacts]] = {
    "orders/create": _placed,
    "orders/paid": _paid,
    "orders/fulfilled": _shipped,
    "orders/cancelled": _cancelled,
    "refunds/create": _refunded,
    "carts/create": _cart_filled,
    "checkouts/create": _checkout_begun,
    "customers/create": _registered,
    "customers_email_marketing_consent/update": _consented,
}
