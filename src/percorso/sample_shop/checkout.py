"""From the checkout, or the till, to an order: who completes it and what it is worth."""

from dataclasses import dataclass
from typing import Literal

from percorso.sample_shop import names
from percorso.sample_shop.clock import HOUR
from percorso.sample_shop.contacts import entered_in_orders, rung_up, seen_on_site
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.rows import Walk
from percorso.sample_shop.voices import ORDER_CES, rated

Method = Literal["home", "pickup", "carried"]


@dataclass(frozen=True, slots=True)
class Order:
    """A completed order; a home delivery has a tracking number."""

    number: str
    tracking: str
    placed_at: int
    method: Method
    amount_cents: int


def check_out(walk: Walk) -> Order | None:
    """Go through the site's checkout; None for those who leave it."""
    shown = walk.person.sees_shipping
    walk.typed_email = True
    walk.become_known()
    for event in (names.CHECKOUT, names.CHECKOUT_STEP):
        seen_on_site(walk, event, page="/checkout").shipping_shown = shown
        walk.moment(70)
    leave = PLAN.checkout_leave_late if shown == "late" else PLAN.checkout_leave_early
    if walk.draws.chance(leave):
        return None
    seen_on_site(walk, names.PAYMENT, page="/checkout/pagamento").shipping_shown = shown
    walk.moment(60)
    method: Method = "pickup" if walk.person.kind == "both" and walk.draws.chance(0.4) else "home"
    return _ordered(walk, "web", method)


def buy_in_shop(walk: Walk) -> Order:
    """Pay at the till; the shop system turns the receipt into an order a minute later."""
    large = walk.person.kind == "both" and walk.draws.chance(0.3)
    return _ordered(walk, "store", "home" if large else "carried")


def _ordered(walk: Walk, channel: str, method: Method) -> Order:
    walk.to_the_minute()
    digits = walk.shop.orders.take(walk.now)
    number = f"CL-{digits}"
    if channel == "store":
        rung_up(walk, number)
        walk.now += 1
    amount = int(walk.draws.around(118, 0.55)) * 100 + 90
    row = entered_in_orders(walk, names.ORDER, channel, number, amount)
    tracking = f"IT{digits}{int(digits) % 97:02d}" if method == "home" else ""
    row.tracking = tracking
    row.detail = {"home": "domicilio", "pickup": "negozio", "carried": "asporto"}[method]
    if channel == "web" and walk.draws.chance(0.12):
        row.ces = rated(ORDER_CES[walk.person.sees_shipping], walk.draws)
    walk.orders += 1
    walk.now += HOUR // 4
    return Order(number, tracking, row.instant, method, amount)
