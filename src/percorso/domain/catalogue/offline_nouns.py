"""Rule 3: which nouns of the physical world name a stage by themselves (METHODS 1.4)."""

_NOUNS = {
    "awareness": (
        "ad", "ads", "radio spot", "radio spots", "tv spot", "tv spots", "poster", "posters",
        "leaflet", "leaflets", "magazine", "magazines", "fair", "fairs", "event", "events",
        "social post", "social posts",
        "pubblicita", "spot radio", "spot tv", "manifesto", "manifesti", "volantino", "volantini",
        "rivista", "riviste", "fiera", "fiere", "evento", "eventi", "post",
    ),
    "consideration": (
        "store visit", "store visits", "showroom", "showrooms", "appointment", "appointments",
        "quote", "quotes", "sample", "samples", "catalogue", "catalogues", "catalog", "catalogs",
        "demo", "demos",
        "visita in negozio", "visite in negozio", "appuntamento", "appuntamenti", "preventivo",
        "preventivi", "campione", "campioni", "catalogo", "cataloghi", "dimostrazione",
        "dimostrazioni",
    ),
    "purchase": (
        "order", "orders", "receipt", "receipts", "payment", "payments", "contract", "contracts",
        "deposit", "deposits", "invoice", "invoices",
        "ordine", "ordini", "scontrino", "scontrini", "pagamento", "pagamenti", "contratto",
        "contratti", "acconto", "acconti", "fattura", "fatture",
    ),
    "delivery": (
        "shipment", "shipments", "delivery", "deliveries", "delivery attempt",
        "delivery attempts", "pick up", "pick ups", "pickup", "pickups", "installation",
        "installations", "tracking",
        "spedizione", "spedizioni", "consegna", "consegne", "tentata consegna",
        "tentate consegne", "ritiro", "ritiri", "installazione", "installazioni",
        "tracciamento", "tracciamenti",
    ),
    "service": (
        "call", "calls", "ticket", "tickets", "complaint", "complaints", "return", "returns",
        "repair", "repairs", "refund", "refunds", "chat", "chats", "help", "warranty",
        "warranties",
        "chiamata", "chiamate", "telefonata", "telefonate", "segnalazione", "segnalazioni",
        "reclamo", "reclami", "reso", "resi", "riparazione", "riparazioni", "rimborso",
        "rimborsi", "assistenza", "garanzia", "garanzie",
    ),
    "loyalty": (
        "loyalty card", "loyalty cards", "points", "renewal", "renewals", "subscription",
        "subscriptions", "reorder", "reorders", "birthday offer", "birthday offers",
        "tessera", "tessere", "punti", "rinnovo", "rinnovi", "abbonamento", "abbonamenti",
        "riordino", "riordini", "offerta compleanno", "offerte compleanno",
    ),
    "advocacy": (
        "review", "reviews", "recommendation", "recommendations", "referral", "referrals",
        "testimonial", "testimonials", "word of mouth",
        "recensione", "recensioni", "consiglio", "consigli", "passaparola", "presenta un amico",
        "testimonianza", "testimonianze",
    ),
}  # fmt: skip

# Written as `plain_words` leaves them: lower case, no accents, blanks only.
STAGE_OF_NOUN: dict[str, str] = {noun: stage for stage, nouns in _NOUNS.items() for noun in nouns}
