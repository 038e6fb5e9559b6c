"""The words of the sources and their ledger, in Italian and English under the same keys."""

ITALIAN: dict[str, str] = {
    "sources": "Fonti e qualità dei dati",
    "source": "Fonte",
    "received": "Ricevuti",
    "stored": "Conservati",
    "duplicate": "Doppi",
    "rejected": "Scartati",
    "dropped": "Esclusi da una regola",
    "pending": "In attesa",
    "machine": "Di macchine",
    "difference": "Differenza",
    "ledger": "Registro",
    "ledger_note": "Ricevuti = conservati + doppi + scartati + esclusi + in attesa. La differenza "
    "deve essere 0. Di macchine: conservati, ma su nessuna mappa.",
    "beyond_limit": "{name}: nell’ultimo giorno {count} richieste sono arrivate più in fretta di "
    "quanto la sua chiave possa essere usata, e sono state respinte. Se non sono tue, dai alla "
    "fonte una chiave nuova:",
    "beyond_else": "Se sono tue, alza il limite: key_requests_per_second.",
    "kind": "Tipo",
    "kind_server": "server",
    "kind_browser": "sito",
    "kind_webhook": "webhook",
    "kind_counter": "banco",
    "kind_stand": "codice QR",
    "kind_survey": "sondaggio",
    "kind_file": "file",
    "off": "spenta",
}

ENGLISH: dict[str, str] = {
    "sources": "Sources and data quality",
    "source": "Source",
    "received": "Received",
    "stored": "Stored",
    "duplicate": "Duplicates",
    "rejected": "Rejected",
    "dropped": "Dropped by a rule",
    "pending": "Waiting",
    "machine": "By machines",
    "difference": "Difference",
    "ledger": "Ledger",
    "ledger_note": "Received = stored + duplicates + rejected + dropped + waiting. The difference "
    "must be 0. By machines: stored, and on no map.",
    "beyond_limit": "{name}: in the last day {count} requests came faster than its key may be "
    "used, and were turned away. If they are not yours, give the source a new key:",
    "beyond_else": "If they are yours, raise the limit: key_requests_per_second.",
    "kind": "Kind",
    "kind_server": "server",
    "kind_browser": "site",
    "kind_webhook": "webhook",
    "kind_counter": "counter",
    "kind_stand": "QR code",
    "kind_survey": "survey",
    "kind_file": "file",
    "off": "off",
}
