"""What is the matter with a rejected row, and what somebody at a page can do about it."""

from typing import Literal

from percorso.web.words import Lang

# How rows come in after all: each is a choice of the page.
Way = Literal["encoding", "insist", "date_order", "new_ids", "again"]

_WAYS: dict[str, tuple[Way, ...]] = {
    "bad_text": ("encoding",),
    "bad_time": ("date_order",),
    "total_row": ("insist",),
    "no_stored_value": ("insist",),
    "other_table": ("insist",),
    "bad_json": ("insist",),
    "bad_number": ("insist",),
    "message_id_conflict": ("new_ids",),
    "bad_csv_row": (),
    "cell_too_large": (),
    "not_an_object": (),
    "too_deep": (),
}

# Code -> what it is, and what to do: Italian, English.
_SAID: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "bad_time": (
        ("Data o ora mancante o illeggibile",
         "Se il giorno e il mese sono scambiati, scegli il loro ordine e riprova. Se la cella è "
         "vuota o non è una data, correggila nel file e caricalo di nuovo."),
        ("Date or time missing or unreadable",
         "Where day and month change places, choose their order and try again. Where the cell is "
         "empty or no date, mend it in its file and load the file again."),
    ),
    "missing_touchpoint": (
        ("Manca che cosa è successo",
         "La colonna dell’evento è vuota. Completala nel file e caricalo di nuovo, scegliendo la "
         "colonna giusta nell’anteprima."),
        ("What happened is missing",
         "The column of the event is empty. Fill it in and load the file again, with the right "
         "column chosen in the preview."),
    ),
    "bad_number": (
        ("Un numero illeggibile",
         "In una colonna di numeri c’è altro. Correggila nel file e caricalo di nuovo; i messaggi "
         "di un sito si possono prendere senza quel numero."),
        ("A number that cannot be read",
         "A column of numbers holds something else. Mend it in the file and load it again; "
         "messages of a site can be taken without that number."),
    ),
    "bad_text": (
        ("Caratteri illeggibili",
         "Il file non è in UTF-8. Scegli la codifica e riprova: da Excel è quasi sempre Windows."),
        ("Signs that cannot be read",
         "The file is not UTF-8. Choose its encoding and try again: Excel nearly always writes "
         "the one of Windows."),
    ),
    "total_row": (
        ("Sembra una riga di totale",
         "Un totale non è un contatto, e resta fuori. Se invece lo è, prendila lo stesso."),
        ("It looks like a total",
         "A total is no contact and stays out. If it is one, take it all the same."),
    ),
    "no_stored_value": (
        ("Una formula senza il suo valore",
         "Apri la cartella di lavoro, salvala e caricala di nuovo; oppure prendi la riga con "
         "quella cella vuota."),
        ("A formula without its value",
         "Open the workbook, save it and load it again; or take the row with that cell empty."),
    ),
    "other_table": (
        ("Appartiene a un’altra tabella del foglio",
         "Se anche queste righe sono contatti, prendile lo stesso; meglio ancora, dai a quella "
         "tabella un foglio suo."),
        ("It belongs to another table of the sheet",
         "If these rows are contacts as well, take them all the same; better, give that table a "
         "sheet of its own."),
    ),
    "bad_csv_row": (
        ("Troppe celle, o virgolette aperte",
         "Metti tra virgolette le celle che contengono il separatore, e carica di nuovo il file."),
        ("Too many cells, or quotes left open",
         "Put quotes around cells that hold the delimiter, and load the file again."),
    ),
    "cell_too_large": (
        ("Una cella troppo grande", "Accorciala nel file e caricalo di nuovo."),
        ("A cell too large", "Shorten it in the file and load it again."),
    ),
    "bad_json": (
        ("JSON che non si legge",
         "Di un messaggio: prendilo com’è, senza le virgole di troppo. Di un file: correggi la "
         "riga e caricalo di nuovo."),
        ("JSON that cannot be read",
         "Of a message: take it as it is, without the commas too many. Of a file: mend the row "
         "and load it again."),
    ),
    "not_an_object": (
        ("JSON, ma non un oggetto", "Correggi la riga nel file e caricalo di nuovo."),
        ("JSON, but no object", "Mend the row in its file and load it again."),
    ),
    "too_deep": (
        ("Troppi livelli annidati", "Semplifica la riga nel file e caricalo di nuovo."),
        ("Nested too deep", "Make the row simpler and load the file again."),
    ),
    "message_id_conflict": (
        ("Un altro contatto ha già questo codice",
         "Con lo stesso codice è arrivato prima un contenuto diverso. Se sono due contatti, "
         "prendi anche questo con un codice nuovo."),
        ("Another contact has this id",
         "Something else came first under the same id. If they are two contacts, take this one "
         "as well, under a new id."),
    ),
}  # fmt: skip
_OTHER = (
    ("Non si è potuto leggere",
     "Quando la causa è tolta (il profilo, la fonte, la chiave), riprova: entra una volta sola."),
    ("It could not be read",
     "When what was the matter is mended (profile, source, key), try again: it comes in once."),
)  # fmt: skip


def said_of_code(code: str, language: Lang) -> tuple[str, str]:
    """What is the matter, and what to do.

    >>> said_of_code("total_row", "en")[0]
    'It looks like a total'
    """
    italian, english = _SAID.get(code, _OTHER)
    return italian if language == "it" else english


def is_explained(code: str) -> bool:
    """Whether there are words for it in both languages."""
    return code in _SAID


def ways_of(code: str) -> tuple[Way, ...]:
    """How rows of a code may come in, as far as a page can offer it.

    >>> ways_of("bad_csv_row"), ways_of("unmapped_payload")
    ((), ('again',))
    """
    return _WAYS.get(code, ("again",))
