"""Shares and scores of the whole: success of all begun where most are open; NPS, CSAT and CES."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from percorso.domain.changed import OpenJourneys
from percorso.domain.journey_map import JourneyMap
from percorso.journeys.comparison import Beside
from percorso.journeys.comparison.candidates import Candidate
from percorso.journeys.comparison.parts import VOICES, Voice
from percorso.journeys.comparison.ratios import Counts, ratio_differences
from percorso.journeys.comparison.sums import Grid, GroupSums, group_sums, groups_of
from percorso.journeys.path.rows import RATING_KINDS
from percorso.journeys.scope import Scope

# Of those decided: what they say of success is true only once most journeys are.
_OF_DECIDED = frozenset({"conversion", "success_after"})
# An answer counts +1, 0 or -1; the score is told in hundredths.
_NPS_POINTS = 100.0


def open_journeys(beside: Beside) -> OpenJourneys | None:
    """How many journeys of both periods are open still; None where no journey can succeed."""
    this, other = beside.this["totals"], beside.other["totals"]
    if this["open"] is None or other["open"] is None or this["success"] is None:
        return None
    return OpenJourneys(this["open"], this["journeys"], other["open"], other["journeys"])


def without_early(
    candidates: list[Candidate], open_: OpenJourneys | None, beside: Beside
) -> list[Candidate]:
    """The differences that can be told: success is one of all begun while most are undecided.

    Success comes sooner than failure, which needs a silence as long as the gap: of the journeys of
    a single week all that are decided succeeded, and no shop is that good.
    """
    if open_ is None or not open_.are_most:
        return candidates
    told = [one for one in candidates if one.measure not in _OF_DECIDED]
    return [_success_of_begun(beside), *told]


def _success_of_begun(beside: Beside) -> Candidate:
    sums = (group_sums(beside.sums[0]), group_sums(beside.sums[1]))

    def counted(of: GroupSums, grid: Grid) -> Counts:
        columns = ("success", "journeys", "customers")
        return Counts(*(grid.per_group(of.journeys, column) for column in columns))

    found = ratio_differences(sums, [(0,)], (), groups_of(*sums), counted)[0,]
    return Candidate("total", "", None, "success_of_begun", found, found["n"] + found["n_other"])


def scores_of_both(beside: Beside) -> Iterator[Candidate]:
    """NPS, CSAT and CES over the stages whose answers make a score, as the map's strip has them."""
    sums = (group_sums(beside.sums[0]), group_sums(beside.sums[1]))
    groups = groups_of(*sums)
    for kind in VOICES:
        this, other = (
            _asked(of, of_map, kind, beside.scopes[0])
            for of, of_map in zip(sums, (beside.this, beside.other), strict=True)
        )
        scale = _NPS_POINTS if kind == "nps" else 1.0

        def counted(of: GroupSums, grid: Grid, scale: float = scale) -> Counts:
            score, answers = (grid.per_group(of.scores, name) for name in ("score", "answers"))
            return Counts(scale * score, answers, answers)

        found = ratio_differences(
            (this, other), [(0,)], (), groups, counted, is_share=kind == "csat"
        )[0,]
        if found["n"] or found["n_other"]:
            yield Candidate("total", "", None, kind, found, found["n"] + found["n_other"])


def _asked(sums: GroupSums, journey_map: JourneyMap, kind: Voice, scope: Scope) -> GroupSums:
    """The counts with the answers to one kind of question alone."""
    position = {stage.key: stage.position for stage in scope.stages}
    scored = [
        position[stage["key"]]
        for stage in journey_map["stages"]
        if (of_stage := stage["voices"][kind]) and of_stage["value"] is not None
    ]
    scores = sums.scores
    chosen = (scores["rating_kind"] == RATING_KINDS[kind]) & np.isin(scores["stage"], scored)
    return replace(sums, scores={name: column[chosen] for name, column in scores.items()})
