"""The words of a customer card, in Italian and English."""

CARD_WORDS = {
    "it": {
        "happy": "Happy Index", "nobody": "senza nome", "since": "dal", "traits": "Profilo",
        "identifiers": "Identificativi", "consents": "Consensi", "value": "Valore",
        "journeys": "Percorsi", "timeline": "Cronologia", "contacts": "contatti",
        "channels": "canali", "orders": "ordini", "revenue": "in tutto", "every": "ogni",
        "days": "giorni", "last_order": "ultimo ordine", "stage": "fase", "yes": "sì", "no": "no",
        "visits": "visite", "success": "riuscito", "failure": "fallito", "open": "aperto",
        "older": "precedenti", "others": "detto anche", "masked": "mascherato: --clear dice tutto",
        "restricted": "Dati limitati: conservati, non usati", "none": "nulla", "rule_only": "",
        "rule_latest": "il più recente", "rule_verified": "da una fonte verificata",
        "rule_most_sources": "da più fonti", "rule_corrected": "corretto a mano",
        "unknown_end": "senza esito", "next_steps": "Prossimo passo probabile",
        "next_after": "dopo {name}: {visits} visite di tutti i clienti",
        "next_end": "nessun contatto",
    },
    "en": {
        "happy": "Happy Index", "nobody": "no name", "since": "since", "traits": "Profile",
        "identifiers": "Identifiers", "consents": "Consents", "value": "Value",
        "journeys": "Journeys", "timeline": "Timeline", "contacts": "contacts",
        "channels": "channels", "orders": "orders", "revenue": "in all", "every": "every",
        "days": "days", "last_order": "last order", "stage": "stage", "yes": "yes", "no": "no",
        "visits": "visits", "success": "success", "failure": "failure", "open": "open",
        "older": "older ones", "others": "also said", "masked": "masked: --clear tells all",
        "restricted": "Restricted data: kept, not used", "none": "nothing", "rule_only": "",
        "rule_latest": "the latest", "rule_verified": "from a verified source",
        "rule_most_sources": "from most sources", "rule_corrected": "corrected by hand",
        "unknown_end": "no outcome known", "next_steps": "Likely next step",
        "next_after": "after {name}: {visits} visits of all customers",
        "next_end": "no contact",
    },
}  # fmt: skip
