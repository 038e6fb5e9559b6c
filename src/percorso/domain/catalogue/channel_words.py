"""Which words inside a name tell its channel, where the source does not.

Patterns as in `stage_words`; the first hit wins, so the medium that carried a contact
stands before what it was about ("SMS di tracciamento" came by SMS).
"""

CHANNEL_PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sms", ("sms",)),
    ("chat", ("chat", "chats", "chatbot*", "livechat", "whatsapp", "telegram", "messenger")),
    ("email", ("email*", "e mail*", "mail", "newsletter*", "mailing", "pec", "dem")),
    ("app", ("in app", "app", "push")),
    ("survey", ("nps", "csat", "survey*", "sondagg*", "questionar*")),
    ("review_site", ("trustpilot", "google review*", "recension* google", "recension*",
                     "review*")),
    ("phone", ("telefon*", "phone", "call cent*", "callback*", "call back", "chiamat*",
               "numero verde", "toll free", "call")),
    ("offline_ads", ("radio", "tv", "televisi*", "volantin*", "leaflet*", "flyer*", "depliant*",
                     "manifesto", "manifesti", "cartellon*", "affission*", "billboard*",
                     "poster*", "magazine*", "rivista", "riviste", "press article*", "print ad")),
    ("event", ("fiera", "fiere", "trade fair*", "trade show*", "exhibition*", "inaugurazion*",
               "grand opening", "vip event*")),
    ("ads", ("ads", "ad", "adv", "advert*", "annunci", "annuncio", "banner*", "sponsor*",
             "inserzion*", "retarget*", "remarket*", "impression*", "paid search",
             "paid social", "ppc", "affiliat*", "preroll", "pre roll")),
    ("search", ("ricerca google", "google search", "organic search", "ricerca organica", "seo")),
    ("social", ("social", "instagram", "facebook", "tiktok", "youtube", "pinterest", "linkedin",
                "influencer*")),
    ("store", ("negozio", "negozi", "store", "cassa", "till", "pos", "showroom*", "scontrin*",
               "vetrina", "camerino", "punto vendita", "fitting room*", "click and collect")),
    ("delivery", ("consegn*", "corrier*", "courier*", "carrier", "spedizion*", "spedit*",
                  "shipment*", "shipped", "parcel*", "delivery", "delivered", "pacco", "pacchi",
                  "in transit", "in transito", "locker*", "fermopoint", "customs", "dogana",
                  "picked up", "destinatario assente")),
    ("desk", ("ticket*", "help desk", "helpdesk", "anomal*", "assisten*", "support", "supporto",
              "customer service", "customer care", "servizio clienti", "case opened",
              "case closed", "escalat*")),
    ("web", ("sito", "site", "web", "website", "page", "pages", "pagina", "pagine", "checkout*",
             "carrell*", "cart", "wishlist*", "wish list", "product view*", "view item",
             "sched* prodott*", "landing", "blog*", "faq*", "homepage", "search results",
             "session", "configurator*", "coupon*",
             "stato ordine", "stato dell ordine", "order status*")),
)  # fmt: skip

# Sent to many at once ...
BROADCAST_PATTERNS = (
    "newsletter*", "mailing", "campagn* email", "email campaign*", "campagn* dem",
    "ad view*", "ad impression*", "impression*", "visualizzazion* annunc*", "annunc* vist*",
    "banner view*", "ads view*",
)  # fmt: skip

# ... unless the name tells what the customer did with it.
ANSWER_PATTERNS = (
    "click*", "clic", "cliccat*", "open", "opened", "apert*", "letto", "letta", "lette", "letti",
    "read", "iscri*", "sign up", "signup", "signed up", "subscri*", "unsubscri*", "disiscri*",
    "reply", "replied", "replies", "rispost*", "used", "usat*",
)  # fmt: skip

# What service answers in writing is the company's, unless the name says that the customer did.
REPLY_PATTERNS = ("rispost*", "reply", "replied", "replies", "answer", "answers", "answered")
CUSTOMER_PATTERNS = (
    "cliente",
    "dei clienti",
    "utente",
    "customer repl*",
    "customer answer*",
    "by customer",
    "from customer",
    "end user",
)
