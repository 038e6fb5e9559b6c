"""Maps to draw: the lamp shop, a help desk, any number of touchpoints, and their gaps."""

from copy import deepcopy
from typing import Any

from percorso.domain.journey_map import (
    Emotion,
    Estimate,
    Finding,
    JourneyMap,
    Quote,
    StageOnMap,
    TouchpointOnMap,
    TransitionOnMap,
)  # fmt: skip

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

STAGE_NAMES = {
    "awareness": "Scoperta",
    "consideration": "Valutazione",
    "purchase": "Acquisto",
    "delivery": "Consegna",
    "service": "Assistenza e post-vendita",
    "loyalty": "Fidelizzazione",
    "advocacy": "Passaparola",
    "unplaced": "Da collocare",
}


def estimate(value: float, n: int, margin: float = 0.02) -> Estimate:
    return {"value": value, "low": value - margin, "high": value + margin, "n": n}


def emotion(value: float | None, n: int = 400, margin: float = 0.05) -> Emotion:
    if value is None:
        return {"value": None, "low": None, "high": None, "n": 0, "evidence": "hypothesis",
                "raw": None, "text_n": 0, "inferred_n": 0}  # fmt: skip
    evidence = "solid" if n >= 30 else "weak"
    return {"value": value, "low": value - margin, "high": value + margin, "n": n,
            "evidence": evidence, "raw": value, "text_n": 0, "inferred_n": 0}  # fmt: skip


def quote(text: str, felt: float, rating: str, source: str, day: str) -> Quote:
    return {"text": text, "language": "it", "occurred_at": f"{day}T10:00:00Z", "felt": felt,
            "rating": rating, "source": source}  # fmt: skip


def touchpoint(
    key: str, name: str, stage: str, channel: str, customers: int,
    shares: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 0.0),
    after: float | None = HOUR, felt: Emotion | None = None, position: float = 0.5,
    **more: Any,
) -> TouchpointOnMap:  # fmt: skip
    known = more.pop("goal", True)
    made: TouchpointOnMap = {
        "key": key, "name": name, "stage": stage, "channel": channel, "initiator": "customer",
        "owner": None, "evidence": "solid",
        "interactions": customers * 2, "visits": int(customers * 1.3),
        "journeys": int(customers * 1.1), "customers": customers, "reach": 0.2,
        "visits_per_journey": 1.2, "median_position": position, "first_share": 0.1,
        "last_share": 0.1, "moves_on_share": shares[0],
        "lost_share": shares[1] if known else None, "done_share": shares[2] if known else None,
        "open_share": shares[3] if known else None, "median_seconds_before": HOUR,
        "p90_seconds_before": DAY, "median_seconds_after": after,
        "p90_seconds_after": after * 4 if after else None,
        "onward_wait": {"median_seconds": after * 1.5 if after else None, "p90_seconds": None,
                        "finished": customers, "running": customers // 5} if known else None,
        "success_after": estimate(0.2, customers) if known else None,
        "success_lift": 1.3 if known else None, "success_odds_ratio": 1.6 if known else None,
        "success_probability": 0.2 if known else None,
        "exit_share": estimate(shares[1], customers) if known else None,
        "removal_effect": None, "decisive_share": None, "emotion": felt or emotion(None),
        "voices": {"nps": None, "csat": None, "ces": None},
        "effort": {"mean": 0.3, "high_share": estimate(0.08, 200),
                   "signals": {"returned": 40, "switched": 8, "repeated": 4, "waited": 6,
                               "redone": 2}},
        "importance": {"repurchase": None, "nps": None}, "value_minor": 0,
        "findings": [], "quotes": [],
    }  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


def stage(key: str, position: int, customers: int, felt: Emotion, **more: Any) -> StageOnMap:
    made: StageOnMap = {
        "key": key, "name": STAGE_NAMES.get(key, key), "owner": None, "position": position,
        "customers": customers, "journeys": customers, "reach": 0.16, "moves_on_share": 0.4,
        "lost_share": 0.3, "done_share": 0.2, "open_share": 0.1, "median_seconds_to_next": DAY,
        "emotion": felt, "voices": {"nps": None, "csat": None, "ces": None},
    }  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


def transition(source: str, target: str, journeys: int) -> TransitionOnMap:
    return {"from": source, "to": target, "count": int(journeys * 1.2), "journeys": journeys,
            "share_out": 0.3, "share_in": 0.2, "median_seconds": HOUR, "p90_seconds": DAY,
            "dependency": 0.9, "gain": None, "feel": None, "flags": []}  # fmt: skip


def finding(what: str, key: str, title: str, value: float, n: int, **detail: Any) -> Finding:
    return {"id": f"{what}-{key}", "kind": what, "touchpoint": key, "title": title,
            "measure": estimate(value, n), "evidence": "solid", "causal_badge": "association",
            "detail": detail}  # type: ignore[typeddict-item]  # fmt: skip


def empty_map(**more: Any) -> JourneyMap:
    made: JourneyMap = {
        "schema": "percorso.map/1", "id": "m1",
        "definition": {"key": "lifecycle", "name": "Tutta la relazione", "version": 1, "start": [],
                       "success": [], "failure": [], "gap_seconds": 30 * DAY,
                       "gap_origin": "valley", "collapse": {}, "tail": None, "tail_stages": [],
                       "broadcasts": [], "stages": [], "by_case": False, "where": None},
        "period": {"from": "2026-10-23T22:00:00Z", "to": "2026-11-22T23:00:00Z"},
        "time_zone": "Europe/Rome", "currency": "EUR", "language": "it", "segment": None,
        "persona": None, "typed_rows": [], "sources": [], "data_until": "2026-11-22T20:00:00Z",
        "computed_at": "2026-11-22T20:05:00Z",
        "totals": {"interactions": 0, "customers": 0, "journeys": 0, "success": None,
                   "failure": None, "open": None, "left_truncated": 0,
                   "anonymous_interactions": 0, "conversion": None, "entry_share": None},
        "feeling": {"journeys": 0, "mean": None, "peak_end": None, "long_journeys": 0,
                    "first_bad_share": None, "first_bad": []},
        "importance": [],
        "stages": [], "touchpoints": [], "transitions": [], "starts": [], "ends": [],
        "variants": [], "variant_total": 0, "findings": [], "actions": [], "follow_ups": [],
        "media": [],
        "comparison": None,
        "coverage": {"interactions_placed": None, "unplaced_names": [], "other_currencies": {},
                     "states_without_ending": []},
        "chain": {"censoring_adjusted": False, "folded_touchpoints": 0, "null_reason": None},
    }  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


SHOP_TOUCHPOINTS = [
    ("ads", "awareness", "ads", "Annunci Google", 22400, (41, 38, 0, 21), 26 * HOUR, 0.12),
    ("ig", "awareness", "social", "Instagram", 14900, (28, 45, 0, 27), 57 * HOUR, 0.48),
    ("land", "awareness", "web", "Landing page", 18300, (52, 31, 0, 17), 4 * MINUTE, 0.18),
    ("pdp", "consideration", "web", "Scheda prodotto", 19870, (46, 35, 0, 19), 22 * MINUTE, 0.21),
    ("cart", "consideration", "web", "Carrello", 9240, (75, 17, 0, 8), 7 * MINUTE, 0.04),
    ("ecart", "consideration", "email", "Carrello abbandonato (email)", 2310, (18, 62, 0, 20),
     19 * HOUR, -0.05),
    ("visit", "consideration", "store", "Visita in negozio", 1480, (52, 29, 0, 19), 34 * MINUTE,
     0.39),
    ("chat", "consideration", "chat", "Chat prevendita", 1940, (61, 22, 0, 17), 6 * MINUTE, 0.44),
    ("rev", "consideration", "review_site", "Recensioni lette", 7850, (58, 24, 0, 18), 25 * HOUR,
     0.36),
    ("pay", "purchase", "web", "Checkout", 7610, (82, 13, 0, 5), 3 * MINUTE, -0.16),
    ("till", "purchase", "store", "Cassa", 640, (31, 0, 66, 3), 6 * DAY, 0.33),
    ("area", "delivery", "web", "Stato ordine", 4210, (71, 1, 22, 6), 14 * HOUR, -0.11),
    ("sms", "delivery", "sms", "SMS di tracciamento", 5980, (92, 0, 5, 3), 5 * HOUR, 0.24),
    ("pick", "delivery", "store", "Ritiro in negozio", 410, (22, 1, 74, 3), 3 * DAY, 0.28),
    ("cour", "delivery", "delivery", "Consegna a domicilio", 5870, (43, 2, 47, 8), 31 * HOUR,
     -0.44),
    ("faq", "service", "web", "FAQ", 640, (22, 43, 26, 9), 3 * MINUTE, -0.41),
    ("tick", "service", "email", "Email assistenza", 530, (48, 9, 31, 12), 26 * HOUR, -0.33),
    ("tel", "service", "phone", "Telefono", 870, (31, 4, 60, 5), 9 * MINUTE, 0.19),
    ("reord", "loyalty", "web", "Riordino rapido", 1120, (84, 1, 11, 4), 38 * DAY, 0.46),
    ("news", "loyalty", "email", "Newsletter", 3960, (27, 3, 51, 19), 6 * DAY, 0.22),
    ("nps", "loyalty", "survey", "Sondaggio NPS", 1430, (34, 2, 58, 6), 2 * DAY, 0.31),
    ("ref", "advocacy", "web", "Invita un amico", 118, (41, 1, 50, 8), 4 * DAY, 0.71),
    ("goog", "advocacy", "review_site", "Recensione Google", 236, (12, 0, 84, 4), 12 * DAY, 0.41),
    ("tp", "advocacy", "review_site", "Trustpilot", 172, (9, 0, 87, 4), 15 * DAY, 0.53),
]  # fmt: skip

SHOP_FLOWS = [
    ("ads", "land", 6900), ("ads", "pdp", 2000), ("ig", "land", 3200), ("ig", "rev", 900),
    ("land", "pdp", 8100), ("land", "chat", 600), ("pdp", "cart", 5200), ("pdp", "rev", 2600),
    ("pdp", "visit", 500), ("rev", "cart", 2500), ("chat", "cart", 900), ("cart", "pay", 5900),
    ("cart", "ecart", 1000), ("ecart", "pay", 390), ("visit", "till", 600), ("pay", "sms", 5500),
    ("pay", "pick", 380), ("till", "news", 190), ("sms", "cour", 4700), ("sms", "area", 600),
    ("area", "cour", 900), ("area", "faq", 380), ("area", "tick", 300), ("cour", "tel", 640),
    ("cour", "nps", 1180), ("faq", "tel", 110), ("tick", "tel", 120), ("tel", "reord", 180),
    ("news", "reord", 420), ("nps", "goog", 120), ("nps", "tp", 140), ("reord", "ref", 90),
    ("pdp", "pdp", 1240), ("cart", "pdp", 800), ("tel", "tel", 60), ("area", "area", 410),
]  # fmt: skip

SHOP_STAGES = [
    ("awareness", 41380, 0.45, 30 * HOUR, 0.31, 412, {"csat": estimate(0.64, 188)}),
    ("consideration", 21640, 0.37, 74 * HOUR, 0.22, 655, {"csat": estimate(0.55, 402)}),
    ("purchase", 8160, 0.78, 11 * MINUTE, 0.06, 508, {"ces": estimate(4.4, 346)}),
    ("delivery", 6320, 0.39, 31 * HOUR, -0.28, 1204,
     {"csat": estimate(0.28, 731), "nps": estimate(-18.0, 412)}),
    ("service", 1120, 0.5, DAY, -0.14, 389, {"ces": estimate(3.6, 318)}),
    ("loyalty", 4870, 0.21, 38 * DAY, 0.34, 1486, {"nps": estimate(31.0, 1430)}),
    ("advocacy", 486, 0.1, 9 * DAY, 0.52, 408, {"csat": estimate(0.73, 408)}),
]  # fmt: skip

SHOP_QUOTES = [
    ("chat", quote("Non trovo la data di consegna.", -0.5, "", "Chat", "2026-11-12")),
    ("pay", quote("La spedizione è apparsa solo alla fine.", -0.6, "", "Sondaggio", "2026-11-14")),
    ("cour", quote("Nessuno mi ha avvisata.", -0.9, "NPS 4 su 10", "Sondaggio", "2026-11-20")),
    ("cour", quote("Corriere gentilissimo, ha portato tutto al terzo piano senza farmi pagare "
                   "niente.", 1.0, "5 su 5", "Trustpilot", "2026-11-15")),
    ("tel", quote("Al telefono, risolto in nove minuti.", 0.7, "CES 6 su 7", "Sondaggio",
                  "2026-11-19")),
    ("news", quote("E per chi compra da anni?", 0.0, "NPS 6 su 10", "Sondaggio", "2026-11-15")),
    ("tp", quote("Lampada bella, e pacco perfetto.", 1.0, "5 su 5", "Trustpilot", "2026-11-17")),
]  # fmt: skip

SHOP_FINDINGS = [
    finding("pain_point", "land", "Prezzo finale poco chiaro", 0.02, 96, kind="felt"),
    finding("pain_point", "cart", "Tempi di consegna non indicati", 0.035, 143, kind="felt"),
    finding("pain_point", "pay", "Spedizione scoperta alla fine", 0.051, 212, kind="leak"),
    finding("pain_point", "cour", "Consegna fuori fascia", 0.098, 412, kind="felt"),
    finding("pain_point", "area", "Nessun avviso di ritardo", 0.06, 287, kind="effort"),
    finding("pain_point", "tick", "Risposta oltre 24 ore", 0.038, 158, kind="effort"),
    finding("moment_of_truth", "rev", "Recensioni lette", 0.21, 7850, test="decisive"),
    finding("moment_of_truth", "pay", "Checkout", 0.27, 7610, test="decisive"),
    finding("moment_of_truth", "cour", "Consegna a domicilio", 0.3, 5870, test="remembered"),
    finding("moment_of_truth", "tel", "Telefono", 0.1, 870, test="remembered"),
    finding("dead_end", "faq", "FAQ", 0.43, 640, kind="leak"),
]


def lamp_shop(**more: Any) -> JourneyMap:
    touchpoints = [
        touchpoint(key, name, at, channel, customers, tuple(s / 100 for s in shares),  # type: ignore[arg-type]
                   after, emotion(felt, max(12, customers // 9)), place / 30)
        for place, (key, at, channel, name, customers, shares, after, felt)
        in enumerate(SHOP_TOUCHPOINTS)
    ]  # fmt: skip
    for made in touchpoints:
        made["quotes"] = [said for key, said in SHOP_QUOTES if key == made["key"]]
        made["findings"] = [f["id"] for f in SHOP_FINDINGS if f["touchpoint"] == made["key"]]
    stages = [
        stage(key, place, customers, emotion(felt, n), moves_on_share=on,
              median_seconds_to_next=after,
              voices={"nps": None, "csat": None, "ces": None, **asked})
        for place, (key, customers, on, after, felt, n, asked) in enumerate(SHOP_STAGES)
    ]  # fmt: skip
    made_map = empty_map(
        sources=[{"key": f"s{i}", "name": f"Fonte {i}", "interactions": 10, "from": None,
                  "to": None} for i in range(9)],
        totals={"interactions": 150_204, "customers": 48_210, "journeys": 51_300,
                "success": 7_100, "failure": 42_200, "open": 2_000, "left_truncated": 40,
                "anonymous_interactions": 9_100, "conversion": estimate(0.144, 49_300, 0.003),
                "entry_share": 0.182},
        stages=stages, touchpoints=touchpoints,
        transitions=[transition(*flow) for flow in SHOP_FLOWS],
        starts=[{"touchpoint": "ads", "journeys": 20_000}],
        ends=[{"touchpoint": "news", "journeys": 3_000, "status": "success"}],
        variants=[
            {"path": ["ads", "land", "pdp", "cart", "pay", "sms", "cour"], "journeys": 31_000,
             "share": 0.6},
            {"path": ["ads", "tel"], "journeys": 4_000, "share": 0.08},
        ],
        variant_total=812, findings=SHOP_FINDINGS,
        definition={**empty_map()["definition"], "success": ["pay"]},
    )  # fmt: skip
    # A test may change its map; the stories above stay as they are.
    return deepcopy({**made_map, **more})  # type: ignore[typeddict-item]


DESK = [
    ("Assign seriousness", 4580, 0.0), ("Take in charge ticket", 4560, 0.3),
    ("Wait", 1310, 0.55), ("Resolve ticket", 4560, 0.75), ("Closed", 4559, 1.0),
    ("Require upgrade", 118, 0.5), ("Insert ticket", 118, 0.0), ("Create SW anomaly", 67, 0.6),
    ("Schedule intervention", 5, 0.6), ("Resolve SW anomaly", 13, 0.7), ("RESOLVED", 2, 0.9),
    ("VERIFIED", 2, 0.95), ("INVALID", 3, 0.9), ("DUPLICATE", 2, 0.8),
]  # fmt: skip
DESK_FLOWS = [
    ("Assign seriousness", "Take in charge ticket", 4500),
    ("Take in charge ticket", "Resolve ticket", 3300), ("Take in charge ticket", "Wait", 1265),
    ("Wait", "Resolve ticket", 1200), ("Resolve ticket", "Closed", 4558),
    ("Take in charge ticket", "Take in charge ticket", 420), ("Wait", "Take in charge ticket", 300),
    ("Insert ticket", "Assign seriousness", 100), ("Require upgrade", "Resolve ticket", 70),
    ("Take in charge ticket", "Require upgrade", 90), ("Wait", "Wait", 40),
    ("Create SW anomaly", "Wait", 30), ("Take in charge ticket", "Create SW anomaly", 55),
]  # fmt: skip


def help_desk(stage_key: str = "unplaced", **more: Any) -> JourneyMap:
    touchpoints = [
        touchpoint(name, name, stage_key, "desk", customers, (0.9, 0.02, 0.05, 0.03), 3 * DAY,
                   position=position, goal=more.get("goal", True))
        for name, customers, position in DESK
    ]  # fmt: skip
    more.pop("goal", None)
    made = empty_map(
        language="en", time_zone="UTC", period={"from": None, "to": None},
        sources=[{"key": "desk", "name": "Help desk", "interactions": 21_348,
                  "from": "2010-01-13T08:40:25Z", "to": "2014-01-03T16:07:12Z"}],
        totals={**empty_map()["totals"], "interactions": 21_348, "customers": 4_580,
                "journeys": 4_580, "success": 4_559, "failure": 15, "open": 6,
                "conversion": estimate(0.9967, 4_574, 0.002), "entry_share": 0.04},
        stages=[stage(stage_key, 0, 4_580, emotion(None), name="Unplaced")],
        touchpoints=touchpoints, transitions=[transition(*flow) for flow in DESK_FLOWS],
        starts=[{"touchpoint": "Assign seriousness", "journeys": 4_380}],
        ends=[{"touchpoint": "Closed", "journeys": 4_540, "status": "success"}],
        variants=[{"path": ["Assign seriousness", "Take in charge ticket", "Resolve ticket",
                            "Closed"], "journeys": 2_366, "share": 0.516}],
        variant_total=226, definition={**empty_map()["definition"], "success": ["Closed"]},
    )  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


CHANNELS = ("web", "email", "phone", "store", "social", "review_site", "fax", "event")


def any_size(count: int, customers: int = 1000, **more: Any) -> JourneyMap:
    """A map of so many touchpoints, spread over all stages and lanes."""
    keys = list(STAGE_NAMES)[:7]
    touchpoints = [
        touchpoint(f"t{i}", f"Touchpoint numero {i}", keys[i % 7], CHANNELS[(i * 5) % 8],
                   max(1, int(customers * (0.98 if count < 100 else 0.999) ** i)),
                   (0.4, 0.3, 0.2, 0.1),
                   felt=emotion(((i % 9) - 4) / 5, 5 + i % 60), position=(i % 11) / 10)
        for i in range(count)
    ]  # fmt: skip
    flows = [
        transition(f"t{i}", f"t{(i * 3 + step) % count}", max(1, customers // (i + step + 1)))
        for i in range(count)
        for step in (1, 2)
    ]
    unique = {(t["from"], t["to"]): t for t in flows}
    made = empty_map(
        sources=[{"key": "s", "name": "CRM", "interactions": 1, "from": None, "to": None}],
        totals={**empty_map()["totals"], "interactions": customers * 9, "customers": customers,
                "journeys": customers, "success": customers // 3, "failure": customers // 2,
                "open": customers // 6, "conversion": estimate(0.4, customers)},
        stages=[stage(key, i, customers if count else 0, emotion(0.1 * i - 0.3, 5 + 50 * i))
                for i, key in enumerate(keys)],
        touchpoints=touchpoints, transitions=list(unique.values()),
    )  # fmt: skip
    return {**made, **more}  # type: ignore[typeddict-item]


def without_goal(journey_map: JourneyMap) -> JourneyMap:
    """The same map where no success or failure touchpoint was given."""
    nothing: Any = {"success": None, "failure": None, "open": None, "conversion": None,
                    "entry_share": None}  # fmt: skip
    hidden: Any = {"lost_share": None, "done_share": None, "open_share": None,
                   "success_after": None, "success_probability": None,
                   "exit_share": None}  # fmt: skip
    made: Any = {
        **journey_map,
        "totals": {**journey_map["totals"], **nothing},
        "touchpoints": [{**t, **hidden} for t in journey_map["touchpoints"]],
        "stages": [{**s, "lost_share": None, "done_share": None, "open_share": None}
                   for s in journey_map["stages"]],
        "definition": {**journey_map["definition"], "success": []},
        "findings": [],
    }  # fmt: skip
    return made  # type: ignore[no-any-return]
