"""Moments of truth: what decides, stays in memory, or goes with what comes later (METHODS 6.1)."""

from collections.abc import Iterator

import numpy as np

from percorso.domain.journey_map import Estimate, Importance, Outcome
from percorso.journeys.estimates import share_grade
from percorso.journeys.findings.watched import FEWEST_JOURNEYS, Case, Watched
from percorso.stats.proportion import share_estimate
from percorso.stats.ranking import top_quartile


def moments_of_truth(watched: Watched) -> Iterator[Case]:
    """Touchpoints that decide, are remembered or important; the detail says which tests fired."""
    important = _important(watched)
    fired = {
        "decisive": _decisive(watched),
        "remembered": _remembered(watched),
        "important": {code: measure for code, (_, measure) in important.items()},
    }
    for code in sorted(set().union(*fired.values())):
        measures = {test: found[code] for test, found in fired.items() if code in found}
        first = next(iter(measures))
        measure = measures[first]
        detail = {
            "tests": list(measures),
            "decisive_share": measures.get("decisive"),
            "remembered_share": measures.get("remembered"),
            "importance": measures.get("important"),
            "outcome": important[code][0] if code in important else None,
            "reach": watched.reach(code),
        }
        yield Case(
            "moment_of_truth", first, code, measure, detail, share_grade(measure),
            measure["value"] or 0.0,
        )  # fmt: skip


def _decisive(watched: Watched) -> dict[int, Estimate]:
    """Decisive share in the top quartile, its lower bound above an even split."""
    chain = watched.measures.chain
    if chain is None:
        return {}
    # A broadcast stands in a journey only when something follows it: it cannot lose anybody.
    shares = {
        code: share
        for code, share in chain.decisive_share.items()
        if share is not None and not watched.touchpoint[code].touchpoint.is_broadcast
    }
    if not shares:
        return {}
    top = top_quartile(np.array([share["value"] for share in shares.values()], dtype=float))
    even = 1 / len(shares)
    often = set(watched.often_met())
    return {
        code: share
        for (code, share), is_top in zip(shares.items(), top, strict=True)
        if is_top and code in often and (share["low"] or 0.0) > even
    }


def _important(watched: Watched) -> dict[int, tuple[Outcome, Estimate]]:
    """Ratings that go with a later outcome, in the top quartile and surely more than at random.

    By code, of the outcomes for which that holds, the one the rating goes with most.
    """
    often = set(watched.often_met())
    most: dict[int, tuple[Outcome, Estimate]] = {}
    for found in watched.measures.importance:
        told = {code: one for code, one in found.of_code.items() if one["value"] is not None}
        top = top_quartile(np.array([one["value"] for one in told.values()], dtype=float))
        for (code, one), is_top in zip(told.items(), top, strict=True):
            surely = (one["low"] or 0.0) > (one["random_high"] or 0.0)
            if is_top and surely and code in often:
                measure = _estimate(one)
                if code not in most or (measure["value"] or 0) > (most[code][1]["value"] or 0):
                    most[code] = (found.model["outcome"], measure)
    return most


def _estimate(one: Importance) -> Estimate:
    return {"value": one["value"], "low": one["low"], "high": one["high"], "n": one["n"]}


def _remembered(watched: Watched) -> dict[int, Estimate]:
    """Share of the journeys with a voice in which it is the emotional peak or the end."""
    remembered = watched.measures.remembered
    voices = watched.measures.feelings.voices
    with_voice = watched.measures.totals["journeys_with_voice"]
    if not remembered or not with_voice:
        return {}
    codes = sorted(voices)
    shares = [remembered.get(code, 0) / with_voice for code in codes]
    top = top_quartile(np.array(shares))
    often = set(watched.often_met())
    return {
        code: share_estimate(remembered[code], with_voice)
        for code, is_top in zip(codes, top, strict=True)
        if is_top and code in often and voices[code] >= FEWEST_JOURNEYS
    }
