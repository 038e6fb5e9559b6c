"""Which columns of customers' data speak of media: promo codes, numbers called, answers."""

import unicodedata
from collections.abc import Iterable

PROMO_CODES = (
    "discount code", "discount codes", "promo code", "promo codes", "promotion code", "coupon",
    "coupons", "coupon code", "coupon codes", "voucher", "voucher code", "gift code",
    "codice sconto", "codici sconto", "codice promo", "codice promozionale", "buono sconto",
    "codice coupon", "cart rules", "cart rule", "coupon lines", "codice buono",
)  # fmt: skip
NUMBERS_CALLED = (
    "called number", "number called", "dialled number", "dialed number", "dnis", "did",
    "to number", "destination number", "called party", "numero chiamato", "numero composto",
    "numero selezionato", "numero destinazione", "numero verde", "chiamato", "recipient",
    "to email", "destinatario", "indirizzo destinatario", "landing page", "pagina di atterraggio",
    "url", "page url", "page location", "page address", "indirizzo pagina",
)  # fmt: skip
HOW_HEARD = (
    "how did you hear of us", "how did you hear about us", "how did you find us",
    "how did you find out about us", "where did you hear about us", "heard from", "hdyhau",
    "how you heard about us", "come ci hai conosciuto", "come ci ha conosciuto",
    "come ci avete conosciuto", "come ci hai conosciuti", "come ci ha conosciuti",
    "dove ci hai conosciuto", "dove hai sentito parlare di noi", "come hai saputo di noi",
    "canale di conoscenza", "come ci ha trovato", "come ci hai trovato",
)  # fmt: skip


def names_that_are(known: Iterable[str], present: Iterable[str]) -> list[str]:
    """The names present that are one of the known ones, without regard to case and signs.

    >>> names_that_are(PROMO_CODES, ["Discount Code", "City"])
    ['Discount Code']
    """
    wanted = {_letters(name) for name in known}
    return [name for name in present if _letters(name) in wanted]


def _letters(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if sign.isalnum())
