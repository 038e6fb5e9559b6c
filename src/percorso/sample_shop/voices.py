"""How content a customer is after what happened, as ratings, and in which words."""

from dataclasses import dataclass
from typing import Literal

from percorso.sample_shop.draws import Choice, Draws
from percorso.sample_shop.plan import PLAN
from percorso.sample_shop.texts_en import ENGLISH
from percorso.sample_shop.texts_it import ITALIAN

Mood = Literal["good", "neutral", "bad"]


def _scale(*weights: float, lowest: int = 1) -> Choice[str]:
    return Choice.of({str(lowest + step): weight for step, weight in enumerate(weights)})


STARS_ON_TIME = _scale(0.01, 0.03, 0.08, 0.26, 0.62)
STARS_LATE = _scale(0.46, 0.30, 0.14, 0.07, 0.03)
REVIEW_STARS = {
    "good": _scale(0.0, 0.0, 0.05, 0.30, 0.65),
    "bad": _scale(0.50, 0.32, 0.13, 0.04, 0.01),
}
NPS_ON_TIME = _scale(0.01, 0.01, 0.01, 0.01, 0.02, 0.04, 0.06, 0.13, 0.23, 0.26, 0.22, lowest=0)
NPS_LATE = _scale(0.10, 0.08, 0.11, 0.13, 0.14, 0.15, 0.12, 0.09, 0.05, 0.02, 0.01, lowest=0)
CHAT_CSAT = _scale(0.6 * PLAN.chat_bad, 0.4 * PLAN.chat_bad,
                   *(share * (1 - PLAN.chat_bad) for share in (0.35, 0.40, 0.25)))  # fmt: skip
REPLY_CSAT = _scale(0.06, 0.12, 0.27, 0.35, 0.20)
REPLY_CSAT_SLOW = _scale(0.18, 0.26, 0.30, 0.19, 0.07)
VISIT_CSAT = _scale(0.01, 0.03, 0.10, 0.36, 0.50)
FAQ_CSAT = _scale(0.30, 0.28, 0.22, 0.14, 0.06)
PHONE_CES = _scale(0.04, 0.06, 0.10, 0.15, 0.20, 0.25, 0.20)
ORDER_CES = {
    "early": _scale(0.01, 0.02, 0.05, 0.10, 0.20, 0.34, 0.28),
    "late": _scale(0.06, 0.12, 0.20, 0.22, 0.20, 0.13, 0.07),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A short text and the language it is in; both empty for those who wrote nothing."""

    text: str = ""
    language: str = ""


SILENT = Words()


def rated(scale: Choice[str], draws: Draws) -> int:
    """One rating from a scale."""
    return int(draws.pick(scale))


def mood_of_five(rating: int) -> Mood:
    """What 1 to 5 stars or CSAT feel like: 1 and 2 are bad, 4 and 5 good."""
    return "bad" if rating <= 2 else "good" if rating >= 4 else "neutral"


def mood_of_nps(rating: int) -> Mood:
    """What 0 to 10 feels like: detractors up to 6, promoters from 9."""
    return "bad" if rating <= 6 else "good" if rating >= 9 else "neutral"


def words(subject: str, mood: Mood, language: str, draws: Draws, share: float = 1.0) -> Words:
    """What somebody writes on a subject; with `share` below 1 the others stay silent."""
    if not draws.chance(share):
        return SILENT
    openings, endings = (ENGLISH if language == "en" else ITALIAN)[subject, mood]
    return Words(f"{draws.one_of(openings)} {draws.one_of(endings)}", language)
