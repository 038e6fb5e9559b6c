"""Which stages, lanes and channels there are before anybody edits them, in drawing order."""

from percorso.domain.catalogue.nouns import Channel, Lane, Stage

UNPLACED = "unplaced"
OTHER_CHANNEL = "other"

STAGES = (
    Stage("awareness", "Scoperta", "Awareness", 0),
    Stage("consideration", "Valutazione", "Consideration", 1),
    Stage("purchase", "Acquisto", "Purchase", 2),
    Stage("delivery", "Consegna", "Delivery", 3),
    Stage("service", "Assistenza e post-vendita", "Service", 4),
    Stage("loyalty", "Fidelizzazione", "Loyalty", 5),
    Stage("advocacy", "Passaparola", "Advocacy", 6),
    Stage(UNPLACED, "Da collocare", "Unplaced", 7),
)

LANES = (
    Lane("offline_ads", "Pubblicità offline", "Offline advertising"),
    Lane("search_social", "Ricerca e social", "Search and social"),
    Lane("site_app", "Sito e app", "Site and app"),
    Lane("email_sms", "Email e SMS", "Email and SMS"),
    Lane("store", "Punto vendita", "Store"),
    Lane("people", "Persone", "People"),
    Lane("reviews", "Recensioni", "Reviews"),
    Lane("other", "Altro", "Other"),
)

_CHANNELS = (
    Channel("offline_ads", "Pubblicità offline", "Offline advertising", "offline_ads"),
    Channel("event", "Eventi e fiere", "Events and fairs", "offline_ads"),
    Channel("search", "Motori di ricerca", "Search engines", "search_social"),
    Channel("ads", "Annunci online", "Online ads", "search_social"),
    Channel("social", "Social", "Social", "search_social"),
    Channel("web", "Sito", "Website", "site_app"),
    Channel("app", "App", "App", "site_app"),
    Channel("email", "Email", "Email", "email_sms"),
    Channel("sms", "SMS", "SMS", "email_sms"),
    Channel("post", "Posta", "Post", "email_sms"),
    Channel("survey", "Sondaggi", "Surveys", "email_sms"),
    Channel("store", "Punto vendita", "Store", "store"),
    Channel("delivery", "Corriere", "Courier", "people"),
    Channel("phone", "Telefono", "Phone", "people"),
    Channel("chat", "Chat", "Chat", "people"),
    Channel("desk", "Sportello assistenza", "Help desk", "people"),
    Channel("review_site", "Siti di recensioni", "Review sites", "reviews"),
    Channel(OTHER_CHANNEL, "Altro", "Other", "other"),
)

CHANNELS: dict[str, Channel] = {channel.key: channel for channel in _CHANNELS}
