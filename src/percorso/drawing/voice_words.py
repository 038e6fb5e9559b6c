"""What the drawing says of texts and what they blame."""

ITALIAN: dict[str, str] = {
    "texts": "testo|testi",
    "asked_and_read": "Chiesto: {voices}. Letto: {texts} senza voto; pesano meno di una voce.",
    "only_read": "Nessun voto: il livello è letto da {texts}.",
    "blamed": "Di che cosa: {themes}",
    "blamed_one": "{name} ({texts})",
}
ENGLISH: dict[str, str] = {
    "texts": "text|texts",
    "asked_and_read": "Asked: {voices}. Read: {texts} without a rating; they weigh less.",
    "only_read": "Nobody rated: the level is read from {texts}.",
    "blamed": "About: {themes}",
    "blamed_one": "{name} ({texts})",
}
