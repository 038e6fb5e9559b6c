"""The whole way of one customer through the sample shop, from first contact to the data's end."""

from percorso.sample_shop import names
from percorso.sample_shop.aftermath import days_until_rebuy, react
from percorso.sample_shop.checkout import Order
from percorso.sample_shop.clock import DAY, weekday
from percorso.sample_shop.contacts import logged_at_desk
from percorso.sample_shop.delivery import HandOver, hand_over
from percorso.sample_shop.people import Person
from percorso.sample_shop.rows import Row, Shop, Walk
from percorso.sample_shop.shopping import ENTRIES, RETURNING, look_for_a_lamp

_MOST_ORDERS = 25
_THURSDAY = 3
_NEWSLETTER_HOUR = 10.0


def live(person: Person, shop: Shop) -> None:
    """Leave every row of a customer in the shop's books."""
    walk = Walk(person, shop, person.first_at)
    if person.kind == "letters":
        walk.become_known()
    else:
        _buy_and_buy_again(walk)
    if person.subscriber and walk.known_at is not None:
        _get_newsletters(walk, walk.known_at)


def _buy_and_buy_again(walk: Walk) -> None:
    order = look_for_a_lamp(walk, walk.draws.pick(ENTRIES[walk.person.kind]))
    while order is not None and walk.orders < _MOST_ORDERS and not walk.is_over:
        handed = hand_over(walk, order)
        if handed.at > walk.shop.until:
            return
        sent_back = react(walk, order, handed)
        order = _next_order(walk, handed, sent_back)


def _next_order(walk: Walk, handed: HandOver, sent_back: bool) -> Order | None:
    """Buy again after a wait; those who send back often take another lamp within days."""
    draws = walk.draws
    again_soon = sent_back and (walk.person.returns_often or draws.chance(0.2))
    days = draws.between(0.5, 3) if again_soon else days_until_rebuy(walk, handed, sent_back)
    if handed.at + days * DAY > walk.shop.until:
        walk.now = walk.shop.until + 1
        return None
    day = walk.shop.clock.day(max(walk.now, handed.at + int(days * DAY)))
    walk.now = max(walk.now + 60, walk.shop.clock.some_time_on(day, draws))
    return look_for_a_lamp(walk, _way_back(walk, sent_back))


def _way_back(walk: Walk, sent_back: bool) -> str:
    person = walk.person
    if person.kind == "shop" or (person.kind == "both" and walk.draws.chance(0.3)):
        walk.in_hours(10, 19)
        return names.SHOP_VISIT
    if not sent_back and walk.draws.chance(0.72):
        return names.REORDER
    return walk.draws.pick(RETURNING)


def _get_newsletters(walk: Walk, since: int) -> None:
    """One newsletter each Thursday, until the data end or the customer has enough."""
    clock, until = walk.shop.clock, walk.shop.until
    last = since + int(walk.draws.waiting(200) * DAY)
    first_day = clock.day(since) + 1
    first_thursday = first_day + (_THURSDAY - weekday(first_day)) % 7
    for day in range(first_thursday, clock.day(min(until, last)) + 1, 7):
        walk.now = clock.on(day, _NEWSLETTER_HOUR)
        logged_at_desk(walk, names.NEWSLETTER, "email")


def walk_in_anonymously(shop: Shop, first: int, count: int) -> None:
    """Receipts without a card and reviews without a name: true, and nobody's."""
    draws, clock = shop.draws, shop.clock
    last_day = clock.day(shop.until)
    for _ in range(count):
        day = int(draws.between(clock.day(first), last_day))
        instant = clock.on(day, int(draws.between(10, 19) * 60) / 60)
        if draws.chance(0.85):
            city = "Milano" if draws.chance(0.6) else "Bologna"
            cents = int(draws.around(45, 0.6)) * 100 + 90
            shop.write(Row(instant, "shop", names.TILL, "store", city=city, amount_cents=cents))
        else:
            stars = 5 - min(4, int(draws.waiting(0.9)))
            shop.write(Row(instant, "voice", names.GOOGLE_REVIEW, "review_site", stars=stars))
