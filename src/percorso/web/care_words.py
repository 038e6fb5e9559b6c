"""The words of the page on which a customer's data are looked after."""

ITALIAN: dict[str, str] = {
    "care_link": "Unisci, dividi, esporta, dimentica",
    "care_title": "Prendersi cura di {name}",
    "care_back": "Torna alla scheda",
    "care_reason": "Perché (resta nel registro; non nominare nessuno)",
    "care_join": "Unisci con un altro cliente",
    "care_join_note": "Sono la stessa persona: tutto quello che hanno fatto sta su una scheda "
    "sola. Si può sempre "
    "tornare indietro.",
    "care_other": "E-mail, telefono o id dell’altro",
    "care_join_do": "Unisci",
    "care_split": "Dividi",
    "care_split_note": "Scegli quello che è di un’altra persona: avrà una scheda sua, con la "
    "sua storia.",
    "care_split_do": "Dividi",
    "care_alone": "C’è un solo identificativo: non c’è niente da dividere.",
    "care_export": "Tutto quello che sappiamo",
    "care_export_note": "Per chi lo chiede (articoli 15 e 20 del GDPR): un archivio ZIP con "
    "JSON e CSV, in chiaro.",
    "care_export_do": "Scarica",
    "care_restrict": "Limita il trattamento",
    "care_restrict_note": "I dati restano e non servono più a nulla (articolo 18): fuori da "
    "mappa, indice e campagne.",
    "care_restrict_do": "Limita",
    "care_lift": "Togli il limite",
    "care_lift_note": "Il trattamento è limitato: i dati restano e non servono a nulla.",
    "care_erase": "Dimentica",
    "care_erase_note": "Per sempre, ovunque (articolo 17): eventi, anagrafica, archivio, lake. "
    "Quello che arriverà di "
    "questa persona sarà scartato. Ci può volere un minuto.",
    "care_erase_type": "Scrivi {id} per confermare",
    "care_erase_do": "Dimentica per sempre",
    "care_erase_differs": "Non è l’id di questo cliente: niente è stato cancellato.",
    "care_erasing": "Sto dimenticando una persona",
    "care_erasing_0": "Cerco tutto quello che è suo",
    "care_erasing_1": "Riscrivo archivio e magazzino senza",
    "care_erasing_2": "Rifaccio chi è chi, conteggi e lake",
    "care_erasing_note": "Puoi andartene: finisce lo stesso.",
    "care_erase_failed": "Non è stato possibile",
    "care_erased": "Dimenticato",
    "care_erased_text": "Non c’è più niente di questa persona: {interactions} contatti in meno.",
    "care_kept_apart": "La parola è registrata, ma una regola li tiene separati (due utenti o "
    "due date di nascita).",
    "care_closed": "Per prendersi cura di un cliente bisogna poterne vedere i dati personali.",
}
ENGLISH: dict[str, str] = {
    "care_link": "Join, split, export, forget",
    "care_title": "Looking after {name}",
    "care_back": "Back to the card",
    "care_reason": "Why (kept in the log; name nobody)",
    "care_join": "Join with another customer",
    "care_join_note": "They are one person: all they did stands on one card. It can be taken "
    "back at any time.",
    "care_other": "E-mail, phone or id of the other",
    "care_join_do": "Join",
    "care_split": "Split",
    "care_split_note": "Choose what is somebody else’s: it gets a card of its own, with its "
    "history.",
    "care_split_do": "Split",
    "care_alone": "There is one identifier alone: nothing to split.",
    "care_export": "All we know",
    "care_export_note": "For who asks (GDPR 15 and 20): a ZIP archive of JSON and CSV, in clear.",
    "care_export_do": "Download",
    "care_restrict": "Restrict the processing",
    "care_restrict_note": "The data stay and are used for nothing (GDPR 18): off the map, the "
    "index and campaigns.",
    "care_restrict_do": "Restrict",
    "care_lift": "Lift the restriction",
    "care_lift_note": "The processing is restricted: the data stay and are used for nothing.",
    "care_erase": "Forget",
    "care_erase_note": "For good, everywhere (GDPR 17): contacts, records, archive, lake. What "
    "comes of this person "
    "later is dropped. It may take a minute.",
    "care_erase_type": "Write {id} to confirm",
    "care_erase_do": "Forget for good",
    "care_erase_differs": "That is not the id of this customer: nothing was erased.",
    "care_erasing": "Forgetting a person",
    "care_erasing_0": "Finding all that is theirs",
    "care_erasing_1": "Writing archive and warehouse anew without",
    "care_erasing_2": "Who is who, counts and lake, made anew",
    "care_erasing_note": "You may leave: it ends all the same.",
    "care_erase_failed": "It could not be done",
    "care_erased": "Forgotten",
    "care_erased_text": "Nothing of this person is left: {interactions} contacts fewer.",
    "care_kept_apart": "The word is kept, but a rule holds them apart (two users, or two dates "
    "of birth).",
    "care_closed": "Who looks after a customer has to be allowed to see personal data.",
}
