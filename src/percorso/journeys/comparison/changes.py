"""Which differences are worth a sentence: beyond chance, large enough, and met by many."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erfc, log, sqrt
from typing import Any, Literal, cast

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Change, Comparison, Difference
from percorso.drawing.comparison.amounts import change_sentence, this_value
from percorso.drawing.comparison.view import manner_of
from percorso.drawing.language import language_of
from percorso.stats.proportion import normal_quantile

_MOST = 12
_MOST_OF_ONE = 2
_FEWEST_CASES = 30
_FALSE_SHARE = 0.05
Subject = Literal["total", "stage", "touchpoint", "transition"]
_MEASURES: dict[Subject, tuple[str, ...]] = {
    "total": ("conversion", "visits_per_journey"),
    "stage": ("reach", "moves_on_share", "lost_share", "done_share", "median_seconds_to_next",
              "emotion", "nps", "csat", "ces"),
    "touchpoint": ("reach", "moves_on_share", "lost_share", "done_share", "success_after",
                   "median_seconds_after", "emotion"),
    "transition": ("share_out", "median_seconds"),
}  # fmt: skip
# The smallest difference a person would act on; a time must change by a tenth.
_LEAST = {"emotion": 0.1, "nps": 5.0, "ces": 0.2, "visits_per_journey": 0.1}
_LEAST_SHARE = 0.01
_LEAST_LOG_TIME = log(1.1)
# What counts as large as the whole scale of a share.
_SCALE = {"emotion": 2.0, "nps": 200.0, "ces": 6.0, "visits_per_journey": 5.0}
_SCALE_LOG_TIME = log(100.0)


@dataclass(frozen=True, slots=True)
class _Candidate:
    subject: Subject
    key: str
    to: str | None
    measure: str
    difference: Difference
    journeys: int

    @property
    def p_value(self) -> float:
        """Two-sided, from the interval as if it were normal."""
        low, high = self.difference["low"] or 0.0, self.difference["high"] or 0.0
        half = (high - low) / 2
        value = abs(self.difference["value"] or 0.0)
        if half <= 0:
            return 0.0 if value else 1.0
        return erfc(value / half * normal_quantile(0.95) / sqrt(2))

    @property
    def size(self) -> float:
        """The difference on the scale of its measure, 0..1."""
        value = abs(self.difference["value"] or 0.0)
        if "seconds" in self.measure:
            return self._log_time() / _SCALE_LOG_TIME
        return value / _SCALE.get(self.measure, 1.0)

    @property
    def is_large(self) -> bool:
        """Whether somebody would act on it."""
        if "seconds" in self.measure:
            return self._log_time() >= _LEAST_LOG_TIME
        return abs(self.difference["value"] or 0.0) >= _LEAST.get(self.measure, _LEAST_SHARE)

    def _log_time(self) -> float:
        this, other = this_value(self.difference), self.difference["other"]
        return abs(log(max(this or 0.0, 1.0) / max(other or 0.0, 1.0)))


def telling_changes(comparison: Comparison, journey_map: JourneyMap) -> list[Change]:
    """The differences worth a sentence, those of the whole first, then by size times journeys.

    All candidates with at least 30 cases on each side are judged together, so that one in twenty
    of those that are told may be chance, not one in twenty of those that were looked at.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    language = language_of(journey_map, None)
    names = {row["key"]: row["name"] for row in journey_map["touchpoints"]}
    stages = {row["key"]: row["name"] for row in journey_map["stages"]}
    manner = manner_of(comparison, journey_map["period"])
    told: list[Change] = []
    used: dict[str, int] = {}
    for one in sorted(_beyond_chance(comparison), key=_rank):
        used[one.key] = used.get(one.key, 0) + 1
        if used[one.key] > _MOST_OF_ONE or len(told) == _MOST:
            continue
        name = stages.get(one.key, "") if one.subject == "stage" else names.get(one.key, "")
        whose = f"{name} → {names[one.to]}" if one.to is not None else name
        told.append({
            "subject": one.subject,
            "key": one.key,
            "to": one.to,
            "measure": one.measure,
            "difference": one.difference,
            "title": change_sentence(
                whose, one.measure, one.difference, manner, language
            ),
        })  # fmt: skip
    return told


def _rank(one: _Candidate) -> tuple[bool, float, str, str, str]:
    return (one.subject != "total", -one.size * one.journeys, one.key, one.to or "", one.measure)


def _beyond_chance(comparison: Comparison) -> list[_Candidate]:
    """Those a Benjamini-Hochberg step-up keeps, and of these the large ones."""
    ordered = sorted(_candidates(comparison), key=lambda one: one.p_value)
    kept = 0
    for at, one in enumerate(ordered, start=1):
        if one.p_value <= _FALSE_SHARE * at / len(ordered):
            kept = at
    return [one for one in ordered[:kept] if one.is_large]


def _candidates(comparison: Comparison) -> Iterator[_Candidate]:
    rows: dict[Subject, list[Any]] = {
        "total": [comparison["totals"]],
        "stage": list(comparison["stages"]),
        "touchpoint": list(comparison["touchpoints"]),
        "transition": list(comparison["transitions"]),
    }
    for subject, inside in rows.items():
        for row in inside:
            key = row.get("key") or row.get("from") or ""
            journeys = row["journeys"] + row["journeys_other"]
            for measure in _MEASURES[subject]:
                difference = cast("Difference | None", row[measure])
                if difference is not None and _is_judged(difference):
                    to = row.get("to") if subject == "transition" else None
                    yield _Candidate(subject, key, to, measure, difference, journeys)


def _is_judged(difference: Difference) -> bool:
    return (
        difference["value"] is not None
        and difference["low"] is not None
        and min(difference["n"], difference["n_other"]) >= _FEWEST_CASES
    )
