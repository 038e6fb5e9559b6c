"""One row for each kind of contact, with just what the system that records it knows."""

from percorso.sample_shop import names
from percorso.sample_shop.clock import next_minute
from percorso.sample_shop.people import phone_in_form
from percorso.sample_shop.rows import FileKey, Row, Walk
from percorso.sample_shop.voices import SILENT, Words

# The tablet on the counter of the Milan shop: one browser, many hands.
SHARED_TABLET = "7ab1e7000000cafe"


def seen_on_site(walk: Walk, event: str, channel: str = "web", page: str = "") -> Row:
    """A web event: the browser always, the person only once logged in or at the checkout."""
    person = walk.person
    user_id = person.user_id if walk.logged_in else ""
    shows_email = walk.logging_in or (walk.typed_email and not user_id)
    walk.logging_in = False
    row = Row(
        walk.now, "site", event, channel,
        user_id=user_id,
        email=person.email if shows_email else "",
        anonymous_id=walk.device,
        city=person.city,
        page=page,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def entered_in_orders(
    walk: Walk, event: str, channel: str, order_id: str, amount_cents: int | None = None
) -> Row:
    """A line of the order system: account, e-mail, phone and card, as far as they are given."""
    person = walk.person
    row = Row(
        walk.to_the_minute(), "shop", event, channel,
        user_id=person.user_id,
        email=person.email,
        phone=phone_in_form(person.phone, 1),
        card=person.card if channel == "store" else "",
        order_id=order_id,
        amount_cents=amount_cents,
        city=person.city,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def rung_up(walk: Walk, order_id: str) -> Row:
    """A till receipt: the loyalty card and nobody's name."""
    row = Row(
        walk.to_the_minute(), "shop", names.TILL, "store",
        card=walk.person.card, order_id=order_id, city=walk.person.shop_city,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def logged_at_desk(
    walk: Walk,
    touchpoint: str,
    channel: str,
    *,
    case_id: str = "",
    order_id: str = "",
    said: Words = SILENT,
) -> Row:
    """A contact that knows the e-mail address."""
    row = Row(
        walk.to_the_minute(), "desk", touchpoint, channel,
        email=walk.person.email,
        case_id=case_id, order_id=order_id, text=said.text, language=said.language,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def marked_at_desk(walk: Walk, touchpoint: str, case: Row, instant: int) -> Row:
    """A mark on a case by the help desk: solved, or open again."""
    row = Row(
        next_minute(instant), "desk", touchpoint, "desk",
        email=case.email, phone=case.phone, case_id=case.case_id, order_id=case.order_id,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def asked_in_widget(walk: Walk, touchpoint: str, channel: str, said: Words = SILENT) -> Row:
    """A contact in the site's help widget: the browser, and the e-mail where the site has it."""
    row = Row(
        walk.to_the_minute(), "desk", touchpoint, channel,
        email=walk.person.email if walk.logged_in or walk.typed_email else "",
        anonymous_id=walk.device, text=said.text, language=said.language,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def called(walk: Walk, case_id: str, order_id: str = "") -> Row:
    """A phone call: the caller's number, and the order if they name it."""
    row = Row(
        walk.to_the_minute(), "desk", names.PHONE, "phone",
        phone=phone_in_form(walk.person.phone, 2), case_id=case_id, order_id=order_id,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def visited_shop(walk: Walk) -> Row:
    """A visit the shop's people log by the loyalty card."""
    row = Row(
        walk.to_the_minute(), "desk", names.SHOP_VISIT, "store",
        email=walk.person.email if walk.draws.chance(0.85) else "",
        card=walk.person.card, city=walk.person.shop_city,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def answered(
    walk: Walk, touchpoint: str, channel: str, *, order_id: str = "", said: Words = SILENT
) -> Row:
    """A line of the voice file: a survey knows the e-mail, an invited review the order."""
    row = Row(
        walk.to_the_minute(), "voice", touchpoint, channel,
        email="" if order_id else walk.person.email,
        order_id=order_id, text=said.text, language=said.language,
    )  # fmt: skip
    walk.shop.write(row)
    return row


def reported_by_courier(
    walk: Walk, instant: int, status: str, order_id: str, tracking: str, city: str
) -> Row:
    """A status of the courier: parcel and order, never a person."""
    file: FileKey = "courier"
    row = Row(instant, file, status, "delivery", order_id=order_id, tracking=tracking, city=city)
    walk.shop.write(row)
    return row
