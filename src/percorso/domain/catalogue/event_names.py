"""Rule 2: which exact event names are which touchpoint and which type (METHODS 1.4)."""

from percorso.domain.catalogue.words import normalised_name

# name of the event, its type, the touchpoint it leads to
_EVENTS = (
    ("Promotion Viewed", "promotion.viewed", "promotion"),
    ("Promotion Clicked", "promotion.clicked", "promotion"),
    ("Campaign Page View", "campaign.page_viewed", "promotion"),
    ("Products Searched", "product.searched", "search"),
    ("Product List Viewed", "list.viewed", "list"),
    ("Product List Filtered", "list.filtered", "list"),
    ("Product Clicked", "product.clicked", "product_page"),
    ("Product Viewed", "product.viewed", "product_page"),
    ("Product Added to Wishlist", "wishlist.added", "wish_list"),
    ("Product Removed from Wishlist", "wishlist.removed", "wish_list"),
    ("Wishlist Product Added to Cart", "wishlist.added_to_cart", "wish_list"),
    ("Product Added", "cart.added", "cart"),
    ("Product Removed", "cart.removed", "cart"),
    ("Cart Viewed", "cart.viewed", "cart"),
    ("Checkout Started", "checkout.started", "checkout"),
    ("Checkout Step Viewed", "checkout.step_viewed", "checkout"),
    ("Checkout Step Completed", "checkout.step_completed", "checkout"),
    ("Payment Info Entered", "payment.entered", "checkout"),
    ("Coupon Entered", "coupon.entered", "coupon"),
    ("Coupon Applied", "coupon.applied", "coupon"),
    ("Coupon Denied", "coupon.denied", "coupon"),
    ("Coupon Removed", "coupon.removed", "coupon"),
    ("Order Completed", "order.placed", "order"),
    ("Order Updated", "order.updated", "order"),
    ("Order Confirmation Viewed", "order.confirmation_viewed", "order_confirmation"),
    ("Order Paid", "order.paid", "order_paid"),
    ("Order Shipped", "order.shipped", "order_shipped"),
    ("Order Delivered", "order.delivered", "home_delivery"),
    ("Receipt Issued", "receipt.issued", "store_purchase"),
    ("Order Cancelled", "order.cancelled", "cancellation"),
    ("Order Refunded", "order.refunded", "refund"),
    ("Case Reopened", "case.reopened", "ticket_reopened"),
    ("Ticket Reopened", "case.reopened", "ticket_reopened"),
    ("Caso riaperto", "case.reopened", "ticket_reopened"),
    ("Ticket riaperto", "case.reopened", "ticket_reopened"),
    ("Case Transferred", "case.transferred", "ticket_transferred"),
    ("Ticket Transferred", "case.transferred", "ticket_transferred"),
    ("Call Transferred", "case.transferred", "ticket_transferred"),
    ("Caso trasferito", "case.transferred", "ticket_transferred"),
    ("Ticket trasferito", "case.transferred", "ticket_transferred"),
    ("Chiamata trasferita", "case.transferred", "ticket_transferred"),
    ("Information Asked Again", "information.asked_again", "information_asked_again"),
    ("Informazione richiesta di nuovo", "information.asked_again", "information_asked_again"),
    ("Product Reviewed", "product.reviewed", "review"),
    ("Product Shared", "product.shared", "sharing"),
    ("Cart Shared", "cart.shared", "sharing"),
    ("Ticket Opened", "case.opened", "ticket_opened"),
    ("Ticket Answered", "case.answered", "ticket_answered"),
    ("Ticket Solved", "case.solved", "ticket_solved"),
    ("Case Solved", "case.solved", "ticket_solved"),
    ("Ticket risolto", "case.solved", "ticket_solved"),
    ("Caso risolto", "case.solved", "ticket_solved"),
    ("Ticket Rated", "case.rated", "ticket_rated"),
    ("Call Received", "call.received", "call_received"),
    ("Call Missed", "call.missed", "call_missed"),
    ("Call Made", "call.made", "call_made"),
    ("Store Visited", "store.visited", "store_visit"),
    ("Fair Visited", "fair.visited", "fair_visit"),
    ("Appointment Held", "appointment.held", "appointment"),
    ("Quote Given", "quote.given", "quote"),
    ("Complaint Made", "complaint.made", "complaint"),
    ("Review Published", "review.published", "shop_review"),
    ("Review Answered", "review.answered", "review_answered"),
)

# Names that say where, too: one type, a touchpoint for each place.
_PLACES_OF_REVIEWS = (
    ("Trustpilot Review", "trustpilot_review"),
    ("Google Review", "google_review"),
    ("Facebook Recommendation", "facebook_recommendation"),
)

# The vocabulary of mail events (WIRE-FORMATS 9) and of deliveries (16): type, touchpoint.
_TYPES_OF_THEIR_OWN = (
    ("message.sent", "message_sent"),
    ("message.delivered", "message_sent"),
    ("message.deferred", "message_sent"),
    ("message.bounced", "message_bounced"),
    ("message.opened", "message_opened"),
    ("message.proxy_opened", "message_proxy_opened"),
    ("message.clicked", "message_clicked"),
    ("message.complained", "message_complained"),
    ("message.unsubscribed", "unsubscription"),
    ("delivery.created", "delivery_created"),
    ("delivery.picked_up", "delivery_picked_up"),
    ("delivery.in_transit", "delivery_in_transit"),
    ("delivery.out_for_delivery", "delivery_out_for_delivery"),
    ("delivery.delivered", "home_delivery"),
    ("delivery.failed_attempt", "delivery_failed_attempt"),
    ("delivery.at_pickup_point", "delivery_at_pickup_point"),
    ("delivery.exception", "delivery_exception"),
    ("delivery.returned", "delivery_returned"),
)

# Types that say nothing about a stage: their names stay touchpoints of their own.
# A page may be anything; delivery.unknown is a courier's word no rule knows (16).
_TYPES_WITHOUT_PLACE = (
    "page.viewed",
    "screen.viewed",
    "customer.identified",
    "customer.aliased",
    "group.joined",
    "consent.changed",
    "delivery.unknown",
)

EVENT_NAMES: dict[str, str] = {
    normalised_name(name): touchpoint
    for event, event_type, touchpoint in _EVENTS
    for name in (event, event_type)
} | {
    normalised_name(own): touchpoint
    for own, touchpoint in (*_TYPES_OF_THEIR_OWN, *_PLACES_OF_REVIEWS)
}

TYPES: dict[str, str] = (
    {
        normalised_name(name): event_type
        for event, event_type, _ in _EVENTS
        for name in (event, event_type)
    }
    | {normalised_name(own): own for own, _ in _TYPES_OF_THEIR_OWN}
    | {normalised_name(name): "review.published" for name, _ in _PLACES_OF_REVIEWS}
    | {normalised_name(own): own for own in _TYPES_WITHOUT_PLACE}
)

# What happens at a touchpoint where nobody says it in more words: the first type listed.
TYPE_OF_TOUCHPOINT: dict[str, str] = {
    touchpoint: TYPES[name] for name, touchpoint in reversed(EVENT_NAMES.items())
}

NAMES_WITHOUT_PLACE = frozenset(normalised_name(own) for own in _TYPES_WITHOUT_PLACE)
