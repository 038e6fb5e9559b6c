"""The usual names of columns, English and Italian: which role does a header speak of?"""

import unicodedata
from operator import itemgetter

# What people write into a cell of numbers when there is none, in lower case.
NO_NUMBER = (
    "-", "–", "—", "€ -", "- €", "€-", "-€", "€ –", "n/a", "n.a.", "na", "n.d.", "nd", "null",
    "none", "nan", "(not set)",
)  # fmt: skip

# What databases write where a date has not come yet.
NO_DAY = "0000-00-00"


def stands_for_nothing(text: str) -> bool:
    """Whether a text in a column of numbers says that there is none.

    >>> stands_for_nothing("N/A"), stands_for_nothing("-1")
    (True, False)
    """
    return text.strip().lower() in NO_NUMBER


# Role -> names, the surest first. Written as people write them; compared by `plain_name`.
USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "at": (
        "occurred at", "at", "complete timestamp", "time:timestamp", "event timestamp",
        "event time", "event datetime", "timestamp", "data ora", "data e ora", "datetime",
        "date time",
        "data ora evento", "data evento", "event date time", "original timestamp", "ts",
        "end timestamp", "start timestamp", "complete time", "start time", "time stamp",
        "checkpoint time", "fired at", "created at", "create time", "created", "creation date",
        "date created", "data creazione", "creato il", "date add", "data inserimento",
        "order date", "date of order", "ordered at", "purchased at", "order purchase timestamp",
        "purchase date", "data ordine", "data acquisto", "invoice date", "data fattura",
        "transaction timestamp", "transaction date", "data transazione", "data operazione",
        "data movimento", "data scontrino", "visit date", "visited at", "data visita",
        "session start", "review date", "data recensione", "submitted at", "submission date",
        "response date", "data risposta", "answered at", "sent at", "received at", "data invio",
        "data ricezione", "ticket date", "opened at", "data apertura", "data segnalazione",
        "data ticket", "status date", "data stato", "data spedizione", "shipped at",
        "data consegna", "delivered at", "event date", "date", "data", "giorno", "day", "quando",
        "when", "time", "ora", "orario", "updated at", "date updated", "data aggiornamento",
    ),
    "touchpoint": (
        "touchpoint", "touch point", "punto di contatto", "concept:name", "activity", "attività",
        "activity name", "nome attività", "event name", "nome evento", "event", "evento",
        "event type", "tipo evento", "action", "azione", "action type", "tipo azione",
        "interaction", "interazione", "interaction type", "tipo interazione", "contact type",
        "tipo contatto", "step", "passo", "fase", "task", "operation", "operazione",
        "tipo operazione", "page", "pagina", "page name", "type", "tipo", "new status",
        "nuovo stato", "stato spedizione", "shipment status", "delivery status", "stato consegna",
        "tracking status", "order status", "stato ordine", "status", "stato",
    ),
    "channel": (
        "channel", "canale", "contact channel", "canale di contatto", "sales channel",
        "canale di vendita", "medium", "mezzo", "contact method",
    ),
    "user_id": (
        "user id", "customer id", "id cliente", "codice cliente", "cod cliente", "client code",
        "customer code", "customer number", "customer no", "numero cliente", "n. cliente",
        "cliente id", "id utente", "codice utente", "utente id", "contact id", "id contatto",
        "person id", "member id", "id socio", "account id", "household id", "id customer",
        "id user", "shopper id", "buyer id", "subscriber id", "customer unique id",
        "user", "utente", "customer", "cliente", "client", "clienti", "acquirente", "buyer",
    ),
    "email": (
        "email", "e-mail", "email address", "e-mail address", "mail", "customer email",
        "user email", "client email", "contact email", "posta elettronica", "indirizzo email",
        "indirizzo e-mail", "indirizzo mail", "email cliente", "mail cliente", "email utente",
        "requester email", "email richiedente", "billing email", "from email", "recipient email",
    ),
    "phone": (
        "phone", "phone number", "telephone", "mobile", "mobile phone", "mobile number", "cell",
        "cell phone", "telefono", "numero di telefono", "numero telefono", "n. telefono", "tel",
        "cellulare", "telefono cellulare", "numero cellulare", "customer phone",
        "telefono cliente", "caller", "chiamante", "numero chiamante", "billing phone", "msisdn",
        "whatsapp", "wa id",
    ),
    "loyalty_card": (
        "loyalty card", "loyalty card number", "loyalty id", "loyalty number", "card number",
        "card id", "card no", "fidelity card", "tessera", "numero tessera", "n. tessera",
        "codice tessera", "carta fedeltà", "numero carta fedeltà", "carta fidelity", "fidelity",
        "numero carta", "tessera fedeltà",
    ),
    "anonymous_id": (
        "anonymous id", "visitor id", "user pseudo id", "cookie id", "cookie", "client id",
        "device id", "id visitatore", "id anonimo", "ga client id", "fullvisitorid", "browser id",
        "id dispositivo",
    ),
    "case_id": (
        "case id", "case:concept:name", "case", "case number", "ticket id", "ticket",
        "ticket number", "numero ticket", "n. ticket", "id ticket", "id caso", "caso",
        "numero caso", "pratica", "numero pratica", "n. pratica", "id pratica", "segnalazione",
        "numero segnalazione", "id segnalazione", "issue id", "incident", "incident id",
        "request id", "id richiesta", "numero richiesta", "conversation id", "trace id",
    ),
    "order_id": (
        "order id", "order number", "order no", "order", "order reference", "id ordine", "ordine",
        "numero ordine", "n. ordine", "num ordine", "nr ordine", "codice ordine",
        "riferimento ordine", "id order", "order code", "transaction id", "basket id",
        "numero scontrino", "scontrino", "receipt number", "receipt id", "purchase id",
    ),
    "tracking_number": (
        "tracking number", "tracking", "tracking id", "tracking code", "tracking no",
        "codice tracking", "numero tracking", "codice spedizione", "numero spedizione",
        "n. spedizione", "spedizione", "id spedizione", "shipment id", "shipment number",
        "shipment", "parcel id", "parcel number", "waybill", "awb", "lettera di vettura",
        "numero lettera di vettura", "ldv", "consignment", "collo", "numero collo",
    ),
    "invoice_id": (
        "invoice id", "invoice number", "invoice no", "invoice", "fattura", "numero fattura",
        "n. fattura", "num fattura", "nr fattura", "id fattura",
    ),
    "amount": (
        "amount", "total amount", "order total", "total price", "grand total", "total paid",
        "total", "revenue", "value", "order value", "importo", "importo totale", "totale",
        "totale ordine", "importo ordine",
        "totale documento", "valore", "valore ordine", "ricavo", "fatturato",
        "amount paid", "importo pagato", "sales value", "item revenue", "purchase revenue",
        "price", "prezzo", "dollars", "euro", "spesa", "spent",
    ),
    "cost": ("cost", "costo", "spend", "costo contatto", "cost of contact", "handling cost"),
    "currency": (
        "currency", "currency code", "valuta", "codice valuta", "divisa", "moneta", "iso currency",
    ),
    "rating": (
        "rating", "score", "review score", "review rating", "star rating", "voto", "valutazione",
        "punteggio", "giudizio", "votazione", "rate", "grade",
    ),
    "stars": ("stars", "stelle", "n. stelle", "numero stelle", "stars rating", "star"),
    "nps": ("nps", "nps score", "net promoter score", "punteggio nps", "voto nps"),
    "csat": ("csat", "csat score", "satisfaction", "soddisfazione", "customer satisfaction"),
    "ces": ("ces", "ces score", "customer effort score", "effort", "sforzo"),
    "text": (
        "text", "review text", "testo", "testo recensione", "comment", "comments", "commento",
        "commenti", "review", "recensione", "review body", "body", "message", "messaggio",
        "feedback", "review comment message", "utterance",
    ),
    "sequence": (
        "event:position", "sequence", "seq", "sequence number", "progressivo", "sequenza",
        "n. progressivo",
    ),
    "id": (
        "event id", "id evento", "message id", "id messaggio", "interaction id",
        "id interazione", "uuid", "row id", "id riga", "id",
    ),
    "name": (
        "full name", "customer name", "client name", "buyer name", "nome e cognome",
        "nome cognome", "cognome e nome", "cognome nome", "nominativo", "nome cliente",
        "ragione sociale", "intestatario", "billing name",
    ),
    "first_name": (
        "first name", "given name", "billing first name", "nome di battesimo", "nome",
    ),
    "last_name": ("last name", "surname", "family name", "billing last name", "cognome"),
    "birth_date": (
        "birth date", "date of birth", "birthday", "dob", "data di nascita", "data nascita",
    ),
    "street": ("customer address", "billing address", "indirizzo cliente"),
    "city": (
        "customer city", "billing city", "città cliente", "città di residenza",
        "comune di residenza",
    ),
    "province": ("customer province", "billing province", "provincia cliente"),
    "postcode": ("customer zip", "billing zip", "customer postcode", "billing postcode",
                 "cap cliente"),
    "country": ("customer country", "billing country", "nazione cliente"),
}  # fmt: skip

# Means a person's first name only beside a surname.
BARE_NAME = "nome"

# A column of one of these names is a person only where nothing better stands (WIRE-FORMATS 15).
BARE_CUSTOMER = frozenset({"customer", "cliente", "client", "clienti", "user", "utente",
                           "acquirente", "buyer"})  # fmt: skip


def plain_name(name: str) -> str:
    """A name without case, accents, blanks and signs.

    >>> plain_name("N. Ordine"), plain_name("Attività"), plain_name("case:concept:name")
    ('nordine', 'attivita', 'caseconceptname')
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in letters if sign.isalnum())


_RANKS: dict[str, dict[str, int]] = {
    role: {plain_name(name): rank for rank, name in reversed(list(enumerate(names)))}
    for role, names in USUAL_NAMES.items()
}


def columns_for(role: str, header: tuple[str, ...]) -> list[str]:
    """The columns whose name speaks of a role, the surest name first.

    The first word may stand last: `Ordine Data`, from a header of two rows, is `Data Ordine`.
    """
    ranks = _RANKS[role]
    named = [(ranks[plain], name) for name in header if (plain := plain_name(name)) in ranks]
    turned = [
        (ranks[plain], name)
        for name in header
        if (plain := plain_name(_first_word_last(name))) in ranks and plain_name(name) not in ranks
    ]
    return [name for found in (named, turned) for _, name in sorted(found, key=itemgetter(0))]


def _first_word_last(name: str) -> str:
    first, _, rest = name.strip().partition(" ")
    return f"{rest} {first}"
