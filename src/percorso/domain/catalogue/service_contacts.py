"""What a touchpoint is to somebody who needs help: the need, its solution, or giving up.

Journeys of the kind `service` begin and end by it. Read from the names of touchpoints of stage
service, or of none, in Italian and English; a person overrules it by marking one as goal.
"""

import re
from functools import cache

from percorso.domain.catalogue.nouns import Touchpoint
from percorso.domain.catalogue.stages import UNPLACED
from percorso.domain.catalogue.words import plain_words, split_words

_SERVICE = "service"

# Words as in stage_words: a star stands for any ending.
_SOLVED = (
    "solv*", "resolv*", "resolution", "closed", "close", "closing", "fixed", "repaired",
    "refund*", "reimburs*", "replaced", "replacement*", "settled",
    "risolt*", "risoluzion*", "chius*", "riparat*", "rimbors*", "sostituit*", "sostituzion*",
)  # fmt: skip
_GIVEN_UP = (
    "abandon*", "withdrawn", "gave up", "lost call*", "missed call*", "unanswered", "no answer",
    "no reply", "expired",
    "abbandon*", "rinunc*", "chiamat* pers*", "senza risposta", "non risposta", "scadut*",
)  # fmt: skip
# Asked for, put off, refused or undone: the words of a solution, and yet none.
_NOT_YET = (
    "request*", "ask*", "pending", "wait*", "reopen*", "open*", "not", "un*solved", "denied",
    "reject*", "refus*", "fail*", "to be",
    "richiest*", "richied*", "attesa", "riapert*", "apert*", "non", "irrisolt*", "negat*",
    "rifiutat*", "respint*", "mancat*", "da *re",
)  # fmt: skip
# Nobody's need begins with an answer, and a called-off order asks for nothing.
_NO_NEED = (
    "repl*", "answer*", "respon*", "rispost*",
    "cancel*", "annull*", "disdett*",
)  # fmt: skip


def solves(place: Touchpoint) -> bool:
    """Whether reaching a touchpoint means that a need was met.

    >>> refund = Touchpoint("refund", "Rimborso", "Refund", "service", "desk", "company")
    >>> solves(refund)
    True
    """
    if not _is_about_service(place):
        return False
    return place.is_goal or (_says(_SOLVED, place) and not _says(_NOT_YET, place))


def gives_up(place: Touchpoint) -> bool:
    """Whether a touchpoint says that a need was left unmet."""
    return _is_about_service(place) and not solves(place) and _says(_GIVEN_UP, place)


def asks_for_help(place: Touchpoint) -> bool:
    """Whether a customer who comes here has a need: a complaint, a ticket, a return, a call."""
    if place.stage != _SERVICE or place.initiator != "customer" or place.is_broadcast:
        return False
    return not (solves(place) or gives_up(place) or _says(_NO_NEED, place))


def _is_about_service(place: Touchpoint) -> bool:
    """Of stage service, or a ticket's status: one word that no rule could place."""
    is_one_word = " " not in plain_words(place.name_en)
    return place.stage == _SERVICE or (place.stage == UNPLACED and is_one_word)


def _says(words: tuple[str, ...], place: Touchpoint) -> bool:
    """Whether one of the touchpoint's names holds one of the words."""
    matcher = _matcher(words)
    return any(
        matcher.search(readable(name)) is not None
        for name in (place.name_it, place.name_en)
        for readable in (plain_words, split_words)
    )


@cache
def _matcher(words: tuple[str, ...]) -> re.Pattern[str]:
    written = (word.replace("*", r"\w*") for word in words)
    return re.compile(r"\b(?:" + "|".join(written) + r")\b")
