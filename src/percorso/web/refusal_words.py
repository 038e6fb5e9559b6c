"""Why something could not be done, in the language of who reads it.

An error says its sentence in English, with what a command's option would mend. On a page in another
language its facts stand in a sentence of that language, about what the page has.
"""

import re
from typing import Any

from percorso.domain.errors import PercorsoError
from percorso.web.masking import HIDDEN
from percorso.web.words import Lang

# By the name of an error; in braces, what it keeps of what was the matter.
ITALIAN: dict[str, str] = {
    # the company and its settings
    "CompanyUnfit": "Il nome dell’azienda ha da 1 a {most} caratteri.",
    "ZoneUnknown": "Non esiste un fuso orario “{zone}”. Si scrive con continente e città: "
    "Europe/Rome. Non è cambiato niente.",
    "CurrencyUnknown": "Una valuta è una sigla di tre lettere come EUR, non “{currency}”. Non è "
    "cambiato niente.",
    "CurrencyFixed": "Gli importi senza valuta sono già stati letti come {currency}: in un’altra "
    "valuta sarebbero un’altra somma. Non è cambiato niente. Per un’altra valuta serve uno spazio "
    "di lavoro nuovo.",
    "BasisNotChosen": "Si sceglie una base per le finalità dell’elenco, con un perché. Non è stato "
    "scelto niente.",
    "BasisUnfit": "La finalità “{purpose}” non può fondarsi su “{basis}”.",
    "PurposeUnknown": "Non esiste una finalità “{purpose}”.",
    "PeriodUnreadable": "Il tempo si scrive come 30 giorni, 24 mesi o 10 anni, non “{text}”.",
    "DataClassUnknown": "Non esiste un tipo di dati “{text}”.",
    "RuleUnsigned": "Quanto si tengono i dati è una decisione di qualcuno: scrivi anche il perché.",
    "RuleChangesNothing": "Di’ per quanto tempo si tiene, o se la regola è accesa.",
    "AlwaysOn": "Questo tipo di dati se ne va sempre da sé: si può cambiare solo il tempo.",
    "NoRuleOn": "Nessuna regola è accesa: non se ne va niente.",
    "api_token.TokenRefused": "Il campo “{field}” di un token vuole {wanted}. Non è stato creato.",
    "api_token.TokenUnknown": "Non c’è un token {no}.",
    "DaysUnreadable": "Un token vale un numero di giorni come 90, non “{came}”. Non è stato "
    "creato.",
    "WebhookUnfit": "Un webhook ha chi lo manda, dell’elenco, e il segreto con cui firma. Non è "
    "stato creato.",
    "StandUnfit": "Un totem dice ai clienti quale ditta risponde dei loro dati e dove sta "
    "l’informativa intera, come https://shop.example/privacy. Non è stato creato.",
    "SourceNameUnusable": "Il nome di una fonte ha da 1 a 100 caratteri, non “{name}”.",
    "SourceSendsAlready": "La fonte “{key}” manda già: per una chiave nuova usa il bottone accanto "
    "a lei.",
    "SourceSendsNothing": "La fonte “{key}” ha solo file e nessuna chiave.",
    "OriginUnusable": "Un sito si scrive con https:// e il nome, come https://shop.example, non "
    "“{origin}”.",
    "OriginsWanted": "La chiave di un browser la vedono tutti, perciò vale solo per dei siti: "
    "scrivi quali, come https://shop.example.",
    "WebhookSendsAlready": "La fonte “{name}” manda già: per un segreto nuovo usa il bottone "
    "accanto a lei.",
    "PlaceHasAddress": "La fonte “{name}” ha già un indirizzo o una chiave: per averne un’altra "
    "usa il bottone accanto a lei.",
    "SourceUnknown": "Non c’è una fonte “{key}”.",
    # users
    "UserUnknown": "Nessun utente ha l’email “{email}”.",
    "RoleUnknown": "Non esiste un ruolo “{role}”.",
    # the map and what is edited on it
    "StagesUnfit": "Serve {wanted}. Nessuna fase è cambiata.",
    "PlacingRefused": "Per “{field}” serve {wanted}. Non è cambiato niente.",
    "PlaceUnknown": "Non esiste “{name}”. Scegli dall’elenco.",
    "NameUnknown": "Niente di caricato si chiama “{name}”.",
    "NothingToUndo": "Non c’è nessuna modifica da annullare.",
    "EditNotLast": "La modifica {no} non è l’ultima che vale: è la {last}. Si annulla a partire "
    "dall’ultima.",
    "EditOvertaken": "La modifica {no} non si può annullare: “{name}” nel frattempo è cambiato. "
    "Correggilo a mano.",
    "TypedRefused": "{what}: serve {wanted}. Non è stato salvato niente.",
    "TypedRowMissing": "La riga “{key}” non c’è più: forse qualcuno l’ha tolta.",
    "StageMissing": "Non c’è una fase “{key}”.",
    "TypedOvertaken": "Qualcun altro l’ha cambiato da quando l’hai aperto (ora vale la versione "
    "{version}). Non è stato salvato niente: riaprilo, con le tue parole accanto.",
    "NothingTyped": "Non c’è niente di scritto da annullare.",
    "TouchpointUnknown": "Non c’è un touchpoint “{name}”. Scegli dall’elenco.",
    "JourneyUnknown": "Non c’è un percorso “{key}”.",
    "GoalAndFailure": "Lo stesso touchpoint non può essere successo e fallimento insieme.",
    "JourneyFileRefused": "Il percorso non si può usare così. Non è stato salvato niente.",
    # actions
    "ActionRefused": "Per “{field}” di un’azione serve {wanted}. Non è stato salvato niente.",
    "ActionUnknown": "Non c’è un’azione {no}.",
    "ActionNowhere": "Non c’è né touchpoint né fase “{name}”.",
    "ActionOvertaken": "Qualcun altro ha cambiato l’azione {no} nel frattempo: non è stato salvato "
    "niente. Rileggila, poi cambiala.",
    "FindingNotOnMap": "Sulla mappa questa segnalazione non c’è più: i dati o i filtri sono altri. "
    "Guarda la mappa di nuovo, o crea l’azione senza.",
    # segments
    "FactIncomplete": "A una condizione del segmento manca {wanted}. Completala, o toglila.",
    "SegmentRefused": "Un segmento vuole {wanted}. Non è stato salvato niente.",
    "SegmentUnknown": "Non c’è un segmento “{key}”.",
    # customers
    "CustomerUnknown": "Nessun cliente ha l’id “{name}”, né un numero cliente, un’email, un "
    "telefono o una tessera scritti così.",
    "SeveralCustomers": "“{name}” indica più clienti: chiedi di uno solo per id.",
    "IdentifierUnknown": "Nessun numero cliente, email, telefono, tessera o browser che "
    "conosciamo si scrive “{text}”.",
    "SameIdentifier": "Ne servono due diversi, e “{text}” è uno solo.",
    "BrowserIsNoPerson": "“{text}” è un browser, e chi ci siede davanti domani è un altro. Scegli "
    "tra numero cliente, email, telefono e tessera.",
    "SplitNamesNobody": "Per dividere scegli alcuni degli identificativi di un cliente, non tutti "
    "e non nessuno.",
    "NotOfThisCustomer": "“{text}” non è un identificativo di questo cliente.",
    "NothingRuled": "Nessuno ha detto se questi due sono una persona o due.",
    "PlaceUnreadable": "Una pagina della storia comincia dove finisce quella prima.",
    # what changed, reconciliation, reviews
    "PeriodWanted": "Che cosa è cambiato si dice di un periodo con un primo e un ultimo giorno, "
    "contro altrettanti prima. Scegli tutti e due.",
    "NothingToCompare": "Non c’è ancora nessun contatto, quindi niente può essere cambiato. Carica "
    "un file.",
    "SinceUnknown": "Si guarda da una settimana o da un mese, non “{text}”.",
    "TotalsUnreadable": "{file} deve avere le colonne fonte;giorno;misura;valore.",
    "TotalsTooLarge": "{file} è troppo grande per dei totali per giorno: dai i totali, non le "
    "righe.",
    "TotalUnusable": "Questo totale non si può tenere: {reason}.",
    "MeasureUnknown": "Non esiste una misura “{text}”.",
    "PlatformUnknown": "Nessun sito di recensioni si chiama “{name}”.",
    # files
    "WorkspaceHoldsData": "Qui ci sono già dati: il negozio di esempio si mescolerebbe con loro.",
    "EmptyFile": "{path.name} è vuoto: né intestazione né righe. Esportalo di nuovo.",
    "HeaderOnly": "{path.name} ha un’intestazione ma nessuna riga. Guarda il periodo o il filtro "
    "dell’esportazione.",
    "FileUnreadable": "{path.name} non si può leggere.",
    "NoReadableRow": "Nessuna delle prime {tried} righe di {path.name} si può leggere. Serve un "
    "CSV o un XLSX con un’intestazione, JSON con un oggetto per riga, Parquet o XES.",
    "UnsupportedFormat": "{path.name} è di un tipo che non si legge ({found}). Esportalo come CSV "
    "o XLSX.",
    "DamagedGzip": "{path.name} è compresso ma rovinato o tagliato. Copialo o esportalo di nuovo.",
    "BadJson": "{path.name} non è un JSON intero. Copialo o esportalo di nuovo.",
    "DamagedParquet": "{path.name} non è un Parquet intero. Copialo o esportalo di nuovo.",
    "BadXml": "{path.name}, riga {line}: questo XML non si può leggere. Esportalo di nuovo.",
    "UndecodableFile": "{path.name} dice di essere {encoding}, ma non lo è. Esportalo di nuovo "
    "come UTF-8.",
    "BadCsv": '{path.name}, riga {line}: si apre una virgoletta (") che non si chiude mai. '
    "Chiudila, o raddoppia quelle che sono parte del testo.",
    "LineTooLong": "{path.name}, riga {line}: è lunghissima. È davvero una tabella con una riga "
    "per riga? Esportala di nuovo.",
    "TooManyColumns": "{path.name}, riga {line}: ha {count} colonne, se ne leggono al più {limit}. "
    "Esporta solo quelle che servono.",
    "RoleConflict": "La colonna “{column}” ha più ruoli: ne può avere uno, e un ruolo una colonna "
    "sola.",
    "ColumnMissing": "Non c’è una colonna “{column}”. Scegli dall’elenco.",
    "TimeUnreadable": "Nella colonna “{column}” dovrebbero esserci date o orari, e c’è: "
    "{examples}. Scegli un’altra colonna.",
    "TimesUncomputed": "La colonna “{column}” ha formule senza un valore. Apri il file in un "
    "foglio di calcolo, salvalo, e caricalo di nuovo.",
    "YearStandsLast": "Nella colonna “{column}” l’anno sta in fondo: scegli giorno o mese per "
    "primo.",
    "DamagedWorkbook": "{path.name} non è un foglio di calcolo intero. Aprilo e salvalo come XLSX.",
    "EncryptedFile": "{path.name} è protetto da una password. Aprilo e salvalo senza.",
    "MacroFile": "{path.name} contiene macro, e i file con programmi dentro non si leggono. "
    "Salvalo come XLSX senza macro, o come CSV.",
    "UnsafeArchive": "{path.name} non si legge: è fatto come nessun foglio di calcolo lo scrive.",
    "UnpackedTooLarge": "{path.name} diventa troppo grande. Esporta la sua tabella come CSV.",
    "SheetTooLarge": "{path.name} ha un foglio troppo grande. Esporta la tabella come CSV.",
    "NoTableInWorkbook": "Nel foglio “{sheet}” di {path.name} non c’è una tabella con "
    "un’intestazione e delle righe sotto.",
    # the machine
    "WorkspaceHeld": "Qualcun altro sta scrivendo nello spazio di lavoro. Aspetta che finisca, poi "
    "riprova: non si è perso niente.",
    "WorkspaceUnusable": "Lo spazio di lavoro non si può usare: forse il disco è pieno o non "
    "permette di scrivere. Non si è perso niente.",
    "WarehouseFailed": "Il calcolo non è riuscito: forse il disco è pieno. Non si è perso niente; "
    "riprova.",
    "ExtraMissing": "Per questo manca il pacchetto {package}: chi amministra il server lo può "
    "installare.",
}
_OTHERWISE = "Così non si può fare. Il programma dice: {sentence}"
# What an error wanted, as it says it, and the same in Italian.
_WANTED: tuple[tuple[str, str], ...] = (
    (r"(?:a name of )?([\d.,]+) to ([\d.,]+) characters", r"da \1 a \2 caratteri"),
    (r"at most ([\d.,]+) characters", r"al massimo \1 caratteri"),
    (r"an owner of at most ([\d.,]+) characters", r"un responsabile di al massimo \1 caratteri"),
    (r"([\d.,]+) letters at most", r"al massimo \1 lettere"),
    (r"([\d.,]+) at most", r"al massimo \1"),
    (r"([\d.,]+) to ([\d.,]+) days", r"da \1 a \2 giorni"),
    (r"([\d.,]+) to ([\d.,]+) facts", r"da \1 a \2 condizioni"),
    (r"([\d.,]+) to ([\d.,]+)", r"un numero da \1 a \2"),
    (r"a name of its own for each stage", "un nome diverso per ogni fase"),
    (r"each of .* once", "ogni fase una volta"),
    (r"hours as a number", "un numero di ore"),
    (r"a time above 0, or 0 for none", "un tempo sopra 0, o 0 per nessuno"),
    (r"a whole number", "un numero intero"),
    (r"a number from -1 to 1", "un numero da -1 a 1"),
    (r"a text", "un testo"),
    (r"there once", "che ci sia una volta sola"),
    (r"what is to be done, in words", "che cosa fare, in parole"),
    (r"a day such as (\S+)", r"un giorno come \1"),
    (r"one of .*", "una voce dell’elenco"),
    (r"a value", "un valore"),
    (r"a first or last day", "un primo o un ultimo giorno"),
    (r"a first day that is not after the last", "un primo giorno che non venga dopo l’ultimo"),
    (r"a least or a most", "un minimo o un massimo"),
    (r"a least that is not above the most", "un minimo che non superi il massimo"),
)
_NAMES = {
    "name": "nome", "name_it": "nome in italiano", "name_en": "nome in inglese",
    "owner": "responsabile", "promise": "promessa", "title": "che cosa fare", "note": "nota",
    "effect": "effetto atteso", "status": "stato", "due date": "scadenza", "time": "durata",
    "A row": "Una riga", "The number of rows": "Il numero di righe", "A feeling": "Un’emozione",
    "The number of answers": "Il numero di risposte", "The name of a row": "Il nome di una riga",
    "A name": "Un nome", "A line about the persona": "Una riga sulla persona",
    "An owner": "Un responsabile", "A cell": "Una casella",
    "What a cell rests on": "Su che cosa poggia una casella",
    "it names no source": "non dice la fonte", "it has no value": "manca il valore",
}  # fmt: skip


def refusal(failure: BaseException, language: Lang, *, hides: bool = False) -> str:
    """Why something could not be done, as a sentence of a page.

    Args:
        failure: What was raised.
        language: Of the page.
        hides: Whether the words of rows and customers are left out.
    """
    known = _sentence_of(type(failure)) if isinstance(failure, PercorsoError) else None
    if language == "en" or known is None:
        sentence = _hidden(str(failure)) if hides else str(failure)
        return sentence if language == "en" else _OTHERWISE.format(sentence=sentence)
    return known.format(**{name: _fact(name, told, hides) for name, told in _facts(failure)})


def wanted_in_italian(wanted: str) -> str:
    """What an error wanted, in Italian; what is not known stays as it is.

    >>> wanted_in_italian("1 to 60 characters"), wanted_in_italian("a day such as 2026-11-30")
    ('da 1 a 60 caratteri', 'un giorno come 2026-11-30')
    """
    for pattern, italian in _WANTED:
        if found := re.fullmatch(pattern, wanted):
            return found.expand(italian)
    return wanted


def _sentence_of(kind: type) -> str | None:
    """The sentence of an error, or of what it is a kind of."""
    for one in kind.__mro__:
        qualified = f"{one.__module__.rpartition('.')[2]}.{one.__name__}"
        if found := ITALIAN.get(qualified) or ITALIAN.get(one.__name__):
            return found
    return None


def _facts(failure: BaseException) -> list[tuple[str, Any]]:
    return list(vars(failure).items())


def _fact(name: str, told: Any, hides: bool) -> Any:
    if isinstance(told, tuple):
        return ", ".join(f"“{HIDDEN if hides else str(one)[:40]}”" for one in told) or "–"
    if not isinstance(told, str):
        return told
    if name == "wanted":
        return wanted_in_italian(told)
    if told in _NAMES:
        return _NAMES[told]
    # What a program named is no word of a row.
    return HIDDEN if hides and name not in ("field", "what", "zone", "currency", "file") else told


def _hidden(sentence: str) -> str:
    from percorso.workspace.loading.rejected_desk import reason_pattern

    return reason_pattern(sentence)
