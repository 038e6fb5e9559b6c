"""The words of the Happy Index, in Italian and English."""

HAPPY_WORDS = {
    "it": {
        "weak_short": "debole",
        "by_index": "Per Happy Index",
        "by_drop": "Per calo",
        "how_it_stands": "Come sta l'azienda",
        "ranked_note": (
            "Solo clienti con copertura solida (0,4 o più): pochi segnali e stime di segmento"
            " non entrano in classifica."
        ),
        "drop_14": "In 14 giorni",
        "tiers": "Copertura",
        "bands": "Fasce",
        "kind": "Segnale",
        "happy": "Happy Index",
        "scale": "da 0 a 100",
        "as_of": "ai dati del {day}",
        "in_days": "in {days} giorni, era {before}",
        "interval": "Intervallo",
        "coverage": "Copertura",
        "band": "Fascia",
        "at_risk": "a rischio",
        "neutral": "neutra",
        "happy_band": "felice",
        "solid": "solido",
        "few": "pochi segnali",
        "segment": "stima di segmento",
        "few_note": (
            "Pochi segnali: l'intervallo è largo, e il numero non entra in classifiche né avvisi."
        ),
        "crosses": "L'intervallo va oltre il limite di {limit}.",
        "typical": "Cliente tipico",
        "today": "Oggi",
        "others": "Altri {count} segnali",
        "cap": "Reclamo critico aperto: al più 40",
        "assumed": "Di cui presunto",
        "assumed_note": "Punti che vengono dal cliente tipico, dove i segnali mancano: {points}.",
        "last_months": "Ultimi 6 mesi",
        "history_name": "Happy Index da {first} a {last}: da {low} a {high}, oggi {now}",
        "moves": "Che cosa lo muoverebbe oggi",
        "points": "punti",
        "objected": "Il cliente ha rifiutato la profilazione: nessun indice, nessuno storico.",
        "restricted": "Dati limitati: nessun indice.",
        "segment_estimate": (
            "Ancora troppo pochi segnali per un numero proprio. La media dei {n} clienti con "
            "un numero è {estimate} (stima di segmento)."
        ),
        "no_data": "Nessun numero: i segnali non bastano per nessun cliente, o quasi.",
        "waterfall": "Dal cliente tipico a oggi",
        "nps_asked": "Risposte NPS",
        "csat_asked": "Risposte di soddisfazione",
        "ces_asked": "Risposte di facilità",
        "stars_asked": "Stelle",
        "recommends_asked": "Consigli",
        "nps": "NPS {value} su 10",
        "csat": "Soddisfazione {value} su 5",
        "ces": "Facilità {value} su 7",
        "stars": "Stelle {value} su 5",
        "recommends": "Consiglia: {value}",
        "text": "Testo scritto",
        "answered_in_time": "Risposta nei tempi promessi",
        "answered_late": "Risposta in ritardo",
        "solved_first_time": "Risolto al primo contatto",
        "reopened": "Caso riaperto",
        "contacted_again": "Contatto ripetuto entro 7 giorni",
        "bot_dead_end": "Il bot non ha risolto",
        "transferred": "Passato ad altri",
        "asked_again": "Informazione richiesta di nuovo",
        "delivered_in_time": "Consegna nei tempi",
        "delivered_late": "Consegna in ritardo",
        "delivered_a_day_late": "Consegna in ritardo fino a un giorno",
        "damaged": "Danneggiato, sbagliato o esaurito",
        "refunded_in_time": "Rimborso nei tempi",
        "refunded_late": "Rimborso in ritardo",
        "promise_kept": "Promessa mantenuta",
        "promise_broken": "Promessa mancata",
        "silence": "Ritmo d'acquisto",
        "left_cart": "Carrello abbandonato",
        "visited": "Visita",
        "consent_given": "Consenso dato",
        "consent_withdrawn": "Consenso ritirato",
        "unsubscribed": "Disiscrizione",
        "complained": "Reclamo",
        "referred": "Ha consigliato ad altri",
        "loyalty_used": "Uso della tessera",
        "bought": "Un nuovo acquisto",
        "complaint_solved": "Reclamo critico risolto",
        "yes": "sì",
        "no": "no",
        "voice": "Voce",
        "service": "Assistenza",
        "promise": "Promessa",
        "rhythm": "Ritmo",
        "bond": "Legame",
        "company": "Indice dell'azienda",
        "with_number": "clienti con un numero proprio",
        "estimates": "stime di segmento",
        "active": "acquirenti degli ultimi 12 mesi con un numero proprio",
        "fewer_than_5": "Meno di 5 clienti con un numero proprio: nessun indice.",
        "weak": "Meno di 30 clienti: indicazione debole.",
        "falls": "Cali di 15 punti o più in 14 giorni",
        "no_falls": "Nessun cliente con copertura solida è calato di 15 punti o più.",
        "signals": "Segnali",
        "evidence": "segnali",
        "customers": "clienti",
        "no_signals": "Senza dati",
        "of": "di",
        "validation": "Prevede? La verifica nel tempo",
        "predictive": "Predittivo",
        "descriptive": "Descrittivo",
        "not_enough": "Dati insufficienti",
        "predictive_note": (
            "L'indice di allora distingue chi poi ha dato un voto negativo meglio della "
            "recenza e dell'ultimo voto: l'intervallo del guadagno è sopra 0."
        ),
        "descriptive_note": (
            "L'indice descrive come va la relazione. Che preveda meglio della recenza o "
            "dell'ultimo voto non è dimostrato."
        ),
        "not_enough_note": "Servono almeno 20 esiti buoni e 20 cattivi dopo la data di taglio.",
        "cut": (
            "Taglio al {day}: l'indice conosce solo ciò che è accaduto prima; l'esito è il "
            "primo voto dei 60 giorni dopo (cattivo: NPS fino a 6, al più 2 su 5)."
        ),
        "history_note": (
            "Dati storici da file: vale il momento del fatto, non quello della ricezione."
        ),
        "figure": "Misura",
        "auc": "AUC",
        "lift": "Lift del decimo più basso",
        "index_figure": "Happy Index",
        "recency": "Solo recenza",
        "rfm": "Recenza, frequenza, spesa",
        "last_rating": "Ultimo voto",
        "mean_rating": "Media dei voti (ristretta)",
        "gain": "Guadagno di AUC sul migliore tra recenza e ultimo voto",
        "judged": "clienti giudicati",
        "bad_ones": "con esito cattivo",
        "drop": "Variazione",
        "version": "Ciò che è presunto vale dal {day}; pesi predefiniti.",
        "estimated": "Il peso del presunto è stimato dai dati.",
    },
    "en": {
        "weak_short": "weak",
        "by_index": "By Happy Index",
        "by_drop": "By drop",
        "how_it_stands": "How the company stands",
        "ranked_note": (
            "Customers with solid coverage (0.4 or more) alone: few signals and segment "
            "estimates are in no ranking."
        ),
        "drop_14": "In 14 days",
        "tiers": "Coverage",
        "bands": "Bands",
        "kind": "Signal",
        "happy": "Happy Index",
        "scale": "0 to 100",
        "as_of": "as of data of {day}",
        "in_days": "in {days} days, was {before}",
        "interval": "Interval",
        "coverage": "Coverage",
        "band": "Band",
        "at_risk": "at risk",
        "neutral": "neutral",
        "happy_band": "happy",
        "solid": "solid",
        "few": "few signals",
        "segment": "segment estimate",
        "few_note": (
            "Few signals: the interval is wide, and the number enters no ranking and no alert."
        ),
        "crosses": "The interval goes over the limit of {limit}.",
        "typical": "Typical customer",
        "today": "Today",
        "others": "{count} other signals",
        "cap": "Open critical complaint: at most 40",
        "assumed": "Of it assumed",
        "assumed_note": "Points that come from the typical customer, where signals lack: {points}.",
        "last_months": "Last 6 months",
        "history_name": "Happy Index from {first} to {last}: {low} to {high}, today {now}",
        "moves": "What would move it today",
        "points": "points",
        "objected": "The customer refused profiling: no index, no history.",
        "restricted": "Restricted data: no index.",
        "segment_estimate": (
            "Too few signals yet for a number of their own. The mean of the {n} customers "
            "with a number is {estimate} (segment estimate)."
        ),
        "no_data": "No number: there are not signals enough for any customer, or hardly any.",
        "waterfall": "From the typical customer to today",
        "nps_asked": "NPS answers",
        "csat_asked": "Satisfaction answers",
        "ces_asked": "Ease answers",
        "stars_asked": "Stars",
        "recommends_asked": "Recommendations",
        "nps": "NPS {value} of 10",
        "csat": "Satisfaction {value} of 5",
        "ces": "Ease {value} of 7",
        "stars": "Stars {value} of 5",
        "recommends": "Recommends: {value}",
        "text": "Written text",
        "answered_in_time": "Answered in the promised time",
        "answered_late": "Answered late",
        "solved_first_time": "Solved at first contact",
        "reopened": "Case reopened",
        "contacted_again": "Contacted again within 7 days",
        "bot_dead_end": "The bot did not help",
        "transferred": "Passed on to others",
        "asked_again": "Information asked again",
        "delivered_in_time": "Delivered in time",
        "delivered_late": "Delivered late",
        "delivered_a_day_late": "Delivered up to a day late",
        "damaged": "Damaged, wrong or out of stock",
        "refunded_in_time": "Refunded in time",
        "refunded_late": "Refunded late",
        "promise_kept": "Promise kept",
        "promise_broken": "Promise broken",
        "silence": "Rhythm of buying",
        "left_cart": "Cart left",
        "visited": "Visit",
        "consent_given": "Consent given",
        "consent_withdrawn": "Consent withdrawn",
        "unsubscribed": "Unsubscribed",
        "complained": "Complaint",
        "referred": "Referred others",
        "loyalty_used": "Loyalty card used",
        "bought": "A new purchase",
        "complaint_solved": "Critical complaint solved",
        "yes": "yes",
        "no": "no",
        "voice": "Voice",
        "service": "Service",
        "promise": "Promise",
        "rhythm": "Rhythm",
        "bond": "Bond",
        "company": "Index of the company",
        "with_number": "customers with a number of their own",
        "estimates": "segment estimates",
        "active": "buyers of the last 12 months with a number of their own",
        "fewer_than_5": "Fewer than 5 customers with a number of their own: no index.",
        "weak": "Fewer than 30 customers: a weak indication.",
        "falls": "Falls of 15 points or more in 14 days",
        "no_falls": "No customer with solid coverage fell by 15 points or more.",
        "signals": "Signals",
        "evidence": "signals",
        "customers": "customers",
        "no_signals": "Without data",
        "of": "of",
        "validation": "Does it foresee? Judged out of time",
        "predictive": "Predictive",
        "descriptive": "Descriptive",
        "not_enough": "Not enough data",
        "predictive_note": (
            "The index of then tells who went on to give a bad rating better than recency and"
            " the last rating do: the interval of the gain is above 0."
        ),
        "descriptive_note": (
            "The index describes how the relationship goes. That it foresees better than "
            "recency or the last rating is not shown."
        ),
        "not_enough_note": "At least 20 good and 20 bad outcomes after the cut are needed.",
        "cut": (
            "Cut at {day}: the index knows only what happened before; the outcome is the "
            "first rating of the 60 days after (bad: NPS up to 6, at most 2 of 5)."
        ),
        "history_note": (
            "Historical data from files: the time of the event counts, not when it was received."
        ),
        "figure": "Figure",
        "auc": "AUC",
        "lift": "Lift of the lowest tenth",
        "index_figure": "Happy Index",
        "recency": "Recency only",
        "rfm": "Recency, frequency, spend",
        "last_rating": "Last rating",
        "mean_rating": "Mean rating (shrunk)",
        "gain": "Gain of AUC over the better of recency and last rating",
        "judged": "customers judged",
        "bad_ones": "with a bad outcome",
        "drop": "Change",
        "version": "What is assumed holds from {day}; default weights.",
        "estimated": "What the assumed counts for is estimated from the data.",
    },
}

_OF_SCALE = {"nps": (5.0, 5.0), "csat": (2.0, 3.0), "stars": (2.0, 3.0), "ces": (3.0, 4.0)}


def kind_words(kind: str, value: float, language: str) -> str:
    """What an evidence is called, a rating with its value.

    >>> kind_words("nps", -0.2, "en"), kind_words("visited", 1.0, "it")
    ('NPS 4 of 10', 'Visita')
    """
    words = HAPPY_WORDS["en" if language == "en" else "it"]
    if kind in _OF_SCALE:
        half, middle = _OF_SCALE[kind]
        return words[kind].format(value=f"{middle + half * value:.3g}")
    if kind == "recommends":
        return words[kind].format(value=words["yes" if value > 0 else "no"])
    return words[kind]
