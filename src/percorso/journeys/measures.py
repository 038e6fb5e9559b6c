"""All measures of one scope, read from the warehouse once: what map and findings rest on."""

from dataclasses import dataclass
from typing import Any

from percorso.domain.catalogue import ASKED_AGAIN, UNPLACED
from percorso.domain.journey_map import OnwardWait, Voices
from percorso.journeys import measures_sql as ask
from percorso.journeys import waits_sql
from percorso.journeys.answers_sql import answers, hand_offs
from percorso.journeys.chain_of_visits import ChainOfVisits, chain_of_visits
from percorso.journeys.effort_sql import EFFORT, SIGNALS, effort_signals
from percorso.journeys.emotion import Feelings, feelings
from percorso.journeys.feeling import JourneyFeeling, journey_feeling
from percorso.journeys.importance import RatingImportance, importance_of_ratings
from percorso.journeys.scope import Scope
from percorso.journeys.success import SuccessAfter, success_after
from percorso.journeys.voices import voices_of
from percorso.journeys.waits import Waits, finished_waits, onward_waits
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

Row = dict[str, Any]

_SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts by code (touchpoint), by stage position, by transition; waits in seconds.

    Attributes:
        totals: Of the journeys in scope.
        touchpoints, stages: One row a touchpoint or stage that has visits.
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
        chain: Null without success touchpoints, or when nobody moved at all.
    """

    totals: Row
    touchpoints: dict[int, Row]
    stages: dict[int, Row]
    transitions: list[Row]
    starts: list[Row]
    ends: list[Row]
    variants: list[Row]
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
    between: Waits
    before: Waits
    after: Waits
    to_next_stage: Waits
    onward: dict[int, OnwardWait]
    feelings: Feelings
    feeling: JourneyFeeling
    importance: list[RatingImportance]
    chain: ChainOfVisits | None


def read_measures(warehouse: Warehouse, scope: Scope, *, most_variants: int) -> Measures:
    """Ask everything a map needs of the tables `journey` and `visit`."""
    totals = _rows(warehouse, ask.TOTALS)[0]
    touchpoints = _by_code(_rows(warehouse, ask.TOUCHPOINTS))
    position = {stage.key: stage.position for stage in scope.stages}
    stage_of_code = {code.number: position[code.touchpoint.stage] for code in scope.codes}
    warehouse.do(ask.stage_entry(position[UNPLACED]))
    warehouse.do(effort_signals(position[_SERVICE], scope.data_until_us))
    scores = _rows(warehouse, ask.SCORES)
    felt = feelings(warehouse, stage_of_code)
    solvable = scope.has_success and bool(touchpoints)
    return Measures(
        totals=totals,
        touchpoints=touchpoints,
        stages={row["stage"]: row for row in _rows(warehouse, ask.STAGES)},
        transitions=_rows(warehouse, ask.TRANSITIONS),
        starts=_rows(warehouse, ask.STARTS),
        ends=_rows(warehouse, ask.ENDS),
        variants=_rows(warehouse, ask.variants(most_variants)),
        outside=_outside(warehouse, scope, touchpoints),
        success_after=_success_after(warehouse, totals) if scope.has_success else {},
        returns=_by_code(_rows(warehouse, ask.RETURNS)),
        effort=_effort(touchpoints, _by_code(_rows(warehouse, EFFORT))),
        answers=_answers(warehouse, scope),
        hand_offs=_hand_offs(warehouse, scope),
        remembered=dict(warehouse.rows(ask.REMEMBERED)),
        feel={(a, b): level for a, b, level, _ in warehouse.rows(ask.FEEL)},
        voices=voices_of((row["code"], row["rating_kind"], row) for row in scores),
        stage_voices=voices_of(
            (stage_of_code[row["code"]], row["rating_kind"], row) for row in scores
        ),
        quotes=_rows(warehouse, ask.QUOTES),
        between=finished_waits(warehouse, waits_sql.waits_between()),
        before=finished_waits(warehouse, waits_sql.waits_before()),
        after=finished_waits(warehouse, waits_sql.waits_after()),
        to_next_stage=finished_waits(warehouse, waits_sql.waits_to_next_stage()),
        onward=onward_waits(warehouse, scope.data_until_us) if scope.has_ending else {},
        feelings=felt,
        feeling=journey_feeling(warehouse),
        importance=importance_of_ratings(warehouse, scope, _ratings(felt, scores)),
        chain=chain_of_visits(
            warehouse,
            {code: row["visits"] for code, row in touchpoints.items()},
            {code for code, row in touchpoints.items() if row["visits_until_goal"]},
        )
        if solvable
        else None,
    )


def _success_after(warehouse: Warehouse, totals: Row) -> dict[int, SuccessAfter]:
    return success_after(
        warehouse.rows(ask.SUCCESS_AFTER), totals["success"], totals["success"] + totals["failure"]
    )


def _answers(warehouse: Warehouse, scope: Scope) -> dict[int, Row]:
    """Asked only where anything is promised: it looks ahead from every visit."""
    if all(code.touchpoint.promise_seconds is None for code in scope.codes):
        return {}
    return _by_code(_rows(warehouse, answers(scope.data_until_us)))


def _hand_offs(warehouse: Warehouse, scope: Scope) -> dict[int, list[Row]]:
    """Told only where the data know of anybody who was asked again."""
    made: dict[int, list[Row]] = {}
    for code in scope.codes:
        if code.touchpoint.key == ASKED_AGAIN:
            for row in _rows(warehouse, hand_offs(code.number)):
                made.setdefault(row["code"], []).append(row)
    return made


def _effort(touchpoints: dict[int, Row], shown: dict[int, Row]) -> dict[int, Row]:
    """Signals of every touchpoint that has visits; most visits show none."""
    none = dict.fromkeys(("signals", "high", *SIGNALS), 0)
    return {
        code: {**none, **shown.get(code, {}), "visits": row["visits"]}
        for code, row in touchpoints.items()
    }


def _ratings(felt: Feelings, scores: list[Row]) -> dict[int, int]:
    """Voices by code, but for the answers to the NPS question."""
    asked = {row["code"]: int(row["answers"]) for row in scores if row["rating_kind"] == "nps"}
    return {code: voices - asked.get(code, 0) for code, voices in felt.voices.items()}


def _outside(warehouse: Warehouse, scope: Scope, visited: dict[int, Row]) -> dict[int, Row]:
    """Interactions that count for their touchpoint without standing in a journey.

    A definition that selects its contacts speaks only of places its journeys met.
    """
    if scope.segment is not None:
        return {}
    period = scope.period
    rows = _by_code(_rows(warehouse, ask.outside_journeys(period.since_us, period.until_us)))
    if not scope.definition.is_selective:
        return rows
    return {code: row for code, row in rows.items() if code in visited}


def _rows(warehouse: Warehouse, query: Query) -> list[Row]:
    columns, rows = warehouse.table(query)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _by_code(rows: list[Row]) -> dict[int, Row]:
    return {row["code"]: row for row in rows}
