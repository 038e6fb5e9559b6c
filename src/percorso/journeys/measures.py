"""All measures of one scope, from its counts: what map and findings rest on."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from percorso.domain.journey_map import OnwardWait, Voices
from percorso.journeys.chain_of_visits import ChainOfVisits, chain_of_visits
from percorso.journeys.emotion import Feelings, feelings
from percorso.journeys.feeling import JourneyFeeling, journey_feeling
from percorso.journeys.importance import RatingImportance
from percorso.journeys.partials.effort import SIGNALS
from percorso.journeys.partials.table import Sums
from percorso.journeys.path.rows import RATING_KINDS
from percorso.journeys.path.visits import STATUS
from percorso.journeys.scope import Scope
from percorso.journeys.success import SuccessAfter, success_after
from percorso.journeys.voices import voices_of
from percorso.journeys.waits import Waits, finished_waits, onward_waits
from percorso.stats.quantiles import weighted_medians

Row = dict[str, Any]

_MOST_VARIANTS = 250


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts by code (touchpoint), by stage position, by transition; waits in seconds.

    Attributes:
        totals: Of the journeys in scope.
        touchpoints, stages: One row a touchpoint or stage that has visits.
        variants, variant_total: The most frequent exact sequences of codes, and how many there
            are in all.
        outside: Interactions by code that stand in no journey; `anonymous` among them.
        success_after: By code, among decided journeys that met it no later than the goal.
        returns: By code, success of journeys with one visit and with several.
        effort: By code: visits, signals, visits with two or more, visits with each signal.
        answers: By code, contacts answered within the promise, not answered, and pending.
        hand_offs: By the code arrived at, changes of channel and those that began all over again.
        remembered: By code, journeys in which it was the emotional peak or the end.
        feel: By (code, code after), mean change of felt level of customers with both.
        voices, stage_voices: Asked scores by code and by stage position.
        onward: By code, waits until the next interaction, those still running counted; empty
            where nobody knows what still runs.
        feelings, feeling: Emotion of touchpoints and stages, and of whole journeys.
        importance: How much ratings go with each later outcome.
        blamed: By code, what texts blame: (theme, texts), the most texts first.
        chain: Null without success touchpoints, or when nobody moved at all.
    """

    totals: Row
    touchpoints: dict[int, Row]
    stages: dict[int, Row]
    transitions: list[Row]
    starts: list[Row]
    ends: list[Row]
    variants: list[Row]
    variant_total: int
    outside: dict[int, Row]
    success_after: dict[int, SuccessAfter]
    returns: dict[int, Row]
    effort: dict[int, Row]
    answers: dict[int, Row]
    hand_offs: dict[int, list[Row]]
    remembered: dict[int, int]
    feel: dict[tuple[int, int], float]
    voices: dict[int, Voices]
    stage_voices: dict[int, Voices]
    quotes: list[Row]
    waits: Waits
    onward: dict[int, OnwardWait]
    feelings: Feelings
    feeling: JourneyFeeling
    importance: list[RatingImportance]
    blamed: dict[int, list[tuple[str, int]]]
    chain: ChainOfVisits | None


@dataclass(frozen=True, slots=True)
class BesideCounts:
    """What a map tells that is no sum over customers.

    Attributes:
        outside: Interactions in no journey, by code.
        quotes: Texts to show, with their code.
        importance: How much ratings go with each later outcome.
        blamed: What texts blame: (theme, texts) by code, the most texts first.
    """

    outside: dict[int, Row]
    quotes: list[Row]
    importance: list[RatingImportance]
    blamed: dict[int, list[tuple[str, int]]]


def measures_of(scope: Scope, sums: Sums, beside: BesideCounts) -> Measures:
    """Finish the counts of a scope.

    Args:
        scope: What was counted.
        sums: The counts.
        beside: What is told beside them.
    """
    totals = sums.rows("totals")[0]
    touchpoints = _touchpoints(sums)
    transitions = sums.rows("transitions")
    position = {stage.key: stage.position for stage in scope.stages}
    stage_of_code = {code.number: position[code.touchpoint.stage] for code in scope.codes}
    scores = [(row, _RATING_KIND[row["rating_kind"]]) for row in sums.rows("scores")]
    variants, variant_total = _variants(sums)
    return Measures(
        totals=totals,
        touchpoints=touchpoints,
        stages={row["stage"]: row for row in sums.rows("stages")},
        transitions=transitions,
        starts=[row for row in sums.rows("beginnings") if row["journeys"]],
        ends=[{**row, "status": STATUS[row["status"]]} for row in sums.rows("ends")],
        variants=variants,
        variant_total=variant_total,
        outside=beside.outside,
        success_after=_success_after(touchpoints, totals) if scope.has_success else {},
        returns=_returns(touchpoints),
        effort=_effort(touchpoints, sums.by_code("effort")),
        answers=sums.by_code("answers"),
        hand_offs=_hand_offs(sums),
        remembered={row["code"]: row["journeys"] for row in sums.rows("remembered")},
        feel=_feel(sums, transitions),
        voices=voices_of((row["code"], kind, row) for row, kind in scores),
        stage_voices=voices_of((stage_of_code[row["code"]], kind, row) for row, kind in scores),
        quotes=beside.quotes,
        waits=finished_waits(sums),
        onward=onward_waits(sums, scope.data_until_us) if scope.has_ending else {},
        feelings=feelings(sums, stage_of_code),
        feeling=journey_feeling(sums),
        importance=beside.importance,
        blamed=beside.blamed,
        chain=chain_of_visits(
            sums,
            {code: row["visits"] for code, row in touchpoints.items()},
            {code for code, row in touchpoints.items() if row["visits_until_goal"]},
        )
        if scope.has_success and touchpoints
        else None,
    )


_RATING_KIND = {number: kind for kind, number in RATING_KINDS.items()}


def _touchpoints(sums: Sums) -> dict[int, Row]:
    """The counts by code, with the median place and money where there is any."""
    places = sums.columns("positions")
    medians = weighted_medians(places["code"], places["position"], places["visits"])
    return {
        code: {
            **row,
            "median_position": medians.get(code),
            "value_minor": row["value_minor"] if row["visits_with_money"] else None,
        }
        for code, row in sums.by_code("touchpoints").items()
    }


def _success_after(touchpoints: dict[int, Row], totals: Row) -> dict[int, SuccessAfter]:
    met = (
        (code, row["decided_success"], row["decided"])
        for code, row in touchpoints.items()
        if row["decided"]
    )
    return success_after(met, totals["success"], totals["success"] + totals["failure"])


def _returns(touchpoints: dict[int, Row]) -> dict[int, Row]:
    names = ("code", "once", "once_success", "again", "again_success")
    return {
        code: {name: row[name] for name in names}
        for code, row in touchpoints.items()
        if row["decided"]
    }


def _variants(sums: Sums) -> tuple[list[Row], int]:
    """The most frequent sequences, ties by their text, and how many there are in all."""
    table = sums.columns("variants")
    journeys = table["journeys"]
    least = 0
    if journeys.size > _MOST_VARIANTS:
        least = int(np.partition(journeys, -_MOST_VARIANTS)[-_MOST_VARIANTS])
    frequent = np.flatnonzero(journeys >= least)
    rows = [
        {"path": ",".join(map(str, path)), "journeys": times}
        for path, times in zip(
            table["path"][frequent].tolist(), journeys[frequent].tolist(), strict=True
        )
    ]
    rows.sort(key=lambda row: (-row["journeys"], row["path"]))
    return rows[:_MOST_VARIANTS], int(journeys.size)


def _hand_offs(sums: Sums) -> dict[int, list[Row]]:
    """Told only where the data know of anybody who was asked again."""
    made: dict[int, list[Row]] = {}
    for row in sums.rows("hand_offs"):
        made.setdefault(row["code"], []).append(row)
    return made


def _feel(sums: Sums, transitions: list[Row]) -> dict[tuple[int, int], float]:
    """Mean change of felt level by transition, over the customers who spoke at both ends."""
    went = {(row["code"], row["code_after"]) for row in transitions}
    return {
        pair: round(row["change"] / row["customers"], 12)
        for row in sums.rows("changes_of_feeling")
        if (pair := (row["code"], row["code_after"])) in went
    }


def _effort(touchpoints: dict[int, Row], shown: dict[int, Row]) -> dict[int, Row]:
    """Signals of every touchpoint that has visits; most visits show none."""
    none = dict.fromkeys(("signals", "high", *SIGNALS), 0)
    return {
        code: {**none, **shown.get(code, {}), "visits": row["visits"]}
        for code, row in touchpoints.items()
    }
