"""A difference that may be worth a sentence: is it beyond chance, is it large, can one tell?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import erfc, log, sqrt
from typing import Any, Literal, cast

from percorso.domain.map_comparison import Comparison, Difference
from percorso.drawing.comparison.amounts import this_value
from percorso.stats.proportion import normal_quantile

FEWEST_CASES = 30
_FALSE_SHARE = 0.05
Subject = Literal["total", "stage", "touchpoint", "transition", "source"]
_MEASURES: dict[Subject, tuple[str, ...]] = {
    "total": ("conversion", "visits_per_journey"),
    "stage": ("reach", "moves_on_share", "lost_share", "done_share", "median_seconds_to_next",
              "emotion", "nps", "csat", "ces"),
    "touchpoint": ("reach", "moves_on_share", "lost_share", "done_share", "success_after",
                   "median_seconds_after", "emotion"),
    "transition": ("share_out", "median_seconds"),
}  # fmt: skip
# Sums over days, judged by how many times as large they are.
TOTALS = frozenset({"journeys", "customers", "contacts", "orders", "revenue", "ratings"})
# The smallest difference a person would act on; a time must change by a tenth, a total by 5 %.
_LEAST = {"emotion": 0.1, "rating": 0.1, "nps": 5.0, "ces": 0.2, "visits_per_journey": 0.1}
_LEAST_SHARE = 0.01
_LEAST_LOG_TIME = log(1.1)
_LEAST_OF_TOTAL = 0.05
# What counts as large as the whole scale of a share.
_SCALE = {"emotion": 2.0, "rating": 2.0, "nps": 200.0, "ces": 6.0, "visits_per_journey": 5.0}
_SCALE_LOG_TIME = log(100.0)
# An interval that reaches farther to one side hides changes that nobody would call steady.
_WIDEST = {"emotion": 0.25, "rating": 0.25, "nps": 15.0, "ces": 0.5, "visits_per_journey": 0.5}
_WIDEST_SHARE = 0.15
_WIDEST_OF_VALUE = 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A difference with what it is about.

    Attributes:
        subject: Of what kind.
        key: Whose; empty for the whole.
        to: Of a transition, where it leads.
        measure: Which number.
        difference: Own value minus the other's.
        journeys: How many journeys, or other cases, of both samples it concerns.
    """

    subject: Subject
    key: str
    to: str | None
    measure: str
    difference: Difference
    journeys: int

    @property
    def p_value(self) -> float:
        """Two-sided, from the interval as if it were normal."""
        half, value = self._half, abs(self.difference["value"] or 0.0)
        if half <= 0:
            return 0.0 if value else 1.0
        return erfc(value / half * normal_quantile(0.95) / sqrt(2))

    @property
    def size(self) -> float:
        """The difference on the scale of its measure, 0..1."""
        value = abs(self.difference["value"] or 0.0)
        if "seconds" in self.measure:
            return self._log_time() / _SCALE_LOG_TIME
        if self.measure in TOTALS:
            return min(1.0, value / self._level)
        return value / _SCALE.get(self.measure, 1.0)

    @property
    def is_large(self) -> bool:
        """Whether somebody would act on it."""
        if "seconds" in self.measure:
            return self._log_time() >= _LEAST_LOG_TIME
        least = _LEAST.get(self.measure, _LEAST_SHARE)
        if self.measure in TOTALS:
            least = _LEAST_OF_TOTAL * self._level
        return abs(self.difference["value"] or 0.0) >= least

    @property
    def is_judged(self) -> bool:
        """Whether there are cases enough on each side, of a total on one, and an interval."""
        one = self.difference
        known = one["value"] is not None and one["low"] is not None
        # What came to nearly nothing is a change of a total, and not too few to tell.
        cases = (max if self.measure in TOTALS else min)(one["n"], one["n_other"])
        return known and cases >= FEWEST_CASES

    @property
    def is_vague(self) -> bool:
        """Whether the interval leaves room for a large change, so that nobody can say steady."""
        widest = _WIDEST.get(self.measure, _WIDEST_SHARE)
        if "seconds" in self.measure or self.measure in TOTALS:
            widest = _WIDEST_OF_VALUE * self._level
        return self._half > widest

    @property
    def _half(self) -> float:
        low, high = self.difference["low"] or 0.0, self.difference["high"] or 0.0
        return (high - low) / 2

    @property
    def _level(self) -> float:
        """The larger of both values, and no less than 1 unit."""
        return max(this_value(self.difference) or 0.0, self.difference["other"] or 0.0, 1.0)

    def _log_time(self) -> float:
        this, other = this_value(self.difference), self.difference["other"]
        return abs(log(max(this or 0.0, 1.0) / max(other or 0.0, 1.0)))


def candidates_of(comparison: Comparison) -> Iterator[Candidate]:
    """Every difference of a comparison that is worth telling, judged or not."""
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
                if difference is not None:
                    to = row.get("to") if subject == "transition" else None
                    yield Candidate(subject, key, to, measure, difference, journeys)


def beyond_chance(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those a Benjamini-Hochberg step-up keeps of all that are judged, and of these the large ones.

    All are judged together, so that one in twenty of those that are told may be chance, not one in
    twenty of those that were looked at.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    judged: Sequence[Candidate] = [one for one in candidates if one.is_judged]
    ordered = sorted(judged, key=lambda one: one.p_value)
    kept = 0
    for at, one in enumerate(ordered, start=1):
        if one.p_value <= _FALSE_SHARE * at / len(ordered):
            kept = at
    return [one for one in ordered[:kept] if one.is_large]
