"""How the values and differences of each measure are written: points, times, levels."""

from typing import Literal

from percorso.domain.map_comparison import Difference
from percorso.drawing.language import MINUS, Language

# `since`: the other is an earlier period, so that a difference is a change; else `against`.
Manner = Literal["since", "against"]

_LEVELS = ("emotion", "rating")
_SCORES = {
    "nps": 0, "ces": 1, "visits_per_journey": 2, "journeys": 0, "customers": 0, "contacts": 0,
    "orders": 0, "ratings": 0,
}  # fmt: skip


def value_text(measure: str, value: float | None, language: Language) -> str:
    """A value of a measure: `41,0 %`, `3 h`, `+0,31`."""
    if value is None:
        return "–"
    if "seconds" in measure:
        return language.duration(value)
    if measure in _LEVELS or measure == "nps":
        return language.signed(value, _SCORES.get(measure, 2))
    if measure in _SCORES:
        return language.number(value, _SCORES[measure])
    return language.share(value, 1)


def difference_text(measure: str, value: float | None, language: Language) -> str:
    """A difference of a measure: `+5,2 pt`, `−3 h`, `+0,12`."""
    if value is None:
        return "–"
    if "seconds" in measure:
        sign = MINUS if value < 0 else "+" if value > 0 else ""
        return sign + language.duration(abs(value))
    if measure in _LEVELS or measure in _SCORES:
        return language.signed(value, _SCORES.get(measure, 2))
    return points(value, language)


def points(value: float, language: Language) -> str:
    """A difference of shares in points: `−0,4 pt`."""
    return language.say("points", n=language.signed(100 * value, 1))


def is_beyond_chance(difference: Difference | None) -> bool:
    """Whether the interval is there and leaves 0 out."""
    if difference is None or difference["low"] is None or difference["high"] is None:
        return False
    return difference["low"] > 0 or difference["high"] < 0


def this_value(difference: Difference) -> float | None:
    """The value of the map's own sample."""
    if difference["value"] is None or difference["other"] is None:
        return None
    return difference["other"] + difference["value"]


def interval_text(measure: str, difference: Difference, manner: Manner, language: Language) -> str:
    """Interval and both n in words."""
    return language.say(
        f"interval_{manner}",
        low=difference_text(measure, difference["low"], language),
        high=difference_text(measure, difference["high"], language),
        n=language.number(difference["n"]),
        n_other=language.number(difference["n_other"]),
    )


def change_sentence(
    name: str, measure: str, difference: Difference, manner: Manner, language: Language
) -> str:
    """One difference in a sentence, with interval and n.

    Args:
        name: Whose difference it is; empty for all journeys.
        measure: Which measure.
        difference: Its value exists.
        manner: Whether it is told as a change or side by side.
        language: Of the sentence.
    """
    return language.say(
        f"change_{manner}",
        name=name or language.say("change_whole"),
        measure=language.say(f"measure_{measure}"),
        change=difference_text(measure, difference["value"], language),
        this=value_text(measure, this_value(difference), language),
        other=value_text(measure, difference["other"], language),
        rest=interval_text(measure, difference, manner, language),
    )
