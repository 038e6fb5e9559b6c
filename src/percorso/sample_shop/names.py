"""What each touchpoint is called in the shop's exports.

Names of the Segment e-commerce standard and couriers' words lead to touchpoints of the
catalogue; the others are the shop's own and stay touchpoints of their own.
"""

GOOGLE_ADS = "Annunci Google"
INSTAGRAM = "Instagram"
LANDING = "Landing page"
SEARCHED = "Products Searched"
PRODUCT = "Product Viewed"
READ_REVIEWS = "Recensioni lette"
ADDED = "Product Added"
CART = "Cart Viewed"
LEFT_CART_MAIL = "Carrello abbandonato (email)"
SHOP_VISIT = "Visita in negozio"
CHAT = "Chat prevendita"
QUOTE = "Richiesta preventivo"

CHECKOUT = "Checkout Started"
CHECKOUT_STEP = "Checkout Step Viewed"
PAYMENT = "Payment Info Entered"
ORDER = "Order Completed"
TILL = "Cassa (scontrino)"

ORDER_STATUS = "Stato ordine"
TRACKING_SMS = "SMS di tracciamento"
PICKUP = "Ritiro in negozio"
IN_TRANSIT = "In transito"
AT_DEPOT = "Arrivata in filiale"
OUT_FOR_DELIVERY = "In consegna"
NOBODY_HOME = "Destinatario assente"
ATTEMPTED = "Tentata consegna"
DELIVERED = "Consegnata"

FAQ = "FAQ"
SUPPORT_MAIL = "Email assistenza"
SUPPORT_REPLY = "Risposta assistenza"
PHONE = "Telefono"
SOLVED = "Ticket risolto"
REOPENED = "Ticket riaperto"
RETURN = "Reso"
REFUND = "Order Refunded"

REORDER = "Riordino rapido"
NEWSLETTER = "Newsletter"
POINTS = "Punti fedeltà"
NPS_SURVEY = "Sondaggio NPS"

INVITE = "Invita un amico"
GOOGLE_REVIEW = "Recensione Google"
TRUSTPILOT = "Trustpilot"
