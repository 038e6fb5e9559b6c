"""The words of what holds for everybody on the pages, in Italian and English."""

ITALIAN: dict[str, str] = {
    "saved": "Salvato.",
    "factor_for_all": "Secondo fattore per tutti",
    "factor_for_all_note": "Chi non l’ha ancora lo attiva al prossimo accesso, e prima non apre "
    "nessun’altra pagina.",
    "factor_for_all_do": "Serve a tutti un secondo fattore",
    "factor_owed": "Questa azienda chiede a tutti un secondo fattore: attivalo per andare avanti.",
    "factor_wanted_stays": "Questa azienda chiede a tutti un secondo fattore: non si disattiva. "
    "Per un altro dispositivo, chi amministra gli utenti toglie quello vecchio.",
    "act_factor_wanted": "ha deciso del secondo fattore per tutti",
}

ENGLISH: dict[str, str] = {
    "saved": "Saved.",
    "factor_for_all": "A second factor for everybody",
    "factor_for_all_note": "Who has none yet sets one up with the next page, and opens no other "
    "page before.",
    "factor_for_all_do": "Everybody needs a second factor",
    "factor_owed": "This company wants a second factor of everybody: switch it on to go on.",
    "factor_wanted_stays": "This company wants a second factor of everybody: it is not switched "
    "off. For another device, whoever looks after the users takes the old one away.",
    "act_factor_wanted": "decided on the second factor for everybody",
}
