"""What a touchpoint is to the Happy Index, read from the catalogue: an order, a need, a complaint.

A touchpoint may have several roles; each is a bit.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from percorso.domain.catalogue import ASKED_AGAIN, Touchpoint
from percorso.domain.catalogue.service_contacts import asks_for_help, solves
from percorso.domain.catalogue.words import plain_words, split_words

ROLES = (
    "goal", "cart", "delivered", "need", "solved", "ours", "reopened", "transferred",
    "asked_again", "complaint", "damaged", "broken", "refund", "return", "referral", "loyalty",
    "unsubscribed", "visit", "review", "bot", "promising",
)  # fmt: skip
BIT = {role: 1 << place for place, role in enumerate(ROLES)}
# Kinds that a role alone makes.
OF_ROLE = {
    "reopened": "reopened", "transferred": "transferred", "asked_again": "asked_again",
    "damaged": "damaged", "broken": "promise_broken", "unsubscribed": "unsubscribed",
    "complaint": "complained", "referral": "referred", "loyalty": "loyalty_used",
}  # fmt: skip

_KEYS = {
    "cart": ("cart", "checkout"),
    "delivered": ("home_delivery",),
    "reopened": ("ticket_reopened",),
    "transferred": ("ticket_transferred",),
    "asked_again": (ASKED_AGAIN,),
    "complaint": ("complaint",),
    "broken": ("delivery_exception",),
    "refund": ("refund",),
    "referral": ("sharing",),
    "unsubscribed": ("unsubscription",),
}
# Where the standard has no event: the words of a name, in Italian and English, with the stages
# they mean it in; a star stands for any ending.
_WORDS = {
    "delivered": (("ritiro in negozio", "store pick*", "picked up in*", "ritirat* in"),
                  ("delivery",)),
    "complaint": (("reclam*", "complain*", "lament*"), ("service",)),
    "damaged": (("danneggiat*", "difettos*", "sbagliat*", "esaurit*", "damaged", "defective",
                 "wrong article", "wrong item", "out of stock"), ("service", "delivery")),
    "return": (("reso", "resi", "return*"), ("service",)),
    "referral": (("invita *", "invite*", "referral*", "passaparola", "consiglia*",
                  "presenta un amico"), ("advocacy",)),
    "loyalty": (("punti", "tessera", "points", "loyalty", "fedelta"), ("loyalty",)),
    "bot": (("bot", "chatbot*", "assistente virtuale", "virtual assistant"), ("service",)),
}  # fmt: skip
_VISITED = ("web", "app", "store")
_NOT_CUSTOMERS = ("company", "partner")


def roles_of(place: Touchpoint) -> int:
    """The roles of a touchpoint, as bits.

    >>> order = Touchpoint("order", "Ordine", "Order", "purchase", "web", "customer", is_goal=True)
    >>> [role for role in ROLES if roles_of(order) & BIT[role]]
    ['goal', 'visit']
    """
    return sum(BIT[role] for role in ROLES if _has(role, place))


def _has(role: str, place: Touchpoint) -> bool:
    if place.key in _KEYS.get(role, ()):
        return True
    if role in _WORDS:
        words, stages = _WORDS[role]
        return place.stage in stages and not place.is_broadcast and _says(words, place)
    return _SHAPES[role](place) if role in _SHAPES else False


def _is_ours(place: Touchpoint) -> bool:
    return place.initiator in _NOT_CUSTOMERS and not place.is_broadcast


def _is_visit(place: Touchpoint) -> bool:
    is_theirs = place.initiator == "customer" and not place.is_broadcast
    return is_theirs and place.channel in _VISITED


_SHAPES: Mapping[str, Callable[[Touchpoint], bool]] = {
    "goal": lambda place: place.is_goal and place.stage != "service",
    "need": asks_for_help,
    "solved": solves,
    "ours": _is_ours,
    "visit": _is_visit,
    "review": lambda place: place.channel == "review_site" or place.stage == "advocacy",
    "promising": lambda place: (
        place.promise_seconds is not None and not _is_ours(place) and not place.is_goal
    ),
}


def _says(words: tuple[str, ...], place: Touchpoint) -> bool:
    matcher = _matcher(words)
    return any(
        matcher.search(readable(name)) is not None
        for name in (place.name_it, place.name_en)
        for readable in (plain_words, split_words)
    )


@cache
def _matcher(words: tuple[str, ...]) -> re.Pattern[str]:
    written = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(r"\b(?:" + "|".join(written) + r")\b")


def roles_by_name(
    places: Iterable[tuple[int, Touchpoint]],
) -> Mapping[int, tuple[int, int | None]]:
    """Roles and promise in microseconds of each observed name that has any.

    Args:
        places: Number of an observed name, and where it leads.
    """
    return {
        no: (
            roles_of(place),
            None if place.promise_seconds is None else round(place.promise_seconds * 1_000_000),
        )
        for no, place in places
    }
