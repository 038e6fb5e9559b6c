"""What Italian customers write to the sample shop: openings and endings by subject and mood."""

# (subject, mood) -> openings, endings; any opening goes with any ending. All invented.
ITALIAN: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("delivery", "good"): (
        (
            "Consegna puntuale, il corriere ha pure telefonato prima.",
            "Arrivata il giorno dopo, che sorpresa!",
            "Pacco consegnato nella fascia che avevo scelto.",
            "Corriere gentile, mi ha portato la lampada fino al piano.",
            "Tutto in meno di due giorni, come promesso.",
            "Consegna veloce e seguita passo per passo con gli SMS.",
        ),
        (
            "Lampada intatta e imballata bene.",
            "Così si lavora.",
            "La sera stessa era già accesa in salotto.",
            "Per la prossima lampada torno qui.",
            "Niente da dire, perfetto.",
        ),
    ),
    ("delivery", "neutral"): (
        (
            "Consegna nella norma.",
            "Arrivata nei tempi, ma senza nessun avviso.",
            "Il corriere ha lasciato il pacco in portineria.",
            "Tempi giusti, scatola un po' ammaccata.",
        ),
        (
            "La lampada però è a posto.",
            "Si poteva fare meglio.",
            "Nel complesso va bene.",
            "Una telefonata prima avrebbe aiutato.",
        ),
    ),
    ("delivery", "bad"): (
        (
            "Promessa in 48 ore, arrivata dopo cinque giorni.",
            "Nessuno mi ha avvisata del ritardo.",
            "Ho preso un giorno di ferie per aspettare un corriere mai passato.",
            "Segnato «destinatario assente», ma io ero in casa.",
            "Consegna fuori fascia, due volte.",
            "Il tracciamento è rimasto fermo per giorni.",
        ),
        (
            "Esperienza da dimenticare.",
            "Non so se ordinerò ancora.",
            "Chi promette una data deve rispettarla.",
            "La lampada è bella, la consegna no.",
            "Possibile che serva una settimana?",
        ),
    ),
    ("product", "good"): (
        (
            "Lampada bellissima, luce calda proprio come in foto.",
            "Materiali ottimi, montata in dieci minuti.",
            "La piantana ha cambiato il soggiorno.",
            "Bella qualità, il paralume è curato nei dettagli.",
            "In camera fa un'atmosfera splendida.",
        ),
        (
            "La consiglio a tutti.",
            "Ne prenderò un'altra per lo studio.",
            "Pacco perfetto e negozio serio.",
            "Soldi spesi bene.",
            "Complimenti a Casa Lume.",
        ),
    ),
    ("product", "neutral"): (
        (
            "Carina, ma più piccola di come sembra in foto.",
            "Buona lampada, istruzioni poco chiare.",
            "La luce è un po' fredda per i miei gusti.",
        ),
        ("Per il prezzo va bene.", "Fa il suo lavoro.", "Ci si abitua.", "Tutto sommato la tengo."),
    ),
    ("product", "bad"): (
        (
            "Il ritardo ha rovinato un regalo di compleanno.",
            "Lampada arrivata tardi e con il paralume segnato.",
            "Assistenza lenta, ho scritto tre volte per la stessa cosa.",
            "Ho saputo delle spese di spedizione solo alla fine.",
        ),
        (
            "Peccato, le lampade sono belle.",
            "Due stelle di incoraggiamento non bastano.",
            "Serve più cura per chi compra.",
            "Non la consiglio.",
        ),
    ),
    ("nps", "good"): (
        ("Belle lampade e gente seria.", "Tutto facile, dal sito alla consegna.",
         "Al telefono hanno risolto in nove minuti."),
        ("Ci torno volentieri.", "Già consigliati a mia sorella.", "Continuate così.",
         "Il negozio è un piacere."),
    ),
    ("nps", "neutral"): (
        ("Buoni prodotti, sito migliorabile.", "Bene la lampada, meno l'attesa.",
         "Nella media."),
        ("Gli sconti sono solo per i nuovi clienti.", "Vedremo la prossima volta.",
         "La spedizione spunta solo alla fine."),
    ),
    ("nps", "bad"): (
        ("Ho aspettato troppo.", "Nessuno mi ha avvisata del ritardo.",
         "La consegna è arrivata quando voleva lei.", "Troppe e-mail per avere una risposta."),
        ("Così non va.", "Prima devo ritrovare la fiducia.", "Comprerò altrove.",
         "Mi aspettavo di più."),
    ),
    ("chat", "good"): (
        ("L'operatrice ha capito subito che lampadina serviva.", "Risposta veloce e chiara."),
        ("Ottimo.", "Grazie!", "Utile davvero."),
    ),
    ("chat", "neutral"): (
        ("Risposta corretta ma un po' generica.", "Ho trovato quello che cercavo, dopo un po'."),
        ("Va bene così.", "Sufficiente."),
    ),
    ("chat", "bad"): (
        (
            "La chat ripete sempre le stesse frasi.",
            "Venti minuti in coda per una domanda sulle misure.",
            "Prima un bot, poi un altro bot.",
            "Ho dovuto riscrivere tutto da capo.",
        ),
        (
            "Alla fine ho fatto da solo.",
            "Meglio leggere la scheda.",
            "Così la chat non serve.",
            "Che pazienza.",
        ),
    ),
    ("presale", "neutral"): (
        ("Buongiorno, la lampada è dimmerabile?", "Salve, quanto costa la spedizione?",
         "Vorrei sapere le misure del paralume.", "È disponibile in ottone?"),
        ("Grazie.", "Attendo risposta, grazie.", "Mi serve entro il mese.", "Cordiali saluti."),
    ),
    ("where", "bad"): (
        ("Dov'è il mio pacco?", "Il mio ordine doveva arrivare ieri.",
         "Il tracciamento è fermo da due giorni.", "Aspetto ancora la lampada."),
        ("Devo riscrivervi ogni volta tutto da capo.", "Fatemi sapere, per favore.",
         "È la seconda volta che scrivo.", "Quando arriva?"),
    ),
    ("question", "neutral"): (
        ("Come cambio la lampadina?", "Posso avere la fattura?",
         "Vorrei cambiare l'indirizzo per la prossima volta.", "La garanzia quanto dura?"),
        ("Grazie mille.", "Buona giornata.", "Resto in attesa."),
    ),
    ("return", "neutral"): (
        ("Vorrei rendere la lampada:", "Chiedo il reso,"),
        ("è troppo grande per il tavolino.", "il colore non è quello che pensavo.",
         "fa meno luce del previsto.", "ne ho ordinate due per scegliere."),
    ),
    ("visit", "good"): (
        ("Negozio luminoso e personale competente.", "Mi hanno fatto provare tre lampade accese."),
        ("Bravi.", "Ci tornerò.", "Un piacere."),
    ),
    ("visit", "neutral"): (
        ("Bel negozio, un po' di attesa.",), ("Va bene.", "Nel complesso bene."),
    ),
}  # fmt: skip
