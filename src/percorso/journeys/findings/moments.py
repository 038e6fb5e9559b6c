"""Moments of truth: where the outcome is decided, and what stays in memory (METHODS 6.1)."""

from collections.abc import Iterator

import numpy as np

from percorso.domain.journey_map import Estimate
from percorso.journeys.estimates import share_grade
from percorso.journeys.findings.watched import FEWEST_JOURNEYS, Case, Watched
from percorso.stats.proportion import share_estimate
from percorso.stats.ranking import top_quartile


def moments_of_truth(watched: Watched) -> Iterator[Case]:
    """Touchpoints that decide, or are remembered; the detail says which test fired."""
    decisive = _decisive(watched)
    remembered = _remembered(watched)
    for code in sorted(decisive.keys() | remembered.keys()):
        tests = [name for name, fired in (("decisive", decisive), ("remembered", remembered))
                 if code in fired]  # fmt: skip
        measure = decisive.get(code) or remembered[code]
        yield Case(
            "moment_of_truth", tests[0], code, measure,
            {"tests": tests, "decisive_share": decisive.get(code),
             "remembered_share": remembered.get(code), "reach": watched.reach(code)},
            share_grade(measure), measure["value"] or 0.0,
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
