"""The words of what people typed, in Italian and in English under the same keys."""

ITALIAN: dict[str, str] = {
    "owner": "responsabile: {name}",
    "typed_title": "Scritto da chi conosce i clienti",
    "typed_nobody_met": "Nessun dato lo conferma ancora: è un’ipotesi. Quando arriva la prima "
    "interazione con questo nome, il touchpoint diventa misurato.",
    "typed_emotion": "ipotesi {stars}",
    "weak_short": "debole",
    "col_typed_row": "Riga",
    "col_typed_source": "Fonte",
    "legend_hypothesis": "Ipotesi: nessun dato la conferma ancora",
    "kpi_no_data": "Dati",
    "kpi_no_data_note": "mappa di ipotesi",
}

ENGLISH: dict[str, str] = {
    "owner": "owner: {name}",
    "typed_title": "Typed by those who know the customers",
    "typed_nobody_met": "No data support it yet: it is a hypothesis. When the first interaction of "
    "this name arrives, the touchpoint becomes measured.",
    "typed_emotion": "hypothesis {stars}",
    "weak_short": "weak",
    "col_typed_row": "Row",
    "col_typed_source": "Source",
    "legend_hypothesis": "Hypothesis: no data support it yet",
    "kpi_no_data": "Data",
    "kpi_no_data_note": "a map of hypotheses",
}
