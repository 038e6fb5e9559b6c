"""The words of what changed between two periods, in Italian and English under the same keys."""

ITALIAN: dict[str, str] = {
    "changed_title": "Che cosa è cambiato",
    "changed_periods": "Dal {first} al {last}, rispetto ai {days} giorni prima: dal {first_other} "
    "al {last_other}",
    "changed_followed": "I percorsi cominciati in ciascun periodo sono seguiti per lo stesso "
    "tempo: fino al {until}, e fino al {until_other}. Quelli ancora aperti non contano né come "
    "riusciti né come persi. Dove l’ultimo giorno dei dati non è finito, tutti e due i periodi "
    "finiscono alla stessa ora.",
    "changed_judged": "Numeri confrontati: {all}. Cambiati oltre il caso: {changed}; incerti: "
    "{unsure}; stabili: {steady}; troppo pochi per dirlo: {few}. Si giudicano tutti insieme "
    "(Benjamini–Hochberg, 5 %), con almeno 30 casi da ogni parte: incerto è chi da solo uscirebbe "
    "dal caso, ma tra tanti numeri uno così può capitare.",
    "changed_open": "; ancora aperti {open} su {begun} ({share}), prima {open_other} su "
    "{begun_other} ({share_other})",
    "changed_early": "È presto per la conversione: {open} percorsi su {begun} ({share}) sono "
    "ancora aperti, e nel periodo prima {open_other} su {begun_other} ({share_other}). Riuscire si "
    "può subito, fallire solo dopo un lungo silenzio: tra i conclusi, quasi tutti sono riusciti. "
    "Perciò si dice quanti sono già riusciti su tutti quelli cominciati.",
    "changed_not_whole": "I dati cominciano il {day}, dentro il periodo prima: i totali non si "
    "possono confrontare.",
    "changed_segment": "Solo clienti con: {segment}.",
    "part_totals": "In tutto",
    "part_touchpoints": "Touchpoint usati di più e di meno",
    "part_ways": "Dove si va dopo",
    "part_waits": "Attese",
    "part_ratings": "Voti e risposte",
    "part_findings": "Criticità e strade senza uscita",
    "part_arrivals": "Fonti e righe",
    "verdict_more": "in aumento",
    "verdict_less": "in calo",
    "verdict_unsure": "incerto",
    "verdict_steady": "stabile",
    "verdict_few": "troppo pochi per dirlo",
    "verdict_new": "nuova",
    "verdict_gone": "sparita",
    "verdict_fact": "da sapere",
    "changed_line": "{name}: {measure} {change}, da {other} a {this}",
    "changed_steady": "{name}: {measure} {this}, prima {other}",
    "changed_whole": "{measure} {change}, da {other} a {this}",
    "changed_whole_steady": "{measure}: {this}, prima {other}",
    "changed_interval": "differenza: intervallo da {low} a {high}; {n}, prima {n_other}",
    "changed_counts": "{n}, prima {n_other}",
    "changed_rest": "{unsure} incerti, {steady} stabili, {few} con troppo pochi casi per dirlo.",
    "changed_more": "E altri {count} cambiati.",
    "changed_none": "Niente è cambiato oltre il caso.",
    "changed_nothing": "Nessun dato da confrontare.",
    "finding_new": "{title}",
    "finding_sure": "Quello che misura è cambiato oltre il caso; {n} casi",
    "finding_unsure": "Ora supera il limite e prima no, ma la differenza può essere caso; {n} casi",
    "finding_unsure_gone": "Prima superava il limite e ora no, ma la differenza può essere caso; "
    "{n} casi",
    "findings_none": "Nessuna nuova, nessuna sparita.",
    "silent": "{name} tace da {days} giorni: l’ultimo contatto è del {day}",
    "silent_note": "Prima aveva contatti in {busy} giorni su {looked}; un silenzio così lungo per "
    "caso ha probabilità {probability} al più",
    "rejected": "{name}: {share} delle righe scartate ({count} su {of}), prima {share_other} "
    "({count_other} su {of_other})",
    "rejected_note": "Righe arrivate dal {day}, secondo l’orologio e non secondo la loro data",
    "new_name": "Nome nuovo senza posto sulla mappa: {name}",
    "new_name_note": "{count} contatti nel periodo",
    "arrivals_none": "Nessuna fonte tace, nessuna riga scartata, nessun nome nuovo senza posto.",
    "measure_success_of_begun": "già riusciti tra i percorsi cominciati",
    "measure_journeys": "percorsi cominciati",
    "measure_customers": "clienti che li cominciano",
    "measure_contacts": "contatti",
    "measure_orders": "ordini",
    "measure_revenue": "ricavi",
    "measure_ratings": "voti dati",
    "measure_rating": "voto medio",
    "strip_more": "{change} ({low} … {high})",
    "strip_less": "{change} ({low} … {high})",
    "strip_unsure": "incerto: {change} ({low} … {high})",
    "strip_steady": "stabile: {change} ({low} … {high})",
    "strip_few": "troppo pochi per dirlo",
    "n_journeys": "percorso|percorsi",
    "n_customers": "cliente|clienti",
    "n_contacts": "contatto|contatti",
    "n_orders": "ordine|ordini",
    "n_ratings": "voto|voti",
    "n_visits": "visita|visite",
    "n_waits": "attesa|attese",
    "n_answers": "risposta|risposte",
    "n_decided": "percorso concluso|percorsi conclusi",
}

ENGLISH: dict[str, str] = {
    "changed_title": "What changed",
    "changed_periods": "From {first} to {last}, against the {days} days before: from {first_other} "
    "to {last_other}",
    "changed_followed": "Journeys that began in each period are followed for the same time: until "
    "{until}, and until {until_other}. Those still open count neither as succeeded nor as lost. "
    "Where the last day of the data is not over, both periods end at the same hour.",
    "changed_judged": "Numbers compared: {all}. Changed beyond chance: {changed}; unsure: "
    "{unsure}; steady: {steady}; too few to tell: {few}. All are judged together "
    "(Benjamini–Hochberg, 5%), with at least 30 cases on each side: unsure is what would be beyond "
    "chance alone, but among as many numbers one such is to be expected.",
    "changed_open": "; still open {open} of {begun} ({share}), before {open_other} of "
    "{begun_other} ({share_other})",
    "changed_early": "It is early for conversion: {open} of {begun} journeys ({share}) are still "
    "open, and of the period before {open_other} of {begun_other} ({share_other}). Succeeding can "
    "be quick, failing takes a long silence: of those finished, nearly all succeeded. So what is "
    "told is how many of all that began have succeeded so far.",
    "changed_not_whole": "The data begin on {day}, within the period before: totals cannot be "
    "compared.",
    "changed_segment": "Only customers with: {segment}.",
    "part_totals": "In all",
    "part_touchpoints": "Touchpoints used more and less",
    "part_ways": "Where people go next",
    "part_waits": "Waits",
    "part_ratings": "Ratings and answers",
    "part_findings": "Pain points and dead ends",
    "part_arrivals": "Sources and rows",
    "verdict_more": "more",
    "verdict_less": "less",
    "verdict_unsure": "unsure",
    "verdict_steady": "steady",
    "verdict_few": "too few to tell",
    "verdict_new": "new",
    "verdict_gone": "gone",
    "verdict_fact": "to know",
    "changed_line": "{name}: {measure} {change}, from {other} to {this}",
    "changed_steady": "{name}: {measure} {this}, before {other}",
    "changed_whole": "{measure} {change}, from {other} to {this}",
    "changed_whole_steady": "{measure}: {this}, before {other}",
    "changed_interval": "difference: interval from {low} to {high}; {n}, before {n_other}",
    "changed_counts": "{n}, before {n_other}",
    "changed_rest": "{unsure} unsure, {steady} steady, {few} with too few cases to tell.",
    "changed_more": "And {count} more that changed.",
    "changed_none": "Nothing changed beyond chance.",
    "changed_nothing": "There are no data to compare.",
    "finding_new": "{title}",
    "finding_sure": "What it measures changed beyond chance; {n} cases",
    "finding_unsure": "It is above the limit now and was not before, but the difference may be "
    "chance; {n} cases",
    "finding_unsure_gone": "It was above the limit before and is not now, but the difference may "
    "be chance; {n} cases",
    "findings_none": "None is new, none is gone.",
    "silent": "{name} has been silent for {days} days: its last contact is of {day}",
    "silent_note": "Before, {busy} of {looked} days had contacts; so long a silence has a "
    "probability of {probability} by chance, at most",
    "rejected": "{name}: {share} of rows rejected ({count} of {of}), before {share_other} "
    "({count_other} of {of_other})",
    "rejected_note": "Rows that arrived since {day}, by the clock and not by their date",
    "new_name": "New name without a place on the map: {name}",
    "new_name_note": "{count} contacts in the period",
    "arrivals_none": "No source is silent, no row was rejected, no new name lacks a place.",
    "measure_success_of_begun": "succeeded so far, of journeys begun",
    "measure_journeys": "journeys begun",
    "measure_customers": "customers who began them",
    "measure_contacts": "contacts",
    "measure_orders": "orders",
    "measure_revenue": "revenue",
    "measure_ratings": "ratings given",
    "measure_rating": "mean rating",
    "strip_more": "{change} ({low} … {high})",
    "strip_less": "{change} ({low} … {high})",
    "strip_unsure": "unsure: {change} ({low} … {high})",
    "strip_steady": "steady: {change} ({low} … {high})",
    "strip_few": "too few to tell",
    "n_journeys": "journey|journeys",
    "n_customers": "customer|customers",
    "n_contacts": "contact|contacts",
    "n_orders": "order|orders",
    "n_ratings": "rating|ratings",
    "n_visits": "visit|visits",
    "n_waits": "wait|waits",
    "n_answers": "answer|answers",
    "n_decided": "finished journey|finished journeys",
}
