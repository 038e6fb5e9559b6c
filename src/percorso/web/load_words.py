"""The words of several files that are loaded at once, in Italian and English."""

ITALIAN: dict[str, str] = {
    "load_file_hint": "anche più di uno: scegli o trascina qui",
    "loads_note": "Controlla come si leggono, poi caricali insieme, uno dopo l’altro.",
    "loads_this": "Carica questo file",
    "loads_adjust": "Correggi le colonne",
    "loads_choose": "Usa queste colonne",
    "loads_refused": "Righe che non si leggono, tra le prime: {count}. Restano da parte con il "
    "motivo.",
    "load_always": "sempre: {name}",
    "load_always_label": "Ogni riga racconta la stessa cosa",
    "loads_now": "Carica tutti",
    "loads_waits": "in attesa",
    "loads_loading": "si carica",
    "loads_loaded": "caricato",
    "loads_failed": "non caricato",
    "loads_left": "lasciato fuori",
}

ENGLISH: dict[str, str] = {
    "load_file_hint": "several at once, too: choose them or drop them here",
    "loads_note": "See how they are read, then load them together, one after the other.",
    "loads_this": "Load this file",
    "loads_adjust": "Correct the columns",
    "loads_choose": "Use these columns",
    "loads_refused": "Rows that cannot be read, of the first ones: {count}. They are kept aside "
    "with why.",
    "load_always": "always: {name}",
    "load_always_label": "Each row tells of the same thing",
    "loads_now": "Load all",
    "loads_waits": "waits",
    "loads_loading": "loading",
    "loads_loaded": "loaded",
    "loads_failed": "not loaded",
    "loads_left": "left out",
}
