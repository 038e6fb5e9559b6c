"""What is hidden in the sample shop's data on purpose, as numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes the walk is drawn with; shares are 0..1.

    Attributes:
        faq_leave: visitors of the FAQ who take no further step.
        chat_bad: rated pre-sale chats with 1 or 2 of 5.
        chat_leave: pre-sale chats after which the visitor leaves.
        quote_leave: quote requests after which nobody comes back.
        checkout_leave_late: checkouts left when shipping costs show in the last step.
        checkout_leave_early: checkouts left when shipping costs show in the cart.
        promise_hours: delivery promised to the home, from order to hand-over.
        on_time: home deliveries inside the promise, everywhere but in `late_city`.
        on_time_late_city: the same in `late_city`.
        late_city: the city where the promise is kept badly.
        rebuy_late_factor: what a late delivery leaves of a customer's buying rate.
        drift_days: whole days before the last one on which support e-mail slowed down.
        reply_hours_before: median hours to an e-mail answer before the drift.
        reply_hours_after: the same from the drift on.
        ping_pong: answers to a support e-mail that are followed by one more e-mail.
        solved: support cases that are marked as solved in the end.
        solved_too_early: answers after which a case was marked as solved although the customer
            writes again, so that it is reopened.
        solved_hours: median hours from the last answer to that mark.
        returns_often: customers who send back most of what they order.
        shop_only: customers met in the shops alone.
        letters_only: customers met by the newsletter alone.
    """

    faq_leave: float = 0.62
    chat_bad: float = 0.60
    chat_leave: float = 0.05
    quote_leave: float = 0.43
    checkout_leave_late: float = 0.42
    checkout_leave_early: float = 0.10
    promise_hours: int = 48
    on_time: float = 0.92
    on_time_late_city: float = 0.55
    late_city: str = "Napoli"
    rebuy_late_factor: float = 0.08
    drift_days: int = 30
    reply_hours_before: float = 9.0
    reply_hours_after: float = 31.0
    ping_pong: float = 0.60
    solved: float = 0.82
    solved_too_early: float = 0.15
    solved_hours: float = 5.0
    returns_often: float = 0.05
    shop_only: float = 0.12
    letters_only: float = 0.04


PLAN = Plan()
