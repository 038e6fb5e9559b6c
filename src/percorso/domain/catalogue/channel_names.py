"""Which channel a word for a channel means, in Italian and English."""

from percorso.domain.catalogue.stages import CHANNELS
from percorso.domain.catalogue.words import plain_words

_ALIASES = {
    "web": (
        "website", "web site", "site", "sito", "sito web", "online", "on line", "online store",
        "ecommerce", "e commerce", "shop online", "negozio online", "desktop", "browser",
        "mobile web", "direct", "diretto", "internet", "area clienti", "portale", "portal",
        "landing page", "blog",
    ),
    "app": ("mobile app", "application", "applicazione", "ios", "android", "in app", "push"),
    "search": (
        "google", "bing", "seo", "organic", "organico", "organic search", "motore di ricerca",
        "motori di ricerca", "ricerca", "ricerca organica", "search engine", "google search",
    ),
    "ads": (
        "ad", "adv", "advertising", "google ads", "adwords", "google adwords", "facebook ads",
        "meta ads", "instagram ads", "tiktok ads", "bing ads", "cpc", "ppc", "sem", "display",
        "banner", "paid", "paid search", "paid social", "retargeting", "remarketing", "annunci",
        "pubblicita online", "online ads", "affiliate", "affiliazione", "programmatic",
    ),
    "social": (
        "social media", "social network", "facebook", "instagram", "tiktok", "linkedin",
        "youtube", "pinterest", "twitter", "x com", "organic social", "fb", "ig",
    ),
    "email": (
        "e mail", "mail", "posta elettronica", "newsletter", "dem", "pec", "mailing", "mailchimp",
        "klaviyo", "mailup", "brevo", "sendgrid", "mailgun", "postmark",
    ),
    "sms": ("text message", "messaggio di testo", "sms marketing"),
    "chat": (
        "live chat", "livechat", "webchat", "chatbot", "bot", "whatsapp", "telegram",
        "messenger", "facebook messenger", "chatwoot", "instagram direct",
    ),
    "phone": (
        "telefono", "telefonata", "telephone", "call", "calls", "call center", "call centre",
        "callcenter", "chiamata", "chiamate", "voice", "centralino", "numero verde", "cellulare",
    ),
    "store": (
        "negozio", "in negozio", "punto vendita", "punti vendita", "pos", "point of sale",
        "in store", "instore", "physical store", "retail", "shop", "bottega", "cassa", "till",
        "showroom", "negozio fisico", "offline", "filiale", "boutique", "outlet",
    ),
    "event": ("evento", "eventi", "events", "fiera", "fiere", "fair", "trade show", "webinar"),
    "delivery": (
        "corriere", "courier", "carrier", "spedizione", "shipping", "shipment", "consegna",
        "domicilio", "home delivery", "brt", "bartolini", "gls", "sda", "dhl", "ups", "fedex",
        "tnt", "poste italiane", "poste", "nexive", "inpost", "aftership",
        "sendcloud", "amazon logistics",
    ),
    "post": ("posta", "lettera", "letter", "mail cartacea", "posta cartacea", "direct mail",
             "raccomandata", "postal mail"),
    "review_site": (
        "review", "reviews", "review site", "recensione", "recensioni", "sito di recensioni",
        "trustpilot", "google reviews", "google my business", "google business profile",
        "tripadvisor", "feedaty", "recensioni verificate",
    ),
    "survey": ("surveys", "sondaggio", "sondaggi", "questionario", "questionari", "nps", "csat",
               "ces", "indagine"),
    "desk": (
        "help desk", "helpdesk", "service desk", "ticket", "tickets", "ticketing", "assistenza",
        "assistenza clienti", "servizio clienti", "customer care", "customer service", "support",
        "supporto", "zendesk", "freshdesk", "crm",
    ),
    "offline_ads": (
        "tv", "television", "televisione", "radio", "poster", "billboard", "affissione",
        "affissioni", "manifesto", "volantino", "volantini", "leaflet", "flyer", "magazine",
        "rivista", "stampa", "press", "print", "giornale", "newspaper", "out of home", "ooh",
        "cinema", "pubblicita offline",
    ),
    "other": ("altro", "altri", "others", "varie", "misc"),
}  # fmt: skip

_CHANNEL_OF_WORDS = {key.replace("_", " "): key for key in CHANNELS} | {
    words: key for key, aliases in _ALIASES.items() for words in aliases
}

# Alone they are a channel; beside other words they are not evidence enough.
_ONLY_ALONE = frozenset({
    "ad", "direct", "diretto", "post", "paid", "offline", "organic", "organico", "google", "shop",
    "stampa", "print", "other", "others", "altro", "altri", "varie", "filiale", "crm", "posta",
})  # fmt: skip


def normalised_channel(text: str | None) -> str | None:
    """The key of the channel a word means, or None where it is unknown or two-faced.

    Args:
        text: A channel as a source writes it: whole ("Google Ads"), or among other words
            ("Negozio di Milano") as long as those lead to one channel only.

    >>> normalised_channel("E-mail"), normalised_channel("Negozio di Bari")
    ('email', 'store')
    """
    words = plain_words(text or "")
    if words in _CHANNEL_OF_WORDS:
        return _CHANNEL_OF_WORDS[words]
    return _only_channel_among(words)


def channel_called(name: str) -> str | None:
    """The key of the channel whose name is just this, with nothing beside it.

    >>> channel_called("Telefono"), channel_called("Telefono cambiato")
    ('phone', None)
    """
    return _CHANNEL_OF_WORDS.get(plain_words(name))


def _only_channel_among(words: str) -> str | None:
    found = {_CHANNEL_OF_WORDS.get(word) for word in words.split() if word not in _ONLY_ALONE}
    found.discard(None)
    return found.pop() if len(found) == 1 else None
