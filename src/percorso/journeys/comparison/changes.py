"""Which differences are worth a sentence: beyond chance, large enough, and met by many."""

from typing import Literal

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Change, Comparison
from percorso.drawing.comparison.amounts import change_sentence
from percorso.drawing.comparison.view import manner_of
from percorso.drawing.language import language_of
from percorso.journeys.comparison.candidates import Candidate, beyond_chance, candidates_of

_MOST = 12
_MOST_OF_ONE = 2
_SUBJECTS: dict[str, Literal["total", "stage", "touchpoint", "transition"]] = {
    "total": "total", "stage": "stage", "touchpoint": "touchpoint", "transition": "transition",
}  # fmt: skip


def telling_changes(comparison: Comparison, journey_map: JourneyMap) -> list[Change]:
    """The differences worth a sentence, those of the whole first, then by size times journeys."""
    language = language_of(journey_map, None)
    names = {row["key"]: row["name"] for row in journey_map["touchpoints"]}
    stages = {row["key"]: row["name"] for row in journey_map["stages"]}
    manner = manner_of(comparison, journey_map["period"])
    told: list[Change] = []
    used: dict[str, int] = {}
    for one in sorted(beyond_chance(candidates_of(comparison)), key=rank):
        used[one.key] = used.get(one.key, 0) + 1
        if used[one.key] > _MOST_OF_ONE or len(told) == _MOST:
            continue
        name = stages.get(one.key, "") if one.subject == "stage" else names.get(one.key, "")
        whose = f"{name} → {names[one.to]}" if one.to is not None else name
        told.append({
            "subject": _SUBJECTS[one.subject],
            "key": one.key,
            "to": one.to,
            "measure": one.measure,
            "difference": one.difference,
            "title": change_sentence(
                whose, one.measure, one.difference, manner, language
            ),
        })  # fmt: skip
    return told


def rank(one: Candidate) -> tuple[bool, float, str, str, str]:
    """What stands first: the whole, then what is largest and met by most."""
    return (one.subject != "total", -one.size * one.journeys, one.key, one.to or "", one.measure)
