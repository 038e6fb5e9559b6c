"""How somebody looks for a lamp: step by step until they order or leave."""

from collections.abc import Callable

from percorso.sample_shop import names
from percorso.sample_shop.checkout import Order, buy_in_shop, check_out
from percorso.sample_shop.clock import HOUR
from percorso.sample_shop.contacts import (
    SHARED_TABLET,
    asked_in_widget,
    logged_at_desk,
    seen_on_site,
    visited_shop,
)
from percorso.sample_shop.draws import Choice
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.rows import Walk
from percorso.sample_shop.support import write_to_desk
from percorso.sample_shop.voices import (
    CHAT_CSAT,
    FAQ_CSAT,
    SILENT,
    VISIT_CSAT,
    Mood,
    mood_of_five,
    rated,
    words,
)

LEAVE = "leave"
# Nobody looks for longer than this: a stop for the rare walk that turns in circles.
_MOST_STEPS = 150
_PATIENCE_PER_MAIL = 0.12
# Newest and oldest product numbers of the shop's catalogue, for the page column.
_PRODUCTS = (101, 340)

ENTRIES = {
    "web": Choice.of(
        {names.GOOGLE_ADS: 0.38, names.INSTAGRAM: 0.26, names.LANDING: 0.12,
         names.SEARCHED: 0.12, names.PRODUCT: 0.12}
    ),
    "both": Choice.of(
        {names.GOOGLE_ADS: 0.28, names.INSTAGRAM: 0.20, names.LANDING: 0.10,
         names.SEARCHED: 0.10, names.PRODUCT: 0.10, names.SHOP_VISIT: 0.22}
    ),
    "shop": Choice.of({names.SHOP_VISIT: 1.0}),
}  # fmt: skip
RETURNING = Choice.of(
    {names.SEARCHED: 0.25, names.PRODUCT: 0.55, names.GOOGLE_ADS: 0.10, names.INSTAGRAM: 0.10}
)

_NEXT = {
    names.GOOGLE_ADS: Choice.of({names.LANDING: 0.53, names.PRODUCT: 0.35, LEAVE: 0.12}),
    names.INSTAGRAM: Choice.of({names.LANDING: 0.45, names.PRODUCT: 0.37, LEAVE: 0.18}),
    names.LANDING: Choice.of({names.PRODUCT: 0.64, names.SEARCHED: 0.19, LEAVE: 0.17}),
    names.SEARCHED: Choice.of({names.PRODUCT: 0.88, LEAVE: 0.12}),
    names.PRODUCT: Choice.of(
        {names.PRODUCT: 0.155, names.READ_REVIEWS: 0.135, names.CART: 0.155, names.CHAT: 0.115,
         names.FAQ: 0.075, names.SEARCHED: 0.055, names.QUOTE: 0.105, names.GOOGLE_ADS: 0.02,
         names.INSTAGRAM: 0.02, names.SUPPORT_MAIL: 0.02, names.SHOP_VISIT: 0.035,
         LEAVE: 0.11}
    ),
    names.READ_REVIEWS: Choice.of(
        {names.CART: 0.42, names.PRODUCT: 0.42, names.FAQ: 0.05, LEAVE: 0.11}
    ),
    names.CHAT: Choice.of(
        {names.PRODUCT: 0.50, names.CART: 0.39, names.QUOTE: 0.06, LEAVE: PLAN.chat_leave}
    ),
    names.QUOTE: Choice.of(
        {LEAVE: PLAN.quote_leave, names.CHECKOUT: 0.49, names.CART: 0.07, names.SHOP_VISIT: 0.02}
    ),
    names.FAQ: Choice.of(
        {LEAVE: PLAN.faq_leave, names.PRODUCT: 0.26, names.SUPPORT_MAIL: 0.12}
    ),
    names.SUPPORT_MAIL: Choice.of({names.SUPPORT_REPLY: 1.0}),
    names.SUPPORT_REPLY: Choice.of({names.PRODUCT: 0.90, LEAVE: 0.10}),
    names.CART: Choice.of(
        {names.CHECKOUT: 0.66, names.PRODUCT: 0.13, names.LEFT_CART_MAIL: 0.10, LEAVE: 0.11}
    ),
    names.CHECKOUT: Choice.of({names.LEFT_CART_MAIL: 0.35, LEAVE: 0.65}),  # once left
    names.LEFT_CART_MAIL: Choice.of({names.CART: 0.56, names.PRODUCT: 0.20, LEAVE: 0.24}),
    names.SHOP_VISIT: Choice.of(
        {names.TILL: 0.48, names.PRODUCT: 0.20, names.SHOP_VISIT: 0.20, LEAVE: 0.12}
    ),
    names.REORDER: Choice.of({names.CHECKOUT: 0.92, names.PRODUCT: 0.08}),
}  # fmt: skip

_NEW_SESSION_DAYS = {names.GOOGLE_ADS: 3.0, names.INSTAGRAM: 3.0}


def look_for_a_lamp(walk: Walk, entry: str) -> Order | None:
    """Walk from an entry until an order; None for those who leave or outlast the data."""
    walk.open_session()
    here = entry
    for _ in range(_MOST_STEPS):
        if walk.is_over:
            return None
        order = _arrive(walk, here)
        if order is not None:
            return order
        there = _choose(walk, here)
        if there == LEAVE:
            return None
        _travel(walk, here, there)
        here = there
    return None


def _choose(walk: Walk, here: str) -> str:
    """The next step, as far as this customer has what it needs."""
    draws, person = walk.draws, walk.person
    # Each letter more costs patience: those who had to write often buy less.
    if here == names.SUPPORT_REPLY and draws.chance(_PATIENCE_PER_MAIL * (walk.mails - 1)):
        return LEAVE
    there = draws.pick(_NEXT[here])
    if there == names.SHOP_VISIT and person.kind == "web":
        return names.PRODUCT
    if there == names.PRODUCT and person.kind == "shop":
        return names.SHOP_VISIT
    if there == names.LEFT_CART_MAIL and walk.known_at is None:
        return LEAVE
    return there


def _travel(walk: Walk, here: str, there: str) -> None:
    """Let the time between two steps pass."""
    if there == names.SHOP_VISIT:
        walk.days_later(2.5)
    elif there in _NEW_SESSION_DAYS:
        walk.days_later(_NEW_SESSION_DAYS[there])
        walk.open_session()
    elif there == names.LEFT_CART_MAIL:
        walk.now += int(walk.draws.between(3, 24) * HOUR)
    elif there == names.SUPPORT_REPLY:
        return
    elif here in (names.QUOTE, names.LEFT_CART_MAIL, names.SUPPORT_REPLY, names.SHOP_VISIT):
        if there == names.TILL:
            walk.moment(1_500, 0.5)
            return
        walk.days_later(1.2)
        walk.open_session()
    elif here == there == names.PRODUCT:
        walk.days_later(2.0)
        walk.open_session()
    else:
        walk.moment(60)


def _arrive(walk: Walk, here: str) -> Order | None:
    """Leave the rows of a step; the steps that can end in an order return it."""
    if here == names.CHECKOUT:
        return check_out(walk)
    if here == names.TILL:
        return buy_in_shop(walk)
    _ARRIVALS.get(here, _open_page)(walk, here)
    return None


def _open_page(walk: Walk, here: str) -> None:
    seen_on_site(walk, here, page=_PAGES.get(here, ""))


def _click_ad(walk: Walk, here: str) -> None:
    seen_on_site(walk, here, "ads" if here == names.GOOGLE_ADS else "social", "/")


def _look_at_products(walk: Walk, here: str) -> None:
    pages = 1 + min(60, int(walk.draws.around(walk.person.activity, 0.6)))
    for page in range(pages):
        if page:
            walk.moment(75)
        product = int(walk.draws.between(*_PRODUCTS))
        seen_on_site(walk, here, page=f"/lampade/{product}")


def _fill_cart(walk: Walk, here: str) -> None:
    if walk.draws.chance(0.75):
        seen_on_site(walk, names.ADDED, page="/carrello")
        walk.moment(25)
    seen_on_site(walk, here, page="/carrello")


def _ask_for_quote(walk: Walk, here: str) -> None:
    walk.typed_email = True
    walk.become_known()
    seen_on_site(walk, here, page="/preventivo")


def _chat(walk: Walk, here: str) -> None:
    draws = walk.draws
    csat = rated(CHAT_CSAT, draws) if draws.chance(0.6) else None
    said = SILENT
    if csat is not None:
        said = words("chat", mood_of_five(csat), walk.person.language, draws, 0.45)
    row = asked_in_widget(walk, here, "chat", said)
    row.csat = csat
    if draws.chance(0.4):
        row.email = walk.person.email
        walk.become_known()
    walk.moment(420)


def _read_faq(walk: Walk, here: str) -> None:
    row = asked_in_widget(walk, here, "web")
    if walk.draws.chance(0.05):
        row.csat = rated(FAQ_CSAT, walk.draws)


def _write_before_buying(walk: Walk, here: str) -> None:
    walk.become_known()
    first = write_to_desk(walk, "presale", "")
    # The first letter comes from the form on the site, which knows the browser too.
    first.anonymous_id = walk.device


def _get_cart_mail(walk: Walk, here: str) -> None:
    logged_at_desk(walk, here, "email")
    walk.typed_email = True


def _visit_shop(walk: Walk, here: str) -> None:
    walk.in_hours(10, 19)
    row = visited_shop(walk)
    if walk.draws.chance(0.15):
        row.csat = rated(VISIT_CSAT, walk.draws)
        mood: Mood = "good" if row.csat >= 4 else "neutral"
        said = words("visit", mood, walk.person.language, walk.draws, 0.5)
        row.text, row.language = said.text, said.language
    if walk.person.kind == "both" and walk.draws.chance(0.4):
        _use_shared_tablet(walk)


def _use_shared_tablet(walk: Walk) -> None:
    """Look up lamps on the shop's tablet, where one in three logs in."""
    own, was_in = walk.device, walk.logged_in
    walk.device = SHARED_TABLET
    walk.logged_in = bool(walk.person.user_id) and walk.draws.chance(0.35)
    for _ in range(1 + int(walk.draws.between(0, 3))):
        walk.moment(90)
        product = int(walk.draws.between(*_PRODUCTS))
        seen_on_site(walk, names.PRODUCT, page=f"/lampade/{product}")
    walk.device, walk.logged_in = own, was_in


def _already_written(walk: Walk, here: str) -> None:
    """The answers were written with their questions."""


def _reorder(walk: Walk, here: str) -> None:
    walk.typed_email = True
    seen_on_site(walk, here, "app", "/app/riordina")


_PAGES = {
    names.LANDING: "/luce-per-la-casa",
    names.SEARCHED: "/cerca",
    names.READ_REVIEWS: "/lampade/recensioni",
}
_ARRIVALS: dict[str, Callable[[Walk, str], None]] = {
    names.GOOGLE_ADS: _click_ad,
    names.INSTAGRAM: _click_ad,
    names.PRODUCT: _look_at_products,
    names.CART: _fill_cart,
    names.QUOTE: _ask_for_quote,
    names.CHAT: _chat,
    names.FAQ: _read_faq,
    names.SUPPORT_MAIL: _write_before_buying,
    names.SUPPORT_REPLY: _already_written,
    names.LEFT_CART_MAIL: _get_cart_mail,
    names.SHOP_VISIT: _visit_shop,
    names.REORDER: _reorder,
}
