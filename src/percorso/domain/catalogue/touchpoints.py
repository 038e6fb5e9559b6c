"""Which touchpoints the exact event names lead to, with their names in both languages."""

from percorso.domain.catalogue.nouns import Touchpoint

# Titles of cards: they fit two lines of 16 characters (design, Layout).
DEFAULT_TOUCHPOINTS = (
    Touchpoint("promotion", "Promozione", "Promotion", "awareness", "web", "customer"),
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
    Touchpoint("refund", "Rimborso", "Refund", "service", "desk", "company"),
    Touchpoint(
        "message_sent", "Messaggio inviato", "Message sent",
        "loyalty", "email", "company", is_broadcast=True,
    ),
    Touchpoint(
        "message_bounced", "Messaggio non recapitato", "Message bounced",
        "loyalty", "email", "company", is_broadcast=True,
    ),
    Touchpoint(
        "message_opened", "Messaggio aperto", "Message opened", "loyalty", "email", "customer"
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
    Touchpoint("sharing", "Condivisione", "Sharing", "advocacy", "social", "customer"),
)  # fmt: skip

TOUCHPOINTS: dict[str, Touchpoint] = {
    touchpoint.key: touchpoint for touchpoint in DEFAULT_TOUCHPOINTS
}
