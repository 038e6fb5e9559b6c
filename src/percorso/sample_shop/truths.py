"""Which truths are planted in the sample shop, how large they are, and in whose words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from percorso.sample_shop import names
from percorso.sample_shop.contacts import SHARED_TABLET
from percorso.sample_shop.plan import PLAN

Kind = Literal[
    "dead_end",
    "moment_of_truth",
    "loud_pain",
    "quiet_pain",
    "leak_by_property",
    "promise",
    "drift",
    "loop",
    "open_journeys",
    "identity",
    "segment",
]


@dataclass(frozen=True, slots=True)
class PlantedTruth:
    """Something true of the sample shop because the generator made it so.

    Attributes:
        key: never changes; the docs page has a heading for each.
        kind: what sort of finding it is.
        touchpoints: the observed names it is about, as the files write them.
        description_it: one sentence in Italian.
        description_en: the same sentence in English.
        quantities: planted sizes by name; shares 0..1, hours and days in the name, instants
            as ISO 8601 UTC text.
    """

    key: str
    kind: Kind
    touchpoints: tuple[str, ...]
    description_it: str
    description_en: str
    quantities: Mapping[str, float | str]


def planted_truths(drift_at: datetime) -> tuple[PlantedTruth, ...]:
    """Every planted truth of a shop whose support slowed down at this instant (UTC)."""
    return (*_ON_THE_WAY, *_AT_THE_DOOR, _drift(drift_at), *_ALL_ALONG)


def _drift(drift_at: datetime) -> PlantedTruth:
    return PlantedTruth(
        "slower_replies",
        "drift",
        (names.SUPPORT_MAIL, names.SUPPORT_REPLY),
        "Dall'ultimo mese l'assistenza risponde alle e-mail molto più lentamente.",
        "For the last month support has been answering e-mails far more slowly.",
        {
            "since": drift_at.isoformat(),
            "median_hours_before": PLAN.reply_hours_before,
            "median_hours_after": PLAN.reply_hours_after,
        },
    )


_ON_THE_WAY = (
    PlantedTruth(
        "faq_dead_end",
        "dead_end",
        (names.FAQ,),
        "Dopo le FAQ la maggior parte dei clienti se ne va senza comprare.",
        "After the FAQ most customers leave without buying.",
        {"leave_share": PLAN.faq_leave},
    ),
    PlantedTruth(
        "loud_chat",
        "loud_pain",
        (names.CHAT,),
        "La chat prevendita riceve tanti voti bassi, ma quasi nessuno se ne va per questo.",
        "Pre-sale chat gets many bad ratings, yet hardly anybody leaves because of it.",
        {"bad_share": PLAN.chat_bad, "leave_share": PLAN.chat_leave},
    ),
    PlantedTruth(
        "quiet_quote",
        "quiet_pain",
        (names.QUOTE,),
        "Molti chiedono un preventivo e spariscono in silenzio; chi prosegue quasi sempre compra.",
        "Many ask for a quote and vanish in silence; those who go on nearly always buy.",
        {"leave_share": PLAN.quote_leave, "voices": 0},
    ),
    PlantedTruth(
        "shipping_surprise",
        "leak_by_property",
        (names.CHECKOUT, names.CHECKOUT_STEP, names.PAYMENT),
        "Chi vede le spese di spedizione solo alla fine abbandona il checkout molto più spesso.",
        "Those who see shipping costs only at the end leave the checkout far more often.",
        {
            "leave_share_late": PLAN.checkout_leave_late,
            "leave_share_early": PLAN.checkout_leave_early,
        },
    ),
)
_AT_THE_DOOR = (
    PlantedTruth(
        "home_delivery",
        "moment_of_truth",
        (names.DELIVERED, names.REORDER),
        "La consegna a domicilio decide se il cliente tornerà: puntuale sì, in ritardo quasi mai.",
        "Home delivery decides whether customers come back: on time they do, late hardly ever.",
        {"rebuy_rate_factor_when_late": PLAN.rebuy_late_factor},
    ),
    PlantedTruth(
        "late_city",
        "promise",
        (names.ORDER, names.DELIVERED),
        f"La promessa di consegna in {PLAN.promise_hours} ore è mantenuta male a {PLAN.late_city}.",
        f"The promise to deliver in {PLAN.promise_hours} hours is kept badly in {PLAN.late_city}.",
        {
            "city": PLAN.late_city,
            "promise_hours": PLAN.promise_hours,
            "kept_share_in_city": PLAN.on_time_late_city,
            "kept_share_elsewhere": PLAN.on_time,
        },
    ),
)
_ALL_ALONG = (
    PlantedTruth(
        "mail_ping_pong",
        "loop",
        (names.SUPPORT_MAIL, names.SUPPORT_REPLY),
        "Le e-mail all'assistenza rimbalzano: a una risposta segue spesso un'altra domanda.",
        "Support e-mails bounce back and forth: an answer is often followed by one more question.",
        {"write_again_share": PLAN.ping_pong},
    ),
    PlantedTruth(
        "serial_returns",
        "loop",
        (names.ORDER, names.RETURN, names.REFUND),
        "Pochi clienti ordinano, rendono e riordinano più volte.",
        "A few customers order, send back and order again, several times.",
        {"customer_share": PLAN.returns_often},
    ),
    PlantedTruth(
        "open_at_the_end",
        "open_journeys",
        (),
        "I clienti arrivano fino all'ultimo giorno: molti percorsi sono ancora aperti.",
        "Customers arrive until the last day: many journeys are still open.",
        {"arriving_in_last_week_share_at_least": 0.03},
    ),
    PlantedTruth(
        "shop_only",
        "segment",
        (names.SHOP_VISIT, names.TILL, names.ORDER),
        "Alcuni clienti si incontrano solo nei negozi, con la tessera.",
        "Some customers are met in the shops alone, by their loyalty card.",
        {"customer_share": PLAN.shop_only},
    ),
    PlantedTruth(
        "letters_only",
        "segment",
        (names.NEWSLETTER,),
        "Alcuni clienti ricevono la newsletter e nient'altro.",
        "Some customers get the newsletter and nothing else.",
        {"customer_share": PLAN.letters_only},
    ),
    PlantedTruth(
        "shared_tablet",
        "identity",
        (names.PRODUCT,),
        "Un tablet in negozio passa di mano in mano: un solo id anonimo, molte persone.",
        "A tablet in the shop goes from hand to hand: one anonymous id, many people.",
        {"anonymous_id": SHARED_TABLET},
    ),
)
