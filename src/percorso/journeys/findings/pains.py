"""Pain points: what is rated badly, takes effort, or loses people (METHODS 6.2)."""

from collections.abc import Iterator
from typing import Any

from percorso.domain.journey_map import Estimate
from percorso.journeys.chain_of_visits import ChainOfVisits
from percorso.journeys.estimates import ratio, share_grade
from percorso.journeys.findings.watched import FEWEST_JOURNEYS, Case, Watched
from percorso.stats.proportion import share_estimate

_FEWEST_VOICES = 10
_EFFORT_POINTS = 0.05


def pain_points(watched: Watched) -> Iterator[Case]:
    """The three kinds are kept apart: a leak nobody complains about is listed, too."""
    yield from _felt_pains(watched)
    yield from _effort_pains(watched)
    if watched.measures.chain is not None:
        yield from _leak_pains(watched, watched.measures.chain)


def _felt_pains(watched: Watched) -> Iterator[Case]:
    """Bad ratings, and texts without one that read badly, surely more frequent than elsewhere."""
    said, bad = _said_and_bad(watched)
    all_said, all_bad = sum(said.values()), sum(bad.values())
    for code, count in sorted(said.items()):
        others = ratio(all_bad - bad[code], all_said - count) or 0.0
        measure = share_estimate(bad[code], count)
        if count >= _FEWEST_VOICES and (measure["low"] or 0.0) > others:
            yield _pain(watched, code, "felt", measure, _felt_detail(watched, code, others))


def _said_and_bad(watched: Watched) -> tuple[dict[int, int], dict[int, int]]:
    """Ratings and texts by code, and the bad ones of both."""
    felt = watched.measures.feelings
    codes = {*felt.voices, *felt.texts}
    return (
        {code: felt.voices.get(code, 0) + felt.texts.get(code, 0) for code in codes},
        {code: felt.bad.get(code, 0) + felt.bad_texts.get(code, 0) for code in codes},
    )


def _felt_detail(watched: Watched, code: int, others: float) -> dict[str, Any]:
    """How many rated, how many wrote without a rating, and what all texts here blame."""
    felt, blamed = watched.measures.feelings, watched.measures.blamed.get(code, [])
    return {
        "others": others,
        "voices": felt.voices.get(code, 0),
        "texts": felt.texts.get(code, 0),
        "themes": [{"key": key, "name": key, "texts": texts} for key, texts in blamed],
    }


def _effort_pains(watched: Watched) -> Iterator[Case]:
    """Visits with two or more effort signals surely 5 points more frequent than elsewhere."""
    effort = watched.measures.effort
    all_visits = sum(row["visits"] for row in effort.values())
    all_high = sum(row["high"] for row in effort.values())
    for code in watched.often_met():
        row = effort[code]
        others = ratio(all_high - row["high"], all_visits - row["visits"]) or 0.0
        measure = share_estimate(row["high"], row["visits"])
        if (measure["low"] or 0.0) > others + _EFFORT_POINTS:
            yield _pain(watched, code, "effort", measure, {"others": others})


def _leak_pains(watched: Watched, chain: ChainOfVisits) -> Iterator[Case]:
    """More visits end in failure here than at the other touchpoints of the stage."""
    for code in watched.often_met():
        if code in watched.goals or code in chain.without_ending:
            continue
        excess = watched.excess_exit(code)
        if excess is None or excess["n"] < FEWEST_JOURNEYS:
            continue
        if (excess["low"] or 0.0) > 0:
            yield _pain(watched, code, "leak", excess, {})


def _pain(
    watched: Watched, code: int, test: str, measure: Estimate, detail: dict[str, Any]
) -> Case:
    severity = measure["low"] or 0.0
    pain = watched.reach(code) * severity
    return Case(
        "pain_point", test, code, measure,
        {"test": test, "pain": pain, "severity": severity, "reach": watched.reach(code),
         "lost_successes": _lost_successes(watched, code), **_voice_points(watched, code),
         **detail},
        share_grade(measure), pain,
    )  # fmt: skip


def _lost_successes(watched: Watched, code: int) -> Estimate | None:
    """Visits x excess exit x the success of those who go on: the prize of mending the leak."""
    chain = watched.measures.chain
    success = chain.success_probability(code) if chain is not None else None
    if chain is None or success is None:
        return None
    excess = watched.excess_exit(code)
    exits, known = watched.exits(code)
    if excess is None or exits == known:
        return None
    per_visit = known * success / (1 - exits / known)
    return {
        "value": max(0.0, excess["value"] or 0.0) * per_visit,
        "low": max(0.0, excess["low"] or 0.0) * per_visit,
        "high": max(0.0, excess["high"] or 0.0) * per_visit,
        "n": known,
    }


def _voice_points(watched: Watched, code: int) -> dict[str, Any]:
    """Felt level of all voices minus that without this touchpoint's."""
    felt = watched.measures.feelings
    voices, total = sum(felt.voices.values()), sum(felt.felt.values())
    mine = felt.voices.get(code, 0)
    rest = ratio(total - felt.felt.get(code, 0.0), voices - mine)
    points = total / voices - rest if mine and rest is not None else None
    return {"voice_points": points, "voices": mine}
