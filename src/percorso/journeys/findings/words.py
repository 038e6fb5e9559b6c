"""The one sentence that says a finding, in Italian and English."""

from percorso.domain.journey_map import Estimate, FindingKind

_TITLES: dict[tuple[str, str], dict[str, str]] = {
    ("moment_of_truth", "decisive"): {
        "it": "{name} decide {the_share} dell'esito",
        "en": "{name} decides {share} of the outcome",
    },
    ("moment_of_truth", "important_nps"): {
        "it": "{name}: il voto va di pari passo con {the_share} delle differenze di NPS",
        "en": "{name}: its rating goes with {share} of the differences in NPS",
    },
    ("moment_of_truth", "important_repurchase"): {
        "it": "{name}: il voto va di pari passo con {the_share} delle differenze nel ricomprare",
        "en": "{name}: its rating goes with {share} of the differences in buying again",
    },
    ("moment_of_truth", "remembered"): {
        "it": "{name} resta impressa in {share} dei percorsi",
        "en": "{name} is what {share} of journeys remember",
    },
    ("dead_end", "leak"): {
        "it": "Dopo {name} se ne va {the_share}, più che nel resto della fase",
        "en": "After {name} {share} leave, more than in the rest of the stage",
    },
    ("dead_end", "no_way_out"): {
        "it": "Da {name} nessuna strada porta all'obiettivo",
        "en": "From {name} no path leads to the goal",
    },
    ("dead_end", "unanswered"): {
        "it": "{name}: {the_share} dei contatti resta senza risposta nel tempo promesso",
        "en": "{name}: {share} of contacts get no answer within the promised time",
    },
    ("dead_end", "broken_hand_off"): {
        "it": "A {name} da un altro canale: {the_share} deve ricominciare da capo",
        "en": "{share} of those who switch channel to {name} have to start again",
    },
    ("dead_end", "spin"): {
        "it": "Si torna a {name} senza arrivare più spesso all'obiettivo",
        "en": "People return to {name} without reaching the goal more often",
    },
    ("pain_point", "felt"): {
        "it": "{name}: è negativo {the_share} dei giudizi",
        "en": "{name}: {share} of ratings are bad",
    },
    ("pain_point", "effort"): {
        "it": "{name}: costa fatica {the_share} delle visite",
        "en": "{name}: {share} of visits take high effort",
    },
    ("pain_point", "leak"): {
        "it": "{name}: {points} punti di abbandono in più della fase",
        "en": "{name}: {points} points more loss than its stage",
    },
}


def finding_title(kind: FindingKind, test: str, name: str, measure: Estimate, language: str) -> str:
    """The finding as one short sentence with its number."""
    percent = 100 * (measure["value"] or 0.0)
    decimals = f"{percent:.1f}" if 0 < abs(percent) < 10 else f"{percent:.0f}"
    if language == "it":
        decimals = decimals.replace(".", ",")
    share = decimals + (" %" if language == "it" else "%")
    return _TITLES[kind, test][language].format(
        name=name, share=share, the_share=_with_article(share), points=decimals
    )


def _with_article(share: str) -> str:
    """An Italian share with its article: `il 12 %`, `l'8 %`, `lo 0,4 %`."""
    whole = share.partition(",")[0].partition(" ")[0]
    if whole == "0":
        return "lo " + share
    return ("l'" if whole in ("8", "11") or whole.startswith("8") else "il ") + share
