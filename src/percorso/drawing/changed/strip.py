"""The change beside each main number of a map, in words short enough for the strip."""

from percorso.domain.changed import Changed, ChangedNumber
from percorso.drawing.changed.telling import told_number
from percorso.drawing.language import Language

# Main numbers by their key, and the measure each goes by.
# Where it is too early for conversion nothing of it is told: the number says how many are open.
MEASURES = {
    "customers": "customers", "journeys": "journeys", "conversion": "conversion", "nps": "nps",
    "csat": "csat", "ces": "ces", "interactions": "contacts",
}  # fmt: skip
_IN_POINTS = ("conversion", "csat")
# Scores with how many digits their change has.
_SCORES = {"nps": 0, "ces": 1}


def strip_notes(changed: Changed) -> dict[str, dict[str, str]]:
    """What stands beside each main number: `text`, `said` (the whole sentence), `verdict`.

    Only where the journeys of the period before are known from their begin.
    """
    language = Language(changed.language)
    of_measure = {one.measure: one for one in changed.of_part("totals")}
    return {
        name: _note(changed, of_measure[measure], language)
        for name, measure in MEASURES.items() if measure in of_measure
    }  # fmt: skip


def _note(changed: Changed, one: ChangedNumber, language: Language) -> dict[str, str]:
    told = told_number(changed, one)
    return {
        "verdict": one.verdict,
        "text": _short(one, language),
        "said": f"{told.text}. {told.small}",
    }


def _short(one: ChangedNumber, language: Language) -> str:
    if one.verdict == "few":
        return language.say("strip_few")
    change = one.difference
    unit = language.say("points", n="") if one.measure in _IN_POINTS else "\u00a0%"
    if one.measure in _SCORES:
        unit = ""
    text, low, high = (
        _amount(one, value, language) for value in (change["value"], change["low"], change["high"])
    )
    return language.say(f"strip_{one.verdict}", change=text + unit, low=low, high=high)


def _amount(one: ChangedNumber, value: float | None, language: Language) -> str:
    """Shares in points, scores as they are, totals as hundredths of what they were; no unit."""
    other = one.difference["other"]
    if value is None:
        return "–"
    if one.measure in _IN_POINTS:
        return language.signed(100 * value, 1)
    if one.measure in _SCORES:
        return language.signed(value, _SCORES[one.measure])
    if not other:
        return "–"
    return language.signed(100 * value / other, 0)
