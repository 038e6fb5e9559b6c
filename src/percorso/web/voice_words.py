"""The words of the pages of what customers say."""

ITALIAN: dict[str, str] = {
    "nav_voice": "Voce del cliente",
    "voice": "Voce del cliente",
    "voice_note": "Di che cosa parlano i testi dei clienti, come suonano e che cosa fanno al voto.",
    "voice_none": "Nessun testo ancora",
    "voice_none_text": "Carica recensioni, risposte a sondaggi, messaggi o ticket con il loro "
    "testo: vengono letti all’arrivo, su questa macchina.",
    "voice_texts": "{count} testi",
    "voice_without": "{share} senza un tema ({count})",
    "voice_moods": "negativi {negative}, incerti {unclear}, positivi {positive}, senza parole che "
    "lo dicano {silent}",
    "voice_read_by": "Letti da: tabelle di parole del programma, edizione {edition}. Nessun testo "
    "di questo spazio lascia questa macchina.",
    "voice_bigger": "Un modello più grande è impostato ({host}): legge solo i testi che gli si "
    "chiedono da riga di comando, con i dati personali mascherati.",
    "voice_touchpoint": "Touchpoint",
    "voice_all_places": "Tutti i touchpoint",
    "voice_theme": "Tema",
    "voice_count": "Testi",
    "voice_customers": "Clienti",
    "voice_feeling": "Come suona",
    "voice_impact": "Effetto sul voto",
    "voice_trend": "Ultimi {days} giorni",
    "voice_caption": "Temi con testi, clienti, sentimento, effetto ed evoluzione",
    "voice_few": "meno di {n} clienti",
    "voice_impact_n": "{points} punti ({low} a {high}), {n} con voto",
    "voice_impact_bare": "{points} punti, {n} con voto",
    "voice_feeling_n": "{value} ({low} a {high})",
    "voice_feeling_bare": "{value}, {n} testi",
    "voice_up": "▲ da {before} a {now}",
    "voice_down": "▼ da {before} a {now}",
    "voice_steady": "stabile, {now}",
    "voice_legend": "Effetto: voto di tutti i testi con voto meno quello dei testi senza il tema, "
    "su 100; descrive, non spiega. Come suona: da −1 a +1, letto nella frase che parla del tema. "
    "▲▼ solo dove l’intervallo al 95 % esclude lo zero.",
    "voice_texts_of": "Testi: {name}",
    "voice_all_texts": "Tutti i testi",
    "voice_found": "{texts} testi di {customers} clienti noti",
    "voice_mood": "Come suona",
    "voice_any_mood": "Comunque",
    "voice_negative": "negativo",
    "voice_unclear": "incerto",
    "voice_positive": "positivo",
    "voice_silent": "nessuna parola lo dice",
    "voice_nobody": "non si sa chi",
    "voice_no_match": "Nessun testo così.",
    "voice_writers": "Chi ne parla",
    "voice_writer_texts": "Testi",
    "voice_last": "Ultimo",
    "voice_customer": "Cliente",
    "voice_newer": "Più recenti",
    "voice_older": "Meno recenti",
    "voice_back": "Tutti i temi",
    "listening": "Dove ascoltiamo?",
    "listening_note": "Per ogni touchpoint: chi è stato interpellato, chi ha risposto e che cosa "
    "se ne scrive.",
    "listening_unasked": "Dove nessuno chiede",
    "listening_all_asked": "Ogni touchpoint ha una domanda o un voto.",
    "listening_unasked_said": "{count} touchpoint incontrati da qualcuno, e nessuno ha chiesto "
    "come è andata.",
    "listening_all": "Tutti i touchpoint",
    "listening_contacts": "Contatti",
    "listening_customers": "Clienti",
    "listening_asked": "Chiesti",
    "listening_answered": "Risposte",
    "listening_response": "Tasso",
    "listening_rated": "Votati sul posto",
    "listening_reviews": "Recensioni",
    "listening_messages": "Messaggi",
    "listening_rate_n": "{share} ({low}–{high})",
    "listening_unknown": "invii non noti",
    "listening_legend": "Chiesti: inviti dei sondaggi che parlano del touchpoint, o domande "
    "inviate entro {days} giorni da quel contatto, se era l’ultimo del cliente. Recensioni e "
    "messaggi: di chi l’ha incontrato nei {days} giorni prima, su un tema che lo riguarda. "
    "Il tasso vale per chi è stato invitato.",
    "voice_learnt": "{language}: legge il modello imparato da {rated} testi con voto. Su {back} "
    "tenuti da parte AUC {auc} contro {tables} delle tabelle.",
    "voice_not_better": "{language}: leggono le tabelle. Il modello imparato da {rated} testi con "
    "voto non è migliore: AUC {auc} contro {tables} su {back} tenuti da parte.",
    "voice_too_few": "{language}: leggono le tabelle. {rated} testi con 1, 2, 4 o 5 stelle, "
    "{negative} negativi: troppo pochi per imparare.",
    "voice_learn": "Impara dai miei voti",
    "lists": "Elenchi dei temi",
    "lists_note": "Quali parole parlano di quale tema. Il tuo elenco si posa su quello del "
    "programma: scrivi solo ciò che cambia.",
    "lists_kept": "Salvato. Tutti i testi sono stati riletti; mappa, indice e temi seguono.",
    "lists_it": "Italiano",
    "lists_en": "Inglese",
    "lists_own": "Il tuo elenco",
    "lists_how": "Una testa come [delivery.late] In ritardo, sotto le parole separate da virgole; "
    "un meno davanti toglie. Vuoto: vale il solo elenco del programma.",
    "lists_phrases": "Frasi trovate",
    "lists_share": "{share} dei {texts} testi guardati è senza un tema. Queste parole vi ricorrono "
    "più che negli altri: prendi nell’elenco ciò che significa qualcosa.",
    "lists_no_phrases": "Nessuna frase di almeno 5 clienti spicca nei testi senza tema.",
    "lists_phrase": "Frase",
    "lists_shipped": "L’elenco del programma",
    "voice_not_for_you": "I testi li legge chi può vedere i dati personali.",
}
ENGLISH: dict[str, str] = {
    "nav_voice": "Voice of the customer",
    "voice": "Voice of the customer",
    "voice_note": "What customers’ texts are about, how they sound, and what they do to the score.",
    "voice_none": "No texts yet",
    "voice_none_text": "Load reviews, answers to surveys, messages or tickets with their text: "
    "they are read when they arrive, on this machine.",
    "voice_texts": "{count} texts",
    "voice_without": "{share} without a theme ({count})",
    "voice_moods": "negative {negative}, unclear {unclear}, positive {positive}, without a word "
    "that says {silent}",
    "voice_read_by": "Read by: word tables of the program, edition {edition}. No text of this "
    "workspace leaves this machine.",
    "voice_bigger": "A bigger model is set ({host}): it reads only texts it is asked about on the "
    "command line, with personal data masked.",
    "voice_touchpoint": "Touchpoint",
    "voice_all_places": "All touchpoints",
    "voice_theme": "Theme",
    "voice_count": "Texts",
    "voice_customers": "Customers",
    "voice_feeling": "How it sounds",
    "voice_impact": "Effect on the score",
    "voice_trend": "Last {days} days",
    "voice_caption": "Themes with texts, customers, feeling, effect and trend",
    "voice_few": "fewer than {n} customers",
    "voice_impact_n": "{points} points ({low} to {high}), {n} rated",
    "voice_impact_bare": "{points} points, {n} rated",
    "voice_feeling_n": "{value} ({low} to {high})",
    "voice_feeling_bare": "{value}, {n} texts",
    "voice_up": "▲ from {before} to {now}",
    "voice_down": "▼ from {before} to {now}",
    "voice_steady": "steady, {now}",
    "voice_legend": "Effect: score of all rated texts less that of the texts without the theme, "
    "out of 100; it describes and explains nothing. How it sounds: −1 to +1, read in the clause "
    "that speaks of the theme. ▲▼ only where the 95 % interval leaves zero out.",
    "voice_texts_of": "Texts: {name}",
    "voice_all_texts": "All texts",
    "voice_found": "{texts} texts of {customers} known customers",
    "voice_mood": "How it sounds",
    "voice_any_mood": "Either way",
    "voice_negative": "negative",
    "voice_unclear": "unclear",
    "voice_positive": "positive",
    "voice_silent": "no word says",
    "voice_nobody": "nobody knows who",
    "voice_no_match": "No such text.",
    "voice_writers": "Who speaks of it",
    "voice_writer_texts": "Texts",
    "voice_last": "Last one",
    "voice_customer": "Customer",
    "voice_newer": "Newer",
    "voice_older": "Older",
    "voice_back": "All themes",
    "listening": "Where do we listen?",
    "listening_note": "For every touchpoint: who was asked, who answered, and what is written "
    "about it.",
    "listening_unasked": "Where nobody asks",
    "listening_all_asked": "Every touchpoint has a question or a rating.",
    "listening_unasked_said": "{count} touchpoints that somebody met, and nobody asked "
    "how it went.",
    "listening_all": "All touchpoints",
    "listening_contacts": "Contacts",
    "listening_customers": "Customers",
    "listening_asked": "Asked",
    "listening_answered": "Answered",
    "listening_response": "Rate",
    "listening_rated": "Rated there",
    "listening_reviews": "Reviews",
    "listening_messages": "Messages",
    "listening_rate_n": "{share} ({low}–{high})",
    "listening_unknown": "sending not known",
    "listening_legend": "Asked: invitations of surveys about the touchpoint, or questions sent "
    "within {days} days of that contact where it was the customer’s last. Reviews and messages: of "
    "who met it in the {days} days before, on a theme that speaks of it. The "
    "rate is of who was invited.",
    "voice_learnt": "{language}: the model learnt from {rated} rated texts reads. On {back} kept "
    "back AUC {auc} against {tables} of the tables.",
    "voice_not_better": "{language}: the tables read. The model learnt from {rated} rated texts is "
    "no better: AUC {auc} against {tables} on {back} kept back.",
    "voice_too_few": "{language}: the tables read. {rated} texts with 1, 2, 4 or 5 stars, "
    "{negative} negative: too few to learn from.",
    "voice_learn": "Learn from my ratings",
    "lists": "Lists of themes",
    "lists_note": "Which words speak of which theme. Your list is laid over that of the program: "
    "write down only what differs.",
    "lists_kept": "Kept. All texts were read anew; map, index and themes follow.",
    "lists_it": "Italian",
    "lists_en": "English",
    "lists_own": "Your list",
    "lists_how": "A head such as [delivery.late] Late, its words below, separated by commas; a "
    "minus before one takes it away. Empty: the list of the program alone counts.",
    "lists_phrases": "Phrases found",
    "lists_share": "{share} of the {texts} texts looked through are without a theme. These words "
    "come up in them more than in the others: take into your list what means something.",
    "lists_no_phrases": "No phrase of 5 customers or more stands out in texts without a theme.",
    "lists_phrase": "Phrase",
    "lists_shipped": "The list of the program",
    "voice_not_for_you": "The texts are for who may see personal data.",
}
