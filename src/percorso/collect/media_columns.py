"""The usual names of columns about media: in a seller's file, and in the data of customers."""

from percorso.collect.column_names import plain_name

# Role -> names, as people write them.
MEDIA_COLUMNS: dict[str, tuple[str, ...]] = {
    "touchpoint": ("touchpoint", "medium", "mezzo", "media", "nome", "name", "campagna",
                   "campaign", "pubblicità", "advertisement", "spot", "punto di contatto"),
    "kind": ("kind", "type", "tipo", "categoria", "category", "tipo mezzo", "media type"),
    "from": ("from", "dal", "da", "inizio", "start", "start date", "data inizio", "first day",
             "primo giorno", "begin"),
    "to": ("to", "al", "a", "fine", "end", "end date", "data fine", "last day", "ultimo giorno"),
    "place": ("place", "luogo", "città", "city", "zona", "area", "region", "regione", "location",
              "provincia", "emittente"),
    "reach": ("reach", "copertura", "contatti", "impressions", "impression", "audience", "grp",
              "persone raggiunte", "pubblico", "ots", "contatti lordi", "portata"),
    "spend": ("spend", "spesa", "costo", "cost", "importo", "amount", "budget", "investimento",
              "prezzo", "price"),
    "currency": ("currency", "valuta", "divisa", "moneta"),
    "codes": ("codes", "code", "codice", "codici", "promo code", "promo codes", "codice sconto",
              "codici sconto", "coupon", "coupons", "codice promo", "discount code",
              "discount codes"),
    "contacts": ("contact", "contacts", "phone", "telefono", "numero", "number", "phone number",
                 "numero verde", "numero dedicato", "dedicated number", "address", "indirizzo",
                 "email", "url", "sito", "website", "landing page", "recapito", "recapiti"),
}  # fmt: skip


def media_column(role: str, header: tuple[str, ...]) -> str | None:
    """The column that plays a role, the surest name first; None where none does."""
    by_name = {plain_name(column): column for column in reversed(header)}
    wanted = (by_name.get(plain_name(name)) for name in MEDIA_COLUMNS[role])
    return next((column for column in wanted if column is not None), None)
