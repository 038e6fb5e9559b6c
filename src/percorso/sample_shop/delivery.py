"""How an order reaches its customer: the parcel's way, its promise, and the waiting."""

from dataclasses import dataclass

from percorso.sample_shop import names
from percorso.sample_shop.checkout import Order
from percorso.sample_shop.clock import DAY, HOUR, SUNDAY, next_minute, weekday
from percorso.sample_shop.contacts import (
    entered_in_orders,
    reported_by_courier,
    seen_on_site,
)
from percorso.sample_shop.people import phone_in_form
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.rows import Row, Walk
from percorso.sample_shop.support import ask_for_help
from percorso.sample_shop.voices import STARS_LATE, STARS_ON_TIME, mood_of_five, rated, words

# The last hour of the order's own day in which "within 48 hours" still fits the day after next;
# one hour is kept free for the night the clocks change.
_SAFE_HOUR = 11
_OPENS, _CLOSES = 9.0, 19.0


@dataclass(frozen=True, slots=True)
class HandOver:
    """When the customer held the lamp, and whether the promise was kept.

    `complained` says whether they had asked the desk before it came.
    """

    at: int
    on_time: bool
    complained: bool = False


def hand_over(walk: Walk, order: Order) -> HandOver:
    """Bring the order to its customer and leave all rows on the way."""
    if order.method == "carried":
        return HandOver(order.placed_at, on_time=True)
    if order.method == "pickup":
        return _pick_up(walk, order)
    return _deliver(walk, order)


def _pick_up(walk: Walk, order: Order) -> HandOver:
    _check_status(walk, order, order.placed_at + 2 * DAY, 0.6)
    walk.now = order.placed_at + DAY
    walk.days_later(1.5, 0.5)
    walk.in_hours(10, 19)
    row = entered_in_orders(walk, names.PICKUP, "store", order.number)
    if walk.draws.chance(0.15):
        row.stars = rated(STARS_ON_TIME, walk.draws)
    return HandOver(row.instant, on_time=True)


def _deliver(walk: Walk, order: Order) -> HandOver:
    badly_kept = walk.person.city == PLAN.late_city
    on_time = walk.draws.chance(PLAN.on_time_late_city if badly_kept else PLAN.on_time)
    at = _in_time(walk, order) if on_time else _too_late(walk, order)
    _carry(walk, order, at)
    if not on_time and walk.draws.chance(0.6):
        _miss_once(walk, order, at)
    _check_status(walk, order, at, 1.5 if on_time else 3.2)
    complained = not on_time and walk.draws.chance(0.25)
    if complained:
        walk.now = min(order.placed_at + PLAN.promise_hours * HOUR, at - 4 * HOUR)
        ask_for_help(walk, "where", order.number)
    _hand_parcel(walk, order, at, on_time)
    return HandOver(at, on_time, complained)


def _in_time(walk: Walk, order: Order) -> int:
    """An instant in opening hours within the promise, on a Sunday only if nothing else fits."""
    clock, draws = walk.shop.clock, walk.draws
    day, second = divmod(clock.local(order.placed_at), DAY)
    hour = second / HOUR
    sunday_next = weekday(day + 1) == SUNDAY
    day_after_next = hour >= _SAFE_HOUR and weekday(day + 2) != SUNDAY
    if day_after_next and (sunday_next or draws.chance(0.4)):
        return next_minute(clock.on(day + 2, draws.between(_OPENS, min(_CLOSES, hour - 1))))
    return next_minute(clock.on(day + 1, draws.between(_OPENS, _CLOSES)))


def _too_late(walk: Walk, order: Order) -> int:
    """An instant three to seven days later, never on a Sunday."""
    clock, draws = walk.shop.clock, walk.draws
    day = clock.day(order.placed_at) + 3 + min(4, int(draws.waiting(1.6)))
    if weekday(day) == SUNDAY:
        day += 1
    return next_minute(clock.on(day, draws.between(_OPENS, _CLOSES)))


def _carry(walk: Walk, order: Order, at: int) -> None:
    clock, draws, city = walk.shop.clock, walk.draws, walk.person.city
    out_at = next_minute(clock.on(clock.day(at), draws.between(6.8, 8.5)))
    way = out_at - order.placed_at
    for status, place, low, high in (
        (names.IN_TRANSIT, "Bologna", 0.15, 0.35),
        (names.AT_DEPOT, city, 0.6, 0.8),
    ):
        passed_at = next_minute(order.placed_at + int(way * draws.between(low, high)))
        reported_by_courier(walk, passed_at, status, order.number, order.tracking, place)
    _go_out(walk, order, out_at)


def _go_out(walk: Walk, order: Order, out_at: int) -> None:
    """The van leaves, and an SMS says so where there is a phone."""
    reported_by_courier(
        walk, out_at, names.OUT_FOR_DELIVERY, order.number, order.tracking, walk.person.city
    )
    if walk.person.phone:
        walk.shop.write(
            Row(
                out_at + 5 * 60, "desk", names.TRACKING_SMS, "sms",
                phone=phone_in_form(walk.person.phone, 0),
                order_id=order.number, tracking=order.tracking,
            )
        )  # fmt: skip


def _miss_once(walk: Walk, order: Order, at: int) -> None:
    """One attempt in vain on the day before."""
    clock, draws = walk.shop.clock, walk.draws
    day = clock.day(at) - 1
    _go_out(walk, order, next_minute(clock.on(day, draws.between(6.8, 8.5))))
    status = draws.one_of((names.NOBODY_HOME, names.ATTEMPTED))
    missed_at = next_minute(clock.on(day, draws.between(_OPENS, _CLOSES)))
    reported_by_courier(walk, missed_at, status, order.number, order.tracking, walk.person.city)


def _hand_parcel(walk: Walk, order: Order, at: int, on_time: bool) -> None:
    """The hand-over itself, with the stars the courier asks for on the spot."""
    draws = walk.draws
    row = reported_by_courier(
        walk, at, names.DELIVERED, order.number, order.tracking, walk.person.city
    )
    if draws.chance(0.42):
        row.stars = rated(STARS_ON_TIME if on_time else STARS_LATE, draws)
        said = words("delivery", mood_of_five(row.stars), walk.person.language, draws, 0.5)
        row.text, row.language = said.text, said.language
    walk.now = at


def _check_status(walk: Walk, order: Order, until: int, mean: float) -> None:
    """Look at the order page now and then while waiting."""
    if not walk.person.devices:
        return
    moments = sorted(
        walk.draws.between(order.placed_at + HOUR, until) for _ in range(walk.draws.count(mean))
    )
    for moment in moments:
        walk.now = int(moment)
        walk.open_session()
        walk.typed_email = True  # the link in the confirmation tells who opens it
        seen_on_site(walk, names.ORDER_STATUS, page="/ordini/stato")
