"""Which touchpoints the exact event names lead to, with their names in both languages."""

from collections.abc import Iterable

from percorso.domain.catalogue.nouns import Touchpoint

# Titles of cards: they fit two lines of 16 characters (design, Layout).
DEFAULT_TOUCHPOINTS = (
    Touchpoint("promotion", "Promozione", "Promotion", "awareness", "web", "customer"),
    # Contacts that people enter by hand.
    Touchpoint(
        "fair_visit", "Incontro in fiera", "Met at a fair", "awareness", "event", "customer"
    ),
    Touchpoint(
        "store_visit", "Visita in negozio", "Store visit", "consideration", "store", "customer"
    ),
    Touchpoint("appointment", "Appuntamento", "Appointment", "consideration", "store", "customer"),
    Touchpoint("quote", "Preventivo", "Quote", "consideration", "store", "company"),
    Touchpoint("complaint", "Reclamo", "Complaint", "service", "desk", "customer"),
    Touchpoint("search", "Ricerca nel sito", "Site search", "consideration", "web", "customer"),
    Touchpoint("list", "Elenco prodotti", "Product list", "consideration", "web", "customer"),
    Touchpoint(
        "product_page", "Scheda prodotto", "Product page", "consideration", "web", "customer"
    ),
    Touchpoint("wish_list", "Lista desideri", "Wish list", "consideration", "web", "customer"),
    Touchpoint("cart", "Carrello", "Cart", "consideration", "web", "customer"),
    Touchpoint("checkout", "Checkout", "Checkout", "purchase", "web", "customer"),
    Touchpoint("coupon", "Codice sconto", "Coupon", "purchase", "web", "customer"),
    Touchpoint("order", "Ordine", "Order", "purchase", "web", "customer", is_goal=True),
    # The page a web analytics counts beside the shop's own order: not a second goal.
    Touchpoint(
        "order_confirmation", "Conferma d'ordine", "Order confirmation",
        "purchase", "web", "customer",
    ),
    Touchpoint("order_paid", "Ordine pagato", "Order paid", "purchase", "web", "customer"),
    # Another purchase than an order, hence a goal of its own.
    Touchpoint(
        "store_purchase", "Acquisto in negozio", "Store purchase",
        "purchase", "store", "customer", is_goal=True,
    ),
    Touchpoint("order_shipped", "Ordine spedito", "Order shipped", "delivery", "web", "company"),
    Touchpoint(
        "delivery_created", "Spedizione creata", "Shipment created",
        "delivery", "delivery", "partner",
    ),
    Touchpoint(
        "delivery_picked_up", "Presa in carico", "Picked up", "delivery", "delivery", "partner"
    ),
    Touchpoint(
        "delivery_in_transit", "In transito", "In transit", "delivery", "delivery", "partner"
    ),
    Touchpoint(
        "delivery_out_for_delivery", "In consegna", "Out for delivery",
        "delivery", "delivery", "partner",
    ),
    Touchpoint(
        "home_delivery", "Consegna a domicilio", "Home delivery",
        "delivery", "delivery", "partner",
    ),
    Touchpoint(
        "delivery_failed_attempt", "Tentata consegna", "Delivery attempt failed",
        "delivery", "delivery", "partner",
    ),
    Touchpoint(
        "delivery_at_pickup_point", "Al punto di ritiro", "At pick-up point",
        "delivery", "delivery", "partner",
    ),
    Touchpoint(
        "delivery_exception", "Problema di consegna", "Delivery problem",
        "delivery", "delivery", "partner",
    ),
    Touchpoint(
        "delivery_returned", "Reso al mittente", "Returned to sender",
        "delivery", "delivery", "partner",
    ),
    Touchpoint("cancellation", "Ordine annullato", "Order cancelled", "service", "web", "customer"),
    Touchpoint(
        "ticket_reopened", "Ticket riaperto", "Ticket reopened", "service", "desk", "customer"
    ),
    Touchpoint(
        "ticket_transferred", "Ticket passato ad altri", "Ticket passed on",
        "service", "desk", "company",
    ),
    Touchpoint(
        "information_asked_again", "Richiesto di nuovo", "Asked again", "service", "desk", "company"
    ),
    Touchpoint("refund", "Rimborso", "Refund", "service", "desk", "company"),
    Touchpoint("ticket_opened", "Ticket aperto", "Ticket opened", "service", "desk", "customer"),
    Touchpoint(
        "ticket_answered", "Risposta al ticket", "Ticket answered", "service", "desk", "company"
    ),
    Touchpoint("ticket_solved", "Ticket risolto", "Ticket solved", "service", "desk", "company"),
    Touchpoint("ticket_rated", "Voto sul ticket", "Ticket rated", "service", "survey", "customer"),
    Touchpoint(
        "call_received", "Chiamata ricevuta", "Call received", "service", "phone", "customer"
    ),
    Touchpoint("call_missed", "Chiamata persa", "Missed call", "service", "phone", "customer"),
    Touchpoint(
        "call_made", "Chiamata al cliente", "Call to customer", "service", "phone", "company"
    ),
    Touchpoint(
        "message_sent", "Messaggio inviato", "Message sent",
        "loyalty", "email", "company", is_broadcast=True,
    ),
    Touchpoint(
        "message_bounced", "Messaggio non recapitato", "Message bounced",
        "loyalty", "email", "company", is_broadcast=True,
    ),
    # Mail programs and filters open letters too: an open proves no contact, and begins none.
    Touchpoint(
        "message_opened", "Messaggio aperto", "Message opened",
        "loyalty", "email", "customer", is_broadcast=True,
    ),
    Touchpoint(
        "message_proxy_opened", "Aperto da un filtro", "Opened by a proxy",
        "loyalty", "email", "company", is_broadcast=True,
    ),
    Touchpoint(
        "message_clicked", "Clic nel messaggio", "Message clicked", "loyalty", "email", "customer"
    ),
    Touchpoint(
        "message_complained", "Segnalato come spam", "Marked as spam",
        "loyalty", "email", "customer",
    ),
    Touchpoint("unsubscription", "Disiscrizione", "Unsubscription", "loyalty", "email", "customer"),
    Touchpoint(
        "review", "Recensione prodotto", "Product review", "advocacy", "review_site", "customer"
    ),
    Touchpoint(
        "shop_review", "Recensione del negozio", "Shop review",
        "advocacy", "review_site", "customer",
    ),
    Touchpoint(
        "trustpilot_review", "Recensione su Trustpilot", "Trustpilot review",
        "advocacy", "review_site", "customer",
    ),
    Touchpoint(
        "google_review", "Recensione su Google", "Google review",
        "advocacy", "review_site", "customer",
    ),
    Touchpoint(
        "facebook_recommendation", "Raccomandazione su Facebook", "Facebook recommendation",
        "advocacy", "review_site", "customer",
    ),
    Touchpoint(
        "review_answered", "Risposta a una recensione", "Reply to a review",
        "advocacy", "review_site", "company",
    ),
    Touchpoint("sharing", "Condivisione", "Sharing", "advocacy", "social", "customer"),
)  # fmt: skip

# A visit to one of these is itself a signal of effort (METHODS 5): work done a second time.
ASKED_AGAIN = "information_asked_again"
REDONE = frozenset({"ticket_reopened", "ticket_transferred", ASKED_AGAIN})

TOUCHPOINTS: dict[str, Touchpoint] = {
    touchpoint.key: touchpoint for touchpoint in DEFAULT_TOUCHPOINTS
}

# Where nothing tells of the orders themselves, the page that confirms them is the nearest thing.
_STAND_IN_GOAL = "order_confirmation"


def default_goals(present: Iterable[Touchpoint]) -> tuple[str, ...]:
    """Keys of the touchpoints that meet the goal where nobody names any.

    Args:
        present: The touchpoints that have interactions, as the catalogue has them.

    >>> default_goals([TOUCHPOINTS["order"], TOUCHPOINTS["order_confirmation"]])
    ('order',)
    >>> default_goals([TOUCHPOINTS["cart"], TOUCHPOINTS["order_confirmation"]])
    ('order_confirmation',)
    """
    places = tuple(present)
    goals = tuple(place.key for place in places if place.is_goal)
    return goals or tuple(place.key for place in places if place.key == _STAND_IN_GOAL)
