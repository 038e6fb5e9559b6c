"""The usual names of columns about consent, and the words of their cells."""

from percorso.collect.column_names import USUAL_NAMES, plain_name

# Role -> names, as people write them.
CONSENT_COLUMNS: dict[str, tuple[str, ...]] = {
    "at": (
        "consent at",
        "consent date",
        "consented at",
        "opt in at",
        "optin time",
        "optin date",
        "confirm time",
        "subscribed at",
        "data consenso",
        "data iscrizione",
        "data del consenso",
        "data opt in",
        "at",
        "date",
        "data",
        "timestamp",
        "created at",
        "data creazione",
    ),
    "purpose": ("purpose", "finalità", "scopo"),
    "channel": ("channel", "canale"),
    "state": ("state", "stato", "consent", "consenso", "choice", "scelta", "status", "given"),
    "basis": ("basis", "legal basis", "base giuridica", "base"),
    "expires_at": ("expires at", "expiry", "valid until", "scadenza", "valido fino al"),
    "version": ("version", "text version", "versione", "versione testo", "versione informativa"),
    "text": ("text", "consent text", "testo", "testo consenso", "informativa"),
    "language": ("language", "lingua"),
    "document": (
        "document",
        "documento",
        "paper",
        "modulo",
        "form",
        "numero modulo",
        "optin ip",
        "source",
    ),
    "actor": ("actor", "by", "operatore", "operator", "raccolto da", "taken by"),
    **{
        kind: USUAL_NAMES[kind]
        for kind in ("user_id", "email", "phone", "loyalty_card", "anonymous_id")
    },
}
WHO = ("user_id", "email", "phone", "loyalty_card", "anonymous_id")

# Columns that are a purpose themselves, with yes or no in their cells.
_PURPOSE_COLUMNS = {
    "marketing_email": (
        "marketing email",
        "email marketing",
        "accepts email marketing",
        "accepts marketing",
        "newsletter",
        "consenso email",
        "consenso marketing email",
        "consenso newsletter",
    ),
    "marketing_sms": ("marketing sms", "sms marketing", "accepts sms marketing", "consenso sms"),
    "marketing_phone": (
        "marketing phone",
        "marketing telefono",
        "consenso telefono",
        "consenso marketing telefono",
    ),
    "marketing_post": ("marketing post", "marketing posta", "consenso posta"),
    "marketing_chat": ("marketing whatsapp", "marketing chat", "consenso whatsapp"),
    "profiling": ("profiling", "profilazione", "consenso profilazione"),
    "survey": ("survey", "sondaggi", "consenso sondaggi"),
}
_YES = ("yes", "si", "true", "1", "x", "y", "s", "given", "dato", "subscribed", "granted", "optin",
        "accepted", "accettato", "prestato", "iscritto")  # fmt: skip
_NO = ("no", "false", "0", "n", "withdrawn", "revocato", "unsubscribed", "denied", "refused",
       "rifiutato", "negato", "optout", "disiscritto", "ritirato")  # fmt: skip
_OBJECTED = ("objected", "opposto", "opposizione", "objection", "complained")


def consent_columns(header: tuple[str, ...]) -> dict[str, str]:
    """Role -> column, the surest name first; a column plays one role."""
    by_name = {plain_name(column): column for column in reversed(header)}
    found: dict[str, str] = {}
    for role, names in CONSENT_COLUMNS.items():
        for name in names:
            column = by_name.get(plain_name(name))
            if column is not None and column not in found.values():
                found[role] = column
                break
    return found


def purpose_columns(header: tuple[str, ...]) -> dict[str, str]:
    """Name of a purpose -> the column that says yes or no to it."""
    by_name = {plain_name(column): column for column in reversed(header)}
    found = {}
    for purpose, names in _PURPOSE_COLUMNS.items():
        column = next((by_name[plain_name(one)] for one in names if plain_name(one) in by_name), "")
        if column:
            found[purpose] = column
    return found


def state_of(cell: str) -> str:
    """What a cell says: `given`, `withdrawn`, `objected`; empty for another word.

    >>> state_of("Sì"), state_of("unsubscribed"), state_of("boh")
    ('given', 'withdrawn', '')
    """
    said = plain_name(cell)
    for state, words in (("given", _YES), ("withdrawn", _NO), ("objected", _OBJECTED)):
        if said in words:
            return state
    return ""
