"""Every word of the pages people enter contacts on, in Italian and English under the same keys."""

from typing import Literal

Lang = Literal["it", "en"]
LANGUAGES: tuple[Lang, ...] = ("it", "en")

_ITALIAN: dict[str, str] = {
    "skip": "Vai al contenuto",
    "language": "Lingua",
    "italian": "Italiano",
    "english": "English",
    "counter_title": "Nuovo contatto",
    "kept": "Registrato.",
    "kept_next": "Puoi inserire il prossimo.",
    "kept_list": "Contatti registrati: {good}.",
    "kept_list_bad": "Contatti registrati: {good}. Righe tra gli scarti, con il loro "
    "motivo: {bad}.",
    "what": "Che cosa è successo?",
    "who": "Chi è?",
    "who_hint": "Basta un dato. Senza nessuno il contatto è contato come anonimo.",
    "email": "Email",
    "phone": "Telefono",
    "customer": "Codice cliente",
    "name": "Nome e cognome",
    "order": "Numero d’ordine",
    "when": "Quando?",
    "when_hint": "Vuoto vuol dire adesso.",
    "note": "Nota",
    "note_hint": "Che cosa ha chiesto o detto, in poche parole.",
    "by": "Chi l’ha registrato",
    "consent": "Consensi raccolti",
    "consent_hint": "Solo se il cliente li ha dati adesso, a voce o su carta.",
    "document": "Documento del consenso (per esempio il numero del modulo)",
    "save": "Registra",
    "list_title": "Un elenco intero",
    "list_hint": "Un file CSV con le colonne del modello, al massimo 300 KB.",
    "template": "Scarica il modello",
    "file": "File CSV",
    "look": "Guarda il file",
    "look_title": "Che cosa c’è nel file",
    "look_good": "Righe che si possono registrare: {good}.",
    "look_bad": "Righe con errori: {bad}. Registrando finiscono tra gli scarti, e si "
    "possono correggere.",
    "take": "Registra le righe",
    "back": "Indietro, senza registrare",
    "line": "Riga",
    "reason": "Perché no",
    "first_rows": "Le prime righe",
    "problems": "Qualcosa non va",
    "no_kind": "scegli che cosa è successo",
    "bad_kind": "non è tra le parole note, come Visita in negozio, Ha telefonato, Fiera, "
    "Appuntamento, Preventivo, Reclamo",
    "bad_email": "non sembra un’email",
    "bad_phone": "non sembra un numero di telefono",
    "bad_time": "data e ora non si capiscono",
    "bad_future": "questo momento deve ancora venire, o è prima del 1970",
    "too_long": "è troppo lungo",
    "no_contact": "scrivi un’email o un telefono",
    "no_purpose": "scegli almeno una voce: senza, non registriamo nulla",
    "needs_email": "per questa scelta serve un’email",
    "needs_phone": "per questa scelta serve un telefono",
    "no_header": "manca una colonna che dica che cosa è successo (Cosa)",
    "bad_csv": "le virgolette non si chiudono",
    "no_file": "scegli un file",
    "file_large": "il file è troppo grande: caricalo con percorso load",
    "file_empty": "non c’è nessuna riga",
    "stale": "Il modulo è rimasto aperto troppo a lungo: controlla e invia di nuovo.",
    "terms_changed": "Il testo è cambiato: rileggilo e invia di nuovo.",
    "busy": "Troppe richieste insieme: aspetta un momento e invia di nuovo.",
    "unkept": "Adesso non è possibile registrare. Torna indietro: ciò che hai scritto è nel "
    "modulo, riprova tra poco.",
    "gone_title": "Questo indirizzo non è valido",
    "gone": "Il collegamento è scaduto, sostituito o spento. Chiedine uno nuovo.",
    "foreign_title": "Non registrato",
    "foreign": "Il modulo non è stato inviato da questa pagina. Aprila di nuovo e riprova.",
    "stand_title": "Restiamo in contatto",
    "stand_what": "Che cosa registriamo",
    "stand_what_text": "Il nome e il contatto che scrivi qui, che cosa scegli, quando e dove.",
    "stand_why": "Perché",
    "stand_why_text": "Solo per le voci che scegli. Nessuna è già scelta, e si può entrare e "
    "comprare anche senza.",
    "stand_who": "Chi",
    "stand_who_text": "{firm} è titolare del trattamento.",
    "stand_rights": "Puoi cambiare idea, vedere, correggere e far cancellare i tuoi dati "
    "quando vuoi:",
    "privacy": "informativa completa",
    "choose": "Che cosa vuoi?",
    "marketing_email": "Ricevere novità e offerte per email",
    "marketing_phone": "Ricevere novità e offerte per telefono o messaggio",
    "profiling": "Proposte su misura, da quello che compro e chiedo (profilazione)",
    "optional": "facoltativo",
    "one_of": "Email o telefono: almeno uno dei due.",
    "send": "Acconsento a ciò che ho scelto, e invio",
    "thanks_title": "Grazie",
    "thanks": "La tua scelta è registrata. Per cambiarla vale l’informativa di {firm}.",
    "trap": "Lascia vuoto questo campo",
    "poster_scan": "Inquadra il codice con il telefono",
    "poster_foot": "Prima leggi, poi scegli: nulla è registrato finché non invii.",
    "print": "Per stampare: A4 o A5, orientamento verticale, senza margini aggiunti.",
    "poster_local": "Questo indirizzo vale solo su questo computer. Imposta "
    "PERCORSO_PUBLIC_URL, poi stampa.",
}

_ENGLISH: dict[str, str] = {
    "skip": "Skip to content",
    "language": "Language",
    "italian": "Italiano",
    "english": "English",
    "counter_title": "New contact",
    "kept": "Recorded.",
    "kept_next": "You can enter the next one.",
    "kept_list": "Contacts recorded: {good}.",
    "kept_list_bad": "Contacts recorded: {good}. Rows among the rejected ones, with the "
    "reason: {bad}.",
    "what": "What happened?",
    "who": "Who is it?",
    "who_hint": "One of them is enough. With none the contact is counted as anonymous.",
    "email": "Email",
    "phone": "Phone",
    "customer": "Customer number",
    "name": "Full name",
    "order": "Order number",
    "when": "When?",
    "when_hint": "Empty means now.",
    "note": "Note",
    "note_hint": "What they asked or said, in a few words.",
    "by": "Taken by",
    "consent": "Consent given",
    "consent_hint": "Only if the customer gave it now, in words or on paper.",
    "document": "Document of the consent (such as the number of the form)",
    "save": "Record",
    "list_title": "A whole list",
    "list_hint": "A CSV file with the columns of the template, 300 KB at most.",
    "template": "Download the template",
    "file": "CSV file",
    "look": "Look at the file",
    "look_title": "What is in the file",
    "look_good": "Rows that can be recorded: {good}.",
    "look_bad": "Rows with errors: {bad}. They join the rejected ones, and can be mended.",
    "take": "Record the rows",
    "back": "Back, without recording",
    "line": "Line",
    "reason": "Why not",
    "first_rows": "The first rows",
    "problems": "Something is not right",
    "no_kind": "say what happened",
    "bad_kind": "is none of the known words, such as Store visit, They called, Fair, Appointment, "
    "Quote, Complaint",
    "bad_email": "does not look like an email address",
    "bad_phone": "does not look like a phone number",
    "bad_time": "day and time cannot be read",
    "bad_future": "this moment is yet to come, or is before 1970",
    "too_long": "is too long",
    "no_contact": "write an email address or a phone number",
    "no_purpose": "choose at least one: without any we record nothing",
    "needs_email": "this choice needs an email address",
    "needs_phone": "this choice needs a phone number",
    "no_header": "a column is missing that says what happened (What)",
    "bad_csv": "a quote never closes",
    "no_file": "choose a file",
    "file_large": "the file is too large: load it with percorso load",
    "file_empty": "there is no row",
    "stale": "The form was open for too long: look it over and send it again.",
    "terms_changed": "The text has changed: read it again, then send.",
    "busy": "Too many at once: wait a moment and send it again.",
    "unkept": "It cannot be recorded right now. Go back: what you wrote is in the form, try again "
    "soon.",
    "gone_title": "This address does not hold",
    "gone": "The link was replaced or switched off. Ask for a new one.",
    "foreign_title": "Not recorded",
    "foreign": "The form was not sent from this page. Open it again and retry.",
    "stand_title": "Let’s stay in touch",
    "stand_what": "What we record",
    "stand_what_text": "The name and contact you write here, what you choose, when and where.",
    "stand_why": "Why",
    "stand_why_text": "Only for what you choose. Nothing is chosen beforehand, and you can come in "
    "and buy without.",
    "stand_who": "Who",
    "stand_who_text": "{firm} is the controller of the data.",
    "stand_rights": "You can change your mind, see, correct and erase your data at any time:",
    "privacy": "full privacy notice",
    "choose": "What would you like?",
    "marketing_email": "News and offers by email",
    "marketing_phone": "News and offers by phone or message",
    "profiling": "Proposals made for me, from what I buy and ask (profiling)",
    "optional": "optional",
    "one_of": "Email or phone: at least one of them.",
    "send": "I agree to what I chose, and send",
    "thanks_title": "Thank you",
    "thanks": "Your choice is recorded. To change it, see the privacy notice of {firm}.",
    "trap": "Leave this field empty",
    "poster_scan": "Point your phone at the code",
    "poster_foot": "Read first, then choose: nothing is recorded until you send.",
    "print": "To print: A4 or A5, portrait, without added margins.",
    "poster_local": "This address works on this computer alone. Set PERCORSO_PUBLIC_URL, "
    "then print.",
}

_WORDS: dict[Lang, dict[str, str]] = {"it": _ITALIAN, "en": _ENGLISH}


def words_of(language: Lang) -> dict[str, str]:
    """The words of a language, by key."""
    return _WORDS[language]


def language_of(asked: str | None, accepted: str) -> Lang:
    """The language of a page: the one asked for, else the browser's first that is here.

    Args:
        asked: As the address says.
        accepted: The header `Accept-Language`.

    >>> language_of(None, "de, en;q=0.8"), language_of("it", "en"), language_of(None, "")
    ('en', 'it', 'it')
    """
    preferred = [one.split(";")[0].strip()[:2].lower() for one in accepted[:200].split(",")]
    return next((one for told in [asked, *preferred] for one in LANGUAGES if told == one), "it")
