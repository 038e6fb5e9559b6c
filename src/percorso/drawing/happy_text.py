"""The Happy Index of one customer for a terminal."""

from collections.abc import Callable, Iterator

from percorso.domain.customer_card import HappyOnCard
from percorso.drawing.happy_words import HAPPY_WORDS, kind_words
from percorso.drawing.language import Language

# Lines told one by one; the others are told together.
MOST_LINES = 8
Day = Callable[[str | None], str]


def happy_lines(happy: HappyOnCard, language: str, day: Day) -> Iterator[str]:
    """The index, why, and what would move it; a null with its reason.

    Args:
        happy: Of the card.
        language: `it` or `en`.
        day: Writes an instant as a day.
    """
    words, speech = HAPPY_WORDS["en" if language == "en" else "it"], Language(language)
    if happy["index"] is None:
        yield reason_words(happy, language)
        return
    low, high, coverage = happy["low"] or 0.0, happy["high"] or 0.0, happy["coverage"] or 0.0
    band = words["happy_band" if happy["band"] == "happy" else str(happy["band"])]
    yield (
        f"{speech.number(happy['index'])} ({words['interval'].lower()} {speech.number(low)}"
        f"–{speech.number(high)}), {band}, {words['coverage'].lower()} "
        f"{speech.number(coverage, 2)} ({words[str(happy['tier'])]})"
    )
    if happy["change"]:
        told = words["in_days"].format(
            days=happy["change"]["days"], before=speech.number(happy["change"]["before"])
        )
        yield f"{speech.signed(happy['change']['points'], 0)} {told}"
    for limit in happy["crosses"]:
        yield words["crosses"].format(limit=speech.number(limit))
    yield f"{speech.number(happy['start'] or 0.0, 1)}  {words['typical']}"
    for name, points in bars(happy, language, day):
        yield f"{speech.signed(points, 1)}  {name}"
    yield f"{speech.number(happy['index'], 1)}  {words['today']}"
    yield f"{words['moves']}:"
    for move in happy["moves"]:
        name = kind_words(move["kind"], _USUAL.get(move["kind"], 0.0), language)
        yield f"  {speech.signed(move['points'], 1)}  {name}"


# The value of a rating that is supposed, where it would move the index.
_USUAL = {"nps": 0.8, "stars": 1.0}


def move_words(kind: str, language: str) -> str:
    """What something new that would move the index is called."""
    return kind_words(kind, _USUAL.get(kind, 0.0), language)


def bars(happy: HappyOnCard, language: str, day: Day) -> Iterator[tuple[str, float]]:
    """Names and points of the waterfall: the largest, the rest together, and the cap.

    They add, from `start`, to the index.
    """
    words = HAPPY_WORDS["en" if language == "en" else "it"]
    for line in happy["lines"][:MOST_LINES]:
        yield f"{kind_words(line['kind'], line['value'], language)}, {day(line['at'])}", line["bar"]
    rest = happy["lines"][MOST_LINES:]
    if rest:
        yield words["others"].format(count=len(rest)), sum(line["bar"] for line in rest)
    if happy["cap"]:
        yield words["cap"], happy["cap"]


def reason_words(happy: HappyOnCard, language: str) -> str:
    """Why there is no number of their own."""
    words, speech = HAPPY_WORDS["en" if language == "en" else "it"], Language(language)
    return words[happy["reason"] or "no_data"].format(
        n=speech.number(happy["estimate_n"] or 0), estimate=speech.number(happy["estimate"] or 0)
    )
