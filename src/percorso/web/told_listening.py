"""Where do we listen, in words for the page."""

from typing import Any

from percorso.domain.listening import SPEAKS_OF_DAYS, ListenedPlace, Listening
from percorso.drawing.language import Language
from percorso.web.words import Lang, words_of


def listening_told(found: Listening, code: Lang) -> dict[str, Any]:
    """What the page shows."""
    say, language = words_of(code), Language(code)
    unasked = [_row(one, code) for one in found.unasked]
    return {
        "unasked": unasked,
        "unasked_said": say["listening_unasked_said"].format(count=language.number(len(unasked))),
        "rows": [_row(one, code) for one in found.places],
        "legend": say["listening_legend"].format(days=SPEAKS_OF_DAYS),
    }


def _row(one: ListenedPlace, code: Lang) -> dict[str, Any]:
    number = Language(code).number
    return {
        "key": one.key,
        "name": one.name_it if code == "it" else one.name_en,
        "contacts": number(one.contacts),
        "customers": number(one.customers),
        "asked": number(one.asked),
        "answered": number(one.answered),
        "response": _response(one, code),
        "rated": number(one.rated),
        "reviews": number(one.reviews),
        "messages": number(one.messages),
    }


def _response(one: ListenedPlace, code: Lang) -> str:
    say, share = words_of(code), Language(code).share
    if one.response is None:
        return say["listening_unknown"] if one.answered else "–"
    told = one.response
    return say["listening_rate_n"].format(
        share=share(told["value"]), low=share(told["low"]), high=share(told["high"])
    )
