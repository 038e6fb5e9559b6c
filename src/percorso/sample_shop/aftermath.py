"""What follows a hand-over: praise and complaints, points, returns, and buying again."""

from percorso.sample_shop import names
from percorso.sample_shop.checkout import Order
from percorso.sample_shop.clock import DAY, HOUR
from percorso.sample_shop.contacts import (
    answered,
    entered_in_orders,
    logged_at_desk,
    seen_on_site,
)
from percorso.sample_shop.delivery import HandOver
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.rows import Walk
from percorso.sample_shop.support import ask_for_help, search_the_faq
from percorso.sample_shop.voices import (
    NPS_LATE,
    NPS_ON_TIME,
    REVIEW_STARS,
    Mood,
    mood_of_five,
    mood_of_nps,
    rated,
    words,
)


def react(walk: Walk, order: Order, handed: HandOver) -> bool:
    """Live through the days after a hand-over; True where the order was sent back."""
    walk.now = handed.at
    if not handed.on_time:
        _complain(walk, order, handed)
        _tell_others(walk, order, "bad", 0.10)
        return False
    if walk.person.devices and walk.draws.chance(0.06):
        walk.days_later(1.0)
        walk.open_session()
        walk.typed_email = True
        search_the_faq(walk)
    elif walk.person.email and walk.draws.chance(0.13):
        walk.days_later(1.5)
        ask_for_help(walk, "question", order.number)
    _credit_points(walk, handed)
    promoter = _answer_nps(walk, handed, 0.22)
    _tell_others(walk, order, "good", 0.16 if promoter else 0.05)
    if promoter and walk.draws.chance(0.18) and walk.person.devices:
        walk.days_later(2.0)
        walk.open_session()
        walk.typed_email = True
        seen_on_site(walk, names.INVITE, page="/invita")
    return _send_back(walk, order, handed)


def days_until_rebuy(walk: Walk, handed: HandOver, sent_back: bool) -> float:
    """The wait for the next purchase; buying is Poisson, with a rate of the customer's own."""
    rate = walk.person.rebuys_per_day
    if not handed.on_time:
        rate *= PLAN.rebuy_late_factor
    if sent_back:
        rate *= 0.6
    return walk.draws.waiting(1 / max(rate, 1e-9))


def _complain(walk: Walk, order: Order, handed: HandOver) -> None:
    if walk.person.email and not handed.complained and walk.draws.chance(0.6):
        walk.now += int(walk.draws.around(7, 0.7) * HOUR)
        ask_for_help(walk, "where", order.number)
    _answer_nps(walk, handed, 0.15)


def _credit_points(walk: Walk, handed: HandOver) -> None:
    """Points reach card and account holders, and nobody whose delivery was late."""
    person = walk.person
    if person.email and (person.card or person.user_id) and walk.draws.chance(0.28):
        row_at = walk.now
        walk.now = handed.at + int(walk.draws.between(20, 30) * HOUR)
        logged_at_desk(walk, names.POINTS, "email")
        walk.now = max(walk.now, row_at)


def _answer_nps(walk: Walk, handed: HandOver, share: float) -> bool:
    """Answer the survey three to six days later; True for promoters."""
    if not walk.person.email or not walk.draws.chance(share):
        return False
    draws = walk.draws
    score = rated(NPS_ON_TIME if handed.on_time else NPS_LATE, draws)
    walk.now = max(walk.now, handed.at + int(draws.between(3, 6) * DAY))
    said = words("nps", mood_of_nps(score), walk.person.language, draws, 0.45)
    answered(walk, names.NPS_SURVEY, "survey", said=said).nps = score
    return score >= 9


def _tell_others(walk: Walk, order: Order, mood: Mood, share: float) -> None:
    """Write a public review: an invited one names the order, a Google one the account's e-mail."""
    draws = walk.draws
    for touchpoint in (names.GOOGLE_REVIEW, names.TRUSTPILOT):
        if not draws.chance(share):
            continue
        walk.days_later(4.0, 0.6)
        stars = rated(REVIEW_STARS[mood], draws)
        said = words("product", mood_of_five(stars), walk.person.language, draws, 0.85)
        by_order = touchpoint == names.TRUSTPILOT
        row = answered(
            walk, touchpoint, "review_site", order_id=order.number if by_order else "", said=said
        )
        row.stars = stars


def _send_back(walk: Walk, order: Order, handed: HandOver) -> bool:
    """Ask for a return and get the money; a few do so nearly every time."""
    share = 0.75 if walk.person.returns_often else 0.05
    if not walk.person.email or order.method == "carried" or not walk.draws.chance(share):
        return False
    walk.now = max(walk.now, handed.at)
    walk.days_later(2.5, 0.6)
    said = words("return", "neutral", walk.person.language, walk.draws)
    case_id = f"AS-{walk.shop.cases.take(walk.now)}"
    logged_at_desk(walk, names.RETURN, "email", case_id=case_id, order_id=order.number, said=said)
    walk.days_later(5.0, 0.3)
    entered_in_orders(walk, names.REFUND, "web", order.number, -order.amount_cents)
    return True
